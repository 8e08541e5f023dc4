"""An internal rate of return is a rate at which a row of cash is worth nothing.

Cash that changes sign once has one such rate; cash that changes sign again, as where a
mine is closed at great cost, may have several or none, and then none of them is *the*
rate: they are all told, and the modified rate is there instead.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

LOWEST, HIGHEST = -0.95, 100.0
"""Between these rates roots are looked for."""

_FINE = np.linspace(np.log1p(LOWEST), np.log1p(HIGHEST), 801)
_COARSE = np.concatenate(
    [
        np.linspace(np.log1p(LOWEST), -0.2, 15)[:-1],
        np.linspace(-0.2, 0.6, 21)[:-1],
        np.linspace(0.6, np.log1p(HIGHEST), 17),
    ]
)
"""Growths ln(1 + rate) at which the worth is looked at: of one row, of many."""

_STEPS = 3
_ALONE = 250_000


@dataclass(frozen=True)
class Rates:
    """Hold internal rates of return of many rows of cash.

    Parameters
    ----------
    rate : ndarray (D,)
        The lowest above nil; where none is above nil, the highest below; not a number
        where there is none at all.
    count : ndarray of int (D,)
        How many rates lie above nil, or below where none lies above. Only 1 makes the
        rate *the* rate of return.
    """

    rate: Floats
    count: Counts


def npv(cash: Floats, rate: Floats) -> Floats:
    """Return net present values, the first year undiscounted.

    Parameters
    ----------
    cash : ndarray (D, T)
        By draw and year.
    rate : ndarray (D,) or (1,)
        A year.

    Returns
    -------
    ndarray (D,)
        Σ cash_t·(1 + rate)⁻ᵗ.

    Examples
    --------
    >>> round(float(npv(np.array([[-100.0, 60.0, 60.0]]), np.array([0.1]))[0]), 4)
    4.1322
    """
    factor = 1.0 / (1.0 + rate)
    if rate.size == 1:
        powers = factor ** np.arange(cash.shape[1])
        return np.asarray(_weighed(powers[None, :], cash.T)[0])
    worth = np.zeros(np.broadcast_shapes((len(cash),), rate.shape))
    for row in cash.T[::-1]:
        worth *= factor
        worth += row
    return worth


def roots(row: Floats) -> tuple[float, ...]:
    """Return all internal rates of return of one row of cash, the lowest first.

    Parameters
    ----------
    row : ndarray (T,)
        Cash by year.

    Returns
    -------
    tuple of float
        Between :data:`LOWEST` and :data:`HIGHEST`; empty where there is none.

    Notes
    -----
    The worth is looked at on 800 steps of even growth; two rates closer together than
    a step of 1 % are taken for none.

    References
    ----------
    The row of two rates is that of J. H. Lorie and L. J. Savage (1955), Three problems
    in rationing capital, Journal of Business 28, 229-239.

    Examples
    --------
    >>> roots(np.array([-1600.0, 10000.0, -10000.0]))
    (0.25, 4.0)
    """
    years = row[:, None]
    worth = _looked(years, _FINE)
    found = [
        _polished(years, worth, np.array([k]), _FINE)
        for k in np.flatnonzero(_changes(worth)[:, 0])
    ]
    return tuple(round(float(rate[0]), 12) + 0.0 for rate in found)


def irr(cash: Floats) -> Rates:
    """Return the internal rates of return of many rows of cash.

    Parameters
    ----------
    cash : ndarray (D, T)
        By draw and year.

    Returns
    -------
    Rates
        With how many there are.

    Notes
    -----
    The worth of all draws is looked at on a grid of rates in one product of matrices;
    where it changes sign, an interpolation and Newton's steps, kept between the
    neighbours, find the rate. Where rates lie closer than the grid
    (4 % apart between -18 and 82 %), :func:`roots` tells more.

    Examples
    --------
    >>> irr(np.array([[-100.0, 60.0, 60.0], [-1.0, -1.0, -1.0]])).count.tolist()
    [1, 0]
    """
    years = cash.T
    worth = _looked(years, _COARSE)
    changes = _changes(worth)
    nil = int(np.searchsorted(_COARSE, 0.0))
    above = changes[nil:].sum(axis=0)
    below = changes[:nil].sum(axis=0)
    first = nil + np.argmax(changes[nil:], axis=0)
    last = nil - 1 - np.argmax(changes[:nil][::-1], axis=0)
    place = np.where(above > 0, first, last)
    count = np.where(above > 0, above, below)
    rate = _polished(years, worth, place, _COARSE)
    return Rates(np.where(count > 0, rate, np.nan), count)


def mirr(cash: Floats, borrowed: Floats, invested: Floats) -> Floats:
    """Return the modified internal rate of return.

    Parameters
    ----------
    cash : ndarray (D, T)
        By draw and year.
    borrowed, invested : ndarray (D,) or (1,)
        Rates at which money below nil is borrowed, and money above is laid out again.

    Returns
    -------
    ndarray (D,)
        Not a number where nothing is put in; -1 where nothing comes out.

    Notes
    -----
    (Σ max(c, 0)(1 + i)^(n − t) / Σ max(−c, 0)(1 + b)^(−t))^(1/n) − 1 over n = T − 1.

    Examples
    --------
    >>> rate = np.array([0.1])
    >>> round(float(mirr(np.array([[-100.0, 60.0, 60.0]]), rate, rate)[0]), 4)
    0.1225
    """
    span = cash.shape[1] - 1
    put_in = npv(np.maximum(-cash, 0.0), borrowed)
    got_out = npv(np.maximum(cash, 0.0), invested) * (1.0 + invested) ** span
    ratio = np.divide(
        got_out, put_in, out=np.full_like(put_in, np.nan), where=put_in > 0
    )
    return np.asarray(ratio ** (1.0 / span) - 1.0)


def _looked(years: Floats, grid: Floats) -> Floats:
    """Return the worth at each growth of a grid, (K, D)."""
    return _weighed(np.exp(-np.outer(grid, np.arange(len(years)))), years)


def _weighed(weights: Floats, years: Floats) -> Floats:
    """Return sums over years (T, D), each with its weights (K, T), as (K, D)."""
    found = np.empty((len(weights), years.shape[1]))
    # In products so small that the linear algebra keeps to one thread: larger ones wake
    # others, which here, where draws are worked out side by side, only get in the way.
    block = max(_ALONE // weights.size, 1)
    for at in range(0, years.shape[1], block):
        some = slice(at, at + block)
        np.matmul(weights, np.ascontiguousarray(years[:, some]), out=found[:, some])
    return found


def _changes(worth: Floats) -> NDArray[np.bool_]:
    """Return between which neighbours the worth changes sign, (K - 1, D)."""
    rises = worth > 0.0
    falls = worth < 0.0
    # A worth of exactly nil belongs to the change on its left, so that it counts once.
    return (rises[:-1] & ~rises[1:]) | (falls[:-1] & ~falls[1:])


def _polished(years: Floats, worth: Floats, place: Counts, grid: Floats) -> Floats:
    """Return the rate between one pair of neighbours of each draw, (D,)."""
    draws = np.arange(worth.shape[1])
    low, high = grid[place], grid[place + 1]
    left, right = worth[place, draws], worth[place + 1, draws]
    growth = low + (high - low) * _part(left, right)
    for _ in range(_STEPS):
        factor = np.exp(-growth)
        value = np.zeros_like(growth)
        slope = np.zeros_like(growth)
        for row in years[::-1]:
            slope *= factor
            slope += value
            value *= factor
            value += row
        # d/dv of Σ c·e^(−vt) is −e^(−v) times the slope in e^(−v).
        slope *= factor
        step = np.divide(value, slope, out=np.zeros_like(value), where=slope != 0.0)
        growth = np.clip(growth + step, low, high)
    return np.expm1(growth)


def _part(left: Floats, right: Floats) -> Floats:
    """Return which part of the way from left to right is nil, on a straight line."""
    width = left - right
    part = np.divide(left, width, out=np.full_like(width, 0.5), where=width != 0.0)
    return np.clip(part, 0.0, 1.0)
