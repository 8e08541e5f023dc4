"""Draws are what a project's uncertain figures turned out to be, many times over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.figure import Figure
from orepath.appraise.term import Input, Product, Venture, figures_of
from orepath.errors import AxisError, Problem, suggest

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """Hold drawn figures and paths of prices, D draws over T years.

    Parameters
    ----------
    figures : mapping of str to ndarray (D,)
        By dotted name of the figure (:func:`orepath.appraise.term.figures_of`), in the
        figure's unit. What is not named keeps its middle value.
    prices : mapping of str to ndarray (D, T)
        Multiples of the middle price, by the series that products and inputs follow
        (:func:`followed`). The price in a year is the figure
        times the multiple. Fastest when stored year by year (Fortran order).
    """

    figures: Mapping[str, Floats] = field(default_factory=dict)
    prices: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """Return D; 1 where nothing was drawn."""
        arrays = [*self.figures.values(), *self.prices.values()]
        return max((len(array) for array in arrays), default=1)

    def of(self, figure: Figure) -> Floats:
        """Return what a figure turned out to be, (D,) or (1,) where it was not drawn.

        Parameters
        ----------
        figure : Figure
            Of the venture.
        """
        found = self.figures.get(figure.name)
        return np.array([figure.value]) if found is None else found

    def path(self, series: str) -> Floats | None:
        """Return a path of multiples with years first, (T, D), or None without one.

        Parameters
        ----------
        series : str
            What products and inputs follow.
        """
        found = self.prices.get(series)
        return None if found is None else found.T

    def check(self, venture: Venture) -> None:
        """Raise unless every array fits the venture and the others.

        Parameters
        ----------
        venture : Venture
            What the draws are for.

        Raises
        ------
        AxisError
            Naming each array that does not fit.
        """
        size, years = self.size, len(venture.years)
        figures, series = figures_of(venture), followed(venture)
        problems = [
            Problem(f"draws of {name}", "no such figure", suggest(name, figures))
            for name in self.figures
            if name not in figures
        ]
        problems += [
            Problem(
                f"draws of prices {name}", "followed by nothing", suggest(name, series)
            )
            for name in self.prices
            if name not in series
        ]
        problems += [
            _misfit(f"draws of {name}", array, (size,))
            for name, array in self.figures.items()
            if array.shape != (size,)
        ]
        problems += [
            _misfit(f"draws of prices {name}", array, (size, years))
            for name, array in self.prices.items()
            if array.shape != (size, years)
        ]
        if problems:
            raise AxisError(problems)


def _misfit(where: str, array: Floats, wanted: tuple[int, ...]) -> Problem:
    """Tell an array of the wrong shape."""
    return Problem(where, f"shape {array.shape}, not {wanted}", "draw as many of each")


def followed(venture: Venture) -> dict[str, tuple[str, ...]]:
    """Return the series of prices a venture rests on, and who follows each.

    Parameters
    ----------
    venture : Venture
        With its products and inputs.

    Returns
    -------
    dict of str to tuple of str
        Series to the dotted names of the price figures that follow it.
    """
    found: dict[str, tuple[str, ...]] = {}
    goods: tuple[Product | Input, ...] = (*venture.product, *venture.input)
    for each in goods:
        found[each.follows] = (*found.get(each.follows, ()), each.price.name)
    return found
