"""Plan and stress a case, each cluster of goods by itself, here or in processes."""

from collections.abc import Callable

import polars as pl

from orepath.core.workers import Workers, mapped
from orepath.plan.assemble import program_of
from orepath.plan.barred import told
from orepath.plan.beginning import Lesson
from orepath.plan.market import Markets
from orepath.plan.network import Branch
from orepath.plan.program import Program
from orepath.plan.relief import refuse_contradictions
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import explore, search
from orepath.stress.shocks import branches_by_part
from orepath.stress.trial import strikes, suppliers, trial
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

Tell = Callable[[str], None]


def silent(words: str) -> None:
    """Tell nobody."""


def plan_case(
    case: Case, calibration: Calibration, tell: Tell = silent, workers: Workers = 1
) -> Plan:
    """Search the plan of a calibrated case, disruptions foreseen as chances.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    tell : callable
        Told one line of words every ten plans.
    workers : Workers
        Who explores the clusters of goods.

    Returns
    -------
    Plan
        The plan and what it rests on; the same whoever works.

    Raises
    ------
    InputError
        A shock, project or policy does not fit the case.
    PlanError
        No plan keeps all rules, or hard policies leave nothing to use.

    Notes
    -----
    Each cluster is first searched as if it were alone. The search of all together then
    finds nearly every answer given, and only the shared budget still to be kept.
    """
    programs = programs_of(case, calibration)
    refuse_contradictions(programs)
    markets = Markets(case, programs, _progress(tell))
    cases = clusters(case)

    def done(count: int, of: int) -> None:
        if of > 1:
            tell(f"Searching the plan: {count} of {of} chains done")

    branches = [program.network.branches for program in programs]
    tasks = list(zip(cases, branches, strict=True))
    # One chain by itself is the whole; there is nothing to learn beforehand.
    lessons = mapped(explored, tasks, workers, done) if len(tasks) > 1 else []
    found = search(markets, lessons)
    for rule, count in found.barred.items():
        tell(told(rule, count))
    return plan_of(calibration, markets, found)


def programs_of(case: Case, calibration: Calibration) -> list[Program]:
    """Assemble the programs of a case, one a cluster of goods, with its disruptions.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.

    Raises
    ------
    InputError
        A shock hits nothing, or a project or policy does not fit the case.
    """
    parts = list(zip(clusters(case), calibration.each, strict=True))
    return [
        program_of(one, year, branches)
        for (one, year), branches in zip(parts, branches_by_part(parts), strict=True)
    ]


def explored(task: tuple[Case, tuple[Branch, ...]]) -> Lesson:
    """Search the plan of one cluster by itself; return what was found out.

    Parameters
    ----------
    task : tuple of Case and tuple of Branch
        One cluster, with the branches that hit it.
    """
    case, branches = task
    return explore(Markets(case, [program_of(case, calibrate(case), branches)]))


def _progress(tell: Tell) -> Callable[[int, float], None]:
    """Return what tells every ten plans how far the search is."""

    def progress(tried: int, best: float) -> None:
        if tried % 10 == 0:
            tell(
                f"Searching the plan: {tried} plans solved, best so far "
                f"{best:,.0f} m USD"
            )

    return progress


def struck(plan: Plan) -> pl.DataFrame:
    """Return what each recorded disruption does, with and without the plan."""
    return strikes(plan.case, plan.parts)


def suppliers_lost(
    plan: Plan, tell: Tell = silent, workers: Workers = 1
) -> pl.DataFrame:
    """Return what losing each supplier does, with and without the plan.

    Parameters
    ----------
    plan : Plan
        With its starts.
    tell : callable
        Told one line of words after every cluster of goods.
    workers : Workers
        Who tries the clusters.

    Returns
    -------
    polars.DataFrame
        shock, short_without, short_with (t), loss_without, loss_with (USD million).
    """

    def done(count: int, of: int) -> None:
        if of > 1:
            tell(f"Trying the loss of suppliers: {count} of {of} chains done")

    tasks = [(part.network.case, plan.starts) for part in plan.parts]
    found = mapped(lost, tasks, workers, done)
    return pl.concat(found).sort("loss_without", descending=True, maintain_order=True)


def lost(task: tuple[Case, dict[str, int]]) -> pl.DataFrame:
    """Return what losing each supplier does in one cluster.

    Parameters
    ----------
    task : tuple of Case and dict of str to int
        The cluster, and the plan of the whole case.
    """
    case, starts = task
    calibration = calibrate(case)
    own = set(case.table("projects")["project"])
    plan = {name: year for name, year in starts.items() if name in own}
    what = suppliers(case, calibration)
    sides = [
        trial(case, calibration, built, what).rename(
            {"short_worst": f"short_{side}", "loss": f"loss_{side}"}
        )
        for side, built in (("without", {}), ("with", plan))
    ]
    return sides[0].join(sides[1], on="shock", maintain_order="left")
