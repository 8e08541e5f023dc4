"""Shocks that make no sense are told at once, each with what to do."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from orepath.errors import Problem
from orepath.world.case import Case
from orepath.world.hazard import WHOM, check_shocks
from orepath.world.tables.shock import SHOCK_KINDS

Edit = Callable[..., Case]
_SOUND: dict[str, Any] = {
    "shock": "own", "name": "Own", "severity": 1.0, "months": 6.0, "probability": 0.1,
    "year": 2030,
}  # fmt: skip


@pytest.fixture
def told(small: Case, added: Edit) -> Callable[..., list[Problem]]:
    """Check the small case's shocks and others."""

    def tell(*rows: dict[str, Any]) -> list[Problem]:
        problems: list[Problem] = []
        case = added(small, "shocks", *(_SOUND | row for row in rows))
        check_shocks(dict(case.tables), None, problems)
        return problems

    return tell


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "outage", "stage": "smelt"},
        {"kind": "outage", "site": "chn_smelt"},
        {"kind": "export_ban", "place": "CHN", "destination": "IND"},
        {"kind": "quota", "place": "CHN", "commodity": "ore"},
        {"kind": "closure", "stop": "Malacca"},
        {"kind": "closure", "leg": "Almaty - Khorgos"},
        {"kind": "tariff", "destination": "IND", "rate": 1.5},
        {"kind": "price", "commodity": "ore", "rate": -0.5},
        {"kind": "demand", "place": "CHN", "rate": 0.2},
    ],
)
def test_a_shock_that_says_whom_and_how_much_is_sound(
    told: Callable[..., list[Problem]], row: dict[str, Any]
) -> None:
    assert told(row) == []


@pytest.mark.parametrize(
    ("row", "column", "what", "fix"),
    [
        ({"kind": "outage"}, "place", "outage of what?", "fill one of place, bloc"),
        ({"kind": "export_ban", "commodity": "ore"}, "place", "export ban of what?",
         "fill one of place, bloc"),
        ({"kind": "closure"}, "stop", "closure of what?", "fill one of stop, leg"),
        ({"kind": "price", "place": "CHN", "rate": 0.5}, "process", "price of what?",
         "process, stage, commodity, site"),
        ({"kind": "closure", "stop": "Malacca", "place": "CHN"}, "place",
         "knows no place", "fill stop, leg as needed"),
        ({"kind": "export_ban", "place": "CHN", "owner": "X"}, "owner",
         "knows no owner", "empty the cell"),
        ({"kind": "tariff", "place": "CHN"}, "rate", "tariff by how much?", "0.25"),
        ({"kind": "tariff", "place": "CHN", "rate": -0.2}, "rate", "a tariff of -0.2",
         "give 0 or more"),
        ({"kind": "outage", "place": "CHN", "rate": 0.2}, "rate", "knows no rate",
         "severity tells the part lost"),
        ({"kind": "closure", "stop": "Malaca"}, "stop", "unknown stop 'Malaca'",
         "Malacca"),
        ({"kind": "outage", "stage": "smelting"}, "stage", "unknown stage 'smelting'",
         "smelt"),
        ({"kind": "outage", "bloc": "West"}, "bloc", "unknown bloc 'West'", ""),
        ({"kind": "outage", "owner": "REU"}, "owner", "unknown owner 'REU'", ""),
        ({"kind": "closure", "leg": "Almaty"}, "leg", "'Almaty' is no leg",
         "with a dash between"),
    ],
)  # fmt: skip
def test_a_shock_that_makes_no_sense_is_told_with_what_to_do(
    told: Callable[..., list[Problem]],
    row: dict[str, Any],
    column: str,
    what: str,
    fix: str,
) -> None:
    problems = [p for p in told(row) if p.where == f"shocks.csv:5:{column}"]
    assert problems, told(row)
    assert any(what in p.what and fix in p.fix for p in problems)


def test_a_place_and_its_bloc_or_a_stop_and_a_leg_are_one_too_many(
    small: Case, edited: Edit, added: Edit
) -> None:
    case = edited(small, "places", {"place": "CHN"}, bloc="East")
    rows = (
        {"kind": "outage", "place": "CHN", "bloc": "East"},
        {"kind": "closure", "stop": "Malacca", "leg": "IND - Malacca", "shock": "two"},
    )
    case = added(case, "shocks", *(_SOUND | row for row in rows))
    problems: list[Problem] = []
    check_shocks(dict(case.tables), None, problems)
    assert [(p.where, p.what) for p in problems] == [
        ("shocks.csv:5:bloc", "place and bloc are both filled"),
        ("shocks.csv:6:leg", "stop and leg are both filled"),
    ]


BAN = {"kind": "export_ban", "place": "CHN", "commodity": "slag"}


@pytest.mark.parametrize(
    ("row", "overlaps"),
    [
        ({"year": 2026}, True),
        ({"year": 2026, "start": 12}, True),
        ({"year": 2027}, False),
        ({"year": 2025, "months": 12.0}, False),
        ({"year": 2025, "months": 13.0}, True),
        ({"year": 2026, "commodity": "ore"}, False),
        ({"year": 2026, "kind": "quota"}, False),
    ],
)
def test_two_shocks_that_do_the_same_while_both_last_are_refused(
    told: Callable[..., list[Problem]], row: dict[str, Any], overlaps: bool
) -> None:
    # The small case bars slag from China for all of 2026.
    problems = told(BAN | row)
    assert bool(problems) == overlaps
    for problem in problems:
        assert problem.where == "shocks.csv:5:shock"
        assert "the same as chn_stop while that one lasts" in problem.what


def test_a_cell_that_could_not_be_read_is_not_told_twice(small: Case) -> None:
    broken = small.table("shocks").with_columns(kind=pl.lit(None, pl.String))
    problems: list[Problem] = []
    check_shocks({**small.tables, "shocks": broken}, None, problems)
    assert problems == []


def test_every_kind_tells_whom_it_hits() -> None:
    assert set(WHOM) == set(SHOCK_KINDS)
