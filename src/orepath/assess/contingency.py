"""What is left when the largest suppliers, or a bloc, are gone.

Two readings of "gone" are kept apart, since they answer different questions. In an
*outage* the suppliers stop but their users still buy, and buy first: the rest of the
world is served with what remains. Under an *embargo* the suppliers and their users
leave the market together, which is how the International Energy Agency counts.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.assess.concentration import checked, ratio
from orepath.errors import InputError, Problem

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def largest(supply: ArrayLike, count: int = 1) -> Mask:
    """Mark the largest suppliers.

    Parameters
    ----------
    supply : array_like
        ``(..., P)``, t/a.
    count : int
        How many, 1 or more. Of equal suppliers the first stands.

    Returns
    -------
    ndarray of bool
        ``(..., P)``, true for the places that go; a place without supply is never one.

    Raises
    ------
    InputError
        ``count`` is below 1.

    Examples
    --------
    >>> largest([2.0, 5.0, 3.0], 2).tolist()
    [False, True, True]
    """
    if count < 1:
        raise InputError(Problem("count", f"{count} suppliers", "give 1 or more"))
    amounts = checked("supply", supply)
    order = np.argsort(-amounts, axis=-1, kind="stable")
    mask = np.zeros(amounts.shape, dtype=bool)
    np.put_along_axis(mask, order[..., :count], True, axis=-1)
    return mask & (amounts > 0)


def outage_cover(supply: ArrayLike, use: ArrayLike, gone: ArrayLike) -> Array:
    """Cover of the others' demand when suppliers stop and their users buy first.

    Parameters
    ----------
    supply, use : array_like
        ``(..., P)``, t/a of one commodity in one basis.
    gone : array_like of bool
        ``(..., P)``, the suppliers that stop.

    Returns
    -------
    ndarray of float
        1 or more: the others are served. Below 1: the part that is. Negative: not even
        the users of those who stopped can be served. NaN: nobody else uses any.

    Notes
    -----
    (S − S_gone − D_gone) / (D − D_gone).

    Examples
    --------
    >>> float(outage_cover([60.0, 40.0], [20.0, 80.0], [True, False]))
    0.25
    """
    amounts, wants, lost = _both(supply, use, gone)
    own = np.where(lost, wants, 0.0).sum(axis=-1)
    left = np.where(lost, 0.0, amounts).sum(axis=-1) - own
    return ratio(left, np.asarray(wants.sum(axis=-1) - own))


def embargo_cover(supply: ArrayLike, use: ArrayLike, gone: ArrayLike) -> Array:
    """Cover of the others' demand when suppliers keep what they have to themselves.

    Parameters
    ----------
    supply, use, gone : array_like
        As in :func:`outage_cover`.

    Returns
    -------
    ndarray of float
        0 or more; 1 means that the others are served. NaN: nobody else uses any.

    Notes
    -----
    (S − S_gone) / (D − D_gone).

    References
    ----------
    International Energy Agency, Global Critical Minerals Outlook 2025 (N-1).

    Examples
    --------
    >>> float(embargo_cover([60.0, 40.0], [20.0, 80.0], [True, False]))
    0.5
    """
    amounts, wants, lost = _both(supply, use, gone)
    left = np.where(lost, 0.0, amounts).sum(axis=-1)
    return ratio(left, np.where(lost, 0.0, wants).sum(axis=-1))


def n_minus(supply: ArrayLike, use: ArrayLike, count: int = 1) -> Array:
    """Cover of the others' demand after an outage of the largest suppliers.

    Parameters
    ----------
    supply, use : array_like
        ``(..., P)``, t/a.
    count : int
        1 for N-1, 2 for N-2.

    Returns
    -------
    ndarray of float
        As :func:`outage_cover`.

    Notes
    -----
    N-1 = (supply − largest supplier − that supplier's own demand) / (demand − that
    supplier's own demand).

    Examples
    --------
    >>> float(n_minus([50.0, 30.0, 20.0], [10.0, 45.0, 45.0], 2))
    -0.7777777777777778
    """
    return outage_cover(supply, use, largest(supply, count))


def bloc_out(supply: ArrayLike, use: ArrayLike, members: ArrayLike) -> Array:
    """Cover of the others' demand when a bloc keeps its supply to itself.

    Parameters
    ----------
    supply, use : array_like
        ``(..., P)``, t/a.
    members : array_like of bool
        ``(P,)``, the places of the bloc.

    Returns
    -------
    ndarray of float
        As :func:`embargo_cover`.

    Examples
    --------
    >>> float(bloc_out([50.0, 30.0, 20.0], [20.0, 30.0, 50.0], [True, True, False]))
    0.4
    """
    return embargo_cover(supply, use, members)


def _both(
    supply: ArrayLike, use: ArrayLike, gone: ArrayLike
) -> tuple[Array, Array, Mask]:
    """Check both sides and bring them to one shape."""
    amounts, wants = checked("supply", supply), checked("use", use)
    lost = np.asarray(gone, dtype=bool)
    amounts, wants, lost = np.broadcast_arrays(amounts, wants, lost)
    return amounts, wants, lost
