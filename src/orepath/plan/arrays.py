"""A linear program is six arrays; a ledger keeps them to check whoever solves it.

The ledger follows every change, so what a solver answers is judged by the program as it
stands and not by the solver's own word.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import SolverError

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# A proof must say so by more than its own rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Arrays:
    """Hold a linear program as bare arrays; the objective is made small.

    Parameters
    ----------
    cost : ndarray (columns,)
        Cost of a unit of each column.
    matrix : scipy.sparse.csc_array (rows, columns)
        Coefficients.
    row_lower, row_upper : ndarray (rows,)
        Limits of the rows; infinite where there is none.
    lower, upper : ndarray (columns,)
        Limits of the columns.
    """

    cost: Floats
    matrix: sparse.csc_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats


class Ledger:
    """Keep a linear program as it stands after every change.

    Parameters
    ----------
    lp : Arrays
        Its matrix is not copied before a coefficient changes.

    Raises
    ------
    SolverError
        A cost, limit or coefficient is no number.
    """

    def __init__(self, lp: Arrays) -> None:
        for what, values in (
            ("cost", lp.cost),
            ("limit", lp.lower),
            ("limit", lp.upper),
            ("limit", lp.row_lower),
            ("limit", lp.row_upper),
            ("coefficient", lp.matrix.data),
        ):
            if np.isnan(values).any():
                raise SolverError(f"a {what} of the program is no number")
        self._lower, self._upper = lp.lower.copy(), lp.upper.copy()
        self._row_lower, self._row_upper = lp.row_lower.copy(), lp.row_upper.copy()
        self._cost = lp.cost.copy()
        self._matrix = lp.matrix
        self._own = False
        self._added: list[sparse.csr_array] = []

    @property
    def size(self) -> tuple[int, int]:
        """Return the number of columns and of rows."""
        return self._cost.size, self._row_lower.size

    def columns(self, index: Index, lower: Floats, upper: Floats) -> None:
        """Change the limits of columns."""
        self._lower[index], self._upper[index] = lower, upper

    def rows(self, index: Index, lower: Floats, upper: Floats) -> NDArray[np.bool_]:
        """Change the limits of rows, and return which of them were others before."""
        old = self._row_lower[index], self._row_upper[index]
        self._row_lower[index], self._row_upper[index] = lower, upper
        return np.asarray((old[0] != lower) | (old[1] != upper))

    def costs(self, index: Index, values: Floats) -> None:
        """Change the costs of columns."""
        self._cost[index] = values

    def coefficient(self, row: int, column: int, value: float) -> None:
        """Change one coefficient of the rows that were there from the beginning."""
        if not self._own:
            self._matrix, self._own = self._matrix.copy(), True
        self._matrix[row, column] = value

    def add(self, matrix: sparse.csr_array, lower: Floats, upper: Floats) -> None:
        """Add rows below."""
        self._row_lower = np.append(self._row_lower, lower)
        self._row_upper = np.append(self._row_upper, upper)
        self._added.append(matrix)

    def drop(self, index: Index) -> None:
        """Remove rows that were added.

        Raises
        ------
        SolverError
            A row was there from the beginning.
        """
        first = self._matrix.shape[0]
        if int(index.min()) < first:
            raise SolverError("only rows that were added can be removed")
        kept = np.ones(self._row_lower.size, dtype=bool)
        kept[index] = False
        self._row_lower = self._row_lower[kept]
        self._row_upper = self._row_upper[kept]
        below = sparse.csr_array(sparse.vstack(self._added, format="csr"))
        self._added = [below[np.flatnonzero(kept[first:])]]

    def objective(self, value: Floats) -> float:
        """Return what an answer costs.

        Parameters
        ----------
        value : ndarray (columns,)
            The answer.
        """
        # In one thread: for so few numbers several would cost more than they bring.
        return float((self._cost * value).sum())

    def violation(self, value: Floats) -> float:
        """Return the largest breach of any limit.

        Parameters
        ----------
        value : ndarray (columns,)
            The answer.
        """
        activity = self._matrix @ value
        if self._added:
            below = [np.asarray(part @ value) for part in self._added]
            activity = np.concatenate([activity, *below])
        return max(
            float((self._row_lower - activity).max(initial=0.0)),
            float((activity - self._row_upper).max(initial=0.0)),
            float((self._lower - value).max(initial=0.0)),
            float((value - self._upper).max(initial=0.0)),
        )

    def excess(self, ray: Floats) -> float:
        """Return min y·Ax - max y·r over the limits of columns and rows.

        Parameters
        ----------
        ray : ndarray (rows,)
            Weights y. More than zero proves that nothing fits (Farkas 1902).
        """
        weight = ray[: self._matrix.shape[0]] @ self._matrix
        if self._added:
            below = sparse.vstack(self._added, format="csr")
            weight = weight + ray[self._matrix.shape[0] :] @ below
        # What is rounding must not meet an infinite limit.
        weight[np.abs(weight) < ROUNDING * (1.0 + np.abs(ray).max(initial=0.0))] = 0.0
        least = least_of(weight, self._lower, self._upper)
        most = -least_of(-ray, self._row_lower, self._row_upper)
        return least - most if np.isfinite(most) else -np.inf


def least_of(weight: Floats, lower: Floats, upper: Floats) -> float:
    """Return the least of Σ w x with every x within its limits.

    Parameters
    ----------
    weight, lower, upper : ndarray (k,)
        A weight of nought meets no limit, be it infinite.

    Examples
    --------
    >>> least_of(np.array([2.0, -1.0, 0.0]), np.zeros(3), np.array([5.0, 3.0, np.inf]))
    -3.0
    """
    up, down = weight < 0.0, weight > 0.0
    least = np.zeros(weight.size)
    least[up], least[down] = weight[up] * upper[up], weight[down] * lower[down]
    return float(least.sum())
