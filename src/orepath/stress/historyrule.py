"""The rules by which a prediction is a hit or a miss, laid down before any was made.

A number nobody published is unknown and counts neither way. Rules speak of ratios: a
year over the year before it, or a disrupted year over an undisturbed one.
"""

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np

Verdict = Literal["hit", "miss", "unknown"]

STILL = 0.01
"""Changes below this part count as none."""

FACTOR = 2.0
"""A change of the right sign is of the right size within this factor."""

FEWEST = 3
"""Places whose order is judged, at least."""

RULES: Mapping[str, str] = {
    "direction": "The predicted and the observed change have the same sign; a change "
    "of less than 1 % is none, and none agrees with none alone.",
    "rank": "Places are ordered alike: Spearman's rank correlation between predicted "
    "and observed ratios of three or more buyers is above 0; or the seller with the "
    "largest observed gain is the one predicted.",
    "size": "The observed ratio lies within the 10th and 90th percentile of what is "
    "predicted over the ranges of severity and months; or the observed change has the "
    "sign of the predicted one and is between half and twice as large.",
}
"""What each kind of check asks."""


def side(ratio: float) -> int:
    """Return the sign of a change: 1 up, -1 down, 0 where it is too small to see.

    Parameters
    ----------
    ratio : float
        After over before, 0 or more.

    Examples
    --------
    >>> side(1.3), side(0.4), side(1.005), side(0.995)
    (1, -1, 0, 0)
    """
    if ratio > 1.0 + STILL:
        return 1
    return -1 if ratio < 1.0 - STILL else 0


def direction(predicted: float, observed: float | None) -> Verdict:
    """Judge the sign of a change.

    Parameters
    ----------
    predicted, observed : float or None
        Ratios; None is not known.

    Examples
    --------
    >>> direction(1.2, 2.4), direction(1.2, 0.9), direction(1.2, None)
    ('hit', 'miss', 'unknown')
    """
    if observed is None:
        return "unknown"
    return "hit" if side(predicted) == side(observed) else "miss"


def size(
    predicted: float, ends: tuple[float, float], observed: float | None
) -> Verdict:
    """Judge the size of a change, not of the ratio: 1.1 is no near miss of 1.9.

    Parameters
    ----------
    predicted : float
        Ratio at the recorded severity and months.
    ends : tuple of float
        10th and 90th percentile of the ratio over their ranges.
    observed : float or None
        Ratio; None is not known.

    Examples
    --------
    >>> size(1.5, (1.1, 1.6), 1.9), size(1.5, (1.1, 1.6), 2.4)
    ('hit', 'miss')
    >>> size(1.5, (1.1, 2.6), 2.4), size(1.5, (1.1, 1.6), 0.9)
    ('hit', 'miss')
    """
    if observed is None:
        return "unknown"
    if min(ends) <= observed <= max(ends):
        return "hit"
    if side(predicted) != side(observed):
        return "miss"
    if side(predicted) == 0:
        return "hit"
    part = (observed - 1.0) / (predicted - 1.0)
    return "hit" if 1.0 / FACTOR <= part <= FACTOR else "miss"


def likeness(
    predicted: Mapping[str, float], observed: Mapping[str, float]
) -> float | None:
    """Return Spearman's rank correlation over the places both know.

    Parameters
    ----------
    predicted, observed : mapping of str to float
        Ratio by place.

    Returns
    -------
    float or None
        -1 to 1; 0 where the prediction tells no order; None where fewer than three
        places are known, or nothing was observed to differ.

    Examples
    --------
    >>> likeness({"A": 1.0, "B": 2.0, "C": 3.0}, {"A": 5.0, "B": 6.0, "C": 9.0})
    1.0
    """
    from scipy.stats import rankdata

    both = sorted(predicted.keys() & observed.keys())
    if len(both) < FEWEST:
        return None
    # Ratios that differ by less than can be seen are equal.
    ranks = [
        rankdata(np.round([told[place] / STILL for place in both]))
        for told in (predicted, observed)
    ]
    first, second = (rank - rank.mean() for rank in ranks)
    if not second.any():
        return None
    if not first.any():
        return 0.0
    return float(first @ second / math.sqrt((first @ first) * (second @ second)))


def order(predicted: Mapping[str, float], observed: Mapping[str, float]) -> Verdict:
    """Judge in which order places are hit.

    Parameters
    ----------
    predicted, observed : mapping of str to float
        Ratio by place.

    Examples
    --------
    >>> order({"A": 0.5, "B": 0.9, "C": 1.0}, {"A": 0.2, "B": 0.8, "C": 0.7})
    'hit'
    >>> order({"A": 0.5, "B": 0.9}, {"A": 0.2, "B": 0.8})
    'unknown'
    """
    alike = likeness(predicted, observed)
    if alike is None:
        return "unknown"
    return "hit" if alike > 0.0 else "miss"


def first(gains: Mapping[str, float]) -> str | None:
    """Return the place that gains most, or None where none gains.

    Parameters
    ----------
    gains : mapping of str to float
        What each place sells or makes more, in one unit.

    Examples
    --------
    >>> first({"A": 3.0, "B": 7.0}), first({"A": -1.0})
    ('B', None)
    """
    best = max(gains, key=lambda place: (gains[place], place), default=None)
    return best if best is not None and gains[best] > 0.0 else None


def filler(predicted: Mapping[str, float], observed: Mapping[str, float]) -> Verdict:
    """Judge who filled the gap.

    Parameters
    ----------
    predicted, observed : mapping of str to float
        Gain by place; judged over those both know.

    Examples
    --------
    >>> filler({"A": 5.0, "B": 1.0}, {"A": 9.0, "B": 2.0})
    'hit'
    >>> filler({"A": 5.0, "B": 1.0}, {"A": 0.0, "B": -2.0})
    'unknown'
    """
    both = sorted(predicted.keys() & observed.keys())
    named = first({place: observed[place] for place in both})
    if named is None or len(both) < FEWEST - 1:
        return "unknown"
    told = first({place: predicted[place] for place in both})
    return "hit" if told == named else "miss"
