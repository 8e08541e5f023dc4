"""Least squares in a box against scipy, and where its active sets run in a circle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from orepath.core import boxed
from orepath.core.boxed import boxed_least_squares
from orepath.errors import SolverError


def drawn(seed: int, unknowns: int, rows: int):
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(0, 4, unknowns)
    trade = np.zeros((rows, unknowns))
    for row in trade:
        a, b = rng.choice(unknowns, 2, replace=False)
        row[a], row[b] = 1.0 / scale[a], -1.0 / scale[b]
    matrix = np.vstack([np.diag(1.0 / (0.3 * scale)), trade])
    right = np.concatenate([np.ones(unknowns) / 0.3, rng.normal(0, 1, rows)])
    low = scale * rng.uniform(0.6, 1.0, unknowns)
    return matrix, right, (low, low * rng.uniform(1.01, 1.6, unknowns)), scale


@given(st.integers(0, 10_000), st.integers(2, 25), st.integers(0, 40))
def test_the_solution_is_that_of_scipy(seed, unknowns, rows):
    matrix, right, box, scale = drawn(seed, unknowns, rows)
    found = boxed_least_squares(matrix, right, box, scale)
    # In units of the scale: scipy is not told that a price may be 1 or 10,000.
    other = optimize.lsq_linear(
        matrix * scale, right, (box[0] / scale, box[1] / scale), method="bvls"
    )
    assert other.success
    np.testing.assert_allclose(found / scale, other.x, rtol=0, atol=1e-7)


def test_a_circle_is_left_to_the_slower_method(monkeypatch):
    matrix, right, box, scale = drawn(3, 12, 30)
    expected = boxed_least_squares(matrix, right, box, scale)
    monkeypatch.setattr(boxed, "_MOST_STEPS", 0)
    found = boxed_least_squares(matrix, right, box, scale)
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_what_settles_nowhere_is_told(monkeypatch):
    matrix, right, box, scale = drawn(3, 12, 30)
    monkeypatch.setattr(boxed, "_MOST_STEPS", 0)
    monkeypatch.setattr(
        optimize,
        "lsq_linear",
        lambda *_, **__: optimize.OptimizeResult(success=False, message="no"),
    )
    with pytest.raises(SolverError, match="did not settle: no"):
        boxed_least_squares(matrix, right, box, scale)
