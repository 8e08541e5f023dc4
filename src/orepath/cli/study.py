"""The commands of a study: run, check, new."""

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show, table

DEFAULT_STUDY = "india-central-asia"
"""What is run when nothing is named: India's whole mission."""
SAMPLE = "india-titanium"
"""What is copied when nothing is named: one mineral, small enough to read."""

CaseName = Annotated[
    str, typer.Argument(help="A case folder, or the name of a built-in study.")
]
ScenarioName = Annotated[
    str, typer.Option("--scenario", help="A scenario from the case's scenarios.toml.")
]


Workers = Annotated[
    int,
    typer.Option(
        "--workers", min=0, help="Processes for a case of several chains; 0: all."
    ),
]


def processes_of(workers: int) -> int:
    """Return how many processes to use; 0 asks for one a processor."""
    from orepath.core.workers import processors

    return workers or processors()


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
    workers: Workers = 0,
    as_json: AsJson = False,
) -> None:
    """Run a whole study: exposure, plan, stress, venture, report.

    Example: orepath run india-titanium -o results
    """
    from orepath.study.analysis import analyse
    from orepath.study.appraising import appraised_in
    from orepath.study.output import target_of, write_study
    from orepath.study.sheets import sheets_of
    from orepath.study.words import headlines
    from orepath.world.load import find_case

    with faults_told(as_json=as_json):
        target_of(output)
        case = loaded_case(study, scenario)
        with progress(as_json=as_json) as tell:
            # First, for a fault in a venture's file is told before a long search.
            ventures = appraised_in(find_case(study), tell)
            found = analyse(case, tell, processes_of(workers))
            tell("Writing the report")
            written = write_study(found, output, ventures)
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


_SHOWN = (
    *("exposure", "projects", "supply_end", "disruptions", "venture", "grades"),
    "cautions",
)


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
        for name, title in facts["ventures"].items():
            sys.stdout.write(f"  venture {name}: {title}\n")
        if facts["notes"]:
            sys.stdout.write(f"{fill('Mind: ' + facts['notes'], 80)}\n")
        for one in facts["cautions"]:
            sys.stdout.write(f"Beware: {one['where']} — {one['what']} — {one['fix']}\n")


def new(  # noqa: PLR0913, PLR0917  # every option of the command
    folder: Annotated[Path, typer.Argument(help="The new case folder.")],
    since: Annotated[
        str,
        typer.Option(
            "--from",
            help="With --focus: first year of the plan, 2026 if not given. Else a "
            "case folder or built-in study to copy.",
        ),
    ] = "",
    until: Annotated[int, typer.Option("--to", help="Last year of the plan.")] = 2040,
    focus: Annotated[
        str,
        typer.Option(help="Make the case for this country, or this group as one."),
    ] = "",
    minerals: Annotated[
        str, typer.Option(help="Minerals, joined by commas: titanium,cobalt")
    ] = "",
    partners: Annotated[
        str, typer.Option(help="Countries or groups to keep, joined by commas.")
    ] = "",
    places: Annotated[
        int, typer.Option(help="Most places; all others are the rest of the world.")
    ] = 24,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a case for any country from the library, or copy a study.

    Example: orepath new my-case --focus JPN --minerals titanium --partners AUS,KAZ
    """
    from orepath.study.folder import copy_case

    with faults_told(as_json=as_json):
        if focus or minerals or partners:
            order = _ordered((focus, minerals, partners), (since, until), places)
            _tell_made(order, folder, as_json=as_json)
            return
        made = copy_case(since or SAMPLE, folder)
        if as_json:
            document(folder=str(made), study=since or SAMPLE)
            return
        sys.stdout.write(
            f"Made {made}. Edit its tables, then: orepath check {made} && "
            f"orepath run {made}\n"
        )


def _ordered(words: tuple[str, str, str], years: tuple[str, int], places: int) -> Any:
    """Check what a new case is to hold."""
    from orepath.errors import InputError, Problem
    from orepath.world.build.order import ordered

    focus, minerals, partners = words
    if not (years[0] or "2026").isdigit():
        what = f"'{years[0]}' is no year"
        fix = "with --focus give --from 2026; to copy a study leave --focus out"
        raise InputError(Problem("--from", what, fix))
    return ordered(
        focus,
        [word for word in minerals.split(",") if word.strip()],
        [word for word in partners.split(",") if word.strip()],
        int(years[0] or 2026),
        years[1],
        most=places,
    )


def _tell_made(order: Any, folder: Path, *, as_json: bool) -> None:
    """Make a case and tell what it assumes."""
    from orepath.study.assumed import assumptions
    from orepath.study.folder import check_free, make_case
    from orepath.world.build.case import built

    check_free(folder)
    found = built(order)
    made = make_case(found, folder)
    worst = assumptions(found.case)
    if as_json:
        document(
            folder=str(made),
            minerals=list(order.minerals),
            places=list(found.places.codes),
            unknown=list(found.places.unknown),
            assumptions=worst.to_dicts(),
        )
        return
    table(
        worst.select("table", "rows", "usd", "assumption").head(_WORST),
        "Assumed, the most money first",
        {"usd": "USD"},
    )
    for partner in found.places.unknown:
        sys.stdout.write(
            f"{partner} is kept out: the library knows nothing of it here.\n"
        )
    sys.stdout.write(
        f"Made {made}: {len(found.places.codes)} places, minerals "
        f"{', '.join(order.minerals)}; {made}/README.md says what rests on what. "
        f"Then: orepath check {made} && orepath run {made}\n"
    )


_WORST = 10


COMMANDS: tuple[Callable[..., None], ...] = (run, check, new)
"""The commands, in the order in which the help lists them."""
