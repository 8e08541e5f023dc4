"""The market answers every plan once, and knows what the budget allows."""

from collections.abc import Callable

import pytest

from orepath.plan.assemble import program_of
from orepath.plan.market import Market, Markets
from orepath.plan.program import Program
from orepath.plan.search import search
from orepath.plan.whole import rounded_plan
from orepath.plan.worth import Starts
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def test_a_budget_counts_starts_after_its_last_year(small: Case, edited: Edit) -> None:
    case = edited(small, "policies", {"kind": "budget"}, value=1e6, end=2026)
    calibration = calibrate(case)
    market = Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )
    for year in (2025, 2027, 2030):
        assert not market.affordable((("smelter", year),))
        assert market.affordable((("contract", year),))
    best = search(market).best
    assert {name for name, _ in best.starts} == {"contract"}


def test_without_a_budget_everything_is_affordable(small: Case) -> None:
    case = small.replace(policies=small.table("policies").clear())
    market = Markets(case, [program_of(case, calibrate(case))])
    every: Starts = (("contract", 2025), ("smelter", 2025), ("stock", 2025))
    assert market.affordable(every)


def test_every_plan_is_solved_once_and_told(program: Program) -> None:
    told: list[tuple[int, float]] = []
    market = Markets(
        program.network.case,
        [program],
        lambda tried, best: told.append((tried, best)),
    )
    first = market.worth((("smelter", 2025), ("contract", 2025)))
    again = market.worth((("contract", 2025), ("smelter", 2025)))
    assert again is first
    assert told == [(1, first.focus)]
    market.worth(())
    assert told[-1] == (2, first.focus)


def test_a_market_begins_where_a_like_one_ended_and_answers_alike(
    program: Program, small: Case
) -> None:
    plan: Starts = (("smelter", 2025),)
    one, other, odd = Market(program), Market(program), Market(program)
    cold = one.outcome(plan)
    other.begin(one.standing(plan))
    warm = other.outcome(plan)
    assert warm.focus == pytest.approx(cold.focus)
    assert warm.answer.iterations < cold.answer.iterations
    # A standing of another size means nothing.
    fewer = small.replace(projects=small.table("projects").head(1))
    odd.begin(Market(program_of(fewer, calibrate(fewer))).standing(()))
    assert odd.outcome(plan).answer.iterations == cold.answer.iterations


def test_a_share_in_a_project_earns_that_share_of_its_profit(
    small: Case, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, share=0.0)
    calibration = calibrate(case)
    market = Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )
    [none], [built] = market.outcomes(()), market.outcomes((("smelter", 2025),))
    names = market.parts[0].program.network.projects["project"].to_list()
    profit = built.parts.projects[names.index("smelter")]
    owned = edited(case, "projects", {"project": "smelter"}, share=1.0)
    mine = Market(program_of(owned, calibration, branches_of(owned, calibration)))
    gain = mine.outcome((("smelter", 2025),)).focus - mine.outcome(()).focus
    assert gain - (built.focus - none.focus) == pytest.approx(profit, abs=0.05)


def test_a_budget_counts_by_commitment_and_part_paid(small: Case, edited: Edit) -> None:
    """The smelter takes 20 of its 40 million from the budget, whenever it starts."""
    for limit, fits in ((19.9e6, False), (20.1e6, True)):
        case = edited(small, "policies", {"kind": "budget"}, value=limit)
        market = Markets(case, [program_of(case, calibrate(case))])
        for year in (2025, 2030):
            assert market.affordable((("smelter", year),)) is fits


def test_the_world_builds_what_lowers_the_worlds_cost(program: Program) -> None:
    market = Market(program)
    world = rounded_plan(market)
    assert world == tuple(sorted(world))
    with_it = market.outcome(world).world
    assert with_it > market.outcome(()).world
