"""A single market answers plans for one cluster: solved once, priced and remembered."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan
from orepath.plan.engine import Standing
from orepath.plan.network import KT, Network
from orepath.plan.policy.budget import commitments
from orepath.plan.prices import Pricing
from orepath.plan.program import Program
from orepath.plan.risk import attitude_to
from orepath.plan.solve import Answer
from orepath.plan.strand import Strands
from orepath.plan.surplus import focus_by_moment, focus_gain, shares_of, surplus_of
from orepath.plan.worth import Outcome, Starts, Worth

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
