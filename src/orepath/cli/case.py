"""Take a case to Excel and back."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from orepath.cli.answer import AsJson, document, faults_told


def to_excel(
    case: Annotated[
        str, typer.Argument(help="A folder with a case.toml, or a built-in study.")
    ],
    file: Annotated[Path, typer.Argument(help="The .xlsx file to make.")],
    *,
    replacing: Annotated[
        bool, typer.Option("--replace", help="Write over a file that stands there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a case into one Excel workbook with units, notes and drop-downs.

    Example: orepath case to-excel india-titanium titanium.xlsx
    """
    from orepath.world.excel.exchange import to_excel as write

    with faults_told(as_json=as_json):
        done = write(case, file, replacing=replacing)
        _told(str(file), done.notes, as_json=as_json)


def from_excel(
    file: Annotated[Path, typer.Argument(help="The workbook, as .xlsx or .xlsm.")],
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder to make for the case.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Check a workbook and write the case in it to a folder, or tell all its faults.

    Example: orepath case from-excel titanium.xlsx my-titanium
    """
    from orepath.world.excel.exchange import from_excel as read

    with faults_told(as_json=as_json):
        done = read(file, folder)
        _told(str(folder), done.notes, as_json=as_json)


COMMANDS: tuple[Callable[..., None], ...] = (to_excel, from_excel)
"""The commands, in the order in which the help lists them."""


def _told(written: str, notes: tuple[str, ...], *, as_json: bool) -> None:
    """Tell what was written, and what a user may want to know of it."""
    if as_json:
        document(written=written, notes=list(notes))
        return
    sys.stdout.write(f"Wrote {written}.\n")
    for note in notes:
        sys.stdout.write(f"  {note}\n")
