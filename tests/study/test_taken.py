"""A plan made before, asked again instead of searched."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.result import Plan
from orepath.study.answering import plan_case
from orepath.study.starts import Starts
from orepath.study.taken import cautions_of, plan_from
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def starts_of(plan: Plan, starts: dict[str, int] | None = None) -> Starts:
    return Starts(dict(plan.starts) if starts is None else starts, "", ())


def test_it_is_answered_as_the_search_answered_it(plan: Plan) -> None:
    again = plan_from(starts_of(plan), plan.calibration, plan.case)
    assert again.starts == plan.starts
    assert again.search.best.focus == pytest.approx(plan.search.best.focus)
    assert again.search.without.world == pytest.approx(plan.search.without.world)
    old, new = plan.search.neighbours, again.search.neighbours
    assert new["project"].to_list() == old["project"].to_list()
    assert new["focus_gain"].to_list() == pytest.approx(old["focus_gain"].to_list())
    assert not again.search.proven
    assert cautions_of(starts_of(plan), again) == []


def test_every_cluster_is_asked_and_told(pair: Case) -> None:
    free = pair.replace(
        policies=pair.table("policies").clear(), shocks=pair.table("shocks").clear()
    )
    year = calibrate(free)
    plan = plan_case(free, year)
    told: list[str] = []
    again = plan_from(starts_of(plan), year, free, told.append)
    assert told == [f"Taking up the plan: {n} of 2 chains done" for n in (1, 2)]
    assert again.search.best.focus == pytest.approx(plan.search.best.focus)


def test_a_plan_beyond_the_budget_is_refused(small: Case, edited: Edit) -> None:
    poor = edited(small, "policies", {"kind": "budget"}, value=1e6)
    starts = Starts({"smelter": 2025}, "", ())
    with pytest.raises(InputError, match="breaks a budget of the case"):
        plan_from(starts, calibrate(poor), poor)


def test_another_scenario_and_a_worse_plan_are_told(plan: Plan) -> None:
    starts = replace(starts_of(plan, {}), scenario="dear")
    again = plan_from(starts, plan.calibration, plan.case)
    one, other = cautions_of(starts, again)
    assert one == (
        "The plan was made under the scenario 'dear' and is looked at under no "
        "scenario."
    )
    assert other.startswith("There is a better plan by now: with A slag smelter")


def test_a_project_that_should_go_is_told(small: Case) -> None:
    dear = small.replace(
        projects=small.table("projects").with_columns(
            capex=pl.lit(20000.0), capex_high=pl.lit(30000.0)
        ),
        policies=small.table("policies").clear(),
    )
    starts = Starts({"smelter": 2025}, "", ())
    again = plan_from(starts, calibrate(dear), dear)
    (line,) = cautions_of(starts, again)
    assert "by now: without A slag smelter in Odisha it would bring India" in line


def test_what_rules_ask_for_is_no_better_plan(plan: Plan) -> None:
    none = plan.search.neighbours.with_columns(focus_gain=pl.lit(None, pl.Float64))
    held = replace(plan, search=replace(plan.search, neighbours=none))
    assert cautions_of(starts_of(plan), held) == []


def test_where_no_project_is_there_nothing_better_is_known(small: Case) -> None:
    bare = small.replace(
        projects=small.table("projects").clear(),
        policies=small.table("policies").clear(),
    )
    starts = Starts({}, "", ())
    again = plan_from(starts, calibrate(bare), bare)
    assert cautions_of(starts, again) == []
