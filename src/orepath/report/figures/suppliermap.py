"""Draw which countries a place leans on, each filled by how much hangs on it."""

import json
from typing import Any

import altair as alt
import polars as pl

from orepath.core.gazetteer import gazetteer
from orepath.errors import InputError, Problem, suggest
from orepath.report.columns import Kind, checked
from orepath.report.figures.label import Spot, name_layers, placed
from orepath.report.figures.outline import BORDERS, OUTLINE, outlines
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.projection import Projection, world
from orepath.report.figures.style import AFTER, LAND, SHORE, WIDTH, heading

_SCALE = ("#f0d9a0", "#dd9a6b", "#b04f4f", "#6f1d3a")
LEANER = AFTER
"""The colour of the place that leans, far from the scale's."""


def supplier_map(
    suppliers: pl.DataFrame,
    title: str,
    *,
    focus: str,
    measure: str,
    most_names: int = 14,
    caption: str = "",
) -> Picture:
    """Fill each supplier's country by a number, darker where more hangs on it.

    Parameters
    ----------
    suppliers : polars.DataFrame
        Columns ``place`` (ISO 3166 alpha-3), ``value`` (0 or more) and ``shown`` (the
        number as it stands beside the name).
    title : str
        What the map shows, with the year.
    focus : str
        Code of the country that leans; filled blue.
    measure : str
        What ``value`` counts, in a few words.
    most_names : int
        How many countries are named at most, the largest first.
    caption : str
        What the reader should mind.

    Raises
    ------
    InputError
        If a column or value is missing, or a place is not in the gazetteer.
    """
    kinds: dict[str, Kind] = {"place": "text", "value": "positive", "shown": "text"}
    table = checked(suppliers, "suppliers", kinds).filter(pl.col("place") != focus)
    known = gazetteer()
    problems = [
        Problem("suppliers::place", f"no country '{code}'", suggest(code, known))
        for code in [*table["place"], focus]
        if code not in known
    ]
    if problems:
        raise InputError(problems)
    table = table.sort("value", "place", descending=[True, False])
    projection = world(WIDTH)
    layers = [_filled(table, focus, projection)]
    layers += _names(table, projection, most_names)
    chart = alt.layer(*layers).properties(
        width=projection.width,
        height=projection.height,
        title=heading(title, f"Darker: {measure}. {BORDERS}"),
    )
    return pictured(
        chart,
        title,
        _spoken(table, title, measure),
        caption,
        datasets={OUTLINE: outlines("world")},
    )


def _filled(table: pl.DataFrame, focus: str, projection: Projection) -> alt.Chart:
    """Return the countries, each with its colour."""
    most = max(float(v) for v in table["value"]) or 1.0
    known = gazetteer()
    # Outlines bear the standard's number; Kosovo has none and keeps the land's colour.
    colours = {
        known[code].number: _colour(value / most)
        for code, value in table.select("place", "value").rows()
        if value > 0
    } | {known[focus].number: LEANER}
    fill = f"{json.dumps(colours)}[datum.id] || '{LAND}'"
    form = alt.TopoDataFormat(type="topojson", feature="countries")
    land: alt.Chart = (
        alt.Chart(alt.NamedData(name=OUTLINE, format=form))
        .transform_calculate(fill=fill)
        .mark_geoshape(stroke=SHORE, strokeWidth=0.5)
        .encode(fill=alt.Fill("fill:N", scale=None, legend=None))
        .project(**projection.chart_settings())
    )
    return land


def _colour(part: float) -> str:
    """Return the colour of a number as a part of the largest one.

    By the root, so that one giant does not make all others look alike.
    """
    return _SCALE[min(int(part**0.5 * len(_SCALE)), len(_SCALE) - 1)]


def _names(
    table: pl.DataFrame, projection: Projection, most_names: int
) -> list[alt.Chart]:
    """Return the names of the largest suppliers with their numbers."""
    known = gazetteer()
    spots = []
    for row in table.filter(pl.col("value") > 0).head(most_names).to_dicts():
        country = known[row["place"]]
        ((x, y),) = projection.pixels([country.lon], [country.lat])
        name = f"{country.name} {row['shown']}"
        spots.append(Spot(name, float(x), float(y), float(row["value"])))
    size = (projection.width, projection.height)
    return name_layers(placed(spots, size, most_names), *size)


def _spoken(table: pl.DataFrame, title: str, measure: str) -> str:
    """Say the largest suppliers in words."""
    known = gazetteer()
    rows: list[dict[str, Any]] = table.filter(pl.col("value") > 0).head(5).to_dicts()
    told = "; ".join(f"{known[r['place']].name} {r['shown']}" for r in rows)
    return f"{title}. Map of {table.height} countries by {measure}: {told or 'none'}."
