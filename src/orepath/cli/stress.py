"""The command of stress: disruptions tried, years drawn, suppliers taken away."""

import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from orepath.cli.answer import AsJson, document, faults_told, progress, show, table
from orepath.cli.plan import Report
from orepath.cli.study import (
    DEFAULT_STUDY,
    CaseName,
    ScenarioName,
    loaded_case,
    processes_of,
)

Workers = Annotated[
    int,
    typer.Option("--workers", min=0, help="Processes; 0: as many as processors."),
]

Scheduler = Annotated[
    str,
    typer.Option(help="Let workers of Dask do the work: tcp://HOST:PORT."),
]

_GOODS, _ROWS = 8, 12
_STOPPED = 130


@dataclass(frozen=True)
class Asked:
    """Hold what is asked of one case beyond the plain trying of its disruptions."""

    plan: Path | None
    trials: int | None
    seed: int | None
    shocks: Path | None
    events: tuple[str, ...]
    n1: tuple[str, ...]
    n2: bool
    into: Path | None
    report: Path | None
    fix: bool
    least: float | None

    @property
    def fixes(self) -> bool:
        """Return whether the cheapest fixes are asked for."""
        return self.fix or self.least is not None

    @property
    def plain(self) -> bool:
        """Return whether nothing more is asked."""
        given = (self.plan, self.trials, self.seed, self.into, self.report, self.shocks)
        more = self.events or self.n1 or self.n2 or self.fixes
        return given == (None,) * 6 and not more

    @property
    def draws(self) -> bool:
        """Return whether years are drawn: unless only losses or fixes are asked for."""
        given = (self.trials, self.seed, self.into, None if self.fixes else self.shocks)
        return given != (None,) * 4 or not (self.n1 or self.n2 or self.fixes)


def stress(  # noqa: PLR0913  # every option of the command
    case: CaseName = DEFAULT_STUDY,
    scenario: ScenarioName = "",
    *,
    plan: Annotated[
        Path | None,
        typer.Option(help="Take the plan from this folder, made by orepath run."),
    ] = None,
    trials: Annotated[
        int | None, typer.Option(min=1, help="Draw this many years; 10000 if not told.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of the years drawn; 7 if not told.")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(help="Folder for the years drawn; CASE-trials here if not told."),
    ] = None,
    shocks: Annotated[
        Path | None,
        typer.Option(help="Try the disruptions of this file in place of the case's."),
    ] = None,
    events: Annotated[
        str,
        typer.Option(help="Disruptions that may strike, joined by commas; else all."),
    ] = "",
    n1: Annotated[
        str,
        typer.Option(
            "--n1",
            help="Take away one at a time: suppliers,owners,stages,stops,legs.",
        ),
    ] = "",
    n2: Annotated[
        bool,
        typer.Option(
            "--n2", help="Take away two at once: suppliers, or what --n1 names."
        ),
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Find the cheapest fix of what still hurts.")
    ] = False,
    least: Annotated[
        float | None,
        typer.Option(min=0.01, max=1.0, help="Part of harm it takes away; 0.5."),
    ] = None,
    report: Report = None,
    workers: Workers = 0,
    scheduler: Scheduler = "",
    as_json: AsJson = False,
) -> None:
    """Try disruptions and the loss of each supplier, without and with the plan.

    With any option from --plan to --report, thousands of years are drawn instead, or
    suppliers, owners, stages, stops and legs taken away, or fixes looked for. What was
    cut off goes on, and more years are added to those there are. Whoever works, the
    answers are the same.

    Example: orepath stress india-titanium --trials 10000 --seed 7 --n1 suppliers,stops
    """
    told = _words(events), _words(n1)
    asked = Asked(plan, trials, seed, shocks, *told, n2, into, report, fix, least)
    with faults_told(as_json=as_json), _kept(workers, scheduler) as hands:
        loaded = loaded_case(case, scenario)
        tried = _plain if asked.plain else partial(_tried, asked=asked)
        tried(loaded, hands, as_json=as_json)


