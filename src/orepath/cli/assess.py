"""Assess how exposed a place is: any country or group, any mineral, every stage."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.cli import aspect
from orepath.cli.answer import AsJson, document, faults_told, progress, show
from orepath.cli.asking import (
    Against,
    AsCsv,
    ListName,
    Minerals,
    Place,
    Stage,
    Years,
    asked_by,
    exposure_of,
    told,
    written,
)
from orepath.cli.evidence import Folder
from orepath.cli.study import DEFAULT_STUDY, CaseName, ScenarioName, loaded_case
from orepath.errors import InputError, Problem

GroupName = Annotated[
    str, typer.Option("--group", help='A group beside it: "Central Asia".')
]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Write a page with maps, tables and sources."),
]
AsPublished = Annotated[
    bool,
    typer.Option(
        "--as-published",
        help="GeoPolRisk in its authors' convention: gross tonnes of their codes.",
    ),
]


class CaseOrCommand(typer.core.TyperGroup):
    """Take a first word that is no command as the name of a case."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``case`` before the name of a case."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["case", *args]
        return super().parse_args(ctx, args)


def exposure(  # noqa: PLR0913  # one option for each thing a user may ask
    context: typer.Context,
    *,
    place: Place = "",
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    against: Against = "",
    group: GroupName = "",
    as_published: AsPublished = False,
    report: Report = None,
    preset: Annotated[
        str, typer.Option("--preset", help="Limits for the page: eu-crma-2030.")
    ] = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Assess how exposed a place is, or a case: orepath assess CASE.

    Example: orepath assess --place IND --list india-30 --against CHN
    """
    if context.invoked_subcommand is not None:
        return
    with faults_told(as_json=as_json):
        asked = asked_by(
            folder,
            place,
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            against=against,
            beside=group,
        )
        quiet = as_json or as_csv
        _answerable(asked, report, preset, as_published=as_published)
        if as_published:
            _published(asked, as_csv=as_csv, as_json=as_json)
            return
        found, table = exposure_of(asked, quiet=quiet)
        if report is not None:
            _report(report, asked, found, table, preset=preset, quiet=quiet)
        from orepath.study.survey import weakest

        worst = weakest(found, table)
        if written(table, as_csv=as_csv, as_json=as_json, bottleneck=worst.to_dicts()):
            return
        _show(asked, table, worst)
        if report is not None:
            sys.stdout.write(f"\nWritten to {report}. Open it in a browser.\n")


def ranks(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    place: Place = "",
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    top: Annotated[
        int, typer.Option("--top", min=0, help="Keep ranks within so many; 0 all.")
    ] = 20,
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show where a place, or a group as one, stands among the world's makers.

    Example: orepath assess ranks --place "Central Asia" --top 20
    """
    with faults_told(as_json=as_json):
        from orepath.study.standing import ranked

        asked = asked_by(
            folder, place, minerals=minerals, roster=roster, stage=stage, year=year
        )
        found = ranked(asked, top)
        unranked = found.unranked.to_dicts()
        if written(found.table, as_csv=as_csv, as_json=as_json, unranked=unranked):
            return
        from orepath.study.sheet.survey import rank_lines, rank_sheet

        sheet = rank_sheet(asked, found.table)
        show(sheet)
        told(rank_lines(found, top), sheet.note)


def n1(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    place: Place = "",
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    against: Against = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show what is left when the largest makers, or a bloc, are gone.

    Example: orepath assess n1 --place IND --list india-30 --against CHN
    """
    with faults_told(as_json=as_json):
        asked = asked_by(
            folder,
            place,
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            against=against,
        )
        _, table = exposure_of(asked, quiet=as_json or as_csv)
        if written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.survey import contingency_sheet, unknown_lines

        sheet = contingency_sheet(asked, table)
        show(sheet)
        told(unknown_lines(table, ()), sheet.note)


def case(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show how exposed the focus place of a case is, commodity by commodity.

    Example: orepath assess case india-titanium
    """
    from orepath.study.exposure import bottleneck_of, exposure_of
    from orepath.study.sheet.risk import exposure_sheet

    with faults_told(as_json=as_json):
        loaded = loaded_case(case, scenario)
        table = exposure_of(loaded)
        if as_json:
            document(
                exposure=table.to_dicts(),
                bottleneck=bottleneck_of(loaded, table).to_dicts(),
            )
            return
        show(exposure_sheet(loaded, table))
        for row in bottleneck_of(loaded, table).iter_rows(named=True):
            name = loaded.name_of("commodities", row["commodity"])
            sys.stdout.write(f"\nBottleneck of {row['mineral']}: {name}.\n")


COMMANDS: tuple[Callable[..., None], ...] = (ranks, n1, *aspect.COMMANDS, case)
"""The commands, in the order in which the help lists them."""


def _show(asked: Any, table: Any, worst: Any) -> None:
    """Print how exposed the place is, its bottlenecks, and what is not known."""
    from orepath.study.sheet.survey import (
        HOW,
        answered,
        bloc_sheet,
        exposure_sheet,
        unknown_lines,
        weakest_sheet,
    )

    known = answered(table)
    sheet = exposure_sheet(asked, known)
    beside = bloc_sheet(asked, known)
    weak = [weakest_sheet(asked, worst)] if worst.height else []
    show(sheet, *([beside] if beside else []), *weak)
    told(unknown_lines(table), HOW)


def _answerable(
    asked: Any, report: Path | None, preset: str, *, as_published: bool
) -> None:
    """Raise, before anything is computed, unless the options go together."""
    problems = []
    if report is not None and as_published:
        fix = "ask for the page without --as-published"
        problems.append(Problem("report", "the convention has no page", fix))
    if report is not None and len(asked.years) > 1:
        fix = "ask for one year; the page shows those before it by itself"
        problems.append(Problem("report", f"{len(asked.years)} years", fix))
    if preset and report is None:
        fix = "add --report, or ask orepath assess limits"
        problems.append(Problem("preset", "limits stand on the page", fix))
    if problems:
        raise InputError(problems)
    if preset:
        from orepath.study.aspect import limits

        limits(preset)


def _published(asked: Any, *, as_csv: bool, as_json: bool) -> None:
    """Answer in the published convention."""
    from orepath.study.convention import published
    from orepath.study.sheet.survey import published_sheet, unknown_lines
    from orepath.study.survey import gathered

    with progress(as_json=as_json or as_csv) as tell:
        tell("Reading the evidence")
        table = published(asked, gathered(asked))
    if written(table, as_csv=as_csv, as_json=as_json):
        return
    sheet = published_sheet(asked, table)
    show(sheet)
    told(unknown_lines(table), sheet.note)


def _report(  # what was asked, what was found, and what beside
    target: Path, asked: Any, found: Any, table: Any, *, preset: str, quiet: bool
) -> None:
    """Write the page of a survey, with the years before it."""
    from dataclasses import replace

    from orepath.assess.indicator import INDICATORS
    from orepath.study.survey import exposed, gathered, years_before
    from orepath.study.surveypage import write_survey

    with progress(as_json=quiet) as tell:
        tell("Looking back over the years")
        asked_of_all = replace(
            asked, years=years_before(asked, found.years[0]), against=(), group=()
        )
        drawn = [one for one in INDICATORS if one.name == "import_top_share"]
        years = exposed(asked_of_all, gathered(asked_of_all), drawn)
        tell("Drawing the page")
        try:
            write_survey(target, asked, found, table, years, preset)
        except OSError as error:
            what = f"cannot be written: {error.strerror}"
            raise InputError(Problem(str(target), what, "name another file")) from error
