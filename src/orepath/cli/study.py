"""The commands of a study: run, check, new, plan, stress."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show

DEFAULT_STUDY = "india-titanium"

CaseName = Annotated[
    str, typer.Argument(help="A case folder, or the name of a built-in study.")
]
ScenarioName = Annotated[
    str, typer.Option("--scenario", help="A scenario from the case's scenarios.toml.")
]


def loaded_case(name: str, scenario: str) -> Any:
    """Load a case and apply a scenario."""
    from orepath.world.load import load_case
    from orepath.world.scenario import changed

    case = load_case(name)
    return changed(case, scenario) if scenario else case


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
    from orepath.study.output import target_of, write_study
    from orepath.study.sheets import sheets_of
    from orepath.study.words import headlines

    with faults_told(as_json=as_json):
        target_of(output)
        case = loaded_case(study, scenario)
        with progress(as_json=as_json) as tell:
            found = analyse(case, tell)
            tell("Writing the report")
            written = write_study(found, output)
        sheets = sheets_of(found)
        if as_json:
            document(
                study=case.settings.name,
                scenario=scenario,
                headlines=headlines(found),
                tables={n: s.frame.to_dicts() for n, s in sheets.items()},
                seconds=found.seconds,
                written=[str(path) for path in written],
            )
            return
        show(*(sheets[n] for n in _SHOWN if n in sheets))
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


def check(case: CaseName, *, as_json: AsJson = False) -> None:
    """Check a case: every fault at once, with file, row, column and remedy.

    Example: orepath check my-case
    """
    from orepath.study.checking import checked

    with faults_told(as_json=as_json):
        facts = checked(case)
        if as_json:
            document(**facts)
            return
        sys.stdout.write(
            f"{facts['case']} is sound: {facts['tables']} tables, {facts['rows']} "
            f"rows; the base year balances ({facts['adjusted']} figures adjusted, "
            f"trade overlap {facts['overlap']:.2f}).\n"
        )
        for name, title in facts["scenarios"].items():
            sys.stdout.write(f"  --scenario {name}: {title}\n")


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

    with faults_told(as_json=as_json):
        made = copy_case(study, folder)
        if as_json:
            document(folder=str(made), study=study)
            return
        sys.stdout.write(
            f"Made {made}. Edit its tables, then: orepath check {made} && "
            f"orepath run {made}\n"
        )


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

    with faults_told(as_json=as_json):
        loaded = loaded_case(case, scenario)
        with progress(as_json=as_json) as tell:
            found = plan_case(loaded, calibrate(loaded), tell)
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

    with faults_told(as_json=as_json):
        loaded = loaded_case(case, scenario)
        with progress(as_json=as_json) as tell:
            found = plan_case(loaded, calibrate(loaded), tell)
            tell("Trying disruptions")
            hit, lost = struck(found), suppliers_lost(found)
        if as_json:
            document(disruptions=hit.to_dicts(), suppliers=lost.to_dicts())
            return
        show(strike_sheet(loaded, hit), suppliers_sheet(lost))


COMMANDS: tuple[Callable[..., None], ...] = (run, check, new, plan, stress)
"""The commands, in the order in which the help lists them."""