def _words(told: str) -> tuple[str, ...]:
    """Return words that were joined by commas."""
    return tuple(word.strip() for word in told.split(",") if word.strip())


def _kept(workers: int, scheduler: str) -> Any:
    """Return whoever works, kept for all that is asked."""
    import logging

    from orepath.core.workers import kept
    from orepath.errors import InputError, Problem

    if workers and scheduler:
        what = "workers of a scheduler are as many as it has"
        raise InputError(Problem("--workers", what, "leave it out, or --scheduler"))
    # They get ready while the case is read.
    hands = kept(processes_of(workers), scheduler, ("orepath.study.trials",))
    # What Dask says of lost workers and schedulers is told in our own words.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return hands


def _plain(loaded: Any, workers: Any, *, as_json: bool) -> None:
    """Try every disruption and the loss of each supplier."""
    from orepath.study.answering import plan_case, struck, suppliers_lost
    from orepath.study.sheet.risk import strike_sheet, suppliers_sheet
    from orepath.world.calibrate import calibrate

    with progress(as_json=as_json) as tell:
        found = plan_case(loaded, calibrate(loaded), tell, workers)
        tell("Trying disruptions")
        hit = struck(found)
        lost = suppliers_lost(found, tell, workers)
    if as_json:
        document(disruptions=hit.to_dicts(), suppliers=lost.to_dicts())
        return
    show(strike_sheet(loaded, hit), suppliers_sheet(lost))


def _tried(loaded: Any, workers: Any, *, asked: Asked, as_json: bool) -> None:
    """Draw years and take things away, then show what was found."""
    from orepath.stress.given import with_shocks
    from orepath.study.target import page_target
    from orepath.study.trials import check_folder, known_removals, struck_only
    from orepath.study.trialspage import write_stress

    folder = asked.into or Path(f"{loaded.settings.name}-trials")
    given = loaded if asked.shocks is None else with_shocks(loaded, asked.shocks)
    case = struck_only(given, asked.events)
    known_removals(asked.n1)
    target = None if asked.report is None else page_target(asked.report)
    if asked.draws:
        check_folder(folder)
    with _stopping(folder, asked), progress(as_json=as_json) as tell:
        starts, cautions = _starts(loaded, asked, folder, (tell, workers))
        found = _found(case, asked, (folder, loaded, starts), (tell, workers))
        if target is not None:
            tell("Writing the page")
            write_stress(case, found, target)
    if as_json:
        _document(case, found, starts, cautions)
        return
    _shown(case, found, cautions)
    if found.drawn is not None:
        sys.stdout.write(f"Every year stands in {folder}.\n")
    if target is not None:
        sys.stdout.write(f"Wrote {target}.\n")


def _starts(
    loaded: Any, asked: Asked, folder: Path, means: tuple[Any, Any]
) -> tuple[dict[str, int], list[str]]:
    """Return the plan, read where it can be and else searched, and what to mind."""
    from orepath.study.answering import plan_case
    from orepath.study.starts import kept_starts, starts_in
    from orepath.world.calibrate import calibrate

    if asked.plan is not None:
        read = starts_in(asked.plan, loaded)
        cautions = []
        if read.moved:
            cautions.append(
                "The case has changed since the plan was made: "
                f"{', '.join(read.moved)}."
            )
        if read.scenario != loaded.scenario:
            cautions.append(
                f"The plan was made under {_named(read.scenario)} and is tried under "
                f"{_named(loaded.scenario)}."
            )
        return read.plan, cautions
    kept = kept_starts(folder, loaded) if asked.draws else None
    if kept is None:
        tell, workers = means
        kept = plan_case(loaded, calibrate(loaded), tell, workers).starts
    return kept, []


def _named(scenario: str) -> str:
    """Name a scenario in a sentence."""
    return f"the scenario '{scenario}'" if scenario else "no scenario"


