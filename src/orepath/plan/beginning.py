"""Where a climb begins decides where it ends, so a search begins in several places.

From the best plans of each market by itself, from what the world would build, and from
what residual steps propose. What one search of a single market found is a lesson for
the search of all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from orepath.errors import InfeasiblePlan
from orepath.plan.climb import WORTH
from orepath.plan.decompose.effort import Effort
from orepath.plan.market import Markets
from orepath.plan.requirement import unready
from orepath.plan.residual import Small, chosen, small_of
from orepath.plan.whole import joint_plan, rounded_plan, whole_plan
from orepath.plan.worth import Starts, Worth


@dataclass(frozen=True)
class Lesson:
    """Hold what the search of one market by itself found out, for a search of many.

    Parameters
    ----------
    worths : tuple of Worth
        All plans tried.
    world : tuple of (project, year) or None
        What the world would build in this market, if it was asked.
    small : Small or None
        The small program of its projects, if it was needed.
    barred : mapping of plan to InfeasiblePlan
        Plans tried under which no flows keep all rules.
    """

    worths: tuple[Worth, ...]
    world: Starts | None
    small: Small | None
    barred: Mapping[Starts, InfeasiblePlan] = field(default_factory=dict)


class Beginnings:
    """Find where climbs begin, when asked, or know it from lessons.

    Parameters
    ----------
    market : Markets
        The markets to be searched.
    lessons : sequence of Lesson
        One a market, or none at all.
    effort : Effort or None
        How hard to try for the world's plan.

    Attributes
    ----------
    bound : float
        What no plan brings the world, discounted USD million; infinite while it has not
        been asked.
    """

    def __init__(
        self,
        market: Markets,
        lessons: Sequence[Lesson],
        effort: Effort | None = None,
    ) -> None:
        self.market = market
        self.bound = np.inf
        self._effort = effort or Effort()
        none = [Lesson((), None, None)] * len(market.parts)
        self.worlds = [lesson.world for lesson in lessons or none]
        self.smalls = [lesson.small for lesson in lessons or none]

    @cached_property
    def least(self) -> Worth:
        """Return the course without any project, or one with as few as rules allow.

        Where a market cannot do without projects, because a rule of the user's own
        asks for what only they bring, it builds what the world would, less what it can
        do without.

        Raises
        ------
        InfeasiblePlan
            No plan keeps all rules, or none that was found.
        """
        if self.market.allowed(()):
            return self.market.worth(())
        starts: Starts = ()
        for at, part in enumerate(self.market.parts):
            if self.market.lawful(at, ()) and part.allowed(()):
                continue
            try:
                starts += whole_plan(part)[0]
            except InfeasiblePlan as fault:
                raise self.market.refusal() from fault
        if not self.market.allowed(starts):
            raise self.market.refusal()
        for start in starts:
            fewer = tuple(one for one in starts if one != start)
            starts = fewer if self.market.allowed(fewer) else starts
        return self.market.worth(starts)

    def worth(self, starts: Starts) -> Worth:
        """Return what a beginning brings; where a rule bars it, what the least does.

        Parameters
        ----------
        starts : tuple of (project, year)
            Affordable.
        """
        return self.market.worth(starts) if self.market.allowed(starts) else self.least

    def together(self) -> Starts:
        """Return the best plans tried in each market, as far as the budget goes."""
        bests = [
            max(part.known, key=self.market.value).starts
            for part in self.market.parts
            if part.known
        ]
        return self._afforded([start for plan in bests for start in plan])

    def world(self) -> Starts:
        """Return what the world would build in all markets, within the budgets.

        Where the plan is the world's, it is the best of all, as far as the bound tells.
        Where it is the focus actor's this is but a beginning: every market keeps the
        budgets by itself, in parts of projects, which are then rounded.

        Raises
        ------
        InfeasiblePlan
            No plan keeps all rules.
        """
        if self.market.case.settings.plan.whose == "world":
            level = self.least.z
            plan, self.bound = joint_plan(self.market.parts, level, self._effort)
            return plan
        for at, part in enumerate(self.market.parts):
            if self.worlds[at] is None:
                self.worlds[at] = rounded_plan(part)
        plans = [plan for plan in self.worlds if plan]
        return self._afforded([start for plan in plans for start in plan])

    def residual(self) -> Worth:
        """Return the best confirmed plan that residual steps propose.

        A proposal far from what is known is tried first; where the market denies it,
        the next must lie nearer to the best plan so far. Steps are asked of the course
        without projects; where rules bar that, the least plan is returned.
        """
        if not all(part.allowed(()) for part in self.market.parts):
            return self.least
        self.smalls = [
            small_of(part) if known is None else known
            for part, known in zip(self.market.parts, self.smalls, strict=True)
        ]
        smalls = [small for small in self.smalls if small is not None]
        at, radius = self.least, len(self.market.options())
        while radius >= 2:
            plan = chosen(self.market, smalls, radius, at.starts)
            one = self.market.worth(plan) if self.market.allowed(plan) else at
            if self.market.value(one) > self.market.value(at) + WORTH:
                at = one
            else:
                radius //= 2
        return at

    def _afforded(self, plan: list[tuple[str, int]]) -> Starts:
        """Return a plan without the projects that its budget bars, dearest first."""
        kept = sorted(plan)
        projects = self.market.case.table("projects")
        while kept and not self.market.affordable(kept):
            late = unready(projects, dict(kept))
            if late:
                kept = [start for start in kept if start[0] not in late]
                continue
            bills = [bill / max(limit, 1e-9) for bill, limit in self.market.bills(kept)]
            kept.pop(int(np.argmax(np.sum(bills, axis=0))))
        return tuple(kept)
