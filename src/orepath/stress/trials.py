"""Trials are thousands of drawn years, each lived through without and with a plan.

They are worked off in blocks that are written one by one, so memory stays flat and a
run that is cut off goes on where it stopped. The same years give the same bytes however
many processes work.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.crew import Crew
from orepath.errors import InputError, Problem
from orepath.stress.chain import SIDES, Chain, guided
from orepath.stress.draw import BLOCK, Hazards, Years, years_of
from orepath.stress.toll import TIERS, Toll

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Tell = Callable[[str], None]

YEARS: Mapping[str, pl.DataType] = {
    "trial": pl.Int64(),
    "struck": pl.List(pl.String()),
    "months": pl.Float64(),
    **{
        f"{what}_{side}": pl.Float64()
        for what in ("users", "country")
        for side in SIDES
    },
}
"""One row a year: what strikes, for how long at most, and the loss, USD million."""

USES: Mapping[str, pl.DataType] = {
    "trial": pl.Int64(),
    "side": pl.String(),
    "commodity": pl.String(),
    **dict.fromkeys(TIERS, pl.Float64()),
    "release": pl.Float64(),
    "price": pl.Float64(),
    "months": pl.Float64(),
}
"""One row a use at the focus place and year in which its chain is hit: what is given up
of each tier and what stocks give, t; the price, undisturbed = 1; and how long the
longest disruption of the chain lasts."""


@dataclass(frozen=True)
class Job:
    """Hold all that trials need.

    Parameters
    ----------
    chains : tuple of Chain
        One a cluster of goods.
    hazards : Hazards
        What may strike.
    count : int
        Years.
    folder : Path
        Where blocks are written.
    """

    chains: tuple[Chain, ...]
    hazards: Hazards
    count: int
    folder: Path

    @property
    def blocks(self) -> int:
        """Return the number of blocks."""
        return -(-self.count // BLOCK)

    def path(self, what: str, block: int) -> Path:
        """Return the file of one block.

        Parameters
        ----------
        what : {"years", "uses"}
            The table.
        block : int
            Its number.
        """
        return self.folder / f"{what}-{block:06d}.parquet"

    def key(self) -> str:
        """Return a word that differs where any number differs."""
        found = hashlib.sha256(str(self.count).encode())
        for one in _numbers(self):
            found.update(one)
        return found.hexdigest()


def _numbers(job: Job) -> Iterator[bytes]:
    """Yield all that trials depend on as bytes."""
    hazards = job.hazards
    yield repr(
        (hazards.names, hazards.blocs, hazards.seed, hazards.correlation)
    ).encode()
    yield from (a.tobytes() for a in (hazards.chance, hazards.severity, hazards.months))
    for chain in job.chains:
        yield from (vars(chain.reach)[name].tobytes() for name in vars(chain.reach))
        for side in chain.sides:
            part = side.dispatch
            arrays = (*vars(part.steps).values(), part.net.data, part.net.indices,
                      part.lower, part.upper, part.height, part.base)  # fmt: skip
            yield from (array.tobytes() for array in arrays)
            yield repr(side.assessor.goods).encode()


class Workshop:
    """Work off blocks of years; each process has one.

    Parameters
    ----------
    job : Job
        What to do.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._operations = [
            [guided(side.dispatch, chain.reach, job.hazards) for side in chain.sides]
            for chain in job.chains
        ]

    def __call__(self, block: int) -> int:
        """Work off one block and write it.

        Parameters
        ----------
        block : int
            Its number.

        Returns
        -------
        int
            Years that had to be solved, over all chains and both sides.
        """
        job = self._job
        size = min(BLOCK, job.count - block * BLOCK)
        years = years_of(job.hazards, block, size)
        loss = {name: np.zeros(size) for name in list(YEARS)[3:]}
        uses: list[pl.DataFrame] = [pl.DataFrame(schema=USES)]
        solved = 0
        for chain, operations in zip(job.chains, self._operations, strict=True):
            left = chain.reach.left(years)
            months = years.months[:, chain.reach.any].max(axis=1, initial=0.0)
            for name, side, operation in zip(
                SIDES, chain.sides, operations, strict=True
            ):
                cuts = side.dispatch.cut(left)
                answers = operation.answers(cuts)
                toll = side.assessor.tolls(cuts, answers, operation.base)
                loss[f"users_{name}"] += toll.users
                loss[f"country_{name}"] += toll.country
                hit = np.flatnonzero(answers.solved)
                solved += hit.size
                table = _uses(toll, side.assessor.goods, hit)
                rows = table["trial"].to_numpy()
                uses.append(
                    table.with_columns(
                        pl.lit(name).alias("side"),
                        pl.Series("months", months[rows]),
                        pl.col("trial") + block * BLOCK,
                    ).select(*USES)
                )
        _written(pl.concat(uses), job.path("uses", block))
        _written(_years(job.hazards, years, loss, block), job.path("years", block))
        return solved


