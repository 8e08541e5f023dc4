"""Reconciling makes one balanced year of observations that contradict each other.

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
_SHORTEST = 1e-12
_FLAT, _DAMPING = 1e-6, 1e-10
_UNIT = 1e3  # kt keep the numbers near one


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
    goes to nought instead of failing. Each step factors a sparse R×R matrix; 3 to 30
    steps in practice. The optimality conditions hold by construction once the rows
    balance, so the residual is the proof.

    References
    ----------
    Qi and Sun (1993), A nonsmooth version of Newton's method, Mathematical Programming
    58, 353-367.
    """
    dual = _dual_of(balance)
    point = dual.at(np.zeros(dual.rows.shape[0]))
    scale = max(1.0, float((abs(dual.rows) @ dual.observed).max()))
    for step in range(_MOST_STEPS):
        if np.abs(point.gap).max() <= _TOLERANCE * scale:
            change = (point.x - dual.observed) ** 2 / dual.variance
            return Reconciled(
                _with_sales(balance, np.minimum(point.x * _UNIT, balance.upper)),
                float(np.abs(point.gap).max()) * _UNIT,
                float(change.sum()),
                step,
            )
        point = _stepped(dual, point)
    raise SolverError(
        f"the base year does not settle in {_MOST_STEPS} steps; worst: "
        + ", ".join(_worst_rows(balance, point.gap * _UNIT))
    )


@dataclass(frozen=True)
class _Point:
    """Hold the dual at one place: prices, quantities, value and imbalance."""

    y: Floats
    x: Floats
    value: float
    gap: Floats


@dataclass(frozen=True)
class _Dual:
    """Hold the dual of the settling: rows, their transpose, o, σ² and upper, in kt."""

    rows: sparse.csr_array
    columns: sparse.csr_array
    observed: Floats
    variance: Floats
    upper: Floats

    def at(self, y: Floats) -> _Point:
        """Return the quantities that prices call forth, and what they leave open."""
        pull = self.columns @ y
        x = np.clip(self.observed + self.variance * pull, 0.0, self.upper)
        change = (x - self.observed) ** 2 / self.variance
        return _Point(y, x, float(pull @ x - 0.5 * change.sum()), self.rows @ x)

    def direction(self, point: _Point) -> Floats:
        """Return Newton's direction; quantities at a limit do not answer."""
        free = self.observed + self.variance * (self.columns @ point.y)
        inside = (free > 0) & (free < self.upper)
        curvature = (self.rows * (self.variance * inside)[None, :]) @ self.columns
        # Rows differ by many powers of ten: each is damped by its own measure. A row
        # whose quantities are all at a limit goes to where the first leaves it.
        whole = np.maximum(self.rows.power(2) @ self.variance, _SHORTEST)
        dead = curvature.diagonal() < _FLAT * whole
        damped = curvature + sparse.diags_array(np.where(dead, whole, _DAMPING * whole))
        newton = np.asarray(-linalg.spsolve(damped.tocsc(), point.gap))
        return newton - np.sign(point.gap) * self._way_out(point, free, dead)

    def _way_out(self, point: _Point, free: Floats, dead: NDArray[np.bool_]) -> Floats:
        """Return how far a dead row's price moves until a quantity leaves its limit."""
        cells = self.rows[np.flatnonzero(dead)].tocoo()
        row, column = np.flatnonzero(dead)[cells.row], cells.col
        down = cells.data * np.sign(point.gap[row]) > 0
        beyond = np.where(down, free[column] - self.upper[column], -free[column])
        far = np.maximum(beyond, 0.0) / (self.variance[column] * np.abs(cells.data))
        way = np.full(dead.size, np.inf)
        np.minimum.at(way, row[beyond >= 0], far[beyond >= 0])
        return np.where(np.isfinite(way), way, 0.0)


def _dual_of(balance: Balance) -> _Dual:
    """Set the dual up."""
    rows = balance.matrix[_bound_rows(balance)]
    return _Dual(
        rows,
        rows.T.tocsr(),
        balance.observed / _UNIT,
        (balance.sigma / _UNIT) ** 2,
        balance.upper / _UNIT,
    )


def _stepped(dual: _Dual, point: _Point) -> _Point:
    """Go along Newton's direction, half as far until the dual falls enough (Armijo)."""
    direction = dual.direction(point)
    slope = float(point.gap @ direction)
    length = 1.0
    while length > _SHORTEST:
        tried = dual.at(point.y + length * direction)
        enough = point.value + 1e-4 * length * slope + 1e-12 * abs(point.value)
        if tried.value <= enough:
            break
        length *= 0.5
    return tried


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
        column (name), observed, settled (t/a), deviations (changes over σ), worst
        first.

    Raises
    ------
    SolverError
        The solver fails: some quantities always balance.
    """
    n = balance.observed.size
    o = balance.observed / _UNIT
    weight = _UNIT / balance.sigma
    h = balance.matrix[_bound_rows(balance)]
    room = balance.upper / _UNIT - o  # below nought where more was seen than can be
    answer = optimize.linprog(
        np.concatenate([weight, weight]),
        # The stubs of scipy know no sparse matrix here; linprog itself takes one.
        A_eq=sparse.hstack([h, -h]).tocsc(),  # type: ignore[call-overload]
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
    change = (answer.x[:n] - answer.x[n:]) * _UNIT
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
