"""Chance is what a venture's numbers may turn out to be: its ranges, and prices' paths.

A range says how far the middle of a figure may lie off, for the whole life; a process
says how a price moves about that middle from year to year. Both are drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.correlation import correlation
from orepath.appraise.drawn import Draws, followed
from orepath.appraise.figure import Figure
from orepath.appraise.fit import known, process_of, usual
from orepath.appraise.path import paths
from orepath.appraise.process import Process, steady
from orepath.appraise.term import Venture, figures_of
from orepath.core.sampling import Shape, draw, stream
from orepath.errors import InputError, Problem, suggest

Floats = NDArray[np.float64]


SCHEMA = {
    "series": pl.String,
    "process": pl.String,
    "kind": pl.String,
    "half_life": pl.Float64,
    "volatility": pl.Float64,
    "p_value": pl.Float64,
    "stands": pl.Float64,
    "first_year": pl.Int64,
    "last_year": pl.Int64,
    "source": pl.String,
    "grade": pl.String,
    "note": pl.String,
}
"""Columns of a table of processes and their types."""


@dataclass(frozen=True)
class Chance:
    """Hold all that chance decides for a venture.

    Parameters
    ----------
    figures : tuple of Figure
        Those with a range.
    processes : mapping of str to Process
        By the series that products and inputs follow.
    together : ndarray (G, G)
        How the surprises of the prices that move correlate.
    years : int
        T.
    seed : int
        What all draws are made from.
    """

    figures: tuple[Figure, ...]
    processes: Mapping[str, Process]
    together: Floats
    years: int
    seed: int = 0

    @property
    def moving(self) -> tuple[str, ...]:
        """Return the series whose prices move, in order."""
        return tuple(
            name for name, each in self.processes.items() if each.kind != "steady"
        )

    def table(self) -> pl.DataFrame:
        """Return a row for each series that products and inputs follow.

        Returns
        -------
        polars.DataFrame
            ``series``, ``process`` (the series it was fitted on), ``kind``,
            ``half_life`` (years), ``volatility`` (per root of a year), ``p_value``,
            ``stands`` (last price as a part of the level it returns to; draws start
            from the level, which is the venture's own price), ``first_year``,
            ``last_year``, ``source``, ``grade`` and ``note`` in words.
        """
        rows = [
            (
                name, each.name, each.kind, each.half_life, each.volatility,
                each.p_value, each.start if each.kind == "returns" else None,
                *(each.years if each.source else (None, None)),
                each.source, each.grade, each.note,
            )
            for name, each in self.processes.items()
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")

    def drawn(self, size: int, lot: int = 0) -> Draws:
        """Draw a lot.

        Parameters
        ----------
        size : int
            Draws D. Of an even number, neighbours have mirrored paths of prices.
        lot : int
            Number of the lot; each has numbers of its own.

        Returns
        -------
        Draws
            The same for the same lot and size.
        """
        figures = {
            each.name: ranged(
                each, size, stream(self.seed, "figure", each.name, str(lot))
            )
            for each in self.figures
        }
        return Draws(figures, self.moved((size, self.years), f"price {lot}"))

    def moved(
        self, shape: tuple[int, int], name: str, start: Floats | float = 1.0
    ) -> dict[str, Floats]:
        """Draw paths of prices alone.

        Parameters
        ----------
        shape : tuple of int
            Draws D, mirrored in pairs where even, and years T.
        name : str
            Of the stream.
        start : float or ndarray (D, G)
            Prices of the first year as parts of their middle; of those that move
            exactly alike the first one's counts.

        Returns
        -------
        dict of str to ndarray (D, T)
            By series; empty where no price moves.
        """
        # What moves as one is drawn once, and then lies there under several names.
        first: dict[tuple[str, float, float], int] = {}
        places = []
        for at, one in enumerate(self.moving):
            each = self.processes[one]
            places.append(
                first.setdefault((each.name, each.speed, each.volatility), at)
            )
        if not places:
            return {}
        own, begun = list(first.values()), np.asarray(start)
        found = paths(
            [self.processes[self.moving[at]] for at in own],
            self.together[np.ix_(own, own)],
            shape,
            stream(self.seed, name),
            start=begun[..., own] if begun.ndim else begun,
            mirrored=shape[0] % 2 == 0,
        )
        drawn = {at: found[:, :, i] for i, at in enumerate(own)}
        return {one: drawn[at] for one, at in zip(self.moving, places, strict=True)}


def chance_of(
    venture: Venture, processes: Mapping[str, Process] | None = None, seed: int = 0
) -> Chance:
    """Return what chance decides for a venture.

    Parameters
    ----------
    venture : Venture
        As read.
    processes : mapping of str to Process, optional
        By series, in place of what the library's prices say. A product of which the
        library knows nothing walks as the median mineral's price; an input of which
        it knows nothing is steady.
    seed : int
        0 or more; the same seed draws the same numbers.

    Raises
    ------
    InputError
        A process is given for a series that nothing follows.
    """
    series, own = followed(venture), dict(processes or {})
    wrong = [
        Problem(f"process of {name}", "nothing follows it", suggest(name, series))
        for name in own
        if name not in series
    ]
    if wrong:
        raise InputError(wrong)
    sold = {each.follows: each.mineral for each in venture.product}
    found = {name: own.get(name) or _process(name, sold) for name in series}
    unsure = tuple(each for each in figures_of(venture).values() if not each.sure)
    moving = [each for each in found.values() if each.kind != "steady"]
    return Chance(unsure, found, correlation(moving), len(venture.years), seed)


def _process(series: str, sold: Mapping[str, str]) -> Process:
    """Return the process the library has for a series, or one in its place."""
    if known(series):
        return process_of(series)
    if series not in sold:
        return steady(series)
    return process_of(series, sold[series]) if sold[series] else usual(series)


def ranged(figure: Figure, size: int, rng: np.random.Generator) -> Floats:
    """Draw a figure from its range.

    Parameters
    ----------
    figure : Figure
        Its ends are the 10th and 90th percentile.
    size : int
        Draws D.
    rng : numpy.random.Generator
        A stream.

    Returns
    -------
    ndarray (D,)
        Two halves that meet in the middle: lognormal where the range lies above 0, but
        normal for fractions and where it does not. What lies beyond 0, or beyond 1 for
        fractions, is put on that end unless the range itself lies beyond it.

    Examples
    --------
    >>> price = Figure(value=2.0, low=1.0, high=4.0, unit="USD/t", source="assumption")
    >>> drawn = ranged(price, 10_000, stream(0, "doc"))
    >>> [round(float(q), 1) for q in np.quantile(drawn, [0.1, 0.5, 0.9])]
    [1.0, 2.0, 3.9]
    """
    part = figure.unit.startswith("fraction")
    shape: Shape = "lognormal" if figure.low > 0 and not part else "normal"
    found = draw(figure.low, figure.value, figure.high, size, rng, shape)
    if shape == "normal":
        least = 0.0 if figure.low >= 0 else -np.inf
        most = 1.0 if part and figure.high <= 1 else np.inf
        np.clip(found, least, most, out=found)
    return found
