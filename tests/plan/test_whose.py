"""Whose plan: the world's is proven by a bound, the focus actor's by trying all."""

from collections.abc import Callable

import pytest

from orepath.plan import search as room
from orepath.plan.assemble import program_of
from orepath.plan.beginning import Lesson
from orepath.plan.climb import WORTH
from orepath.plan.market import Markets
from orepath.plan.result import plan_of
from orepath.plan.search import explore, search
from orepath.plan.solve import Solver
from orepath.plan.whole import whole_plan
from orepath.stress.shocks import branches_by_part, branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Aim, Case, Risk
from orepath.world.cluster import clusters

Settle = Callable[..., Case]


def markets_of(case: Case, calibration: Calibration) -> Markets:
    return Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )


@pytest.fixture
def world(small: Case, calibration: Calibration, settled: Settle) -> Markets:
    return markets_of(settled(small, plan=Aim(whose="world")), calibration)


def test_the_worlds_plan_is_the_best_of_all_for_the_world(
    world: Markets, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = search(world)
    assert listed.proven
    monkeypatch.setattr(room, "ENUMERATED", 0)
    found = search(world)
    assert found.proven, "the bound of the whole-number program is met"
    assert found.best.z == pytest.approx(listed.best.z, abs=WORTH)
    assert found.best.z <= found.bound + 1e-6
    assert all(one.z <= found.bound + 1e-3 for one in world.known)


def test_whole_projects_bring_no_more_than_parts_of_them(world: Markets) -> None:
    part = world.parts[0]
    starts, bound = whole_plan(part)
    assert part.outcome(starts).z == pytest.approx(bound, rel=1e-5)
    assert bound <= -Solver(part.program).solve(None).objective + 1e-6


def test_each_actor_has_the_plan_that_serves_it_best(
    small: Case, calibration: Calibration, world: Markets
) -> None:
    focus = search(markets_of(small, calibration))
    theirs = search(world)
    assert theirs.best.z >= world.worth(focus.best.starts).z - 1e-6
    assert focus.best.focus >= world.worth(theirs.best.starts).focus - 1e-6


def test_the_surplus_of_all_actors_sums_to_z_in_either_mode(
    small: Case, calibration: Calibration, world: Markets
) -> None:
    for markets in (world, markets_of(small, calibration)):
        plan = plan_of(calibration, markets, search(markets))
        assert plan.surplus["with"].sum() == pytest.approx(plan.search.best.world)
        objective = sum(part.best.answer.objective for part in plan.parts)
        assert plan.search.best.z == pytest.approx(-objective)
        assert plan.search.best.duties == pytest.approx(
            plan.surplus.filter(part="duties")["with"].sum()
        )


def test_knowing_and_planning_are_worth_something_and_never_less_than_nothing(
    small: Case, calibration: Calibration, settled: Settle
) -> None:
    for risk in (Risk(), Risk(aversion=0.4, samples=12)):
        end = search(markets_of(settled(small, risk=risk), calibration))
        found = end.foresight
        assert found is not None
        assert found.exact
        assert found.knowing >= 0.0
        assert found.planning >= 0.0
        assert found.chance == pytest.approx(
            0.2 if not risk.samples else 1 - 0.95 * 0.95 * 0.9
        )
    assert found.planning > 0.5, "whoever fears the worst years builds a stock"
    in_time = dict(end.best.starts)["stock"]
    assert dict(found.calm).get("stock", 9999) > in_time


def test_perfect_information_by_hand(small: Case, calibration: Calibration) -> None:
    """Over all 64 plans, state by state: sum of chances times the best of each."""
    markets = markets_of(small, calibration)
    end = search(markets)
    years = markets.attitude.years
    chance = markets.attitude.chance
    sound = [one for one in markets.known if markets.affordable(one.starts)]
    total = 0.0
    for s in range(4):
        weight = chance[s] if s < 3 else 1 - chance.sum()
        total += weight * max(
            one.mean + years * (one.loss @ chance - (one.loss[s] if s < 3 else 0.0))
            for one in sound
        )
    assert end.foresight is not None
    assert end.foresight.knowing == pytest.approx(total - end.best.focus, abs=1e-6)


def test_nothing_to_foresee_has_no_worth(small: Case) -> None:
    calm = small.replace(shocks=small.table("shocks").clear())
    assert search(markets_of(calm, calibrate(calm))).foresight is None


def test_two_markets_share_their_risk_and_the_plan_is_proven_by_a_saddle(
    pair: Case, settled: Settle
) -> None:
    case = settled(pair, risk=Risk(aversion=0.5, samples=10))
    case = case.replace(policies=case.table("policies").clear())
    year = calibrate(case)
    parts = list(zip(clusters(case), year.each, strict=True))
    branches = branches_by_part(parts)
    programs = [
        program_of(one, cal, own)
        for (one, cal), own in zip(parts, branches, strict=True)
    ]
    markets = Markets(case, programs)
    found = search(markets)
    assert found.proven
    known = [part.known for part in markets.parts]
    best = max(
        markets.worth(one.starts + other.starts).focus
        for one in known[0]
        for other in known[1]
    )
    assert found.best.focus == pytest.approx(best)
    apart = sum(max(one.focus for one in part) for part in known)
    assert found.best.focus >= apart - 1e-6, "the worst years of two do not coincide"


def test_what_each_market_learnt_is_not_solved_again(pair: Case) -> None:
    year = calibrate(pair)
    parts = list(zip(clusters(pair), year.each, strict=True))
    branches = branches_by_part(parts)
    programs = [
        program_of(one, cal, own)
        for (one, cal), own in zip(parts, branches, strict=True)
    ]
    lessons: list[Lesson] = [
        explore(Markets(one, [program]))
        for (one, _), program in zip(parts, programs, strict=True)
    ]
    markets = Markets(pair, programs)
    found = search(markets, lessons)
    assert markets.tried == sum(len(lesson.worths) for lesson in lessons)
    alone = search(Markets(pair, programs))
    assert found.best.starts == alone.best.starts
    assert found.best.focus == pytest.approx(alone.best.focus, abs=0.05)
