"""Options and steps that all commands of an assessment share."""

import sys
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import document, progress
from orepath.cli.evidence import shelf_of

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
AsCsv = Annotated[
    bool, typer.Option("--csv", help="Write the whole table as CSV and nothing else.")
]


def asked_by(folder: Path | None, place: str, **words: Any) -> Any:
    """Read the question from the options."""
    from orepath.study.question import question

    return question(place, **words, shelf=shelf_of(folder))


def exposure_of(asked: Any, *, quiet: bool) -> Any:
    """Answer a question, showing what is being done."""
    from orepath.study.survey import exposed, gathered

    with progress(as_json=quiet) as tell:
        tell("Reading the evidence")
        found = gathered(asked)
        tell("Drawing from the ranges")
        return found, exposed(asked, found)


def written(
    table: Any, *, as_csv: bool, as_json: bool, **further: list[dict[str, Any]]
) -> bool:
    """Write the whole table as CSV, or with further ones as JSON, if asked for."""
    if as_json:
        document(rows=table.to_dicts(), **further)
    elif as_csv:
        sys.stdout.write(table.write_csv())
    return as_csv or as_json


def told(lines: list[str], note: str = "") -> None:
    """Print lines, and how to read the table, below it."""
    for line in [note] * bool(note) + lines:
        sys.stdout.write(f"\n{fill(line, 80, break_on_hyphens=False)}\n")
