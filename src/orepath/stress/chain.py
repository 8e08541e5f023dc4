"""A chain is one cluster of goods made ready to be tried, without and with a plan."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orepath.plan.assemble import program_of
from orepath.plan.solve import Solver
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.draw import Hazards, Reach, Years, reach_of
from orepath.stress.operation import Operation
from orepath.stress.shocks import control_of
from orepath.stress.toll import Assessor
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

SIDES = ("without", "with")
"""Nothing is built, or the plan is."""


@dataclass(frozen=True)
class Side:
    """Hold one chain's undisturbed year under one plan.

    Parameters
    ----------
    dispatch : Dispatch
        The year.
    assessor : Assessor
        Who counts what it takes.
    """

    dispatch: Dispatch
    assessor: Assessor


@dataclass(frozen=True)
class Chain:
    """Hold one cluster of goods, ready to be tried.

    Parameters
    ----------
    reach : Reach
        What each disruption hits in it.
    sides : tuple of Side
        One a word of ``SIDES``.
    """

    reach: Reach
    sides: tuple[Side, ...]


def chain_of(case: Case, calibration: Calibration, starts: Mapping[str, int]) -> Chain:
    """Make one cluster of goods ready to be tried.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The cluster.
    starts : mapping of str to int
        The plan of the whole case: project to year.

    Returns
    -------
    Chain
        Two programs are solved: the course without the plan, and with it.

    Raises
    ------
    PlanError
        No flows keep all rules.
    """
    control = control_of(case, calibration)
    program = program_of(case, calibration, (control,))
    moment = int(program.network.moments.branches[0])
    own = set(case.table("projects")["project"])
    plan = {name: year for name, year in starts.items() if name in own}
    sides = []
    for built in ({}, plan):
        # A solver of its own: what was asked before may end in another corner.
        answer = Solver(program).solve(program.network.starts(built))
        part = dispatch_of(program, answer, moment)
        sides.append(Side(part, Assessor(program, part, moment)))
    return Chain(reach_of(case), tuple(sides))


def guided(part: Dispatch, reach: Reach, hazards: Hazards) -> Operation:
    """Return an operation that has seen every disruption once, by itself.

    Parameters
    ----------
    part : Dispatch
        The undisturbed year.
    reach : Reach
        What each disruption hits.
    hazards : Hazards
        How hard and long each is, at the value of its range.
    """
    operation = Operation(part)
    size = len(hazards.names)
    if size:
        one = np.eye(size, dtype=bool)
        months = hazards.months[:, 1]
        lost = hazards.severity[:, 1] * np.minimum(months, 12.0) / 12.0
        typical = Years(one, one * lost, one * months)
        operation.guide(part.cut(reach.left(typical)))
    return operation
