"""An option is the right to decide later: to wait, to stop, to expand.

Only prices move here; figures stay in their middle. What a decision brings is told from
the prices of the year, and every value is what a rule learnt on some paths brings on
others: a little too low, never too high but for chance. Values are at the actor's own
rate, as all of the appraisal is; they are no market's prices of the same rights.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.cash import cash
from orepath.appraise.exercise import Outcome, error, followed, learnt
from orepath.appraise.outlook import Estimate
from orepath.appraise.term import Venture
from orepath.appraise.worth import worth
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

DRAWS = 20_000
"""Paths a rule is learnt on, and as many it is followed on."""
_LOT = 4_000
LEAST = 1_000
"""Fewer paths teach no rule."""


@dataclass(frozen=True)
class Option:
    """Hold what a right to decide later adds to a venture.

    Parameters
    ----------
    name : str
        ``wait``, ``stop`` or ``expand``.
    actor : str
        Who decides, for itself.
    without : Estimate
        Net present value without the right, USD in year 0.
    value : Estimate
        What the right adds, USD in year 0. Rights do not add up: one lessens another.
    years : tuple of int
        Calendar years in which it may be used.
    used : tuple of float
        Part of the paths that use it in each of them; the rest never do.
    threshold : Estimate or None
        To wait only: price of the first product, USD/t, from which to begin now is
        better than to wait. None where no price within reach decides.
    """

    name: str
    actor: str
    without: Estimate
    value: Estimate
    years: tuple[int, ...]
    used: tuple[float, ...]
    threshold: Estimate | None = None


@dataclass(frozen=True)
class Side:
    """Hold one set of paths.

    Parameters
    ----------
    state : ndarray (K, D, G)
        Prices known in each step, as parts of their middles.
    payoff : ndarray (K, D)
        What acting in the step brings, in money of the step.
    """

    state: Floats
    payoff: Floats


def state_of(prices: Mapping[str, Floats], year: int, draws: int) -> Floats:
    """Return what is known in a year: the prices that move.

    Parameters
    ----------
    prices : mapping of str to ndarray (D, T)
        Paths by series; empty where no price moves.
    year : int
        Counted from 0.
    draws : int
        D.

    Returns
    -------
    ndarray (D, G)
        Parts of their middles, one column for those that move as one.

    Examples
    --------
    >>> state_of({}, 0, 3).shape
    (3, 0)
    """
    # What moves as one is one array under several names, and one state.
    own = {id(each): each for each in prices.values()}
    columns = [each[:, year] for each in own.values()]
    return np.stack(columns, axis=1) if columns else np.empty((draws, 0))


def by_lots(
    work: Callable[[dict[str, Floats]], Floats], prices: Mapping[str, Floats], size: int
) -> Floats:
    """Apply a function to lots of paths that fit a processor's cache.

    Parameters
    ----------
    work : callable
        Takes paths by series, (L, T) each, and returns (..., L) or (..., 1).
    prices : mapping of str to ndarray (D, T)
        Paths by series; empty where no price moves.
    size : int
        D.

    Returns
    -------
    ndarray (..., D)
        As if all were worked out at once.

    Examples
    --------
    >>> by_lots(lambda lot: lot["a"].sum(axis=1), {"a": np.ones((3, 2))}, 3).tolist()
    [2.0, 2.0, 2.0]
    """
    found = []
    for at in range(0, size, _LOT):
        lot = {name: each[at : at + _LOT] for name, each in prices.items()}
        part = work(lot)
        width = min(_LOT, size - at)
        found.append(np.broadcast_to(part, (*part.shape[:-1], width)))
    return np.concatenate(found, axis=-1)


def played(sides: tuple[Side, Side], discount: float) -> Outcome:
    """Learn a rule on one set of paths and follow it on the other.

    Parameters
    ----------
    sides : tuple of Side
        To learn on, to follow on.
    discount : float
        What money of the next step is worth now.
    """
    learn, follow = sides
    rule = learnt(learn.state, learn.payoff, discount)
    return followed(rule, follow.state, follow.payoff, discount)


def estimate(drawn: Floats) -> Estimate:
    """Return the mean of mirrored pairs of draws with its standard error.

    Parameters
    ----------
    drawn : ndarray (D,)
        D even.

    Examples
    --------
    >>> estimate(np.array([1.0, 3.0, 2.0, 2.0]))
    Estimate(value=2.0, error=0.0)
    """
    return Estimate(float(drawn.mean()), error(drawn, mirrored=True))


def discount_to(venture: Venture, actor: str) -> float:
    """Return what an actor gives now for money of the next year.

    Parameters
    ----------
    venture : Venture
        Its discount rates, in their middle.
    actor : str
        One of :func:`orepath.appraise.worth.actors`.
    """
    return 1.0 / (1.0 + float(worth(cash(venture), actor).discount[0]))


def check(draws: int, numbers: Mapping[str, float]) -> None:
    """Raise unless there are draws enough, in pairs, and numbers above 0.

    Parameters
    ----------
    draws : int
        Even, 1,000 or more.
    numbers : mapping of str to float
        By name.

    Raises
    ------
    InputError
        Naming each number that is not so.
    """
    problems = [
        Problem(name, f"{value:g} is not above 0", "give a number above 0")
        for name, value in numbers.items()
        if not value > 0
    ]
    if draws < LEAST or draws % 2:
        problems.append(
            Problem("draws", f"{draws} teach no rule", f"give {LEAST:,} or more, even")
        )
    if problems:
        raise InputError(problems)


def table(options: Sequence[Option]) -> pl.DataFrame:
    """Return a row for each option.

    Parameters
    ----------
    options : sequence of Option
        Of one venture.

    Returns
    -------
    polars.DataFrame
        ``option``, ``actor``, ``npv`` without it and ``value`` of it (USD in year 0,
        each with ``…_error``), ``used`` (part of the paths that ever use it), ``year``
        (calendar year in which most do; empty where none do), and ``threshold`` (USD/t)
        with its error.
    """
    return pl.DataFrame([_row(each) for each in options], schema=SCHEMA)


SCHEMA = {
    "option": pl.String,
    "actor": pl.String,
    "npv": pl.Float64,
    "npv_error": pl.Float64,
    "value": pl.Float64,
    "value_error": pl.Float64,
    "used": pl.Float64,
    "year": pl.Int64,
    "threshold": pl.Float64,
    "threshold_error": pl.Float64,
}
"""Columns of a table of options and their types."""


def _row(option: Option) -> dict[str, object]:
    """Return a row of the table."""
    ever, limit = sum(option.used), option.threshold
    most = option.years[int(np.argmax(option.used))]
    return {
        "option": option.name,
        "actor": option.actor,
        "npv": option.without.value,
        "npv_error": option.without.error,
        "value": option.value.value,
        "value_error": option.value.error,
        "used": ever,
        "year": most if ever > 0 else None,
        "threshold": limit and limit.value,
        "threshold_error": limit and limit.error,
    }
