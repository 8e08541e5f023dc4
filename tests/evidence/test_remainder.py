"""The remainder by hand: nothing is counted twice, nothing is negative."""

import polars as pl
import pytest

from orepath.evidence.remainder import with_remainder


def _best(*rows):
    """Build resolved rows from (place, value, source)."""
    return pl.DataFrame(
        [
            {
                "commodity": "ore", "mineral": "m", "stage": "mine", "place": place,
                "year": 2024, "value": value, "low": 0.9 * value, "high": 1.1 * value,
                "least": value, "most": value, "others": 0, "grade": "A",
                "id": f"{source}/{place}", "source": source, "note": None,
            }
            for place, value, source in rows
        ],
        schema_overrides={"note": pl.String},
    )  # fmt: skip


def _other(frame):
    return frame.filter(place="OTH").row(0, named=True)


def test_a_published_remainder_stands_although_the_total_is_rounded():
    made = with_remainder(
        _best(("A", 60.0, "x"), ("OTH", 0.0, "x"), ("WLD", 65.0, "x"))
    )
    assert _other(made)["value"] == 0


def test_what_a_further_source_names_leaves_the_remainder():
    made = with_remainder(_best(("A", 60.0, "x"), ("B", 15.0, "y"), ("OTH", 40.0, "x")))
    assert _other(made)["value"] == pytest.approx(25)
    assert _other(made)["high"] == pytest.approx(25 * 1.1)


def test_without_a_published_remainder_the_total_gives_it():
    made = with_remainder(_best(("A", 60.0, "x"), ("WLD", 100.0, "x")))
    assert _other(made)["value"] == pytest.approx(40)
    assert "total less" in _other(made)["note"]


def test_more_than_the_world_leaves_nothing_and_is_told():
    made = with_remainder(_best(("A", 120.0, "x"), ("WLD", 100.0, "x")))
    assert _other(made)["value"] == 0
    assert "1.2 times the world's total" in made.filter(place="A")["note"].item()


def test_a_total_alone_is_a_world_of_unnamed_places():
    made = with_remainder(_best(("WLD", 100.0, "x")))
    assert made.select("place", "value").rows() == [("OTH", 100.0)]


def test_without_total_and_remainder_there_is_no_other():
    made = with_remainder(_best(("A", 60.0, "x"), ("B", 15.0, "y")))
    assert made["place"].to_list() == ["A", "B"]
