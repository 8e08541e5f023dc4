"""What an assessment says in words where it has no number, or a borrowed one."""

from collections.abc import Collection

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.flows import Flows
from orepath.assess.indicator import Need
from orepath.assess.rating import Rating
from orepath.assess.reliance import LEAST_USED
from orepath.assess.table import Tables

Mask = NDArray[np.bool_]

NO_TRADE = "not known: no open trade data"
NO_USE = "not known: no demand data"
NOT_COVERED = "not known: the place's trade of this year is not open"
SHARES = "not known in tonnes: supply is in shares of the world"
BEYOND = "reliance not known: exports exceed production and imports"
IDLE = "reliance not known: neither made nor traded"
PASSING = "reliance not known: nearly all that is made or bought is sold on"


def notes(
    flows: Flows, keys: slice, checked: Tables, rated: Rating, needs: Collection[Need]
) -> pl.Series:
    """Say of each key and focus place what is not known and why.

    Parameters
    ----------
    flows : Flows
        Of a block of keys.
    keys : slice
        The block.
    checked : Tables
        Labels and reasons.
    rated : Rating
        Which estimates were taken.
    needs : collection of str
        What the indicators asked for need; the lack of anything else is not told.

    Returns
    -------
    polars.Series
        ``(K·F,)``, parts divided by semicolons, empty where all is known.
    """
    width = len(flows.focus)
    reasons = [reason or None for reason in checked.reason[keys]]
    parts = [
        _repeated(reasons, width),
        *_told(flows, needs),
        *_governance(flows, keys, checked, rated),
    ]
    table = pl.DataFrame({str(i): part for i, part in enumerate(parts)})
    return table.select(
        pl.concat_str(pl.all(), separator="; ", ignore_nulls=True).alias("note")
    )["note"]


def _told(flows: Flows, needs: Collection[Need]) -> list[pl.Series]:
    """Tell of trade, reliance and use."""
    some = np.zeros(flows.traded.shape[0], dtype=bool)
    some[flows.inward.key] = some[flows.outward.key] = True
    nobody = ~(some | flows.traded.any(axis=1))[:, None]
    tonnes = (flows.made & ~flows.fraction)[:, None]
    left = flows.own[0] + flows.imports[0] - flows.exports[0]
    idle = (flows.own[0] == 0) & (flows.imports[0] == 0) & (flows.exports[0] == 0)
    countable = flows.traded & tonnes
    least = LEAST_USED * (flows.own[0] + flows.imports[0])
    listed = flows.fraction & flows.made
    told: list[tuple[Need, Mask, str]] = [
        ("trade", ~flows.traded & nobody, NO_TRADE),
        ("trade", ~flows.traded & ~nobody, NOT_COVERED),
        ("trade", countable & (left <= 0) & ~idle, BEYOND),
        ("trade", countable & idle, IDLE),
        ("trade", countable & (left > 0) & (left < least), PASSING),
        ("tonnes", listed[:, None], SHARES),
        ("use", ~flows.used[:, None], NO_USE),
    ]
    return [
        _where(np.broadcast_to(mask, flows.traded.shape), text)
        for need, mask, text in told
        if need in needs
    ]


def _repeated(words: list[str | None], times: int) -> pl.Series:
    """Write each word several times, in order."""
    return pl.Series(words, dtype=pl.String)[np.repeat(np.arange(len(words)), times)]


def _where(mask: Mask, text: str) -> pl.Series:
    """Write a text where a mask holds, null elsewhere."""
    held = pl.Series(mask.ravel())
    return pl.select(pl.when(held).then(pl.lit(text)))["literal"]


def _governance(
    flows: Flows, keys: slice, checked: Tables, rated: Rating
) -> list[pl.Series]:
    """Name the suppliers and origins that nobody rated, or rated in another year."""
    year = rated.year[keys]
    other = (rated.used[year] != rated.years[year][:, None]) & rated.rated
    whole = (other | ~rated.rated).all(axis=1) & other.any(axis=1)
    of = np.where(other, rated.used[year], 0).max(axis=1)
    all_of = [
        f"governance of {taken} taken" if every else None
        for taken, every in zip(of, whole, strict=True)
    ]
    # Nobody rates a crowd: that the unnamed take the middle goes without saying.
    unrated = np.broadcast_to(~rated.rated & flows.named, other.shape)
    return [
        _listed(flows, unrated, checked, "governance not known, middle taken: "),
        _repeated(all_of, len(flows.focus)),
        _listed(
            flows,
            other & ~whole[:, None],
            checked,
            "governance of the nearest year taken: ",
        ),
    ]


def _listed(flows: Flows, marked: Mask, checked: Tables, before: str) -> pl.Series:
    """Name the marked places ``(K, P)`` among suppliers and origins of each cell."""
    makers = marked & (flows.supply[0] > 0)
    at_home = [set(np.flatnonzero(row).tolist()) for row in makers]
    trade = flows.inward
    hits = (trade.amounts[0] > 0) & marked[trade.key, trade.partner]
    found: dict[tuple[int, int], set[int]] = {}
    for key, focus, place in zip(
        trade.key[hits].tolist(),
        trade.focus[hits].tolist(),
        trade.partner[hits].tolist(),
        strict=True,
    ):
        found.setdefault((key, focus), set(at_home[key])).add(place)
    words = np.empty(flows.traded.shape, dtype=object)
    for key, own in enumerate(at_home):
        words[key] = _named(own, checked, before)
    for (key, focus), both in found.items():
        words[key, focus] = _named(both, checked, before)
    return pl.Series(words.ravel().tolist(), dtype=pl.String)


def _named(spots: set[int], checked: Tables, before: str) -> str | None:
    """Write places behind a beginning; nothing where there is none."""
    if not spots:
        return None
    return before + ", ".join(checked.places[at] for at in sorted(spots))
