"""The course of a decomposition: propose, ask every part, learn, until it is proven.

The points that are asked lie between the best one known and the master's proposal
(in-out stabilisation, Ben-Ameur & Neto 2007): proposals jump about while the cuts are
few, and cuts from between cut deeper. Where scenarios are siblings the course begins
with their means, whose cuts serve them all, and only then asks each.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.core.crew import Crew
from orepath.errors import SolverError
from orepath.plan.decompose.cut import Cut
from orepath.plan.decompose.effort import Effort, Step, gap_of
from orepath.plan.decompose.journal import Journal, State
from orepath.plan.decompose.master import Master, Proposal, Risk
from orepath.plan.decompose.part import Split
from orepath.plan.decompose.recourse import (
    Family,
    Question,
    Recourse,
    Reply,
    Task,
    mean_of,
)

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Means need not be known better than this: they are not what is asked for.
_SCOUTED = 1e-4
# A cut is news if it lifts the model by this part of the whole cost.
_NEW = 1e-10
# Cuts that foretold this part of what was gained are near the truth.
_TRUE = 0.8


@dataclass(frozen=True)
class Found:
    """Hold what a decomposition has found.

    Parameters
    ----------
    value : ndarray (columns,)
        Best answer of the whole program.
    objective : float
        What it costs.
    bound : float
        What any answer costs at the least.
    rounds : int
        Rounds of questions.
    steps : tuple of Step
        The course.
    """

    value: Floats
    objective: float
    bound: float
    rounds: int
    steps: tuple[Step, ...]

    @property
    def gap(self) -> float:
        """Return the part of the objective that is not proven."""
        return gap_of(self.objective, self.bound)


@dataclass(frozen=True)
class Heard:
    """Hold what a round of questions brought.

    Parameters
    ----------
    cost : ndarray (parts,)
        What each part costs.
    model : ndarray (parts,)
        What the cuts had said before.
    news : bool
        Whether any cut was new.
    """

    cost: Floats
    model: Floats
    news: bool


class Course:
    """Run a decomposition.

    Parameters
    ----------
    split : Split
        The program taken apart.
    effort : Effort
        How hard to try.
    risk : Risk or None
        How scenarios are weighed; None by their chances alone.
    whole : ndarray of int or None
        Linking columns that count whole things, as positions among the linking ones.

    Notes
    -----
    A round solves one warm linear program a part, or one a family while scouting, and
    the master, whose size is that of the linking columns and cuts. So time grows with
    the number of parts, and hardly faster: more scenarios need no more rounds. Whole
    things are sought last: the cuts of the relaxed course hold for them, and few
    whole-number masters remain to be solved.
    """

    def __init__(
        self,
        split: Split,
        effort: Effort,
        risk: Risk | None = None,
        whole: Index | None = None,
    ) -> None:
        self._split = split
        self._effort = effort
        self._whole = whole if whole is not None and whole.size else None
        self._master = Master(split, risk, self._whole)
        self._members = [split.siblings(at) for at in range(len(split.structures))]
        self._families = [
            Family(structure, tuple(split.parts[p] for p in members))
            for structure, members in zip(split.structures, self._members, strict=True)
        ]
        self._steps: list[Step] = []
        self._upper, self._lower = np.inf, -np.inf
        self._best: Floats | None = None
        self._start: Floats | None = None
        self._since = time.monotonic()

    def run(self) -> Found:
        """Go on until the gap is closed or the effort spent.

        Returns
        -------
        Found
            With the best answer so far, whether or not the gap is closed.

        Raises
        ------
        InfeasiblePlan
            No linking columns suit every part.
        SolverError
            The effort was spent before any answer was found.
        """
        weight = [
            float(f.structure.matrix.nnz * len(f.members)) for f in self._families
        ]
        with Crew(Recourse, self._families, self._effort.workers, weight) as crew:
            self._crew = crew
            self._resume()
            self._scout()
            self._close()
            found = self._answer()
        if self._journal is not None and not self._spent():
            self._journal.done()
        return found

    def _resume(self) -> None:
        """Go on from the journal, if there is one."""
        path, self._kept = self._effort.journal, 0
        self._journal = None if path is None else Journal(path, self._split)
        if self._journal is not None:
            state = self._journal.read()
            self._master.add(state.cuts)
            self._start, self._kept = state.best, len(state.cuts)

    def _scout(self) -> None:
        """Learn cheaply: ask families for their means, where they have one."""
        lps = [[part.lp for part in family.members] for family in self._families]
        self._means = [mean_of(own) is not None for own in lps]
        if self._start is not None or not any(self._means):
            return
        centre, least = None, np.inf
        while self._may_go_on():
            proposal = self._master.propose()
            self._raise(proposal)
            point = self._between(centre, proposal.x, self._effort.reach)
            heard = self._ask(point, scouting=True)
            linking = self._split.master.cost
            here = float(linking @ point + heard.cost.sum())
            if here < least:
                centre, least = point, here
            known = float(linking @ proposal.x + proposal.model.sum())
            self._keep()
            self._told()
            enough = max(self._effort.gap, _SCOUTED)
            close = np.isfinite(proposal.bound) and gap_of(least, known) <= enough
            if close or not heard.news:
                break
        self._start = centre

    def _close(self) -> None:
        """Ask every part until the gap is closed; then, if need be, in whole things."""
        reach, asked = self._effort.reach, 0
        while not asked or self._may_go_on():
            asked += 1
            proposal = self._master.propose()
            self._raise(proposal)
            if self._proven():
                break
            point = self._between(self._best, proposal.x, reach)
            if self._start is not None:
                point, self._start = self._start, None
            before = self._upper
            heard = self._ask(point)
            self._take(point, heard.cost)
            self._told()
            if reach == 1.0 and not heard.news:
                break
            reach = self._next_reach(reach, point, before, heard)
        if self._whole is not None:
            self._in_whole_things()

    def _in_whole_things(self) -> None:
        """Close the gap among whole-number answers; the cuts so far hold for them."""
        self._upper, self._best = np.inf, None
        asked = 0
        while not asked or self._may_go_on():
            asked += 1
            proposal = self._master.propose_whole(self._effort.gap / 2)
            self._raise(proposal)
            if self._proven():
                return
            heard = self._ask(proposal.x)
            self._take(proposal.x, heard.cost)
            self._told()
            if not heard.news:
                return

    def _next_reach(
        self, reach: float, point: Floats, before: float, heard: Heard
    ) -> float:
        """Go further where the cuts foretold nearly all of what was gained."""
        if not heard.news:
            return 1.0
        if not np.isfinite(before) or np.isinf(heard.model).any():
            return self._effort.reach
        gained = before - self._master.cost(point, heard.cost)
        foretold = before - self._master.cost(point, heard.model)
        return min(2 * reach, 1.0) if gained > _TRUE * foretold else self._effort.reach

    def _may_go_on(self) -> bool:
        """Return whether another round may begin."""
        return not self._spent()

    def _spent(self) -> bool:
        """Return whether the rounds or the time are spent."""
        seconds = time.monotonic() - self._since
        return (
            len(self._steps) >= self._effort.rounds or seconds >= self._effort.seconds
        )

    def _proven(self) -> bool:
        """Return whether the gap is closed."""
        return gap_of(self._upper, self._lower) <= self._effort.gap

    def _raise(self, proposal: Proposal) -> None:
        """Raise the lower bound to the master's, and let go what no longer counts."""
        if proposal.bound > self._lower:
            self._lower = proposal.bound
            if self._whole is None:
                self._master.prune()

    def _between(self, centre: Floats | None, out: Floats, reach: float) -> Floats:
        """Return the point to ask."""
        return out if centre is None else centre + reach * (out - centre)

    def _take(self, point: Floats, cost: Floats) -> None:
        """Keep the best point."""
        here = self._master.cost(point, cost)
        if here < self._upper:
            self._upper, self._best = here, point
        self._keep()

    def _keep(self) -> None:
        """Write down what is known by now."""
        if self._journal is not None:
            self._journal.write(State(self._master.cuts, self._best))

    def _ask(self, x: Floats, *, scouting: bool = False) -> Heard:
        """Ask all families and learn.

        Of a mean, the cost of the family stands at its first member.
        """
        tasks: list[Task] = [
            "mean" if scouting and mean else "cost" for mean in self._means
        ]
        replies = self._heard(x, tasks)
        cost = np.zeros(len(self._split.parts))
        cuts: list[tuple[int, Cut]] = []
        for members, reply in zip(self._members, replies, strict=True):
            cost[list(members)] = reply.cost
            cuts.extend(zip(members, reply.cuts, strict=True))
        height = self._master.height(x)
        scale = max(abs(float(height[np.isfinite(height)].sum())), 1e-9)
        fresh = [
            (part, cut)
            for part, cut in cuts
            if not cut.at(x[self._split.parts[part].linked])
            <= (height[part] if cut.cost else 0.0) + _NEW * scale
        ]
        self._master.add(fresh)
        return Heard(cost, height, news=bool(fresh))

    def _heard(self, x: Floats, tasks: list[Task]) -> list[Reply]:
        """Return the replies of all families."""
        parts = self._split.parts
        return self._crew.ask(
            [
                (at, Question(task, tuple(x[parts[p].linked] for p in members)))
                for at, (task, members) in enumerate(
                    zip(tasks, self._members, strict=True)
                )
            ]
        )

    def _told(self) -> None:
        """Note and tell how far the course has come."""
        gap = gap_of(self._upper, self._lower)
        spent = time.monotonic() - self._since
        step = Step(
            len(self._steps) + 1,
            self._lower,
            self._upper,
            gap,
            spent,
            self._left(gap, spent),
            self._kept,
        )
        self._steps.append(step)
        if self._effort.progress is not None:
            self._effort.progress(step)

    def _left(self, gap: float, spent: float) -> float:
        """Return the seconds left, by the pace at which the gap's digits come."""
        first = next((s for s in self._steps if np.isfinite(s.gap) and s.gap > 0), None)
        if first is None or not 0.0 < gap < first.gap or self._effort.gap <= 0.0:
            return np.inf
        pace = (spent - first.seconds) / np.log(first.gap / gap)
        return max(float(pace * np.log(gap / self._effort.gap)), 0.0)

    def _answer(self) -> Found:
        """Return the best answer with the columns of all parts."""
        if self._best is None:
            raise SolverError("no answer was found in the rounds and time given")
        replies = self._heard(self._best, ["value"] * len(self._families))
        own: list[Floats] = [np.zeros(0)] * len(self._split.parts)
        for members, reply in zip(self._members, replies, strict=True):
            for part, values in zip(members, reply.values, strict=True):
                own[part] = values
        return Found(
            self._split.whole(self._best, own),
            self._upper,
            self._lower,
            len(self._steps),
            tuple(self._steps),
        )
