"""How much of what a place uses comes from outside.

Flows are tonnes a year of one commodity at one stage in one basis. A stock change is
positive when stocks are drawn down, since what is drawn is used.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.assess.concentration import ratio

Array = NDArray[np.float64]

LEAST_USED = 0.01
"""Part of what is made and bought below which use is the noise of the counts."""


def apparent_consumption(
    production: ArrayLike,
    imports: ArrayLike,
    exports: ArrayLike,
    stock_change: ArrayLike = 0.0,
) -> Array:
    """Compute what must have been used, from what is counted.

    Parameters
    ----------
    production, imports, exports : array_like
        t/a, shapes that broadcast.
    stock_change : array_like
        t/a, positive when drawn from stocks.

    Returns
    -------
    ndarray of float
        t/a. Negative where the counts contradict each other.

    Notes
    -----
    C = production + imports − exports + stock change.

    Examples
    --------
    >>> float(apparent_consumption(100.0, 50.0, 30.0, -5.0))
    115.0
    """
    return np.asarray(
        np.asarray(production, dtype=np.float64)
        + np.asarray(imports, dtype=np.float64)
        - np.asarray(exports, dtype=np.float64)
        + np.asarray(stock_change, dtype=np.float64)
    )


def net_import_reliance(
    production: ArrayLike,
    imports: ArrayLike,
    exports: ArrayLike,
    stock_change: ArrayLike = 0.0,
) -> Array:
    """Compute the part of apparent consumption that is met from outside and from stock.

    Parameters
    ----------
    production, imports, exports, stock_change : array_like
        t/a, as in :func:`apparent_consumption`.

    Returns
    -------
    ndarray of float
        1 where all is imported, 0 where trade balances, negative for a net exporter,
        NaN where the counts contradict each other or less than a hundredth of what is
        made and bought is left to use: then small errors of the counts decide.

    Notes
    -----
    NIR = (imports − exports + stock change) / apparent consumption.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2025, appendix B.

    Examples
    --------
    >>> float(net_import_reliance(60.0, 50.0, 10.0))
    0.4
    >>> float(net_import_reliance(100.0, 0.0, 50.0))
    -1.0
    """
    used = apparent_consumption(production, imports, exports, stock_change)
    outside = apparent_consumption(0.0, imports, exports, stock_change)
    passing = np.asarray(production, dtype=np.float64) + np.asarray(imports)
    return ratio(outside, np.where(used < LEAST_USED * passing, 0.0, used))
