"""How few hands hold a supply: shares, Herfindahl index, top shares, governance weight.

All functions work along the last axis, which is the places, and carry any axes before
it (draws, commodities, years). Where the total is zero nothing is concentrated and
nothing is known: the array says NaN, and the table made from it says null with a note.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.errors import InputError, Problem

Array = NDArray[np.float64]


def checked(name: str, amounts: ArrayLike) -> Array:
    """Return amounts as an array, or refuse negative and missing ones.

    Raises
    ------
    InputError
        An amount is negative or not a number; each is named by its position.
    """
    array = np.asarray(amounts, dtype=np.float64)
    wrong = ~(array >= 0)
    if wrong.any():
        raise InputError(
            [
                Problem(
                    f"{name}[{','.join(str(int(i)) for i in at)}]",
                    f"{float(array[tuple(at)]):g}, expected 0 or more",
                    "give tonnes; leave out a place whose tonnes are not known",
                )
                for at in np.argwhere(wrong)
            ]
        )
    return array


def ratio(part: Array, whole: Array) -> Array:
    """Divide, giving NaN where the whole is zero or less."""
    part, whole = np.broadcast_arrays(part, whole)
    out = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def shares(amounts: ArrayLike) -> Array:
    """Divide amounts by their total.

    Parameters
    ----------
    amounts : array_like
        ``(..., P)``, t, one basis and one stage.

    Returns
    -------
    ndarray of float
        ``(..., P)``, fractions that sum to 1; NaN where the total is zero.

    Examples
    --------
    >>> shares([3.0, 1.0]).tolist()
    [0.75, 0.25]
    """
    array = checked("amounts", amounts)
    return ratio(array, array.sum(axis=-1, keepdims=True))


def hhi(amounts: ArrayLike) -> Array:
    """Compute the Herfindahl–Hirschman index of amounts.

    Parameters
    ----------
    amounts : array_like
        ``(..., P)``, t.

    Returns
    -------
    ndarray of float
        ``(...)``, between 1/P and 1.

    Notes
    -----
    HHI = Σ s². O(P) a row. On the scale 0–10,000 of competition law it is 10⁴ times
    this.

    References
    ----------
    O. C. Herfindahl, Concentration in the Steel Industry, 1950.

    Examples
    --------
    >>> float(hhi([3.0, 1.0]))
    0.625
    """
    part = shares(amounts)
    return np.asarray(np.einsum("...p,...p->...", part, part))


def hhi_bounds(amounts: ArrayLike, remainder: ArrayLike) -> tuple[Array, Array]:
    """Bound the index where part of the supply has no name.

    Parameters
    ----------
    amounts : array_like
        ``(..., P)``, t of the named places.
    remainder : array_like
        ``(...)``, t of "other countries".

    Returns
    -------
    low, high : ndarray of float
        ``(...)`` each. Low counts the remainder as endlessly many small places, high
        as a single one.

    Notes
    -----
    With named shares s and remainder share r, both of the whole:
    Σ s² ≤ HHI ≤ Σ s² + r².

    Examples
    --------
    >>> low, high = hhi_bounds([6.0, 2.0], 2.0)
    >>> round(float(low), 12), round(float(high), 12)
    (0.4, 0.44)
    """
    named = checked("amounts", amounts)
    rest = checked("remainder", remainder)
    total = named.sum(axis=-1) + rest
    low = ratio(np.einsum("...p,...p->...", named, named), total**2)
    return low, low + ratio(rest**2, total**2)


def top_share(amounts: ArrayLike, count: int = 1) -> Array:
    """Sum the shares of the largest places.

    Parameters
    ----------
    amounts : array_like
        ``(..., P)``, t.
    count : int
        How many places, 1 or more.

    Returns
    -------
    ndarray of float
        ``(...)``, fraction.

    Raises
    ------
    InputError
        ``count`` is below 1.

    Examples
    --------
    >>> float(top_share([5.0, 3.0, 2.0], 2))
    0.8
    """
    if count < 1:
        raise InputError(Problem("count", f"{count} places", "give 1 or more"))
    ordered = np.sort(shares(amounts), axis=-1)
    return np.asarray(ordered[..., -count:].sum(axis=-1))


def governance_weight(estimate: ArrayLike) -> Array:
    """Scale a World Bank governance estimate to a weight from 0 to 10.

    Parameters
    ----------
    estimate : array_like
        −2.5 (worst) to 2.5 (best); estimates a little beyond are taken as the end.

    Returns
    -------
    ndarray of float
        0 (best) to 10 (worst).

    Notes
    -----
    w = 10·(2.5 − e)/5.

    References
    ----------
    European Commission, Methodology for establishing the EU list of critical raw
    materials, 2017, doi 10.2873/769526.

    Examples
    --------
    >>> governance_weight([-2.5, 0.0, 2.5]).tolist()
    [10.0, 5.0, 0.0]
    """
    weight = 2.0 * (2.5 - np.asarray(estimate, dtype=np.float64))
    return np.clip(weight, 0.0, 10.0)


def governance_hhi(
    amounts: ArrayLike, weight: ArrayLike, trade: ArrayLike = 1.0
) -> Array:
    """Weigh each place's concentration by its governance and its trade barriers.

    Parameters
    ----------
    amounts : array_like
        ``(..., P)``, t.
    weight : array_like
        ``(P,)`` or ``(..., P)``, :func:`governance_weight`.
    trade : array_like
        ``(P,)``, the trade parameter: above 1 under an export restriction, below 1
        under an agreement.

    Returns
    -------
    ndarray of float
        ``(...)``, 0 to 10 while ``trade`` is 1.

    Notes
    -----
    HHI_w = Σ s² w t, shares as fractions.

    References
    ----------
    European Commission 2017, doi 10.2873/769526.

    Examples
    --------
    >>> float(governance_hhi([1.0, 1.0], [4.0, 8.0]))
    3.0
    """
    part = shares(amounts)
    factor = checked("weight", weight) * checked("trade", trade)
    return np.asarray((part**2 * factor).sum(axis=-1))
