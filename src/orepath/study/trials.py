"""Trials of a case: its chains made ready, years drawn, things taken away, all summed.

Nothing here is searched: what is built is given, as a plan was found or read before.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepath.core.workers import Workers, mapped
from orepath.errors import InputError, Problem, suggest
from orepath.stress import summary
from orepath.stress.chain import Chain, chain_of
from orepath.stress.draw import hazards_of
from orepath.stress.removal import REMOVALS, couples, removals, removed
from orepath.stress.shocks import branches_by_part
from orepath.stress.trials import Job, run
from orepath.study.answering import Tell, silent
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.cluster import clusters

TRIALS, SEED = 10_000, 7
_PACE = 2.0  # s between two words of progress
_OURS = {"trials.json", "plan.json"}


@dataclass(frozen=True)
class Trials:
    """Hold what drawn years tell.

    Parameters
    ----------
    folder : Path
        Where every year can be read.
    count, seed : int
        How many, and drawn from which seed.
    losses, curve, shortages, culprits : polars.DataFrame
        As ``stress.summary`` gives them.
    """

    folder: Path
    count: int
    seed: int
    losses: pl.DataFrame
    curve: pl.DataFrame
    shortages: pl.DataFrame
    culprits: pl.DataFrame


def struck_only(case: Case, events: Sequence[str]) -> Case:
    """Return a case in which only some of its disruptions may strike.

    Parameters
    ----------
    case : Case
        With its shocks.
    events : sequence of str
        Keys of ``shocks.csv``; none leaves all.

    Raises
    ------
    InputError
        With every word that is no disruption of the case.
    """
    if not events:
        return case
    shocks = case.table("shocks")
    known = shocks["shock"].to_list()
    problems = [
        Problem("events", f"nothing is called '{word}'", suggest(word, known))
        for word in events
        if word not in known
    ]
    if problems:
        raise InputError(problems)
    return case.replace(shocks=shocks.filter(pl.col("shock").is_in(list(events))))


def known_removals(words: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of removals asked for, each once.

    Parameters
    ----------
    words : sequence of str
        Of ``stress.removal.REMOVALS``.

    Raises
    ------
    InputError
        With every word that is none.
    """
    problems = [
        Problem("n1", f"nothing is called '{word}'", suggest(word, list(REMOVALS)))
        for word in words
        if word not in REMOVALS
    ]
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(words))


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds anything but trials.

    Asked before a plan is searched, so that it is not searched for nothing.

    Parameters
    ----------
    folder : Path
        As the user gave it; it need not be there.

    Raises
    ------
    InputError
        It is a file, or a folder of something else.
    """
    fix = "give another folder"
    if folder.exists() and not folder.is_dir():
        raise InputError(Problem(str(folder), "is a file", fix))
    if not folder.is_dir():
        return
    names = {path.name for path in folder.iterdir()}
    if names and not names & _OURS:
        raise InputError(Problem(str(folder), "holds something else than trials", fix))


def chains_of(
    case: Case,
    calibration: Calibration,
    starts: Mapping[str, int],
    tell: Tell = silent,
    workers: Workers = 1,
) -> tuple[Chain, ...]:
    """Make every cluster of goods of a case ready to be tried.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The whole, with the disruptions that may strike.
    starts : mapping of str to int
        The plan: project to year.
    tell : callable
        Told one line of words after every cluster.
    workers : Workers
        Who makes them.

    Raises
    ------
    InputError
        A disruption hits nothing.
    PlanError
        No flows keep all rules.
    """

    def done(count: int, of: int) -> None:
        if of > 1:
            tell(f"Making ready: {count} of {of} chains done")

    parts = list(zip(clusters(case), calibration.each, strict=True))
    # Only to refuse disruptions that hit nothing.
    branches_by_part(parts)
    tasks = [(*part, dict(starts)) for part in parts]
    return tuple(mapped(_chain, tasks, workers, done))


def _chain(task: tuple[Case, Calibration, dict[str, int]]) -> Chain:
    """Make one cluster ready."""
    return chain_of(*task)


def drawn(job: Job, tell: Tell = silent, workers: Workers = 1) -> Trials:
    """Live through drawn years and sum them; those a run left before are taken over.

    Parameters
    ----------
    job : Job
        What to do.
    tell : callable
        Told now and then how far it is, how fast it goes, and how long it takes.
    workers : Workers
        Who works.

    Raises
    ------
    InputError
        The folder holds the trials of other inputs.
    """
    run(job, _paced(tell), workers)
    tell("Summing the years")
    trials = job.folder, job.count
    return Trials(
        *trials,
        job.hazards.seed,
        summary.losses(*trials),
        summary.exceedance(*trials),
        summary.shortages(*trials),
        summary.culprits(*trials),
    )


def job_of(
    case: Case, chains: tuple[Chain, ...], folder: Path, drawing: tuple[int, int]
) -> Job:
    """Return the drawing of years as one job.

    Parameters
    ----------
    case : Case
        With the disruptions that may strike.
    chains : tuple of Chain
        Its clusters, made ready.
    folder : Path
        For the years.
    drawing : tuple of int
        How many years, and the seed.

    Raises
    ------
    InputError
        There are no years to draw, or the seed is below zero.
    """
    count, seed = drawing
    problems = [
        Problem(where, f"{given}", f"give {least} or more")
        for where, given, least in (("trials", count, 1), ("seed", seed, 0))
        if given < least
    ]
    if problems:
        raise InputError(problems)
    return Job(chains, hazards_of(case, seed), count, folder)


def years_there(folder: Path) -> int:
    """Return how many years a folder of trials holds by now."""
    if not any(folder.glob("years-*.parquet")):
        return 0
    years = pl.scan_parquet(folder / "years-*.parquet")
    return int(years.select(pl.len()).collect().item())


def _paced(tell: Tell) -> Tell:
    """Return what passes words on, but not more than a few."""
    last = [-_PACE]

    def told(words: str) -> None:
        now = time.monotonic()
        if now - last[0] >= _PACE:
            last[0] = now
            tell(words)

    return told


@dataclass(frozen=True)
class Losing:
    """Hold which things are to be taken away.

    Parameters
    ----------
    what : tuple of str
        Words of ``stress.removal.REMOVALS``.
    two : bool
        Whether all pairs of one chain are taken away too.
    """

    what: tuple[str, ...]
    two: bool = False


def taken_away(
    parts: Sequence[tuple[Case, Calibration, Chain]],
    losing: Losing,
    tell: Tell = silent,
    workers: Workers = 1,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take things away one at a time, and two of them if asked.

    Parameters
    ----------
    parts : sequence of Case, Calibration and Chain
        The clusters of goods.
    losing : Losing
        Which things.
    tell : callable
        Told one line of words after every cluster.
    workers : Workers
        Who works.

    Returns
    -------
    tuple of polars.DataFrame
        Single things and pairs, as ``stress.removal.removed``. What is named alike in
        several chains, such as a strait, is one row: the losses are summed, and the
        good told is that of the chain which loses most.
    """

    def done(count: int, of: int) -> None:
        if of > 1:
            tell(f"Taking away: {count} of {of} chains done")

    tell("Taking suppliers and the like away")
    tasks = [(*part, losing) for part in parts]
    found = mapped(_lost, tasks, workers, done)
    one, two = (pl.concat(list(side)) for side in zip(*found, strict=True))
    return _joined(one), _joined(two)


def _lost(
    task: tuple[Case, Calibration, Chain, Losing],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take things of one cluster away."""
    case, calibration, chain, losing = task
    single = removals(case, calibration, losing.what)
    pairs = couples(single) if losing.two else []
    return removed(chain, single), removed(chain, pairs, single)


def _joined(found: pl.DataFrame) -> pl.DataFrame:
    """Join what is named alike; the costliest without the plan first."""
    money = [c for c in found.columns if c.startswith(("users_", "country_"))]
    rest = [c for c in found.columns if c not in {*money, "what", "name"}]
    return (
        found.sort("users_without", descending=True, maintain_order=True)
        .group_by("what", "name", maintain_order=True)
        .agg(pl.col(rest).first(), pl.col(money).sum())
        .select(found.columns)
        .sort("users_without", "name", descending=[True, False], maintain_order=True)
    )
