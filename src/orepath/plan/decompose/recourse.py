"""Recourse is what a family of parts does once the linking columns stand.

Parts with the same coefficients share one engine. Each keeps the basis of its last
answer and begins from it, so that what it answers does not depend on who was asked
before. Where the costs of the family differ by a factor only, its mean (limits averaged
with the factors as weights) can be asked in the place of all: its weights bound every
member, and the members' bounds sum to the mean's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.decompose.cut import Cut, cut_of
from orepath.plan.decompose.part import Part, Structure
from orepath.plan.engine import Basis, Engine

Floats = NDArray[np.float64]
Task = Literal["cost", "mean", "value"]

# The least breach of the rows that is one, in their units.
_BREACH = 1e-6
_MEAN = -1  # stands for the mean where members are counted


@dataclass(frozen=True)
class Family:
    """Hold parts with the same coefficients.

    Parameters
    ----------
    structure : Structure
        The coefficients.
    members : tuple of Part
        One at least.
    """

    structure: Structure
    members: tuple[Part, ...]


@dataclass(frozen=True)
class Question:
    """Ask a family for its answer to the linking columns.

    Parameters
    ----------
    task : str
        ``cost`` of every member with a cut each, ``mean`` for the mean's cost and a cut
        for each member, ``value`` for the columns of every member.
    points : tuple of ndarray
        What each member's linking columns are.
    """

    task: Task
    points: tuple[Floats, ...]


@dataclass(frozen=True)
class Reply:
    """Hold what a family answers.

    Parameters
    ----------
    cost : ndarray (members,)
        Cost of each; infinite where its rows cannot be kept. For a ``mean`` the cost
        of the family stands first and the rest is nought.
    cuts : tuple of Cut
        One a member.
    values : tuple of ndarray
        Columns of each member, where they were asked for.
    iterations : int
        Simplex iterations.
    """

    cost: Floats
    cuts: tuple[Cut, ...] = ()
    values: tuple[Floats, ...] = ()
    iterations: int = 0


class Recourse:
    """Answer for a family.

    Parameters
    ----------
    family : Family
        Parts with the same coefficients.
    """

    def __init__(self, family: Family) -> None:
        self._family = family
        self._structure = family.structure
        self._lps = [member.lp for member in family.members]
        self._shown = self._lps[0]
        self._engine = Engine(self._shown, presolve=False)
        self._elastic: Engine | None = None
        self._basis: dict[int, Basis] = {}
        self._answer: dict[int, tuple[Floats, float, Floats]] = {}
        self._mean = mean_of(self._lps)
        self._iterations = 0

    def __call__(self, question: Question) -> Reply:
        """Answer a question.

        Parameters
        ----------
        question : Question
            With a point for every member.

        Raises
        ------
        SolverError
            A part costs less and less without end, or the solver failed.
        """
        self._iterations = 0
        if question.task == "mean":
            return self._in_the_mean(question.points[0])
        found = [
            self._solved(at, lp, x)
            for at, (lp, x) in enumerate(zip(self._lps, question.points, strict=True))
            if question.task == "cost"
        ]
        if question.task == "value":
            return self._values(question.points)
        cost = np.array([one for one, _ in found])
        return Reply(cost, tuple(cut for _, cut in found), (), self._iterations)

    def _in_the_mean(self, x: Floats) -> Reply:
        """Answer for the mean, and bound every member by its weights."""
        if self._mean is None:
            raise SolverError("the costs of these parts have no mean")
        lp, factor = self._mean
        cost, dual = self._run(_MEAN, lp, x)
        whole = bool(np.isfinite(cost))
        cuts = tuple(
            cut_of(self._structure, own, dual * (part if whole else 1.0), cost=whole)
            for own, part in zip(self._lps, factor, strict=True)
        )
        costs = np.zeros(len(self._lps))
        costs[0] = cost
        return Reply(costs, cuts, (), self._iterations)

    def _solved(self, at: int, lp: Arrays, x: Floats) -> tuple[float, Cut]:
        """Return the cost of a member, and its cut."""
        cost, dual = self._run(at, lp, x)
        kept = bool(np.isfinite(cost))
        if kept:
            self._answer[at] = x, cost, self._engine.value
        return cost, cut_of(self._structure, lp, dual, cost=kept)

    def _values(self, points: Sequence[Floats]) -> Reply:
        """Return the columns of every member."""
        cost, values = [], []
        for at, (lp, x) in enumerate(zip(self._lps, points, strict=True)):
            known = self._answer.get(at)
            if known is None or not np.array_equal(known[0], x):
                if not np.isfinite(self._solved(at, lp, x)[0]):
                    raise SolverError("a part has no columns where it keeps no rows")
                known = self._answer[at]
            cost.append(known[1])
            values.append(known[2])
        return Reply(np.array(cost), (), tuple(values), self._iterations)

    def _run(self, at: int, lp: Arrays, x: Floats) -> tuple[float, Floats]:
        """Return the cost and duals of a program of the family at x.

        Where nothing fits, the cost is infinite and the weights are of the breach.
        """
        engine = self._engine
        self._show(lp)
        shift = np.asarray(self._structure.link @ x)
        every = np.arange(shift.size)
        engine.rows(every, lp.row_lower - shift, lp.row_upper - shift)
        alone = len(self._lps) == 1
        # A member that was never asked begins where the mean ended.
        begin = self._basis.get(at, self._basis.get(_MEAN))
        if begin is not None:
            engine.set_basis(begin)
        end = engine.run()
        self._iterations += engine.iterations
        if end.status == "infeasible":
            return np.inf, self._breach(lp, shift)
        if end.status != "optimal":
            raise SolverError(f"a part of the program is {end.status}")
        if not alone:
            self._basis[at] = engine.basis(self._basis.get(at))
        return end.objective, engine.dual

    def _show(self, lp: Arrays) -> None:
        """Give the engine the limits and costs of another program of the family."""
        shown = self._shown
        if lp is shown:
            return
        moved = np.flatnonzero((lp.lower != shown.lower) | (lp.upper != shown.upper))
        self._engine.columns(moved, lp.lower[moved], lp.upper[moved])
        dearer = np.flatnonzero(lp.cost != shown.cost)
        self._engine.costs(dearer, lp.cost[dearer])
        self._shown = lp

    def _breach(self, lp: Arrays, shift: Floats) -> Floats:
        """Return weights that prove that the rows cannot be kept: minimise the breach.

        Unlike the ray of the run that failed they are of moderate size, and the cut
        they make is the deepest in units of the rows.
        """
        rows, columns = self._structure.matrix.shape
        if self._elastic is None:
            self._elastic = Engine(_elastic(self._structure.matrix, lp), presolve=False)
        every = np.arange(rows)
        self._elastic.rows(every, lp.row_lower - shift, lp.row_upper - shift)
        self._elastic.columns(np.arange(columns), lp.lower, lp.upper)
        end = self._elastic.run()
        self._iterations += self._elastic.iterations
        if end.status != "optimal" or end.objective < _BREACH:
            raise SolverError(
                "a part of the program is told to be infeasible and is not"
            )
        return self._elastic.dual


def _elastic(matrix: sparse.csc_array, lp: Arrays) -> Arrays:
    """Return the program that breaks its rows as little as can be."""
    rows, columns = matrix.shape
    unit = sparse.eye_array(rows, format="csc")
    slack = np.zeros(2 * rows)
    return replace(
        lp,
        cost=np.append(np.zeros(columns), slack + 1.0),
        matrix=sparse.csc_array(sparse.hstack([matrix, unit, -unit], format="csc")),
        lower=np.append(lp.lower, slack),
        upper=np.append(lp.upper, slack + np.inf),
    )


def mean_of(lps: Sequence[Arrays]) -> tuple[Arrays, Floats] | None:
    """Return the mean of programs whose costs differ by a factor only.

    By convexity it costs no more than they do together: with costs wₛC, Σₛ wₛ = 1, it
    has the cost C and the limits Σₛ wₛ bₛ.

    Parameters
    ----------
    lps : sequence of Arrays
        With the same matrix.

    Returns
    -------
    tuple of Arrays and ndarray, or None
        The mean and each program's part w of its cost; None where there is no mean.
    """
    first = lps[0].cost
    at = int(np.abs(first).argmax()) if first.size else 0
    if len(lps) == 1 or not first.size or first[at] == 0.0:
        return None
    factor = np.array([lp.cost[at] / first[at] for lp in lps])
    if (factor <= 0.0).any():
        return None
    for lp, part in zip(lps, factor, strict=True):
        if not np.allclose(lp.cost, part * first, rtol=1e-12, atol=0.0):
            return None
    weight = factor / factor.sum()

    def averaged(what: str) -> Floats:
        stacked = np.stack([getattr(lp, what) for lp in lps])
        return np.asarray(weight @ stacked, dtype=np.float64)

    mean = Arrays(
        first * factor.sum(),
        lps[0].matrix,
        averaged("row_lower"),
        averaged("row_upper"),
        averaged("lower"),
        averaged("upper"),
    )
    return mean, weight
