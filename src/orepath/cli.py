"""The command line: arguments in, the study called, its tables shown.

Results go to standard output, progress and problems to standard error. ``--json``
writes one document to standard output and nothing else. Faults in the inputs end with
exit code 2, plans that cannot be made with 3, engine failures with 4.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.errors import (
    EngineError,
    InputError,
    OrepathError,
    PlanError,
    SolverError,
)

DEFAULT_STUDY = "india-titanium"

app = typer.Typer(
    name="orepath",
    help="Plan critical-mineral value chains, from the ore to the user.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

AsJson = Annotated[
    bool, typer.Option("--json", help="Write one JSON document and nothing else.")
]
CaseName = Annotated[
    str, typer.Argument(help="A case folder, or the name of a built-in study.")
]
ScenarioName = Annotated[
    str, typer.Option("--scenario", help="A scenario from the case's scenarios.toml.")
]


@contextmanager
def _faults_told(*, as_json: bool) -> Iterator[None]:
    """Turn errors raised on purpose into words, or one document, and an exit code."""
    try:
        yield
    except OrepathError as fault:
        problems = [
            {"where": p.where, "what": p.what, "fix": p.fix}
            for p in getattr(fault, "problems", ())
        ] or [{"where": "", "what": str(fault), "fix": ""}]
        if as_json:
            sys.stdout.write(json.dumps({"ok": False, "problems": problems}) + "\n")
        else:
            _tell_faults(fault)
        raise typer.Exit(_exit_code(fault)) from None


def _exit_code(fault: OrepathError) -> int:
    """Return 2 for inputs, 3 for plans, 4 for engines."""
    if isinstance(fault, InputError):
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


@contextmanager
def _progress(*, as_json: bool) -> Iterator[Any]:
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


def _document(**content: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps({"ok": True, **content}, default=str) + "\n")


def _show(*sheets: Any) -> None:
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


def _case(name: str, scenario: str) -> Any:
    """Load a case and apply a scenario."""
    from orepath.world.load import load_case
    from orepath.world.scenario import changed

    case = load_case(name)
    return changed(case, scenario) if scenario else case


@app.command()
def run(
    study: CaseName = DEFAULT_STUDY,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for report and tables.")
    ] = Path("orepath-run"),
    scenario: ScenarioName = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Run a whole study: exposure, plan, stress, venture, report.

    Example: orepath run india-titanium -o results
    """
    from orepath.study.analysis import analyse
    from orepath.study.output import write_study
    from orepath.study.sheets import sheets_of
    from orepath.study.words import headlines

    with _faults_told(as_json=as_json):
        case = _case(study, scenario)
        with _progress(as_json=as_json) as tell:
            found = analyse(case, tell)
            tell("Writing the report")
            written = write_study(found, output)
        sheets = sheets_of(found)
        if as_json:
            _document(
                study=case.settings.name,
                scenario=scenario,
                headlines=headlines(found),
                tables={n: s.frame.to_dicts() for n, s in sheets.items()},
                seconds=found.seconds,
                written=[str(path) for path in written],
            )
            return
        _show(*(sheets[n] for n in _SHOWN if n in sheets))
        _tell_end(headlines(found), written)


_SHOWN = ("exposure", "projects", "supply_end", "disruptions", "venture", "grades")


def _tell_end(lines: list[str], written: list[Path]) -> None:
    """Print the headlines and where everything was written."""
    from rich.console import Console

    console = Console()
    console.print("\n[bold]In short[/bold]")
    for line in lines:
        console.print(f"  • {line}", highlight=False)
    console.print(f"\nWritten to {written[0].parent}: ", end="", highlight=False)
    console.print(", ".join(path.name for path in written), highlight=False)
    console.print(f"Open {written[0]} in a browser.", highlight=False)


@app.command()
def check(case: CaseName, *, as_json: AsJson = False) -> None:
    """Check a case: every fault at once, with file, row, column and remedy.

    Example: orepath check my-case
    """
    from orepath.study.checking import checked

    with _faults_told(as_json=as_json):
        facts = checked(case)
        if as_json:
            _document(**facts)
            return
        sys.stdout.write(
            f"{facts['case']} is sound: {facts['tables']} tables, {facts['rows']} "
            f"rows; the base year balances ({facts['adjusted']} figures adjusted, "
            f"trade overlap {facts['overlap']:.2f}).\n"
        )
        for name, title in facts["scenarios"].items():
            sys.stdout.write(f"  --scenario {name}: {title}\n")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The new case folder.")],
    study: Annotated[
        str,
        typer.Option("--from", help="A case folder or built-in study to start from."),
    ] = DEFAULT_STUDY,
    *,
    as_json: AsJson = False,
) -> None:
    """Start a case of your own from a study.

    Example: orepath new my-case --from india-titanium
    """
    from orepath.study.folder import copy_case

    with _faults_told(as_json=as_json):
        made = copy_case(study, folder)
        if as_json:
            _document(folder=str(made), study=study)
            return
        sys.stdout.write(
            f"Made {made}. Edit its tables, then: orepath check {made} && "
            f"orepath run {made}\n"
        )


@app.command()
def assess(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Show how exposed the focus place is, commodity by commodity.

    Example: orepath assess india-titanium
    """
    from orepath.study.exposure import bottleneck_of, exposure_of
    from orepath.study.sheet.risk import exposure_sheet

    with _faults_told(as_json=as_json):
        loaded = _case(case, scenario)
        table = exposure_of(loaded)
        if as_json:
            _document(
                exposure=table.to_dicts(),
                bottleneck=bottleneck_of(loaded, table).to_dicts(),
            )
            return
        _show(exposure_sheet(loaded, table))
        for row in bottleneck_of(loaded, table).iter_rows(named=True):
            name = loaded.name_of("commodities", row["commodity"])
            sys.stdout.write(f"\nBottleneck of {row['mineral']}: {name}.\n")


@app.command()
def plan(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Search what to build, buy and agree, confirmed in the world market.

    Example: orepath plan india-titanium --scenario dear_power
    """
    from orepath.study.analysis import plan_case
    from orepath.study.sheets import plan_sheets
    from orepath.study.words import plan_headlines
    from orepath.world.calibrate import calibrate

    with _faults_told(as_json=as_json):
        loaded = _case(case, scenario)
        with _progress(as_json=as_json) as tell:
            found = plan_case(loaded, calibrate(loaded), tell)
        sheets = plan_sheets(found)
        if as_json:
            _document(
                starts=found.starts,
                proven=found.search.proven,
                headlines=plan_headlines(found),
                tables={s.name: s.frame.to_dicts() for s in sheets},
            )
            return
        _show(*sheets)
        for line in plan_headlines(found):
            sys.stdout.write(f"• {line}\n")


@app.command()
def stress(
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Try disruptions and the loss of each supplier, without and with the plan.

    Example: orepath stress india-titanium
    """
    from orepath.study.analysis import plan_case, struck, suppliers_lost
    from orepath.study.sheet.risk import strike_sheet, suppliers_sheet
    from orepath.world.calibrate import calibrate

    with _faults_told(as_json=as_json):
        loaded = _case(case, scenario)
        with _progress(as_json=as_json) as tell:
            found = plan_case(loaded, calibrate(loaded), tell)
            tell("Trying disruptions")
            hit, lost = struck(found), suppliers_lost(found)
        if as_json:
            _document(disruptions=hit.to_dicts(), suppliers=lost.to_dicts())
            return
        _show(strike_sheet(loaded, hit), suppliers_sheet(lost))


def main() -> None:
    """Run the command line."""
    app()
