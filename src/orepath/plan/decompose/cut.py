"""A cut says what a part costs at the least, as a plane over the linking columns.

Any weights y of the rows bound the part from below, whether or not they are optimal
(weak duality):

    Q(x) ≥ Σᵢ min(yᵢ r) - y·Tx + Σⱼ min over l ≤ z ≤ u of (c - A'y)ⱼ zⱼ.

With the costs set to nought the same plane bounds the least breach of the rows, which
must be nought: the cut of what cannot be (Benders 1962).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays, least_of
from orepath.plan.decompose.part import Structure

Floats = NDArray[np.float64]

# Where a limit is infinite, what the solver lets pass for nought is nought.
_NOUGHT = 1e-6


@dataclass(frozen=True)
class Cut:
    """Hold a plane: intercept + gradient·x.

    Parameters
    ----------
    cost : bool
        Whether it bounds the part's cost; otherwise its breach, which must be nought.
    intercept : float
        At x = 0.
    gradient : ndarray (k,)
        Over the linking columns the part meets.
    """

    cost: bool
    intercept: float
    gradient: Floats

    def at(self, x: Floats) -> float:
        """Return the plane's height.

        Parameters
        ----------
        x : ndarray (k,)
            Values of the linking columns the part meets.
        """
        return self.intercept + float(self.gradient @ x)


def cut_of(structure: Structure, lp: Arrays, dual: Floats, *, cost: bool) -> Cut:
    """Return the plane that weights of the rows prove.

    Parameters
    ----------
    structure : Structure
        Coefficients of the part.
    lp : Arrays
        Its costs and limits.
    dual : ndarray (r,)
        Weights, most often the duals at some x.
    cost : bool
        Bound the cost; otherwise the breach of the rows.

    Returns
    -------
    Cut
        Valid at every x, tight where the duals are optimal.

    Raises
    ------
    SolverError
        The weights bound nothing: they are no duals of this part.

    Examples
    --------
    A part that makes z ≥ 3 - x at 2 a unit:

    >>> from scipy import sparse
    >>> one = sparse.csc_array(np.array([[1.0]]))
    >>> lp = Arrays(
    ...     np.array([2.0]),
    ...     one,
    ...     np.array([3.0]),
    ...     np.array([np.inf]),
    ...     np.zeros(1),
    ...     np.array([9.0]),
    ... )
    >>> cut_of(Structure(one, one), lp, np.array([2.0]), cost=True)
    Cut(cost=True, intercept=6.0, gradient=array([-2.]))
    """
    y = dual.copy()
    # A weight on a limit that is not there is the solver's rounding.
    y[(y > 0.0) & np.isinf(lp.row_lower)] = 0.0
    y[(y < 0.0) & np.isinf(lp.row_upper)] = 0.0
    price = y @ structure.matrix
    reduced = lp.cost - price if cost else -price
    endless = (reduced > 0.0) & np.isinf(lp.lower) | (reduced < 0.0) & np.isinf(
        lp.upper
    )
    scale = 1.0 + np.abs(lp.cost) + np.abs(y).max(initial=0.0)
    if (np.abs(reduced) > _NOUGHT * scale)[endless].any():
        raise SolverError("the weights of a part's rows bound nothing")
    reduced[endless] = 0.0
    intercept = least_of(y, lp.row_lower, lp.row_upper)
    intercept += least_of(reduced, lp.lower, lp.upper)
    return Cut(cost, intercept, -(y @ structure.link))
