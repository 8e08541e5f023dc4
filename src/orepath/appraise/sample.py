"""A sample works a venture out a million times: what its worth may come to, for whom.

Draws are worked out in lots, side by side on threads. A lot's numbers belong to its
place in the row, so threads change no result.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.cash import Flows, cash
from orepath.appraise.chance import Chance
from orepath.appraise.outlook import Estimate, Outlook, outlook
from orepath.appraise.term import Venture
from orepath.appraise.worth import actors, worth
from orepath.core.workers import processors
from orepath.errors import InputError, Problem, suggest

Floats = NDArray[np.float64]
Done = Callable[[int, int], None]

LOT = 8_000
"""Draws worked out together."""
_LARGE = 31 * 2**17
"""Numbers of an array of 31 MB: the allocator believes up to 32."""
SHOWN = 20_000
"""Draws of which rates of return and cash by year are told; worth is told of all."""
LEAST = 40
"""Fewer draws tell nothing."""


@dataclass(frozen=True)
class Sample:
    """Hold what draws of a venture came to.

    Parameters
    ----------
    worth : mapping of str to ndarray (D,)
        Net present value by actor, USD in year 0, each at its own rate.
    returns : mapping of str to ndarray (S,)
        Internal rate of return of the first S draws by actor; NaN where there is none
        or more than one.
    cash : mapping of str to ndarray (S, T)
        Cash of the first S draws by actor, USD/a.
    years : tuple of int
        Calendar years, T.
    seed : int
        What the draws were made from.
    """

    worth: Mapping[str, Floats]
    returns: Mapping[str, Floats]
    cash: Mapping[str, Floats]
    years: tuple[int, ...]
    seed: int

    def outlook(self, actor: str) -> Outlook:
        """Return what the draws say of an actor's net present value.

        Parameters
        ----------
        actor : str
            One of :func:`orepath.appraise.worth.actors`.

        Raises
        ------
        InputError
            There is no such actor.
        """
        if actor not in self.worth:
            raise InputError(
                Problem(actor, "is not in the sample", suggest(actor, self.worth))
            )
        return outlook(self.worth[actor])

    def table(self) -> pl.DataFrame:
        """Return a row for each actor and measure.

        Returns
        -------
        polars.DataFrame
            ``actor``, ``measure`` (``npv`` in USD, ``irr`` as a fraction a year), then
            ``mean``, ``low``, ``middle``, ``high`` (10th, 50th, 90th percentile),
            ``loss`` (part of the draws below 0), ``tail`` (mean of the worst tenth),
            each with its standard error in ``…_error``; ``draws``, and ``told``, the
            part of them of which the measure can be told: a rate of return may be
            missing. Rates of which fewer than 40 can be told have no row.
        """
        rows = [_row(actor, "npv", each) for actor, each in self.worth.items()]
        rows += [_row(actor, "irr", each) for actor, each in self.returns.items()]
        return pl.DataFrame([row for row in rows if row is not None])

    def fan(self) -> pl.DataFrame:
        """Return cash by year: how it spreads.

        Returns
        -------
        polars.DataFrame
            ``actor``, ``year``, ``mean``, ``low``, ``middle``, ``high`` (10th, 50th
            and 90th percentile), USD/a.
        """
        rows = []
        for actor, each in self.cash.items():
            ends = np.quantile(each, [0.1, 0.5, 0.9], axis=0)
            told = zip(self.years, each.mean(axis=0), *ends, strict=True)
            rows += [(actor, *map(float, row)) for row in told]
        names = ["actor", "year", "mean", "low", "middle", "high"]
        frame = pl.DataFrame(rows, schema=names, orient="row")
        return frame.with_columns(pl.col("year").cast(pl.Int64))


def sample(
    venture: Venture,
    chance: Chance,
    draws: int,
    *,
    seen_by: Sequence[str] | None = None,
    workers: int | None = None,
    done: Done | None = None,
) -> Sample:
    """Work a venture out many times.

    Parameters
    ----------
    venture : Venture
        Its terms.
    chance : Chance
        As from :func:`orepath.appraise.chance.chance_of`.
    draws : int
        D, 40 or more.
    seen_by : sequence of str, optional
        Actors of whom to tell; without it all of
        :func:`orepath.appraise.worth.actors`.
    workers : int, optional
        Threads; without it one a processor. They change no number.
    done : callable, optional
        Told after every lot: how many are done, of how many.

    Returns
    -------
    Sample
        The same bytes for the same seed. Memory: 8 bytes a draw and actor, and a few
        dozen arrays of a lot a thread.

    Raises
    ------
    InputError
        An actor is unknown, or there are too few draws.
    """
    chosen = chosen_of(venture, seen_by)
    if draws < LEAST:
        raise InputError(
            Problem("draws", f"{draws} are too few", f"give {LEAST} or more")
        )
    _settle()
    found = _empty(venture, chosen, draws, chance.seed)
    lots = range(-(-draws // LOT))

    def worked(lot: int) -> None:
        first = lot * LOT
        size = min(LOT, draws - first)
        flows = cash(venture, chance.drawn(size, lot))
        _tell(found, flows, slice(first, first + size))

    with ThreadPoolExecutor(workers or processors()) as pool:
        for lot, _ in enumerate(pool.map(worked, lots)):
            if done is not None:
                done(lot + 1, len(lots))
    return found


def _settle() -> None:
    """Let the memory that arrays are given back be kept for the next ones.

    Fresh memory costs more than the sums that are written to it. The allocator of
    Linux fetches large arrays afresh each time, and takes for large what is larger than
    any array that was ever given back: so it is shown one as large as it believes.
    """
    np.empty(_LARGE)


def _empty(venture: Venture, chosen: Sequence[str], draws: int, seed: int) -> Sample:
    """Return a sample of which no number is written yet."""
    shown = min(-(-SHOWN // LOT) * LOT, draws)
    years = venture.years
    return Sample(
        {actor: np.empty(draws) for actor in chosen},
        {actor: np.empty(shown) for actor in chosen},
        {actor: np.empty((shown, len(years))) for actor in chosen},
        years,
        seed,
    )


def chosen_of(venture: Venture, seen_by: Sequence[str] | None) -> tuple[str, ...]:
    """Return the actors asked for, or all; raise if one has no part in the venture.

    Parameters
    ----------
    venture : Venture
        Its terms.
    seen_by : sequence of str or None
        Actors; None for all.

    Raises
    ------
    InputError
        Naming each that is unknown.
    """
    known = actors(cash(venture))
    chosen = known if seen_by is None else tuple(seen_by)
    problems = [
        Problem(each, "has no part in the venture", suggest(each, known))
        for each in chosen
        if each not in known
    ]
    if problems:
        raise InputError(problems)
    return chosen


def _tell(found: Sample, flows: Flows, place: slice) -> None:
    """Write the numbers of some draws into their place in the sample.

    Where nothing is left to chance there is but one draw: it stands for all.
    """
    for actor, told in found.worth.items():
        each = worth(flows, actor)
        told[place] = each.npv
        if place.stop <= len(found.cash[actor]):
            found.cash[actor][place] = each.cash
            one = each.irr.count == 1
            found.returns[actor][place] = np.where(one, each.irr.rate, np.nan)


def _row(actor: str, measure: str, drawn: Floats) -> dict[str, object] | None:
    """Return a row of the table, None where too few draws tell the measure."""
    finite = drawn[np.isfinite(drawn)]
    if finite.size < LEAST:
        return None
    found = outlook(finite)
    row: dict[str, object] = {"actor": actor, "measure": measure}
    for name in ("mean", "low", "middle", "high", "loss", "tail"):
        each: Estimate = getattr(found, name)
        row |= {name: each.value, f"{name}_error": each.error}
    return row | {"draws": drawn.size, "told": finite.size / drawn.size}
