"""Prices move together as far as their surprises did in the years they share.

All series are put into one deflator first: two would lend their difference to every
pair.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.process import Process
from orepath.appraise.series import deflated, names
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

LEAST = 15
"""Years that two series must share before their correlation is believed."""

_ROUNDS = 500
_CLOSE = 1e-10
_SLACK = 1e-9


def correlation(processes: Sequence[Process]) -> Floats:
    """Return how the surprises of processes correlate, as a usable matrix.

    Parameters
    ----------
    processes : sequence of Process
        G of them. Those of one name move as one; one without a series of the library
        moves on its own.

    Returns
    -------
    ndarray (G, G)
        Of the surprises in the years that two series share, at least 15, else 0; moved
        to the nearest matrix without negative eigenvalues.

    Notes
    -----
    A surprise is x[t] - m - e^(-κ)(x[t-1] - m) of a price that returns, the step
    x[t] - x[t-1] of one that walks, x the logarithm in one common deflator.

    Examples
    --------
    >>> from orepath.appraise.fit import fitted
    >>> found = correlation([fitted()["copper"], fitted()["zinc"]])
    >>> bool(0.2 < found[0, 1] < 0.9)
    True
    """
    count = len(processes)
    found = np.eye(count)
    told = set(names())
    for i, one in enumerate(processes):
        for j, other in enumerate(processes[:i]):
            if one.name == other.name:
                found[i, j] = found[j, i] = 1.0
            elif one.name in told and other.name in told:
                pair = _of_two(_surprises(one), _surprises(other))
                found[i, j] = found[j, i] = pair
    return nearest(found)


def nearest(matrix: Floats) -> Floats:
    """Return the correlation matrix nearest to a symmetric matrix of ones and parts.

    Parameters
    ----------
    matrix : ndarray (G, G)
        Symmetric, with 1 on the diagonal and the rest from -1 to 1.

    Returns
    -------
    ndarray (G, G)
        The matrix itself where it has no negative eigenvalue.

    Raises
    ------
    InputError
        The matrix is not symmetric, its diagonal is not 1, or a part is beyond 1.

    Notes
    -----
    Projects in turn on matrices without negative eigenvalues and on those with a
    diagonal of 1, with Dykstra's correction, until nothing moves.

    References
    ----------
    Higham, N. J. (2002), IMA Journal of Numerical Analysis 22(3), 329–343, alg. 3.3.

    Examples
    --------
    >>> nearest(np.array([[1.0, 0.5], [0.5, 1.0]])).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    _checked(matrix)
    if np.linalg.eigvalsh(matrix).min(initial=0.0) >= -_SLACK:
        return matrix
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(_ROUNDS):
        before = found
        target = found - correction
        values, vectors = np.linalg.eigh(target)
        cone = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = cone - target
        found = cone.copy()
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < _CLOSE:
            break
    return found


def root(matrix: Floats) -> Floats:
    """Return a root of a correlation matrix, also of one that some processes share.

    Parameters
    ----------
    matrix : ndarray (G, G)
        As from :func:`nearest`.

    Returns
    -------
    ndarray (G, G)
        R with R Rᵀ the matrix: shocks z give correlated ones as z Rᵀ.

    Examples
    --------
    >>> root(np.ones((2, 2))).shape
    (2, 2)
    """
    values, vectors = np.linalg.eigh(matrix)
    halves: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
    # Turned into a triangle: the first process needs one shock only, and the signs of
    # eigenvectors, which differ between machines, do not reach the numbers.
    upper: Floats = np.linalg.qr(halves.T).R
    lower = upper.T
    signs = np.where(np.diagonal(lower) < 0, -1.0, 1.0)
    turned: Floats = lower * signs
    return turned


def _surprises(process: Process) -> dict[int, float]:
    """Return what a process could not foresee, by year."""
    years, logs = _logs(process.name)
    slope = float(np.exp(-process.speed))
    middle = logs.mean() if process.speed > 0 else 0.0
    rest = logs[1:] - middle - slope * (logs[:-1] - middle)
    return dict(zip(years[1:], rest.tolist(), strict=True))


@cache
def _logs(name: str) -> tuple[tuple[int, ...], Floats]:
    years, prices = deflated(name)
    return years, np.log(prices)


def _of_two(one: dict[int, float], other: dict[int, float]) -> float:
    """Return the correlation over the years that two have in common."""
    shared = sorted(one.keys() & other.keys())
    if len(shared) < LEAST:
        return 0.0
    pairs = [[each[year] for year in shared] for each in (one, other)]
    first, second = np.asarray(pairs) - np.mean(pairs, axis=1, keepdims=True)
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))


def _checked(matrix: Floats) -> None:
    """Raise unless a matrix could be one of correlations."""
    faults = {
        "is not symmetric": not np.allclose(matrix, matrix.T),
        "has a diagonal other than 1": not np.allclose(np.diagonal(matrix), 1.0),
        "has parts beyond 1": bool((np.abs(matrix) > 1.0 + _SLACK).any()),
    }
    wrong = [
        Problem("correlation", f"the matrix {what}", "give a correlation matrix")
        for what, found in faults.items()
        if found
    ]
    if wrong:
        raise InputError(wrong)
