"""A process says how a price moves: it walks, it returns to a level, or it stands.

A returning price follows the first model of Schwartz (1997): the logarithm is pulled to
its level; without the pull it is a walk.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from orepath.errors import InputError, Problem

Kind = Literal["returns", "walks", "steady"]


@dataclass(frozen=True, slots=True)
class Process:
    """Say how one price moves from year to year.

    Parameters
    ----------
    name : str
        Series it was fitted on, or what it stands for; processes of one name move as
        one.
    kind : {"returns", "walks", "steady"}
        ``steady``: does not move at all.
    level : float
        Price that it returns to, real and in ``unit``; of a walk the last price.
    speed : float
        Pull back κ, 1/a; 0 for a walk.
    volatility : float
        Spread σ of the logarithm over a root of a year.
    drift : float
        Growth of the expected price a year; 0: real prices of metals show none that
        could be told from chance.
    half_life : float or None
        Years in which half of a distance from the level is gone; None for a walk.
    p_value : float or None
        How often a walk would look as much like returning as the series did; None
        where no test was made.
    years : tuple of int
        First and last year fitted.
    last : float
        Price of the last year, real and in ``unit``.
    unit : str
        Unit of ``level`` and ``last``, with the money's year.
    source : str
        Identifier of a source of the library.
    grade : {"A", "B", "C"}
        B for the series' own commodity, C for one that borrows it.
    note : str
        In words: what was decided, and why.
    """

    name: str
    kind: Kind
    level: float
    speed: float
    volatility: float
    drift: float
    half_life: float | None
    p_value: float | None
    years: tuple[int, int]
    last: float
    unit: str
    source: str
    grade: str
    note: str

    @property
    def start(self) -> float:
        """Return the last price as a part of the level."""
        return self.last / self.level


def steady(name: str) -> Process:
    """Return a price that does not move.

    Parameters
    ----------
    name : str
        What it stands for.

    Examples
    --------
    >>> steady("power").volatility
    0.0
    """
    note = "the price is the same in every year; only its range is drawn"
    return _stated(name, "steady", (0.0, 0.0), note)


def returning(name: str, half_life: float, volatility: float) -> Process:
    """Return a stated price that returns to its level.

    Parameters
    ----------
    name : str
        What it stands for.
    half_life : float
        Years, above 0.
    volatility : float
        Spread of the logarithm over a root of a year, 0 or more.

    Raises
    ------
    InputError
        A number is out of its range.

    Examples
    --------
    >>> round(returning("slag", 2.0, 0.2).speed, 3)
    0.347
    """
    _checked({"half_life": (half_life, half_life > 0), **_spread(volatility)})
    speed = float(np.log(2.0)) / half_life
    return _stated(name, "returns", (speed, volatility), "stated by hand")


def walking(name: str, volatility: float) -> Process:
    """Return a stated price that walks.

    Parameters
    ----------
    name : str
        What it stands for.
    volatility : float
        Spread of the logarithm over a root of a year, 0 or more.

    Raises
    ------
    InputError
        The volatility is negative or not finite.
    """
    _checked(_spread(volatility))
    return _stated(name, "walks", (0.0, volatility), "stated by hand")


def _stated(name: str, kind: Kind, moves: tuple[float, float], note: str) -> Process:
    """Return a process that rests on no series of its own."""
    speed, volatility = moves
    half = float(np.log(2.0)) / speed if speed > 0 else None
    return Process(
        name, kind, 1.0, speed, volatility, 0.0, half, None, (0, 0), 1.0, "", "", "C",
        note,
    )  # fmt: skip


def _spread(volatility: float) -> dict[str, tuple[float, bool]]:
    return {"volatility": (volatility, 0.0 <= volatility < np.inf)}


def _checked(numbers: dict[str, tuple[float, bool]]) -> None:
    """Raise unless every number is in its range."""
    wrong = [
        Problem(name, f"{value:g} is out of range", "give a finite number above 0")
        for name, (value, right) in numbers.items()
        if not right
    ]
    if wrong:
        raise InputError(wrong)
