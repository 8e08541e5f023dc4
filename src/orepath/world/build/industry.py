"""Industry is where metal is used up and ores are worked: keys where nobody tells."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.evidence.supply import supply
from orepath.evidence.use import use
from orepath.world.build.grid import Floats, Grid
from orepath.world.build.place import Places
from orepath.world.build.told import used_like
from orepath.world.build.vintage import BASIS

_FEW = 3.0
_DAMPING = 0.75
"""Use of other goods is spread more evenly than that of these metals."""


@dataclass(frozen=True)
class Industry:
    """Hold two keys over the places of a case.

    Parameters
    ----------
    use : ndarray (P,)
        Each place's part of the world's industrial use; sums to one.
    alike : dict of str to ndarray (P,)
        The same of goods that are used where another is, whose use is known.
    skill : ndarray (P,)
        Whether a place works ores up at all, 0 to 1: smelted and refined goods that
        the library knows it to make, n / (n + 3).
    """

    use: Floats
    skill: Floats
    alike: dict[str, Floats]

    def of(self, name: str) -> Floats:
        """Return each place's part in the use of a good (P,).

        Parameters
        ----------
        name : str
            A commodity.
        """
        return self.alike.get(name, self.use)


def industry(grid: Grid, places: Places, year: int) -> Industry:
    """Return where unobserved use and unobserved plants are supposed to be.

    Use is the mean share in the apparent use of refined copper, aluminium and zinc,
    raised to a power of 0.75 and scaled to one: heavy industry is more concentrated
    than the use of most goods. A judgement, of grade C wherever it is used.

    Parameters
    ----------
    grid : Grid
        Places in order.
    places : Places
        For the join of places that are not chosen.
    year : int
        Base year.
    """
    like = {a: b for a, b in used_like().items() if a in grid.commodities}
    asked = [*BASIS, *dict.fromkeys(like.values())]
    used = use(None, year, commodities=asked).with_columns(places.at("place"))
    at = {name: i for i, name in enumerate(grid.places)}
    shares = {name: _shares(used.filter(commodity=name), at) for name in asked}
    part = np.mean([shares[metal] for metal in BASIS], axis=0) ** _DAMPING
    return Industry(
        part / max(float(part.sum()), 1e-12),
        _skill(at, places, year),
        {a: shares[b] for a, b in like.items() if shares[b].any()},
    )


def _shares(used: pl.DataFrame, at: dict[str, int]) -> Floats:
    """Return each place's share of a use (P,)."""
    part = np.zeros(len(at))
    for place, value in used.select("place", "value").iter_rows():
        part[at[place]] += value
    return part / max(float(part.sum()), 1e-12)


def _skill(at: dict[str, int], places: Places, year: int) -> Floats:
    """Return how much a place is known to smelt and refine, 0 to 1."""
    made = supply(None, year, stages=["smelt", "refine"], partial=True)
    kinds = (
        made.filter(pl.col("value") > 0)
        .with_columns(places.at("place"))
        .group_by("place")
        .agg(pl.col("commodity").n_unique())
    )
    found = np.zeros(len(at))
    for place, count in kinds.iter_rows():
        found[at[place]] = count / (count + _FEW)
    return found
