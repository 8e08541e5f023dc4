"""The world's optimum: the starts that serve the world best, under shared budgets.

Small programs are solved whole, large ones taken apart; both prove how near they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan.decompose.course import Course
from orepath.plan.decompose.effort import Effort, Step, gap_of
from orepath.plan.decompose.joint import Joint, joint_of
from orepath.plan.decompose.part import split
from orepath.plan.engine import Engine
from orepath.plan.program import Program

Floats = NDArray[np.float64]
Apart = Literal["chains", "branches"]

# Programs of so many columns and more are taken apart, if they fall into parts.
LARGE = 20_000
# An undisturbed course of no more than this part of all columns goes to the master.
_SHORT = 0.15


@dataclass(frozen=True)
class Optimum:
    """Hold the world's optimum.

    Parameters
    ----------
    starts : tuple of ndarray
        Each program's ``start`` columns.
    values : tuple of ndarray
        All columns of each program.
    objective : float
        Discounted USD million; the less the better.
    bound : float
        What any plan costs at the least.
    apart : int
        Parts the program was taken into; 1 where it was solved whole.
    steps : tuple of Step
        The course of the decomposition.
    """

    starts: tuple[Floats, ...]
    values: tuple[Floats, ...]
    objective: float
    bound: float
    apart: int
    steps: tuple[Step, ...] = ()

    @property
    def gap(self) -> float:
        """Return the part of the objective that is not proven."""
        return gap_of(self.objective, self.bound)


def decomposed(
    programs: Sequence[Program],
    effort: Effort | None = None,
    *,
    whole: bool = False,
    large: int = LARGE,
    apart: Apart | None = None,
) -> Optimum:
    """Find the starts that serve the world best.

    Parameters
    ----------
    programs : sequence of Program
        One a cluster of goods; they share their budgets.
    effort : Effort or None
        Gap, time, workers, journal, progress; None for a gap of 1e-6 in this process.
    whole : bool
        Whether a project starts as a whole or not at all.
    large : int
        Columns from which the program is taken apart; smaller ones, and such as do
        not fall into parts, are solved whole.
    apart : {"chains", "branches"} or None
        What stays together: a chain with all its disruptions, or, with the whole
        undisturbed course in the master, each disruption by itself. None takes the
        branches apart where they are many: measured, the chains need less time while
        the course is a large part of the program, and the time of the branches grows
        least with their number.

    Returns
    -------
    Optimum
        With its gap; no larger than asked for unless time or rounds ran out.

    Raises
    ------
    InfeasiblePlan
        No starts let every chain keep its rules.
    UnboundedPlan
        A limit or a price is missing.

    Notes
    -----
    Starts are the first stage, operation the second (Benders 1962). A trunk and its
    branches share all that comes before the disruption, so they are one part unless
    the trunk goes to the master.
    """
    effort = effort or Effort()
    joint = joint_of(programs)
    linking = joint.starts
    short = joint.trunk.size <= _SHORT * joint.lp.cost.size
    if apart == "branches" or (apart is None and short):
        linking = np.sort(np.append(linking, joint.trunk))
    if joint.lp.cost.size >= large:
        taken = split(joint.lp, linking)
        if len(taken.parts) > 1:
            at = np.searchsorted(linking, joint.starts) if whole else None
            found = Course(taken, effort, whole=at).run()
            return _read(
                joint, found.value, (found.objective, found.bound),
                (len(taken.parts), found.steps),
            )  # fmt: skip
    return _monolith(joint, effort, whole=whole)


def _monolith(joint: Joint, effort: Effort, *, whole: bool) -> Optimum:
    """Solve the joint program as one."""
    engine = Engine(joint.lp, whole=joint.starts if whole else None)
    seconds = effort.seconds if np.isfinite(effort.seconds) else None
    end = engine.run(gap=effort.gap, seconds=seconds)
    if end.status == "infeasible":
        raise InfeasiblePlan("no starts let every chain keep its rules")
    if end.status == "unbounded":
        raise UnboundedPlan("the objective has no limit: a price or bound is missing")
    if not np.isfinite(end.objective):
        raise SolverError("no plan was found in the time given")
    return _read(joint, engine.value, (end.objective, end.bound), (1, ()))


def _read(
    joint: Joint,
    value: Floats,
    ends: tuple[float, float],
    course: tuple[int, tuple[Step, ...]],
) -> Optimum:
    """Return an answer of the joint program, program by program."""
    values = joint.apart(value)
    sizes = np.cumsum(
        [
            int(((joint.starts >= a) & (joint.starts < b)).sum())
            for a, b in zip(joint.first[:-1], joint.first[1:], strict=True)
        ]
    )
    starts = tuple(np.split(value[joint.starts], sizes[:-1]))
    return Optimum(starts, values, *ends, *course)


def built(programs: Sequence[Program], optimum: Optimum) -> tuple[tuple[str, int], ...]:
    """Return the projects of an optimum, each with the first year of its period.

    Parameters
    ----------
    programs : sequence of Program
        Those the optimum was found for.
    optimum : Optimum
        Of starts that are no whole things, those of a half and more count.
    """
    found = []
    for program, values in zip(programs, optimum.starts, strict=True):
        network = program.network
        block, names = network.blocks["start"], network.projects["project"]
        for at in np.flatnonzero(values >= 0.5):
            year = int(network.moments.first[block.moment[at]])
            found.append((str(names[int(block.item[at])]), year))
    return tuple(sorted(found))
