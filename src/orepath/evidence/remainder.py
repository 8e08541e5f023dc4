"""What no source names: the world's total, or the published remainder, made one row.

A survey names the large makers and lumps the rest together. When a further source names
some of the rest, the lump shrinks by as much, so that nothing is counted twice.
"""

import polars as pl

from orepath.evidence.importer.country import OTHERS, WORLD

KEY = ("commodity", "stage", "year")
"""What names a market: a form at its stage in a year."""

_ENDS = ("value", "low", "high")
_EXCESS = 1.02
"""Named places may exceed a rounded world total by this before it is told."""


def with_remainder(best: pl.DataFrame) -> pl.DataFrame:
    """Replace the world's total and the published remainder by one row ``OTH``.

    Parameters
    ----------
    best : polars.DataFrame
        One row a form, year and place, ``WLD`` and ``OTH`` among the places; columns
        of a supply table.

    Returns
    -------
    polars.DataFrame
        Without ``WLD``; sorted by form, stage, year and place. Where named places make
        more than the published total, their ``note`` says so.

    Notes
    -----
    The remainder is the published one less what further sources name of it; where
    none is published, the total less all named places; never below 0.
    """
    key = list(KEY)
    named = best.filter(~pl.col("place").is_in([OTHERS, WORLD]))
    total = best.filter(place=WORLD).select(*key, world="value")
    told = best.filter(place=OTHERS)
    sums = named.group_by(key).agg(named=pl.col("value").sum())
    further = (
        named.join(told.select(*key, publisher="source"), on=key)
        .group_by(key)
        .agg(
            further=pl.col("value").filter(
                pl.col("source") != pl.col("publisher")
            ).sum()
        )
    )  # fmt: skip
    return pl.concat([
        named.join(total.join(sums, on=key), on=key, how="left")
        .with_columns(note=_excess())
        .pipe(_shaped),
        told.join(further, on=key, how="left")
        .with_columns(rest=pl.col("value") - pl.col("further").fill_null(0.0))
        .pipe(_floored),
        best.filter(place=WORLD)
        .join(told.select(key), on=key, how="anti")
        .join(sums, on=key, how="left")
        .with_columns(
            rest=pl.col("value") - pl.col("named").fill_null(0.0),
            note=pl.lit("the world's total less the places that are named"),
        )
        .pipe(_floored),
    ]).sort("commodity", "stage", "year", "place")  # fmt: skip


def _excess() -> pl.Expr:
    """Say in the note when named places make more than the world's total."""
    over = pl.col("named") / pl.col("world")
    told = pl.format(
        "named places make {} times the world's total as published", over.round(2)
    )
    return pl.concat_str(
        pl.when(over > _EXCESS).then(told), "note", separator="; ", ignore_nulls=True
    )


def _floored(frame: pl.DataFrame) -> pl.DataFrame:
    """Make the remainder a row of its own, never below 0, ends in proportion."""
    rest = pl.col("rest").clip(lower_bound=0.0)
    scale = pl.when(pl.col("value") > 0).then(rest / pl.col("value")).otherwise(0.0)
    return frame.with_columns(
        pl.lit(OTHERS).alias("place"),
        rest.alias("value"),
        *((pl.col(end) * scale).alias(end) for end in ("low", "high", "least", "most")),
    ).pipe(_shaped)


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of a supply table in order."""
    return frame.select(
        "commodity", "mineral", "stage", "place", "year", *_ENDS, "least", "most",
        "others", "grade", "id", "source", note=pl.col("note").fill_null(""),
    )  # fmt: skip
