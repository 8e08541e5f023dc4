"""Steps of a year's stairs: what stands on what, and what a disruption cuts off."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """Hold columns as steps of stairs, those of a stair together and from its foot.

    Parameters
    ----------
    stair : ndarray of int (C,)
        Stair a step belongs to.
    foot, width : ndarray (C,)
        Where a step begins, and its room, kt/a.
    cost : ndarray (C,)
        USD million per kt, not falling within a stair.
    first : ndarray of int (S + 1,)
        First step of every stair, and the number of steps.
    """

    stair: Index
    foot: Floats
    width: Floats
    cost: Floats
    first: Index

    @property
    def size(self) -> int:
        """Return the number of steps."""
        return self.stair.size

    def room(self, step: Index, height: Floats, scale: Floats | float = 1.0) -> Floats:
        """Return the room of some steps once their stairs are cut.

        Parameters
        ----------
        step : ndarray of int (k,)
            Steps.
        height, scale : ndarray (k,) or float
            How high the stair of each may still be used, kt/a, and the factor by which
            its steps have become narrower.

        Examples
        --------
        >>> steps = stacked(
        ...     np.array([0, 0]), np.array([2.0, 3.0]), np.array([1.0, 4.0])
        ... )
        >>> steps.room(np.array([0, 1]), np.full(2, 2.5)).tolist()
        [2.0, 0.5]
        """
        full = self.width[step] * scale
        return np.clip(height - self.foot[step] * scale, 0.0, full)

    def grid(self) -> tuple[Floats, Floats, Floats]:
        """Return foot, width and cost as tables (S, N), N the most steps of a stair.

        A stair with fewer steps ends in steps without room that stand infinitely high.
        """
        count = np.diff(self.first)
        longest = int(count.max(initial=1))
        at = self.first[:-1, None] + np.minimum(np.arange(longest), count[:, None] - 1)
        beyond = np.arange(longest) >= count[:, None]
        foot = np.where(beyond, np.inf, self.foot[at])
        return foot, np.where(beyond, 0.0, self.width[at]), self.cost[at]


def stacked(stair: Index, width: Floats, cost: Floats) -> Steps:
    """Stack columns into stairs.

    Parameters
    ----------
    stair : ndarray of int (C,)
        Stair of each column, from 0 on, not falling.
    width, cost : ndarray (C,)
        Room, kt/a, and cost, not falling within a stair.

    Returns
    -------
    Steps
        Each on those before it; nothing stands on a step without end.
    """
    count = int(stair.max(initial=-1)) + 1
    first = np.searchsorted(stair, np.arange(count + 1))
    foot = np.zeros(width.size)
    for begin, end in itertools.pairwise(first):
        # Sums of a stair begin anew: no rounding of the stairs before it.
        foot[begin:end] = np.append(0.0, np.cumsum(width[begin : end - 1]))
    return Steps(stair, foot, width, cost, first)
