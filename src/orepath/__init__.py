"""Orepath plans critical-mineral value chains, from the ore to the demand.

This page is the public face::

    import orepath as op

    case = op.load_case("india-titanium")
    plan = op.optimize(case)
    struck = op.stress_plan(plan)

It stays light: nothing heavy is loaded until a function that needs it is called.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from orepath.errors import (
    AxisError,
    EngineError,
    InfeasiblePlan,
    InputError,
    OrepathError,
    PlanError,
    Problem,
    SolverError,
    UnboundedPlan,
    UnitError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from orepath.appraise.term import Venture
    from orepath.plan.extension import OwnDraft
    from orepath.plan.result import Plan
    from orepath.study.analysis import Study
    from orepath.study.appraising import Appraisal
    from orepath.study.fixes import Fixes
    from orepath.study.trials import Trials
    from orepath.world.case import Case
    from orepath.world.own import OwnRule

__version__ = "0.1.0"


def read_venture(name: "str | Path") -> "Venture":
    """Read the terms of a venture.

    Parameters
    ----------
    name : str or Path
        A venture's file or folder, or the name of a built-in one.

    Returns
    -------
    orepath.appraise.term.Venture
        Frozen; figures with their ranges, grades and sources.

    Raises
    ------
    InputError
        With every problem found, each with its place and remedy.

    Examples
    --------
    >>> read_venture("odisha-slag").place
    'IND'
    """
    from orepath.study.ventures import find_venture

    return find_venture([str(name)]).venture


def appraise_venture(
    venture: "Venture | str | Path",
    settings: "Mapping[str, float] | None" = None,
    *,
    partner: str = "",
    draws: int = 100_000,
    seed: int = 7,
) -> "Appraisal":
    """Tell whether a venture is worth it, to whom, and on which terms.

    Parameters
    ----------
    venture : orepath.appraise.term.Venture, str or Path
        As :func:`read_venture` returned it, or what it takes.
    settings : mapping of str to float, optional
        Figures set to a value, by dotted name: ``{"product.slag.price": 900}``.
    partner : str
        From whose side the tornado and the right to wait are seen; empty is the
        project's.
    draws : int
        Of all figures and prices; 0 leaves chance out.
    seed : int
        Of all draws, 0 or more.

    Returns
    -------
    orepath.study.appraising.Appraisal
        Worth to each actor, break-evens, cover, tornado, draws, rights to decide later.

    Raises
    ------
    InputError
        A name is unknown, or a value out of range.

    Examples
    --------
    >>> found = appraise_venture("odisha-slag", {"product.slag.price": 700}, draws=0)
    >>> bool(found.worths["IREL"].npv[0] < 0)
    True
    """
    from orepath.study.appraising import Asked, appraise, paths_for
    from orepath.study.ventures import changed, find_venture

    case = None
    if isinstance(venture, (str, Path)):
        found = find_venture([str(venture)])
        venture, case = found.venture, found.case
    wanted = changed(venture, [f"{n}={v!r}" for n, v in (settings or {}).items()])
    asked = Asked(draws, seed, partner, paths_for(draws))
    return appraise(wanted, asked, case=case)


def load_case(name: "str | Path", scenario: str = "") -> "Case":
    """Read, convert and check a case.

    Parameters
    ----------
    name : str or Path
        A case folder, or the name of a built-in study.
    scenario : str
        Name of a scenario of the case to apply; empty leaves the case as it is.

    Returns
    -------
    orepath.world.case.Case
        Frozen, in gross tonnes and USD of its price year.

    Raises
    ------
    InputError
        With every problem found, each with its place and remedy.

    Examples
    --------
    >>> load_case("india-titanium").settings.focus
    'IND'
    """
    from orepath.world.load import load_case as read
    from orepath.world.scenario import changed

    case = read(name)
    return changed(case, scenario) if scenario else case


def build_case(
    focus: str,
    minerals: "str | Sequence[str]",
    partners: "str | Sequence[str]" = (),
    *,
    start: int = 2026,
    end: int = 2040,
    places: int = 24,
) -> "Case":
    """Make a running case for any country from the embedded library alone.

    Parameters
    ----------
    focus : str
        The place for which is planned, by code or name.
    minerals : str or sequence of str
        Minerals with a chain, words of lists, or whole lists.
    partners : str or sequence of str
        Places or groups that are kept whatever their size.
    start, end : int
        First and last year of the plan.
    places : int
        Most places; all others are the rest of the world.

    Returns
    -------
    orepath.world.case.Case
        It calibrates, plans and reports without an edit.

    Raises
    ------
    InputError
        Unknown words, a mineral without a chain, years out of range; all at once.

    Examples
    --------
    >>> build_case("JPN", "titanium", places=8).settings.currency
    'JPY'
    """
    from orepath.world.build.case import build_case as built

    return built(focus, minerals, partners, start, end, most=places)


def assess_case(case: "Case") -> "pl.DataFrame":
    """Tell how exposed the focus place of a case is, one row a commodity.

    Parameters
    ----------
    case : orepath.world.case.Case
        A case that was read.

    Returns
    -------
    polars.DataFrame
        Concentration, reliance, risk and cover in the base year, with their ranges.
    """
    from orepath.study.exposure import exposure_of

    return exposure_of(case)


def assess_place(
    place: str,
    minerals: "str | Sequence[str]" = (),
    *,
    listed: str = "",
    year: "int | str" = "",
    against: str = "",
    group: str = "",
) -> "pl.DataFrame":
    """Tell how exposed any place is from the library, one row a form and year.

    Parameters
    ----------
    place : str
        A country by code or name, or a group such as ``EU27``, taken as one place.
    minerals : str or sequence of str
        Minerals; none asks for all of the list, or of the library.
    listed : str
        A list of critical minerals, such as ``india-30``.
    year : int or str
        A year or a span such as ``2015-2024``; the latest of open trade without.
    against, group : str
        Places or groups whose part is told beside.

    Returns
    -------
    polars.DataFrame
        The indicators with their ranges; ``note`` says what is not known and why.

    Raises
    ------
    InputError
        A word is unknown; all at once, with the nearest known one.

    Examples
    --------
    >>> found = assess_place("India", "titanium", year=2024)
    >>> row = found.filter(commodity="ilmenite")
    >>> row["top_origin"].to_list()
    ['MOZ']
    """
    from orepath.study.question import question
    from orepath.study.survey import exposed, gathered

    words = minerals if isinstance(minerals, str) else ",".join(minerals)
    asked = question(
        place,
        minerals=words,
        roster=listed,
        year=str(year),
        against=against,
        beside=group,
    )
    return exposed(asked, gathered(asked))


def optimize(
    case: "Case", *, rules: "Sequence[Callable[[OwnDraft], None] | OwnRule]" = ()
) -> "Plan":
    """Search what the focus place should build, buy and agree, and when.

    The base year is calibrated first; every candidate is solved in the world market.

    Parameters
    ----------
    case : orepath.world.case.Case
        A case that was read.
    rules : sequence of callable or OwnRule
        Rules of your own: functions that add rows to every program of the case. One
        that holds several goods together says so, as ``OwnRule(rule, joins=(…,))``.

    Returns
    -------
    orepath.plan.result.Plan
        Starts, flows, prices, surpluses and whether the plan is proven.

    Raises
    ------
    InputError
        A rule of your own names what the case has not.
    InfeasiblePlan
        The base year cannot balance, or no plan keeps all rules.
    """
    from orepath.plan.extension import with_rules
    from orepath.study.answering import plan_case
    from orepath.world.calibrate import calibrate

    ruled = with_rules(case, rules)
    return plan_case(ruled, calibrate(ruled))


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


def run_study(name: "str | Path", output: "str | Path", scenario: str = "") -> "Study":
    """Run all analyses of a case and write its report.

    Parameters
    ----------
    name : str or Path
        A case folder, or the name of a built-in study.
    output : str or Path
        Folder for the page, the workbook and the tables; made if missing.
    scenario : str
        Name of a scenario of the case; empty for none.

    Returns
    -------
    orepath.study.analysis.Study
        Everything that was found.

    Raises
    ------
    InputError
        The case is faulty, or the folder cannot be made.
    PlanError
        No plan could be made.
    """
    from orepath.study.analysis import analyse
    from orepath.study.appraising import appraised_in
    from orepath.study.output import target_of, write_study
    from orepath.world.load import find_case

    target_of(Path(output))
    found = analyse(load_case(name, scenario))
    write_study(found, Path(output), appraised_in(find_case(name)))
    return found


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


__all__ = [
    "AxisError",
    "EngineError",
    "InfeasiblePlan",
    "InputError",
    "OrepathError",
    "PlanError",
    "Problem",
    "SolverError",
    "UnboundedPlan",
    "UnitError",
    "__version__",
    "appraise_venture",
    "assess_case",
    "assess_place",
    "build_case",
    "cheapest_fixes",
    "load_case",
    "optimize",
    "read_venture",
    "run_study",
    "stress_plan",
    "stress_trials",
    "try_history",
]
