"""The door to HiGHS: what goes in, how it ends, and that an ending is proven."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays, Ledger
from orepath.plan.engine import Engine

INF = np.inf


def lp(cost: Any, rows: Any, low: Any, high: Any, most: Any = INF) -> Arrays:
    """Return a program of columns from nought to ``most``."""
    cost = np.array(cost, dtype=float)
    return Arrays(
        cost,
        sparse.csc_array(np.array(rows, dtype=float)),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
        np.zeros(cost.size),
        np.broadcast_to(np.array(most, dtype=float), cost.shape).copy(),
    )


def cover() -> Arrays:
    """Return x + y ≥ 3 at 1 and 2 a unit, each 2 at most."""
    return lp([1, 2], [[1, 1]], [3], [INF], 2)


def test_an_answer_has_values_duals_and_reduced_costs_of_hand():
    engine = Engine(cover())
    end = engine.run()
    assert (end.status, end.objective, end.bound) == ("optimal", 4.0, 4.0)
    assert engine.value == pytest.approx([2, 1])
    assert engine.dual == pytest.approx([2])
    assert engine.reduced == pytest.approx([-1, 0])


def test_limits_costs_and_rows_change_and_the_answer_follows():
    engine = Engine(cover())
    engine.run()
    engine.columns(np.array([0]), np.zeros(1), np.array([3.0]))
    assert engine.run().objective == pytest.approx(3)
    engine.costs(np.array([0]), np.array([5.0]))
    assert engine.run().objective == pytest.approx(9)
    engine.rows(np.array([0]), np.array([1.0]), np.array([INF]))
    assert engine.run().objective == pytest.approx(2)
    row = sparse.csr_array(np.array([[0.0, 1.0]]))
    engine.add_rows(row, np.array([-INF]), np.array([0.5]))
    assert engine.run().objective == pytest.approx(3.5)
    engine.drop_rows(np.array([1]))
    assert engine.run().objective == pytest.approx(2)
    with pytest.raises(SolverError, match="only rows that were added"):
        engine.drop_rows(np.array([0]))


@pytest.mark.parametrize("solver", ["simplex", "ipx", "ipm"])
def test_each_method_finds_the_same(solver: Any):
    assert Engine(cover(), solver=solver).run().objective == pytest.approx(4)


def test_whole_columns_are_whole_and_bounded():
    half = lp([-2, -3], [[2, 2]], [-INF], [3], 1)
    assert Engine(half).run().objective == pytest.approx(-4)
    engine = Engine(half, whole=np.array([0, 1]))
    end = engine.run(gap=1e-6)
    assert end.objective == pytest.approx(-3)
    assert end.bound == pytest.approx(-3, rel=1e-5)
    assert engine.value == pytest.approx([0, 1])


def test_a_basis_can_be_kept_and_begun_from():
    rng = np.random.default_rng(3)
    engine = Engine(lp(rng.random(40), rng.random((20, 40)), np.ones(20), [INF] * 20))
    engine.run()
    kept = engine.basis()
    engine.set_basis(None)
    engine.run()
    assert engine.iterations > 0
    engine.rows(np.arange(20), np.full(20, 3.0), np.full(20, INF))
    engine.run()
    engine.rows(np.arange(20), np.ones(20), np.full(20, INF))
    engine.set_basis(kept)
    engine.run()
    assert engine.iterations == 0


def test_what_cannot_be_is_told_with_its_proof_and_its_rows():
    rows = [[1, 1], [1, 0], [0, 1]]
    program = lp([1, 1], rows, [3, -INF, -INF], [INF, 1, 1])
    engine = Engine(program)
    assert engine.run().status == "infeasible"
    ray = engine.ray()
    assert ray is not None
    assert Ledger(program).excess(ray) > 0
    found = engine.conflict()
    assert found is not None
    assert sorted(found.rows.tolist()) == [0, 1, 2]
    assert found.row_sides[found.rows.tolist().index(0)] == "lower"


def test_a_weight_that_proves_nothing_is_not_taken_for_a_proof():
    program = cover()
    assert Ledger(program).excess(np.array([-1.0])) == -1.0
    # Weighed the wrong way, the row has no limit at all.
    assert Ledger(program).excess(np.array([1.0])) == -INF


def test_a_worth_without_limit_is_told():
    assert Engine(lp([-1], [[0]], [-INF], [1])).run().status == "unbounded"


def test_a_run_stops_when_its_time_is_over():
    rng = np.random.default_rng(0)
    size = 300
    hard = lp(-rng.random(size), rng.random((50, size)), [-INF] * 50, [9] * 50, 1)
    engine = Engine(hard, whole=np.arange(size))
    end = engine.run(gap=0.0, seconds=0.05)
    assert end.status == "stopped"
    assert end.bound <= end.objective


def test_a_program_without_columns_costs_nothing():
    assert Engine(lp([], np.zeros((0, 0)), [], [])).run().objective == 0.0


def test_an_option_the_solver_does_not_know_is_no_silence():
    with pytest.raises(SolverError, match="no_such_option"):
        Engine(cover())._set("no_such_option", value=1)
    with pytest.raises(SolverError, match="threads"):
        Engine(cover())._set("threads", value=-5)


@pytest.mark.parametrize("part", ["cost", "matrix", "upper"])
def test_what_is_no_number_is_refused(part: str):
    faulty = cover()
    values = faulty.matrix.data if part == "matrix" else getattr(faulty, part)
    values[0] = np.nan
    with pytest.raises(SolverError, match="no number"):
        Engine(faulty)


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(SolverError, match="changeColsBounds"):
        Engine(cover())._ask(
            "changeColsBounds", 1, np.array([7], np.int32), np.zeros(1), np.ones(1)
        )


@given(seed=st.integers(0, 10**6))
def test_random_programs_end_as_scipys_do(seed: int):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 6, 2)
    matrix = rng.integers(-3, 4, (rows, columns)).astype(float)
    low = rng.integers(-5, 6, rows).astype(float)
    cost = rng.integers(-3, 4, columns).astype(float)
    program = lp(cost, matrix, low, np.full(rows, INF), 4)
    engine = Engine(program)
    end = engine.run()
    theirs = linprog(cost, A_ub=-matrix, b_ub=-low, bounds=(0, 4))
    if theirs.status == 2:
        assert end.status == "infeasible"
        ray = engine.ray()
        assert ray is None or Ledger(program).excess(ray) > 0
    else:
        assert end.objective == pytest.approx(theirs.fun, abs=1e-7)
