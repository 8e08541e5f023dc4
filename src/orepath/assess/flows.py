"""The arrays an indicator reads: who makes, uses, sells and buys, in every draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.concentration import governance_weight
from orepath.assess.risk import UNKNOWN_STABILITY, stability_weight
from orepath.core.sampling import draw, stream
from orepath.errors import InputError, Problem, suggest

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

KEY = ("commodity", "stage", "year")
_NEEDS = {
    "supply": ("commodity", "stage", "place", "year", "value", "low", "high"),
    "demand": ("commodity", "place", "year", "value", "low", "high"),
    "trade": ("commodity", "origin", "destination", "year", "value", "low", "high"),
    "governance": ("place", "value"),
}


@dataclass(frozen=True)
class Flows:
    """Hold tonnes on the axes draw D, key K and place P.

    Draw 0 holds the values themselves; the draws after it come from the ranges. A key
    is a commodity at a stage in a year. ``traded`` and ``used`` tell keys of which
    nothing is known from keys whose flows are zero.

    Parameters
    ----------
    supply, use, imports : ndarray
        ``(D, K, P)``, t/a made, used, and shipped to the focus by origin.
    exports : ndarray
        ``(D, K)``, t/a shipped by the focus.
    traded, used : ndarray of bool
        ``(K,)``, whether trade and use of the key are known at all.
    named : ndarray of bool
        ``(P,)``, false for places that stand for many unnamed ones.
    weight, stability : ndarray
        ``(P,)``, governance on 0–10 and political instability on 0–1.
    barrier : ndarray
        ``(P,)``, the trade parameter.
    focus : int
        Position of the focus place.
    """

    supply: Array
    use: Array
    imports: Array
    exports: Array
    traded: Mask
    used: Mask
    named: Mask
    weight: Array
    stability: Array
    barrier: Array
    focus: int


@dataclass(frozen=True)
class Tables:
    """Hold the four checked tables with the labels they share.

    Parameters
    ----------
    supply, demand, trade : polars.DataFrame
        Rows of :data:`KEY`, sorted, with ``key`` and place positions.
    governance : polars.DataFrame
        ``place``, ``value``.
    keys : polars.DataFrame
        ``commodity``, ``stage``, ``year``, one row a key.
    places : tuple of str
        Labels of P.
    """

    supply: pl.DataFrame
    demand: pl.DataFrame
    trade: pl.DataFrame
    governance: pl.DataFrame
    keys: pl.DataFrame
    places: tuple[str, ...]


def tables(
    supply: pl.DataFrame,
    demand: pl.DataFrame,
    trade: pl.DataFrame,
    governance: pl.DataFrame,
) -> Tables:
    """Check the four tables and put them on common labels.

    Parameters
    ----------
    supply, demand, trade, governance : polars.DataFrame
        As :func:`orepath.assess.exposure.exposure` takes them.

    Returns
    -------
    Tables
        Rows of demand and trade whose key has no supply are left out: nothing can be
        said of a market without a maker.

    Raises
    ------
    InputError
        Columns miss, a range is not ordered, a row stands twice, a flow begins where
        it ends, or demand or trade gives no stage for a commodity that has several.

    Notes
    -----
    O(rows · log rows).
    """
    given = {
        "supply": supply,
        "demand": demand,
        "trade": trade,
        "governance": governance,
    }
    problems = _missing(given)
    if problems:
        raise InputError(problems)
    keys = supply.select(KEY).unique().sort(KEY).with_row_index("key")
    staged = {name: _staged(name, given[name], keys) for name in ("demand", "trade")}
    problems = [
        *_faults("supply", supply, (*KEY, "place")),
        *_faults("demand", staged["demand"], (*KEY, "place")),
        *_faults("trade", staged["trade"], (*KEY, "origin", "destination")),
    ]
    if problems:
        raise InputError(problems)
    columns = (supply["place"], demand["place"], trade["origin"], trade["destination"])
    places = tuple(sorted({place for column in columns for place in column}))
    rows = [
        table.join(keys, on=list(KEY)).sort(list(table.columns))
        for table in (supply, staged["demand"], staged["trade"])
    ]
    return Tables(rows[0], rows[1], rows[2], governance, keys.drop("key"), places)


def flows(
    checked: Tables,
    focus: str,
    draws: int,
    seed: int,
    remainder: Sequence[str],
    barrier: dict[str, float],
) -> Flows:
    """Draw every observation and lay the draws out on the axes.

    Parameters
    ----------
    checked : Tables
        From :func:`tables`.
    focus : str
        The place whose imports are looked at.
    draws : int
        Draws besides the values themselves.
    seed : int
        Seed of the streams.
    remainder : sequence of str
        Places that stand for many unnamed ones.
    barrier : dict
        Trade parameter of places where it is not 1.

    Returns
    -------
    Flows
        With D = draws + 1.

    Raises
    ------
    InputError
        The focus is in none of the tables.

    Notes
    -----
    O(D·(rows + K·P)) time and memory.
    """
    places = checked.places
    if focus not in places:
        raise InputError(
            Problem("focus", f"no row names {focus!r}", suggest(focus, places))
        )
    at = {place: i for i, place in enumerate(places)}
    keys = checked.keys.height

    def laid(table: pl.DataFrame, name: str, column: str) -> Array:
        rows = table["key"].to_numpy().astype(np.int64)
        spot = np.array([at[place] for place in table[column]], dtype=np.int64)
        amounts = _drawn(table, draws, seed, name)
        return _summed(amounts, rows * len(places) + spot, (keys, len(places)))

    inward = checked.trade.filter(pl.col("destination") == focus)
    outward = checked.trade.filter(pl.col("origin") == focus)
    estimate = dict(checked.governance.select("place", "value").rows())
    rated = np.array(
        [estimate.get(place, np.nan) for place in places], dtype=np.float64
    )
    return Flows(
        supply=laid(checked.supply, "supply", "place"),
        use=laid(checked.demand, "demand", "place"),
        imports=laid(inward, "imports", "origin"),
        exports=laid(outward, "exports", "origin").sum(axis=-1),
        traded=np.isin(np.arange(keys), checked.trade["key"].to_numpy()),
        used=np.isin(np.arange(keys), checked.demand["key"].to_numpy()),
        named=np.array([place not in set(remainder) for place in places]),
        weight=np.where(
            np.isnan(rated), 10 * UNKNOWN_STABILITY, governance_weight(rated)
        ),
        stability=np.where(np.isnan(rated), UNKNOWN_STABILITY, stability_weight(rated)),
        barrier=np.array([barrier.get(place, 1.0) for place in places]),
        focus=at[focus],
    )


def _drawn(table: pl.DataFrame, draws: int, seed: int, name: str) -> Array:
    """Return ``(draws + 1, rows)``: the values, then draws from their ranges.

    A range's ends are the 10th and 90th percentile of what is believed; a draw below
    zero is no tonnage and counts as none.
    """
    low, value, high = (
        table[end].cast(pl.Float64).to_numpy() for end in ("low", "value", "high")
    )
    rng = stream(seed, "exposure", name)
    drawn = draw(low, value, high, draws, rng, shape="normal")
    return np.vstack([value[None, :], np.clip(drawn, 0.0, None)])


def _summed(amounts: Array, cell: Index, shape: tuple[int, int]) -> Array:
    """Lay ``(D, rows)`` amounts out on ``(D, K, P)``; each cell is hit once at most."""
    laid = np.zeros((amounts.shape[0], shape[0] * shape[1]))
    laid[:, cell] = amounts
    return laid.reshape(amounts.shape[0], *shape)


def _missing(given: dict[str, pl.DataFrame]) -> list[Problem]:
    """Tell the columns a table lacks."""
    return [
        Problem(f"{name}:1:{column}", "no such column", suggest(column, table.columns))
        for name, table in given.items()
        for column in _NEEDS[name]
        if column not in table.columns
    ]


def _staged(name: str, table: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Give each row its stage: its own, or the only one its commodity has."""
    if "stage" in table.columns:
        return table
    stages = keys.select("commodity", "stage").unique().sort("commodity", "stage")
    several = stages.group_by("commodity", maintain_order=True).agg("stage")
    doubt = several.filter(
        (pl.col("stage").list.len() > 1)
        & pl.col("commodity").is_in(table["commodity"].to_list())
    )
    if doubt.height:
        raise InputError(
            [
                Problem(
                    f"{name}:1:stage",
                    f"{commodity} has the stages {', '.join(known)}",
                    "give a stage column that says which one each row belongs to",
                )
                for commodity, known in doubt.rows()
            ]
        )
    return table.join(stages, on="commodity")


