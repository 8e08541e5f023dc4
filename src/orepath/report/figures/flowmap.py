"""Draw who sends how much to whom, as arcs over a map of the world."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import polars as pl

from orepath.errors import InputError, Problem
from orepath.report.columns import Kind, checked
from orepath.report.figures.label import Spot, name_layers, pixel_chart, placed
from orepath.report.figures.outline import (
    BORDERS,
    OUTLINE,
    ground,
    outlines,
)
from orepath.report.figures.picture import Picture, pictured
from orepath.report.figures.projection import Pixels, Projection, bowed, world
from orepath.report.figures.style import (
    INK,
    PAPER,
    SOFT_INK,
    WIDTH,
    colours_for,
    heading,
    nice_below,
)
from orepath.report.number import human, scale_for

FLOW_COLUMNS: dict[str, Kind] = {
    "commodity": "text",
    "origin_name": "text",
    "origin_lon": "longitude",
    "origin_lat": "latitude",
    "destination_name": "text",
    "destination_lon": "longitude",
    "destination_lat": "latitude",
    "tonnes": "positive",
}
_ARROW = "M-1.2,-1.1L1.4,0L-1.2,1.1Z"
_WIDEST = 9.0


def flow_map(
    flows: pl.DataFrame,
    title: str,
    *,
    focus: str | Sequence[str] | None = None,
    most_names: int = 16,
    caption: str = "",
) -> Picture:
    """Draw flows between places as arcs over a world map.

    An arc's width grows with the square root of its tonnes, its colour tells the
    commodity, its arrowhead the direction. Flows between the same two places lie side
    by side. Where any row is highlighted the others turn pale.

    Parameters
    ----------
    flows : polars.DataFrame
        Columns ``commodity``, ``origin_name``, ``origin_lon``, ``origin_lat``,
        ``destination_name``, ``destination_lon``, ``destination_lat`` (degrees),
        ``tonnes`` (t/a) and, if wished, ``highlight`` (true or false).
    title : str
        What the map shows, with the year.
    focus : str or sequence of str, optional
        The country filled on the map, as ``India``, or several.
    most_names : int
        How many places are named at most, the largest first.
    caption : str
        What the reader should mind.

    Raises
    ------
    InputError
        If a column is missing, a coordinate is missing or out of range, nothing flows,
        or the focus country is unknown.
    """
    table = checked(flows, "flows", FLOW_COLUMNS, {"highlight": "flag"})
    table = table.filter(pl.col("tonnes") > 0)
    if table.is_empty():
        what = "nothing flows: all tonnes are zero"
        raise InputError(Problem("flows::tonnes", what, "leave the figure out"))
    projection = world(WIDTH)
    arcs = _arcs(table)
    layers: list[alt.Chart] = ground(projection, "world", focus)
    layers.append(_arc_layer(arcs, table, projection))
    layers.append(_arrow_layer(arcs, projection))
    layers += _place_layers(table, projection, most_names, _pixels(arcs, projection))
    chart = alt.layer(*layers).properties(
        width=projection.width,
        height=projection.height,
        title=heading(title, f"Arc width: tonnes a year. {BORDERS}"),
    )
    spoken = _spoken(table, title)
    ground_set = {OUTLINE: outlines("world")}
    return pictured(chart, title, spoken, caption, datasets=ground_set)


def _arcs(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the flows as features: pale before strong, large before small."""
    told: dict[frozenset[str], int] = defaultdict(int)
    pale = "highlight" in table.columns and bool(table["highlight"].any())
    most = float(table["tonnes"].max() or 1.0)  # type: ignore[arg-type]
    order = ["tonnes", "commodity", "origin_name", "destination_name"]
    features = []
    for row in table.sort(order, descending=[True, False, False, False]).to_dicts():
        pair = frozenset((row["origin_name"], row["destination_name"]))
        beside = told[pair]
        told[pair] += 1
        line = bowed(
            (row["origin_lon"], row["origin_lat"]),
            (row["destination_lon"], row["destination_lat"]),
            bow=0.07 * ((beside + 1) // 2) * (-1) ** beside,
        )
        features.append(
            {
                "type": "Feature",
                "geometry": {
                    "type": "LineString",
                    "coordinates": line.round(3).tolist(),
                },
                "commodity": row["commodity"],
                "tonnes": row["tonnes"],
                "told": f"{row['origin_name']} → {row['destination_name']}: "
                f"{human(row['tonnes'], 't')} {row['commodity']}",
                "wide": max(0.8, _WIDEST * float(np.sqrt(row["tonnes"] / most))),
                "strength": 0.18 if pale and not row["highlight"] else 0.78,
            }
        )
    return sorted(features, key=lambda feature: feature["strength"])


def _colour(table: pl.DataFrame) -> alt.Color:
    """Return the colour of commodities, with a legend along the foot."""
    colours = colours_for(sorted(table["commodity"].unique().to_list()))
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", symbolType="stroke"
    )
    if len(colours) > 6:
        legend.columns = 6
    return alt.Color(
        "commodity:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=legend,
    )


