"""Reserves: days of use that stocks must hold, and what is missing."""

from collections.abc import Callable

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.policy.reserve import reserve_bounds
from orepath.plan.policy.supply import intake
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.plan.unfold import unfold
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Under = Callable[..., Case]


@pytest.mark.parametrize("built", [{}, {"stock": 2027}], ids=["no stock", "a stock"])
def test_what_stocks_lack_of_a_soft_reserve_is_the_excess(
    small: Case, calibration: Calibration, under: Under, built: dict[str, int]
) -> None:
    case = under(small, {"kind": "reserve_days", "value": 73.0, "excess": 0.05})
    program = program_of(case, calibration)
    answer = Solver(program).solve(program.network.starts(built))
    block = program.network.blocks["excess"]
    used = intake(program.network, "slag", "IND")
    for moment in program.network.moments.stem:
        now = used.moment == moment
        use = float(used.tonnes[now] @ answer.value[used.column[now]])
        # 10 kt stand from the period on in which the stock starts.
        held = 10.0 if built and moment >= 1 else 0.0
        over = answer.value[block.columns][block.moment == moment].sum()
        assert over == pytest.approx(max(0.2 * use - held, 0.0), abs=1e-6)


def test_a_reserve_is_asked_for_in_undisturbed_years_only(
    small: Case, calibration: Calibration, under: Under, program: Program
) -> None:
    case = under(small, {"kind": "reserve_days", "value": 73.0})
    n = unfold(case, calibration, program.network.branches)
    (one,) = reserve_bounds(n)
    assert np.array_equal(one.moments, n.moments.stem)


def test_the_intake_of_ore_is_what_smelters_take(
    small: Case, calibration: Calibration
) -> None:
    n = program_of(small, calibration).network
    taken = intake(n, "ore", "CHN")
    assert set(taken.tonnes) == {1.8}
    assert (taken.site >= 0).all()