def _faults(name: str, table: pl.DataFrame, key: tuple[str, ...]) -> list[Problem]:
    """Tell rows that stand twice, ranges out of order and flows to themselves."""
    label = pl.concat_str(
        [pl.col(column).cast(pl.String) for column in key], separator=" "
    )
    ordered = (
        (pl.col("low") >= 0)
        & (pl.col("low") <= pl.col("value"))
        & (pl.col("value") <= pl.col("high"))
        & pl.col("high").is_finite()
    ).fill_null(value=False)
    fix = "give 0 <= low <= value <= high"
    problems = [
        Problem(f"{name} {where}", f"range {low} – {value} – {high}", fix)
        for where, low, value, high in table.filter(~ordered)
        .select(label, "low", "value", "high")
        .rows()
    ]
    problems += [
        Problem(f"{name} {where}", f"stands {times} times", "resolve to one row")
        for where, times in table.group_by(label.alias("label"), maintain_order=True)
        .len()
        .rows()
        if times > 1
    ]
    if "origin" in table.columns:
        loops = table.filter(pl.col("origin") == pl.col("destination"))
        problems += [
            Problem(f"{name} {where}", "goes nowhere", "leave domestic sales out")
            for where in loops.select(label.alias("label"))["label"]
        ]
    return problems
