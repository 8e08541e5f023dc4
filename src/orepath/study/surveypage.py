"""A survey as one page that opens offline: figures, tables, and what they rest on."""

from pathlib import Path

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence import shelf as shelves
from orepath.evidence.form import codes
from orepath.evidence.share import shares
from orepath.evidence.supply import supply
from orepath.report.markup import slug
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Link, Table
from orepath.study.drawing.survey import (
    leaning_map,
    maker_map,
    origin_trend,
    reliance_map,
)
from orepath.study.question import Question
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.survey import (
    contingency_sheet,
    exposure_sheet,
    unknown_lines,
)
from orepath.study.survey import Evidence

MADE, BOUGHT = "in-made", "in-bought"
"""Anchors of the tables of what goes in."""

_CARRIED = "wgi-2024"


def write_survey(
    target: Path,
    asked: Question,
    found: Evidence,
    table: pl.DataFrame,
    years: pl.DataFrame,
) -> None:
    """Write a survey of one year as a page.

    Parameters
    ----------
    target : pathlib.Path
        The file, written whole or not at all.
    asked : Question
        What was asked.
    found : Evidence
        What was read.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`, one year.
    years : polars.DataFrame
        The same over several years, for the trend.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    known = table.drop_nulls("year")
    year = found.years[0]
    inputs = _inputs(asked, found)
    sections = (
        _exposure(asked, known, year, inputs),
        _losses(asked, known, inputs),
        _trend(asked, years),
        _lacking(table),
        Section(
            "inputs",
            "What goes in?",
            "Every row that the tables above are computed from, with its range, its "
            "grade and its source.",
            tables=inputs,
        ),
    )
    write_page(
        target,
        Page(
            f"How exposed is {asked.title}? {known['mineral'].n_unique()} minerals in "
            f"{year}",
            _lead(asked, known, year),
            tuple(section for section in sections if section is not None),
            _citations(asked, inputs),
        ),
    )


def _lead(asked: Question, table: pl.DataFrame, year: int) -> str:
    """Say in three sentences what was found and how much of it is known."""
    reliant = table.drop_nulls("reliance")
    bought = reliant.filter(pl.col("reliance") >= 0.5).height
    makers = table.drop_nulls("top_supplier").filter(pl.col("top_share") > 0.5)
    first = makers["top_supplier"].value_counts(sort=True).head(1)
    words = (
        f"Of {table.height} forms in {year}, production is known of "
        f"{table.drop_nulls('top_supplier').height} and reliance of "
        f"{reliant.height}; {asked.title} buys at least half of its needs abroad "
        f"in {bought} of these."
    )
    if first.height:
        code, times = first.row(0)
        words += f" {name_of(code)} alone makes more than half of the world's "
        words += f"{times} of them."
    worst = table.drop_nulls("geopolrisk").sort("geopolrisk", descending=True).head(3)
    if worst.height:
        names = ", ".join(worst["commodity"])
        words += f" The riskiest imports, by GeoPolRisk: {names}."
    return words


def _exposure(
    asked: Question, table: pl.DataFrame, year: int, inputs: tuple[Table, ...]
) -> Section:
    """Return the section with the maps and the main table."""
    title = f"{asked.title} {year}"
    drawn = (
        maker_map(str(year), table),
        reliance_map(title, table),
        leaning_map(asked.place, asked.title, table),
    )
    sheet = exposure_sheet(asked, table)
    here = (Link("exposure-table", "table"),)
    return Section(
        "exposure",
        "Who makes it, who sells it",
        figures=tuple(Drawn(picture, here) for picture in drawn if picture is not None),
        tables=(_table(sheet, "exposure-table", table, inputs),),
        note=sheet.note,
    )


def _losses(
    asked: Question, table: pl.DataFrame, inputs: tuple[Table, ...]
) -> Section | None:
    """Return the section on what is left without the largest makers."""
    known = table.drop_nulls("n1")
    if known.is_empty():
        return None
    sheet = contingency_sheet(asked, known)
    return Section(
        "losses",
        "What if the largest maker stops?",
        tables=(_table(sheet, "losses-table", known, inputs),),
        note=sheet.note,
    )


def _trend(asked: Question, years: pl.DataFrame) -> Section | None:
    """Return the section over the years; None where no two are known."""
    picture = origin_trend(asked.title, years.drop_nulls("year"))
    if picture is None:
        return None
    return Section("years", "Over the years", figures=(Drawn(picture),))


def _lacking(table: pl.DataFrame) -> Section | None:
    """Return the section on what could not be answered."""
    lines = unknown_lines(table)
    if not lines:
        return None
    points = tuple(Point("", line) for line in lines)
    return Section("unknown", "What is not known?", points=points)


def _table(
    sheet: Sheet, anchor: str, table: pl.DataFrame, inputs: tuple[Table, ...]
) -> Table:
    """Return a sheet whose rows lead to the inputs of their form."""
    held = {one.anchor: set(one.frame["form"]) for one in inputs}
    words = {MADE: "made", BOUGHT: "bought"}
    rests = tuple(
        tuple(
            Link(f"{place}-{slug(form)}", words[place])
            for place, forms in held.items()
            if form in forms
        )
        for form in table["commodity"]
    )
    return Table(
        sheet.frame,
        sheet.title,
        sheet.units,
        sheet.formats,
        anchor=anchor,
        rests=rests,
    )


def _inputs(asked: Question, found: Evidence) -> tuple[Table, ...]:
    """Return the rows of production and of the place's trade, each with its source."""
    made = _made(asked, found)
    tables = []
    if made.height:
        tables.append(_input_table(made, "What is made, by place", MADE))
    bought = _bought(asked, found)
    if bought.height:
        tables.append(_input_table(bought, f"What {asked.title} trades", BOUGHT))
    return tuple(tables)


def _input_table(frame: pl.DataFrame, title: str, anchor: str) -> Table:
    """Return a folded table of rows in groups by form."""
    return Table(
        frame,
        title,
        formats={"amount": ",.6g", "low": ",.6g", "high": ",.6g", "usd": ",.0f"},
        anchor=anchor,
        group="form",
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


def _citations(asked: Question, inputs: tuple[Table, ...]) -> pl.DataFrame:
    """Return the publications that the inputs name, and that of governance."""
    names = {_CARRIED}
    for table in inputs:
        for cell in table.frame["source"].drop_nulls():
            names |= {part.strip() for part in cell.split(";")}
    found = [asked.shelf.source(name) for name in sorted(names)]
    return pl.DataFrame(
        [(one.id, one.citation(), one.licence, one.url) for one in found],
        schema=dict.fromkeys(("id", "citation", "licence", "url"), pl.String),
        orient="row",
    )
