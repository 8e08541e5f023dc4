"""What disruptions leave: of sites, trade, projects, and the columns these have."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from orepath.plan.branch import Branch, Pressure

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Left:
    """Hold what disruptions leave, one row a disrupted year.

    Parameters
    ----------
    site, pair, project : ndarray (T, K), (T, F), (T, J)
        Part of the undisturbed level still possible, 0 to 1, averaged over the year.
    pressure : Pressure or None
        What else changes, one row a year too; None where nothing ever does.
    """

    site: Floats
    pair: Floats
    project: Floats
    pressure: Pressure | None = None

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
        _pressures(branches),
    )


_CALM = {"wants": 1.0, "quota": np.inf} | dict.fromkeys(
    ("site_rate", "project_rate", "duty_rate", "pair_rate", "pair_cost"), 0.0
)


def _pressures(branches: Sequence[Branch]) -> Pressure | None:
    """Return what branches change beside, one row each; they cap the same groups."""
    some = [b.pressure for b in branches if b.pressure is not None]
    if not some:
        return None
    like = next((one for one in some if one.quota.size), some[0])
    rows = {}
    for name, rest in _CALM.items():
        calm = np.full(getattr(like, name).size, rest)
        # A branch of a case without quotas has none to tell.
        told = [getattr(b.pressure, name, calm) for b in branches]
        rows[name] = np.stack([one if one.size else calm for one in told])
    return Pressure(**rows, capped=like.capped)


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
        Factor by which the steps of each stair become narrower, or wider.
    owed : ndarray (T, q)
        What is left of the way of goods that a project owes.
    extra, levy : ndarray (T, S)
        What every unit of a stair costs more, USD million per kt, and which part of it
        is a duty.
    quota : ndarray (T, Q)
        How much each group of trade pairs may ship, kt/a; infinite where it is free.
    """

    hit: Floats
    height: Floats
    scale: Floats
    owed: Floats
    extra: Floats
    levy: Floats
    quota: Floats

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
        return Cuts(*(getattr(self, one.name)[years] for one in fields(self)))

    def plus(self, other: "Cuts") -> "Cuts":
        """Return these years and others after them.

        Parameters
        ----------
        other : Cuts
            Of the same stairs.
        """
        return Cuts(
            *(
                np.concatenate([getattr(self, one.name), getattr(other, one.name)])
                for one in fields(self)
            )
        )
