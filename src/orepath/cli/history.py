"""The command of history: recorded events tried, told beside seen."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, table
from orepath.cli.plan import Report
from orepath.cli.stress import Workers
from orepath.cli.study import processes_of


def history(
    event: Annotated[
        list[str] | None,
        typer.Option("--event", help="Only this event; may be repeated."),
    ] = None,
    report: Report = None,
    workers: Workers = 0,
    *,
    as_json: AsJson = False,
) -> None:
    """Try recorded events on the case of the year before; count hits and misses.

    With --event one event is shown in detail.

    Example: orepath history --event cobalt_2025
    """
    from orepath.study.history import history_of
    from orepath.study.target import page_target

    with faults_told(as_json=as_json):
        target = None if report is None else page_target(Path(report))
        with progress(as_json=as_json) as tell:
            found = history_of(event or (), tell, processes_of(workers))
            if target is not None:
                from orepath.study.historypage import write_history

                tell("Writing the page")
                write_history(found, target)
        if as_json:
            _document(found)
            return
        _shown(found, detail=bool(event))
        if target is not None:
            sys.stdout.write(f"Wrote {target}.\n")


def _document(found: Any) -> None:
    """Write all that was found as one document."""
    from orepath.stress.historyrule import RULES
    from orepath.study.history import (
        check_table,
        month_table,
        reading_table,
        score,
    )
    from orepath.study.historysheet import (
        event_words,
        history_words,
        source_words,
    )

    counts = {
        aspect or "all": dict(
            zip(("hits", "known", "guessed"), score(found, aspect), strict=True)
        )
        for aspect in ("", *RULES)
    }
    document(
        words=history_words(found),
        rules=dict(RULES),
        score=counts,
        checks=check_table(found).to_dicts(),
        events=[
            {
                "event": one.event.event,
                "name": one.event.name,
                "base_year": one.event.base_year or None,
                "words": [*event_words(one), source_words(one)],
                "numbers": reading_table(one).drop("event").to_dicts(),
                "months": []
                if one.replay is None
                else month_table(one.replay).to_dicts(),
            }
            for one in found
        ],
    )


def _shown(found: Any, *, detail: bool) -> None:
    """Print hits and misses, or events in detail, then all in sentences."""
    from orepath.study.historysheet import (
        checks_sheet,
        event_words,
        history_words,
        months_sheet,
        overview_sheet,
        source_words,
        untried_words,
    )

    if detail:
        for one in found:
            if one.replay is not None:
                _print(checks_sheet(one), months_sheet(one.replay))
            _tell([*event_words(one), source_words(one)], f"{one.event.name}:")
        return
    _print(overview_sheet(found))
    _tell(history_words(found))
    _tell(untried_words(found), "Not tried:")
    _tell(["One event in detail: orepath history --event NAME."])


def _print(*sheets: Any) -> None:
    """Print sheets, and how to read each."""
    for sheet in sheets:
        table(sheet.frame, sheet.title, sheet.units, sheet.formats)
        sys.stdout.write(f"{fill(sheet.note, 80)}\n")


def _tell(lines: list[str], head: str = "") -> None:
    """Print sentences of 80 columns, each behind a point."""
    sys.stdout.write(f"\n{head}\n" if head and lines else "\n")
    for line in lines:
        told = fill(line, 78, initial_indent="• ", subsequent_indent="  ",
                    break_long_words=False)  # fmt: skip
        sys.stdout.write(f"{told}\n")


COMMANDS: tuple[Callable[..., None], ...] = (history,)
"""The commands, in the order in which the help lists them."""
