"""Draw the corridors of a region leg by leg, each mode in its own colour and dash."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt
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
from orepath.report.figures.projection import Pixels, Projection, great_circle, region
from orepath.report.figures.style import (
    INK,
    MODES,
    OTHER,
    PAPER,
    WIDTH,
    heading,
)

LEG_COLUMNS: dict[str, Kind] = {
    "corridor": "text",
    "mode": "text",
    "origin_name": "text",
    "origin_lon": "longitude",
    "origin_lat": "latitude",
    "destination_name": "text",
    "destination_lon": "longitude",
    "destination_lat": "latitude",
}
_DASHES = {"sea": [6, 4], "ferry": [2, 3], "road": [9, 3]}


def corridor_map(
    legs: pl.DataFrame,
    title: str,
    *,
    focus: str | Sequence[str] | None = None,
    most_names: int = 30,
    caption: str = "",
    credit: str = "",
) -> Picture:
    """Draw the legs of corridors on a regional map with their stops named.

    A leg that several corridors share is drawn once. Where any row is highlighted the
    others are thin.

    Parameters
    ----------
    legs : polars.DataFrame
        Columns ``corridor``, ``mode`` (sea, rail, road, ferry …), ``origin_name``,
        ``origin_lon``, ``origin_lat``, ``destination_name``, ``destination_lon``,
        ``destination_lat`` (degrees) and, if wished, ``path`` (a list of ``[longitude,
        latitude]`` from end to end; without it the leg is a great circle) and
        ``highlight`` (true or false).
    title : str
        What the map shows.
    focus : str, optional
        The country filled on the map.
    most_names : int
        How many stops are named at most; those where goods change from one mode to
        another come first, then those where most legs meet.
    caption : str
        What the reader should mind.
    credit : str
        Whose lines these are; stands in the drawing itself, after the outlines'.

    Raises
    ------
    InputError
        If a column or coordinate is missing or out of range, a path has a point
        without two coordinates, or the focus country is unknown.
    """
    optional: dict[str, Kind] = {"highlight": "flag", "path": "list"}
    table = checked(legs, "legs", LEG_COLUMNS, optional)
    lines = _lines(table)
    points = [point for line in lines for point in line["geometry"]["coordinates"]]
    longitude, latitude = zip(*points, strict=True)
    projection = region(longitude, latitude, WIDTH)
    layers: list[alt.Chart] = ground(projection, "region", focus)
    layers.append(_leg_layer(lines, projection))
    pixels = projection.pixels(longitude, latitude)
    layers += _stop_layers(table, projection, most_names, pixels)
    chart = alt.layer(*layers).properties(
        width=projection.width,
        height=projection.height,
        title=heading(title, f"{BORDERS} {credit}".strip()),
    )
    spoken = _spoken(table, title)
    ground_set = {OUTLINE: outlines("region")}
    return pictured(chart, title, spoken, caption, datasets=ground_set)


def _lines(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return each leg once as a feature; the highlighted come last, on top."""
    seen: dict[tuple[frozenset[str], str], dict[str, Any]] = {}
    problems: list[Problem] = []
    marked = "highlight" in table.columns and bool(table["highlight"].any())
    for number, row in enumerate(table.to_dicts(), start=2):
        path = row.get("path")
        if path is not None and any(p is None or len(p) != 2 for p in path):
            what = "a point of the path has not two coordinates"
            fix = "give [longitude, latitude] for each point"
            problems.append(Problem(f"legs:{number}:path", what, fix))
            continue
        ends = frozenset((row["origin_name"], row["destination_name"]))
        strong = bool(row.get("highlight")) or not marked
        before = seen.get((ends, row["mode"]))
        if before is None:
            seen[ends, row["mode"]] = _feature(row, path, strong=strong)
        elif strong:
            before["strong"] = True
    if problems:
        raise InputError(problems)
    return sorted(seen.values(), key=lambda feature: feature["strong"])


def _feature(
    row: dict[str, Any], path: list[list[float]] | None, *, strong: bool
) -> dict[str, Any]:
    """Return one leg as a feature."""
    if path:
        points = [[round(x, 3), round(y, 3)] for x, y in path]
    else:
        origin = (row["origin_lon"], row["origin_lat"])
        end = (row["destination_lon"], row["destination_lat"])
        points = great_circle(origin, end, steps=24).round(3).tolist()
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": points},
        "mode": _mode(row["mode"]),
        "strong": strong,
        "told": f"{row['origin_name']} – {row['destination_name']}, {row['mode']}",
    }


def _mode(word: str) -> str:
    """Return the mode as shown: ``caspian_ferry`` is a ferry."""
    plain = word.replace("_", " ")
    return "ferry" if plain.endswith("ferry") else plain


def _leg_layer(lines: list[dict[str, Any]], projection: Projection) -> alt.Chart:
    """Return the legs with the legend of modes."""
    shown = list(dict.fromkeys(sorted(line["mode"] for line in lines)))
    modes = [m for m in MODES if m in shown] + [m for m in shown if m not in MODES]
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", symbolType="stroke"
    )
    colour = alt.Scale(domain=modes, range=[MODES.get(m, OTHER) for m in modes])
    dash = alt.Scale(domain=modes, range=[_DASHES.get(m, [1, 0]) for m in modes])
    form = alt.JsonDataFormat(type="json")
    layer: alt.Chart = (
        alt.Chart(alt.InlineData(values=lines, format=form))
        .mark_geoshape(filled=False)
        .encode(
            color=alt.Color("mode:N", scale=colour, legend=legend),
            strokeDash=alt.StrokeDash("mode:N", scale=dash, legend=legend),
            strokeWidth=alt.condition("datum.strong", alt.value(3), alt.value(1.4)),
            tooltip="told:N",
        )
        .project(**projection.chart_settings())
    )
    return layer


def _stop_layers(
    table: pl.DataFrame, projection: Projection, most_names: int, lines: Pixels
) -> list[alt.Chart]:
    """Return a dot for every stop and names where they fit."""
    ends = [
        table.select("mode", name=f"{end}_name", lon=f"{end}_lon", lat=f"{end}_lat")
        for end in ("origin", "destination")
    ]
    stops = (
        pl.concat(ends)
        .group_by("name")
        .agg(
            pl.col("lon", "lat").first(),
            meeting=pl.len() + table.height * (pl.col("mode").n_unique() - 1),
        )
        .sort("name")
    )
    pixels = projection.pixels(stops["lon"].to_numpy(), stops["lat"].to_numpy())
    spots = [
        Spot(name, float(x), float(y), float(meeting))
        for name, (x, y), meeting in zip(
            stops["name"], pixels, stops["meeting"], strict=True
        )
    ]
    size = (projection.width, projection.height)
    dots = pixel_chart([{"x": s.x, "y": s.y} for s in spots], *size).mark_circle(
        size=34, color=PAPER, stroke=INK, strokeWidth=1.4, opacity=1
    )
    return [dots, *name_layers(placed(spots, size, most_names, lines), *size)]


def _spoken(table: pl.DataFrame, title: str) -> str:
    """Say each corridor's stops in words."""
    told = []
    for (corridor,), rows in table.group_by("corridor", maintain_order=True):
        pairs = list(zip(rows["origin_name"], rows["destination_name"], strict=True))
        joined = all(one[1] == two[0] for one, two in pairwise(pairs))
        ends = f"{pairs[0][0]} to {pairs[-1][1]}" if joined else f"{len(pairs)} legs"
        told.append(f"{corridor}: {ends}")
    return f"{title}. Map of {len(told)} corridors. {'; '.join(told)}."
