"""A program taken apart: what hangs together, what is alike, what stands above."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.decompose.part import Split, split


def program(rows: Any, cost: Any = None) -> Arrays:
    """Return a program of rows ≥ 1 over columns from 0 to 9."""
    matrix = np.array(rows, dtype=float)
    count, columns = matrix.shape
    return Arrays(
        np.ones(columns) if cost is None else np.array(cost, dtype=float),
        sparse.csc_array(matrix),
        np.ones(count),
        np.full(count, np.inf),
        np.zeros(columns),
        np.full(columns, 9.0),
    )


#: x links; u and v are alike, w meets x in no row, the last row is the master's own.
ROWS = [[1, 2, 0, 0], [1, 0, 2, 0], [0, 0, 0, 3], [1, 0, 0, 0]]


def taken() -> Split:
    """Return the rows above taken apart at their first column."""
    return split(program(ROWS), np.array([0]))


def test_rows_that_share_a_column_are_one_part():
    assert [part.columns.tolist() for part in taken().parts] == [[1], [2], [3]]
    joined = [*ROWS, [0, 1, 1, 0]]
    parts = split(program(joined), np.array([0])).parts
    assert [part.columns.tolist() for part in parts] == [[1, 2], [3]]


def test_parts_alike_share_their_coefficients():
    found = taken()
    assert [part.structure for part in found.parts] == [0, 0, 1]
    assert found.parts[0].lp.matrix is found.parts[1].lp.matrix
    assert found.siblings(0) == (0, 1)


def test_a_part_knows_the_linking_columns_it_meets_and_no_other():
    assert [part.linked.tolist() for part in taken().parts] == [[0], [0], []]


def test_rows_of_linking_columns_alone_stand_in_the_master():
    found = taken()
    assert found.master.matrix.toarray().tolist() == [[1.0]]
    assert found.master.cost.tolist() == [1.0]


def test_columns_in_no_row_are_one_part():
    parts = split(program([[1, 1, 0, 0]]), np.array([0])).parts
    assert [part.columns.tolist() for part in parts] == [[1], [2, 3]]
    assert parts[1].lp.row_lower.size == 0


def test_an_answer_is_put_together_in_the_programs_order():
    found = taken()
    own = [np.array([1.0]), np.array([2.0]), np.array([3.0])]
    assert found.whole(np.array([7.0]), own).tolist() == [7, 1, 2, 3]


@pytest.mark.parametrize(("linking", "told"), [([9], "column 9"), ([0, 0], "twice")])
def test_linking_columns_that_are_none_are_refused(linking: list[int], told: str):
    with pytest.raises(SolverError, match=told):
        split(program(ROWS), np.array(linking))


@given(seed=st.integers(0, 10**6), alike=st.booleans())
def test_the_parts_hold_every_coefficient_once(
    drawn: Callable[..., Any], seed: int, alike: bool
):
    lp, linking = drawn(seed, alike=alike)
    found = split(lp, linking)
    inside = sum(found.structures[p.structure].matrix.nnz for p in found.parts)
    between = sum(found.structures[p.structure].link.nnz for p in found.parts)
    assert inside + between + found.master.matrix.nnz == lp.matrix.nnz
    every = np.concatenate([linking, *(part.columns for part in found.parts)])
    assert sorted(every) == list(range(lp.cost.size))
    for part in found.parts:
        assert lp.cost[part.columns] == pytest.approx(part.lp.cost)
