"""Plan and stress a case, each cluster of goods by itself, here or in processes."""

from collections.abc import Callable

import numpy as np
import polars as pl

from orepath.core.shelf import shelf
from orepath.core.staff import Staff
from orepath.core.workers import Workers, mapped
from orepath.plan.assemble import program_of
from orepath.plan.barred import told
from orepath.plan.beginning import Lesson
from orepath.plan.branch import Branch
from orepath.plan.decompose.effort import Effort, Step
from orepath.plan.market import Markets
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
    finds nearly every answer given, and only the shared budget still to be kept. The
    plan of the world is one program of all clusters, taken apart where it is large; a
    run of it that is cut off goes on from its last round when it is started again.
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
    alone = len(tasks) == 1 or case.settings.plan.whose == "world"
    lessons = [] if alone else mapped(explored, tasks, workers, done)
    found = search(markets, lessons, _effort(tell, workers))
    for rule, count in found.barred.items():
        tell(told(rule, count))
    return plan_of(calibration, markets, found)


def _effort(tell: Tell, workers: Workers) -> Effort:
    """Return how the plan of the world is worked out, and told of.

    Parts stay with processes of this machine: on a cluster they would have to be found
    again every round.
    """
    count = len(workers.processes) if isinstance(workers, Staff) else workers

    def progress(step: Step) -> None:
        tell(f"World's plan, {_course(step)}")

    here = count if isinstance(count, int) else 1
    return Effort(workers=here, journal=shelf(), progress=progress)


def _course(step: Step) -> str:
    """Return in words how far the proof of the world's plan has come.

    Examples
    --------
    >>> print(_course(Step(7, -2275.0, -2219.0, 2.5e-02, 3.0, 12.4)))
    round 7: worth 2,219 to 2,275 m USD, gap 2.5e-02, 12 s left
    >>> print(_course(Step(1, -2275.0, np.inf, np.inf, 0.5, np.inf, 40)))
    round 1: worth at most 2,275 m USD; going on from a run cut off
    """
    least, most = f"{-step.upper:,.0f} to", f"{-step.lower:,.0f}"
    known = f"worth {least if np.isfinite(step.upper) else 'at most'} {most} m USD"
    gap = f", gap {step.gap:.1e}" if np.isfinite(step.gap) else ""
    left = f", {step.left:.0f} s left" if np.isfinite(step.left) else ""
    kept = "; going on from a run cut off" if step.kept and step.round == 1 else ""
    if not np.isfinite(step.lower):
        known = "asking every part for the first time"
    return f"round {step.round}: {known}{gap}{left}{kept}"


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
