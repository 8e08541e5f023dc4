"""All analyses of one case, in the order in which a reader asks for them."""

import time
from dataclasses import dataclass, field

import polars as pl

from orepath.appraise.margin import (
    Figure,
    break_even,
    delivered,
    margin_table,
    project_lines,
)
from orepath.plan.alternative import Alternatives, alternatives
from orepath.plan.grade import grades_of
from orepath.plan.limit import limits_of
from orepath.plan.result import Plan
from orepath.study.answering import (
    Tell,
    plan_case,
    silent,
    struck,
    suppliers_lost,
)
from orepath.study.exposure import bottleneck_of, exposure_of, sources_after
from orepath.study.fixes import Fixes, cheapest
from orepath.study.reason import reasons_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.corridor import compare


@dataclass(frozen=True)
class Venture:
    """Hold the venture's margin.

    Parameters
    ----------
    project : str
        Which project.
    lines, routes : polars.DataFrame
        Lines at the plant's gate; margin fob and delivered over each corridor, USD/t.
    break_even : dict of str to float
        Price of product, of main input and of power at which nothing is left.
    """

    project: str
    lines: pl.DataFrame
    routes: pl.DataFrame
    break_even: dict[str, float]


@dataclass(frozen=True)
class Study:
    """Hold a case and everything found out about it.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs and base year.
    exposure, bottleneck : polars.DataFrame
        Exposure by commodity; stage of highest risk by mineral.
    plan : Plan
        What to build, buy and agree.
    sources : polars.DataFrame
        How the focus place is supplied at the end, with and without the plan.
    near : Alternatives
        What plans nearly as good have in common.
    reasons, limits : polars.DataFrame
        Every project explained in a row; what binds and what one more unit is worth.
    strikes : polars.DataFrame
        Recorded disruptions, with and without the plan.
    suppliers : polars.DataFrame
        Loss of each supplier, with and without the plan.
    fixes : Fixes
        What would fix the disruptions that still hurt with the plan, and at which cost.
    corridors : polars.DataFrame
        The named corridors compared.
    venture : Venture or None
        The venture of the case, if it names one.
    grades : polars.DataFrame
        How much of the focus place's money rests on each grade.
    seconds : dict of str to float
        Time taken by each step.
    """

    case: Case
    calibration: Calibration
    exposure: pl.DataFrame
    bottleneck: pl.DataFrame
    plan: Plan
    sources: pl.DataFrame
    near: Alternatives
    reasons: pl.DataFrame
    limits: pl.DataFrame
    strikes: pl.DataFrame
    suppliers: pl.DataFrame
    fixes: Fixes
    corridors: pl.DataFrame
    venture: Venture | None
    grades: pl.DataFrame
    seconds: dict[str, float] = field(default_factory=dict)


class _Clock:
    """Tell each step as it begins and keep how long it took."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.seconds: dict[str, float] = {}
        self._name = ""
        self._since = time.perf_counter()

    def step(self, name: str, words: str) -> None:
        """Close the running step and begin the next."""
        self.stop()
        self._name = name
        self.tell(words)

    def stop(self) -> None:
        """Close the running step."""
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = round(now - self._since, 3)
        self._name, self._since = "", now


def analyse(case: Case, tell: Tell = silent, workers: int = 1) -> Study:
    """Run every analysis of a case.

    Parameters
    ----------
    case : Case
        Checked tables.
    tell : callable
        Told one line of words as each step begins, and during the search.
    workers : int
        Processes that search and stress the clusters of goods; results do not depend
        on it.

    Returns
    -------
    Study
        All results.

    Raises
    ------
    InputError
        A shock, project or policy does not fit the case.
    PlanError
        The base year cannot balance, or no plan keeps all rules.
    """
    clock = _Clock(tell)
    clock.step("assess", "Assessing exposure")
    exposed = exposure_of(case)
    clock.step("calibrate", "Calibrating the base year")
    calibration = calibrate(case)
    clock.step("plan", "Searching the plan in the world market")
    plan = plan_case(case, calibration, tell, workers)
    clock.step("explain", "Explaining the plan")
    near = alternatives(plan.markets, plan.search.best)
    reasons = reasons_of(plan)
    limits = limits_of(plan)
    clock.step("stress", "Trying disruptions with and without the plan")
    hit = struck(plan)
    lost = suppliers_lost(plan, tell, workers)
    fixes = cheapest(case, calibration, plan.starts, means=(tell, workers))
    clock.step("corridors", "Comparing corridors")
    corridors = corridors_of(case)
    venture = venture_of(case, corridors)
    clock.stop()
    return Study(
        case,
        calibration,
        exposed,
        bottleneck_of(case, exposed),
        plan,
        sources_after(plan),
        near,
        reasons,
        limits,
        hit,
        lost,
        fixes,
        corridors,
        venture,
        grades_of(plan),
        clock.seconds,
    )


def corridors_of(case: Case) -> pl.DataFrame:
    """Compare the named corridors of a case; empty where it names none.

    Columns of ``corridor.compare`` with ``title`` and the cost named ``cost`` (USD/t).
    """
    named = case.table("corridors")
    if named.is_empty():
        return pl.DataFrame()
    found = compare(named, case.table("legs"), case.table("rates"))
    return found.rename(
        {"usd_t": "cost", "usd_t_low": "cost_low", "usd_t_high": "cost_high"}
    ).with_columns(named["title"])


def venture_of(case: Case, corridors: pl.DataFrame) -> Venture | None:
    """Return the margin of the case's venture, or None where it names none.

    Parameters
    ----------
    case : Case
        Its settings name the venture.
    corridors : polars.DataFrame
        As :func:`corridors_of` gives them; each brings its freight.

    Raises
    ------
    InputError
        The project makes nothing, or its power has no price.
    """
    project = case.settings.venture
    if not project:
        return None
    lines = project_lines(case, project)
    freight = {
        row["title"]: Figure(
            row["cost"], row["cost_low"], row["cost_high"], row["grade"]
        )
        for row in corridors.iter_rows(named=True)
    }
    sought = [line.name for line in lines[:2]]
    sought += [line.name for line in lines if line.name == "Power"]
    return Venture(
        project,
        margin_table(case, lines),
        delivered(case, lines, freight),
        {name: break_even(lines, name) for name in sought},
    )
