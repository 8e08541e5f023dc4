"""Assess how exposed a place is: any country or group, any mineral, every stage."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show
from orepath.cli.evidence import Folder, shelf_of
from orepath.cli.study import DEFAULT_STUDY, CaseName, ScenarioName, loaded_case
from orepath.errors import InputError, Problem

Place = Annotated[
    str, typer.Option("--place", help="Country or group: IND, India, EU27.")
]
Minerals = Annotated[
    str, typer.Option("--minerals", help="Minerals, with commas: titanium,cobalt.")
]
ListName = Annotated[
    str, typer.Option("--list", help="A list: india-30, eu-2023 or us-2025.")
]
Stage = Annotated[str, typer.Option("--stage", help="One stage: mine, smelt, refine.")]
Years = Annotated[
    str, typer.Option("--year", help="A year, or a span: 2024 or 2015-2024.")
]
Against = Annotated[str, typer.Option("--against", help="A rival place or group: CHN.")]
GroupName = Annotated[
    str, typer.Option("--group", help='A group beside it: "Central Asia".')
]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Write a page with maps, tables and sources."),
]
AsCsv = Annotated[
    bool, typer.Option("--csv", help="Write the whole table as CSV and nothing else.")
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
    report: Report = None,
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
        asked = _question(
            folder,
            place,
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            against=against,
            beside=group,
        )
        found, table = _exposed(asked, quiet=as_json or as_csv)
        if report is not None:
            _report(report, asked, found, table)
        if _written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.survey import exposure_sheet, unknown_lines

        show(exposure_sheet(asked, table))
        _tell(unknown_lines(table))
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
        from orepath.study.survey import ranked

        asked = _question(
            folder, place, minerals=minerals, roster=roster, stage=stage, year=year
        )
        table = ranked(asked, top)
        if _written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.survey import rank_sheet

        show(rank_sheet(asked, table))


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
        asked = _question(
            folder,
            place,
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            against=against,
        )
        _, table = _exposed(asked, quiet=as_json or as_csv)
        if _written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.survey import contingency_sheet, unknown_lines

        show(contingency_sheet(asked, table))
        _tell(unknown_lines(table))


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


COMMANDS: tuple[Callable[..., None], ...] = (ranks, n1, case)
"""The commands, in the order in which the help lists them."""


def _question(folder: Path | None, place: str, **words: str) -> Any:
    """Read the question from the options."""
    from orepath.study.question import question

    return question(place, **words, shelf=shelf_of(folder))


def _exposed(asked: Any, *, quiet: bool) -> Any:
    """Answer a question, showing what is being done."""
    from orepath.study.survey import exposed, gathered

    with progress(as_json=quiet) as tell:
        tell("Reading the evidence")
        found = gathered(asked)
        tell("Drawing from the ranges")
        return found, exposed(asked, found)


def _report(target: Path, asked: Any, found: Any, table: Any) -> None:
    """Write the page of a survey, with the years before it."""
    from dataclasses import replace

    from orepath.study.survey import exposed, gathered, years_before
    from orepath.study.surveypage import write_survey

    if len(found.years) > 1:
        fix = "ask for one year; the page shows those before it by itself"
        raise InputError(Problem("report", f"{len(found.years)} years", fix))
    with progress(as_json=False) as tell:
        tell("Looking back over the years")
        asked_of_all = replace(asked, years=years_before(asked, found.years[0]))
        years = exposed(asked_of_all, gathered(asked_of_all))
        tell("Drawing the page")
        write_survey(target, asked, found, table, years)


def _written(table: Any, *, as_csv: bool, as_json: bool) -> bool:
    """Write the whole table as CSV or JSON if that was asked for."""
    if as_json:
        document(rows=table.to_dicts())
    elif as_csv:
        sys.stdout.write(table.write_csv())
    return as_csv or as_json


def _tell(lines: list[str]) -> None:
    """Print lines below a table."""
    if lines:
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
