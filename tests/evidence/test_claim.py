"""Claims: read from TOML, computed again, judged; the twelve have their verdicts."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.evidence.claim import Part, claims_of
from orepath.evidence.finding import Finding, Reading
from orepath.evidence.library import library
from orepath.evidence.verdict import judge, verdicts

LIB = library()
TABLE = verdicts(claims_of())


def part(value=1.0, recipe="value", **change):
    return Part(says="x", value=value, recipe=recipe, **change)


def reading(value, year=2024, words="", spread=0.0):
    ends = (value * (1 - spread), value * (1 + spread))
    return Reading(value, *ends, year, words, (f"fact/{value}",))


def row(claim, says):
    (found,) = TABLE.filter(claim=claim).filter(part=says).to_dicts()
    return found


def test_the_twelve_claims_have_these_verdicts():
    found = TABLE.unique("claim", keep="first", maintain_order=True)
    assert found.select("claim", "overall").rows() == [
        ("outlay", "supported"),
        ("reserves", "contradicted"),
        ("top-twenty", "supported"),
        ("turnover", "contradicted"),
        ("kazakh-trade", "not checkable"),
        ("titanium-venture", "not checkable"),
        ("tranche-three", "supported"),
        ("only-copper", "contradicted"),
        ("developed-buyers", "contradicted"),
        ("cadmium-rhenium", "not checkable"),
        ("largest-partner", "outdated"),
        ("net-zero", "supported"),
    ]


def test_the_misplaced_decimal_is_found_by_computation():
    found = row("turnover", "India")
    assert found["claimed"] == 27
    assert found["found"] == pytest.approx(2.8)
    assert "ten times 2.7 to 2.9 (2021): a misplaced decimal" in found["reason"]
    assert found["rests_on"][0] == "fact/F0534"


def test_the_old_turnover_of_china_is_outdated():
    found = row("turnover", "China")
    assert (found["verdict"], found["found"]) == ("outdated", 106.3)


@pytest.mark.parametrize(
    ("mineral", "share", "verdict"),
    [
        ("manganese ore", 0.0, "contradicted"),
        ("chromium", 100 / 338.33 * 100, "supported"),  # of the listed, as Cr2O3
        ("lead", 0.0, "contradicted"),
        ("zinc", 7.4 / 240 * 100, "contradicted"),
        ("titanium", 0.0, "contradicted"),
        ("aluminium (bauxite)", 160 / 29_000 * 100, "not checkable"),
        ("copper", 20 / 980 * 100, "not checkable"),
        ("cobalt", 0.0, "contradicted"),
        ("molybdenum", (7 + 21) / 17_000 * 100, "contradicted"),
    ],
)
def test_reserve_shares_come_out_by_computation(mineral, share, verdict):
    found = row("reserves", mineral)
    assert found["found"] == pytest.approx(share)
    assert found["verdict"] == verdict


def test_what_is_listed_for_no_place_bounds_a_share_from_above():
    # 5.9 of 95 Mt of lead are listed for others; 95 - 88.9 = 6.1 for nobody.
    assert row("reserves", "lead")["most"] == pytest.approx(6.1 / 95 * 100)


def test_buyers_outside_the_developed_countries_are_named():
    found = row(
        "developed-buyers", "sponge and other unwrought titanium (HS 810820), tonnes"
    )
    outside = 571.63 + 120 + 92.5 + 35
    whole = outside / (1 - found["found"] / 100)
    assert whole == pytest.approx(19_190.4, abs=1)
    assert "IND 572" in found["reason"]


def test_every_number_of_a_verdict_leads_to_rows_that_exist():
    for ids in TABLE["rests_on"]:
        for key in ids:
            assert LIB.row(key)["id"] == key


def test_a_document_never_testifies_for_itself():
    # fact/F0580 and fact/F0581 are the founding documents' own words.
    ids = {key for ids in TABLE["rests_on"] for key in ids}
    assert not {"fact/F0580", "fact/F0581"} & ids


def test_a_number_in_the_range_is_supported_and_one_outside_is_not():
    found = Finding((reading(100.0, spread=0.1),))
    assert judge(part(114), found).word == "supported"
    assert judge(part(117), found).word == "contradicted"


def test_a_number_true_of_an_earlier_year_is_outdated():
    found = Finding((reading(20.0, 2024), reading(10.0, 2020)))
    assert judge(part(10), found).word == "outdated"


def test_a_kilo_taken_for_a_tonne_is_told():
    verdict = judge(part(7_400), Finding((reading(7.4),)))
    assert verdict.word == "contradicted"
    assert verdict.reason == "a thousand times 7.4 (2024): a wrong unit"


def test_nothing_found_is_not_checkable_and_names_where_one_looked():
    verdict = judge(part(), Finding(silent=("fact/F0731",)))
    assert verdict.word == "not checkable"
    assert verdict.rests_on == ("fact/F0731",)


def test_a_year_without_a_source_is_not_guessed_from_its_neighbours():
    found = Finding((reading(2.4, 2022), reading(0.3, 2025)))
    verdict = judge(part(2.4, year=2023), found)
    assert (verdict.word, verdict.found) == ("not checkable", None)


@pytest.mark.parametrize(
    ("claimed", "word"), [(60, "not checkable"), (40, "contradicted")]
)
def test_a_part_of_the_whole_bounds_a_claim_from_below(claimed, word):
    assert judge(part(claimed, floor=True), Finding((reading(50.0),))).word == word


@pytest.mark.parametrize(
    ("claimed", "word"), [(5, "not checkable"), (8, "contradicted")]
)
def test_more_than_half_of_the_unlisted_rest_is_not_believed(claimed, word):
    found = Finding((reading(2.0),), most=10.0)
    assert judge(part(claimed, "share"), found).word == word


@pytest.mark.parametrize(
    ("claimed", "verdict"), [(12, "supported"), (13, "contradicted")]
)
def test_at_least_is_met_by_more_and_not_by_less(claimed, verdict):
    bound = part(claimed, "count", compare="at least", within=0)
    assert judge(bound, Finding((reading(12.0),))).word == verdict


def test_at_most_is_met_by_less():
    bound = part(10, "count", compare="at most", within=0)
    assert judge(bound, Finding((reading(9.0),))).word == "supported"


@given(st.floats(1e-6, 1e9), st.floats(1e-3, 1e3))
def test_a_claim_and_its_evidence_in_another_unit_get_the_same_verdict(value, unit):
    plain = judge(part(30.0), Finding((reading(value),)))
    other = judge(part(30.0 * unit), Finding((reading(value * unit),)))
    edge = min(abs(30 / value * shift - e) for shift in SLIPS for e in (0.95, 1.05))
    assert plain.word == other.word or edge < 1e-9


SLIPS = (1, 10, 0.1, 100, 0.01, 1000, 0.001)


def write(folder: Path, text: str) -> list[Path]:
    path = folder / "claims.toml"
    path.write_text(text, encoding="utf-8")
    return [path]


OWN = """
[[claim]]
claim = "sponge"
statement = "Kazakhstan made 19 kt of sponge in 2024."
[[claim.part]]
says = "output"
value = 19
unit = "kt"
recipe = "value"
table = "observations"
where = { commodity = "titanium sponge", measure = "production", place = "KAZ" }
year = 2024
scale = 1e-3
"""


def test_users_add_claims_of_their_own(tmp_path):
    found = verdicts(claims_of(write(tmp_path, OWN))).row(-1, named=True)
    assert (found["claim"], found["verdict"]) == ("sponge", "supported")
    assert found["found"] == pytest.approx(19)


def test_every_fault_of_a_users_claims_is_told_at_once(tmp_path):
    bad = (
        OWN.replace('"KAZ"', '"KAZZ"')
        .replace("commodity =", "comodity =")
        .replace('"sponge"', '"outlay"')
    )
    with pytest.raises(InputError) as caught:
        claims_of(write(tmp_path, bad))
    told = "\n".join(str(p) for p in caught.value.problems)
    assert "the name stands twice" in told
    assert "did you mean 'commodity'" in told
    assert "unknown place 'KAZZ' — did you mean 'KAZ'" in told


def test_an_unknown_recipe_or_key_is_refused_with_a_suggestion(tmp_path):
    bad = OWN.replace('recipe = "value"', 'recipe = "valu"').replace("scale", "scal")
    with pytest.raises(InputError) as caught:
        claims_of(write(tmp_path, bad))
    told = "\n".join(str(p) for p in caught.value.problems)
    assert "did you mean 'value'" in told
    assert "did you mean 'scale'" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('table = "observations"', 'table = "observation"', "mean 'observations'"),
        ('place = "KAZ"', 'year = "2024"', "write it without quotes"),
        ("scale = 1e-3", 'column = "valu"', "did you mean 'value'"),
        ('recipe = "value"', 'recipe = "share"\nof = ["KAZZ"]', "did you mean 'KAZ'"),
    ],
)
def test_a_query_that_the_library_cannot_answer_is_refused(tmp_path, old, new, told):
    with pytest.raises(InputError, match=told):
        claims_of(write(tmp_path, OWN.replace(old, new)))


@pytest.mark.parametrize("text", ["[[claim", "\udcff"])
def test_a_file_that_is_no_toml_is_refused(tmp_path, text):
    path = tmp_path / "claims.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match="not readable"):
        claims_of([path])


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        claims_of([tmp_path / "none.toml"])


def test_every_word_of_our_own_claims_is_known(tmp_path):
    own = (files("orepath") / "data" / "claims.toml").read_text(encoding="utf-8")
    again = tmp_path / "again.toml"
    again.write_text(own.replace('\nclaim = "', '\nclaim = "again-'), encoding="utf-8")
    assert len(claims_of([again])) == 2 * len(claims_of())
