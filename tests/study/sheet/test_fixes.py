"""Sheets and sentences of fixes."""

from typing import Any

import polars as pl
import pytest

from orepath.study.fixes import ENOUGH, NOTHING, SOME, Fixes, cheapest
from orepath.study.sheet.fixes import (
    fix_words,
    fixes_sheet,
    measure_name,
    ranking_sheet,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

STOP: dict[str, Any] = {
    "market": "titanium", "what": "shock", "name": "China stops slag exports",
    "chance": 0.05, "country": 311.0, "users": 400.0, "good": "slag",
    "vital": 60.0, "firm": 30.0, "spare": 5.0, "verdict": ENOUGH, "fix": "slag",
    "kind": "reserve", "starts": [], "sooner": False, "size": 90.0, "grade": "C",
    "cost": 1.1, "part": 0.82, "country_left": 56.0, "users_left": 70.0,
    "short_left": 5.0, "per_tonne": 12_222.0, "over": None, "dear": False,
}  # fmt: skip
NONE = {
    "verdict": NOTHING, "fix": None, "kind": None, "starts": None, "sooner": None,
    "size": None, "grade": None, "cost": None, "part": None, "country_left": None,
    "users_left": None, "short_left": None, "per_tonne": None, "dear": None,
}  # fmt: skip
RANK: dict[str, Any] = {
    "market": "titanium", "fix": "slag", "kind": "reserve", "size": 90.0,
    "starts": [], "sooner": False, "grade": "C", "cost": 1.1, "avoided": 12.7,
    "per_usd": 11.5, "helps": 1, "most": "China stops slag exports", "over": None,
}  # fmt: skip
PLANT = {
    "fix": "smelter", "kind": "plant", "starts": ["smelter 2025"], "size": None,
    "per_tonne": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def found(small: Case, calibration: Calibration) -> Fixes:
    return cheapest(small, calibration, {"smelter": 2025}, ("suppliers",))


def of(found: Fixes, *rows: dict[str, Any], ranked: tuple[dict[str, Any], ...] = ()
       ) -> Fixes:  # fmt: skip
    """Return fixes made by hand, of the columns that are found."""
    return Fixes(
        0.5,
        pl.DataFrame([STOP | row for row in rows], found.best.schema),
        pl.DataFrame([RANK | row for row in ranked], found.ranking.schema),
        found.tried,
    )


def test_a_fix_is_told_with_its_cost_and_what_it_takes_away(
    small: Case, found: Fixes
) -> None:
    first, second = fix_words(small, of(found, {}))
    assert first == (
        "One disruption still hurts with the plan: a single measure takes away 50 % or "
        "more of 1, something less of 0, and nothing helps against 0."
    )
    assert second == (
        "China stops slag exports: USD 311 m still lost; Reserve of 90 t of Slag, "
        "USD 1.1 m a year, takes away 82 % (USD 12.2 k for each tonne less given up)."
    )


def test_where_nothing_helps_this_is_said(small: Case, found: Fixes) -> None:
    words = fix_words(small, of(found, NONE))
    assert words[1].endswith("USD 311 m still lost; nothing in the case helps.")
    sheet = fixes_sheet(small, of(found, NONE))
    row = sheet.frame.row(0, named=True)
    assert (row["Fix"], row["Takes away"], row["Begins"]) == ("nothing helps", 0.0, "–")
    assert (row["Cost a year"], row["Lost with it"]) == (0.0, row["Still lost"])


def test_where_nothing_is_enough_what_helps_most_is_told(
    small: Case, found: Fixes
) -> None:
    told = of(found, {"verdict": SOME, "part": 0.2})
    assert fix_words(small, told)[1].endswith(
        "nothing in the case takes away 50 %. Reserve of 90 t of Slag, USD 1.1 m a "
        "year, helps most: it takes away 20 %."
    )
    assert fixes_sheet(small, told).frame["Fix"][0].startswith("at most: Reserve")


def test_what_costs_more_than_it_saves_is_called_dear(
    small: Case, found: Fixes
) -> None:
    told = of(found, {"dear": True})
    words = fix_words(small, told)
    assert "50 % or more of 1 (1 of them too dearly)," in words[0]
    assert words[1].endswith(", and costs more each year than it saves then.")
    row = fixes_sheet(small, told).frame.row(0, named=True)
    assert row["Fix"] == "too dear: Reserve of 90 t of Slag"
    assert row["Mind"].startswith("costs more each year")


def test_tonnes_are_told_where_money_is_noise(small: Case, found: Fixes) -> None:
    words = fix_words(small, of(found, {"country": -3.0}))
    assert "China stops slag exports: 90 t of Slag still missed; " in words[1]


@pytest.mark.parametrize(
    ("cost", "over", "words"),
    [
        (0.0, None, "which costs nothing a year, takes away 82 %."),
        (
            -0.1,
            None,
            "which earns USD 100 k a year more than it costs, takes away 82 %. Why the "
            "plan leaves out smelter all the same: orepath plan explain small smelter.",
        ),
        (
            -0.1,
            "Budget",
            "which earns USD 100 k a year more than it costs, takes away 82 %. The "
            "budget 'Budget' has no room for it beside the plan.",
        ),
        (2.0, "Budget", "USD 2 m a year, beyond the budget 'Budget', takes away 82 %."),
    ],
)
def test_why_the_plan_leaves_it_out_is_told(
    small: Case, found: Fixes, cost: float, over: str | None, words: str
) -> None:
    told = of(found, PLANT | {"cost": cost, "over": over})
    assert fix_words(small, told)[1].endswith(words)


def test_a_budget_that_would_break_stands_in_the_table(
    small: Case, found: Fixes
) -> None:
    told = of(found, PLANT | {"over": "Budget"}, ranked=(PLANT | {"over": "Budget"},))
    for sheet in (fixes_sheet(small, told), ranking_sheet(small, told)):
        row = sheet.frame.row(0, named=True)
        assert (row["Mind"], row["Begins"]) == ("beyond the budget: Budget", "2025")
        assert set(sheet.terminal) <= set(sheet.frame.columns)


def test_measures_are_named_with_what_they_require(small: Case) -> None:
    row = PLANT | {"sooner": True, "starts": ["contract 2025", "smelter 2027"]}
    assert measure_name(small, row) == (
        "A slag smelter in Odisha, with A contract for Kazakh slag, sooner than planned"
    )


def test_no_harm_needs_no_fix(small: Case, found: Fixes) -> None:
    assert fix_words(small, of(found)) == [
        "No disruption tried still hurts with the plan: nothing is to be fixed."
    ]
    assert fixes_sheet(small, of(found)).frame.is_empty()


def test_a_case_without_any_measure_is_told_so(small: Case, found: Fixes) -> None:
    bare = of(found, NONE)
    told = Fixes(0.5, bare.best, bare.ranking, found.tried.clear())
    assert fix_words(small, told)[-1] == (
        "The case has no project beside the plan, and no good runs short of which a "
        "reserve could be held."
    )


def test_what_is_worth_most_is_told(small: Case, found: Fixes) -> None:
    free = PLANT | {"per_usd": None, "cost": 0.0}
    words = fix_words(small, of(found, {}, ranked=(free, {})))
    assert words[-1] == (
        "Worth most by the chances of the case's disruptions: A slag smelter in "
        "Odisha: USD 12.7 m of harm avoided in the mean year, which costs nothing a "
        "year; Reserve of 90 t of Slag: USD 12.7 m of harm avoided in the mean year, "
        "USD 1.1 m a year."
    )
    earns = free | {"cost": -0.1}
    last = fix_words(small, of(found, {}, ranked=(earns,)))[-1]
    assert last.endswith("all the same: orepath plan explain small smelter.")
    sheet = ranking_sheet(small, of(found, {}, ranked=(free, {})))
    assert sheet.frame["Per USD"].to_list() == ["pays for itself", "11.50"]


def test_where_nothing_is_worth_its_cost_this_is_said(
    small: Case, found: Fixes
) -> None:
    words = fix_words(small, of(found, {}, ranked=({"per_usd": 0.4},)))
    assert words[-1].startswith(
        "By the chances of the case's disruptions no measure avoids more than it "
        "costs; nearest comes Reserve of 90 t of Slag: "
    )


def test_real_fixes_fill_both_sheets(small: Case, found: Fixes) -> None:
    sheet = fixes_sheet(small, found)
    assert sheet.frame.height == found.best.height
    assert sheet.frame["Still lost"][0] == pytest.approx(found.best["country"][0] * 1e6)
    assert ranking_sheet(small, found).frame.height == found.ranking.height
