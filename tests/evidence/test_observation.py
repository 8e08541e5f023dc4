"""Observations: every fault told at once."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.observation import SCHEMA, check

GOOD = {
    "id": "x/ilmenite/production/IND/2024",
    "mineral": "titanium",
    "commodity": "ilmenite",
    "stage": "mine",
    "measure": "production",
    "basis": "oxide",
    "content_of": "TiO2",
    "unit": "t/a",
    "place": "IND",
    "year": 2024,
    "value": 230_000.0,
    "low": None,
    "high": None,
    "grade": "A",
    "flag": "estimated",
    "source": "usgs-2026",
    "said": None,
    "note": None,
}


def table(*changes):
    rows = [GOOD | change for change in changes]
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def test_a_good_row_passes():
    check(table({}))


def test_a_missing_column_and_one_of_another_type_are_named():
    frame = table({}).drop("unit").with_columns(year=pl.lit("2024"))
    with pytest.raises(InputError) as told:
        check(frame, "mine.csv")
    assert [problem.where for problem in told.value.problems] == [
        "mine.csv:1:unit",
        "mine.csv:1:year",
    ]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"place": None}, "mine.csv:3:place", "empty"),
        ({"measure": "producton"}, "mine.csv:3:measure", "unknown measure 'producton'"),
        ({"stage": "dig"}, "mine.csv:3:stage", "unknown stage 'dig'"),
        ({"flag": "odd"}, "mine.csv:3:flag", "unknown flag 'odd'"),
        ({"value": -1.0}, "mine.csv:3:value", "the value is negative"),
        ({"value": float("inf")}, "mine.csv:3:value", "the value is not finite"),
        ({"low": 3e5}, "mine.csv:3:value", "the value lies below its low"),
        ({"high": 1.0}, "mine.csv:3:value", "the value lies above its high"),
        ({"value": None}, "mine.csv:3:value", "the value is missing"),
        ({"flag": "withheld"}, "mine.csv:3:value", "the value is given"),
    ],
)
def test_a_bad_cell_is_told_with_its_row(change, where, what):
    with pytest.raises(InputError) as told:
        check(table({}, {"id": "second"} | change), "mine.csv")
    assert (where, what) in [(p.where, p.what) for p in told.value.problems]


def test_an_identifier_that_stands_twice_is_refused():
    with pytest.raises(InputError, match="stands twice"):
        check(table({}, {}))


def test_all_faults_are_told_at_once():
    bad = {"id": "second", "grade": "D", "value": -1.0, "measure": "weight"}
    with pytest.raises(InputError) as told:
        check(table({}, bad))
    assert len(told.value.problems) == 3
