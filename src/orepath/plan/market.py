"""The market answers plans: each is solved once, priced, judged and remembered."""

from collections.abc import Callable
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


class Market:
    """Solve plans in the world market and remember them.

    Parameters
    ----------
    program : Program
        The assembled case.
    progress : callable or None
        Told after every new solve: how many, and the best gain so far.
    """

    def __init__(self, program: Program, progress: Progress | None = None) -> None:
        self.program = program
        self._solver = Solver(program)
        self._shares: Shares = shares_of(program.network)
        self._known: dict[Starts, Outcome] = {}
        self._progress = progress
        self._bill = dict(
            zip(
                program.network.projects["project"],
                commitments(program.network),
                strict=True,
            )
        )
        policies = program.network.case.table("policies")
        self._budgets = policies.filter(pl.col("kind") == "budget").select(
            "start", "value"
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

    def affordable(self, starts: Starts) -> bool:
        """Return whether a plan keeps every budget.

        Parameters
        ----------
        starts : tuple of (project, year)
            A plan; starts before a budget's first year do not count against it.
        """
        for first, value in self._budgets.iter_rows():
            bill = sum(self._bill[name] for name, year in starts if year >= first)
            if bill > value * 1e-6 + 1e-9:
                return False
        return True

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
            if self._progress:
                best = max(o.focus for o in self._known.values())
                self._progress(self.tried, best)
        return self._known[starts]

    def _judged(self, starts: Starts, answer: Answer) -> Outcome:
        """Take an answer apart."""
        n = self.program.network
        price = market_prices(self.program, answer)
        parts = surplus_of(self.program, answer, price)
        gain = focus_gain(n, parts, self._shares)
        other = focus_gain(n, parts, self._shares, to_exporters=True)
        return Outcome(starts, gain, other, parts.total, parts, answer, price)

    def best_for_exporters(self) -> Outcome:
        """Return the best plan tried, were the rents of trade the exporters'."""
        kept = [o for o in self._known.values() if self.affordable(o.starts)]
        return max(kept, key=lambda o: o.other)

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
