"""Trials are thousands of drawn years, each lived through without and with a plan.

They are worked off in blocks that are written one by one, so memory stays flat, a run
that is cut off goes on where it stopped, and more years are added to those there are.
The same years give the same bytes whoever works.
"""

import io
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.fingerprint import fingerprint
from orepath.core.workers import Workers, dealt
from orepath.errors import InputError, Problem
from orepath.stress.after import After, First, after
from orepath.stress.chain import SIDES, Chain, guided
from orepath.stress.draw import BLOCK, Hazards, Years, lasting, years_of
from orepath.stress.operation import Operation
from orepath.stress.toll import TIERS, Toll

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Tell = Callable[[str], None]

YEARS: Mapping[str, pl.DataType] = {
    "trial": pl.Int64(),
    "struck": pl.List(pl.String()),
    "months": pl.Float64(),
    **{
        f"{when}{what}_{side}": pl.Float64()
        for when in ("", "later_")
        for what in ("users", "country")
        for side in SIDES
    },
}
"""One row a year: what strikes, for how long at most, the loss of the year, and that of
the following years in which it lasts, USD million."""

USES: Mapping[str, pl.DataType] = {
    "trial": pl.Int64(),
    "side": pl.String(),
    "commodity": pl.String(),
    **dict.fromkeys(TIERS, pl.Float64()),
    "release": pl.Float64(),
    "price": pl.Float64(),
    "months": pl.Float64(),
    "recover": pl.Float64(),
}
"""One row a use at the focus place and year in which its chain is hit: what is given up
of each tier and what stocks give, t; the price, undisturbed = 1; how long the longest
disruption of the chain lasts; and how long until 95 % of what is wanted is used again,
months, 0 where it was never less."""


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

    def size(self, block: int) -> int:
        """Return the number of years of one block: the last may be short.

        Parameters
        ----------
        block : int
            Its number.
        """
        return min(BLOCK, self.count - block * BLOCK)

    def key(self) -> str:
        """Return a word that differs where anything differs that years hang on.

        How many there are is no part of it: more of them do not change the first.
        """
        return fingerprint(self.hazards, self.chains)


@dataclass(frozen=True)
class Worked:
    """Hold one block that was worked off.

    Parameters
    ----------
    years, uses : bytes
        Its files.
    solved : int
        Years that had to be solved, over all chains and both sides.
    """

    years: bytes
    uses: bytes
    solved: int


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
        lasts = lasting(job.hazards)
        self._following = [
            [Operation(side.dispatch, tall=True) if lasts else own
             for side, own in zip(chain.sides, operations, strict=True)]
            for chain, operations in zip(job.chains, self._operations, strict=True)
        ]  # fmt: skip

    def __call__(self, block: int) -> Worked:
        """Work off one block.

        Parameters
        ----------
        block : int
            Its number.

        Returns
        -------
        Worked
            To be written by whoever asked: a worker may be elsewhere.
        """
        job = self._job
        size = job.size(block)
        years = years_of(job.hazards, block, size)
        loss = {name: np.zeros(size) for name in list(YEARS)[3:]}
        uses: list[pl.DataFrame] = [pl.DataFrame(schema=USES)]
        solved = 0
        for chain, operations, following in zip(
            job.chains, self._operations, self._following, strict=True
        ):
            left = chain.reach.left(years)
            months = years.months[:, chain.reach.any].max(axis=1, initial=0.0)
            for name, side, operation, more in zip(
                SIDES, chain.sides, operations, following, strict=True
            ):
                cuts = side.dispatch.cut(left)
                answers = operation.answers(cuts)
                toll = side.assessor.tolls(cuts, answers, operation.base)
                loss[f"users_{name}"] += toll.users
                loss[f"country_{name}"] += toll.country
                first = First(years, answers, toll)
                then = after(first, side, chain.reach, job.hazards, more)
                loss[f"later_users_{name}"] += then.users
                loss[f"later_country_{name}"] += then.country
                hit = np.flatnonzero(answers.solved)
                solved += hit.size + then.solved
                table = _uses(toll, then, side.assessor.goods, hit)
                rows = table["trial"].to_numpy()
                uses.append(
                    table.with_columns(
                        pl.lit(name).alias("side"),
                        pl.Series("months", months[rows]),
                        pl.col("trial") + block * BLOCK,
                    ).select(*USES)
                )
        told = _years(job.hazards, years, loss, block)
        return Worked(_packed(told), _packed(pl.concat(uses)), solved)


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


