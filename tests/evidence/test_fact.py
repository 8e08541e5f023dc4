"""Facts: laid side by side only where words, unit and year agree."""

from dataclasses import dataclass, field

import polars as pl
import pytest

from orepath.evidence.fact import SCHEMA, disputed
from orepath.evidence.library import Library, library

FACT = {
    "id": "fact/1",
    "subject": "Rail line (northern)",
    "quantity": "length",
    "said": None,
    "value": 600.0,
    "low": None,
    "high": None,
    "unit": "km",
    "year": "2025",
    "place": "AFG",
    "mineral": "all",
    "stage": "rail",
    "grade": "A",
    "found": True,
    "disputed": False,
    "source": "one",
    "note": None,
}


@dataclass(frozen=True, slots=True)
class Shelf(Library):
    """Hold made-up facts in front of the library."""

    facts: pl.DataFrame = field(default_factory=pl.DataFrame)

    def table(self, name):
        return self.facts if name == "facts" else Library.table(self, name)


def found(*changes, **asked):
    rows = [
        FACT | {"id": f"fact/{n}", "source": f"source-{n}"} | change
        for n, change in enumerate(changes)
    ]
    types = library().table("facts").schema
    facts = pl.DataFrame(rows, schema=types, orient="row")
    shelf = Shelf(library().folder, None, facts)
    return disputed(shelf=shelf, **asked)


def test_two_sources_of_the_same_words_are_laid_side_by_side():
    row = found({}, {"subject": "Northern rail line", "value": 500.0})
    assert row.is_empty()
    row = found({}, {"subject": "The rail line", "value": 500.0}).row(0, named=True)
    assert row["kind"] == "facts"
    assert row["spread"] == pytest.approx(1.2)
    assert row["says"] == "source-0: 600.0; source-1: 500.0"
    assert row["ids"] == ["fact/0", "fact/1"]


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "mile"},
        {"year": "2024"},
        {"stage": "road"},
        {"place": "UZB"},
        {"quantity": "planned length"},
        {"source": "source-0"},
        {"value": 600.0},
        {"mineral": "copper"},
    ],
)
def test_what_differs_in_meaning_is_never_paired(other):
    assert found({}, {"value": 500.0} | other).is_empty()


def test_a_range_of_reports_in_one_disputed_row_is_told():
    row = found({"disputed": True, "low": 500.0, "high": 800.0}).row(0, named=True)
    assert (row["kind"], row["spread"]) == ("range of a fact", 1.6)
    assert found({"low": 500.0, "high": 800.0}).is_empty()


def test_a_dispute_that_only_a_note_tells_is_kept_without_a_ratio():
    row = found({"disputed": True, "note": "others say 700"}).row(0, named=True)
    assert (row["kind"], row["spread"]) == ("told in words", None)
    assert row["says"] == "source-0: others say 700"


def test_sources_that_are_not_heard_and_other_minerals_are_left_out():
    two = ({"mineral": "tin"}, {"mineral": "tin", "value": 500.0})
    assert found(*two, mineral="tin").height == 1
    assert found(*two, mineral="lead").is_empty()
    assert found(*two, unheard=["source-1"]).is_empty()


def test_every_disputed_fact_of_the_library_is_told_or_an_observation():
    lib = library()
    marked = lib.table("facts").filter("disputed")["id"]
    rows = disputed()
    told = set(rows["ids"].explode())
    seen = lib.observations()["id"].str.replace("observed/", "fact/")
    assert set(marked) <= told | set(seen)
    assert rows.columns == list(SCHEMA)
    assert not told & set(seen)
