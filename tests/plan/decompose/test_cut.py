"""Cuts: below the cost everywhere, tight where they were made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.decompose.cut import cut_of
from orepath.plan.decompose.part import Structure, split
from orepath.plan.engine import Engine

ONE = sparse.csc_array(np.array([[1.0]]))


def short(upper: float = 9.0) -> Arrays:
    """Return z + x ≥ 3 at 2 a unit of z."""
    return Arrays(
        np.array([2.0]), ONE, np.array([3.0]), np.array([np.inf]),
        np.zeros(1), np.array([upper]),
    )  # fmt: skip


def test_a_cut_of_hand():
    cut = cut_of(Structure(ONE, ONE), short(), np.array([2.0]), cost=True)
    assert (cut.intercept, cut.gradient.tolist()) == (6.0, [-2.0])
    assert cut.at(np.array([1.0])) == 4.0


def test_a_breach_of_hand():
    """With z at most 1, x below 2 leaves the row short: the breach is 2 - x."""
    cut = cut_of(Structure(ONE, ONE), short(1.0), np.array([1.0]), cost=False)
    assert (cut.intercept, cut.gradient.tolist()) == (2.0, [-1.0])


def test_any_weights_bound_from_below_even_such_as_are_far_from_optimal():
    cut = cut_of(Structure(ONE, ONE), short(), np.array([0.5]), cost=True)
    assert cut.at(np.array([1.0])) == pytest.approx(1.0)  # the cost is 4


def test_a_weight_on_a_limit_that_is_not_there_is_nought():
    cut = cut_of(Structure(ONE, ONE), short(), np.array([-1.0]), cost=True)
    assert (cut.intercept, abs(cut.gradient[0])) == (0.0, 0.0)


def test_weights_that_bound_nothing_are_refused():
    with pytest.raises(SolverError, match="bound nothing"):
        cut_of(Structure(ONE, ONE), short(np.inf), np.array([5.0]), cost=True)


@given(seed=st.integers(0, 10**6))
def test_a_cut_lies_below_the_cost_everywhere_and_touches_it_where_it_was_made(
    drawn: Callable[..., Any], seed: int
):
    lp, linking = drawn(seed)
    found = split(lp, linking)
    rng = np.random.default_rng(seed)
    for part in found.parts:
        structure = found.structures[part.structure]

        def solved(x: Any) -> Engine | None:
            shift = structure.link @ x  # noqa: B023
            own = part.lp  # noqa: B023
            engine = Engine(
                replace(
                    own,
                    row_lower=own.row_lower - shift,
                    row_upper=own.row_upper - shift,
                )
            )
            return engine if engine.run().status == "optimal" else None

        here, there = rng.random((2, part.linked.size))
        at, other = solved(here), solved(there)
        if at is None:
            continue
        cut = cut_of(structure, part.lp, at.dual, cost=True)
        assert cut.at(here) == pytest.approx(part.lp.cost @ at.value, abs=1e-6)
        if other is not None:
            assert cut.at(there) <= part.lp.cost @ other.value + 1e-6
