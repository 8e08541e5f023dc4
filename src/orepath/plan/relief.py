"""Relief tells the cheapest way out where hard policies leave nothing to use.

Shares alone never make a program infeasible: nothing used keeps them all. So policies
contradict each other where they leave less than half of what would be used without
them. An elastic program then lets each policy give way at a price, its own value, and
finds the least that must give; a second one finds the rows that exclude each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan, Problem
from orepath.plan.arrays import Arrays
from orepath.plan.ending import Conflict
from orepath.plan.engine import Engine
from orepath.plan.network import Network
from orepath.plan.policy.hold import Hold, holds_of, matrix_of
from orepath.plan.policy.supply import intake
from orepath.plan.program import Program
from orepath.plan.solve import arrays_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

SERVED = 0.5
"""Part of what would be used without hard policies that a plan must still leave."""

_LEAST = 1e-6  # kt/a
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
class Relief:
    """Hold the ways out of a contradiction.

    Parameters
    ----------
    together : tuple of Relaxation
        The least that must give if several may, the largest violation first.
    alone : tuple of Relaxation
        Policies of which one suffices, the smallest violation first.
    conflicts : tuple of str
        Labels of rows and limits that exclude each other.
    between : tuple of str
        Names of the hard policies among them.
    """

    together: tuple[Relaxation, ...]
    alone: tuple[Relaxation, ...]
    conflicts: tuple[str, ...]
    between: tuple[str, ...]


def relief_of(program: Program) -> Relief | None:
    """Find out whether hard policies contradict each other, and what would help.

    Starts are free and may be parts, so what is refused here no plan can keep.

    Parameters
    ----------
    program : Program
        Of one market, budgets in force.

    Returns
    -------
    Relief or None
        None where the policies leave enough to use, or none of them is hard.

    Raises
    ------
    InfeasiblePlan
        No flows keep the rules even without the policies; their conflict is named.

    Notes
    -----
    Two linear programs where nothing is wrong; one more for each hard policy where
    something is.
    """
    gives = [hold for hold in holds_of(program) if not hold.soft]
    if all(give.kind == "budget" for give in gives):
        return None
    elastic = _Elastic(program, gives)
    served = _served(program.network, gives, elastic.free)
    elastic.ask(served)
    if elastic.least(()) is not None:
        return None
    together = elastic.least(range(len(gives))) or []
    single = [elastic.least([at]) for at in range(len(gives))]
    alone = [found[0] for found in single if found]
    return Relief(
        tuple(sorted(together, key=lambda one: -one.violation)),
        tuple(sorted(alone, key=lambda one: one.violation)),
        *elastic.conflict(served),
    )


def refuse_contradictions(programs: Iterable[Program]) -> None:
    """Refuse a case whose hard policies leave nothing to use.

    Parameters
    ----------
    programs : iterable of Program
        One a market.

    Raises
    ------
    InfeasiblePlan
        With every way out as a problem, the cheapest first, and the rows in conflict.
    """
    problems: list[Problem] = []
    conflicts: list[str] = []
    for program in programs:
        found = relief_of(program)
        if found is not None:
            problems += problems_of(found)
            conflicts += found.conflicts
    if problems or conflicts:
        ways = "; or ".join(problem.fix for problem in problems)
        raise InfeasiblePlan(
            f"no plan keeps these policies together; {ways or 'take one of them out'}",
            conflicts,
            problems,
        )


def problems_of(relief: Relief) -> list[Problem]:
    """Tell the ways out, one a policy that suffices alone, else all that must give.

    Parameters
    ----------
    relief : Relief
        Of one market.
    """
    ways = relief.alone or relief.together
    rest = "" if relief.alone else ", and do all else that is told here"
    found = []
    for one in ways:
        others = [name for name in relief.between if name != one.give.name]
        beside = (
            f" beside {', '.join(f'“{name}”' for name in others)}" if others else ""
        )
        when = f", worst in {one.when}" if one.when else ""
        soft = "" if one.give.kind == "budget" else ", or give it an excess price"
        found.append(
            Problem(
                f"policies.csv:{one.give.policy}:value",
                f"“{one.give.name}” cannot be kept{beside}: less than half of what "
                f"would otherwise be used is left{when}",
                f"{one.words}{rest or soft}",
            )
        )
    return found


@dataclass(frozen=True)
class _Served:
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


def _served(n: Network, gives: Sequence[Hold], free: Floats) -> _Served:
    """Ask for half of what is used without policies, where a share binds it."""
    rows: list[sparse.csr_array] = []
    least: list[float] = []
    labels: list[str] = []
    for (commodity, place), moments in _bound_goods(gives).items():
        taken = matrix_of(n, intake(n, commodity, place))
        for moment in sorted(moments):
            row = taken[[moment], :]
            level = SERVED * float((row @ free)[0])
            if level > _LEAST:
                rows.append(row)
                least.append(level)
                labels.append(
                    f"use: half of the {commodity} otherwise used at {place}, "
                    f"{n.moments.label[moment]}"
                )
    joined = sparse.vstack(rows) if rows else sparse.csr_array((0, n.columns))
    return _Served(sparse.csr_array(joined), np.array(least), tuple(labels))


def _bound_goods(gives: Sequence[Hold]) -> dict[tuple[str, str], set[int]]:
    """Return the undisturbed moments in which shares bind a commodity at a place."""
    found: dict[tuple[str, str], set[int]] = {}
    for give in gives:
        if give.base is not None:
            goods = (give.row["commodity"], give.row["place"])
            found.setdefault(goods, set()).update(give.stem.tolist())
    return found


class _Elastic:
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

    def ask(self, served: _Served) -> None:
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

    def _relaxed(self, at: int, value: Floats) -> Relaxation:
        """Return what one policy must become for an answer to be allowed."""
        give = self._gives[at]
        activity = self._lp.matrix[give.rows, :] @ value
        must, when = give.needed(activity, self._limit(give), value)
        was = float(give.row["value"])
        return Relaxation(give, must, when, abs(must - was) / max(was, _LEAST))

    def conflict(self, served: _Served) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
