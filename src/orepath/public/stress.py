"""Stress: disruptions tried, years drawn, fixes found, the model held to history."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from orepath.plan.result import Plan
    from orepath.study.fixes import Fixes
    from orepath.study.trials import Trials


def stress_plan(plan: "Plan") -> "pl.DataFrame":
    """Try every disruption of the case, without the plan and with it.

    Parameters
    ----------
    plan : orepath.plan.result.Plan
        What :func:`optimize` returned.

    Returns
    -------
    polars.DataFrame
        What each disruption leaves short and what users lose, in the year it strikes.
    """
    from orepath.study.answering import struck

    return struck(plan)


def stress_trials(
    plan: "Plan",
    folder: "str | Path",
    *,
    trials: int = 10_000,
    seed: int = 7,
    workers: int = 1,
    shocks: "str | Path | None" = None,
) -> "Trials":
    """Live through thousands of drawn years, without the plan and with it.

    Parameters
    ----------
    plan : orepath.plan.result.Plan
        What :func:`optimize` returned.
    folder : str or Path
        Where every year is written; what was cut off there goes on.
    trials : int
        Years, 1 or more.
    seed : int
        Of all draws, 0 or more.
    workers : int
        Processes; a script that asks for several must guard its main part.
    shocks : str, Path or None
        A file with the columns of ``shocks.csv``; none tries those of the case.

    Returns
    -------
    orepath.study.trials.Trials
        Losses, their curve, shortages and culprits; the same whatever ``workers`` is.

    Raises
    ------
    InputError
        The folder holds something else, a number is out of range, or a shock of the
        file makes no sense.
    """
    from orepath.stress.given import with_shocks
    from orepath.study.trials import chains_of, check_folder, drawn, job_of

    target = Path(folder)
    check_folder(target)
    case = plan.case if shocks is None else with_shocks(plan.case, Path(shocks))
    chains = chains_of(case, plan.calibration, plan.starts, workers=workers)
    job = job_of(case, chains, target, (trials, seed))
    return drawn(job, workers=workers)


def cheapest_fixes(
    plan: "Plan", n1: "Sequence[str]" = (), *, least: float = 0.5, workers: int = 1
) -> "Fixes":
    """Find for each disruption that still hurts with the plan what would fix it.

    Parameters
    ----------
    plan : orepath.plan.result.Plan
        What :func:`optimize` returned.
    n1 : sequence of str
        What is lost besides, one at a time: ``suppliers``, ``owners``, ``stages``,
        ``stops``, ``legs``.
    least : float
        Part of the harm that a fix must take away, above 0 and at most 1.
    workers : int
        Processes; a script that asks for several must guard its main part.

    Returns
    -------
    orepath.study.fixes.Fixes
        The cheapest fix of each, and measures by what a USD of theirs avoids.

    Raises
    ------
    InputError
        A word of ``n1`` is not known, or ``least`` is out of range.
    """
    from orepath.study.answering import silent
    from orepath.study.fixes import cheapest

    given = plan.case, plan.calibration, plan.starts, n1, least, (silent, workers)
    return cheapest(*given)


def try_history(
    events: "str | Sequence[str]" = (), *, workers: int = 1
) -> "pl.DataFrame":
    """Try recorded disruptions on the case of the year before; tell hits and misses.

    Parameters
    ----------
    events : str or sequence of str
        Short names of events; none tries all.
    workers : int
        Processes; the answer does not depend on them.

    Returns
    -------
    polars.DataFrame
        One row a check of direction, rank or size, with what was told and seen, and
        the verdict: ``hit``, ``miss``, ``unknown``, or ``not tried`` with the reason.

    Raises
    ------
    InputError
        With every name that is no event.

    Examples
    --------
    >>> table = try_history("tellurium_2025")
    >>> price = table.filter(aspect="direction", what="price abroad, mean of the year")
    >>> price["verdict"].to_list()
    ['hit']
    """
    from orepath.study.history import check_table, history_of

    names = (events,) if isinstance(events, str) else events
    return check_table(history_of(names, workers=workers))
