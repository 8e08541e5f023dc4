"""Bring evidence in from publishers' files, and take tables out."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orepath.cli.answer import AsJson, document, faults_told
from orepath.cli.evidence import Folder, Mineral, shelf_of
from orepath.errors import InputError, Problem


def import_(
    publisher: Annotated[
        str,
        typer.Argument(help="usgs, baci, comtrade, wgi, wmd, bgs, or mapping."),
    ],
    file: Annotated[Path, typer.Argument(help="The publisher's own file.")],
    folder: Annotated[
        Path, typer.Option("--folder", help="Your own evidence, made if missing.")
    ] = Path("evidence"),
    options: Annotated[
        list[str] | None,
        typer.Option("--option", help="An importer's option, as name=value."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Import a publisher's file into a folder of your own; faulty rows stay aside.

    Example: orepath evidence import usgs MCS2026_Commodities_Data.csv --folder mine
    """
    from orepath.evidence.importer.catalogue import import_file

    with faults_told(as_json=as_json):
        done = import_file(publisher, file, folder, **_options(options or []))
        if as_json:
            document(
                rows=done.rows,
                kept_aside=done.kept_aside,
                problems=[asdict(problem) for problem in done.problems],
                written=[str(path) for path in done.written],
            )
            return
        sys.stdout.write(f"{done.rows:,} rows imported into {folder}.\n")
        if done.kept_aside:
            sys.stdout.write(f"{done.kept_aside:,} rows kept aside:\n")
        for problem in done.problems:
            sys.stdout.write(f"  {problem}\n")


def export(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Table to write.")],
    target: Annotated[Path, typer.Argument(help="A .csv or .parquet file to make.")],
    mineral: Mineral = "",
    folder: Folder = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write a table of the library, each row with its identifier and source.

    Example: orepath evidence export observations titanium.csv --mineral titanium
    """
    from orepath.evidence.export import write_table

    with faults_told(as_json=as_json):
        rows = write_table(shelf_of(folder), name, target, mineral or None)
        if as_json:
            document(written=str(target), rows=rows)
            return
        sys.stdout.write(f"Wrote {rows} rows to {target}.\n")


COMMANDS: tuple[Callable[..., None], ...] = (import_, export)
"""The commands, in the order in which the help lists them."""


def _options(words: list[str]) -> dict[str, str]:
    """Read options written as ``name=value``."""
    problems = [
        Problem("--option", f"'{word}' has no =", "write name=value")
        for word in words
        if "=" not in word
    ]
    if problems:
        raise InputError(problems)
    parts = (word.partition("=") for word in words)
    return {name.strip(): value.strip() for name, _, value in parts}
