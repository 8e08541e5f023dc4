"""What a plain linear program does that an expert would laugh at, and what stops it.

Each test is one artefact of the trial that preceded the design: corner trade, bang-bang
answers, a closed world, budgets escaped by waiting, stocks filled with foresight.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.search import search
from orepath.plan.solve import Answer, Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.load import load_case

Edit = Callable[..., Case]
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def titanium() -> Case:
    return load_case("india-titanium")


@pytest.fixture(scope="module")
def titanium_year(titanium: Case) -> Calibration:
    return calibrate(titanium)


def undisturbed(case: Case, calibration: Calibration) -> tuple[Program, Answer]:
    """Solve a case without projects and without disruptions."""
    program = program_of(case, calibration)
    return program, Solver(program).solve(program.network.starts({}))


def shipped(program: Program, answer: Answer) -> Floats:
    """Return shipments by pair and moment, t/a."""
    n = program.network
    total = np.zeros((n.calibration.balance.pair_origin.size, len(n.moments)))
    for name in ("ship", "open"):
        block = n.blocks[name]
        np.add.at(total, (block.item, block.moment), answer.value[block.columns])
    return total * 1e3


def overlap(a: Floats, b: Floats) -> float:
    """Return Σ min / Σ max."""
    return float(np.minimum(a, b).sum() / np.maximum(a, b).sum())


def next_year(case: Case) -> Case:
    """Return the case one year on, with nothing growing."""
    year = case.settings.base_year + 1
    words = {"periods": (year,), "end": year, "shock_year": year}
    figures = case.table("coefficients").with_columns(
        pl.when(figure="expansion").then(0.0).otherwise("value").alias("value")
    )
    demand = case.table("demand").with_columns(growth=pl.lit(0.0))
    return Case(
        case.settings.model_copy(update=words),
        {**case.tables, "coefficients": figures, "demand": demand},
    )


def test_trade_does_not_run_into_corners(small: Case) -> None:
    case = next_year(small)
    calibration = calibrate(case)
    flow = shipped(*undisturbed(case, calibration))[:, 0]
    assert overlap(flow, calibration.year.quantity[calibration.balance.pairs]) >= 0.95


@pytest.mark.slow
def test_trade_of_titanium_is_the_observed_one(titanium: Case) -> None:
    """0.31 of observed trade, and 12 links of 78, without calibration."""
    case = next_year(titanium)
    calibration = calibrate(case)
    b = calibration.balance
    flow = shipped(*undisturbed(case, calibration))[:, 0]
    observed = b.observed[b.pairs]
    assert overlap(flow, observed) >= 0.95
    assert np.sum(flow > 1.0) >= 0.95 * np.sum(observed > 1.0)


@pytest.mark.parametrize("pair", [0, 2])
def test_freight_moves_a_shipment_a_little(
    small: Case, calibration: Calibration, pair: int
) -> None:
    flow = dearer(small, calibration, pair)
    assert flow[-40] > flow[0] > flow[40]
    assert flow[-40] < 1.3 * flow[0]
    assert flow[40] > 0.7 * flow[0]


@pytest.mark.slow
def test_freight_moves_ilmenite_of_mozambique_a_little(
    titanium: Case, titanium_year: Calibration
) -> None:
    """1,517, 0 and 0 kt at -40, 0 and +40 USD/t without cost steps."""
    b = titanium_year.balance
    pair = list(b.labels[b.pairs]).index("ilmenite · MOZ to CHN")
    flow = dearer(titanium, titanium_year, pair)
    assert flow[-40] > flow[0] > flow[40]
    assert flow[-40] < 1.5 * flow[0]
    assert flow[40] > 0.5 * flow[0]


def dearer(case: Case, calibration: Calibration, pair: int) -> dict[int, float]:
    """Return one pair's first shipment, t/a, at other freight, USD/t."""
    flow = {}
    for more in (-40, 0, 40):
        cost = calibration.pair_cost.copy()
        cost[pair] += more
        varied = replace(calibration, pair_cost=cost)
        flow[more] = float(shipped(*undisturbed(case, varied))[pair, 0])
    return flow


def strayed(case: Case, calibration: Calibration) -> float:
    """Return how far the price of a traded good strays from its base, at the most."""
    b = calibration.balance
    program, answer = undisturbed(case, calibration)
    price = market_prices(program, answer)
    handled = abs(b.matrix) @ calibration.year.quantity > 100.0
    # The focus country's own capacity grows by projects only: there prices may rise.
    abroad = handled & (b.row_place != b.places.at(case.settings.focus))
    return float(np.abs(price[abroad] / calibration.price[abroad, None] - 1).max())


def test_foreign_capacity_follows_demand(small: Case, edited: Edit) -> None:
    assert strayed(small, calibrate(small)) < 0.05
    closed = edited(small, "coefficients", {"figure": "expansion"}, value=0.0)
    assert strayed(closed, calibrate(closed)) > 0.15


@pytest.mark.slow
def test_titanium_prices_abroad_stay_near_their_base_over_the_horizon(
    titanium: Case, titanium_year: Calibration
) -> None:
    """From 8,900 to 32,000 USD/t of sponge in a closed world."""
    assert strayed(titanium, titanium_year) < 0.15


def test_a_start_after_the_budgets_last_year_counts(small: Case, edited: Edit) -> None:
    case = edited(small, "policies", {"kind": "budget"}, value=1.0, end=2026)
    program = program_of(case, calibrate(case))
    block = program.network.blocks["start"]
    value = Solver(program).solve().value[block.columns]
    names = program.network.projects["project"].to_list()
    for j, begun in zip(block.item, value, strict=True):
        assert names[j] == "contract" or begun < 1e-4


def test_a_stock_is_released_in_disrupted_years_only(program: Program) -> None:
    n = program.network
    assert set(n.blocks["release"].moment) == set(n.moments.branches)


def test_a_stock_must_be_filled_before_the_disruption_strikes(program: Program) -> None:
    n = program.network
    block = n.blocks["release"]
    solver = Solver(program)
    stop = block.index[block.moment == n.moments.label.index("chn_stop")]
    released = {
        year: float(solver.solve(n.starts({"stock": year})).value[stop].sum())
        for year in (2025, 2027, 2030)
    }
    assert released[2025] == pytest.approx(10.0)
    assert released[2027] == pytest.approx(10.0)
    assert released[2030] == 0.0, "the disruption strikes in the period from 2030"


def test_nobody_fills_a_stock_when_nothing_can_happen(
    small: Case, calibration: Calibration, program: Program
) -> None:
    calm = Markets(small, [program_of(small, calibration)])
    assert "stock" not in dict(search(calm).best.starts)
    assert "stock" not in dict(calm.parts[0].world_starts())
    assert "stock" in dict(search(Markets(program.network.case, [program])).best.starts)


def test_a_disruption_known_to_come_is_not_prepared_for_more_than_its_chance(
    small: Case, edited: Edit
) -> None:
    """With a chance near nil no stock pays, however severe the stop."""
    case = edited(small, "shocks", {}, probability=1e-5)
    calibration = calibrate(case)
    market = Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )
    assert "stock" not in dict(search(market).best.starts)
