"""The commands of a plan: search it, explain it, ask what else would be as good."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show
from orepath.cli.study import (
    DEFAULT_STUDY,
    CaseName,
    ScenarioName,
    Workers,
    loaded_case,
    processes_of,
)


class CaseFirst(typer.core.TyperGroup):
    """Take a first word that is no command as the name of a case to plan."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``case`` before whatever does not begin with a command."""
        if not args or args[0] not in self.commands:
            args = ["case", *args]
        return super().parse_args(ctx, args)


Report = Annotated[
    Path | None,
    typer.Option("--report", help="Also write a page of it: an .html file."),
]


Taken = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        help="Take the plan from this folder, made by orepath run: no search.",
    ),
]


def searched(case: str, scenario: str, workers: int, *, as_json: bool) -> Any:
    """Load a case and search its plan, showing what is being done."""
    from orepath.study.answering import plan_case
    from orepath.world.calibrate import calibrate

    loaded = loaded_case(case, scenario)
    with progress(as_json=as_json) as tell:
        return plan_case(loaded, calibrate(loaded), tell, processes_of(workers))


def found_plan(
    named: tuple[str, str], plan: Path | None, workers: int, *, as_json: bool
) -> tuple[Any, list[str]]:
    """Return a plan, taken from a folder or else searched, and what to mind of it.

    Parameters
    ----------
    named : tuple of str
        The case, and its scenario.
    plan : Path or None
        A folder that a run left.
    workers : int
        As the user gave it.
    as_json : bool
        Whether nothing but the document is written.
    """
    if plan is None:
        return searched(*named, workers, as_json=as_json), []
    from orepath.study.starts import starts_in
    from orepath.study.taken import cautions_of, plan_from
    from orepath.world.calibrate import calibrate

    loaded = loaded_case(*named)
    starts = starts_in(plan, loaded)
    with progress(as_json=as_json) as tell:
        tell("Taking up the plan")
        year = calibrate(loaded)
        found = plan_from(starts, year, loaded, tell, processes_of(workers))
    cautions = cautions_of(starts, found)
    if not as_json:
        for line in cautions:
            sys.stderr.write(fill(f"Beware: {line}", 80) + "\n")
    return found, cautions


