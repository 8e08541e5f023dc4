"""An effect is what a disruption at full severity does to each thing of a case.

It takes things away, makes them dearer, changes what is wanted or caps a total. Several
effects are laid on each other by how hard each of them strikes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.branch import Pressure
from orepath.stress.cut import Left
from orepath.world.balance import uses_of
from orepath.world.case import Case

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Effect:
    """Hold what one disruption does, or N of them on a first axis.

    Parameters
    ----------
    site, pair, project : ndarray (..., K), (..., F), (..., J)
        Part of each site, trade pair and project that it takes, 0 to 1.
    site_rate, project_rate : ndarray (..., K), (..., J)
        What making costs more, as a part of the base price of what is made.
    duty_rate : ndarray (..., F)
        Duty on each pair, as a part of the base price at its origin.
    pair_rate, pair_cost : ndarray (..., F)
        What shipping costs more, as a part of the base price at the origin, and USD/t.
    wants : ndarray (..., D)
        By which part users want more, or less where it is below 0.
    capped : ndarray of bool (..., F)
        Pairs whose total it caps: all of them together ship so much less.
    """

    site: Floats
    pair: Floats
    project: Floats
    site_rate: Floats
    project_rate: Floats
    duty_rate: Floats
    pair_rate: Floats
    pair_cost: Floats
    wants: Floats
    capped: Flags

    @property
    def any(self) -> Flags:
        """Return which disruptions do anything (...,)."""
        each = [getattr(self, one.name).any(axis=-1) for one in fields(self)]
        return np.asarray(np.logical_or.reduce(each))

    def struck(self, lost: Floats) -> Left:
        """Return what years leave in which the N disruptions strike.

        Disruptions that meet leave the product of what each leaves: nobody knows
        whether their months fall together. What makes things dearer adds up.

        Parameters
        ----------
        lost : ndarray (T, N)
            How hard each strikes, averaged over the year: severity times the part of
            the year it lasts, 0 to 1.
        """
        return Left(
            _product(-self.site, lost),
            _product(-self.pair, lost),
            _product(-self.project, lost),
            self._pressure(lost),
        )

    def _pressure(self, lost: Floats) -> Pressure | None:
        """Return what such years change beside, None where nothing ever does."""
        groups = np.flatnonzero(self.capped.any(axis=-1))
        made = (self.site_rate, self.project_rate)
        dearer = (*made, self.duty_rate, self.pair_rate, self.pair_cost)
        if not groups.size and not any(p.any() for p in (*dearer, self.wants)):
            return None
        quota = np.where(lost > 0.0, 1.0 - lost, np.inf)
        return Pressure(
            lost @ self.site_rate,
            lost @ self.project_rate,
            lost @ self.duty_rate,
            lost @ self.pair_rate,
            lost @ self.pair_cost,
            _product(self.wants, lost),
            quota[:, groups],
            self.capped[groups],
        )


def _product(change: Floats, lost: Floats) -> Floats:
    """Return the product of all 1 + lost · change, year by year (T, size)."""
    left = np.ones((lost.shape[0], change.shape[1]))
    for k in np.flatnonzero(change.any(axis=1)):
        when, where = np.flatnonzero(lost[:, k]), np.flatnonzero(change[k])
        left[np.ix_(when, where)] *= 1.0 + lost[when, k][:, None] * change[k, where]
    return left


@remembered
def nothing(case: Case) -> Effect:
    """Return the effect that does nothing.

    Parameters
    ----------
    case : Case
        For the number of its sites, pairs, projects and uses.
    """
    names = ("sites", "trade", "projects")
    sites, pairs, projects = (np.zeros(case.table(name).height) for name in names)
    wants = np.zeros(uses_of(case).height)
    none = np.zeros(pairs.size, dtype=bool)
    return Effect(
        sites, pairs, projects, sites, projects, pairs, pairs, pairs, wants, none
    )


def together(case: Case, effects: Sequence[Effect]) -> Effect:
    """Return several effects as one with a first axis; there may be none.

    Parameters
    ----------
    case : Case
        For the sizes.
    effects : sequence of Effect
        N of them, without a first axis.
    """
    like = nothing(case)
    stacked = {}
    for one in fields(Effect):
        form = getattr(like, one.name)
        rows = [getattr(effect, one.name) for effect in effects]
        stacked[one.name] = np.array(rows, dtype=form.dtype).reshape(
            len(rows), form.size
        )
    return replace(like, **stacked)
