"""Hold the outlines of countries that maps are drawn on, at two levels of detail.

Natural Earth, public domain, embedded as compressed TopoJSON. Borders are those of the
publisher and only indicative.
"""

import gzip
import json
from functools import cache
from importlib import resources
from typing import Any

import altair as alt

from orepath.core.gazetteer import gazetteer
from orepath.errors import InputError, Problem, suggest
from orepath.report.figures.projection import Projection
from orepath.report.figures.style import FOCUS, LAND, SHORE

BORDERS = "Borders are indicative only. Outlines: Natural Earth, public domain."
OUTLINE = "outline"
_FILES = {"world": "countries-110m.json.gz", "region": "countries-50m.json.gz"}


@cache
def outlines(detail: str) -> dict[str, Any]:
    """Return the TopoJSON of all countries for ``world`` or ``region`` maps."""
    found = resources.files("orepath") / "data" / "geo" / _FILES[detail]
    topology: dict[str, Any] = json.loads(gzip.decompress(found.read_bytes()))
    countries = topology["objects"]["countries"]["geometries"]
    drawn = [c for c in countries if c["properties"]["name"] != "Antarctica"]
    objects = {"countries": {"type": "GeometryCollection", "geometries": drawn}}
    return {**topology, "objects": objects}


def country_names(detail: str = "world") -> tuple[str, ...]:
    """Return the names of the countries drawn, sorted.

    Examples
    --------
    >>> "India" in country_names()
    True
    """
    countries = outlines(detail)["objects"]["countries"]["geometries"]
    return tuple(sorted(c["properties"]["name"] for c in countries))


def _is_focus(focus: str | None, detail: str) -> str:
    """Return the test of a country for being the focus.

    Outlines abbreviate some names and leave out small countries: one that the gazetteer
    knows is found by its number, and filled where it is drawn.
    """
    if focus is None or focus in country_names(detail):
        return f"datum.properties.name === {json.dumps(focus)}"
    numbers = [one.number for one in gazetteer().values() if one.name == focus]
    if not numbers:
        what = f"no country is drawn under the name '{focus}'"
        fix = suggest(focus, country_names(detail))
        raise InputError(Problem("map:focus", what, fix))
    return f"datum.id === {json.dumps(numbers[0])}"


def ground(
    projection: Projection, detail: str, focus: str | None = None
) -> list[alt.Chart]:
    """Return the layers under a map: land, borders and the focus country filled.

    The chart must be drawn with ``outlines(detail)`` as its dataset ``OUTLINE``.

    Parameters
    ----------
    projection : Projection
        Where things lie.
    detail : str
        ``world`` (1:110 m) or ``region`` (1:50 m).
    focus : str, optional
        The country filled with the focus colour.

    Raises
    ------
    InputError
        If no country, drawn or in the gazetteer, has the focus' name.
    """
    fill = f"{_is_focus(focus, detail)} ? '{FOCUS}' : '{LAND}'"
    form = alt.TopoDataFormat(type="topojson", feature="countries")
    land = (
        alt.Chart(alt.NamedData(name=OUTLINE, format=form))
        .transform_calculate(fill=fill)
        .mark_geoshape(stroke=SHORE, strokeWidth=0.5)
        .encode(fill=alt.Fill("fill:N", scale=None, legend=None))
        .project(**projection.chart_settings())
    )
    return [land]
