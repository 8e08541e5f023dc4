"""A figure's break-even is where it leaves somebody with nothing gained or lost."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import PROJECT, cash
from orepath.appraise.drawn import Draws
from orepath.appraise.figure import Figure
from orepath.appraise.term import Venture, figures_of
from orepath.appraise.worth import worth
from orepath.errors import InputError, Problem, suggest

Floats = NDArray[np.float64]

_STEPS = 400
_ROUNDS = 5


@dataclass(frozen=True)
class Threshold:
    """Hold the values of a figure at which an actor's net present value is nil.

    Parameters
    ----------
    figure : Figure
        Whose value was sought.
    actor : str
        For whom.
    values : tuple of float
        In the figure's unit, the lowest first; empty where none is possible.
    gains : bool
        Whether the actor gains at the figure's middle value.
    """

    figure: Figure
    actor: str
    values: tuple[float, ...]
    gains: bool

    def told(self) -> str:
        """Return the break-even in words."""
        name, unit = self.figure.name, self.figure.unit
        if not self.values:
            state = "gains" if self.gains else "loses"
            return f"{self.actor} {state} at any {name}"
        listed = " and ".join(f"{value:,.4g}" for value in self.values)
        return f"{self.actor} breaks even at {name} = {listed} {unit}"


def break_even(venture: Venture, name: str, actor: str = PROJECT) -> Threshold:
    """Return where a figure makes an actor's net present value nil, all else middle.

    Parameters
    ----------
    venture : Venture
        Its terms.
    name : str
        Dotted name of the figure, ``"product.slag.price"``; ``"discount.project"``
        gives the internal rate of return.
    actor : str
        One of :func:`orepath.appraise.worth.actors`.

    Returns
    -------
    Threshold
        All crossings found between a thousandth and a thousand times the middle, and
        within what is possible.

    Raises
    ------
    InputError
        No such figure or actor.

    Notes
    -----
    The figure's values are draws: one pass over all of them finds where the worth
    changes sign, and further passes look between the neighbours.
    """
    figures = figures_of(venture)
    if name not in figures:
        raise InputError(Problem(name, "no such figure", suggest(name, figures)))
    figure = figures[name]
    grid = _grid(figure)
    worths = _worths(venture, figure, actor, grid)
    crossings = np.flatnonzero(np.diff(np.signbit(worths)) & (worths[:-1] != 0.0))
    values = tuple(
        _between(venture, figure, actor, (grid[k], grid[k + 1])) for k in crossings
    )
    middle = _worths(venture, figure, actor, np.array([figure.value]))
    return Threshold(figure, actor, values, bool(middle[0] >= 0.0))


def _grid(figure: Figure) -> Floats:
    """Return the values looked at first, those that are possible."""
    scale = abs(figure.value) or max(abs(figure.low), abs(figure.high)) or 1.0
    wide = scale * np.geomspace(1e-3, 1e3, _STEPS)
    grid = np.concatenate([[0.0], wide])
    if figure.least < 0.0:
        grid = np.concatenate([-wide[::-1], grid])
    if figure.most < inf:
        grid = np.concatenate([grid, np.linspace(figure.least, figure.most, _STEPS)])
    kept = grid[(grid >= figure.least) & (grid <= figure.most)]
    return np.unique(kept)


def _worths(venture: Venture, figure: Figure, actor: str, values: Floats) -> Floats:
    """Return the net present value at each value of a figure."""
    flows = cash(venture, Draws({figure.name: values}))
    found = worth(flows, actor).npv
    return np.broadcast_to(found, values.shape)


def _between(
    venture: Venture, figure: Figure, actor: str, ends: tuple[float, float]
) -> float:
    """Return where the worth is nil between two neighbours."""
    low, high = ends
    for _ in range(_ROUNDS):
        grid = np.linspace(low, high, 51)
        worths = _worths(venture, figure, actor, grid)
        at = int(np.flatnonzero(np.diff(np.signbit(worths)))[0])
        low, high = float(grid[at]), float(grid[at + 1])
        left, right = float(worths[at]), float(worths[at + 1])
    return low + (high - low) * left / (left - right)
