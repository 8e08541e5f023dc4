"""Tiers by hand: who gives up first, and what that does to a shortage."""

from collections.abc import Callable

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.plan.steps import use_stair
from orepath.plan.tier import Tiers, tiers_of
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
TWO = (
    {"tier": "first", "share": 0.1, "multiple": 1.5},
    {"tier": "second", "share": 0.3, "multiple": 2.0},
)


def tiered(case: Case, added: Edit, place: str = "IND") -> Case:
    at = {"commodity": "slag", "place": place}
    return added(case, "tiers", *[row | at for row in TWO])


def test_the_least_patient_stand_at_the_top() -> None:
    tiers = Tiers(np.array([0.1, 0.3]), np.array([1.5, 2.0]))
    assert tiers.edges.tolist() == pytest.approx([0.9, 0.6])
    left = np.array([1.4, 0.95, 0.85, 0.61, 0.59, 0.01])
    assert tiers.choke(left, 5.0).tolist() == [1.5, 1.5, 2.0, 2.0, 5.0, 5.0]
    assert tiers.choke(left[-1:], 1.2).tolist() == [2.0], "rest is never less patient"


def test_tiers_of_a_place_go_before_those_for_everywhere(
    small: Case, added: Edit
) -> None:
    case = tiered(tiered(small, added, "*"), added, "KAZ")
    case = case.replace(
        tiers=case.table("tiers").filter(
            ~((case.table("tiers")["place"] == "KAZ")
              & (case.table("tiers")["tier"] == "second"))
        )
    )  # fmt: skip
    found = tiers_of(case, ["slag", "slag", "ore"], ["IND", "KAZ", "IND"])
    assert sorted(found) == [0, 1]
    assert found[0].multiple.tolist() == [1.5, 2.0]
    assert found[1].multiple.tolist() == [1.5]


def test_a_use_is_worth_what_its_tiers_pay_at_most(
    small: Case, added: Edit, edited: Edit
) -> None:
    """With stiff users (0.1) a tenth of use less costs 2.9 times the price."""
    case = tiered(edited(small, "demand", {}, elasticity=0.1, choke=6.0), added)
    calibration = calibrate(case)
    stair = use_stair(case, calibration)
    mine = stair.item == 0
    b = calibration.balance
    price = calibration.price[b.row("slag", "IND")] * 1e-3
    base = calibration.year.quantity[b.uses][0] * 1e-3
    high = stair.high[mine] / base
    worth = -stair.cost[mine] / price
    assert {0.9, 0.6} <= set(high.round(9)), "a tier ends where a step does"
    top = (high <= 0.95) & (high > 0.9 + 1e-9)
    assert worth[top] == pytest.approx(1.5)
    middle = (high <= 0.9 + 1e-9) & (high > 0.6 + 1e-9)
    assert worth[middle] == pytest.approx(2.0)
    assert worth[high <= 0.6 + 1e-9] == pytest.approx(6.0)
    order = np.argsort(stair.low[mine])
    assert (np.diff(worth[order]) <= 1e-12).all()


def made(case: Case) -> tuple[Program, Calibration]:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration)), calibration


def test_tiers_are_the_price_of_a_shortage(
    small: Case, added: Edit, edited: Edit
) -> None:
    stiff = edited(small, "demand", {}, elasticity=0.1, choke=6.0)
    all_ = {"tier": "all", "commodity": "slag", "place": "IND", "share": 1.0}
    prices = []
    for case in (stiff, added(stiff, "tiers", all_ | {"multiple": 2.5})):
        program, calibration = made(case)
        n = program.network
        answer = Solver(program).solve(n.starts({}))
        at = calibration.balance.row("slag", "IND")
        stop = n.moments.label.index("chn_stop")
        price = market_prices(program, answer)[at] / calibration.price[at]
        prices.append((price[0], price[stop]))
    (calm, short), (calm_tiered, short_tiered) = prices
    assert calm_tiered == pytest.approx(calm, rel=1e-3), "nothing moves undisturbed"
    assert short == pytest.approx(6.0, rel=0.01), "nearly all of its slag is lost"
    assert short_tiered == pytest.approx(2.5, rel=0.01)
