"""A single market answers alike from wherever it begins, and the world builds in it."""

import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.whole import rounded_plan
from orepath.plan.worth import Starts
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


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


def test_the_world_builds_what_lowers_the_worlds_cost(program: Program) -> None:
    market = Market(program)
    world = rounded_plan(market)
    assert world == tuple(sorted(world))
    with_it = market.outcome(world).world
    assert with_it > market.outcome(()).world
