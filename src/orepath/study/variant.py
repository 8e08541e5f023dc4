"""A variant is a case with one figure moved, rebuilt only where it is felt.

Only the clusters of goods whose tables change are calibrated and assembled anew. All
others keep their programs and every answer they ever gave.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from orepath.errors import InputError, Problem
from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.network import Branch
from orepath.plan.program import Program
from orepath.plan.worth import Worth
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
    """

    case: Case
    cases: tuple[Case, ...]
    calibrations: tuple[Calibration, ...]
    programs: tuple[Program, ...]
    known: tuple[tuple[Worth, ...], ...]


def base_of(case: Case, known: Sequence[tuple[Worth, ...]]) -> Base:
    """Build a case whose plans were tried before.

    Parameters
    ----------
    case : Case
        As written.
    known : sequence of tuple of Worth
        What each cluster's market has answered, in the clusters' order.
    """
    cases = clusters(case)
    years = calibrate(case).each
    parts = list(zip(cases, years, strict=True))
    programs = tuple(
        program_of(one, year, branches)
        for (one, year), branches in zip(parts, branches_by_part(parts), strict=True)
    )
    return Base(case, cases, tuple(years), programs, tuple(known))


def moved(case: Case, cells: Sequence[Cell], change: Callable[[float], float]) -> Case:
    """Return a case with some numbers changed alike.

    Parameters
    ----------
    case : Case
        Unchanged afterwards.
    cells : sequence of Cell
        Numbers of one table and column.
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
    table, column = cells[0].table, cells[0].column
    numbers = case.table(table)[column].to_list()
    spec = BY_NAME[table].column(column)
    problems: list[Problem] = []
    for cell in cells:
        new = change(numbers[cell.row])
        least = -math.inf if spec.least is None else spec.least
        most = math.inf if spec.most is None else spec.most
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
    for part, known, new in zip(markets.parts, base.known, touched, strict=True):
        if not new:
            part.learn(known)
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
