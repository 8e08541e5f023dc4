"""An elastic program lets every hard policy give way, at a price of its own value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan
from orepath.plan.arrays import Arrays
from orepath.plan.ending import Conflict
from orepath.plan.engine import Engine
from orepath.plan.policy.hold import Hold
from orepath.plan.program import Program
from orepath.plan.solve import arrays_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

SERVED = 0.5
"""Part of what would be used without hard policies that a plan must still leave."""

_LEAST = 1e-6
_GIVEN = 1e-7
"""What a policy gives less than this, as a part of its value, it does not give."""


@dataclass(frozen=True)
class Relaxation:
    """Hold how far one policy must give way.

    Parameters
    ----------
    give : Hold
        The policy.
    value : float
        What its value must become, in its own unit.
    when : str
        The moment in which it is furthest from being kept.
    violation : float
        Change as a part of the value.
    """

    give: Hold
    value: float
    when: str
    violation: float

    @property
    def words(self) -> str:
        """Return what to do, in words."""
        return self.give.words(self.value)


@dataclass(frozen=True)
class Served:
    """Hold rows that ask for a least use.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array (k, columns)
        What each column takes in.
    least : ndarray (k,)
        kt/a.
    labels : tuple of str
        One a row.
    """

    matrix: sparse.csr_array
    least: Floats
    labels: tuple[str, ...]


class Elastic:
    """Keep a program in which every hard policy may give way by a part of its value.

    Parameters
    ----------
    program : Program
        Of one market.
    gives : sequence of Hold
        Its hard policies.
    """

    def __init__(self, program: Program, gives: Sequence[Hold]) -> None:
        self._program, self._gives = program, gives
        self._lp = arrays_of(program)
        held = np.concatenate([give.rows for give in gives])
        self._engine = Engine(self._lp)
        none = np.full(held.size, np.inf)
        self._engine.rows(held, -none, none)
        if self._engine.run().status == "infeasible":
            names = self._names(self._engine.conflict(), ())
            raise InfeasiblePlan(
                "no flows keep these rules together, whatever the policies: "
                + "; ".join(names),
                names,
            )
        self.free = self._engine.value.copy()

    def ask(self, served: Served) -> None:
        """Lay out the elastic program that leaves enough to use."""
        lp, count = self._lp, len(self._gives)
        slack = sparse.coo_array(self._slack(), shape=(lp.matrix.shape[0], count))
        self._engine = Engine(
            Arrays(
                np.append(np.zeros(lp.cost.size), np.ones(count)),
                sparse.csc_array(sparse.hstack([lp.matrix, slack])),
                lp.row_lower,
                lp.row_upper,
                np.append(lp.lower, np.zeros(count)),
                np.append(lp.upper, np.zeros(count)),
            )
        )
        wide = sparse.hstack(
            [served.matrix, sparse.csr_array((served.least.size, count))]
        )
        far = np.full(served.least.size, np.inf)
        self._engine.add_rows(sparse.csr_array(wide), served.least, far)

    def _slack(self) -> tuple[Floats, tuple[Index, Index]]:
        """Return what each policy's slack lends to its rows."""
        lend, rows, who = [], [], []
        for at, give in enumerate(self._gives):
            scale = give.scale(self._limit(give), SERVED * self.free)
            lend.append(scale if give.least else -scale)
            rows.append(give.rows)
            who.append(np.full(give.rows.size, at))
        return np.concatenate(lend), (np.concatenate(rows), np.concatenate(who))

    def _limit(self, give: Hold) -> Floats:
        """Return the right-hand sides of a policy."""
        side = self._lp.row_lower if give.least else self._lp.row_upper
        return np.asarray(side[give.rows], dtype=np.float64)

    def least(self, allowed: Iterable[int]) -> list[Relaxation] | None:
        """Let some policies give and find the least that must.

        Parameters
        ----------
        allowed : iterable of int
            Positions of policies.

        Returns
        -------
        list of Relaxation or None
            Those that give; None where it does not suffice that these do.
        """
        count = len(self._gives)
        most = np.zeros(count)
        for at in allowed:
            most[at] = 1.0 if self._gives[at].least else np.inf
        own = self._lp.cost.size + np.arange(count)
        self._engine.columns(own, np.zeros(count), most)
        if self._engine.run().status != "optimal":
            return None
        value = self._engine.value[: self._lp.cost.size]
        given = self._engine.value[own]
        return [self._relaxed(int(at), value) for at in np.flatnonzero(given > _GIVEN)]

    def least_taken(self, give: Hold) -> list[float]:
        """Return the least that must be taken of each row of a budget by itself.

        Parameters
        ----------
        give : Hold
            One of the budgets; all of them are lifted, all else is kept.

        Returns
        -------
        list of float
            USD million, starts in parts.
        """
        width, count = self._lp.cost.size, len(self._gives)
        budgets = [one.kind == "budget" for one in self._gives]
        own = width + np.arange(count)
        self._engine.columns(own, np.zeros(count), np.where(budgets, np.inf, 0.0))
        found = []
        for row in give.rows:
            bill = self._lp.matrix[[int(row)], :].toarray().ravel()
            self._engine.costs(
                np.arange(width + count), np.append(bill, np.zeros(count))
            )
            found.append(self._engine.run().objective)
        back = np.append(np.zeros(width), np.ones(count))
        self._engine.costs(np.arange(width + count), back)
        return found

    def _relaxed(self, at: int, value: Floats) -> Relaxation:
        """Return what one policy must become for an answer to be allowed."""
        give = self._gives[at]
        activity = self._lp.matrix[give.rows, :] @ value
        must, when = give.needed(activity, self._limit(give), value)
        was = float(give.row["value"])
        return Relaxation(give, must, when, abs(must - was) / max(was, _LEAST))

    def conflict(self, served: Served) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return labels of what excludes each other, and the policies among it."""
        engine = Engine(self._lp)
        far = np.full(served.least.size, np.inf)
        engine.add_rows(served.matrix, served.least, far)
        engine.run()
        found = engine.conflict()
        rows = np.zeros(0) if found is None else found.rows
        between = [give.name for give in self._gives if np.isin(give.rows, rows).any()]
        return self._names(found, served.labels), tuple(between)

    def _names(
        self, found: Conflict | None, beyond: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return labels of rows and upper limits, those beyond the program as given."""
        if found is None:
            return ()
        p, count = self._program, self._lp.matrix.shape[0]
        rows = [
            p.row_label(row) if row < count else beyond[row - count]
            for row in found.rows.tolist()
        ]
        limits = [
            f"limit: {p.column_label(int(column))}"
            for column, side in zip(found.columns, found.column_sides, strict=True)
            if side in ("upper", "both")
        ]
        # The steps of a stair bear one name.
        return tuple(dict.fromkeys([*rows, *limits]))
