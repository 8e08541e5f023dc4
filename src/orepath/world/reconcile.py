"""Observations that contradict each other become one balanced year, with the changes told.

Every commodity must balance at every place. The observations do not: some producers are
listed nowhere, slag hides under another customs heading, a content is read as gross.
``culprits`` (least absolute change) names the few figures at fault; ``reconciled``
(least squares) settles all of them in proportion to their doubt.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import linalg

from orepath.errors import SolverError
from orepath.world.balance import Balance

Floats = NDArray[np.float64]

_TOLERANCE = 1e-9
_MOST_STEPS = 100


@dataclass(frozen=True)
class Reconciled:
    """Hold the balanced base year.

    Parameters
    ----------
    quantity : ndarray (N,)
        t/a, in the columns of the balance.
    residual : float
        Largest imbalance of any row, t/a.
    chi2 : float
        Sum of squared changes over their variances.
    steps : int
        Newton steps taken.
    """

    quantity: Floats
    residual: float
    chi2: float
    steps: int


def reconciled(balance: Balance) -> Reconciled:
    """Settle the observations by least squares.

    Solves min ½ Σ((x - o)/σ)² subject to H x = 0, 0 ≤ x ≤ upper, by a semismooth Newton
    method on the dual: x(y) = clip(o + σ² Hᵀy), H x(y) = 0.

    Parameters
    ----------
    balance : Balance
        Base-year system.

    Returns
    -------
    Reconciled
        Balanced to 1e-9 of the largest row.

    Raises
    ------
    SolverError
        The steps do not settle; the rows with the largest imbalance are named.

    Notes
    -----
    Some quantities always balance (none at all does), so a figure that nothing serves
    goes to nought instead of failing. Each step factors a sparse R×R matrix; 3 to 30 steps in practice. The optimality
    conditions hold by construction once the rows balance, so the residual is the proof.

    References
    ----------
    Qi and Sun (1993), A nonsmooth version of Newton's method, Mathematical Programming
    58, 353-367.
    """
    unit = 1e3  # kt keep the numbers near one
    h = balance.matrix[_bound_rows(balance)]
    o = balance.observed / unit
    variance = (balance.sigma / unit) ** 2
    upper = balance.upper / unit
    y = np.zeros(h.shape[0])
    scale = max(1.0, float((abs(h) @ o).max()))
    transposed = h.T.tocsr()

    def settle(y: Floats) -> tuple[Floats, float, Floats]:
        pull = transposed @ y
        x = np.clip(o + variance * pull, 0.0, upper)
        value = float(pull @ x - 0.5 * (((x - o) ** 2) / variance).sum())
        return x, value, h @ x

    x, value, gap = settle(y)
    for step in range(_MOST_STEPS):
        if np.abs(gap).max() <= _TOLERANCE * scale:
            chi2 = float((((x - o) ** 2) / variance).sum())
            return Reconciled(
                _with_sales(balance, x * unit),
                float(np.abs(gap).max()) * unit,
                chi2,
                step,
            )
        inside = (o + variance * (transposed @ y) > 0) & (
            o + variance * (transposed @ y) < upper
        )
        curvature = (h * (variance * inside)[None, :]) @ transposed
        damped = curvature + sparse.eye_array(h.shape[0]) * (
            1e-10 * max(1.0, curvature.diagonal().max())
        )
        direction = -linalg.spsolve(damped.tocsc(), gap)
        slope = float(gap @ direction)
        length = 1.0
        while length > 1e-12:
            tried = settle(y + length * direction)
            if tried[1] <= value + 1e-4 * length * slope + 1e-12 * abs(value):
                break
            length *= 0.5
        y = y + length * direction
        x, value, gap = tried
    raise SolverError(
        f"the base year does not settle in {_MOST_STEPS} steps; worst: "
        + ", ".join(_worst_rows(balance, gap * unit))
    )


def _bound_rows(balance: Balance) -> NDArray[np.int64]:
    """Return the rows that must balance: all that no sale outside the chain clears."""
    every = np.arange(balance.row_place.size)
    return np.setdiff1d(every, balance.outside_rows)


def _with_sales(balance: Balance, quantity: Floats) -> Floats:
    """Let sales outside the chain take what their rows leave."""
    left = balance.matrix @ quantity
    settled = quantity.copy()
    at = np.flatnonzero(balance.outside) + balance.uses.start
    settled[at] = quantity[at] + left[balance.outside_rows]
    return settled


def _worst_rows(balance: Balance, gap: Floats) -> list[str]:
    """Name the rows with the largest imbalance."""
    rows = _bound_rows(balance)
    worst = np.argsort(-np.abs(gap))[:5]
    return [f"{balance.row_label(rows[i])} ({gap[i]:+,.0f} t/a)" for i in worst]


def culprits(balance: Balance) -> pl.DataFrame:
    """Name the few figures that must change at the least, by least absolute change.

    Parameters
    ----------
    balance : Balance
        Base-year system.

    Returns
    -------
    polars.DataFrame
        column (name), observed, settled (t/a), deviations (changes over σ), worst first.

    Raises
    ------
    SolverError
        The solver fails: some quantities always balance.
    """
    unit = 1e3
    n = balance.observed.size
    o = balance.observed / unit
    weight = unit / balance.sigma
    h = balance.matrix[_bound_rows(balance)]
    room = balance.upper / unit - o  # below nought where more was seen than can be
    answer = optimize.linprog(
        np.concatenate([weight, weight]),
        A_eq=sparse.hstack([h, -h]).tocsc(),
        b_eq=-(h @ o),
        bounds=np.column_stack(
            [
                np.concatenate([np.zeros(n), np.maximum(-room, 0.0)]),
                np.concatenate([np.maximum(room, 0.0), o]),
            ]
        ),
        method="highs",
    )
    if answer.status != 0:
        raise SolverError(f"no least change of the base year found: {answer.message}")
    change = (answer.x[:n] - answer.x[n:]) * unit
    moved = np.flatnonzero(np.abs(change) > 1e-6 * balance.sigma)
    order = moved[np.argsort(-np.abs(change[moved]) / balance.sigma[moved])]
    return pl.DataFrame(
        {
            "column": [balance.labels[i] for i in order],
            "observed": balance.observed[order],
            "settled": balance.observed[order] + change[order],
            "deviations": change[order] / balance.sigma[order],
        },
        schema={
            "column": pl.String,
            "observed": pl.Float64,
            "settled": pl.Float64,
            "deviations": pl.Float64,
        },
    )
