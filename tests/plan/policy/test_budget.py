"""Budgets: who pays, in which years, and that nothing escapes by waiting."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.network import Network
from orepath.plan.policy.budget import Purse, capital_of, commitments, part_of, purses
from orepath.plan.solve import Solver
from orepath.plan.unfold import unfold
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

Under = Callable[..., Case]
SMELTER, STOCK = 20.0, 0.1
"""What the smelter puts on the focus actor's budget, and the stock's shed, USD m."""


@pytest.fixture(scope="module")
def network(small: Case, calibration: Calibration) -> Network:
    return unfold(small, calibration)


def held(
    case: Case, calibration: Calibration, under: Under, **words: Any
) -> tuple[Purse, ...]:
    """Return the purses of one budget."""
    policy = {"kind": "budget", "value": 10e6, **words}
    return purses([unfold(under(case, policy), calibration)])


def test_capital_is_size_times_capital_and_for_a_stock_the_goods_too(
    network: Network,
) -> None:
    goods = (
        network.calibration.anchor[network.calibration.balance.row("slag", "IND")]
        * 10e3
    )
    assert capital_of(network) == pytest.approx([40.0, 0.0, 0.1 + goods * 1e-6])
    assert commitments(network)[0] == pytest.approx(SMELTER)


def test_the_focus_and_its_partners_together_pay_all(network: Network) -> None:
    parts = part_of(network, "focus", "IND") + part_of(network, "partner", "IND")
    assert parts == pytest.approx(np.ones(3))


def test_a_host_pays_the_rest_of_what_stands_there(network: Network) -> None:
    assert part_of(network, "host", "IND") == pytest.approx([0.5, 0.0, 0.0])
    assert part_of(network, "host", "KAZ") == pytest.approx([0.0, 0.0, 0.0])


def test_a_budget_in_all_counts_every_start_from_its_first_year_on(
    small: Case, calibration: Calibration, under: Under
) -> None:
    (purse,) = held(small, calibration, under, start=2027, end=2029)
    assert purse.value == 10.0
    assert purse.taken([("smelter", 2025)]) == 0.0
    assert purse.taken([("smelter", 2027)]) == pytest.approx(SMELTER)
    assert purse.taken([("smelter", 2030)]) == pytest.approx(SMELTER)


def test_a_yearly_budget_gives_its_value_times_the_years_of_each_period(
    small: Case, calibration: Calibration, under: Under
) -> None:
    # Periods are 2025-2026, 2027-2029 and 2030-2034; the money ends in 2031.
    found = held(small, calibration, under, yearly=True, start=2025, end=2031)
    assert [purse.value for purse in found] == [20.0, 30.0, 20.0]
    assert [purse.kept([("smelter", 2025)]) for purse in found] == [True, True, True]


def test_nothing_waits_for_the_first_year_outside_a_yearly_budget(
    small: Case, calibration: Calibration, under: Under
) -> None:
    found = held(small, calibration, under, yearly=True, end=2029, value=5e6)
    assert [purse.value for purse in found] == [10.0, 15.0]
    assert not found[1].kept([("smelter", 2030)])
    assert not found[1].kept([("smelter", 2027)])


def test_the_program_starts_no_more_than_its_budget_pays(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = under(small, {"kind": "budget", "value": 5e6, "payer": "partner"})
    program = program_of(case, calibration)
    value = Solver(program).solve().value[program.network.blocks["start"].columns]
    item = program.network.blocks["start"].item
    assert SMELTER * value[item == 0].sum() <= 5.0 + 1e-6


def test_a_plan_is_affordable_if_every_payer_can_pay(pair: Case, under: Under) -> None:
    case = under(
        pair,
        {"kind": "budget", "policy": "own", "value": 45e6},
        {"kind": "budget", "policy": "rest", "value": 30e6, "payer": "partner"},
    )
    whole = calibrate(case)
    parts = zip(clusters(case), whole.each, strict=True)
    markets = Markets(case, [program_of(one, year) for one, year in parts])
    assert markets.affordable([("smelter", 2025)])
    # Each market could pay its own smelter; together they exceed what partners have.
    assert not markets.affordable([("smelter", 2025), ("smelter_twin", 2030)])
