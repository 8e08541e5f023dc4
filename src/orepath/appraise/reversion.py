"""Whether prices return is asked of the data: a walk stays a walk until they object.

The test is the Dickey–Fuller test on series detrended by generalised least squares
(DF-GLS). Its null distribution is simulated for the very length of the series and for
what annual prices are: averages over a year of a price that walks.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from orepath.core.sampling import stream
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

DOUBT = 0.10
"""A price returns where a walk would look so much like returning less often."""
SHORTEST = 15
"""Years; of fewer the test says nothing."""

_LOCAL = 7.0
# Of longer series the law of the statistic hardly changes any more.
_LONGEST = 200
_DRAWS = 20_000
# The yearly average of a random walk has steps whose neighbours correlate by 1/4
# (Working 1960): steps e[t] + θ e[t-1] with θ = 2 - √3 do exactly that.
_AVERAGED = 2.0 - np.sqrt(3.0)


def statistic(logs: Floats) -> Floats:
    """Return the DF-GLS statistic with one lagged step, constant but no trend.

    Parameters
    ----------
    logs : ndarray (..., Y)
        Logarithms of consecutive years' prices, Y of at least 15.

    Returns
    -------
    ndarray (...)
        t-ratio of the pull back; the lower, the less like a walk.

    Raises
    ------
    InputError
        The series is too short.

    Notes
    -----
    With a = 1 - 7/Y the mean is estimated on quasi-differences x[t] - a x[t-1] and
    taken off; then Δx[t] = b x[t-1] + c Δx[t-1] + e[t] by least squares, and b over
    its standard error is returned. O(Y) a series.

    References
    ----------
    Elliott, G., Rothenberg, T. J., Stock, J. H. (1996), Econometrica 64(4), 813–836.
    """
    years = logs.shape[-1]
    if years < SHORTEST:
        raise InputError(
            Problem(
                "prices",
                f"{years} years; whether a price returns shows in {SHORTEST} or more",
                "give a longer series, or state the process",
            )
        )
    near = 1.0 - _LOCAL / years
    quasi = logs[..., 1:] - near * logs[..., :-1]
    # The quasi-difference of a constant is 1 in the first year, 1 - a in the others.
    mean = (logs[..., 0] + (1.0 - near) * quasi.sum(-1)) / (
        1.0 + (years - 1) * (1.0 - near) ** 2
    )
    left = logs - mean[..., None]
    step = np.diff(left, axis=-1)
    level, before, now = left[..., 1:-1], step[..., :-1], step[..., 1:]
    ll, lb, bb = (level * level).sum(-1), (level * before).sum(-1), (before**2).sum(-1)
    ln, bn = (level * now).sum(-1), (before * now).sum(-1)
    area = ll * bb - lb * lb
    pull = (ln * bb - bn * lb) / area
    echo = (bn * ll - ln * lb) / area
    rest = now - pull[..., None] * level - echo[..., None] * before
    variance = (rest**2).sum(-1) / (years - 4)
    found: Floats = pull / np.sqrt(variance * bb / area)
    return found


@cache
def null(years: int) -> Floats:
    """Return the statistic of simulated walks of a length, sorted.

    Parameters
    ----------
    years : int
        Length of the series.

    Returns
    -------
    ndarray (20000,)
        The same on every call and machine.
    """
    shocks = stream(0, "walk", str(years)).standard_normal((_DRAWS, years + 1))
    steps = shocks[:, 1:] + _AVERAGED * shocks[:, :-1]
    return np.sort(statistic(np.cumsum(steps, axis=1)))


def p_value(logs: Floats) -> float:
    """Return how often a walk would look as much like returning as this series.

    Parameters
    ----------
    logs : ndarray (Y,)
        Logarithms of consecutive years' prices, Y of at least 15.

    Returns
    -------
    float
        Fraction of simulated walks with a lower statistic.

    Raises
    ------
    InputError
        The series is too short.

    Examples
    --------
    >>> p_value(np.log([1.0, 2.0, 3.0] * 10)) < 0.01
    True
    """
    found = float(statistic(logs))
    walks = null(min(logs.shape[-1], _LONGEST))
    return float(np.searchsorted(walks, found)) / walks.size


def unbiased(slope: float, pairs: int) -> float:
    """Return the slope of a price on its lag without the bias of short series.

    Least squares makes prices return too fast: by about (1 + 3 φ)/n.

    Parameters
    ----------
    slope : float
        φ by least squares with a constant.
    pairs : int
        Pairs of neighbouring years n, above 3.

    Returns
    -------
    float
        May reach 1 or more: then the series shows no return at all.

    References
    ----------
    Marriott, F. H. C., Pope, J. A. (1954), Biometrika 41, 390–402; Kendall, M. G.
    (1954), Biometrika 41, 403–404.

    Examples
    --------
    >>> round(unbiased(0.6, 64), 3)
    0.646
    """
    return (slope + 1.0 / pairs) / (1.0 - 3.0 / pairs)