def case(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Search what to build, buy and agree, confirmed in the world market.

    The word case may be left out. Further: orepath plan explain, orepath plan
    alternatives, orepath plan information.

    Example: orepath plan case india-titanium --scenario dear_power
    """
    with faults_told(as_json=as_json):
        found = searched(case, scenario, workers, as_json=as_json)
        from orepath.study.sheets import plan_sheets
        from orepath.study.words import plan_headlines

        sheets = plan_sheets(found)
        if as_json:
            document(
                starts=found.starts,
                proven=found.search.proven,
                headlines=plan_headlines(found),
                tables={s.name: s.frame.to_dicts() for s in sheets},
            )
            return
        show(*sheets)
        for line in plan_headlines(found):
            sys.stdout.write(f"• {line}\n")


def explain(
    case: CaseName,
    project: Annotated[
        str,
        typer.Argument(
            help="A project of the case; none explains all, and what binds."
        ),
    ] = "",
    scenario: ScenarioName = "",
    *,
    plan: Taken = None,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Explain why a project is built or not, for whom, and what would change it.

    Example: orepath plan explain india-titanium ireuk_slag
    """
    with faults_told(as_json=as_json):
        named = (case, scenario)
        found, cautions = found_plan(named, plan, workers, as_json=as_json)
        if project:
            _one(found, project, cautions, as_json=as_json)
        else:
            _all(found, cautions, as_json=as_json)


def _one(found: Any, project: str, cautions: list[str], *, as_json: bool) -> None:
    """Explain one project."""
    from orepath.study.argument import words_of
    from orepath.study.explaining import explained
    from orepath.study.sheet import explain as sheet

    with progress(as_json=as_json) as tell:
        told = explained(found, project, tell)
    case, words = found.case, words_of(found, told)
    if as_json:
        document(
            cautions=cautions,
            project=told.project,
            built=told.built,
            year=told.year,
            affordable=told.affordable,
            share=told.share,
            focus_gain_musd=told.gain,
            world_gain_musd=told.world,
            focus_gain_if_exporters_keep_margins_musd=told.other,
            profit_musd=told.profit,
            idle=told.margin.idle,
            words=words,
            margin=told.margin.lines.to_dicts(),
            gain=told.focus.to_dicts(),
            actors=told.actors.to_dicts(),
            prices=told.prices.to_dicts(),
            budgets=told.budgets.to_dicts(),
            turns=told.turns.to_dicts(),
        )
        return
    show(
        sheet.margin_sheet(case, told),
        sheet.gain_sheet(case, told),
        sheet.actors_sheet(case, told),
        sheet.moved_sheet(case, told),
        sheet.turns_sheet(told),
    )
    _told(words)


def _all(found: Any, cautions: list[str], *, as_json: bool) -> None:
    """Explain every project in a row, and what binds."""
    from orepath.plan.barrier import barred_of
    from orepath.plan.limit import limits_of
    from orepath.study.reason import reasons_of
    from orepath.study.sheet import explain as sheet

    with progress(as_json=as_json) as tell:
        reasons = reasons_of(found, tell)
        tell("Moving what binds")
        limits = limits_of(found)
    barred = barred_of(found)
    words = sheet.limit_words(found.case, limits)
    words += sheet.budget_words(found.case, barred)
    if as_json:
        document(
            cautions=cautions,
            projects=reasons.to_dicts(),
            limits=limits.to_dicts(),
            barred=barred.to_dicts(),
            words=words,
        )
        return
    show(
        sheet.reasons_sheet(found.case, reasons), sheet.limits_sheet(found.case, limits)
    )
    _told(words)


def alternatives(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    within: Annotated[
        float | None,
        typer.Option(
            "--within",
            min=0.0,
            help="What such a plan may give up, USD million; else 2 % of the gain, "
            "5 at least.",
        ),
    ] = None,
    plan: Taken = None,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Find what all plans share that are nearly as good: must, choice, avoid.

    Example: orepath plan alternatives india-titanium --within 10
    """
    with faults_told(as_json=as_json):
        named = (case, scenario)
        found, cautions = found_plan(named, plan, workers, as_json=as_json)
        from orepath.plan.alternative import alternatives as near
        from orepath.study.sheet import alternative as sheet

        size = found.case.table("projects").height
        with progress(as_json=as_json) as tell:
            tell("Looking around the plan")
            told = near(
                found.markets,
                found.search.best,
                within,
                lambda done: tell(
                    f"Looking around the plan: {done} of {size} projects"
                ),
            )
        words = sheet.alternative_words(found.case, told)
        if as_json:
            document(
                cautions=cautions,
                within_musd=told.within,
                near=told.near,
                words=words,
                projects=told.projects.to_dicts(),
                groups=told.groups.to_dicts(),
            )
            return
        show(
            sheet.alternatives_sheet(found.case, told),
            sheet.groups_sheet(found.case, told),
        )
        _told(words)


def information(  # noqa: PLR0913  # every option of the command
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    figures: Annotated[
        int, typer.Option("--figures", min=1, help="How many figures to try.")
    ] = 50,
    apart: Annotated[
        bool,
        typer.Option(
            "--apart",
            help="Move each price by itself; else the prices of a chain together.",
        ),
    ] = False,
    plan: Taken = None,
    report: Report = None,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Find what to find out first: figures whose true value could change the plan.

    Each figure is put at the low and the high end of its range, and the plan compared
    with the best one there. Prices of a chain (ore, concentrate, metal) move together.

    Example: orepath plan information india-titanium --plan orepath-run
    """
    from orepath.study.information import information as worth
    from orepath.study.informationpage import write_information
    from orepath.study.sheet import information as sheet
    from orepath.study.target import page_target

    with faults_told(as_json=as_json):
        target = None if report is None else page_target(report)
        named = (case, scenario)
        found, cautions = found_plan(named, plan, workers, as_json=as_json)
        processes = processes_of(workers)
        with progress(as_json=as_json) as tell:
            told = worth(found, figures, tell, processes, apart=apart)
        words = sheet.information_words(found.case, told)
        if target is not None:
            write_information(found, told, target)
        if as_json:
            document(cautions=cautions, words=words, figures=told.to_dicts())
            return
        whole = sheet.information_sheet(found.case, told)
        # What is worth nothing to know is counted below the table, not listed in it.
        some = min(max(int((told["worth"] > 0).sum()), _LEAST), _SHOWN)
        show(replace(whole, frame=whole.frame.head(some)))
        _told(words)
        if some < told.height and target is None:
            sys.stdout.write(f"--report PAGE.html lists all {told.height}.\n")
        if target is not None:
            sys.stdout.write(f"Wrote {target}.\n")


_LEAST, _SHOWN = 4, 12
"""Figures that the terminal lists at least, and at most."""
_AMOUNT = re.compile(r"(USD [−\d.,]+) (bn|m|k)\b")


def _told(words: list[str]) -> None:
    """Write points of 80 columns; an amount of money keeps to one line."""
    for line in words:
        kept = _AMOUNT.sub(lambda found: found[0].replace(" ", "\xa0"), line)
        told = fill(kept, 78, initial_indent="• ", subsequent_indent="  ")
        told = told.replace("\xa0", " ")
        sys.stdout.write(f"{told}\n")


COMMANDS: tuple[Callable[..., None], ...] = (case, explain, alternatives, information)
"""The commands, in the order in which the help lists them."""
