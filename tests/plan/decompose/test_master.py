"""The master: what it proposes, what it proves, and how it weighs scenarios."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from orepath.errors import InfeasiblePlan
from orepath.plan.arrays import Arrays
from orepath.plan.decompose.cut import Cut
from orepath.plan.decompose.master import Master, Risk
from orepath.plan.decompose.part import Split, split
from orepath.plan.engine import Engine


def two() -> Split:
    """Return x at 1, at most 3, over two parts z ≥ 4 - x at 1 and 2."""
    rows = sparse.csc_array(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]))
    lp = Arrays(
        np.array([1.0, 1.0, 2.0]), rows, np.full(2, 4.0), np.full(2, np.inf),
        np.zeros(3), np.array([3.0, 9.0, 9.0]),
    )  # fmt: skip
    return split(lp, np.array([0]))


def plane(intercept: float, slope: float, *, cost: bool = True) -> Cut:
    return Cut(cost, intercept, np.array([slope]))


def test_nothing_is_proven_before_every_part_has_spoken():
    master = Master(two())
    assert master.propose().bound == -np.inf
    master.add([(0, plane(4, -1))])
    assert master.propose().bound == -np.inf
    master.add([(1, plane(8, -2))])
    proposal = master.propose()
    assert (proposal.x.tolist(), proposal.bound) == ([3.0], 6.0)
    assert proposal.model.tolist() == [1.0, 2.0]


def test_what_the_cuts_say_can_be_read_anywhere():
    master = Master(two())
    master.add([(0, plane(4, -1)), (0, plane(3, 0))])
    assert master.height(np.array([2.0])).tolist() == [3.0, -np.inf]
    assert master.cost(np.array([2.0]), np.array([2.0, 4.0])) == 8.0


def test_a_breach_bars_what_no_part_can_do():
    master = Master(two())
    master.add([(0, plane(4, -1)), (1, plane(8, -2)), (0, plane(-1, 1, cost=False))])
    assert master.propose().x.tolist() == [1.0]
    master.add([(0, plane(2, -1, cost=False))])
    with pytest.raises(InfeasiblePlan):
        master.propose()


def test_whole_things_are_proposed_whole():
    master = Master(two(), whole=np.array([0]))
    master.add([(0, plane(4, -1)), (1, plane(8, -2))])
    master.add([(0, plane(-2.5, 1, cost=False))])
    assert master.propose().x.tolist() == [2.5]
    whole = master.propose_whole(1e-9)
    assert (whole.x.tolist(), whole.bound) == ([2.0], pytest.approx(8.0))


def test_cuts_that_no_longer_matter_are_let_go_and_the_bound_stays():
    master = Master(two())
    master.add([(0, plane(4, -1)), (1, plane(8, -2))])
    master.add([(0, plane(-1 - i, 0)) for i in range(80)])
    bound = master.propose().bound
    for _ in range(14):
        master.propose()
        master.prune()
    assert len(master.cuts) == 2
    assert master.propose().bound == bound


@pytest.mark.parametrize(
    ("aversion", "tail", "cost"), [(0, 0.5, 2.5), (1, 0.5, 3.5), (0.5, 0.75, 3.25)]
)
def test_risk_of_hand(aversion: float, tail: float, cost: float):
    risk = Risk(np.arange(4), np.full(4, 0.25), aversion, tail)
    assert risk.cost(np.array([1.0, 2.0, 3.0, 4.0]) / 4) == pytest.approx(cost)


@given(seed=st.integers(0, 10**6), aversion=st.floats(0, 1), tail=st.floats(0, 0.95))
def test_the_risk_in_the_master_is_the_risk_of_the_formula(
    seed: int, aversion: float, tail: float
):
    rng = np.random.default_rng(seed)
    costs = rng.random(2) * 9
    chance = rng.dirichlet(np.ones(2))
    risk = Risk(np.array([0, 1]), chance, aversion, tail)
    master = Master(two(), risk)
    master.add([(0, plane(costs[0], 0)), (1, plane(costs[1], 0))])
    assert master.propose().bound == pytest.approx(risk.cost(costs), abs=1e-6)


def test_parts_without_a_scenario_bear_no_risk():
    risk = Risk(np.array([-1, 0]), np.ones(1), 1.0, 0.9)
    assert risk.cost(np.array([5.0, 2.0])) == 7.0
    assert Engine(two().master).run().status == "optimal"
