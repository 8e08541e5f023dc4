"""Whose eyes: what the plan rests on is told in plain words."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from orepath.plan.around import GRAIN
from orepath.plan.foresight import Foresight
from orepath.plan.result import Plan
from orepath.plan.worth import Worth
from orepath.study.answering import plan_case
from orepath.study.sheet.foresight import foresight_sheet
from orepath.study.view import fear, foresight, instead, owners, proof, rents
from orepath.study.words import plan_headlines
from orepath.world.calibrate import Calibration
from orepath.world.case import Aim, Case, Risk

Settle = Callable[..., Case]


@pytest.fixture(scope="module")
def plan(small: Case, calibration: Calibration) -> Plan:
    return plan_case(small, calibration)


def with_search(plan: Plan, **words: object) -> Plan:
    return replace(plan, search=replace(plan.search, **words))


def test_the_shared_smelter_is_asked_for_under_other_owners(plan: Plan) -> None:
    same = with_search(plan, owning=(plan.search.best.starts,) * 2)
    assert "It would stay the best if India owned nothing, or all," in owners(same)
    told = owners(with_search(plan, owning=((), plan.search.best.starts)))
    assert told.startswith(
        "If India owned nothing of the projects it shares, another plan is better: "
        "no project at all"
    )


def test_who_owns_all_or_nothing_is_not_asked(plan: Plan) -> None:
    whole = plan.case.table("projects").with_columns(share=1.0)
    alone = replace(plan, case=plan.case.replace(projects=whole))
    assert owners(alone) == ""


def test_rents_tell_the_other_plan(plan: Plan) -> None:
    told = rents(with_search(plan, other=(("contract", 2025),)))
    assert "another plan is better: " in told
    assert "without A slag smelter in Odisha" in told


def test_of_another_plan_only_what_gains_clearly_is_named(plan: Plan) -> None:
    best = plan.search.best.starts
    poor = tuple(start for start in best if start[0] == "smelter")
    near = with_search(plan, best=plan.markets.worth(poor))
    told = instead(near, best, lambda one: one.focus)
    parts = {
        name: plan.markets.worth(best).focus
        - plan.markets.worth(tuple(s for s in best if s[0] != name)).focus
        for name, _ in best
        if name != "smelter"
    }
    clear = [name for name, part in parts.items() if part > GRAIN]
    assert clear
    for name in parts:
        assert (plan.case.name_of("projects", name) in told) == (name in clear)
    assert told.endswith(" more)")


def test_changes_that_gain_only_together_are_all_named(plan: Plan) -> None:
    other = (("contract", 2030),)
    told = instead(plan, other, lambda _: 0.0)
    assert "without A slag smelter in Odisha" in told
    assert "with A contract for Kazakh slag (2030)" in told
    assert "more)" not in told
    assert instead(plan, (), lambda _: 0.0) == "no project at all"


def test_changes_of_less_gain_are_counted(plan: Plan) -> None:
    other = (("contract", 2030),)
    assert {name for name, _ in plan.search.best.starts} >= {"smelter", "contract"}

    def without_smelter(one: Worth) -> float:
        return 10.0 * ("smelter" not in dict(one.starts))

    changed = set(plan.search.best.starts) ^ set(other)
    left = len({name for name, _ in changed}) - 1
    assert instead(plan, other, without_smelter) == (
        f"without A slag smelter in Odisha, and {left} change{'s' * (left > 1)} of "
        "less gain (USD 10 m more)"
    )


def test_foresight_says_over_which_plans(plan: Plan) -> None:
    assert "(over all plans)" in foresight(plan)
    found = plan.search.foresight
    assert isinstance(found, Foresight)
    some = with_search(plan, foresight=replace(found, exact=False))
    assert "(among the plans tried)" in foresight(some)
    assert foresight(with_search(plan, foresight=None)) == ""
    frame = foresight_sheet(plan).frame
    assert frame["Worth"].to_list() == pytest.approx(
        [found.knowing * 1e6, found.planning * 1e6]
    )
    assert foresight_sheet(with_search(plan, foresight=None)).frame.is_empty()


def test_fear_is_told_where_there_is_some(
    plan: Plan, small: Case, calibration: Calibration, settled: Settle
) -> None:
    assert fear(plan) == ""
    afraid = plan_case(settled(small, risk=Risk(aversion=0.3, samples=8)), calibration)
    assert "the worst 10 % of years weigh 30 % in the choice" in fear(afraid)
    assert foresight_sheet(afraid).frame.height == 3
    lines = plan_headlines(afraid)
    assert any(line.startswith("Risk: ") for line in lines)
    # Drawn years are for weighing, not for reading.
    assert not any("state" in name for name in afraid.flows["moment"].unique())


def test_the_worlds_plan_says_whose_it_is(
    small: Case, calibration: Calibration, settled: Settle
) -> None:
    world = plan_case(settled(small, plan=Aim(whose="world")), calibration)
    lines = plan_headlines(world)
    assert lines[0].startswith("Plan of the world: ")
    assert lines[-1].startswith("No plan of whole projects brings the world more")
    assert fear(world) == ""
    open_end = with_search(world, proven=False, bound=world.search.best.z + 3.0)
    assert "more than USD 3.0 m above it" in proof(open_end)
