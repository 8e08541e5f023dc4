"""Operation: many disrupted years, each answered by itself."""

from dataclasses import replace

import numpy as np
import pytest

from orepath.core.sampling import stream
from orepath.errors import InfeasiblePlan
from orepath.plan.assemble import program_of
from orepath.plan.solve import Solver
from orepath.stress.cut import Cuts, Left
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.operation import Operation
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


@pytest.fixture(scope="module")
def year(rich: Case) -> Dispatch:
    calibration = calibrate(rich)
    program = program_of(rich, calibration, branches_of(rich, calibration))
    starts = {"stock": 2025, "loan": 2025}
    answer = Solver(program).solve(program.network.starts(starts))
    return dispatch_of(program, answer, int(program.network.moments.branches[0]))


@pytest.fixture(scope="module")
def cuts(year: Dispatch, rich: Case) -> Cuts:
    drawn = stream(3, "many")

    def left(size: int) -> np.ndarray:
        hit = drawn.random((40, size)) < 0.15
        return np.where(hit, drawn.random((40, size)), 1.0)

    sizes = (rich.table(name).height for name in ("sites", "trade", "projects"))
    return year.cut(Left(*(left(size) for size in sizes)))


def test_an_answer_does_not_depend_on_what_was_asked_before(
    year: Dispatch, cuts: Cuts
) -> None:
    forward = Operation(year).answers(cuts)
    order = stream(4, "order").permutation(len(cuts))
    shuffled = Operation(year).answers(cuts.of(order))
    assert np.array_equal(shuffled.total, forward.total[order])
    assert np.array_equal(shuffled.dual, forward.dual[order])


def test_years_begun_from_a_guide_cost_the_same(year: Dispatch, cuts: Cuts) -> None:
    plain, guided = Operation(year), Operation(year)
    guided.guide(cuts.of(np.arange(0, 40, 7)))
    first, second = (
        costs_of(year, cuts, one.answers(cuts).total) for one in (plain, guided)
    )
    assert first == pytest.approx(second, rel=1e-9)


def costs_of(year: Dispatch, cuts: Cuts, total: np.ndarray) -> np.ndarray:
    stair = year.steps.stair
    foot, width = (
        each * cuts.scale[:, stair] for each in (year.steps.foot, year.steps.width)
    )
    return np.clip(total[:, stair] - foot, 0.0, width) @ year.steps.cost


def test_where_nothing_used_is_hit_the_undisturbed_year_stands(
    year: Dispatch, cuts: Cuts
) -> None:
    operation = Operation(year)
    idle = operation.base.total[0] < 1e-9
    height = np.where(idle, 0.0, cuts.height.max(axis=0))[None]
    spared = replace(year.uncut(), hit=height, height=height)
    answers = operation.answers(spared)
    assert not answers.solved.any()
    # Solved all the same, it is as cheap: nothing was lost by not asking.
    alone = Operation(replace(year, height=height[0]))
    own = costs_of(year, year.uncut(), alone.base.total)
    assert own == pytest.approx(costs_of(year, spared, answers.total), rel=1e-9)


def test_what_is_owed_comes_back_after_a_year_without_it(
    year: Dispatch, cuts: Cuts
) -> None:
    assert year.owed.size
    operation = Operation(year)
    lifted = replace(cuts, owed=np.zeros_like(cuts.owed)).of(np.arange(1))
    before = operation.answers(cuts)
    operation.answers(lifted)
    assert np.array_equal(operation.answers(cuts).total, before.total)


def test_a_year_that_cannot_keep_the_rules_is_refused(year: Dispatch) -> None:
    lower = np.where(np.isinf(year.upper), 1e4, year.lower)
    impossible = replace(year, lower=lower)
    with pytest.raises(InfeasiblePlan, match="undisturbed"):
        Operation(impossible)
