"""A finding is what the tables say to one number of a claim, in every reading.

Here the rows are fetched that a recipe works on: those that fit, without those of the
documents that make the claim.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from orepath.evidence.claim import Part
from orepath.evidence.library import Library

_TRADE = ("hs", "year", "exporter", "importer")


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one number that the tables give for a part of a claim.

    Parameters
    ----------
    value, low, high : float
        The number and its published range, in the unit of the claim.
    year : int or None
        The year it speaks of.
    words : str
        What tells this reading from the others; empty when nothing does.
    rests_on : tuple of str
        Identifiers of the rows used.
    """

    value: float
    low: float
    high: float
    year: int | None
    words: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what the tables say to a part of a claim.

    Parameters
    ----------
    readings : tuple of Reading
        The preferred first; empty when nothing answers.
    most : float or None
        For shares of the world: the share if all that no source lists by place lay in
        these places.
    silent : tuple of str
        Rows that were looked for and not found by whoever compiled the table.
    words : str
        What the number is made of, for the reader.
    """

    readings: tuple[Reading, ...] = ()
    most: float | None = None
    silent: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reader(Library):
    """Hold a library whose tables are read once, for many questions in a row.

    Parameters
    ----------
    read : dict of str to polars.DataFrame
        Tables that were read already.
    """

    read: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """Return a whole table, read when it is first asked for."""
        if name not in self.read:
            # Written out: a class with slots is made anew, and super() would miss it.
            self.read[name] = Library.table(self, name)
        return self.read[name]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what is asked, whose rows do not testify, and the library to ask.

    Parameters
    ----------
    part : Part
        The number claimed and its recipe.
    document : tuple of str
        Sources whose rows are left out.
    shelf : Library
        The library to ask.
    """

    part: Part
    document: tuple[str, ...]
    shelf: Library

    def rows(self, where: Mapping[str, Any]) -> pl.DataFrame:
        """Return the rows that fit and may testify.

        Parameters
        ----------
        where : mapping of str to words
            A column, and the word or words that must stand in it.

        Returns
        -------
        polars.DataFrame
            The table's columns and ``found``; except for the recipe ``exists`` also
            ``number``, ``least`` and ``most`` in the unit of the claim, and the year
            ``told``.
        """
        part = self.part
        if part.table == "trade":
            frame, where = _traded(part, where, self.shelf)
        else:
            frame = self.shelf.table(part.table)
        keep = [~pl.col("source").is_in(self.document)]
        for column, words in where.items():
            wanted = words if isinstance(words, list) else [words]
            keep.append(pl.col(column).is_in(wanted))
        return _numbered(part, frame.filter(*keep))


def _numbered(part: Part, frame: pl.DataFrame) -> pl.DataFrame:
    """Add the number with its range, its year, and whether it was found."""
    if "found" not in frame.columns:
        frame = frame.with_columns(found=pl.lit(value=True))
    if part.recipe == "exists":
        return frame
    number = pl.col(part.column).cast(pl.Float64, strict=False)
    ends = {"low", "high"} <= set(frame.columns) and part.column == "value"
    low, high = (pl.col("low"), pl.col("high")) if ends else (number, number)
    year = (
        pl.col("year").cast(pl.String).str.extract(r"(\d{4})").cast(pl.Int64)
        if "year" in frame.columns
        else pl.lit(None, pl.Int64)
    )
    # A quotient is scaled once it is formed.
    scale = 1.0 if part.recipe in {"share", "ratio"} else part.scale
    return frame.with_columns(
        number=pl.coalesce(number, (low + high) / 2) * scale,
        least=pl.coalesce(low, number) * scale,
        most=pl.coalesce(high, number) * scale,
        told=year,
    )


def _traded(
    part: Part, where: Mapping[str, Any], shelf: Library
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return trade and what is still to be filtered.

    With ``near`` come both directions of a place, and the other side as ``partner``.
    """
    asked = {key: where[key] for key in _TRADE if key in where}
    rest = {key: words for key, words in where.items() if key not in asked}
    if not part.near:
        return shelf.trade(**asked), rest
    sold = shelf.trade(**asked | {"exporter": part.near})
    bought = shelf.trade(**asked | {"importer": part.near})
    sides = (sold.with_columns(partner="importer"),
             bought.with_columns(partner="exporter"))  # fmt: skip
    return pl.concat(sides), rest


def readings_of(rows: pl.DataFrame) -> tuple[Reading, ...]:
    """Return one reading a row, newest first, the better grade before the worse."""
    by = [name for name in ("grade",) if name in rows.columns]
    ranked = rows.filter(pl.col("number").is_not_null()).sort(
        "told", *by, "id", descending=[True] + [False] * (len(by) + 1), nulls_last=True
    )
    return tuple(
        Reading(number, least, most, year, "", (key,))
        for number, least, most, year, key in ranked.select(
            "number", "least", "most", "told", "id"
        ).iter_rows()
    )


def ids_of(*frames: pl.DataFrame) -> tuple[str, ...]:
    """Return the identifiers of rows, the largest number first where there is one."""
    found: Iterable[str] = (
        key
        for frame in frames
        for key in (
            frame.sort("number", descending=True)
            if "number" in frame.columns
            else frame
        )["id"]
    )
    return tuple(dict.fromkeys(found))
