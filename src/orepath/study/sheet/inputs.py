"""Sheets of what goes in: the case's own rows, each with range, grade and source.

``INPUTS`` says once for each table of the catalogue how readers see it; the rows, their
names and their groups come from the case. Tonnes are gross, money is constant USD, all
as the case states it, before any balancing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from orepath.study.sheet.form import Sheet
from orepath.world.case import Case


@dataclass(frozen=True)
class Input:
    """Say how readers see one table of a case.

    Parameters
    ----------
    table : str
        Table of the catalogue.
    word : str
        The word by which results refer to it.
    title : str
        Its title; ``{place}`` is the focus place, ``{year}`` the base year.
    words : tuple of tuple of str
        Column, heading, and what its keys name: ``commodities``, ``places``,
        ``processes``, ``made`` (a process by what it makes), ``sites``, or nothing.
    figures : tuple of tuple of str
        Column, heading and unit; ``by row`` where each row has its own.
    group : str
        Heading under which results look a row up; empty where they need the whole.
    crossing : bool
        Whether only rows that begin or end at the focus place are shown.
    """

    table: str
    word: str
    title: str
    words: tuple[tuple[str, str, str], ...]
    figures: tuple[tuple[str, str, str], ...]
    group: str = ""
    crossing: bool = False

    @property
    def sheet(self) -> str:
        """Return the name of its sheet."""
        return f"inputs_{self.table}"


_COMMODITY = ("commodity", "Commodity", "commodities")
_PROCESS = ("process", "Process", "processes")
_PLACE = ("place", "Place", "places")
_WAY = (("origin", "From", "places"), ("destination", "To", "places"))
_RATE = (("value", "Value", "by row"),)

INPUTS: tuple[Input, ...] = (
    Input(
        "sites",
        "sites",
        "What sites made in {year}",
        (("process", "Commodity", "made"), ("name", "Site", ""), _PLACE),
        (("output", "Output", "t/a"),),
        "Commodity",
    ),
    Input(
        "trade",
        "trade",
        "What crossed the borders of {place} in {year}",
        (_COMMODITY, *_WAY),
        (("quantity", "Shipped", "t/a"),),
        "Commodity",
        crossing=True,
    ),
    Input(
        "demand",
        "use",
        "What was used in {year}, besides what plants take in",
        (_COMMODITY, _PLACE),
        (
            ("quantity", "Used", "t/a"),
            ("elasticity", "Elasticity", ""),
            ("growth", "Growth", "fraction/a"),
            ("choke", "Choke price", "× price"),
        ),
        "Commodity",
    ),
    Input(
        "tiers",
        "tiers",
        "Who gives up which part of a use at which price",
        (_COMMODITY, _PLACE, ("tier", "Users", "")),
        (("share", "Share", "fraction"), ("multiple", "Goes without at", "× price")),
        "Commodity",
    ),
    Input(
        "lifetimes",
        "lifetimes",
        "How long goods serve, and what can be collected of them",
        (_COMMODITY, _PLACE, ("process", "Collected by", "processes")),
        (
            ("mean", "Mean life", ""),
            ("collected", "Collected", "fraction"),
            ("recovered", "Recovered a tonne", ""),
        ),
        "Commodity",
    ),
    Input(
        "prices",
        "prices",
        "Prices that anchor the base year",
        (_COMMODITY, ("place", "At", "places")),
        (("price", "Price", "USD/t"),),
        "Commodity",
    ),
    Input(
        "commodities",
        "contents",
        "What a tonne of each commodity contains",
        (_COMMODITY, ("content_of", "Of", "")),
        (("content", "Content", "fraction"),),
        "Commodity",
    ),
    Input(
        "places",
        "governance",
        "How well places are governed",
        (_PLACE,),
        (("governance", "Governance", ""),),
    ),
    Input(
        "recipes",
        "recipes",
        "What processes take in and give off",
        (_PROCESS, _COMMODITY, ("direction", "Direction", "")),
        (("quantity", "Tonnes a tonne", ""),),
        "Process",
    ),
    Input(
        "coefficients",
        "costs",
        "What processes cost, use and take",
        (_PROCESS, _PLACE, ("figure", "Figure", "")),
        _RATE,
        "Process",
    ),
    Input(
        "power",
        "power",
        "Prices of power",
        (_PLACE,),
        (("price", "Price", "USD/MWh"),),
    ),
    Input(
        "owners",
        "owners",
        "Who owns sites",
        (("site", "Site", "sites"), ("owner", "Owner", "places")),
        (("share", "Share", "fraction"),),
    ),
    Input(
        "relations",
        "relations",
        "How easily trade turns to other partners",
        (_COMMODITY,),
        (
            ("elasticity", "Elasticity", ""),
            ("ramp", "Growth at most", "fraction/a"),
            ("opening", "Opening share", "fraction"),
        ),
        "Commodity",
    ),
    Input(
        "routes",
        "freight",
        "Freight to and from {place}",
        (_COMMODITY, *_WAY, ("mode", "Mode", "")),
        (("km", "Length", "km"), ("cost", "Cost", "USD/t")),
        crossing=True,
    ),
    Input(
        "capacities",
        "capacities",
        "What straits, stops and legs can carry",
        (("stop", "Over", ""),),
        (("capacity", "Capacity", "t/a"),),
    ),
    Input(
        "tariffs",
        "duties",
        "Duties",
        (_COMMODITY, ("origin", "From", "places"), ("destination", "By", "places")),
        (("rate", "Rate", "fraction"),),
    ),
    Input(
        "projects",
        "project",
        "What can be built, bought or agreed",
        (("name", "Project", ""), ("kind", "Kind", "")),
        (
            ("size", "Size", "t/a"),
            ("capex", "Capital a tonne", "USD/t"),
            ("opex", "Running cost", "USD/t"),
            ("lead", "Years to build", ""),
            ("share", "Share of profit", "fraction"),
            ("paid", "Part of capital", "fraction"),
        ),
        "Project",
    ),
    Input(
        "policies",
        "policies",
        "Limits and duties somebody chose",
        (("name", "Policy", ""), ("kind", "Kind", "")),
        _RATE,
    ),
    Input(
        "shocks",
        "event",
        "Disruptions recorded or supposed",
        (("name", "Disruption", ""), ("kind", "Kind", "")),
        (
            ("severity", "Part lost", "fraction"),
            ("months", "Months", ""),
            ("probability", "Chance a year", "fraction"),
        ),
        "Disruption",
    ),
    Input(
        "corridors",
        "corridor",
        "Corridors by name",
        (("title", "Corridor", ""), ("via", "By", "")),
        (),
        "Corridor",
    ),
    Input(
        "legs",
        "legs",
        "Legs of the corridors",
        (("from", "From", ""), ("to", "To", ""), ("mode", "Mode", "")),
        (("km", "Length", "km"),),
    ),
    Input(
        "rates",
        "rates",
        "Rates of transport",
        (
            ("mode", "Mode", ""),
            ("region", "Region", ""),
            ("figure", "Figure", ""),
        ),
        _RATE,
    ),
)


def input_sheet(case: Case, kind: Input) -> Sheet:
    """Return one table of a case for readers; empty where the case has none.

    Parameters
    ----------
    case : Case
        Rows and names.
    kind : Input
        One of ``INPUTS``.
    """
    focus = case.settings.focus
    frame = case.table(kind.table)
    if kind.crossing:
        ends = (pl.col("origin") == focus) | (pl.col("destination") == focus)
        frame = frame.filter(ends)
    if kind.table == "trade":
        # A row of nothing only lets a plan open a trade: it is no observation.
        frame = frame.filter(pl.col("quantity_high") > 0)
    cells: list[pl.Expr] = []
    for column, heading, names in kind.words:
        cells.append(pl.col(column).replace(_names(case, names)).alias(heading))
    for column, heading, _ in kind.figures:
        cells += _ranged(frame, column, heading)
    if any(unit == "by row" for _, _, unit in kind.figures):
        cells.append(pl.col("unit"))
    proof = (pl.col("grade").alias("Grade"), pl.col("source"), pl.col("note"))
    found = frame.select(*cells, *proof).rename({"note": "Note"})
    headings = {heading: unit for _, heading, unit in kind.figures}
    by_row = [heading for heading, unit in headings.items() if unit == "by row"]
    return Sheet(
        kind.sheet,
        kind.title.format(
            place=case.name_of("places", focus), year=case.settings.base_year
        ),
        _gathered(found, kind.group),
        _units(found, headings),
        "",
        formats=dict.fromkeys(by_row, "each"),
    )


def _ranged(frame: pl.DataFrame, column: str, heading: str) -> list[pl.Expr]:
    """Return a number, and its ends where the table gives them, under headings."""
    cells = [pl.col(column).alias(heading)]
    if f"{column}_low" in frame.columns:
        cells.append(pl.col(f"{column}_low").alias(f"{heading} low"))
        cells.append(pl.col(f"{column}_high").alias(f"{heading} high"))
    return cells


def _units(frame: pl.DataFrame, headings: Mapping[str, str]) -> dict[str, str]:
    """Return the units of all numbers, ends of ranges as their middle."""
    ends = {
        f"{heading}{end}": unit
        for heading, unit in headings.items()
        for end in ("", " low", " high")
    }
    return {
        name: unit
        for name, unit in ends.items()
        if name in frame.columns and unit not in {"", "by row"}
    }


def _gathered(frame: pl.DataFrame, group: str) -> pl.DataFrame:
    """Return the rows with those of a group together, groups in order of appearance."""
    if not group:
        return frame
    first = frame.select(pl.col(group).unique(maintain_order=True)).with_row_index("at")
    order = frame.join(first, on=group, how="left", maintain_order="left")["at"]
    return frame[order.arg_sort().to_list()]


def _names(case: Case, kind: str) -> dict[str, str]:
    """Return words for readers by key."""
    if kind == "made":
        names = _names(case, "commodities")
        rows = case.table("processes").select("process", "output").iter_rows()
        return {process: names.get(output, output) for process, output in rows}
    every = {"commodities": "all goods", "places": "everywhere else"}
    frame = case.table(kind) if kind else pl.DataFrame()
    if frame.is_empty():
        return {}
    found = dict(frame.select(frame.columns[0], "name").iter_rows())
    return {"*": every[kind], **found} if kind in every else found
