"""Where a place stands among the world's producers, and a group as if it were one.

A rank is only as sure as the tonnes it is made of: ranges overlap, and the places that
a publisher leaves unnamed may hide a bigger producer. So every rank has two ends.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.spread import drawn, streams
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

KEY = ("commodity", "stage", "measure", "year")
"""What one ranking is about; a table without ``measure`` is about one measure."""

NEVER = "nothing reported"


def ranks(  # noqa: PLR0913  # the table, whose rank, and how it is sampled
    supply: pl.DataFrame,
    places: str | Sequence[str],
    *,
    name: str | None = None,
    top: int | None = None,
    draws: int = 200,
    seed: int = 0,
    remainder: Sequence[str] = ("OTH", "ROW"),
) -> pl.DataFrame:
    """Rank one place, or several taken as one, in every commodity, stage and year.

    Parameters
    ----------
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``, ``low``, ``high``, and
        ``measure`` where the table holds several (production, capacity, reserves); one
        unit and basis in each. Ends are 10th and 90th percentile. A null value is a
        producer whose tonnes nobody gives. Where a column ``unit`` says ``fraction``,
        what the shares leave of the world is unnamed.
    places : str or sequence of str
        Codes; several are summed and ranked as if they were one producer.
    name : str, optional
        What to call them; their codes where not given.
    top : int, optional
        Keep only rows whose rank is, or may be, within the first so many.
    draws : int
        Draws from the ranges; 0 leaves the ends at the value, widened only by what the
        unnamed may hide.
    seed : int
        0 or more.
    remainder : sequence of str
        Places that stand for many unnamed ones: never ranked, but part of the world.

    Returns
    -------
    polars.DataFrame
        The key, ``place``, ``members`` (codes with output, largest first), ``value``,
        ``low``, ``high``, ``share``, ``share_low``, ``share_high`` (fractions of the
        world), ``rank``, ``rank_low`` (best), ``rank_high`` (worst), ``tied`` (others
        with the same tonnes), ``producers`` (named ones, members counted as one),
        ``unnamed`` (fraction of the world), ``within`` (``yes`` or ``in doubt``, with
        ``top`` only) and ``note``. Equal tonnes share the better rank. A key in which
        no member is named keeps its row, without a rank and with the reason; with
        ``top`` it is left out, as is every rank that is surely beyond.

    Raises
    ------
    InputError
        Columns miss, a row stands twice, a range is not ordered or negative, no row
        names any of the places, or ``top`` is below 1; all told at once.

    Notes
    -----
    rank = 1 + #{p : x_p > x}. An unnamed remainder r can hide ⌈r/x⌉ − 1 producers
    bigger than x; they, and every other producer without a figure, worsen the worst
    rank only. A member without a figure makes any better rank possible. O(D·rows).

    Examples
    --------
    >>> rows = {"place": ["ZAF", "KAZ", "TUR", "OTH"], "value": [9.0, 6.0, 6.0, 4.0]}
    >>> supply = pl.DataFrame(rows).with_columns(
    ...     commodity=pl.lit("chromite"),
    ...     stage=pl.lit("mine"),
    ...     year=2024,
    ...     low="value",
    ...     high="value",
    ... )
    >>> row = ranks(supply, "KAZ").row(0, named=True)
    >>> row["rank"], row["rank_low"], row["rank_high"], row["tied"], row["share"]
    (2, 2, 2, 1, 0.24)
    """
    members = (places,) if isinstance(places, str) else tuple(dict.fromkeys(places))
    keys = [column for column in KEY if column in supply.columns]
    _checked(supply, keys, members, top)
    rows = _indexed(supply, keys, members, remainder)
    table = _columns(rows, _drawn(rows, keys, draws, seed), members)
    found = (
        rows.select(*keys)
        .unique(maintain_order=True)
        .with_columns(
            pl.lit(name or ", ".join(members)).alias("place"), *table.get_columns()
        )
    )
    return found if top is None else _within(found, top)


def _indexed(
    supply: pl.DataFrame,
    keys: Sequence[str],
    members: Sequence[str],
    remainder: Sequence[str],
) -> pl.DataFrame:
    """Sort the rows by key and place and mark whose they are."""
    return supply.sort(*keys, "place").with_columns(
        key=pl.struct(keys).rle_id().cast(pl.Int64),
        ours=pl.col("place").is_in(list(members)),
        named=~pl.col("place").is_in(list(remainder)),
        known=pl.col("value").is_not_null(),
    )


def _drawn(rows: pl.DataFrame, keys: Sequence[str], draws: int, seed: int) -> Array:
    """Return ``(draws + 1, rows)`` tonnes, the values first; unknown ones as zero."""
    low, value, high = (
        rows[end].cast(pl.Float64).fill_null(0.0).to_numpy()
        for end in ("low", "value", "high")
    )
    begin = streams(rows, (*keys, "place"), "supply", seed)
    return drawn(low, value, high, begin, draws)


def _columns(rows: pl.DataFrame, tonnes: Array, members: Sequence[str]) -> pl.DataFrame:
    """Compute every column of the answer, one row a key."""
    key = rows["key"].to_numpy()
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    ours, named, known = (rows[name].to_numpy() for name in ("ours", "named", "known"))

    def summed(amounts: Array | NDArray[np.int64]) -> Array:
        return np.add.reduceat(amounts, starts, axis=-1).astype(np.float64)

    own = summed(np.where(ours & known, tonnes, 0.0))
    world, rest = summed(tonnes), summed(np.where(named, 0.0, tonnes))
    nameless = np.where(_fractions(rows)[starts], (1.0 - world).clip(0.0), 0.0)
    world, rest = world + nameless, rest + nameless
    rivals = named & known & ~ours
    bigger = summed((rivals & (tonnes > own[:, key])).astype(np.int64))
    tied = summed((rivals & (tonnes[0] == own[0, key])).astype(np.int64))
    silent = summed((named & ~known & ~ours).astype(np.int64))
    doubted = summed((named & ~known & ours).astype(np.int64)) > 0
    listed = summed((ours & known).astype(np.int64)) > 0
    ranked = listed & (own[0] > 0)
    rivals_made = summed((rivals & (tonnes[0] > 0)).astype(np.int64))
    rank, best, worst = _ends(bigger, own, rest, silent)
    part = np.divide(own, world, out=np.zeros_like(own), where=world > 0)
    whole = ranked & (world[0] > 0)
    return pl.DataFrame(
        [
            pl.Series("members", _members(rows, starts), dtype=pl.String),
            *_range("value", own, listed),
            *_range("share", part, whole, "share_"),
            _whole("rank", rank, ranked),
            _whole("rank_low", np.where(doubted, 1.0, best), ranked),
            _whole("rank_high", worst, ranked),
            _whole("tied", tied, ranked),
            _whole("producers", rivals_made + ranked, np.ones_like(ranked)),
            _real("unnamed", rest[0] / np.where(world[0] > 0, world[0], np.inf), whole),
            pl.Series("note", _notes(rows, rest, members), dtype=pl.String),
        ]
    )


def _fractions(rows: pl.DataFrame) -> Mask:
    """Tell the rows that are shares of the world."""
    if "unit" not in rows.columns:
        return np.zeros(rows.height, dtype=bool)
    return (rows["unit"] == "fraction").to_numpy()


def _ends(
    bigger: Array, own: Array, rest: Array, silent: Array
) -> tuple[Array, Array, Array]:
    """Return the rank, its best and its worst, of ``(D, K)`` counts."""
    hidden = np.ceil(np.divide(rest, own, out=np.ones_like(rest), where=own > 0)) - 1
    rank = 1 + bigger
    worst = rank + hidden.clip(0.0)
    if len(rank) == 1:
        return rank[0], rank[0], worst[0] + silent
    best = np.quantile(rank[1:], 0.1, axis=0, method="inverted_cdf")
    last = np.quantile(worst[1:], 0.9, axis=0, method="inverted_cdf")
    return (
        rank[0],
        np.minimum(best, rank[0]),
        np.maximum(last, np.maximum(worst[0], rank[0])) + silent,
    )


def _range(
    name: str, tried: Array, known: Mask, prefix: str = ""
) -> tuple[pl.Series, ...]:
    """Write a value and its 10th and 90th percentile, widened to hold it."""
    low = high = tried[0]
    if len(tried) > 1:
        low, high = np.quantile(tried[1:], [0.1, 0.9], axis=0)
    return (
        _real(name, tried[0], known),
        _real(f"{prefix}low", np.minimum(low, tried[0]), known),
        _real(f"{prefix}high", np.maximum(high, tried[0]), known),
    )


def _real(name: str, numbers: Array, known: Mask) -> pl.Series:
    shown = np.where(known, numbers, np.nan)
    return pl.Series(name, shown, dtype=pl.Float64).fill_nan(None)


def _whole(name: str, numbers: Array, known: Mask) -> pl.Series:
    return _real(name, numbers, known).cast(pl.Int64)


def _members(rows: pl.DataFrame, starts: NDArray[np.int64]) -> list[str]:
    """Name the members with output in each key, the largest first."""
    made = rows.filter(pl.col("ours") & (pl.col("value") > 0))
    listed = made.sort("value", "place", descending=[True, False]).group_by("key").agg(
        pl.col("place")
    )  # fmt: skip
    found = dict(listed.rows())
    return [", ".join(found.get(at, [])) for at in range(len(starts))]


def _notes(rows: pl.DataFrame, rest: Array, members: Sequence[str]) -> list[str]:
    """Say of each key what keeps the rank from being known or sure."""
    by_key = rows.group_by("key", maintain_order=True).agg(
        silent=pl.col("place").filter(~pl.col("known")),
        listed=pl.col("place").filter(pl.col("ours") & pl.col("known")),
        made=pl.col("value").filter("ours").sum(),
    )
    notes = []
    for at, silent, listed, made in by_key.rows():
        told = []
        if silent:
            told.append(f"no figure for {', '.join(silent)}")
        absent = [place for place in members if place not in (*listed, *silent)]
        if absent and rest[0, at] > 0:
            told.append(f"{', '.join(absent)} may be among the unnamed")
        if not listed and not silent and not rest[0, at] > 0:
            told.append(NEVER)
        elif listed and not made > 0:
            told.append("no output")
        notes.append("; ".join(told))
    return notes


def _within(found: pl.DataFrame, top: int) -> pl.DataFrame:
    """Keep what is, or may be, among the first ``top``."""
    sure = pl.when(pl.col("rank_high") <= top).then(pl.lit("yes"))
    return found.filter(pl.col("rank_low") <= top).select(
        pl.exclude("note"), sure.otherwise(pl.lit("in doubt")).alias("within"), "note"
    )


def _checked(
    supply: pl.DataFrame,
    keys: Sequence[str],
    members: Sequence[str],
    top: int | None,
) -> None:
    """Raise unless the table can be ranked and knows the places."""
    needs = ("commodity", "stage", "place", "year", "value", "low", "high")
    problems = [
        Problem(f"supply:1:{name}", "no such column", suggest(name, supply.columns))
        for name in needs
        if name not in supply.columns
    ]
    if problems:
        raise InputError(problems)
    if not members:
        problems.append(Problem("places", "none given", "name at least one place"))
    if top is not None and top < 1:
        problems.append(Problem("top", f"the first {top}", "give 1 or more"))
    known = supply["place"].unique().sort().to_list()
    if members and not set(members) & set(known):
        problems += [
            Problem("places", f"no row names {place!r}", suggest(place, known))
            for place in members
        ]
    twice = supply.group_by(*keys, "place", maintain_order=True).len()
    problems += [
        Problem(
            "supply " + ", ".join(str(word) for word in row[:-1]),
            f"stands {row[-1]} times",
            "give each place one row a key",
        )
        for row in twice.filter(pl.col("len") > 1).rows()
    ]
    ordered = (pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))
    wrong = pl.col("value").is_not_null() & ~(ordered & (pl.col("low") >= 0))
    problems += [
        Problem(
            f"supply {commodity}, {place}, {year}",
            f"range {low} – {value} – {high}",
            "give 0 <= low <= value <= high",
        )
        for commodity, place, year, low, value, high in supply.filter(
            wrong.fill_null(value=True)
        )
        .select("commodity", "place", "year", "low", "value", "high")
        .rows()
    ]
    if problems:
        raise InputError(problems)
