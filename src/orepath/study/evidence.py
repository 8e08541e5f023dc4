"""The evidence of a case: its rows as the audit takes them, each with its money."""

from collections.abc import Mapping

import polars as pl

from orepath.evidence.audit import CITED
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME

# Tables whose worth is a year's quantity at its price: the quantity, and the place
# whose price holds.
_TRADED: Mapping[str, tuple[str, str]] = {
    "trade": ("quantity", "destination"),
    "demand": ("quantity", "place"),
    "sites": ("output", "place"),
}


def cited_rows(case: Case) -> pl.DataFrame:
    """Return every row of a case that names a source, with the money it stands for.

    Parameters
    ----------
    case : Case
        Whose tables are read.

    Returns
    -------
    polars.DataFrame
        Columns of :data:`orepath.evidence.audit.CITED`. ``usd`` is a year's quantity
        at the case's price for trade, demand and output, the price times the demand it
        holds for for prices, and size times unit cost for projects; 0 for others.
    """
    frames = [
        table.select(
            table=pl.lit(name),
            row=pl.concat_str(
                [pl.col(column).cast(pl.String) for column in BY_NAME[name].key],
                separator=" ",
                ignore_nulls=True,
            ),
            source="source",
            grade="grade",
            usd=_money(case, name).fill_null(0.0),
        )
        for name, table in ((n, _priced(case, n)) for n in case.tables)
        if table.height and {"source", "grade"} <= set(table.columns)
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=CITED)


def _money(case: Case, name: str) -> pl.Expr:
    """Return the money that a row of a table stands for, USD."""
    if name in _TRADED:
        return pl.col(_TRADED[name][0]) * pl.col("worth")
    if name == "projects":
        return pl.col("size") * pl.col("capex")
    if name == "prices":
        used = case.table("demand").group_by("commodity", "place").agg(
            pl.col("quantity").sum()
        )  # fmt: skip
        stated = set(case.table("prices").select("commodity", "place").iter_rows())
        needs: dict[str, float] = {}
        for commodity, place, quantity in used.iter_rows():
            at = place if (commodity, place) in stated else "*"
            needs[f"{commodity} {at}"] = needs.get(f"{commodity} {at}", 0) + quantity
        key = pl.format("{} {}", "commodity", "place")
        held = key.replace_strict(needs, default=0.0, return_dtype=pl.Float64)
        return pl.col("price") * held
    return pl.lit(0.0)


def _priced(case: Case, name: str) -> pl.DataFrame:
    """Add the price that holds for each row of a traded table as ``worth``."""
    table = case.tables[name]
    if name not in _TRADED:
        return table
    place = _TRADED[name][1]
    if "commodity" not in table.columns:
        makes = case.table("processes").select("process", commodity="output")
        table = table.join(makes, on="process", how="left", maintain_order="left")
    prices = case.table("prices")
    here = prices.select("commodity", pl.col("place").alias(place), here="price")
    anywhere = prices.filter(pl.col("place") == "*").select(
        "commodity", anywhere="price"
    )
    return (
        table.join(here, on=["commodity", place], how="left", maintain_order="left")
        .join(anywhere, on="commodity", how="left", maintain_order="left")
        .with_columns(worth=pl.coalesce("here", "anywhere"))
    )