def _found(
    case: Any,
    asked: Asked,
    given: tuple[Path, Any, dict[str, int]],
    means: tuple[Any, Any],
) -> Any:
    """Draw years, take things away and look for fixes, as asked."""
    from orepath.study import fixes, trials
    from orepath.study.starts import keep_starts
    from orepath.study.trialspage import Stressed
    from orepath.world.calibrate import calibrate
    from orepath.world.cluster import clusters

    folder, loaded, starts = given
    tell, _ = means
    tell("Making ready")
    calibration = calibrate(case)
    found = Stressed()
    chains: Any = ()
    if asked.draws or asked.n1 or asked.n2:
        chains = trials.chains_of(case, calibration, starts, *means)
    if asked.draws:
        seed = trials.SEED if asked.seed is None else asked.seed
        size = (asked.trials or trials.TRIALS, seed)
        job = trials.job_of(case, chains, folder, size)
        # Written first: a run that is cut off need not search the plan again.
        keep_starts(folder, loaded, starts)
        found = replace(found, drawn=trials.drawn(job, *means))
    if asked.n1 or asked.n2:
        parts = list(zip(clusters(case), calibration.each, chains, strict=True))
        losing = trials.Losing(asked.n1 or ("suppliers",), asked.n2)
        one, two = trials.taken_away(parts, losing, *means)
        found = replace(found, one=one, two=two if asked.n2 else None)
    if asked.fixes:
        what = (starts, asked.n1, asked.least or fixes.LEAST, means)
        found = replace(found, fixes=fixes.cheapest(case, calibration, *what))
    return found


@contextmanager
def _stopping(folder: Path, asked: Asked) -> Any:
    """Tell at Ctrl-C what is kept and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        from orepath.study.trials import years_there

        kept = years_there(folder) if asked.draws else 0
        told = (
            f"{kept:,} years are kept in {folder}; the same command goes on from there."
            if kept
            else "Nothing is kept; the same command begins again."
        )
        sys.stderr.write(f"\nStopped. {told}\n")
        raise typer.Exit(_STOPPED) from None


def _document(
    case: Any, found: Any, starts: Mapping[str, int], cautions: list[str]
) -> None:
    """Write all that was found as one document."""
    from orepath.study.trialspage import stress_words

    told: dict[str, Any] = {"starts": dict(starts), "cautions": cautions}
    drawn = found.drawn
    if drawn is not None:
        told |= {
            "trials": drawn.count,
            "seed": drawn.seed,
            "folder": str(drawn.folder),
            "losses": drawn.losses.to_dicts(),
            "curve": drawn.curve.to_dicts(),
            "shortages": drawn.shortages.to_dicts(),
            "culprits": drawn.culprits.to_dicts(),
        }
    if found.fixes is not None:
        told |= found.fixes.document()
    for name, frame in (("n1", found.one), ("n2", found.two)):
        if frame is not None:
            told[name] = frame.to_dicts()
    document(words=stress_words(case, found), **told)


def _shown(case: Any, found: Any, cautions: list[str]) -> None:
    """Print tables, then all in sentences."""
    from orepath.study.trialspage import stress_sheets, stress_words

    sheets = stress_sheets(case, found, _GOODS)
    for sheet in sheets:
        columns = list(sheet.terminal) or sheet.frame.columns
        rows = sheet.frame.select(columns).head(_most(sheet))
        table(rows, sheet.title, sheet.units, sheet.formats)
    for line in (*cautions, *stress_words(case, found)):
        told = fill(line, 78, initial_indent="• ", subsequent_indent="  ")
        sys.stdout.write(f"{told}\n")


def _most(sheet: Any) -> int:
    """Return how many rows of a sheet are shown here; the page has more."""
    return 2 * _GOODS if sheet.name == "shortages" else _ROWS


COMMANDS: tuple[Callable[..., None], ...] = (stress,)
"""The commands, in the order in which the help lists them."""
