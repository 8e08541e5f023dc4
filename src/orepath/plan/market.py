"""The market answers plans: each is solved once, priced, judged and remembered.

Clusters of goods that share no process have a market each. What a plan brings is the
sum over them, and a change in one leaves the answers of the others as they were.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import Network
from orepath.plan.policy import commitments
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.plan.surplus import (
    Shares,
    Surplus,
    focus_gain,
    shares_of,
    surplus_of,
)
from orepath.world.case import Case

Starts = tuple[tuple[str, int], ...]
"""A plan: each project with the first year of the period in which it starts."""
Progress = Callable[[int, float], None]


@dataclass(frozen=True)
class Outcome:
    """Hold one plan and what it brings.

    Parameters
    ----------
    starts : tuple of (project, year)
        The plan, sorted by project.
    focus : float
        The focus actor's surplus, discounted USD million.
    other : float
        The same, were the rents of trade relations the exporters'.
    world : float
        The world's surplus, discounted USD million.
    parts : Surplus
        Surplus by actor.
    answer : Answer
        The solved market.
    price : ndarray (R, M)
        Market prices, USD/t.
    """

    starts: Starts
    focus: float
    other: float
    world: float
    parts: Surplus
    answer: Answer
    price: NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """Hold one plan and what it brings in all markets together.

    Parameters
    ----------
    starts : tuple of (project, year)
        The plan, sorted by project.
    focus, other, world : float
        Sums of the markets' figures, discounted USD million; see :class:`Outcome`.
    outcomes : tuple of Outcome
        One a market, each under its own part of the plan.
    """

    starts: Starts
    focus: float
    other: float
    world: float
    outcomes: tuple[Outcome, ...]


class Market:
    """Solve plans in the world market of one cluster and remember them.

    Parameters
    ----------
    program : Program
        The assembled case.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._solver = Solver(program)
        self._shares: Shares = shares_of(program.network)
        self._known: dict[Starts, Outcome] = {}
        self.bill: dict[str, float] = dict(
            zip(
                program.network.projects["project"],
                commitments(program.network).tolist(),
                strict=True,
            )
        )

    @property
    def tried(self) -> int:
        """Return the number of plans solved."""
        return len(self._known)

    def options(self) -> dict[str, list[int]]:
        """Return the years in which each project may start."""
        n: Network = self.program.network
        block = n.blocks["start"]
        names = n.projects["project"].to_list()
        years: dict[str, list[int]] = {name: [] for name in names}
        for j, t in zip(block.item, block.moment, strict=True):
            years[names[j]].append(int(n.moments.first[t]))
        return years

    def outcome(self, starts: Starts) -> Outcome:
        """Solve the market under a plan, once.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.

        Raises
        ------
        PlanError
            No flows keep all rules under this plan.
        """
        starts = tuple(sorted(starts))
        if starts not in self._known:
            answer = self._solver.solve(self.program.network.starts(dict(starts)))
            self._known[starts] = self._judged(starts, answer)
        return self._known[starts]

    def _judged(self, starts: Starts, answer: Answer) -> Outcome:
        """Take an answer apart."""
        n = self.program.network
        price = market_prices(self.program, answer)
        parts = surplus_of(self.program, answer, price)
        gain = focus_gain(n, parts, self._shares)
        other = focus_gain(n, parts, self._shares, to_exporters=True)
        return Outcome(starts, gain, other, parts.total, parts, answer, price)

    def world_starts(self) -> Starts:
        """Return what the world as a whole would build: starts of a half and more."""
        n = self.program.network
        answer = self._solver.solve(None)
        block = n.blocks["start"]
        names = n.projects["project"].to_list()
        chosen = answer.value[block.columns] >= 0.5
        return tuple(
            sorted(
                (names[j], int(n.moments.first[t]))
                for j, t in zip(block.item[chosen], block.moment[chosen], strict=True)
            )
        )


class Markets:
    """Answer plans in all markets of a case; they share nothing but its budgets.

    Parameters
    ----------
    case : Case
        The whole case, for its budgets and the order of its projects.
    programs : sequence of Program
        One a cluster; every project of the case belongs to one of them.
    progress : callable or None
        Told after every new solve: how many, and the best gain so far.
    """

    def __init__(
        self,
        case: Case,
        programs: Sequence[Program],
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress
        self.case = case
        self.parts = tuple(Market(program) for program in programs)
        self._home = {
            name: at for at, part in enumerate(self.parts) for name in part.bill
        }
        self._known: dict[Starts, Course] = {}
        self._budgets = tuple(
            case.table("policies")
            .filter(pl.col("kind") == "budget")
            .select("start", "value")
            .iter_rows()
        )

    @property
    def tried(self) -> int:
        """Return the number of plans solved, counting each market by itself."""
        return sum(part.tried for part in self.parts)

    def home(self, project: str) -> int:
        """Return the position of the market to which a project belongs."""
        return self._home[project]

    def options(self) -> dict[str, list[int]]:
        """Return the years in which each project may start, in the case's order."""
        found: dict[str, list[int]] = {}
        for part in self.parts:
            found |= part.options()
        return {name: found[name] for name in self.case.table("projects")["project"]}

    def affordable(self, starts: Iterable[tuple[str, int]]) -> bool:
        """Return whether a plan keeps every budget.

        Parameters
        ----------
        starts : iterable of (project, year)
            A plan; starts before a budget's first year do not count against it.
        """
        plan = tuple(starts)
        for first, value in self._budgets:
            bill = sum(
                self.parts[self.home(name)].bill[name]
                for name, year in plan
                if year >= first
            )
            if bill > value * 1e-6 + 1e-9:
                return False
        return True

    def outcome(self, starts: Starts) -> Course:
        """Answer a plan: each market solves its own part, once.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.

        Raises
        ------
        PlanError
            No flows keep all rules under this plan.
        """
        starts = tuple(sorted(starts))
        if starts not in self._known:
            before = self.tried
            own: list[list[tuple[str, int]]] = [[] for _ in self.parts]
            for name, year in starts:
                own[self._home[name]].append((name, year))
            outcomes = tuple(
                part.outcome(tuple(mine))
                for part, mine in zip(self.parts, own, strict=True)
            )
            self._known[starts] = Course(
                starts,
                sum(one.focus for one in outcomes),
                sum(one.other for one in outcomes),
                sum(one.world for one in outcomes),
                outcomes,
            )
            if self._progress and self.tried > before:
                best = max(one.focus for one in self._known.values())
                self._progress(self.tried, best)
        return self._known[starts]

    def best_for_exporters(self) -> Course:
        """Return the best plan tried, were the rents of trade the exporters'."""
        kept = [one for one in self._known.values() if self.affordable(one.starts)]
        return max(kept, key=lambda one: one.other)

    def world_starts(self) -> Starts:
        """Return what the world as a whole would build in every market.

        Each market keeps the budgets by itself; together they may exceed them.
        """
        found = [start for part in self.parts for start in part.world_starts()]
        return tuple(sorted(found))
