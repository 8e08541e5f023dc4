"""What a place digs but does not process."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.assess.gap import processing_gap
from orepath.errors import InputError
from orepath.evidence.form import forms
from orepath.evidence.supply import supply

FORMS = pl.DataFrame(
    [
        ("copper ore", "copper", "mine", "contained", "Cu"),
        ("blister", "copper", "smelt", "gross", None),
        ("cathode", "copper", "refine", "gross", None),
        ("rutile", "titanium", "mine", "oxide", "TiO2"),
        ("sponge", "titanium", "refine", "gross", None),
        ("salt", "salt", "mine", "gross", None),
    ],
    schema=["commodity", "mineral", "stage", "basis", "content_of"],
    orient="row",
)
CONTENT = pl.DataFrame(
    {"commodity": ["cathode", "sponge"], "content_of": ["Cu", "Ti"], "content": 1.0}
)
STAGE = dict(FORMS.select("commodity", "stage").rows())


def made(*rows, spread=0.0):
    return pl.DataFrame(
        rows, schema=["commodity", "place", "value"], orient="row", strict=False
    ).with_columns(
        pl.col("value").cast(pl.Float64),
        stage=pl.col("commodity").replace_strict(STAGE, return_dtype=pl.String),
        year=2024,
        low=pl.col("value") * (1 - spread),
        high=pl.col("value") * (1 + spread),
    )


def one(table, place="KAZ", stage="refine", **words):
    words = {"content": CONTENT} | words
    return (
        processing_gap(table, FORMS, place, **words)
        .filter(stage=stage)
        .row(0, named=True)
    )


def test_a_gap_is_computed_by_hand():
    row = one(made(("copper ore", "KAZ", 700.0), ("cathode", "KAZ", 420.0)))
    assert (row["mined"], row["processed"], row["unprocessed"]) == (700, 420, 280)
    assert (row["gap"], row["content_of"], row["note"]) == (0.4, "Cu", "")


def test_oxide_and_metal_compare_by_chemistry():
    row = one(made(("rutile", "KAZ", 100.0), ("sponge", "KAZ", 20.0)))
    assert row["mined"] == pytest.approx(59.9349, abs=1e-3)
    assert row["gap"] == pytest.approx(1 - 20 / 59.9349, abs=1e-5)


def test_a_gross_tonne_of_undeclared_content_is_never_compared():
    row = one(
        made(("copper ore", "KAZ", 700.0), ("blister", "KAZ", 1.0)), stage="smelt"
    )
    assert row["gap"] is None
    assert row["note"].startswith("not known: not comparable: copper ore in Cu")
    assert "blister in gross tonnes of undeclared content" in row["note"]


def test_who_processes_more_than_it_mines_has_no_gap():
    row = one(made(("copper ore", "KAZ", 100.0), ("cathode", "KAZ", 250.0)))
    assert (row["gap"], row["unprocessed"]) == (0.0, 0.0)
    assert row["note"] == "processes 2.5 times what it mines"


def test_who_may_be_among_the_unnamed_processors_has_only_ends():
    row = one(
        made(
            ("copper ore", "KAZ", 100.0),
            ("cathode", "CHN", 900.0),
            ("cathode", "OTH", 40.0),
        )
    )
    assert (row["gap"], row["gap_low"], row["gap_high"]) == (None, 0.6, 1.0)
    assert row["note"] == "KAZ may be among the unnamed at refine in 2024, 40 t in all"


def test_who_is_surely_no_processor_leaves_everything():
    row = one(made(("copper ore", "KAZ", 100.0), ("cathode", "CHN", 900.0)))
    assert (row["gap"], row["note"]) == (1.0, "no output reported at refine in 2024")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("copper ore", "CHN", 1.0), ("cathode", "KAZ", 1.0)], "nothing mined"),
        ([("copper ore", "KAZ", 1.0)], "no figures of refine in 2024"),
        ([("cathode", "KAZ", 1.0)], "no figures of mining in that year"),
        (
            [("copper ore", "OTH", 1.0), ("cathode", "KAZ", 1.0)],
            "its mines, if any, are among the unnamed",
        ),
        (
            [("copper ore", "KAZ", None), ("cathode", "KAZ", 1.0)],
            "no figure for the mines of KAZ",
        ),
        (
            [("copper ore", "KAZ", 1.0), ("cathode", "KAZ", None)],
            "no figure for KAZ at refine in 2024",
        ),
    ],
)
def test_what_is_not_known_says_why(rows, reason):
    row = one(made(*rows))
    assert (row["gap"], row["note"]) == (None, f"not known: {reason}")


def test_a_mineral_of_one_stage_keeps_its_row():
    found = processing_gap(made(("salt", "KAZ", 1.0)), FORMS, "KAZ").row(0, named=True)
    assert found["note"] == "not known: one stage only: mine"


def test_a_group_is_summed():
    table = made(
        ("copper ore", "KAZ", 60.0),
        ("copper ore", "UZB", 40.0),
        ("cathode", "UZB", 90.0),
    )
    row = one(table, ["KAZ", "UZB"], name="both")
    assert (row["place"], round(row["gap"], 9)) == ("both", 0.1)
    assert one(table)["gap"] == 1.0


def test_shares_of_the_world_are_no_tonnes():
    table = made(("copper ore", "KAZ", 0.1), ("cathode", "KAZ", 0.1))
    row = one(table.with_columns(unit=pl.lit("fraction")))
    assert row["note"] == "not known: no figures of mining in that year"


@settings(max_examples=30)
@given(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(0, 0.5))
def test_ends_hold_the_gap_and_more_processing_never_widens_it(mined, done, spread):
    rows = (("copper ore", "KAZ", mined), ("cathode", "KAZ", done))
    row = one(made(*rows, spread=spread), draws=40)
    assert 0 <= row["gap_low"] <= row["gap"] <= row["gap_high"] <= 1
    more = one(made(rows[0], ("cathode", "KAZ", done + 1)), draws=0)
    assert more["gap"] <= row["gap"]


def test_kazakh_and_chinese_copper_follow_from_the_library():
    table = supply("copper", 2024)
    rows = {
        place: processing_gap(table, forms(), place)
        .filter(stage="refine", content_of="Cu")
        .row(0, named=True)
        for place in ("KAZ", "CHN")
    }
    assert 0 < rows["KAZ"]["gap"] < 1
    assert rows["CHN"]["gap"] == 0


def test_faults_are_told_at_once():
    with pytest.raises(InputError) as caught:
        processing_gap(
            made(("salt", "KAZ", 1.0)).with_columns(commodity=pl.lit("sald")), FORMS, []
        )
    assert "no such form" in str(caught.value)
    assert "none given" in str(caught.value)
    with pytest.raises(InputError, match="forms:1:mineral"):
        processing_gap(made(("salt", "KAZ", 1.0)), FORMS.drop("mineral"), "KAZ")
