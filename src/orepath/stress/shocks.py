"""Shocks are rows of the case turned into branches: what each leaves, year by year."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from orepath.errors import InputError, Problem, suggest
from orepath.plan.branch import Branch, Pressure
from orepath.stress.cut import Left
from orepath.stress.detour import legs_of, passes
from orepath.stress.effect import Effect, together
from orepath.stress.kind import SHOCKS, effects_of
from orepath.stress.state import State, months_in, states_of
from orepath.stress.target import Row
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

CONTROL = "undisturbed"
# So small that it weighs nothing, so large that its prices can be read.
CONTROL_CHANCE = 1e-3
# What lasts longer is no disruption any more: trade has found other ways.
YEARS = 3
# Recorded disruptions beside drawn states: there may be many of them.
_READ_CHANCE = 1e-4


def branch_of(case: Case, row: Row) -> Branch:
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
        raise InputError(_missed(case, row))
    return found[0]


def course_of(case: Case, row: Row) -> list[Branch]:
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
    effect, at = _beside(case, row)
    # What may be gone round for nothing is closed all the same.
    closed = row.get("stop") or row.get("leg")
    met = bool(closed) and passes(case, case.table("trade"), str(closed)).any()
    if not (effect.any[at] or met):
        return []
    found = []
    for year in range(1, YEARS + 1):
        months = months_in(year, row["months"], row.get("start"))
        if year > 1 and months <= 0.0:
            break
        lost = np.zeros((1, effect.any.size))
        lost[0, at] = row["severity"] * months / 12.0
        name = row["shock"] if year == 1 else f"{row['shock']}, year {year}"
        left = effect.struck(lost)
        found.append(branch_from(name, row["probability"], left, year=year))
    return found


def _beside(case: Case, row: Row) -> tuple[Effect, int]:
    """Return the effects of a case with that of a row, and which is the row's.

    Quotas of a case are counted alike in all its branches.
    """
    every = effects_of(case)
    own = SHOCKS[row["kind"]](case, row)
    names = case.table("shocks")["shock"].to_list()
    parts = [
        replace(every, **{name: part[k] for name, part in vars(every).items()})
        for k in range(len(names))
    ]
    at = names.index(row["shock"]) if row["shock"] in names else len(parts)
    return together(case, [*parts[:at], own, *parts[at + 1 :]]), at


def branch_from(
    name: str, chance: float, left: Left, at: int = 0, year: int = 1
) -> Branch:
    """Return the branch of one year of what disruptions leave.

    Parameters
    ----------
    name : str
        Of the branch.
    chance : float
        Of a year.
    left : Left
        What T years leave.
    at : int
        Which of them.
    year : int
        Which year of the disruption it is.
    """
    pressure = left.pressure
    if pressure is not None:
        rows = vars(pressure) | {"capped": [pressure.capped] * (at + 1)}
        pressure = Pressure(**{name: part[at] for name, part in rows.items()})
    return Branch(
        name, chance, left.site[at], left.pair[at], left.project[at],
        year=year, pressure=pressure,
    )  # fmt: skip


def _missed(case: Case, row: Row) -> Problem:
    """Tell that a shock hits nothing."""
    fix = (
        "correct whom it means (place, bloc, owner, process, stage, commodity, site, "
        "stop, leg) or delete the row"
    )
    if row.get("leg"):
        legs = frozenset[str]().union(*legs_of(case, case.table("trade")))
        fix = suggest(row["leg"], legs)
    return Problem(
        f"shocks.csv:{row['shock']}",
        f"{row['name']} hits no site, trade, use or project of the case",
        fix,
    )


def control_of(case: Case, calibration: Calibration) -> Branch:
    """Return the branch in which nothing happens.

    A disrupted year is compared with it and not with the trunk: both are single years
    under the same short-run limits, so that only the disruption makes a difference.

    Parameters
    ----------
    case, calibration : Case, Calibration
        For the number of sites, pairs and projects, and for quotas.
    """
    sites, pairs, _ = calibration.balance.sizes
    projects = case.table("projects").height
    whole = (np.ones(sites), np.ones(pairs), np.ones(projects))
    # What may be capped in a disrupted year stands here without a limit.
    still = effects_of(case).struck(np.zeros((1, case.table("shocks").height)))
    calm = branch_from(CONTROL, CONTROL_CHANCE, still).pressure
    capped = calm is not None and calm.quota.size > 0
    free = calm if capped else None
    return Branch(CONTROL, CONTROL_CHANCE, *whole, weighs=False, pressure=free)


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
            problems.append(_missed(parts[0][0], row))
    if problems:
        raise InputError(problems)
    for branches, (case, _) in zip(found, parts, strict=True):
        branches.extend(_drawn(case, drawn))
    return tuple(tuple(branches) for branches in found)


def _to_read(branch: Branch) -> Branch:
    """Return a branch that stands beside drawn states without weighing."""
    return replace(branch, probability=_READ_CHANCE, weighs=False)


def _drawn(case: Case, states: Sequence[State]) -> list[Branch]:
    """Return the branches of the drawn states that hit a cluster of goods."""
    names = case.table("shocks")["shock"].to_list()
    lost = np.array(
        [[state.lost.get(name, 0.0) for name in names] for state in states]
    ).reshape(len(states), len(names))
    left = effects_of(case).struck(lost)
    found = [branch_from(s.name, s.chance, left, at) for at, s in enumerate(states)]
    return [branch for branch in found if not branch.calm]
