"""A ledger holds the base year while it is laid out, and what that rests on."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from orepath.world.build.grid import Floats, Grid
from orepath.world.build.industry import Industry
from orepath.world.build.place import Places
from orepath.world.build.survey import Survey
from orepath.world.bundle import Bundle

PUBLISHED = "published"
IN_PART = "published in part, capacity elsewhere"
SHARES = "published shares of a derived world total"
TOLD = "published shares of a world total that is told beside"
NEEDS = "what its users took in, less net imports"
FEED = "the world's need, spread by the feed left at places that smelt and refine"
SELLERS = "what net sellers sold, with home use supposed, or what their feed gives"
BESIDE = "given off beside other goods"


@dataclass(frozen=True)
class Stated:
    """Hold the use that a publisher states of a good at a place, gross t/a.

    Parameters
    ----------
    value, low, high : float
        Stated consumption less what the plants of the case take in, with its range.
    year : int
        Of the statement.
    source, grade : str
        The row of the library.
    left : float
        What would be used without the statement.
    """

    value: float
    low: float
    high: float
    year: int
    source: str
    grade: str
    left: float = 0.0

    @property
    def apart(self) -> float:
        """Return how many times the larger of stated and left over is the smaller.

        Examples
        --------
        >>> Stated(20.0, 18.0, 22.0, 2024, "", "A", 50.0).apart
        2.5
        """
        small, large = sorted((self.value, self.left))
        return large / small if small > 0 else float("inf")


@dataclass
class Year:
    """Hold the base year as it is being laid out; all arrays are (G, P), gross t/a.

    Parameters
    ----------
    made, low, high : ndarray
        Output by all processes, without what is given off beside others.
    latent : ndarray
        Output that no source lists but sales or needs ask for.
    used, used_high : ndarray
        Use besides what processes of the case take in; what may be.
    need : ndarray
        What processes take in.
    imported, exported : ndarray
        Trade of forms whose trade is known.
    how : dict
        By commodity: how its output was found.
    source : dict
        By commodity and place: the row of the library behind a published output, its
        grade and its year.
    stated : dict
        By positions of commodity and place: the use that a publisher states.
    """

    made: Floats
    low: Floats
    high: Floats
    latent: Floats
    used: Floats
    used_high: Floats
    need: Floats
    imported: Floats
    exported: Floats
    how: dict[str, str]
    source: dict[tuple[str, str], tuple[str, str, int | None]]
    stated: dict[tuple[int, int], Stated] = field(default_factory=dict)


def by_process(grid: Grid, year: Year) -> Floats:
    """Return what each process makes at each place (K, P), gross t/a.

    Parameters
    ----------
    grid, year : Grid, Year
        Chains over places, and output.
    """
    return grid.share * (year.made + year.latent)[grid.output]


@dataclass(frozen=True)
class Ground:
    """Hold what the base year is laid out from.

    Parameters
    ----------
    grid : Grid
        Chains over places.
    bundle : Bundle
        Commodities and whether they are traded.
    survey : Survey
        Evidence.
    flows : polars.DataFrame
        Known trade between places of the case, from
        :func:`orepath.world.build.flow.known`.
    places : Places
        For the join of places that are not chosen.
    key : Industry
        Where unobserved use and unobserved plants are supposed to be.
    """

    grid: Grid
    bundle: Bundle
    survey: Survey
    flows: pl.DataFrame
    places: Places
    key: Industry

    def head(self, g: int) -> dict[str, Any]:
        """Return the row of a commodity in the table of commodities."""
        return self.bundle.commodities.row(g, named=True)

    def is_open(self, g: int) -> bool:
        """Return whether the trade of a commodity is known of all places."""
        return self.grid.commodities[g] in self.survey.open
