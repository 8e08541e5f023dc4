"""Paths are prices as they may come, each as a part of the price that is expected."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.appraise.correlation import root
from orepath.appraise.process import Process
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]


def paths(
    processes: Sequence[Process],
    correlation: Floats,
    shape: tuple[int, int],
    rng: np.random.Generator,
    *,
    start: ArrayLike = 1.0,
    mirrored: bool = False,
) -> Floats:
    """Draw paths of prices that move together.

    Parameters
    ----------
    processes : sequence of Process
        G of them.
    correlation : ndarray (G, G)
        Of their surprises, as from :func:`orepath.appraise.correlation.correlation`.
    shape : tuple of int
        Draws D and years T; the first year is the present one, whose price is known.
    rng : numpy.random.Generator
        A stream.
    start : array_like
        Price of the first year as a part of the level, above 0: one for all, or (G,),
        or (D, G).
    mirrored : bool
        Whether every second draw is the mirror of the one before, which makes means
        steadier; D is then even.

    Returns
    -------
    ndarray (D, T, G)
        Prices as parts of their levels, the draws of a year beside each other in
        memory. The mean of a year is what is expected: 1 where a price starts from its
        level, and for a walk always ``start``.

    Raises
    ------
    InputError
        Shapes do not fit, or a start is not above 0.

    Notes
    -----
    With x the logarithm, z standard normal and R Rᵀ the correlation:
    x[t] = e^(-κ) x[t-1] + √((1 - e^(-2κ))/(2κ)) σ (R z)[t], exact for any step; the
    price is exp(x[t] - v[t]/2), v[t] = σ² (1 - e^(-2κt))/(2κ) the variance of x[t], so
    that uncertainty alone raises no expected price. O(D T G²).

    References
    ----------
    Schwartz, E. S. (1997), The Journal of Finance 52(3), 923–973.

    Examples
    --------
    >>> from orepath.appraise.process import walking
    >>> from orepath.core.sampling import stream
    >>> drawn = paths([walking("slag", 0.2)], np.eye(1), (4, 3), stream(0, "doc"))
    >>> drawn.shape, drawn[:, 0, 0].tolist()
    ((4, 3, 1), [1.0, 1.0, 1.0, 1.0])
    """
    draws, years = shape
    count = len(processes)
    begun = _checked(
        processes, correlation, shape, np.asarray(start), mirrored=mirrored
    )
    slope, step, half = moments(processes, years)
    turn = step[:, None] * root(correlation)
    # (T, G, D): the loop over years then works on rows that lie together.
    found = np.empty((years, count, draws))
    moved = np.zeros((count, draws // 2 if mirrored else draws))
    surprise, above = np.empty_like(moved), np.empty_like(moved)
    for year in range(years):
        if year > 0:
            rng.standard_normal(out=surprise)
            moved *= slope[:, None]
            moved += np.matmul(turn, surprise, out=above)
        expected = begun ** (slope**year)[:, None] * np.exp(-half[year])[:, None]
        np.exp(moved, out=above)
        if mirrored:
            # What rises in one draw falls in its mirror: e^(-x) is 1/e^x.
            pairs = np.broadcast_to(expected, (count, draws))
            np.multiply(pairs[:, ::2], above, out=found[year, :, ::2])
            np.divide(pairs[:, 1::2], above, out=found[year, :, 1::2])
        else:
            np.multiply(expected, above, out=found[year])
    return found.transpose(2, 0, 1)


def moments(processes: Sequence[Process], years: int) -> tuple[Floats, Floats, Floats]:
    """Return what a year keeps, what it adds, and half the variance since the start.

    Parameters
    ----------
    processes : sequence of Process
        G of them.
    years : int
        T.

    Returns
    -------
    tuple of ndarray
        e^(-κ) (G,), the spread of a year's surprise (G,), and v[t]/2 (T, G).

    Examples
    --------
    >>> from orepath.appraise.process import walking
    >>> [part.ravel().round(3).tolist() for part in moments([walking("slag", 0.2)], 3)]
    [[1.0], [0.2], [0.0, 0.02, 0.04]]
    """
    speed = np.array([one.speed for one in processes])
    volatility = np.array([one.volatility for one in processes])
    time = np.arange(years, dtype=np.float64)[:, None]
    grown = _since(speed, time) * volatility**2
    return np.exp(-speed), np.sqrt(_since(speed, np.ones(1))) * volatility, grown / 2.0


def _since(speed: Floats, time: Floats) -> Floats:
    """Return (1 - e^(-2κt))/(2κ), which is t where κ is 0."""
    pulled = speed > 0
    safe = np.where(pulled, speed, 1.0)
    return np.where(pulled, -np.expm1(-2.0 * safe * time) / (2.0 * safe), time)


def _checked(
    processes: Sequence[Process],
    correlation: Floats,
    shape: tuple[int, int],
    start: Floats,
    *,
    mirrored: bool,
) -> Floats:
    """Return the start, (G, D) or (G, 1); raise unless all fits together."""
    draws, years = shape
    count = len(processes)
    faults = {
        ("processes", "none is given"): count == 0,
        ("correlation", f"is not {count} by {count}"): correlation.shape
        != (count, count),
        ("shape", "needs draws and years, 1 or more"): min(draws, years) < 1,
        ("mirrored", f"{draws} draws do not pair"): mirrored and draws % 2 == 1,
        ("start", "is not above 0"): not bool((start > 0).all()),
        ("start", f"fits neither {count} prices nor {draws} draws of them"): start.shape
        not in ((), (count,), (draws, count)),
    }
    wrong = [
        Problem(where, what, "give what the function's page says")
        for (where, what), found in faults.items()
        if found
    ]
    if wrong:
        raise InputError(wrong)
    return np.broadcast_to(start, (draws if start.ndim == 2 else 1, count)).T
