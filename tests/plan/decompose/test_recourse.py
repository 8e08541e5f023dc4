"""Families of parts: what each member answers, and what the mean answers for all."""

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
from orepath.plan.decompose.part import Part, Structure, split
from orepath.plan.decompose.recourse import Family, Question, Recourse, mean_of

ONE = sparse.csc_array(np.array([[1.0]]))
NONE = np.zeros(0, dtype=np.int64)


def member(cost: float, need: float, upper: float = 9.0) -> Part:
    """Return z + x ≥ need at a cost of z."""
    lp = Arrays(
        np.array([cost]), ONE, np.array([need]), np.array([np.inf]),
        np.zeros(1), np.array([upper]),
    )  # fmt: skip
    return Part(0, NONE, np.array([0]), lp)


def family(*members: Part) -> Recourse:
    """Return what answers for members."""
    return Recourse(Family(Structure(ONE, ONE), members))


def points(*values: float) -> tuple[Any, ...]:
    """Return a point for each member."""
    return tuple(np.array([value]) for value in values)


def test_each_member_answers_with_its_cost_and_its_plane():
    asked = family(member(2, 3), member(1, 5))
    reply = asked(Question("cost", points(1, 1)))
    assert reply.cost.tolist() == [4.0, 4.0]
    assert [cut.gradient.tolist() for cut in reply.cuts] == [[-2.0], [-1.0]]


def test_the_columns_can_be_asked_for():
    reply = family(member(2, 3), member(1, 5))(Question("value", points(1, 1)))
    assert [value.tolist() for value in reply.values] == [[2.0], [4.0]]


def test_the_columns_of_an_answer_already_given_are_given_again():
    asked = family(member(2, 3, upper=2.5))
    asked(Question("cost", points(1)))
    for _ in range(2):
        reply = asked(Question("value", points(1)))
        assert (reply.cost.tolist(), reply.values[0].tolist()) == ([4.0], [2.0])
        assert reply.iterations == 0
    assert asked(Question("value", points(2))).values[0].tolist() == [1.0]
    with pytest.raises(SolverError, match="keeps no rows"):
        asked(Question("value", points(0)))


def test_a_member_that_cannot_keep_its_rows_costs_without_end_and_says_where_it_could():
    reply = family(member(2, 3, upper=1.0))(Question("cost", points(0)))
    assert reply.cost.tolist() == [np.inf]
    (cut,) = reply.cuts
    assert not cut.cost
    assert cut.at(np.array([0.0])) == pytest.approx(2.0)
    assert cut.at(np.array([2.0])) == pytest.approx(0.0)


def test_members_answer_on_after_one_could_not():
    asked = family(member(2, 3, upper=1.0), member(2, 1, upper=1.0))
    first = asked(Question("cost", points(0, 0)))
    assert first.cost.tolist() == [np.inf, 2.0]
    assert asked(Question("cost", points(2, 0))).cost.tolist() == [2.0, 2.0]


def test_the_mean_weighs_limits_by_the_parts_of_the_cost():
    """Costs 1 and 3: the mean costs 4 and needs ¼·4 + ¾·8 = 7."""
    mean = mean_of([member(1, 4).lp, member(3, 8).lp])
    assert mean is not None
    lp, weight = mean
    assert (lp.cost.tolist(), lp.row_lower.tolist()) == ([4.0], [7.0])
    assert weight.tolist() == [0.25, 0.75]
    reply = family(member(1, 4), member(3, 8))(Question("mean", points(1, 1)))
    assert reply.cost.tolist() == [24.0, 0.0]
    assert [cut.at(np.array([1.0])) for cut in reply.cuts] == [3.0, 21.0]


def test_costs_out_of_proportion_have_no_mean():
    lp = member(1, 4).lp
    two = replace(
        lp, cost=np.array([1.0, 2.0]), matrix=sparse.csc_array(np.ones((1, 2)))
    )
    assert mean_of([two, replace(two, cost=np.array([2.0, 2.0]))]) is None
    assert mean_of([lp]) is None
    assert mean_of([lp, replace(lp, cost=-lp.cost)]) is None
    asked = family(member(1, 4))
    with pytest.raises(SolverError, match="no mean"):
        asked(Question("mean", points(1)))


def test_a_part_without_limit_is_refused():
    endless = member(-1, 3, upper=np.inf)
    with pytest.raises(SolverError, match="unbounded"):
        family(endless)(Question("cost", points(1)))


@given(seed=st.integers(0, 10**6))
def test_the_mean_costs_no_more_than_its_members_and_its_cuts_sum_to_it(
    drawn: Callable[..., Any], seed: int
):
    lp, linking = drawn(seed, alike=True)
    found = split(lp, linking)
    x = np.random.default_rng(seed).random(linking.size)
    for at in range(len(found.structures)):
        members = tuple(found.parts[p] for p in found.siblings(at))
        asked = Recourse(Family(found.structures[at], members))
        here = tuple(x[part.linked] for part in members)
        each = asked(Question("cost", here)).cost
        if mean_of([part.lp for part in members]) is None:
            continue
        mean = asked(Question("mean", here))
        assert mean.cost[0] <= each.sum() + 1e-6
        if np.isfinite(mean.cost[0]):
            heights = [c.at(p) for c, p in zip(mean.cuts, here, strict=True)]
            assert sum(heights) == pytest.approx(mean.cost[0], abs=1e-6)
            assert (np.array(heights) <= each + 1e-6).all()