def _years(
    hazards: Hazards, years: Years, loss: Mapping[str, Floats], block: int
) -> pl.DataFrame:
    """Return the table of one block's years."""
    names = np.array(hazards.names, dtype=object)
    rows = {
        "trial": block * BLOCK + np.arange(len(years)),
        "struck": [names[hit].tolist() for hit in years.struck],
        "months": years.months.max(axis=1, initial=0.0),
    }
    return pl.DataFrame({**rows, **loss}, schema=YEARS)


def _uses(toll: Toll, goods: tuple[str, ...], hit: Index) -> pl.DataFrame:
    """Return the uses of one chain under one plan in the years that hit it."""
    return pl.DataFrame(
        {
            "trial": np.repeat(hit, len(goods)),
            "commodity": pl.Series(list(goods) * hit.size, dtype=pl.String),
            **{tier: toll.short[hit, :, at].ravel() for at, tier in enumerate(TIERS)},
            "release": toll.release[hit].ravel(),
            "price": toll.price[hit].ravel(),
        }
    )


def _written(frame: pl.DataFrame, path: Path) -> None:
    """Write a file that is there as a whole or not at all."""
    part = path.with_suffix(f".{os.getpid()}.part")
    frame.write_parquet(part, compression="zstd", statistics=False)
    part.replace(path)


def run(job: Job, tell: Tell, workers: int = 1) -> None:
    """Work off all blocks that are not there yet.

    Parameters
    ----------
    job : Job
        What to do.
    tell : callable
        Told one line of words now and then: years done, rate, time left.
    workers : int
        Processes; a script that asks for several must guard its main part.

    Raises
    ------
    InputError
        The folder holds the trials of other inputs.
    EngineError
        A block cost several processes their lives.

    Notes
    -----
    A block is written under another name and moved, so that a run that was killed left
    only whole blocks; the next run takes them over.
    """
    _begun(job)
    missing = [b for b in range(job.blocks) if not job.path("years", b).exists()]
    hands = max(1, min(workers, len(missing)))
    since = time.monotonic()
    with Crew(Workshop, [job] * hands, hands) as crew:
        for first in range(0, len(missing), hands):
            now = missing[first : first + hands]
            crew.ask(list(enumerate(now)))
            tell(_progress(job, missing, first + len(now), time.monotonic() - since))


def _begun(job: Job) -> None:
    """Mark a folder as this job's, or make sure that it is."""
    job.folder.mkdir(parents=True, exist_ok=True)
    for half in job.folder.glob("*.part"):
        half.unlink()
    path = job.folder / "trials.json"
    stocks = {
        name: {
            good: round(float(held), 6)
            for chain in job.chains
            for good, held in zip(
                chain.sides[at].assessor.goods,
                chain.sides[at].assessor.stock,
                strict=True,
            )
        }
        for at, name in enumerate(SIDES)
    }
    mine = {
        "trials": job.count,
        "seed": job.hazards.seed,
        "key": job.key(),
        "stocks": stocks,
    }
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_text(json.dumps(mine, indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    elif json.loads(path.read_text(encoding="utf-8")) != mine:
        raise InputError(
            Problem(
                str(path),
                "these trials are of another case, plan, seed or number",
                "give another folder, or delete this one",
            )
        )


def _progress(job: Job, missing: Sequence[int], done: int, seconds: float) -> str:
    """Tell how far the trials are, how fast they go and how long they will take."""
    rate = done * BLOCK / max(seconds, 1e-9)
    left = (len(missing) - done) * BLOCK / rate
    there = min(job.count, (job.blocks - len(missing) + done) * BLOCK)
    return (
        f"Trials: {there:,} of {job.count:,} years, {rate:,.0f} a second, "
        f"{left:,.0f} s left"
    )
