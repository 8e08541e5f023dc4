"""Least squares in a box, exact: the free unknowns solve their normal equations."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from orepath.errors import SolverError

Floats = NDArray[np.float64]

# Steps after which the active sets are taken to run in a circle.
_MOST_STEPS = 50
_TOLERANCE = 1e-10


def boxed_least_squares(
    matrix: Floats | sparse.csr_array,
    right: Floats,
    box: tuple[Floats, Floats],
    scale: Floats,
) -> Floats:
    """Minimise |A x - b|² subject to low ≤ x ≤ high.

    Parameters
    ----------
    matrix : ndarray or scipy.sparse.csr_array (m, n)
        Of full column rank; mostly zeros.
    right : ndarray (m,)
        Right side.
    box : tuple of ndarray (n,)
        Lower and upper limits, lower below upper.
    scale : ndarray (n,)
        Size of each unknown, positive; for the condition of the normal equations.

    Returns
    -------
    ndarray (n,)
        The one solution.

    Raises
    ------
    SolverError
        The active sets run in a circle, and the slower method does not settle either.

    Notes
    -----
    A primal-dual active-set method: unknowns whose multiplier holds them stay at their
    limit, the others solve AᵀA x = Aᵀb, until the sets stay as they are. That is a
    semismooth Newton step on the optimality conditions, one sparse factorisation each
    and few of them where the columns hardly oppose each other. A circle is left to the
    active-set method of scipy, which has the same solution and takes longer.

    References
    ----------
    Hintermüller, Ito and Kunisch (2003), The primal-dual active set strategy as a
    semismooth Newton method, SIAM Journal on Optimization 13, 865-888.

    Examples
    --------
    >>> import numpy as np
    >>> free = np.array([3.0, 0.5])
    >>> box = (np.zeros(2), np.ones(2))
    >>> boxed_least_squares(np.eye(2), free, box, np.ones(2)).tolist()
    [1.0, 0.5]
    """
    part = sparse.csr_array(sparse.csr_array(matrix) @ sparse.diags_array(scale))
    normal = sparse.csc_array(part.T @ part)
    pull: Floats = np.asarray(part.T @ right)
    low, high = box[0] / scale, box[1] / scale
    point, force = np.clip(1.0, low, high), np.zeros(scale.size)
    before: tuple[bytes, bytes] | None = None
    for _ in range(_MOST_STEPS):
        # A limit holds what would leave the box under the force that presses on it.
        wish = point + force
        down, up = wish < low - _TOLERANCE, wish > high + _TOLERANCE
        sets = (down.tobytes(), up.tobytes())
        if sets == before:
            return np.asarray(point * scale, dtype=np.float64)
        before = sets
        point = np.where(down, low, np.where(up, high, 0.0))
        free = ~(down | up)
        if free.any():
            rest = (pull - normal @ point)[free]
            point[free] = _solved(normal[free][:, free], rest)
        force = np.where(free, 0.0, (pull - normal @ point) / normal.diagonal())
    return np.asarray(_slowly(part.toarray(), right, (low, high)) * scale)


def _solved(normal: sparse.csc_array, right: Floats) -> Floats:
    """Solve symmetric positive definite equations: no pivot is needed on the way."""
    factor = linalg.splu(
        normal,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    return np.asarray(factor.solve(right))


def _slowly(matrix: Floats, right: Floats, box: tuple[Floats, Floats]) -> Floats:
    """Solve by an active-set method that never runs in a circle."""
    # Hardly ever needed, and as long to load as all the rest of scipy used here.
    from scipy import optimize

    answer = optimize.lsq_linear(matrix, right, bounds=box, method="bvls")
    if not answer.success:
        raise SolverError(f"least squares in a box did not settle: {answer.message}")
    return np.asarray(answer.x, dtype=np.float64)
