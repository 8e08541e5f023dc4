"""A branch is a year in which a disruption strikes: what it leaves, makes dearer, caps.

Beside the undisturbed course of a plan it stands as a moment of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pressure:
    """State what a disruption makes dearer, and which wants and totals it changes.

    All of it is averaged over the year. With a first axis of T years, all but
    ``capped`` may hold that many disruptions at once.

    Parameters
    ----------
    site_rate, project_rate : ndarray (K,), (J,)
        What making costs more, as a part of the base price of what is made.
    duty_rate : ndarray (F,)
        Duty on a trade pair beside all others, as a part of the base price at its
        origin; the destination levies it.
    pair_rate, pair_cost : ndarray (F,)
        What shipping costs more, as a part of the base price at the origin, and USD/t.
    wants : ndarray (D,)
        Factor on what is wanted at each price; 1 is unchanged.
    quota : ndarray (Q,)
        Part of the base year's total that each group of trade pairs may still ship;
        infinite where it is free.
    capped : ndarray of bool (Q, F)
        The pairs of each group.
    """

    site_rate: Floats
    project_rate: Floats
    duty_rate: Floats
    pair_rate: Floats
    pair_cost: Floats
    wants: Floats
    quota: Floats
    capped: NDArray[np.bool_]

    @property
    def none(self) -> bool:
        """Return whether it changes nothing."""
        made = (self.site_rate, self.project_rate)
        dearer = (*made, self.duty_rate, self.pair_rate, self.pair_cost)
        free = np.isinf(self.quota).all() and (self.wants == 1.0).all()
        return bool(free) and not any(part.any() for part in dearer)


@dataclass(frozen=True)
class Branch:
    """State what a disruption leaves available.

    Parameters
    ----------
    name : str
        Label of the disruption.
    probability : float
        Chance that it strikes in a year.
    site_left, pair_left, project_left : ndarray (K,), (F,), (J,)
        Part of the undisturbed level still possible, 0 to 1, averaged over the year.
    weighs : bool
        Whether its chance is meant: one that does not weigh stands in the program only
        to be read, at a chance that moves nothing.
    year : int
        Which year of the disruption it is. A later year stands right behind the one
        before it, and what stocks release in one is gone in the next.
    pressure : Pressure or None
        What else it changes; None where it only takes things away.
    """

    name: str
    probability: float
    site_left: Floats
    pair_left: Floats
    project_left: Floats
    weighs: bool = True
    year: int = 1
    pressure: Pressure | None = None

    @property
    def calm(self) -> bool:
        """Return whether it leaves everything as it is."""
        left = (self.site_left, self.pair_left, self.project_left)
        still = self.pressure is None or self.pressure.none
        return still and min(part.min(initial=1.0) for part in left) >= 1.0
