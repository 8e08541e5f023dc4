"""Industry is where metal is used up and ores are worked: keys where nobody tells."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.evidence.supply import supply
from orepath.evidence.use import use
from orepath.world.build.grid import Floats, Grid
from orepath.world.build.place import Places

BASIS = ("refined copper", "aluminium", "refined zinc")
"""Metals that all industry uses and whose apparent use is known everywhere."""

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
    skill : ndarray (P,)
        Whether a place works ores up at all, 0 to 1: smelted and refined goods that
        the library knows it to make, n / (n + 3).
    """

    use: Floats
    skill: Floats


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
    used = use(None, year, commodities=list(BASIS)).with_columns(places.at("place"))
    at = {name: i for i, name in enumerate(grid.places)}
    part = np.zeros(len(grid.places))
    for metal in BASIS:
        mine = used.filter(commodity=metal)
        whole = mine["value"].sum()
        for place, value in mine.select("place", "value").iter_rows():
            part[at[place]] += value / whole / len(BASIS) if whole else 0.0
    part = part**_DAMPING
    return Industry(part / max(float(part.sum()), 1e-12), _skill(at, places, year))


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
