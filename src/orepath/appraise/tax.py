"""Income tax falls on profit after depreciation, and losses are set off later.

Depreciation and losses are kept in the state's own money and lose worth as prices rise.
"""

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.regime import Regime

Floats = NDArray[np.float64]


def written_off(regime: Regime, years: int, opens: int) -> Floats:
    """Return which part of what is spent in one year is written off in another.

    Parameters
    ----------
    regime : Regime
        Its way of depreciation.
    years : int
        T; what is left is written off in the last.
    opens : int
        First year of running: nothing is written off before.

    Returns
    -------
    ndarray (T, T)
        Part, in constant money, of what was spent in the column's year that is
        written off in the row's.

    Notes
    -----
    With n years straight: 1/n a year. By a part q of what is left: q(1 − q)^k in the
    k-th year. Either is divided by (1 + π)^(years since the spending).
    """
    since = np.arange(years)[:, None] - np.maximum(np.arange(years), opens)
    runs = since >= 0
    if regime.depreciation == "straight":
        n = regime.depreciated_in
        parts = np.where(runs & (since < n), 1.0 / n, 0.0)
    else:
        q = regime.depreciated_by.value
        parts = np.where(runs, q * (1.0 - q) ** np.maximum(since, 0), 0.0)
    parts[-1] = 1.0 - parts[:-1].sum(axis=0)
    age = np.maximum(np.arange(years)[:, None] - np.arange(years), 0)
    return np.asarray(parts / (1.0 + regime.inflation.value) ** age)


def income_tax(profit: Floats, rate: Floats, regime: Regime) -> Floats:
    """Return the income tax of every year, losses of earlier years set off.

    Parameters
    ----------
    profit : ndarray (T, D)
        Before tax, after depreciation; constant money.
    rate : ndarray (D,) or (1,)
        Of the tax.
    regime : Regime
        How many years a loss is kept, and how prices rise.

    Returns
    -------
    ndarray (T, D)
        0 or more, constant money.

    Notes
    -----
    The oldest loss is set off first. So what is left of all losses is one number a
    draw: never more than what was lost in the years that are kept.
    """
    tax = np.empty((len(profit), max(profit.shape[1], len(rate))))
    rise = 1.0 + regime.inflation.value
    kept = regime.losses_kept
    left = np.zeros(profit.shape[1])
    # made[t] holds the losses of all years before t, in the state's own money.
    made = [left]
    for t, row in enumerate(profit):
        if kept is not None and t > kept:
            left = np.minimum(left, (made[t] - made[t - kept]) / rise**t)
        gain = row - left
        taxed = np.maximum(gain, 0.0)
        np.multiply(taxed, rate, out=tax[t])
        left = np.subtract(taxed, gain, out=gain)
        if rise != 1.0:
            left /= rise
        if kept is not None:
            lost = row.min() < 0.0
            made.append(made[t] - np.minimum(row, 0.0) * rise**t if lost else made[t])
    return tax
