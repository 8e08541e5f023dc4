"""From tables to arrays, in pieces small enough to hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.assess.flows import Flows, Trade
from orepath.assess.rating import Rating
from orepath.assess.spread import drawn, streams_at
from orepath.assess.table import KEY, Tables

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

BLOCK = 2_000_000
"""Numbers in the largest array of a block of keys (16 MB), unless one key has more."""


@dataclass(frozen=True)
class Question:
    """Hold what is asked of the tables.

    Parameters
    ----------
    focus, remainder, against : tuple of str
        Places looked from, places that stand for many unnamed ones, and the bloc.
    draws, seed : int
        Draws besides the values, and the seed of their streams.
    """

    focus: tuple[str, ...]
    remainder: tuple[str, ...]
    against: tuple[str, ...]
    draws: int
    seed: int


class Layout:
    """Lay the tables out block by block, so that memory does not grow with the keys.

    Parameters
    ----------
    checked : Tables
        From :func:`orepath.assess.table.tables`.
    rated : Rating
        From :func:`orepath.assess.rating.rating`.
    question : Question
        What is asked; its places are known.
    """

    def __init__(self, checked: Tables, rated: Rating, question: Question) -> None:
        self._checked, self._rated, self._question = checked, rated, question
        self._at = {place: i for i, place in enumerate(checked.places)}
        self.focus = self._spots(question.focus)
        self._sides = {
            name: (
                _Rows.of(checked, name, ("place",), question),
                _spots_of(checked, name, "place"),
            )
            for name in ("supply", "demand")
        }
        # One observation has one stream, whichever end looks at it.
        ends = ("origin", "destination")
        whole = _Rows.of(checked, "trade", ends, question)
        origin, destination = (_spots_of(checked, "trade", end) for end in ends)
        self._inward = _Ties(whole, destination, origin, self.focus)
        self._outward = _Ties(whole, origin, destination, self.focus)
        self.traded = self._known_trade()

    def blocks(self) -> Iterator[tuple[slice, Flows]]:
        """Yield pieces of the keys with their flows.

        Each array of a piece holds at most :data:`BLOCK` numbers, or one key's.
        """
        keys = self._checked.keys.height
        wide = (self._question.draws + 1) * np.maximum(
            max(len(self._checked.places), len(self.focus)),
            np.maximum(self._inward.rows.each(keys), self._outward.rows.each(keys)),
        )
        first, held = 0, 0
        for key in range(keys):
            held += int(wide[key])
            if held > BLOCK and key > first:
                yield slice(first, key), self._piece(slice(first, key))
                first, held = key, int(wide[key])
        yield slice(first, keys), self._piece(slice(first, keys))

    def _spots(self, places: Sequence[str]) -> Index:
        return np.array([self._at[place] for place in places], dtype=np.int64)

    def _marked(self, places: Sequence[str]) -> Mask:
        marked = set(places)
        return np.array([place in marked for place in self._checked.places])

    def _known_trade(self) -> Mask:
        """Tell whose trade ``(K, F)`` is known: all of a key's, or the covered."""
        checked, keys = self._checked, self._checked.keys
        known = np.zeros((keys.height, len(self.focus)), dtype=bool)
        if "covered" not in checked.given:
            known[checked.rows["trade"]["key"].unique().to_numpy()] = True
            return known
        looked = pl.DataFrame({"place": self._question.focus}).with_row_index("focus")
        hits = (
            checked.given["covered"]
            .select(*KEY[:2], pl.col("year").cast(pl.Int64), "place")
            .join(keys.with_row_index("key"), on=list(KEY))
            .join(looked, on="place")
        )
        known[hits["key"].to_numpy(), hits["focus"].to_numpy()] = True
        return known

    def _piece(self, keys: slice) -> Flows:
        """Lay one block of keys out."""
        checked, asked = self._checked, self._question
        supply, use = (
            _laid(*self._sides[name], keys, len(checked.places), asked.draws)
            for name in ("supply", "demand")
        )
        fraction, year = checked.fraction[keys], self._rated.year[keys]
        left = np.clip(1.0 - supply.sum(axis=-1), 0.0, None)
        relief = self._relief(keys)
        return Flows(
            supply=supply,
            use=use,
            nameless=np.where(fraction, left, 0.0),
            inward=self._inward.piece(keys, asked.draws),
            outward=self._outward.piece(keys, asked.draws),
            made=checked.made[keys],
            fraction=fraction,
            used=np.isin(
                np.arange(keys.start, keys.stop), self._sides["demand"][0].key
            ),
            traded=self.traded[keys],
            named=~self._marked(asked.remainder),
            against=self._marked(asked.against),
            weight=self._rated.weight[year],
            stability=self._rated.stability[year],
            barrier=self._rated.barrier[keys],
            recycling=relief[0],
            substitution=relief[1],
            focus=self.focus,
        )

    def _relief(self, keys: slice) -> Array:
        """Return recycling and substitution ``(2, K)``, NaN where not known."""
        commodity = self._checked.keys["commodity"][keys]
        if "relief" not in self._checked.given:
            return np.full((2, len(commodity)), np.nan)
        rows = self._checked.given["relief"].select(
            "commodity", "recycling", "substitution"
        )
        eased = {name: numbers for name, *numbers in rows.rows()}
        unknown = [None, None]
        found = [eased.get(name, unknown) for name in commodity]
        return np.array(found, dtype=np.float64).reshape(-1, 2).T


