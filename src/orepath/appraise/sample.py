"""A sample works a venture out a million times: what its worth may come to, for whom.

Draws are worked out in lots that fit a processor's cache, side by side on threads. A
lot's numbers belong to its place in the row, so threads change no result.
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


@dataclass(frozen=True)
class _Lot:
    """Hold the numbers of one lot."""

    worth: dict[str, Floats]
    returns: dict[str, Floats]
    cash: dict[str, Floats]


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
        dozen arrays of a lot.

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
    sizes = [min(LOT, draws - at) for at in range(0, draws, LOT)]

    def worked(lot: int) -> _Lot:
        flows = cash(venture, chance.drawn(sizes[lot], lot))
        return _told(flows, chosen, sizes[lot], shown=lot * LOT < SHOWN)

    found: list[_Lot] = []
    with ThreadPoolExecutor(workers or processors()) as pool:
        for each in pool.map(worked, range(len(sizes))):
            found.append(each)
            if done is not None:
                done(len(found), len(sizes))
    shown = [each for each in found if each.cash]
    return Sample(
        {a: np.concatenate([each.worth[a] for each in found]) for a in chosen},
        {a: np.concatenate([each.returns[a] for each in shown]) for a in chosen},
        {a: np.concatenate([each.cash[a] for each in shown]) for a in chosen},
        venture.years,
        chance.seed,
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


def _told(flows: Flows, chosen: Sequence[str], size: int, *, shown: bool) -> _Lot:
    """Return the numbers of a lot."""
    value, returns, kept = {}, {}, {}
    # Where nothing is left to chance there is but one draw: it stands for all.
    each_draw = (
        np.zeros(size, dtype=np.intp) if flows.draws.size < size else slice(None)
    )
    for actor in chosen:
        each = worth(flows, actor)
        value[actor] = each.npv[each_draw]
        if shown:
            kept[actor] = np.ascontiguousarray(each.cash[each_draw])
            rate = np.where(each.irr.count == 1, each.irr.rate, np.nan)
            returns[actor] = rate[each_draw]
    return _Lot(value, returns, kept)


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
