"""The reach of a figure: how far moving it was seen to move what changes bring.

Every single change of a plan could be solved anew at either end of a figure's range. Of
most of them it is known beforehand that they stay a loss: they lack far more than the
figure moves. What it moves is learned from the changes tried first.
"""

from collections import Counter

from orepath.plan.around import GRAIN
from orepath.plan.market import Markets
from orepath.study.doubt import Doubt
from orepath.study.stake import Change

ALWAYS = 4
"""Changes tried of each kind before any is judged by the others."""
REACH = 3.0
"""A change is beyond reach that lacks so many times what others of its kind moved."""
OWN, OTHER = 2.0, 5.0
"""Nor is it tried if so many times what the figure was seen to move in the same
project, at this end of the range or at the other, would not make it gain."""


class Reach:
    """Learn how far a figure moves changes of a plan, and tell which are beyond that.

    Changes are of one kind that are of the same cluster of goods, whose market no other
    one moves, and whose projects all use the figure, or all do not.

    Parameters
    ----------
    markets : Markets
        Whose clusters they are.
    doubt : Doubt
        The figure.
    far : float
        How far the value tried lies from the middle, in halves of the range.
    """

    def __init__(self, markets: Markets, doubt: Doubt, far: float) -> None:
        self._home = markets.home
        self._rate = {name: far * money for name, money in doubt.rate}
        self._far = far
        self._count: Counter[tuple[int, bool]] = Counter()
        self._moved: dict[tuple[int, bool], float] = {}
        self._own: dict[str, list[tuple[float, float]]] = {}

    def left(self, change: Change) -> float:
        """Return what a change lacks still, by rule of thumb, with the figure moved."""
        return change.lack - self._rate.get(change.project, 0.0) * change.years

    def _kind(self, change: Change) -> tuple[int, bool]:
        """Return the cluster, and whether the project itself uses the figure."""
        return self._home(change.project), change.project in self._rate

    def saw(self, change: Change, moved: float) -> None:
        """Take in by how much a change brings more, or less, than it did.

        Parameters
        ----------
        change : Change
            Tried at this value of the figure.
        moved : float
            USD million.
        """
        kind = self._kind(change)
        self._count[kind] += 1
        self._moved[kind] = max(self._moved.get(kind, 0.0), abs(moved), GRAIN)
        own = self._own.setdefault(change.project, [])
        own.append((abs(moved), change.years))

    def beyond(self, change: Change, other: "Reach | None" = None) -> bool:
        """Return whether a change lacks more than the figure is likely to move.

        Parameters
        ----------
        change : Change
            Not tried yet.
        other : Reach or None
            What was seen at another value of the same figure.
        """
        kind = self._kind(change)
        if (
            self._count[kind] >= ALWAYS
            and self.left(change) > REACH * self._moved[kind]
        ):
            return True
        if change.project in self._own:
            return change.lack > OWN * self._likely(change) - GRAIN
        if other is None or change.project not in other._own:
            return False
        scale = max(1.0, self._far / other._far) if other._far else 1.0
        return change.lack > OTHER * scale * other._likely(change) - GRAIN

    def _likely(self, change: Change) -> float:
        """Return what the figure moved in a project, more where more years run."""
        return max(
            moved * max(1.0, change.years / years if years else 1.0)
            for moved, years in self._own[change.project]
        )
