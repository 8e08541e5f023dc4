"""A shock is a row of the case turned into what it leaves of sites, trade and projects.

``SHOCKS`` lists the kinds; each is a function of one signature.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem
from orepath.plan.network import Branch
from orepath.stress.state import State, part_lost, states_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.route import route_of

CONTROL = "undisturbed"
# So small that it weighs nothing, so large that its prices can be read.
CONTROL_CHANCE = 1e-3
# What lasts longer is no disruption any more: trade has found other ways.
YEARS = 3
# Recorded disruptions beside drawn states: there may be many of them.
_READ_CHANCE = 1e-4

Flags = NDArray[np.bool_]
Hit = tuple[Flags, Flags, Flags]
"""What is hit: sites (K,), trade pairs (F,) and projects (J,)."""
Shock = Callable[[Case, Mapping[str, Any]], Hit]


def outage(case: Case, row: Mapping[str, Any]) -> Hit:
    """Hit sites of a process at a place, and projects of the same kind there."""
    sites, projects = case.table("sites"), case.table("projects")
    at_site = _same(sites, "place", row["place"]) & _same(
        sites, "process", row["process"]
    )
    at_project = _same(projects, "place", row["place"]) & _same(
        projects, "process", row["process"]
    )
    return at_site, np.zeros(case.table("trade").height, dtype=bool), at_project


def export_ban(case: Case, row: Mapping[str, Any]) -> Hit:
    """Hit what leaves a place: one commodity, or all of them."""
    trade, projects = case.table("trade"), case.table("projects")
    pairs = _same(trade, "origin", row["place"])
    contracts = _same(projects, "place", row["place"]) & _same(
        projects, "kind", "contract"
    )
    if row["commodity"] is not None:
        pairs &= _same(trade, "commodity", row["commodity"])
        contracts &= _same(projects, "commodity", row["commodity"])
    return np.zeros(case.table("sites").height, dtype=bool), pairs, contracts


def closure(case: Case, row: Mapping[str, Any]) -> Hit:
    """Hit all trade whose route passes a strait or stop."""
    trade, projects = case.table("trade"), case.table("projects")
    pairs = _passes(case, trade, row["stop"])
    contracts = np.zeros(projects.height, dtype=bool)
    bound = np.flatnonzero((projects["kind"] == "contract").to_numpy())
    if bound.size:
        ends = projects[bound].select(
            "commodity", pl.col("place").alias("origin"), "destination"
        )
        contracts[bound] = _passes(case, ends, row["stop"])
    return np.zeros(case.table("sites").height, dtype=bool), pairs, contracts


def _same(frame: pl.DataFrame, column: str, word: str | None) -> Flags:
    """Return where a column holds a word; an empty word matches nothing."""
    if word is None:
        return np.zeros(frame.height, dtype=bool)
    return np.asarray((frame[column] == word).fill_null(value=False).to_numpy())


def _passes(case: Case, pairs: pl.DataFrame, stop: str) -> Flags:
    """Return where the route of a pair names a stop."""
    via = route_of(case, pairs)["via"].fill_null("")
    return np.array([stop in words.split() for words in via], dtype=bool)


SHOCKS: Mapping[str, Shock] = {
    "outage": outage,
    "export_ban": export_ban,
    "closure": closure,
}


def branch_of(case: Case, row: Mapping[str, Any]) -> Branch:
    """Turn one row of ``shocks`` into a branch of the plan: its first year.

    The part lost is the severity times the part of the year it lasts.

    Parameters
    ----------
    case : Case
        Sites, trade, projects and routes.
    row : mapping
        A row of the ``shocks`` table.

    Returns
    -------
    Branch
        What is left of sites (K,), pairs (F,) and projects (J,).

    Raises
    ------
    InputError
        The shock hits nothing in the case: a slip of the pen, or a table is missing.
    """
    found = course_of(case, row)
    if not found:
        raise InputError(_missed(row))
    return found[0]


def course_of(case: Case, row: Mapping[str, Any]) -> list[Branch]:
    """Turn one row of ``shocks`` into branches, one for each year that it lasts.

    Parameters
    ----------
    case : Case
        Sites, trade, projects and routes.
    row : mapping
        A row of the ``shocks`` table.

    Returns
    -------
    list of Branch
        The first year under the shock's own name, then at most two more; none where
        the shock hits nothing.
    """
    sites, pairs, projects = SHOCKS[row["kind"]](case, row)
    if not (sites.any() or pairs.any() or projects.any()):
        return []
    found = []
    for year in range(1, YEARS + 1):
        months = row["months"] - 12.0 * (year - 1)
        if year > 1 and months <= 0.0:
            break
        left = 1.0 - part_lost(row["severity"], months)
        found.append(
            Branch(
                row["shock"] if year == 1 else f"{row['shock']}, year {year}",
                row["probability"],
                np.where(sites, left, 1.0),
                np.where(pairs, left, 1.0),
                np.where(projects, left, 1.0),
                year=year,
            )
        )
    return found


def _missed(row: Mapping[str, Any]) -> Problem:
    """Tell that a shock hits nothing."""
    return Problem(
        f"shocks.csv:{row['shock']}",
        f"{row['name']} hits no site, trade or project of the case",
        "correct place, process, commodity or stop, or delete the row",
    )


def control_of(case: Case, calibration: Calibration) -> Branch:
    """Return the branch in which nothing happens.

    A disrupted year is compared with it and not with the trunk: both are single years
    under the same short-run limits, so that only the disruption makes a difference.

    Parameters
    ----------
    case, calibration : Case, Calibration
        For the number of sites, pairs and projects.
    """
    sites, pairs, _ = calibration.balance.sizes
    projects = case.table("projects").height
    whole = (np.ones(sites), np.ones(pairs), np.ones(projects))
    return Branch(CONTROL, CONTROL_CHANCE, *whole, weighs=False)


def branches_of(case: Case, calibration: Calibration) -> tuple[Branch, ...]:
    """Turn every row of ``shocks`` into a branch, the undisturbed control first.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.

    Returns
    -------
    tuple of Branch
        The control, then each row's years in file order, then the states drawn.

    Raises
    ------
    InputError
        With every shock that hits nothing.
    """
    return branches_by_part([(case, calibration)])[0]


def branches_by_part(
    parts: Sequence[tuple[Case, Calibration]],
) -> tuple[tuple[Branch, ...], ...]:
    """Turn every row of ``shocks`` into a branch of each cluster of goods it hits.

    Where the case asks for states to be drawn, these weigh on the plan in place of the
    recorded disruptions, which then stand there only to be read.

    Parameters
    ----------
    parts : sequence of (Case, Calibration)
        The clusters of one case, which share its shocks.

    Returns
    -------
    tuple of tuple of Branch
        One a cluster: the control, each year of a row that hits it, in file order, and
        one a state that does.

    Raises
    ------
    InputError
        With every shock that hits none of the clusters.
    """
    found = [[control_of(case, calibration)] for case, calibration in parts]
    problems: list[Problem] = []
    drawn = states_of(parts[0][0])
    for row in parts[0][0].table("shocks").iter_rows(named=True):
        hits = [course_of(case, row) for case, _ in parts]
        for branches, course in zip(found, hits, strict=True):
            branches.extend(course if not drawn else map(_to_read, course))
        if not any(hits):
            problems.append(_missed(row))
    if problems:
        raise InputError(problems)
    for branches, (case, _) in zip(found, parts, strict=True):
        branches.extend(_drawn(case, drawn))
    return tuple(tuple(branches) for branches in found)


def _to_read(branch: Branch) -> Branch:
    """Return a branch that stands beside drawn states without weighing."""
    return replace(branch, probability=_READ_CHANCE, weighs=False)


def _drawn(case: Case, states: Sequence[State]) -> list[Branch]:
    """Return the branches of the drawn states that hit a cluster of goods.

    Several disruptions of one thing in one year leave the product of what each leaves:
    nobody knows whether their months fall together.
    """
    rows = {row["shock"]: row for row in case.table("shocks").iter_rows(named=True)}
    hits = {name: SHOCKS[row["kind"]](case, row) for name, row in rows.items()}
    found = []
    for state in states:
        left = [np.ones(flags.size) for flags in next(iter(hits.values()))]
        for name, lost in state.lost.items():
            for part, flags in zip(left, hits[name], strict=True):
                part[flags] *= 1.0 - lost
        if any((part < 1.0).any() for part in left):
            sites, pairs, projects = left
            found.append(Branch(state.name, state.chance, sites, pairs, projects))
    return found