@dataclass(frozen=True)
class _Rows:
    """Hold the ranges of a table as arrays ``(R,)``, sorted by key."""

    key: Index
    begin: NDArray[np.uint64]
    low: Array
    value: Array
    high: Array
    usd: Array
    gross: Array

    @classmethod
    def of(
        cls, checked: Tables, name: str, ends: tuple[str, ...], asked: Question
    ) -> "_Rows":
        """Read a table; streams are opened where something will be drawn."""
        table, key = checked.rows[name], _spots_of(checked, name, "key")
        begin = np.zeros(table.height, dtype=np.uint64)
        if asked.draws:
            keys = ["\n".join(map(str, row)) for row in checked.keys.select(KEY).rows()]
            spots = [(checked.places, _spots_of(checked, name, end)) for end in ends]
            begin = streams_at(name, asked.seed, [(keys, key), *spots])
        numbers = [
            table[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
            if column in table.columns
            else np.full(table.height, np.nan)
            for column in ("low", "value", "high", "usd", "gross")
        ]
        return cls(key, begin, *numbers)

    def taken(self, order: Index) -> "_Rows":
        """Return the rows that stand at some positions, in their order."""
        return _Rows(**{name: whole[order] for name, whole in vars(self).items()})

    def each(self, keys: int) -> Index:
        """Count the rows of each key."""
        return np.bincount(self.key, minlength=keys)

    def within(self, keys: slice) -> slice:
        """Return where the rows of a block of keys stand."""
        first, stop = np.searchsorted(self.key, [keys.start, keys.stop])
        return slice(int(first), int(stop))

    def drawn(self, rows: slice, draws: int) -> Array:
        """Draw some of the rows, ``(D, R)``."""
        return drawn(
            self.low[rows], self.value[rows], self.high[rows], self.begin[rows], draws
        )


class _Ties:
    """Hold the rows of trade one of whose ends is a focus place."""

    def __init__(self, whole: _Rows, near: Index, far: Index, focus: Index) -> None:
        seat = np.full(max(near.max(initial=-1), focus.max(initial=-1)) + 1, -1)
        seat[focus] = np.arange(len(focus))
        looked = np.flatnonzero(seat[near] >= 0)
        order = looked[np.lexsort((far[looked], seat[near][looked], whole.key[looked]))]
        self.rows = whole.taken(order)
        self.focus, self.partner = seat[near][order], far[order]
        self._count = len(focus)

    def piece(self, keys: slice, draws: int) -> Trade:
        """Return the rows of a block of keys."""
        rows = self.rows.within(keys)
        return Trade(
            amounts=self.rows.drawn(rows, draws),
            usd=self.rows.usd[rows],
            gross=self.rows.gross[rows],
            partner=self.partner[rows],
            key=self.rows.key[rows] - keys.start,
            focus=self.focus[rows],
            shape=(keys.stop - keys.start, self._count),
        )


def _laid(whole: _Rows, place: Index, keys: slice, places: int, draws: int) -> Array:
    """Lay the rows of a block of keys out on ``(D, K, P)``; no cell is hit twice."""
    rows, count = whole.within(keys), keys.stop - keys.start
    laid = np.zeros((draws + 1, count * places))
    cell = (whole.key[rows] - keys.start) * places + place[rows]
    laid[:, cell] = whole.drawn(rows, draws)
    return laid.reshape(draws + 1, count, places)


def _spots_of(checked: Tables, name: str, column: str) -> Index:
    """Return a column of positions."""
    return checked.rows[name][column].to_numpy().astype(np.int64)
