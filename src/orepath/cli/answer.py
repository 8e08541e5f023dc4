"""An answer is a table, a document or a fault told in words, alike for all commands.

Results go to standard output, progress and problems to standard error. ``--json``
writes one document to standard output and nothing else. Faults in the inputs end with
exit code 2, policies that leave no plan too, other plans that cannot be made with 3,
engine failures with 4.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from orepath.errors import (
    EngineError,
    OrepathError,
    PlanError,
    SolverError,
)

AsJson = Annotated[
    bool, typer.Option("--json", help="Write one JSON document and nothing else.")
]


@contextmanager
def faults_told(*, as_json: bool) -> Iterator[None]:
    """Turn errors raised on purpose into words, or one document, and an exit code."""
    try:
        yield
    except OrepathError as fault:
        problems = [
            {"where": p.where, "what": p.what, "fix": p.fix}
            for p in getattr(fault, "problems", ())
        ] or [{"where": "", "what": str(fault), "fix": ""}]
        if as_json:
            conflicts = list(getattr(fault, "conflicts", ()))
            told = {"conflicts": conflicts} if conflicts else {}
            answer = {"ok": False, "problems": problems, **told}
            sys.stdout.write(json.dumps(answer) + "\n")
        else:
            _tell_faults(fault)
        raise typer.Exit(_exit_code(fault)) from None


def _exit_code(fault: OrepathError) -> int:
    """Return 2 for inputs and policies at fault, 3 for plans, 4 for engines."""
    if getattr(fault, "problems", ()):
        return 2
    if isinstance(fault, PlanError):
        return 3
    return 4 if isinstance(fault, (SolverError, EngineError)) else 1


def _tell_faults(fault: OrepathError) -> None:
    """Write a fault to standard error, each problem a paragraph."""
    problems = getattr(fault, "problems", ())
    if not problems:
        sys.stderr.write(f"{type(fault).__name__}: {fault}\n")
        return
    count = len(problems)
    sys.stderr.write(f"{count} problem{'s' if count > 1 else ''} found:\n")
    for problem in problems:
        sys.stderr.write(
            f"  {problem.where}\n    {problem.what}\n    -> {problem.fix}\n"
        )
    conflicts = getattr(fault, "conflicts", ())
    if conflicts:
        sys.stderr.write("These exclude each other:\n")
        sys.stderr.writelines(f"  {label}\n" for label in conflicts)


@contextmanager
def progress(*, as_json: bool) -> Iterator[Any]:
    """Show one moving line on standard error; yield the function that changes it."""
    if as_json or not sys.stderr.isatty():
        yield _silent if as_json else _plain_progress()
        return
    from rich.console import Console

    with Console(stderr=True).status("Starting") as status:
        yield status.update


def _silent(_: str) -> None:
    """Tell nobody."""


def _plain_progress() -> Any:
    """Return a teller for a log file: a line a step, none for the search's counting."""

    def tell(words: str) -> None:
        if "plans solved" not in words:
            sys.stderr.write(f"{words} …\n")
            sys.stderr.flush()

    return tell


def document(**content: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps({"ok": True, **content}, default=str) + "\n")


def show(*sheets: Any) -> None:
    """Print sheets as tables of 80 columns."""
    from rich.console import Console

    from orepath.report.tables import terminal

    console = Console()
    for sheet in sheets:
        columns = list(sheet.terminal) or sheet.frame.columns
        console.print()
        console.print(
            terminal(sheet.frame.select(columns), sheet.title, units=sheet.units)
        )


def table(
    frame: Any,
    title: str,
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> None:
    """Print one table of 80 columns, or of as many as the terminal has."""
    from rich.console import Console

    from orepath.report.tables import terminal

    console = Console()
    console.print()
    console.print(terminal(frame, title, units=units, formats=formats))
