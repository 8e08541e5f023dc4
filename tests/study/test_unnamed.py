"""A place without a name may make what the unnamed make, and no more."""

import polars as pl
import pytest

from orepath.study.question import question
from orepath.study.survey import exposed, gathered
from orepath.study.unnamed import widened

KEY = {"commodity": "ore", "stage": "mine", "year": 2024}
TABLE = pl.DataFrame(
    [
        KEY
        | {"reliance": 1.0, "reliance_low": 1.0, "reliance_high": 1.0, "note": ""}
        | {"home_cover_high": 0.0, "origin_cover_low": 0.8}
    ]
)
TRADE = pl.DataFrame(
    [
        KEY | {"origin": "CCC", "destination": "AAA", "value": 40.0},
        KEY | {"origin": "AAA", "destination": "CCC", "value": 10.0},
    ]
)


def made(unit="t/a", **tonnes):
    rows = [KEY | {"place": p, "value": v, "unit": unit} for p, v in tonnes.items()]
    return pl.DataFrame(rows)


def test_ends_are_those_of_all_unnamed_output_being_the_places():
    row = widened(TABLE, made(CCC=100.0, OTH=10.0), TRADE, "AAA").row(0, named=True)
    # Net imports of 30 t; with 10 t of its own the place would use 40 t.
    assert row["reliance_low"] == pytest.approx(0.75)
    assert row["home_cover_high"] == pytest.approx(0.25)
    assert row["origin_cover_low"] == pytest.approx(0.6)
    assert (row["reliance"], row["reliance_high"]) == (1.0, 1.0)
    assert row["note"] == "may be among the makers without a name, 10 t in all"


@pytest.mark.parametrize(
    "supply",
    [
        made(CCC=100.0),
        made(CCC=100.0, OTH=0.0),
        made(CCC=100.0, AAA=1.0, OTH=10.0),
        made("fraction", CCC=0.9, OTH=0.1),
    ],
)
def test_nothing_is_widened_where_the_place_is_named_or_nobody_is_unnamed(supply):
    assert widened(TABLE, supply, TRADE, "AAA").equals(TABLE)


def test_what_is_not_known_stays_so():
    null = pl.lit(None, dtype=pl.Float64)
    table = TABLE.with_columns(reliance=null, reliance_low=null)
    found = widened(table, made(CCC=1.0, OTH=10.0), TRADE, "AAA")
    assert found["reliance_low"].to_list() == [None]


def test_india_is_not_called_wholly_reliant_on_zircon():
    asked = question("IND", minerals="zirconium", stage="mine")
    row = exposed(asked, gathered(asked)).row(0, named=True)
    assert row["reliance"] == 1.0
    assert row["reliance_low"] < 1.0
    assert "makers without a name" in row["note"]
