"""A curve is the smooth line behind a stair: through the middles of its steps.

Where a participant stands on its stair says what goods are worth to it at the margin,
and how many tonnes it would move were they worth a little more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Block

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Voice:
    """Hold what active participants say goods are worth at the margin.

    Parameters
    ----------
    column : ndarray (V,)
        A column of the program that stands for the participant.
    moment : ndarray (V,)
        Moment.
    cost : ndarray (V,)
        Marginal cost, or minus the marginal worth, USD million per kt.
    quantity : ndarray (V,)
        kt/a.
    slope : ndarray (V,)
        By how much the marginal cost rises with it, USD million per kt and kt/a.
    """

    column: Index
    moment: Index
    cost: Floats
    quantity: Floats
    slope: Floats


@dataclass(frozen=True)
class Curves:
    """Hold the smooth curves behind the stairs of a block: what never changes of them.

    Parameters
    ----------
    column, moment : ndarray (C,)
        Program column and moment of every step, from the cheapest up, participant by
        participant.
    order : ndarray (C,)
        Position of the step in its block.
    width, cost : ndarray (C,)
        kt/a, and USD million per kt in the middle of the step.
    first, last : ndarray (C,)
        Whether the step is the participant's first, or last.
    group : ndarray (C,)
        Number of the participant and moment.
    foot : ndarray (C,)
        Where the step begins on the participant's stair, kt/a.
    """

    column: Index
    moment: Index
    order: Index
    width: Floats
    cost: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    group: Index
    foot: Floats

    def heard(self, value: Floats) -> Voice:
        """Return the marginal cost of each participant on its curve.

        The curve runs through the middles of the steps. A participant in its last
        step's end is at a limit and has no say; nor has an idle one.

        Parameters
        ----------
        value : ndarray (C,)
            kt/a of each step of the block.

        Returns
        -------
        Voice
            O(C).
        """
        total = np.bincount(self.group, value[self.order])
        # Steps of one cost (a capped worth) are a tie that a solver breaks as it likes,
        # so every stair is filled from its foot.
        part = np.clip((total[self.group] - self.foot) / self.width, 0.0, 1.0)
        # The marginal step: the last one taken at all.
        used = np.flatnonzero(part > 1e-9)
        margin = np.full(total.size, -1)
        margin[self.group[used]] = used
        active = margin >= 0
        at = margin[active]
        free = ~(self.last[at] & (part[at] >= 1.0 - 1e-9))
        at = at[free]
        steps, ends = (self.width, self.cost), (self.first, self.last)
        cost, slope = _on_curve(at, part, steps, ends)
        return Voice(self.column[at], self.moment[at], cost, total[active][free], slope)


def curves_of(block: Block) -> Curves:
    """Lay out the curves of a block.

    Parameters
    ----------
    block : Block
        Steps of sites, pairs or uses.

    Returns
    -------
    Curves
        O(C log C).
    """
    order = np.lexsort((block.cost, block.moment, block.item))
    item, moment = block.item[order], block.moment[order]
    width = block.upper[order]
    same = (item[1:] == item[:-1]) & (moment[1:] == moment[:-1])
    # A block without columns has neither a first nor a last one.
    first = np.append(True, ~same)[: item.size]
    last = np.append(~same, True)[: item.size]
    group = np.cumsum(first) - 1
    foot = np.cumsum(width) - width
    return Curves(
        block.start + order,
        moment,
        order,
        width,
        _uncut(block.cost[order], width, group, last),
        first,
        last,
        group,
        foot - foot[first][group],
    )


def _uncut(
    cost: Floats, width: Floats, group: Index, last: NDArray[np.bool_]
) -> Floats:
    """Return what each step costs in the middle of what is left of it.

    A limit that cuts the last step leaves its cost, which is that of the middle it had.
    The line through the two steps below tells what the middle costs that it has now.
    """
    end = np.flatnonzero(last)
    end = end[end >= 2]
    end = end[group[end - 2] == group[end]]
    below, lower = end - 1, end - 2
    rise = (cost[below] - cost[lower]) / (width[below] + width[lower])
    found = cost.copy()
    line = cost[below] + rise * (width[end] + width[below])
    found[end] = np.minimum(cost[end], line)
    return found


def _on_curve(
    at: Index,
    part: Floats,
    steps: tuple[Floats, Floats],
    ends: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> tuple[Floats, Floats]:
    """Return cost and slope on the line through the middles of a step and the next."""
    width, cost = steps
    first, last = ends
    beyond = part[at] - 0.5
    up, down = np.minimum(at + 1, cost.size - 1), np.maximum(at - 1, 0)
    near, far = np.where(beyond >= 0, (up, down), (down, up))
    # A neighbour of another participant gives no slope; the curve ends flat.
    lone, alone = np.where(beyond >= 0, (last[at], first[at]), (first[at], last[at]))

    def rise(other: Index, *, missing: NDArray[np.bool_]) -> Floats:
        distance = (width[at] + width[other]) / 2
        return np.where(missing, 0.0, np.abs(cost[other] - cost[at]) / distance)

    slope = rise(near, missing=lone)
    # Who stands at an end of its curve moves along the part it has.
    moves = np.where(lone, rise(far, missing=alone), slope)
    return np.asarray(cost[at] + beyond * width[at] * slope), moves
