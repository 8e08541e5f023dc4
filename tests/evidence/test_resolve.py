"""Resolve: the declared preference, what it hides from nobody, and its range."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.evidence.library import library
from orepath.evidence.observation import SCHEMA
from orepath.evidence.resolve import resolve

LIB = library()
SPONGE = LIB.observations(commodity="titanium sponge", measure="production")


def row(source, value, grade="A", flag="reported", **change):
    return {
        "id": f"{source}/{value}",
        "mineral": "m",
        "commodity": "c",
        "stage": None,
        "measure": "production",
        "basis": None,
        "content_of": None,
        "unit": "t/a",
        "place": "KAZ",
        "year": 2024,
        "value": value,
        "grade": grade,
        "flag": flag,
        "source": source,
    } | change


def table(*rows):
    blank = dict.fromkeys(SCHEMA)
    return pl.DataFrame([blank | r for r in rows], schema=dict(SCHEMA), orient="row")


def test_the_newer_edition_is_preferred_and_the_older_still_shows():
    found = resolve(SPONGE.filter(place="KAZ", year=2024)).row(0, named=True)
    assert (found["value"], found["source"]) == (19_000, "usgs-2026")
    assert (found["least"], found["most"], found["others"]) == (14_000, 19_000, 2)
    assert found["spread"] == pytest.approx(19 / 14)


def test_a_better_grade_beats_a_newer_edition():
    found = resolve(table(row("usgs-2026", 1.0, "B"), row("usgs-2025", 2.0, "A")))
    assert found["value"].to_list() == [2.0]


def test_a_value_beats_a_newer_silence():
    silent = row("usgs-2026", None, flag="withheld")
    found = resolve(table(silent, row("usgs-2025", 2.0, "C"))).row(0, named=True)
    assert (found["value"], found["others"]) == (2.0, 0)


def test_a_thing_that_nobody_states_stays_as_a_row_without_a_value():
    found = resolve(table(row("usgs-2026", None, flag="withheld"))).row(0, named=True)
    assert (found["value"], found["others"], found["spread"]) == (None, 0, None)


def test_a_gross_tonne_never_joins_a_contained_one():
    gross = row("usgs-2026", 6_100.0, basis="gross")
    oxide = row("usgs-2025", 1_995.0, basis="oxide", content_of="Cr2O3")
    assert resolve(table(gross, oxide)).height == 2


def test_a_zero_gives_no_ratio():
    found = resolve(table(row("usgs-2026", 5.0), row("usgs-2025", 0.0, flag="zero")))
    assert found["spread"].to_list() == [None]
    assert found["least"].to_list() == [0.0]


@given(st.lists(st.floats(0.1, 1e9), min_size=1, max_size=2), st.randoms())
def test_the_order_of_the_rows_changes_nothing(values, chance):
    names = ["usgs-2026", "usgs-2025"]
    rows = [row(name, value) for name, value in zip(names, values, strict=False)]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert resolve(table(*rows)).equals(resolve(table(*mixed)))


def test_every_range_holds_its_value():
    found = resolve(LIB.observations()).filter(pl.col("value").is_not_null())
    assert found.filter(
        (pl.col("low") > pl.col("value")) | (pl.col("high") < pl.col("value"))
    ).is_empty()


def test_one_row_remains_of_each_thing():
    found = resolve(SPONGE)
    assert not found.select("place", "year").is_duplicated().any()


def test_a_ministers_reply_stands_beside_the_survey():
    found = resolve(LIB.observations(commodity="titanium sponge", place="IND"))
    made = found.filter(measure="production", year=2024).row(0, named=True)
    assert (made["value"], made["least"]) == (300.0, 260.0)
    assert "fact/F0002" in LIB.row("observed/F0002")["note"]
