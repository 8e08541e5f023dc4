"""The market answers plans: each is solved once, priced, judged and remembered.

Clusters of goods that share no process have a market each. What a plan brings is the
sum over them, and a change in one leaves the answers of the others as they were.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan
from orepath.plan.barred import broken, counted, refusal
from orepath.plan.engine import Standing
from orepath.plan.extension import choice_of
from orepath.plan.network import KT, Network
from orepath.plan.policy.budget import commitments, purses
from orepath.plan.prices import Pricing
from orepath.plan.program import Program
from orepath.plan.requirement import requirements, unready
from orepath.plan.risk import attitude_to, joint_attitude
from orepath.plan.solve import Answer
from orepath.plan.strand import Strands
from orepath.plan.surplus import focus_by_moment, focus_gain, shares_of, surplus_of
from orepath.plan.worth import Outcome, Starts, Worth
from orepath.world.case import Case

Progress = Callable[[int, float], None]
Floats = NDArray[np.float64]


class Market:
    """Solve plans in the world market of one cluster and remember them.

    Parameters
    ----------
    program : Program
        The assembled case.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.shares = shares_of(program.network)
        self.attitude, self._states = attitude_to(program.network)
        self._known: dict[Starts, Worth] = {}
        self._barred: dict[Starts, InfeasiblePlan] = {}
        self._last: Outcome | None = None
        self._footing: Standing | None = None
        self.bill: dict[str, float] = dict(
            zip(
                program.network.projects["project"],
                commitments(program.network).tolist(),
                strict=True,
            )
        )

    @cached_property
    def _strands(self) -> Strands:
        """Hand the program to the solver when the first plan is asked for."""
        return Strands(self.program, self._footing)

    @cached_property
    def _pricing(self) -> Pricing:
        """Lay out the curves from which prices are read."""
        return Pricing(self.program)

    def standing(self, starts: Starts) -> Standing:
        """Return where the solver ends under a plan, for a like market to begin there.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.

        Raises
        ------
        PlanError
            No flows keep all rules under this plan.
        """
        self._strands.solve(self.program.network.starts(dict(starts)))
        return self._strands.standing()

    def begin(self, standing: Standing) -> None:
        """Let the first plan set out from where a like market ended.

        Where programs differ in size the standing means nothing and is left aside.

        Parameters
        ----------
        standing : Standing
            Of the other market.
        """
        size = (standing.rows.size, standing.columns.size)
        if size == self.program.matrix.shape:
            self._footing = standing

    @property
    def tried(self) -> int:
        """Return the number of plans solved, those that break a rule among them."""
        return len(self._known) + len(self._barred)

    @property
    def barred(self) -> dict[Starts, InfeasiblePlan]:
        """Return the plans tried under which no flows keep all rules, and why."""
        return dict(self._barred)

    def options(self) -> dict[str, list[int]]:
        """Return the years in which each project may start."""
        n: Network = self.program.network
        block = n.blocks["start"]
        names = n.projects["project"].to_list()
        years: dict[str, list[int]] = {name: [] for name in names}
        for j, t in zip(block.item, block.moment, strict=True):
            years[names[j]].append(int(n.moments.first[t]))
        return years

    @property
    def known(self) -> tuple[Worth, ...]:
        """Return all plans that were tried, in order."""
        return tuple(self._known.values())

    def learn(
        self,
        known: Iterable[Worth],
        barred: Mapping[Starts, InfeasiblePlan] = MappingProxyType({}),
    ) -> None:
        """Take over what another market of the same program found out.

        Parameters
        ----------
        known : iterable of Worth
            Its plans; they count as tried.
        barred : mapping of plan to InfeasiblePlan
            Plans under which no flows keep all rules.
        """
        self._known |= {one.starts: one for one in known}
        self._barred |= barred

    def worth(self, starts: Starts) -> Worth:
        """Return what a plan brings, solving the market once.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.

        Raises
        ------
        InfeasiblePlan
            No flows keep all rules under this plan; that is remembered, too.
        """
        starts = tuple(sorted(starts))
        if starts in self._barred:
            raise self._barred[starts]
        if starts not in self._known:
            try:
                self._known[starts] = self.outcome(starts).bare
            except InfeasiblePlan as fault:
                self._barred[starts] = fault
                raise
        return self._known[starts]

    def allowed(self, starts: Starts) -> bool:
        """Return whether any flows keep all rules under a plan, solving it once.

        Parameters
        ----------
        starts : tuple of (project, year)
            In any order.
        """
        with suppress(InfeasiblePlan):
            self.worth(starts)
        return tuple(sorted(starts)) in self._known

    def outcome(self, starts: Starts) -> Outcome:
        """Solve the market under a plan and keep the answer; only the last one is kept.

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
        if self._last is None or self._last.starts != starts:
            answer = self._strands.solve(self.program.network.starts(dict(starts)))
            self._last = self.judged(starts, answer)
        return self._last

    def judged(self, starts: Starts, answer: Answer) -> Outcome:
        """Take an answer apart.

        Parameters
        ----------
        starts : tuple of (project, year)
            The plan it answers.
        answer : Answer
            Of this market's program, perhaps with limits moved.
        """
        n = self.program.network
        price = self._pricing.read(answer)
        parts = surplus_of(self.program, answer, price)
        mean = focus_gain(n, parts, self.shares)
        other = focus_gain(n, parts, self.shares, to_exporters=True)
        loss = self._losses(answer, price)
        risk = float(self.attitude.charge(loss))
        own = self.shares.projects
        part = (own > 0.0) & (own < 1.0)
        return Outcome(
            starts,
            mean - risk,
            other - risk,
            parts.total,
            parts,
            answer,
            price,
            duties=float(parts.duties.sum()),
            mean=mean,
            held=float((own * parts.projects)[part].sum()),
            shared=float(parts.projects[part].sum()),
            loss=loss,
        )

    def _losses(self, answer: Answer, price: Floats) -> Floats:
        """Return what the focus actor loses in each state (S,), USD million a year."""
        calm, states = self._states
        if not states.size:
            return np.zeros(0)
        yearly = focus_by_moment(self.program, answer, price, self.shares)
        return np.asarray(yearly[calm] - yearly[states])

    def gifted(self, row: int, quantity: float) -> tuple[Floats, Floats]:
        """Return how the market takes goods brought to it in every moment, no project.

        Parameters
        ----------
        row : int
            Base-year row of the balance: a good at a place.
        quantity : float
            kt/a brought; less than 0 is taken away.

        Returns
        -------
        tuple of ndarray (M,)
            The focus actor's surplus a year, and the price per kt; USD million. Who
            brings the goods is paid apart.

        Raises
        ------
        InfeasiblePlan
            So much cannot be taken away.
        """
        n = self.program.network
        balance = self.program.group("balance")
        given = np.zeros(self.program.matrix.shape[0])
        given[balance.rows][row :: n.calibration.balance.row_place.size] = quantity
        answer = self._strands.solve(n.starts({}), given)
        price = self._pricing.read(answer)
        surplus = focus_by_moment(
            self.program, answer, price, self.shares, to_exporters=False
        )
        return surplus, price[row] * KT


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
