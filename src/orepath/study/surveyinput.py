"""What a survey rests on: rows of production, trade and owners, with sources."""

from types import MappingProxyType

import polars as pl

from orepath.assess.holding import owned_sites
from orepath.core.gazetteer import name_of
from orepath.evidence import shelf as shelves
from orepath.evidence.form import codes
from orepath.evidence.share import shares
from orepath.evidence.supply import supply
from orepath.report.tables import Table
from orepath.study.question import Question
from orepath.study.survey import Evidence

MADE, BOUGHT, OWNED = "in-made", "in-bought", "in-owned"
"""Anchors of the tables of what goes in."""

_CARRIED = ("wgi-2024", "scrreen-rir", "ec-crm-2017", "ec-crm-2023")
"""Publications of what no table of inputs shows: ratings of places and materials."""


_FORMATS = MappingProxyType(
    dict.fromkeys(("amount", "low", "high"), ",.6g") | {"usd": ",.0f", "share": ".1%"}
)


def inputs(asked: Question, found: Evidence) -> tuple[Table, ...]:
    """Return the rows of production, of the place's trade and of owners.

    Parameters
    ----------
    asked : Question
        What was asked.
    found : Evidence
        From :func:`orepath.study.survey.gathered`.

    Returns
    -------
    tuple of Table
        Folded, in groups by form or site, each row with its source.
    """
    made = _made(asked, found)
    tables = []
    if made.height:
        tables.append(_input_table(made, "What is made, by place", MADE))
    bought = _bought(asked, found)
    if bought.height:
        tables.append(_input_table(bought, f"What {asked.title} trades", BOUGHT))
    held = _owned(found, asked)
    if held.height:
        tables.append(_input_table(held, "Who owns which site", OWNED, "site"))
    return tuple(tables)


def _input_table(
    frame: pl.DataFrame, title: str, anchor: str, group: str = "form"
) -> Table:
    """Return a folded table of rows in groups."""
    return Table(
        frame,
        title,
        formats={
            "amount": ",.6g",
            "low": ",.6g",
            "high": ",.6g",
            "usd": ",.0f",
            "share": ".1%",
        },
        anchor=anchor,
        group=group,
        folded=True,
    )


def _made(asked: Question, found: Evidence) -> pl.DataFrame:
    """Return rows of production, in tonnes or shares of the world."""
    names = found.forms["commodity"].to_list()
    tonnes = supply(years=list(found.years), commodities=names, shelf=asked.shelf)
    lent = found.borrowed["commodity"].unique().to_list()
    columns = ("commodity", "place", "value", "low", "high", "unit", "grade", "source")
    parts = [tonnes.with_columns(unit=pl.lit("t/a")).select(columns)]
    if lent:
        parts.append(shares(commodities=lent, shelf=asked.shelf).select(columns))
    return pl.concat(parts).select(
        form="commodity",
        place=_name("place"),
        amount="value",
        low="low",
        high="high",
        unit="unit",
        grade="grade",
        source="source",
    )


def _owned(found: Evidence, asked: Question) -> pl.DataFrame:
    """Return who owns the sites that make the forms."""
    minerals = found.forms["mineral"].unique().to_list()
    sites = owned_sites().filter(
        pl.col("commodity").is_in(found.forms["commodity"].to_list())
    )
    return (
        asked.shelf.table("ownership")
        .filter(
            pl.col("site").is_in(sites["site"].to_list())
            | pl.col("mineral").is_in(minerals)
        )
        .sort("site", "owner")
        .select("site", "owner", country=_name("owner_place"), share="share",
                of=pl.col("year").cast(pl.String), grade="grade", source="source")
    )  # fmt: skip


def _bought(asked: Question, found: Evidence) -> pl.DataFrame:
    """Return the rows of the place's own trade."""
    mine = (pl.col("origin") == asked.place) | (pl.col("destination") == asked.place)
    traded = _traded(asked, found)
    return (
        found.trade.filter(mine)
        .join(traded, on=["commodity", "year"], how="left")
        .sort("commodity", "value", descending=[False, True])
        .select(
            form="commodity",
            origin=_name("origin"),
            destination=_name("destination"),
            amount="value",
            low="low",
            high="high",
            unit=pl.lit("t/a"),
            usd="usd",
            grade=pl.lit("B"),
            source="source",
        )
    )


def _traded(asked: Question, found: Evidence) -> pl.DataFrame:
    """Return the publications behind the trade of each form and year."""
    carried = codes().select("commodity", "hs").unique()
    keep = [
        pl.col("hs").is_in(carried["hs"].unique().to_list()),
        pl.col("year").is_in(list(found.years)),
    ]
    return (
        shelves.scan(asked.shelf.shelves, "trade", keep)
        .select("hs", pl.col("year").cast(pl.Int64), "source")
        .unique()
        .collect()
        .join(carried, on="hs")
        .group_by("commodity", "year")
        .agg(pl.col("source").unique().sort().str.join("; "))
    )


def _name(column: str) -> pl.Expr:
    """Write the name of a place for its code."""
    return pl.col(column).map_elements(name_of, return_dtype=pl.String)


def citations(asked: Question, inputs: tuple[Table, ...]) -> pl.DataFrame:
    """Return the publications that the inputs name, and those of ratings.

    Parameters
    ----------
    asked : Question
        Where the sources stand.
    inputs : tuple of Table
        From :func:`inputs`.
    """
    names = set(_CARRIED)
    for table in inputs:
        for cell in table.frame["source"].drop_nulls():
            names |= {part.strip() for part in cell.split(";")}
    found = [asked.shelf.source(name) for name in sorted(names)]
    return pl.DataFrame(
        [(one.id, one.citation(), one.licence, one.url) for one in found],
        schema=dict.fromkeys(("id", "citation", "licence", "url"), pl.String),
        orient="row",
    )
