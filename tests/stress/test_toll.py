"""The toll of many years at once, against one disruption at a time."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.stress.cut import left_of
from orepath.stress.dispatch import dispatch_of
from orepath.stress.operation import Operation
from orepath.stress.shocks import branches_of
from orepath.stress.toll import TIERS, Assessor, Toll
from orepath.stress.trial import Strike, strike
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025, "contract": 2025},
    {"stock": 2025, "skill": 2025, "berth": 2025},
    {"seek": 2025, "pit": 2027, "loan": 2025},
]


def told(program: Program, answer: Answer) -> tuple[Toll, Assessor]:
    moments = program.network.moments.branches
    part = dispatch_of(program, answer, int(moments[0]))
    operation = Operation(part)
    cuts = part.cut(left_of(program.network.branches))
    assessor = Assessor(program, part, int(moments[0]))
    return assessor.tolls(cuts, operation.answers(cuts), operation.base), assessor


def one_by_one(program: Program, answer: Answer) -> list[Strike]:
    price = market_prices(program, answer)
    n = program.network
    focus = n.calibration.balance.places.at(n.case.settings.focus)
    return [
        strike(program, (answer, price), slot, focus) for slot in range(len(n.branches))
    ]


@pytest.fixture(scope="module", params=PLANS, ids=lambda p: "+".join(p) or "nothing")
def both(
    rich: Case, request: pytest.FixtureRequest
) -> tuple[Toll, Assessor, list[Strike]]:
    calibration = calibrate(rich)
    program = program_of(rich, calibration, branches_of(rich, calibration))
    answer = Solver(program).solve(program.network.starts(request.param))
    return *told(program, answer), one_by_one(program, answer)


def test_use_given_up_is_that_of_the_trial(
    both: tuple[Toll, Assessor, list[Strike]],
) -> None:
    toll, assessor, singly = both
    own = [one.short[assessor.uses].sum() for one in singly]
    assert toll.short.sum(axis=(1, 2)) == pytest.approx(own, abs=0.01)
    assert own[1] > 1e3


def test_what_users_and_the_country_lose_is_that_of_the_trial(
    both: tuple[Toll, Assessor, list[Strike]],
) -> None:
    # Equal but where a corner has several duals, towards which prices are pulled.
    toll, _, singly = both
    users, country = [one.loss for one in singly], [one.country for one in singly]
    assert toll.users == pytest.approx(users, rel=2e-3, abs=0.01)
    assert toll.country == pytest.approx(country, rel=2e-3, abs=0.01)


def test_prices_are_those_of_the_trial(
    both: tuple[Toll, Assessor, list[Strike]],
) -> None:
    toll, assessor, singly = both
    own = np.array([one.price[assessor.uses] for one in singly])
    assert toll.price == pytest.approx(own, rel=1e-3)


def test_users_give_up_first_what_is_worth_least(
    both: tuple[Toll, Assessor, list[Strike]],
) -> None:
    toll, assessor, _ = both
    vital, firm, spare = (toll.short[:, :, TIERS.index(t)] for t in TIERS)
    assert (vital[firm == 0.0] == 0.0).all()
    assert (firm[spare == 0.0] == 0.0).all()
    assert len(assessor.goods) == toll.price.shape[1]


def test_a_place_that_uses_nothing_is_short_of_nothing(
    small: Case, settled: Callable[..., Case]
) -> None:
    demand = small.table("demand").filter(pl.col("place") != "KAZ")
    case = settled(small.replace(demand=demand), focus="KAZ")
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    toll, assessor = told(program, Solver(program).solve(program.network.starts({})))
    assert assessor.goods == ()
    assert toll.short.size == 0
    assert toll.users == pytest.approx(np.zeros(4), abs=1e-3)
    # A place that sells gains when another may not.
    assert toll.country[1] < 0.0
