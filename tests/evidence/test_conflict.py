"""Conflicts: worst first, with every number, and weighed by what rests on them."""

import polars as pl
import pytest

from orepath.evidence.conflict import conflicts
from orepath.evidence.library import library
from orepath.evidence.observation import SCHEMA

LIB = library()


def table(*rows):
    blank = dict.fromkeys(SCHEMA) | {
        "mineral": "m",
        "commodity": "c",
        "measure": "production",
        "unit": "t/a",
        "year": 2024,
        "grade": "A",
        "flag": "reported",
    }
    full = [
        blank
        | {"id": f"{source}/{place}", "source": source, "place": place}
        | {"value": v}
        for source, place, v in rows
    ]
    return pl.DataFrame(full, schema=dict(SCHEMA), orient="row")


TWO = table(
    ("usgs-2026", "KAZ", 19.0),
    ("usgs-2025", "KAZ", 14.0),
    ("usgs-2026", "UZB", 7_400.0),
    ("usgs-2025", "UZB", 7.4),
)


def test_conflicts_come_worst_first_and_differ():
    found = conflicts(20)
    assert found.height == 20
    assert found["spread"].to_list() == sorted(found["spread"], reverse=True)
    assert found["spread"].min() > 1
    assert "OTH" not in set(found["place"])


def test_mercury_stands_among_the_conflicts_with_both_numbers():
    mercury = conflicts(100, LIB.observations(mineral="mercury", place="WLD"))
    assert mercury.select("least", "most").row(0) == (212.0, 1_200.0)


def test_a_conflict_names_every_number_and_what_it_looks_like():
    found = conflicts(1, TWO).row(0, named=True)
    assert found["says"] == "usgs-2026: 7400.0; usgs-2025: 7.4"
    assert set(found["ids"]) == {"usgs-2026/UZB", "usgs-2025/UZB"}
    assert found["hint"] == "suspected factor 1000: a unit"


def test_money_that_rests_on_a_conflict_outranks_its_ratio():
    hanging = pl.DataFrame({"id": ["usgs-2025/KAZ"], "rows": [3], "usd": [190.0]})
    first, second = conflicts(5, TWO, hanging).to_dicts()
    assert (first["place"], first["rows"]) == ("KAZ", 3)
    assert first["at_stake"] == pytest.approx(190 * (1 - 14 / 19))
    assert (second["place"], second["at_stake"]) == ("UZB", 0)


def test_without_differences_there_is_no_conflict():
    same = table(("usgs-2026", "KAZ", 5.0), ("usgs-2025", "KAZ", 5.0))
    assert conflicts(5, same).is_empty()


def test_a_world_that_is_less_than_its_countries_is_named():
    kaolin = conflicts(50, LIB.observations(mineral="clays")).filter(
        commodity="kaolin", place="WLD"
    )
    assert kaolin["hint"].item().startswith("usgs-2025: the world is less")


def test_what_cites_a_fact_rests_on_the_observation_made_of_it():
    two = TWO.with_columns(
        id=pl.when(pl.col("id") == "usgs-2025/KAZ")
        .then(pl.lit("observed/F1"))
        .otherwise("id")
    )
    hanging = pl.DataFrame({"id": ["fact/F1"], "rows": [2], "usd": [19.0]})
    first = conflicts(1, two, hanging).row(0, named=True)
    assert (first["place"], first["rows"], first["usd"]) == ("KAZ", 2, 19.0)
