"""Prices are read off the curves behind the stairs, not off one corner of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.plan.assemble import program_of
from orepath.plan.curve import curves_of
from orepath.plan.network import Block
from orepath.plan.prices import loudness, market_prices
from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters
from orepath.world.load import load_case


def stair(*costs: float) -> Block:
    """Return one participant's stair of steps 1 kt wide, in one moment."""
    size = len(costs)
    zero = np.zeros(size, dtype=np.int64)
    return Block("make", 10, zero, zero, np.ones(size), np.array(costs))


@pytest.mark.parametrize(
    ("taken", "cost"),
    [
        ([1.0, 0.5, 0.0], 2.0),  # middle of a step: its own cost
        ([1.0, 1.0, 0.0], 2.5),  # between two steps: half way
        ([1.0, 0.25, 0.0], 1.75),
        ([1.0, 1.0, 0.5], 3.0),
        ([0.5, 0.0, 0.0], 1.0),
        ([0.2, 0.0, 0.0], 1.0),  # below the first middle the curve is flat
    ],
)
def test_marginal_cost_lies_on_the_line_through_the_middles(
    taken: list[float], cost: float
) -> None:
    voice = curves_of(stair(1.0, 2.0, 3.0)).heard(np.array(taken))
    assert voice.cost.tolist() == pytest.approx([cost])
    assert voice.quantity.tolist() == pytest.approx([sum(taken)])


@pytest.mark.parametrize("taken", [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
def test_who_is_idle_or_at_the_limit_has_no_say(taken: list[float]) -> None:
    assert curves_of(stair(1.0, 2.0, 3.0)).heard(np.array(taken)).cost.size == 0


def test_a_block_nobody_belongs_to_says_nothing() -> None:
    assert curves_of(stair()).heard(np.array([])).cost.size == 0


@given(part=st.floats(0.0, 1.0), total=st.floats(0.05, 2.0))
def test_a_tie_between_steps_of_one_cost_is_broken_one_way(
    part: float, total: float
) -> None:
    """A capped worth gives steps of one cost; the solver may fill them as it likes."""
    first = min(max(total - 1.0, part * total), 1.0)
    split = np.array([first, total - first, 0.0])
    if split.max() > 1.0:
        split = np.array([1.0, total - 1.0, 0.0])
    upward = np.array([min(total, 1.0), max(total - 1.0, 0.0), 0.0])
    tied = stair(-3.0, -3.0, -1.0)
    assert curves_of(tied).heard(split).cost == pytest.approx(
        curves_of(tied).heard(upward).cost
    )


def test_prices_of_a_plan_do_not_depend_on_the_plans_solved_before(
    program: Program,
) -> None:
    warm = Market(program)
    for starts in ((), (("smelter", 2025),), (("stock", 2027),)):
        warm.outcome(starts)
    plan = (("contract", 2025), ("smelter", 2025))
    a, b = warm.outcome(plan), Market(program).outcome(plan)
    assert a.world == pytest.approx(b.world, rel=1e-10)
    assert a.focus == pytest.approx(b.focus, abs=0.05)


def test_an_undisturbed_base_year_has_the_calibrated_prices(still: Case) -> None:
    calibration = calibrate(still)
    program = program_of(still, calibration)
    answer = Solver(program).solve(program.network.starts({}))
    price = market_prices(program, answer)[:, 0]
    assert price == pytest.approx(calibration.price, rel=0.01)


def test_what_is_thrown_away_has_no_price(
    program: Program, calibration: Calibration
) -> None:
    b, n = calibration.balance, program.network
    use = n.blocks["use"]
    upper = program.upper.copy()
    upper[use.index[b.outside[use.item]]] = 0.0  # nobody takes the pig iron
    barred = replace(program, upper=upper)
    price = market_prices(barred, Solver(barred).solve(n.starts({})))
    iron = b.chain.commodities.at("iron")
    made = np.isin(b.row_place, b.site_place[b.site_process == 1])
    assert (price[(b.row_commodity == iron) & made] == 0.0).all()
    assert (price[b.row_commodity != iron] > 0.0).all()


def test_duals_agree_within_the_grain_of_the_steps(program: Program) -> None:
    n = program.network
    answer = Solver(program).solve(n.starts({}))
    price = market_prices(program, answer)
    rows = program.group("balance").rows
    weight = n.moments.weight
    dual = (answer.dual[rows].reshape(weight.size, -1) / weight[:, None]).T * 1e3
    stem = n.moments.stem
    gap = np.abs(price - dual)[:, stem] / n.calibration.anchor[:, None]
    # Steps near the base year are 1 to 6 % of the quantity wide.
    assert np.median(gap) < 0.01
    assert gap.max() < 0.04


def test_a_shortage_raises_the_price_at_the_focus_place(program: Program) -> None:
    n = program.network
    price = market_prices(program, Solver(program).solve(n.starts({})))
    row = n.calibration.balance.row("slag", "IND")
    quiet, stop = (n.moments.label.index(x) for x in ("undisturbed", "chn_stop"))
    choke = 3.0 * n.calibration.price[row]
    assert 2.0 * price[row, quiet] < price[row, stop] <= choke * 1.01


def test_a_cut_of_the_last_step_moves_nobody_on_its_curve() -> None:
    whole = stair(1.0, 2.0, 3.0)
    cut = replace(whole, upper=np.array([1.0, 1.0, 0.5]))
    taken = np.array([1.0, 1.0, 0.25])
    assert curves_of(cut).heard(taken).cost == pytest.approx([2.75])
    assert curves_of(cut).heard(taken).cost == pytest.approx(
        curves_of(whole).heard(taken).cost
    )


def test_who_moves_much_counts_much_and_whom_a_ramp_holds_hardly_counts() -> None:
    one = np.ones(3)
    loud = loudness(np.array([1.0, 0.5, 0.5]), one, one, np.array([0.0, 0.0, 0.3]))
    assert loud.tolist() == pytest.approx([1.0, 2.0, 0.002])


def gain(case: Case, calibration: Calibration, seed: int) -> tuple[float, float]:
    """Return a plan's gain, strand by strand and whole, ties broken by a seed."""
    program = program_of(case, calibration)
    n = program.network
    draw = np.random.default_rng(seed)
    nudge = 1.0 + 1e-6 * draw.uniform(-1.0, 1.0, program.cost.size)
    tied = replace(program, cost=program.cost * nudge)
    market, solver = Market(program), Solver(tied)
    plan = (("kazakh_manganese", 2027), ("manganese_mine", 2027))
    parted, whole = (
        [how(one) for one in (plan, ())]
        for how in (
            market.outcome,
            lambda one: market.judged(one, solver.solve(n.starts(dict(one)))),
        )
    )
    return parted[0].mean - parted[1].mean, whole[0].mean - whole[1].mean


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plan_brings_the_same_whichever_of_equal_optima_is_found(
    seed: int,
) -> None:
    """By the weight of tonnage, two optima of a market were USD 6 million apart."""
    mission = clusters(load_case("india-central-asia"))
    manganese = next(
        case
        for case in mission
        if "manganese_mine" in set(case.table("projects")["project"])
    )
    parted, whole = gain(manganese, calibrate(manganese), seed)
    assert parted > 10.0
    assert whole == pytest.approx(parted, abs=0.02)
