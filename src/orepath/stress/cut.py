"""What disruptions leave: of sites, trade, projects, and the columns these have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Branch

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Left:
    """Hold what disruptions leave, one row a disrupted year.

    Parameters
    ----------
    site, pair, project : ndarray (T, K), (T, F), (T, J)
        Part of the undisturbed level still possible, 0 to 1, averaged over the year.
    """

    site: Floats
    pair: Floats
    project: Floats

    def __len__(self) -> int:
        """Return the number of years."""
        return int(self.site.shape[0])


def left_of(branches: Sequence[Branch]) -> Left:
    """Return what branches leave, one disrupted year each.

    Parameters
    ----------
    branches : sequence of Branch
        One at least.
    """
    return Left(
        np.stack([branch.site_left for branch in branches]),
        np.stack([branch.pair_left for branch in branches]),
        np.stack([branch.project_left for branch in branches]),
    )


@dataclass(frozen=True)
class Cuts:
    """Hold what disruptions leave of a year's stairs.

    Parameters
    ----------
    hit : ndarray (T, S)
        How high the disruption lets each stair be used, kt/a; infinite where it does
        not touch it.
    height : ndarray (T, S)
        The same, with what the rules of an undisturbed year allow.
    scale : ndarray (T, S)
        Factor by which the steps of each stair become narrower.
    owed : ndarray (T, q)
        What is left of the way of goods that a project owes.
    """

    hit: Floats
    height: Floats
    scale: Floats
    owed: Floats

    def __len__(self) -> int:
        """Return the number of years."""
        return int(self.hit.shape[0])

    def of(self, years: Index) -> "Cuts":
        """Return those of some years.

        Parameters
        ----------
        years : ndarray of int
            Their positions.
        """
        return Cuts(
            self.hit[years], self.height[years], self.scale[years], self.owed[years]
        )

    def plus(self, other: "Cuts") -> "Cuts":
        """Return these years and others after them.

        Parameters
        ----------
        other : Cuts
            Of the same stairs.
        """
        return Cuts(
            np.concatenate([self.hit, other.hit]),
            np.concatenate([self.height, other.height]),
            np.concatenate([self.scale, other.scale]),
            np.concatenate([self.owed, other.owed]),
        )
