"""Draw how a number moved over the years, each series with its range and own axis."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from orepath.report.columns import Kind, checked
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.style import colours_for, heading, panel_heading
from orepath.report.number import human


def price_over_time(
    prices: pl.DataFrame, title: str, *, unit: str = "USD/t", caption: str = ""
) -> Picture:
    """Draw each commodity's price with its range, on an axis of its own.

    Parameters
    ----------
    prices : polars.DataFrame
        Columns ``commodity``, ``year``, ``price`` and, if known, ``low`` and ``high``
        (all in ``unit``; rows without a range show the line alone).
    title, caption : str
        What is shown, and what to mind.
    unit : str
        The unit of the prices.

    Raises
    ------
    InputError
        If a column or value is missing.
    """
    kinds: dict[str, Kind] = {"commodity": "text", "year": "number", "price": "number"}
    table = checked(prices, "prices", kinds, {"low": "number", "high": "number"})
    return _drawn(
        table.rename({"commodity": "series", "price": "value"}),
        (title, caption),
        unit,
        zero=False,
    )


def indicator_over_time(
    values: pl.DataFrame, title: str, *, unit: str = "", caption: str = ""
) -> Picture:
    """Draw an indicator of several series over the years, each with its range.

    Parameters
    ----------
    values : polars.DataFrame
        Columns ``series``, ``year``, ``value`` and, if known, ``low`` and ``high``.
        Years without a value are gaps in the line.
    title, caption : str
        What is shown, and what to mind.
    unit : str
        Written on the axes.

    Raises
    ------
    InputError
        If a column is missing.
    """
    kinds: dict[str, Kind] = {"series": "text", "year": "number"}
    ends: dict[str, Kind] = {"value": "number", "low": "number", "high": "number"}
    table = checked(values, "values", kinds, ends)
    return _drawn(table, (title, caption), unit, zero=True)


def _drawn(
    table: pl.DataFrame, words: tuple[str, str], unit: str, *, zero: bool
) -> Picture:
    """Draw a panel a series, three in a row."""
    title, caption = words
    names = table["series"].unique(maintain_order=True).to_list()
    colours = colours_for(names)
    panels = [
        _panel(table.filter(series=name), (name, unit, colours[name]), zero=zero)
        for name in names
    ]
    chart = alt.concat(*panels, columns=min(3, len(panels)), spacing=28)
    chart = chart.properties(title=heading(title))
    return pictured(chart, title, f"{title}. {_spoken(table, unit)}.", caption)


def _panel(rows: pl.DataFrame, said: tuple[str, str, str], *, zero: bool) -> Any:
    """Return the panel of one series: the range below the line."""
    name, unit, colour = said
    values: list[dict[str, Any]] = rows.drop("series").to_dicts()
    base = alt.Chart(alt.InlineData(values=values)).encode(
        x=alt.X("year:Q", title=None, axis=_years(rows["year"].to_list()))
    )
    points = alt.OverlayMarkDef(color=colour, size=18) if zero else False
    line = base.mark_line(color=colour, strokeWidth=2, point=points).encode(
        y=alt.Y(
            "value:Q",
            title=unit or None,
            axis=alt.Axis(tickCount=4, format=",~f"),
            scale=alt.Scale(zero=zero),
        )
    )
    layers: list[alt.Chart] = [line]
    if {"low", "high"} <= set(rows.columns):
        known = "datum.low !== null && datum.high !== null"
        band = base.transform_filter(known).mark_area(color=colour, opacity=0.2)
        layers.insert(0, band.encode(y=alt.Y("low:Q", title=unit or None), y2="high:Q"))
    chart = alt.layer(*layers)
    return chart.properties(width=215, height=130, title=panel_heading(name))


def _years(years: Sequence[float]) -> alt.Axis:
    """Return an axis of years without a thousands' comma."""
    return alt.Axis(format="d", tickCount=min(6, len(set(years))), grid=False)


def _spoken(table: pl.DataFrame, unit: str) -> str:
    """Say each series at the beginning and at the end."""
    told = []
    for name in table["series"].unique(maintain_order=True):
        rows = table.filter(series=name).drop_nulls("value").sort("year").to_dicts()
        told.append(
            f"{name}: {human(rows[0]['value'], unit)} in {rows[0]['year']:.0f}, "
            f"{human(rows[-1]['value'], unit)} in {rows[-1]['year']:.0f}"
            if rows
            else f"{name}: not known"
        )
    return "; ".join(told)
