"""The embedded library: hand values, what holds of every row, and refusals."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.contents import PREFIXES, TABLES
from orepath.evidence.library import library
from orepath.evidence.observation import check

LIB = library()


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("usgs-2026/titanium-sponge/production/KAZ/2024", 19_000, "t/a"),
        ("usgs-2025/titanium-sponge/production/KAZ/2024", 14_000, "t/a"),
        ("usgs-2026/titanium-sponge/price/USA/2024", 13_300, "USD/t"),
        ("usgs-2026/tio2-pigment/price/USA/2024", 3_170, "USD/t"),
        ("usgs-2026/tio2-pigment/capacity/IND/2025", 91_000, "t/a"),
        ("usgs-2026/tio2-pigment/consumption/USA/2024", 818_000, "t/a"),
        ("usgs-2026/titanium-slag/price/USA/2024", 970, "USD/t"),
        ("usgs-2026/ilmenite/production/IND/2024", 230_000, "t/a"),
        ("usgs-2026/titanium-concentrates/production/WLD/2024", 9_680_000, "t/a"),
        ("usgs-2026/chromite/production/KAZ/2024", 6_100_000, "t/a"),
    ],
)
def test_a_number_is_as_its_publisher_prints_it(key, value, unit):
    row = LIB.row(key)
    assert row["value"] == pytest.approx(value)
    assert row["unit"] == unit


@pytest.mark.parametrize(
    ("importer", "tonnes"),
    [("KOR", 5_290), ("FRA", 4_109), ("BEL", 3_530), ("IND", 572)],
)
def test_kazakh_sponge_went_where_baci_says(importer, tonnes):
    flow = LIB.trade(hs="810820", year=2024, exporter="KAZ", importer=importer)
    assert flow["tonnes"].item() == pytest.approx(tonnes, abs=1)


@pytest.mark.parametrize(
    ("key", "name", "value"),
    [
        ("usgs-2025/ilmenite/production/IND/2024", "titanium-concentrates", 210_000),
        ("usgs-2025/industrial-sand/production/IND/2024", "industrial-sand", 12e6),
        ("usgs-2025/molybdenum-ore/reserves/CHN/2024", "molybdenum-reserves", 5.9e6),
        ("usgs-2025/iron-ore/reserves/AUS/2024/gross", "iron-ore-reserves", 58e9),
        ("usgs-2025/indium/capacity/CHN/2024", "indium-reserves-are-capacity", 1_100),
        ("usgs-2025/clinker/capacity/CHN/2024", "clinker-production", 1.9e9),
        ("usgs-2026/manganese-ore/price/CHN/2024", "manganese-price-per-mtu", 553),
    ],
)
def test_a_corrected_number_says_so_in_its_note(key, name, value):
    row = LIB.row(key)
    assert row["note"].startswith(f"corrected: {name}")
    assert row["value"] == pytest.approx(value)


def test_a_doubtful_basis_is_named_and_left_as_published():
    row = LIB.row("usgs-2026/ilmenite/production/MOZ/2024")
    assert (row["basis"], row["content_of"]) == ("oxide", "TiO2")
    assert "doubt" in row["note"]


def test_the_observations_pass_their_own_check():
    check(LIB.observations())


def test_a_withheld_number_is_never_a_zero():
    frame = LIB.observations()
    silent = frame.filter(pl.col("flag").is_in(["withheld", "unknown", "elsewhere"]))
    assert silent.height > 100
    assert silent["value"].null_count() == silent.height
    assert set(frame.filter(pl.col("value") == 0)["flag"]) <= {
        "zero",
        "reported",
        "estimated",
    }


def test_a_printed_dash_is_a_true_zero():
    row = LIB.row("usgs-2026/tio2-pigment/capacity/KAZ/2025")
    assert (row["value"], row["flag"]) == (0.0, "zero")


def test_rutile_counted_with_ilmenite_is_absent_not_zero():
    row = LIB.row("usgs-2026/rutile/production/USA/2024")
    assert (row["value"], row["flag"]) == (None, "elsewhere")


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_an_identifier_and_a_source_that_exists(name):
    frame = LIB.table(name)
    assert frame["id"].null_count() == 0
    assert frame["id"].is_unique().all()
    assert set(frame["source"]) <= set(LIB.sources()["id"])
    assert set(frame["id"].str.split("/").list.first()) <= set(PREFIXES)


def test_every_source_names_a_title_and_a_licence():
    sources = LIB.sources()
    assert sources["title"].null_count() == sources["licence"].null_count() == 0


def test_trade_has_no_negative_tonnes_and_no_codes_of_two_letters():
    flows = LIB.table("trade")
    assert flows.filter((pl.col("tonnes") < 0) | (pl.col("value_usd") < 0)).is_empty()
    assert set(flows["exporter"].str.len_chars()) == {3}
    assert "S19" not in set(flows["exporter"])


def test_the_installed_tables_stay_under_twelve_megabytes():
    assert sum(f.stat().st_size for f in LIB.folder.rglob("*.parquet")) < 12_000_000


def test_honest_gaps_stay_as_rows_without_a_number():
    missing = LIB.table("facts").filter(~pl.col("found"))
    assert missing.height > 0
    assert missing["value"].null_count() == missing.height


def test_shares_of_owners_are_fractions():
    shares = LIB.table("ownership")["share"].drop_nulls()
    assert shares.is_between(0, 1).all()


def test_a_code_may_be_given_by_its_first_digits():
    assert set(LIB.trade(hs="2614", year=2024)["hs"]) == {"261400"}


def test_several_words_and_years_keep_all_that_fit():
    frame = LIB.observations(
        commodity=["ilmenite", "rutile"], measure="production", year=[2024, 2025]
    )
    assert set(frame["commodity"]) == {"ilmenite", "rutile"}
    assert set(frame["year"]) == {2024, 2025}


def test_governance_comes_with_made_identifiers():
    row = LIB.governance(indicator="PV", place="KAZ", year=2023).row(0, named=True)
    assert row["id"] == "wgi/PV/KAZ/2023"
    assert -2.5 < row["estimate"] < 2.5


def test_a_citation_names_publisher_licence_and_address():
    line = LIB.cite("baci/810820/KAZ-KOR/2024")
    assert "CEPII" in line
    assert "Etalab" in line
    assert "https://" in line
    assert LIB.cite("usgs-2026") == LIB.source("usgs-2026").citation()


def test_all_unknown_words_are_told_at_once_with_suggestions():
    with pytest.raises(InputError) as told:
        LIB.observations(commodity="titanium spong", place="KAS")
    assert [p.where for p in told.value.problems] == [
        "observations:commodity",
        "observations:place",
    ]
    assert told.value.problems[0].fix == "did you mean 'titanium sponge'?"


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        (lambda: LIB.table("lega"), "did you mean 'legs'"),
        (lambda: LIB.source("usgs-2062"), "did you mean 'usgs-2026'"),
        (lambda: LIB.row("facts/F0001"), "did you mean 'fact'"),
        (lambda: LIB.row("fact/F9999"), "no row 'fact/F9999'"),
        (lambda: LIB.words("legs", "kms"), "did you mean 'km'"),
        (lambda: LIB.trade(hs="9999"), "unknown hs '9999'"),
    ],
)
def test_an_unknown_name_is_refused_with_a_suggestion(ask, what):
    with pytest.raises(InputError, match=what):
        ask()


@pytest.mark.parametrize("place", ["COD", "ROU", "PSE", "TLS", "XKX"])
def test_countries_the_world_bank_codes_its_own_way_are_governed_too(place):
    assert library().governance(indicator="PV", place=place, year=2023).height == 1
