"""What a plan brings: to whoever plans, to the world, and in each disrupted year."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepath.plan.solve import Answer
from orepath.plan.surplus import Surplus

Floats = NDArray[np.float64]
Starts = tuple[tuple[str, int], ...]
"""A plan: each project with the first year of the period in which it starts."""


@dataclass(frozen=True)
class Worth:
    """Hold what one plan brings, in one market or in all.

    Parameters
    ----------
    starts : tuple of (project, year)
        The plan, sorted by project.
    focus : float
        The focus actor's surplus, discounted USD million, less what risk takes off it.
    other : float
        The same, were the rents of trade relations the exporters'.
    world : float
        The world's surplus z, discounted USD million; duties are income.
    duties : float
        Of ``world``, what is paid as duties.
    mean : float
        The focus actor's surplus before risk.
    held, shared : float
        Profit of the projects of which the focus actor owns a part: its own part, and
        all of it.
    loss : ndarray (S,)
        What the focus actor loses in each state of a disrupted year against one
        without disruption, USD million in the year.
    """

    starts: Starts
    focus: float
    other: float
    world: float
    duties: float = field(default=0.0, kw_only=True)
    mean: float = field(default=0.0, kw_only=True)
    held: float = field(default=0.0, kw_only=True)
    shared: float = field(default=0.0, kw_only=True)
    loss: Floats = field(
        default_factory=lambda: np.zeros(0), kw_only=True, compare=False
    )

    @property
    def z(self) -> float:
        """Return what the market makes large: to it, a duty is a cost like another."""
        return self.world - self.duties


@dataclass(frozen=True)
class Outcome(Worth):
    """Hold one plan and all that it brings in one market.

    Parameters
    ----------
    parts : Surplus
        Surplus by actor.
    answer : Answer
        The solved market.
    price : ndarray (R, M)
        Market prices, USD/t.
    """

    parts: Surplus
    answer: Answer
    price: NDArray[np.float64]

    @property
    def bare(self) -> Worth:
        """Return the worth without its tables, to be remembered."""
        return Worth(
            self.starts,
            self.focus,
            self.other,
            self.world,
            duties=self.duties,
            mean=self.mean,
            held=self.held,
            shared=self.shared,
            loss=self.loss,
        )
