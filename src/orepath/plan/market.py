"""The market of a case answers plans: one market a cluster of goods, added up.

Clusters of goods that share no process have a market each. What a plan brings is the
sum over them; a change in one leaves the answers of the others as they were.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan
from orepath.plan.barred import broken, counted, refusal
from orepath.plan.extension import choice_of
from orepath.plan.policy.budget import purses
from orepath.plan.program import Program
from orepath.plan.requirement import requirements, unready
from orepath.plan.risk import joint_attitude
from orepath.plan.single import Market
from orepath.plan.worth import Outcome, Starts, Worth
from orepath.world.case import Case

Progress = Callable[[int, float], None]
Floats = NDArray[np.float64]


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
        self._known: dict[Starts, Worth] = {}
        self._purses = purses(part.program.network for part in self.parts)
        self._choices = [choice_of(part.program) for part in self.parts]
        self._ordered = requirements(case.table("projects")).size > 0
        self.attitude, self.states = joint_attitude([p.attitude for p in self.parts])

    def value(self, one: Worth) -> float:
        """Return what the plan is to make large: the focus actor's surplus, or z.

        Parameters
        ----------
        one : Worth
            A plan, in one market or in all.
        """
        return one.focus if self.case.settings.plan.whose == "focus" else one.z

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
        """Return whether a plan keeps every budget, the order of projects, own rules.

        Parameters
        ----------
        starts : iterable of (project, year)
            A plan; starts before a budget's first year do not count against it. Of
            one's own rules those on starts alone are asked.
        """
        plan = tuple(starts)
        if not all(purse.kept(plan) for purse in self._purses):
            return False
        if self._ordered and unready(self.case.table("projects"), dict(plan)):
            return False
        return all(self.lawful(at, own) for at, own in enumerate(self._split(plan)))

    def lawful(self, at: int, own: Starts) -> bool:
        """Return whether a market's part of a plan keeps own rules on starts alone.

        Parameters
        ----------
        at : int
            Position of the market.
        own : tuple of (project, year)
            Its part of a plan.
        """
        choice, network = self._choices[at], self.parts[at].program.network
        return choice is None or choice.kept(network.starts(dict(own)))

    def feasible(self, starts: Starts) -> bool:
        """Return whether any flows keep all rules under a plan, whatever it costs.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order. Each market is solved, once.
        """
        own = self._split(starts)
        return all(part.allowed(one) for part, one in zip(self.parts, own, strict=True))

    def allowed(self, starts: Starts) -> bool:
        """Return whether a plan is affordable and flows keep all rules under it.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.
        """
        return self.affordable(starts) and self.feasible(starts)

    @property
    def barred(self) -> dict[str, int]:
        """Return how many plans tried broke a rule, by its name, the most first."""
        return counted(
            broken(part.program, fault)
            for part in self.parts
            for fault in part.barred.values()
        )

    def refusal(self) -> InfeasiblePlan:
        """Return the error for a case of which no plan tried keeps the rules."""
        faults = [fault for part in self.parts for fault in part.barred.values()]
        return refusal(self.barred, faults[0].conflicts if faults else ())

    def bills(self, starts: Sequence[tuple[str, int]]) -> list[tuple[Floats, float]]:
        """Return what single starts take of each budget, and what the budget holds.

        One pair a budget, USD million.

        Parameters
        ----------
        starts : sequence of (project, year)
            Any number of them.
        """
        return [
            (np.array([purse.taken([start]) for start in starts]), purse.value)
            for purse in self._purses
        ]

    def worth(self, starts: Starts) -> Worth:
        """Return what a plan brings: each market solves its own part, once.

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
            each = [
                part.worth(own)
                for part, own in zip(self.parts, self._split(starts), strict=True)
            ]
            self._known[starts] = self._sum(starts, each)
            if self._progress and self.tried > before:
                best = max(self.value(one) for one in self._known.values())
                self._progress(self.tried, best)
        return self._known[starts]

    def outcomes(self, starts: Starts) -> tuple[Outcome, ...]:
        """Return all that a plan brings, one outcome a market.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.

        Raises
        ------
        PlanError
            No flows keep all rules under this plan.
        """
        return tuple(
            part.outcome(own)
            for part, own in zip(self.parts, self._split(starts), strict=True)
        )

    def _split(self, starts: Starts) -> list[Starts]:
        """Give every market its part of a plan."""
        own: list[list[tuple[str, int]]] = [[] for _ in self.parts]
        for start in sorted(starts):
            own[self._home[start[0]]].append(start)
        return [tuple(part) for part in own]

    def together(self, outcomes: Sequence[Outcome]) -> Worth:
        """Return what a plan brings in all markets together.

        Parameters
        ----------
        outcomes : sequence of Outcome
            One a market, each under its own part of the plan.
        """
        starts = tuple(sorted(start for one in outcomes for start in one.starts))
        return self._sum(starts, outcomes)

    def _sum(self, starts: Starts, each: Sequence[Worth]) -> Worth:
        """Add up what the parts of a plan bring; risk is that of the summed losses."""
        mean = sum(one.mean for one in each)
        # Each market took its own risk off; a state's loss is the sum over all.
        rents = sum(one.other - one.focus for one in each)
        loss = np.zeros(len(self.attitude.names))
        for one, at in zip(each, self.states, strict=True):
            loss[at] += one.loss
        focus = mean - float(self.attitude.charge(loss))
        return Worth(
            starts,
            focus,
            focus + rents,
            sum(one.world for one in each),
            duties=sum(one.duties for one in each),
            mean=mean,
            held=sum(one.held for one in each),
            shared=sum(one.shared for one in each),
            loss=loss,
        )

    @property
    def known(self) -> tuple[Worth, ...]:
        """Return all plans of the whole case that were tried, in order."""
        return tuple(self._known.values())

    def best_known(self, gain: Callable[[Worth], float]) -> Worth:
        """Return the best affordable plan of those tried, by another yardstick.

        Parameters
        ----------
        gain : callable
            What to make large.
        """
        kept = [one for one in self._known.values() if self.affordable(one.starts)]
        return max(kept, key=gain)
