"""The master knows the linking columns, and of the parts what the cuts have told it.

    min c·x + Σ η_p   over the master's own rows,   η_p ≥ aᵢ + gᵢ·x for the cuts of p

(Van Slyke & Wets 1969, with one η a part). With a share λ of aversion the scenarios'
costs C_s = Σ_{p in s} η_p / π_s enter as (1-λ) Σ π_s C_s + λ CVaR_α, and

    CVaR_α = min over ζ of ζ + Σ π_s max(C_s - ζ, 0) / (1-α)

(Rockafellar & Uryasev 2000), which is a column ζ and a row a scenario.

Covered is the risk of what scenarios cost the world: a sum over parts, of which each
part tells its share. Not covered is what one actor loses. That is read off prices, the
duals of the parts; it is no convex function of the starts, so no plane bounds it. The
focus actor's fear is therefore weighed in the search of plans (``plan.search``), whose
answers are confirmed one by one, and a program that is taken apart weighs states by
their chances alone unless a :class:`Risk` is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan.arrays import Arrays
from orepath.plan.decompose.cut import Cut
from orepath.plan.decompose.part import Split
from orepath.plan.ending import Ending
from orepath.plan.engine import Engine

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# A cut that lies this far below the answer for so many rounds is let go, once there
# are more than so many cuts a part.
_IDLE, _MANY = 12, 30
_SLACK = 1e-7


@dataclass(frozen=True)
class Risk:
    """Say how the scenarios' costs are weighed.

    Parameters
    ----------
    scenario : ndarray (parts,)
        Scenario of each part; -1 for one that bears no risk.
    chance : ndarray (scenarios,)
        Their chances π, which are in the parts' costs already; they sum to one.
    aversion : float
        λ, 0 to 1.
    tail : float
        α, 0 to less than 1.
    """

    scenario: Index
    chance: Floats
    aversion: float
    tail: float

    def cost(self, parts: Floats) -> float:
        """Return (1-λ)E + λ CVaR_α of what the parts cost.

        Parameters
        ----------
        parts : ndarray (parts,)
            Cost of each part, times the chance of its scenario.

        Examples
        --------
        Four scenarios of the chance ¼ that cost 1, 2, 3 and 4; the worst half costs 3½:

        >>> risk = Risk(np.arange(4), np.full(4, 0.25), 1.0, 0.5)
        >>> risk.cost(np.array([0.25, 0.5, 0.75, 1.0]))
        3.5
        """
        own = self.scenario >= 0
        by = np.bincount(self.scenario[own], parts[own], self.chance.size)
        loss = by / self.chance
        order = np.argsort(-loss, kind="stable")
        before = np.cumsum(self.chance[order]) - self.chance[order]
        in_tail = np.clip(1.0 - self.tail - before, 0.0, self.chance[order])
        worst = float(in_tail @ loss[order]) / (1.0 - self.tail)
        mean = float(by.sum())
        return float(
            parts[~own].sum() + (1 - self.aversion) * mean + self.aversion * worst
        )


@dataclass(frozen=True)
class Proposal:
    """Hold what the master proposes.

    Parameters
    ----------
    x : ndarray (K,)
        Values of the linking columns.
    bound : float
        No answer of the whole program costs less.
    model : ndarray (parts,)
        What the cuts say that each part costs at x.
    """

    x: Floats
    bound: float
    model: Floats


class Master:
    """Keep the linking columns and the cuts.

    Parameters
    ----------
    split : Split
        The program taken apart.
    risk : Risk or None
        None weighs scenarios by their chances alone.
    whole : ndarray of int or None
        Linking columns that count whole things, as positions among the linking ones.
    """

    def __init__(
        self, split: Split, risk: Risk | None = None, whole: Index | None = None
    ) -> None:
        self._split = split
        self._risk = risk
        self._whole = whole
        self._lp = _with_parts(split, risk)
        self._engine = Engine(self._lp)
        self._first = split.master.cost.size
        self._known = np.zeros(len(split.parts), dtype=bool)
        self._cuts: list[tuple[int, Cut]] = []
        self._idle = np.zeros(0, dtype=np.int64)

    @property
    def cuts(self) -> tuple[tuple[int, Cut], ...]:
        """Return the cuts in force, each with its part."""
        return tuple(self._cuts)

    def cost(self, x: Floats, parts: Floats) -> float:
        """Return what linking columns and parts cost together.

        Parameters
        ----------
        x : ndarray (K,)
            Linking columns.
        parts : ndarray (parts,)
            What each part costs.
        """
        own = float(self._split.master.cost @ x)
        if self._risk is None:
            return own + float(parts.sum())
        if np.isinf(parts).any():
            return np.inf
        return own + self._risk.cost(parts)

    def add(self, cuts: Sequence[tuple[int, Cut]]) -> None:
        """Take cuts into account.

        Parameters
        ----------
        cuts : sequence of (part, Cut)
            New ones.
        """
        if not cuts:
            return
        self._engine.add_rows(*self._rows(cuts))
        self._cuts.extend(cuts)
        self._idle = np.append(self._idle, np.zeros(len(cuts), dtype=np.int64))
        told = np.unique([part for part, cut in cuts if cut.cost]).astype(np.int64)
        fresh = told[~self._known[told]]
        self._known[fresh] = True
        free = np.full(fresh.size, np.inf)
        self._engine.columns(self._first + fresh, -free, free)

    def _rows(
        self, cuts: Sequence[tuple[int, Cut]]
    ) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return cuts as rows: g·x - η ≤ -a."""
        parts = self._split.parts
        index = [np.append(parts[p].linked, self._first + p) for p, _ in cuts]
        value = [np.append(c.gradient, -1.0 if c.cost else 0.0) for _, c in cuts]
        ends = np.cumsum([0, *(one.size for one in index)])
        matrix = sparse.csr_array(
            (np.concatenate(value), np.concatenate(index), ends),
            shape=(len(cuts), self._lp.cost.size),
        )
        upper = np.array([-cut.intercept for _, cut in cuts])
        return matrix, np.full(upper.size, -np.inf), upper

    def height(self, x: Floats) -> Floats:
        """Return what the cuts say that each part costs.

        Parameters
        ----------
        x : ndarray (K,)
            Linking columns.

        Returns
        -------
        ndarray (parts,)
            Minus infinity for a part that has told nothing.
        """
        height = np.full(len(self._split.parts), -np.inf)
        for part, cut in self._cuts:
            if cut.cost:
                here = cut.at(x[self._split.parts[part].linked])
                height[part] = max(height[part], here)
        return height

    def propose(self) -> Proposal:
        """Return the best linking columns as far as the cuts know.

        Returns
        -------
        Proposal
            Its bound is minus infinity while some part has told nothing.

        Raises
        ------
        InfeasiblePlan
            No linking columns suit the parts.
        """
        return self._read(self._engine.run())

    def propose_whole(self, gap: float) -> Proposal:
        """Return the best linking columns of which some count whole things.

        Parameters
        ----------
        gap : float
            Part of the objective that may stay unproven.

        Raises
        ------
        InfeasiblePlan
            No linking columns suit the parts.
        """
        # Cuts stay rows of this engine; the whole-number one is made anew.
        engine = Engine(self._lp, whole=self._whole)
        every = np.flatnonzero(self._known)
        free = np.full(every.size, np.inf)
        engine.columns(self._first + every, -free, free)
        if self._cuts:
            engine.add_rows(*self._rows(self._cuts))
        return self._read(engine.run(gap=gap), engine)

    def _read(self, end: Ending, engine: Engine | None = None) -> Proposal:
        """Return an ending as a proposal."""
        if end.status == "infeasible":
            raise InfeasiblePlan("no choice of the linking columns suits every part")
        if end.status == "unbounded":
            raise UnboundedPlan(
                "the objective has no limit: a price or bound is missing"
            )
        if end.status != "optimal":
            raise SolverError(f"the master program is {end.status}")
        value = (engine or self._engine).value
        bound = end.bound if self._known.all() else -np.inf
        x = np.clip(value[: self._first], self._lp.lower[: self._first],
                    self._lp.upper[: self._first])  # fmt: skip
        if engine is not None and self._whole is not None:
            x[self._whole] = np.rint(x[self._whole])
        parts = value[self._first : self._first + len(self._split.parts)]
        return Proposal(x, bound, parts)

    def prune(self) -> None:
        """Let go cuts that have not mattered for long, where there are many.

        Only after a proposal that has raised the bound, so that the course cannot
        turn in a circle.
        """
        x = self._engine.value
        height = np.array(
            [cut.at(x[self._split.parts[part].linked]) for part, cut in self._cuts]
        )
        at = np.array([self._first + part for part, _ in self._cuts], dtype=np.int64)
        cost = np.array([cut.cost for _, cut in self._cuts], dtype=bool)
        level = np.where(cost, x[at], 0.0)
        slack = level - height > _SLACK * (1.0 + np.abs(level))
        self._idle = np.where(slack & cost, self._idle + 1, 0)
        if len(self._cuts) < _MANY * len(self._split.parts):
            return
        gone = np.flatnonzero(self._idle > _IDLE)
        self._engine.drop_rows(self._lp.row_lower.size + gone)
        kept = np.setdiff1d(np.arange(len(self._cuts)), gone)
        self._cuts = [self._cuts[i] for i in kept]
        self._idle = self._idle[kept]


