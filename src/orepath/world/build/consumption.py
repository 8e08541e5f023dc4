"""Consumption that a publisher states of a place goes before use that is left over."""

from functools import cache
from importlib.resources import files

import polars as pl

from orepath.evidence.library import library
from orepath.evidence.width import with_ranges

_BACK = 3
"""Years before the base year from which a figure may be taken."""
_KEY = ["said", "measure"]


@cache
def consumption_series() -> pl.DataFrame:
    """Return which published consumption is that of which form.

    Only series that mean the form as the chains do: not those of all forms of a metal
    together, from ore to scrap.

    Returns
    -------
    polars.DataFrame
        ``commodity`` (a form), ``said`` and ``measure`` (the publisher's words; of
        several the first that has a figure counts), ``content`` (tonnes in the form's
        basis a tonne said), ``grade`` (of saying that the two are one), ``note``.

    Examples
    --------
    >>> rows = consumption_series().filter(commodity="primary gallium")
    >>> rows["said"].item(), rows["measure"].item()
    ('gallium', 'reported consumption')
    """
    file = files("orepath").joinpath("data", "form_uses.csv")
    with file.open("rb") as stream:
        rows = pl.read_csv(stream.read(), infer_schema=False)
    return rows.cast({"content": pl.Float64()})


def consumption(names: list[str], year: int) -> pl.DataFrame:
    """Return the consumption that publishers state of single places.

    Parameters
    ----------
    names : list of str
        Forms.
    year : int
        Base year; else the nearest of the three years before counts.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``place``, ``year``, ``value``, ``low``, ``high`` (t/a in the
        form's basis, what plants take in among it), ``grade``, ``source`` (the row of
        the library); sorted, one row a form and place. What a publisher withholds has
        no row.

    Examples
    --------
    >>> row = consumption(["primary gallium"], 2024).row(0, named=True)
    >>> row["place"], row["value"], row["source"]
    ('USA', 18.7, 'usgs-2026/gallium/reported-consumption/USA/2024')
    """
    series = consumption_series().with_row_index("rank")
    rows = library().observations(measure=series["measure"].unique().to_list())
    found = (
        with_ranges(rows.filter(pl.col("unit") == "t/a").drop_nulls("value"))
        .drop("said")
        .rename({"commodity": "said"})
        .join(
            series.filter(pl.col("commodity").is_in(names)).select(
                *_KEY, "rank", "content", form="commodity", how="grade"
            ),
            on=_KEY,
        )
        .rename({"form": "commodity"})
        .filter(pl.col("year").is_between(year - _BACK, year))
    )
    # The newest edition of the nearest year of the first series that has a figure.
    return (
        found.sort(
            ["commodity", "place", "year", "rank", "source"],
            descending=[False, False, True, False, True],
        )
        .unique(["commodity", "place"], keep="first", maintain_order=True)
        .with_columns(
            *(pl.col(end) * pl.col("content") for end in ("value", "low", "high")),
            grade=pl.when(pl.col("year") < year)
            .then(pl.max_horizontal("grade", "how", pl.lit("B")))
            .otherwise(pl.max_horizontal("grade", "how")),
            year=pl.col("year").cast(pl.Int64),
        )
        .select(
            "commodity", "place", "year", "value", "low", "high", "grade", source="id"
        )
    )  # fmt: skip
