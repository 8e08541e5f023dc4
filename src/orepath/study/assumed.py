"""What a made case assumes, worst first: by the money that hangs on it."""

import polars as pl

from orepath.study.evidence import cited_rows
from orepath.world.case import Case


def assumptions(case: Case) -> pl.DataFrame:
    """Return what the rows of grade C of a case suppose, the most money first.

    Rows of one table with one reasoning are one assumption.

    Parameters
    ----------
    case : Case
        Whose tables are read.

    Returns
    -------
    polars.DataFrame
        ``table``, ``assumption`` (the note of the rows), ``rows``, ``usd`` (a year's
        worth or an outlay), ``share`` (of the money of all rows of the case), ``first``
        (a row of it), ``source``. Rows without money come last.
    """
    cited = cited_rows(case)
    notes = pl.concat(
        [
            frame.select(pl.col("note").fill_null(""))
            for frame in case.tables.values()
            if frame.height and {"source", "grade"} <= set(frame.columns)
        ]
    )
    whole = max(float(cited["usd"].sum()), 1e-12)
    return (
        cited.hstack(notes)
        .filter(pl.col("grade") == "C")
        .with_columns(
            assumption=pl.when(pl.col("note") == "")
            .then(pl.format("{} (no reasoning)", "row"))
            .otherwise("note")
        )
        .sort("usd", descending=True, maintain_order=True)
        .group_by("table", "assumption", maintain_order=True)
        .agg(
            rows=pl.len().cast(pl.Int64),
            usd=pl.col("usd").sum(),
            first=pl.col("row").first(),
            source=pl.col("source").first(),
        )
        .with_columns(share=pl.col("usd") / whole)
        .sort("usd", "rows", descending=True, maintain_order=True)
        .select("table", "assumption", "rows", "usd", "share", "first", "source")
    )
