"""Recipes by hand, on a library of a few rows."""

from pathlib import Path

import polars as pl
import pytest

from orepath.evidence.claim import Claim, Part
from orepath.evidence.library import Library
from orepath.evidence.observation import SCHEMA
from orepath.evidence.recipe import found_for
from orepath.evidence.source import SCHEMA as SOURCES

RESERVES = (
    ("new", "AAA", 20.0),
    ("new", "BBB", 50.0),
    ("new", "OTH", 25.0),
    ("new", "WLD", 100.0),
    ("old", "AAA", 30.0),
    ("old", "WLD", 90.0),
)
MADE = (("tin", "AAA", 5.0), ("tin", "BBB", 95.0), ("zinc", "AAA", 60.0))
FACTS = (
    ("f/1", "trade A", "2020", 2.0, None, None, "AAA", "s", True),
    ("f/2", "trade A", "2024", 1.0, None, None, "AAA", "s", True),
    ("f/3", "trade B", "2024", None, 3.0, 5.0, "BBB", "s", True),
    ("f/4", "trade B", "2020", 1.0, None, None, "BBB", "s", True),
    ("f/5", "stake", None, None, None, None, None, "s", False),
    ("f/6", "trade A", "2025", 27.0, None, None, "AAA", "paper", True),
)


def observed(mineral, measure, source, place, value):
    name = f"{source}/{mineral}/{measure}/{place}"
    return dict.fromkeys(SCHEMA) | {
        "id": name,
        "mineral": mineral,
        "commodity": mineral,
        "measure": measure,
        "unit": "t",
        "place": place,
        "year": 2024,
        "value": value,
        "grade": "A",
        "flag": "reported",
        "source": source,
    }


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Library:
    folder = Path(tmp_path_factory.mktemp("library"))
    rows = [observed("lead", "reserves", *row) for row in RESERVES]
    rows += [observed(m, "production", "new", place, v) for m, place, v in MADE]
    rows += [observed("tin", "production", "new", "WLD", 100.0)]
    seen = pl.DataFrame(rows, schema=dict(SCHEMA))
    seen.write_parquet(folder / "observations.parquet")
    names = (
        "id",
        "subject",
        "year",
        "value",
        "low",
        "high",
        "place",
        "source",
        "found",
    )
    facts = pl.DataFrame(FACTS, schema=names, orient="row", infer_schema_length=None)
    facts.write_parquet(folder / "facts.parquet")
    lists = {"id": ["l/1", "l/2"], "list": ["ours"] * 2, "mineral": ["Tin", "Lead"]}
    pl.DataFrame(lists).write_parquet(folder / "critical_lists.parquet")
    sources = [
        dict.fromkeys(SOURCES) | {"id": name, "year": year, "title": name}
        for name, year in (("new", 2026), ("old", 2025), ("s", 2024), ("paper", 2024))
    ]
    pl.DataFrame(sources, schema=dict(SOURCES)).write_parquet(
        folder / "sources.parquet"
    )
    return Library(folder)


def asked(shelf, recipe, **words):
    part = Part(says="x", recipe=recipe, **words)
    claim = Claim(claim="c", statement="s", document=["paper"], part=[part])
    return found_for(claim, part, shelf)


def test_a_value_is_the_newest_and_the_older_ones_follow(shelf):
    found = asked(shelf, "value", where={"subject": "trade A"})
    assert [(r.value, r.year) for r in found.readings] == [(1.0, 2024), (2.0, 2020)]


def test_a_range_without_a_value_is_read_at_its_middle(shelf):
    first = asked(shelf, "value", where={"subject": "trade B"}).readings[0]
    assert (first.low, first.value, first.high) == (3.0, 4.0, 5.0)


def test_what_was_not_found_is_named(shelf):
    found = asked(shelf, "exists", where={"subject": "stake"})
    assert (found.readings, found.silent) == ((), ("f/5",))


def test_a_sum_adds_a_year_and_scales(shelf):
    found = asked(shelf, "sum", where={"year": "2024"}, scale=10.0)
    assert found.readings[0].value == pytest.approx(10 * (1 + 4))


def test_a_ratio_divides_the_newest_rows(shelf):
    found = asked(
        shelf, "ratio", where={"subject": "trade B"}, over={"subject": "trade A"}
    )
    assert found.readings[0].value == pytest.approx(4.0)
    assert found.readings[0].rests_on == ("f/3", "f/2")


def test_a_share_is_read_of_the_world_of_the_listed_and_by_edition(shelf):
    found = asked(
        shelf,
        "share",
        table="observations",
        where={"measure": "reserves"},
        of=["AAA"],
        scale=100.0,
    )
    values = [reading.value for reading in found.readings]
    assert values == pytest.approx([20, 20 / 70 * 100, 30 / 90 * 100, 100])


def test_the_upper_bound_takes_the_larger_of_others_and_the_rest(shelf):
    # Others are listed with 25; the world less the listed is 30.
    found = asked(
        shelf, "share", table="observations", where={"measure": "reserves"}, of=["AAA"]
    )
    assert found.most == pytest.approx((20 + 30) / 100)


def test_a_rank_by_newest_numbers_comes_before_those_of_years(shelf):
    found = asked(
        shelf, "rank", where={"subject": ["trade A", "trade B"]}, of=["AAA", "BBB"]
    )
    # 2024: A 1, B 4. 2020: A 2, B 1.
    assert [reading.value for reading in found.readings] == [2, 2, 1]


def test_a_place_without_a_rival_has_no_rank(shelf):
    found = asked(shelf, "rank", where={"subject": "trade A"}, of=["AAA", "BBB"])
    assert found.readings == ()


@pytest.mark.parametrize(
    ("limit", "count"),
    [({"top": 2}, 1), ({"top": 1}, 0), ({"least": 0.05}, 1), ({"least": 0.06}, 0)],
)
def test_a_count_takes_minerals_of_the_list_that_rank_or_weigh_enough(
    shelf, limit, count
):
    # Zinc is on no list; of tin AAA makes 5 of 100 and is second.
    found = asked(
        shelf,
        "count",
        table="observations",
        where={"measure": "production"},
        of=["AAA"],
        minerals="ours",
        **limit,
    )
    assert found.readings[0].value == count


def test_the_paper_that_claims_does_not_testify(shelf):
    found = asked(shelf, "value", where={"subject": "trade A"})
    assert all("f/6" not in reading.rests_on for reading in found.readings)