def _uses(toll: Toll, then: After, goods: tuple[str, ...], hit: Index) -> pl.DataFrame:
    """Return the uses of one chain under one plan in the years that hit it."""
    return pl.DataFrame(
        {
            "trial": np.repeat(hit, len(goods)),
            "commodity": pl.Series(list(goods) * hit.size, dtype=pl.String),
            **{tier: toll.short[hit, :, at].ravel() for at, tier in enumerate(TIERS)},
            "release": toll.release[hit].ravel(),
            "price": toll.price[hit].ravel(),
            "recover": then.recover[hit].ravel(),
        }
    )


def _packed(frame: pl.DataFrame) -> bytes:
    """Return a table as the bytes of a file."""
    file = io.BytesIO()
    frame.write_parquet(file, compression="zstd", statistics=False)
    return file.getvalue()


def _written(content: bytes, path: Path) -> None:
    """Write a file that is there as a whole or not at all."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def run(job: Job, tell: Tell, workers: Workers = 1) -> None:
    """Work off all blocks that are not there yet.

    Parameters
    ----------
    job : Job
        What to do.
    tell : callable
        Told one line of words now and then: years done, rate, time left.
    workers : Workers
        Who works; a script that asks for processes must guard its main part.

    Raises
    ------
    InputError
        The folder holds the trials of other inputs.
    EngineError
        A block cost several workers their lives, or the scheduler was lost; what was
        written by then stays.

    Notes
    -----
    A block is written under another name and moved, so that a run that was killed left
    only whole blocks; the next run takes them over, as does one of more years, and one
    of fewer finds all it needs.
    """
    whole = replace(job, count=_begun(job))
    missing = [b for b in range(job.blocks) if not job.path("years", b).exists()]
    since = time.monotonic()
    there = job.count - sum(map(job.size, missing))
    fresh = 0
    for at, worked in dealt(Workshop, whole, missing, workers):
        block = missing[at]
        # In this order: where a block's years are, its uses are too.
        _written(worked.uses, job.path("uses", block))
        _written(worked.years, job.path("years", block))
        fresh += job.size(block)
        tell(_progress(job, (there, fresh), time.monotonic() - since))


def _begun(job: Job) -> int:
    """Mark a folder as this job's, or make sure that it is; return its years."""
    job.folder.mkdir(parents=True, exist_ok=True)
    for half in job.folder.glob("*.part"):
        half.unlink()
    path = job.folder / "trials.json"
    mine = {"seed": job.hazards.seed, "key": job.key(), "stocks": _stocks(job)}
    before = _before(path, mine)
    if job.count <= before:
        return before
    if before % BLOCK:
        # It was the last and is short; its years come out the same in a whole one.
        job.path("years", before // BLOCK).unlink(missing_ok=True)
    text = json.dumps({"trials": job.count, **mine}, indent=2) + "\n"
    _written(text.encode("utf-8"), path)
    return job.count


def _before(path: Path, mine: Mapping[str, object]) -> int:
    """Return how many years were asked of a folder before; refuse another's."""
    if not path.exists():
        return 0
    with suppress(ValueError, KeyError, TypeError):
        told = json.loads(path.read_text(encoding="utf-8"))
        if {name: told[name] for name in mine} == mine:
            return int(told["trials"])
    raise InputError(
        Problem(
            str(path),
            "these trials are of another case, plan or seed",
            "give another folder, or delete this one",
        )
    )


def _stocks(job: Job) -> dict[str, dict[str, float]]:
    """Return what stocks hold of each good, t, without and with the plan."""
    return {
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


def _progress(job: Job, years: tuple[int, int], seconds: float) -> str:
    """Tell how far the trials are, how fast they go and how long they will take."""
    there, fresh = years
    rate = fresh / max(seconds, 1e-9)
    left = (job.count - there - fresh) / rate
    return (
        f"Trials: {there + fresh:,} of {job.count:,} years, {rate:,.0f} a second, "
        f"{left:,.0f} s left"
    )