def _with_parts(split: Split, risk: Risk | None) -> Arrays:
    """Return the master's program with a column a part, still without a say."""
    lp = split.master
    parts = len(split.parts)
    still = np.zeros(parts)
    rows = lp.row_lower.size
    wide = sparse.hstack([lp.matrix, sparse.csc_array((rows, parts))], format="csc")
    if risk is None:
        return Arrays(
            np.append(lp.cost, np.ones(parts)),
            sparse.csc_array(wide),
            lp.row_lower,
            lp.row_upper,
            np.append(lp.lower, still),
            np.append(lp.upper, still),
        )
    return _with_risk(lp, wide, risk)


def _with_risk(lp: Arrays, wide: sparse.csc_array, risk: Risk) -> Arrays:
    """Return the master's program with ζ and each scenario's excess over it."""
    parts, count = risk.scenario.size, risk.chance.size
    own = np.flatnonzero(risk.scenario >= 0)
    scenario = risk.scenario[own]
    # excess + ζ - Σ η / π ≥ 0
    by_part = sparse.coo_array(
        (-1.0 / risk.chance[scenario], (scenario, lp.cost.size + own)),
        shape=(count, lp.cost.size + parts),
    )
    zeta = np.ones((count, 1))
    matrix = sparse.block_array(
        [
            [wide, None, None],
            [by_part, sparse.csc_array(zeta), sparse.eye_array(count)],
        ],
        format="csc",
    )
    weight = np.where(risk.scenario >= 0, 1.0 - risk.aversion, 1.0)
    excess = risk.aversion * risk.chance / (1.0 - risk.tail)
    still, free = np.zeros(parts), np.full(count, np.inf)
    return Arrays(
        np.concatenate([lp.cost, weight, [risk.aversion], excess]),
        sparse.csc_array(matrix),
        np.append(lp.row_lower, np.zeros(count)),
        np.append(lp.row_upper, free),
        np.concatenate([lp.lower, still, [-np.inf], np.zeros(count)]),
        np.concatenate([lp.upper, still, [np.inf], free]),
    )