def _arc_layer(
    arcs: list[dict[str, Any]], table: pl.DataFrame, projection: Projection
) -> alt.Chart:
    """Return the layer of arcs with the legends of colour and width."""
    most = max((arc["tonnes"] for arc in arcs), default=1.0)
    scale = scale_for([most / 16], "t")
    steps = [nice_below(most), nice_below(most / 4), nice_below(most / 16)]
    form = alt.JsonDataFormat(type="json")
    width = alt.StrokeWidth(
        "tonnes:Q",
        scale=alt.Scale(type="sqrt", domain=[0, most], range=[0.8, _WIDEST]),
        legend=alt.Legend(
            title=f"{scale.label} a year",
            orient="bottom",
            direction="horizontal",
            values=steps,
            labelExpr=f"format(datum.value / {scale.factor}, ',.2~r')",
            symbolStrokeColor=SOFT_INK,
            symbolType="stroke",
            titleOrient="left",
        ),
    )
    layer: alt.Chart = (
        alt.Chart(alt.InlineData(values=arcs, format=form))
        .mark_geoshape(filled=False, strokeCap="round")
        .encode(
            color=_colour(table),
            strokeWidth=width,
            opacity=alt.Opacity("strength:Q", scale=None),
            tooltip="told:N",
        )
        .project(**projection.chart_settings())
    )
    return layer


def _arrow_layer(arcs: list[dict[str, Any]], projection: Projection) -> alt.Chart:
    """Return the arrowheads, a little past the middle of each arc."""
    colours = colours_for(sorted({arc["commodity"] for arc in arcs}))
    values = []
    for arc in arcs:
        line = np.asarray(arc["geometry"]["coordinates"])
        at = len(line) * 5 // 8
        before, here = projection.pixels(
            line[at - 1 : at + 1, 0], line[at - 1 : at + 1, 1]
        )
        step = here - before
        if float(np.hypot(*step)) > projection.width / 4:
            continue  # the arc leaves the map here and comes back on the other side
        values.append(
            {
                "x": float(here[0]),
                "y": float(here[1]),
                "turn": float(np.degrees(np.arctan2(step[1], step[0]))),
                "size": 14.0 + 11.0 * arc["wide"],
                "strength": min(1.0, arc["strength"] + 0.2),
                "colour": colours[arc["commodity"]],
            }
        )
    layer: alt.Chart = (
        pixel_chart(values, projection.width, projection.height)
        .mark_point(shape=_ARROW, filled=True, stroke=PAPER, strokeWidth=0.8)
        .encode(
            angle=alt.Angle("turn:Q", scale=None),
            size=alt.Size("size:Q", scale=None),
            opacity=alt.Opacity("strength:Q", scale=None),
            fill=alt.Fill("colour:N", scale=None),
        )
    )
    return layer


def _pixels(arcs: list[dict[str, Any]], projection: Projection) -> Pixels:
    """Return the pixels along all arcs."""
    points = np.concatenate([arc["geometry"]["coordinates"] for arc in arcs])
    return projection.pixels(points[:, 0], points[:, 1])


def _place_layers(
    table: pl.DataFrame, projection: Projection, most_names: int, lines: Pixels
) -> list[alt.Chart]:
    """Return dots for all places and names for the largest."""
    if "highlight" in table.columns and table["highlight"].any():
        table = table.filter("highlight")
    ends = [
        table.select(
            name=f"{end}_name", lon=f"{end}_lon", lat=f"{end}_lat", tonnes="tonnes"
        )
        for end in ("origin", "destination")
    ]
    places = (
        pl.concat(ends)
        .group_by("name", maintain_order=True)
        .agg(pl.col("lon", "lat").first(), pl.col("tonnes").sum())
        .sort("name")
    )
    pixels = projection.pixels(places["lon"].to_numpy(), places["lat"].to_numpy())
    spots = [
        Spot(name, float(x), float(y), tonnes)
        for name, (x, y), tonnes in zip(
            places["name"], pixels, places["tonnes"], strict=True
        )
    ]
    size = (projection.width, projection.height)
    dots = pixel_chart([{"x": s.x, "y": s.y} for s in spots], *size).mark_circle(
        size=26, color=INK, stroke=PAPER, strokeWidth=1, opacity=1
    )
    return [dots, *name_layers(placed(spots, size, most_names, lines), *size)]


def _spoken(table: pl.DataFrame, title: str) -> str:
    """Say the largest flows in words."""
    largest = table.sort("tonnes", descending=True).head(3).to_dicts()
    told = "; ".join(
        f"{r['commodity']} from {r['origin_name']} to {r['destination_name']}, "
        f"{human(r['tonnes'], 't')} a year"
        for r in largest
    )
    return f"{title}. World map of {table.height} flows. Largest: {told}."
