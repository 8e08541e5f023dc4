"""A flight is a stair laid over all moments: columns that rules cannot tell apart.

The steps of one item and moment differ in limit and cost alone. Whatever a rule counts
of one of them it counts of all alike, so a rule is written for the stair as one column.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Block, Moments
from orepath.plan.steps import Stair

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# A step narrower than this is no column, kt/a.
_NO_ROOM = 1e-9
# Columns laid out at a time.
_SLICE = 8192


@dataclass(frozen=True)
class Stairs(Block):
    """Hold the columns of stairs, and each stair as one column.

    Parameters
    ----------
    whole : Block
        The stairs as one column each, with the room of all steps and the cost of the
        lowest.
    step_of : ndarray (C,)
        Column of ``whole`` each step belongs to.
    """

    whole: Block
    step_of: Index


def dearer(block: Block, item: Index, change: Floats) -> Block:
    """Return a block whose columns cost more, or less, by item and moment.

    Parameters
    ----------
    block : Block
        As it is laid out.
    item : ndarray (C,)
        By which row of ``change`` each column goes.
    change : ndarray (items, M)
        Added to the cost of each column.
    """
    cost = block.cost + change[item, block.moment]
    if not isinstance(block, Stairs):
        return replace(block, cost=cost)
    # The lowest step of a stair moves with all others.
    whole = block.whole
    foot = whole.cost + change[whole.item, whole.moment]
    return replace(block, cost=cost, whole=replace(whole, cost=foot))


def laid(
    name: str,
    start: int,
    stair: Stair,
    growth: Floats,
    left: Floats,
    moments: Moments,
) -> Stairs:
    """Lay a stair over all moments as a block of columns.

    Parameters
    ----------
    name : str
        Name of the block.
    start : int
        Its first column.
    stair : Stair
        Steps at base-year reference; those of an item stand together.
    growth : ndarray (items, M)
        Reference over the base year's.
    left : ndarray (items, M)
        Most, as a multiple of the grown reference step that ends highest; a disruption
        cuts the stair from the top at ``left`` times the base quantity (multiple 1).
    moments : Moments
        Time.

    Returns
    -------
    Stairs
        Columns with room only, O(steps · moments).
    """
    m = len(moments)
    cap = _cap(growth, left)
    begins = np.diff(stair.item, prepend=-1) != 0
    spot = (np.cumsum(begins) - 1) * m
    pile = _Pile(stair.item.size * m)
    # In slices small enough for the processor's cache: fresh memory costs more than
    # the arithmetic.
    rows = max(_SLICE // m, 1)
    for first in range(0, stair.item.size, rows):
        part = slice(first, first + rows)
        item = stair.item[part]
        scale = growth[item]
        room = stair.high[part, None] * scale
        np.minimum(room, cap[item], out=room)
        room -= np.multiply(stair.low[part, None], scale, out=scale)
        pile.put(stair, spot, first, room)
    return pile.stairs(name, start, stair, np.flatnonzero(begins), m)


class _Pile:
    """Gather the columns that have room, slice by slice, in memory allotted once."""

    def __init__(self, most: int) -> None:
        # In one piece: the system hands out large pieces in larger pages.
        memory = np.empty((5, most))
        self._upper, self._cost = memory[:2]
        self._item, self._moment, self._spot = memory[2:].view(np.int64)
        self._end = 0

    def put(self, stair: Stair, spot: Index, first: int, room: Floats) -> None:
        """Add the columns of some steps, from the step ``first`` on.

        Parameters
        ----------
        stair : Stair
            All steps.
        spot : ndarray of int (E,)
            Where the spots of each step begin; one a moment.
        first : int
            Step of the first row of ``room``.
        room : ndarray (steps, M)
            kt/a.
        """
        at = np.flatnonzero(room > _NO_ROOM)
        new = slice(self._end, self._end + at.size)
        self._end = new.stop
        step = at // room.shape[1]
        moment = np.subtract(at, step * room.shape[1], out=self._moment[new])
        # Clipping spares a copy; no position is outside.
        np.take(room.ravel(), at, out=self._upper[new], mode="clip")
        step += first
        np.take(stair.item, step, out=self._item[new], mode="clip")
        np.take(stair.cost, step, out=self._cost[new], mode="clip")
        np.take(spot, step, out=self._spot[new], mode="clip")
        self._spot[new] += moment

    def stairs(
        self, name: str, start: int, stair: Stair, firsts: Index, moments: int
    ) -> Stairs:
        """Return the columns, and which of them are steps of the same stair."""
        item, moment, spot = (
            column[: self._end] for column in (self._item, self._moment, self._spot)
        )
        upper, cost = self._upper[: self._end], self._cost[: self._end]
        spots = firsts.size * moments
        room = np.bincount(spot, upper, minlength=spots).astype(np.float64)
        held = np.flatnonzero(room)
        lowest = firsts[held // moments]
        whole = Block(
            name,
            0,
            stair.item[lowest],
            held % moments,
            room[held],
            stair.cost[lowest],
        )
        number = np.zeros(spots, dtype=np.int64)
        number[held] = np.arange(held.size)
        np.take(number, spot, out=spot, mode="clip")
        return Stairs(name, start, item, moment, upper, cost, whole, spot)


def _cap(growth: Floats, left: Floats) -> Floats:
    """Return the most of each item and moment, kt/a."""
    # Free stays free also where a barred relation has no room at all.
    free = ~np.isfinite(left)
    cap = np.where(free, 0.0, left) * growth
    cap[free] = np.inf
    return cap
