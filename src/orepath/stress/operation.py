"""Operation answers disrupted years: one small program, its limits changed each time.

Every year is solved from a basis that belongs to the undisturbed year or to a guide, so
its answer does not depend on what was asked before. Where nothing that is used is hit,
the undisturbed year stands: lowering limits that were not reached opens nothing better.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan
from orepath.plan.arrays import Arrays
from orepath.plan.engine import Basis, Engine
from orepath.stress.cut import Cuts
from orepath.stress.dispatch import Dispatch

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]

# In kt/a: what is smaller is rounding.
_SEEN = 1e-7


@dataclass(frozen=True)
class Answers:
    """Hold what the market does in disrupted years.

    Parameters
    ----------
    total : ndarray (T, S)
        What every stair carries, kt/a.
    dual : ndarray (T, r)
        Worth of one more unit of each row's limit, USD million per kt.
    solved : ndarray of bool (T,)
        False where nothing that is used was hit, so that the undisturbed year stands.
    """

    total: Floats
    dual: Floats
    solved: Flags


class Operation:
    """Keep a dispatch in the solver and answer disruptions of its year.

    Parameters
    ----------
    dispatch : Dispatch
        The undisturbed year.
    tall : bool
        Whether following years are asked for, in which relations have grown.

    Attributes
    ----------
    base : Answers
        The undisturbed year, as one answer.
    """

    def __init__(self, dispatch: Dispatch, *, tall: bool = False) -> None:
        self.dispatch = dispatch
        steps = dispatch.steps
        every = np.arange(steps.size)
        highest = dispatch.tall[-1] if tall else dispatch.height
        # What has no room in an undisturbed year has none in a disrupted one.
        self._step = np.flatnonzero(steps.room(every, highest[steps.stair]) > 0.0)
        self._stair = steps.stair[self._step]
        self._first = np.searchsorted(self._stair, np.arange(dispatch.size + 1))
        self._room = steps.room(self._step, dispatch.height[self._stair])
        self._cost = steps.cost[self._step]
        self._owing = np.ones(dispatch.owed.shape[0])
        self._engine = Engine(
            Arrays(
                self._cost,
                sparse.csc_array(dispatch.net[:, self._stair]),
                dispatch.lower,
                dispatch.upper,
                np.zeros(self._step.size),
                self._room,
            )
        )
        self._run()
        value, dual = self._engine.value[None], self._engine.dual[None]
        self.base = Answers(self._totals(value), dual, np.ones(1, dtype=bool))
        self._guides: list[Basis] = [self._engine.basis()]
        self._falls = np.zeros((1, dispatch.size))

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return self._step.size

    def guide(self, cuts: Cuts) -> None:
        """Solve some years beforehand, so that years like them begin from their bases.

        Parameters
        ----------
        cuts : Cuts
            Of typical disruptions; what was given before is forgotten.

        Raises
        ------
        InfeasiblePlan
            No flows keep the rules in one of them.
        """
        typical = cuts.of(np.flatnonzero(self._touched(cuts)))
        self._guides, self._falls = self._guides[:1], self._falls[:1]
        bases = [self._engine.basis() for _ in self._solved(typical)]
        self._guides = [*self._guides, *bases]
        self._falls = np.concatenate([self._falls, self._fall(typical)])

    def answers(self, cuts: Cuts) -> Answers:
        """Answer disruptions.

        Parameters
        ----------
        cuts : Cuts
            What T of them leave.

        Returns
        -------
        Answers
            Each by itself: the same to the last digit whatever is asked with it.

        Raises
        ------
        InfeasiblePlan
            No flows keep the rules in a disrupted year.

        Notes
        -----
        One warm simplex for each year in which something that is used is hit. A basis
        that was optimal once stays dual feasible where no cost changes.
        """
        touched = self._touched(cuts)
        asked = np.flatnonzero(touched)
        value = np.zeros((asked.size, self.columns))
        total = np.repeat(self.base.total, len(cuts), axis=0)
        dual = np.repeat(self.base.dual, len(cuts), axis=0)
        for t in self._solved(cuts.of(asked)):
            value[t], dual[asked[t]] = self._engine.value, self._engine.dual
        total[asked] = self._totals(value)
        return Answers(total, dual, touched)

    def _touched(self, cuts: Cuts) -> Flags:
        """Return in which years something that is used is cut (T,)."""
        used = self.base.total[0]
        moved = (cuts.scale != 1.0) | (cuts.extra > 0.0)
        hit = (used > cuts.height + _SEEN) | ((used > _SEEN) & moved)
        hit |= cuts.extra < 0.0  # what is cheaper may be used more, or at last
        # Its coefficients change: what was best need not be so any more.
        owing = self.dispatch.height[self.dispatch.owed[:, 1]] > 0.0
        owes = ((cuts.owed < 1.0) & owing).any(axis=1)
        capped = (self._exported() > cuts.quota + _SEEN).any(axis=1)
        return np.asarray(hit.any(axis=1) | owes | capped)

    def _exported(self) -> Floats:
        """Return what each group of pairs ships in the undisturbed year, kt/a (Q,)."""
        capping = self.dispatch.caps.row
        shipped = self.dispatch.net.tocsr()[capping] @ self.base.total[0]
        return np.where(capping >= 0, shipped, 0.0)

    def _solved(self, cuts: Cuts) -> Iterator[int]:
        """Solve one year after another; the engine holds each while it is yielded."""
        column, room, first = self._rooms(cuts)
        nothing = np.zeros(column.size)
        all_left = np.ones(cuts.owed.shape[1])
        for t, guide in enumerate(self._nearest(cuts)):
            mine = slice(first[t], first[t + 1])
            hit = column[mine]
            self._engine.columns(hit, nothing[mine], room[mine])
            self._owe(cuts.owed[t])
            dearer = self._dearer(cuts.extra[t])
            self._cap(cuts.quota[t])
            # Whatever the solver remembers would move an answer by a rounding.
            self._engine.set_basis(None)
            self._engine.set_basis(self._guides[guide])
            self._run()
            yield t
            self._engine.columns(hit, nothing[mine], self._room[hit])
            self._owe(all_left)
            self._engine.costs(dearer, self._cost[dearer])
            self._cap(np.full(len(self.dispatch.caps), np.inf))

    def _dearer(self, extra: Floats) -> Index:
        """Add to the costs of stairs, and return the columns that are dearer."""
        more = extra[self._stair]
        columns = np.flatnonzero(more)
        self._engine.costs(columns, (self._cost + more)[columns])
        return columns

    def _cap(self, quota: Floats) -> None:
        """Limit what groups of pairs ship."""
        some = self.dispatch.caps.row >= 0
        rows = self.dispatch.caps.row[some]
        lower, upper = self.dispatch.lower[rows], self.dispatch.upper[rows]
        self._engine.rows(rows, lower, np.minimum(upper, quota[some]))

    def _rooms(self, cuts: Cuts) -> tuple[Index, Floats, Index]:
        """Return the columns that are cut, their rooms, and each year's first."""
        year, stair = np.nonzero(
            (cuts.height != self.dispatch.height) | (cuts.scale != 1.0)
        )
        count = np.diff(self._first)[stair]
        ends = np.cumsum(count)
        within = np.arange(count.sum()) - np.repeat(ends - count, count)
        column = np.repeat(self._first[stair], count) + within
        height, scale = (
            np.repeat(each[year, stair], count) for each in (cuts.height, cuts.scale)
        )
        room = self.dispatch.steps.room(self._step[column], height, scale)
        first = np.searchsorted(np.repeat(year, count), np.arange(len(cuts) + 1))
        return column, room, first

    def _nearest(self, cuts: Cuts) -> Index:
        """Return the guide whose cuts are most like those of each year (T,)."""
        fall = self._fall(cuts)
        apart = [np.abs(fall - guide).sum(axis=1) for guide in self._falls]
        return np.asarray(np.argmin(apart, axis=0), dtype=np.int64)

    def _fall(self, cuts: Cuts) -> Floats:
        """Return how much of what stairs carry disruptions bar, kt/a (T, S)."""
        return np.asarray(np.maximum(self.base.total[0] - cuts.height, 0.0))

    def _owe(self, left: Floats) -> None:
        """Move the coefficients of goods that projects owe."""
        if not left.size:
            return
        for at in np.flatnonzero(left != self._owing):
            row, stair, _ = (int(one) for one in self.dispatch.owed[at])
            away = float(self.dispatch.slope[at] * (left[at] - 1.0))
            value = float(self.dispatch.net[row, stair]) + away
            # A project has one column a year, and none where it was not built.
            for column in range(self._first[stair], self._first[stair + 1]):
                self._engine.coefficient(row, column, value)
        self._owing = left

    def _run(self) -> None:
        """Solve the program as it stands."""
        end = self._engine.run()
        if end.status != "optimal":
            raise InfeasiblePlan(
                f"no flows keep the rules of {self.dispatch.label} in a disrupted year"
            )

    def _totals(self, value: Floats) -> Floats:
        """Return what each stair carries (T, S)."""
        heads = sparse.csr_array(
            (np.ones(self.columns), (np.arange(self.columns), self._stair)),
            shape=(self.columns, self.dispatch.size),
        )
        return np.asarray(value @ heads)
