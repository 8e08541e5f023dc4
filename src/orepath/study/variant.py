"""A variant is a case with one figure moved, rebuilt only where it is felt.

Only the clusters of goods whose tables change are calibrated and assembled anew. All
others keep their programs and every answer they ever gave.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from orepath.errors import InputError, Problem
from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.engine import Standing
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan
from orepath.plan.worth import Starts, Worth
from orepath.stress.shocks import branches_by_part
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME
from orepath.world.cluster import clusters
from orepath.world.coherence import check_coherence


@dataclass(frozen=True)
class Cell:
    """Point to one number of a case.

    Parameters
    ----------
    table, column : str
        Where it stands.
    row : int
        Position in the table.
    """

    table: str
    column: str
    row: int

    @property
    def where(self) -> str:
        """Return file, row and column as a spreadsheet shows them."""
        return f"{self.table}.csv:{self.row + 2}:{self.column}"


@dataclass(frozen=True)
class Base:
    """Hold a case with all that was found out about its plans.

    Parameters
    ----------
    case : Case
        As written.
    cases, calibrations, programs : tuple
        Of its clusters.
    known : tuple of tuple of Worth
        What each cluster's market has answered.
    starts : Starts
        The plan whose variants are tried: where their solvers set out.
    """

    case: Case
    cases: tuple[Case, ...]
    calibrations: tuple[Calibration, ...]
    programs: tuple[Program, ...]
    known: tuple[tuple[Worth, ...], ...]
    starts: Starts = ()
    _standings: dict[int, Standing] = field(default_factory=dict, compare=False)

    @cached_property
    def markets(self) -> Markets:
        """Return the markets of the case as written; they remember everything."""
        markets = Markets(self.case, self.programs)
        for part, known in zip(markets.parts, self.known, strict=True):
            part.learn(known)
        return markets

    def standing(self, at: int) -> Standing:
        """Return where a cluster's solver ends under the plan; it is solved once.

        Parameters
        ----------
        at : int
            Position of the cluster.
        """
        if at not in self._standings:
            own = tuple(s for s in self.starts if self.markets.home(s[0]) == at)
            self._standings[at] = self.markets.parts[at].standing(own)
        return self._standings[at]


def base_of(
    case: Case, known: Sequence[tuple[Worth, ...]], starts: Starts = ()
) -> Base:
    """Build a case whose plans were tried before.

    Parameters
    ----------
    case : Case
        As written.
    known : sequence of tuple of Worth
        What each cluster's market has answered, in the clusters' order.
    starts : Starts
        The plan whose variants are tried.
    """
    cases = clusters(case)
    years = calibrate(case).each
    parts = list(zip(cases, years, strict=True))
    programs = tuple(
        program_of(one, year, branches)
        for (one, year), branches in zip(parts, branches_by_part(parts), strict=True)
    )
    return Base(case, cases, tuple(years), programs, tuple(known), starts)


def base_from(plan: Plan) -> Base:
    """Return the base of a plan's variants; nothing is built or solved.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    """
    return Base(
        plan.case,
        clusters(plan.case),
        tuple(plan.calibration.each),
        tuple(part.program for part in plan.parts),
        tuple(part.known for part in plan.markets.parts),
        plan.search.best.starts,
    )


def moved(case: Case, cells: Sequence[Cell], change: Callable[[float], float]) -> Case:
    """Return a case with some numbers changed alike.

    Parameters
    ----------
    case : Case
        Unchanged afterwards.
    cells : sequence of Cell
        Numbers of one table and column, at least one.
    change : callable
        From the old number to the new.

    Returns
    -------
    Case
        Checked like one from a file.

    Raises
    ------
    InputError
        The number leaves the limits of its column, or the tables no longer fit each
        other: a process would make matter from nothing.
    """
    return put(
        case,
        {c: change(case.table(c.table)[c.column][c.row]) for c in cells},
    )


def put(case: Case, values: Mapping[Cell, float]) -> Case:
    """Return a case with some numbers of one column put in the place of others.

    Parameters
    ----------
    case : Case
        Unchanged afterwards.
    values : mapping of Cell to float
        Numbers of one table and column, in the inner unit.

    Returns
    -------
    Case
        Checked like one from a file.

    Raises
    ------
    InputError
        As :func:`moved`.
    """
    table, column = next((cell.table, cell.column) for cell in values)
    numbers = case.table(table)[column].to_list()
    spec = BY_NAME[table].column(column)
    problems: list[Problem] = []
    least = -math.inf if spec.least is None else spec.least
    most = math.inf if spec.most is None else spec.most
    for cell, new in values.items():
        if not least <= new <= most:
            what = f"{new:g} where {least:g} to {most:g} is expected"
            problems.append(Problem(cell.where, what, "choose a narrower range"))
        numbers[cell.row] = new
    frame = case.table(table).with_columns(pl.Series(column, numbers, pl.Float64))
    if not problems:
        check_coherence({**case.tables, table: frame}, case.settings, problems)
    if problems:
        raise InputError(problems)
    return case.replace(**{table: frame})


def markets_of(base: Base, case: Case) -> Markets:
    """Return the markets of a variant; those it does not touch remember everything.

    Those it touches set out from where the plan ends in the case as written.

    Parameters
    ----------
    base : Base
        What the variant was made from.
    case : Case
        The variant.

    Raises
    ------
    PlanError
        The base year cannot balance any more.
    InputError
        A disruption, project or policy no longer fits.
    """
    cases = clusters(case)
    touched = [not _alike(old, new) for old, new in zip(base.cases, cases, strict=True)]
    years = [
        calibrate(one) if new else year
        for one, year, new in zip(cases, base.calibrations, touched, strict=True)
    ]
    branches = _branches(base, cases, years)
    programs = [
        program_of(one, year, own) if new else program
        for one, year, own, program, new in zip(
            cases, years, branches, base.programs, touched, strict=True
        )
    ]
    markets = Markets(case, programs)
    for at, (part, new) in enumerate(zip(markets.parts, touched, strict=True)):
        if new:
            part.begin(base.standing(at))
        else:
            part.learn(base.known[at])
    return markets


def _alike(old: Case, new: Case) -> bool:
    """Return whether two clusters hold the same tables."""
    return all(
        frame is new.table(name) or frame.equals(new.table(name))
        for name, frame in old.tables.items()
    )


def _branches(
    base: Base, cases: Sequence[Case], years: Sequence[Calibration]
) -> Sequence[tuple[Branch, ...]]:
    """Return the disruptions of every cluster, new if their own figures changed."""
    if base.case.table("shocks").equals(cases[0].table("shocks")):
        return [program.network.branches for program in base.programs]
    return branches_by_part(list(zip(cases, years, strict=True)))
