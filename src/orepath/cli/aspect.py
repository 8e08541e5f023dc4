"""Limits, processing at home, owners, and what is known: other sides of a question."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from orepath.cli.answer import AsJson, faults_told, progress, show
from orepath.cli.asking import (
    Against,
    AsCsv,
    ListName,
    Minerals,
    Place,
    Stage,
    Years,
    asked_by,
    told,
    written,
)
from orepath.cli.evidence import Folder


def limits(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    place: Place = "",
    preset: Annotated[
        str, typer.Option("--preset", help="A preset: eu-crma-2030; or one of FILE.")
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option("--limits", help="A TOML file with limits of your own."),
    ] = None,
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show which limits on its supply a place holds, form by form.

    Example: orepath assess limits --place EU27 --list eu-2023
    """
    with faults_told(as_json=as_json):
        from orepath.study import aspect
        from orepath.study.survey import gathered

        asked = asked_by(
            folder, place, minerals=minerals, roster=roster, stage=stage, year=year
        )
        wanted = aspect.limits(preset, file)
        with progress(as_json=as_json or as_csv) as tell:
            tell("Drawing from the ranges")
            table = aspect.limited(asked, gathered(asked), wanted)
        if written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.aspect import doubt_lines, limit_lines, limit_sheet

        rests = "" if file else preset or aspect.DEFAULT
        sheet = limit_sheet(asked, table, rests)
        show(sheet)
        told(limit_lines(table, wanted) + doubt_lines(table), sheet.note)


def gap(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    place: Place = "",
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show what a place mines and does not process at home, stage by stage.

    Example: orepath assess gap --place KAZ
    """
    with faults_told(as_json=as_json):
        from orepath.study.aspect import processed

        asked = asked_by(
            folder, place, minerals=minerals, roster=roster, stage=stage, year=year
        )
        table = processed(asked)
        if written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.aspect import gap_lines, gap_sheet

        sheet = gap_sheet(asked, table)
        show(sheet)
        told(gap_lines(table), sheet.note)


def owners(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    against: Against = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show output by owner's country beside output by place, as far as it is known.

    Example: orepath assess owners --minerals cobalt,copper --against CHN
    """
    with faults_told(as_json=as_json):
        from orepath.study.aspect import owned

        asked = asked_by(
            folder,
            "",
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            against=against,
            placed=False,
        )
        table, whole = owned(asked)
        if written(table, as_csv=as_csv, as_json=as_json, owners=whole.to_dicts()):
            return
        from orepath.study.sheet.aspect import owner_lines, owner_sheet

        sheet = owner_sheet(asked, table)
        show(sheet)
        told(owner_lines(table), sheet.note)


def known(  # noqa: PLR0913  # one option for each thing a user may ask
    *,
    minerals: Minerals = "",
    roster: ListName = "",
    stage: Stage = "",
    year: Years = "",
    folder: Folder = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Show what the library knows of each form, and why not the rest.

    Example: orepath assess known --list india-30
    """
    with faults_told(as_json=as_json):
        from orepath.study.aspect import overseen

        asked = asked_by(
            folder,
            "",
            minerals=minerals,
            roster=roster,
            stage=stage,
            year=year,
            placed=False,
        )
        table = overseen(asked)
        if written(table, as_csv=as_csv, as_json=as_json):
            return
        from orepath.study.sheet.aspect import known_sheet

        show(known_sheet(asked, table))


COMMANDS: tuple[Callable[..., None], ...] = (limits, gap, owners, known)
"""The commands, in the order in which the help lists them."""
