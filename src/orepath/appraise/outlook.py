"""An outlook is what many draws say of one number, and how far that may be luck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

GROUPS = 20
"""Groups of draws from whose differences errors are told."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Hold a number told from draws, with its standard error.

    Parameters
    ----------
    value : float
        From all draws.
    error : float
        Standard error.
    """

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Hold what draws say of a number.

    Parameters
    ----------
    mean, low, middle, high : Estimate
        Mean, 10th, 50th and 90th percentile.
    loss : Estimate
        Part of the draws below 0.
    tail : Estimate
        Mean of the worst tenth.
    draws : int
        How many they were.
    """

    mean: Estimate
    low: Estimate
    middle: Estimate
    high: Estimate
    loss: Estimate
    tail: Estimate
    draws: int


def outlook(drawn: Floats) -> Outlook:
    """Return what draws say of a number.

    Parameters
    ----------
    drawn : ndarray (D,)
        40 draws or more, those that hang together beside each other.

    Returns
    -------
    Outlook
        Each number from all draws; errors from its spread over twenty groups of
        neighbours, which holds for quantiles and for mirrored draws, too.

    Raises
    ------
    InputError
        There are too few draws, or one is not finite.

    Notes
    -----
    The error is s/√20 with s the standard deviation of the number over the groups.
    O(D).

    Examples
    --------
    >>> found = outlook(np.arange(1000.0) % 10)
    >>> found.mean.value, found.mean.error, found.tail.value
    (4.5, 0.0, 0.0)
    """
    if drawn.size < 2 * GROUPS or not np.isfinite(drawn).all():
        raise InputError(
            Problem(
                "draws",
                f"{drawn.size} draws, {int(np.isfinite(drawn).sum())} of them finite",
                f"give {2 * GROUPS} finite ones or more",
            )
        )
    whole = _told(drawn[None, :])[:, 0]
    even = drawn.size // (2 * GROUPS) * 2
    parts = _told(drawn[: even * GROUPS].reshape(GROUPS, even))
    errors = parts.std(axis=1, ddof=1) / np.sqrt(GROUPS)
    mean, low, middle, high, loss, tail = (
        Estimate(*pair) for pair in zip(whole.tolist(), errors.tolist(), strict=True)
    )
    return Outlook(mean, low, middle, high, loss, tail, drawn.size)


def _told(groups: Floats) -> Floats:
    """Return mean, percentiles, part below 0 and tail of each group, (6, G)."""
    size = groups.shape[1]
    worst = max(size // 10, 1)
    places = [0.1 * (size - 1), 0.5 * (size - 1), 0.9 * (size - 1)]
    ends = sorted({int(p) for p in places} | {int(p) + 1 for p in places} - {size})
    ordered = np.partition(groups, [worst - 1, *ends], axis=1)
    quantiles = []
    for place in places:
        at = int(place)
        above = ordered[:, min(at + 1, size - 1)]
        quantiles.append(ordered[:, at] + (place - at) * (above - ordered[:, at]))
    return np.array(
        [
            groups.mean(axis=1),
            *quantiles,
            (groups < 0.0).mean(axis=1),
            ordered[:, :worst].mean(axis=1),
        ]
    )
