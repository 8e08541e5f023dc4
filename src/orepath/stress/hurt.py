"""A hurt is what disruptions take from the focus place, good by good."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.branch import Branch
from orepath.stress.cut import Left, left_of
from orepath.stress.removal import removals
from orepath.stress.shocks import course_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

NOISE = 0.5
"""USD million a year: smaller losses are not told from none."""
UNSEEN = 0.5
"""Tonnes a year: less given up is not told from nothing."""
SHOCK = "shock"
"""Of the words for what strikes: a row of ``shocks``; the others are removals."""


@dataclass(frozen=True)
class Struck:
    """Hold what may strike one cluster of goods.

    Parameters
    ----------
    what : tuple of str
        :data:`SHOCK` or a word of ``removal.REMOVALS``, one each.
    chance : tuple of float or None
        Of a year; None where nobody knows.
    branches : tuple of Branch
        What each leaves, in its first year.
    names : tuple of str
        For readers.
    """

    what: tuple[str, ...]
    chance: tuple[float | None, ...]
    branches: tuple[Branch, ...]
    names: tuple[str, ...]

    def left(self, rows: Sequence[int]) -> Left:
        """Return what some of them leave, one year each."""
        return left_of([self.branches[d] for d in rows])


def struck_of(case: Case, calibration: Calibration, n1: Sequence[str]) -> Struck:
    """Return the shocks that hit a cluster, and the losses of things in it.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The cluster.
    n1 : sequence of str
        Words of ``removal.REMOVALS``.
    """
    rows: list[tuple[str, float | None, Branch, str]] = []
    for row in case.table("shocks").iter_rows(named=True):
        course = course_of(case, row)
        rows += [(SHOCK, row["probability"], one, row["name"]) for one in course[:1]]
    for word, branch in removals(case, calibration, n1):
        rows.append((word, None, branch, branch.name))
    if not rows:
        return Struck((), (), (), ())
    return Struck(*zip(*rows, strict=True))


@dataclass(frozen=True)
class Hurt:
    """Hold what T disruptions take.

    Parameters
    ----------
    country, users : ndarray (T,)
        Losses, USD million.
    short : ndarray (T, G, 3)
        What is given up of each good, by tier, t.
    """

    country: Floats
    users: Floats
    short: Floats

    @property
    def essential(self) -> Floats:
        """Return what is given up of the tiers that are missed, t (T, G)."""
        return np.asarray(self.short[:, :, :-1].sum(axis=2))

    @property
    def whole(self) -> Floats:
        """Return what is given up of all tiers, t (T, G)."""
        return np.asarray(self.short.sum(axis=2))

    @property
    def hurting(self) -> Index:
        """Return the disruptions whose harm is more than noise."""
        short = self.essential.max(axis=1, initial=0.0)
        return np.flatnonzero((self.country > NOISE) | (short > UNSEEN))

    @property
    def worst(self) -> Index:
        """Return the good each is short of most, of the missed tiers first; -1: none.

        Such a disruption only makes goods dearer.
        """
        found = np.full(self.country.size, -1)
        for short in (self.whole, self.essential):
            some = np.flatnonzero(short.max(axis=1, initial=0.0) > UNSEEN)
            if some.size:
                found[some] = short[some].argmax(axis=1)
        return found
