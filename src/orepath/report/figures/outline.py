"""Hold the outlines of countries that maps are drawn on, at two levels of detail.

Natural Earth, public domain, embedded as compressed TopoJSON. Borders are those of the
publisher and only indicative.
"""

import gzip
import json
from collections.abc import Sequence
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


def _is_focus(focus: str | Sequence[str] | None, detail: str) -> str:
    """Return the test of a country for being the focus, or one of it.

    Outlines abbreviate some names and leave out small countries: one that the gazetteer
    knows is found by its number, and filled where it is drawn.
    """
    asked = [focus] if isinstance(focus, str) else list(focus or ())
    number = {one.name: one.number for one in gazetteer().values()}
    drawn = set(country_names(detail))
    problems = [
        Problem(
            "map:focus",
            f"no country is drawn under the name '{name}'",
            suggest(name, country_names(detail)),
        )
        for name in asked
        if name not in drawn and name not in number
    ]
    if problems:
        raise InputError(problems)
    names = json.dumps([name for name in asked if name in drawn])
    codes = json.dumps([number[name] for name in asked if name not in drawn])
    return (
        f"(indexof({names}, datum.properties.name) >= 0"
        f" || indexof({codes}, datum.id) >= 0)"
    )


def ground(
    projection: Projection,
    detail: str,
    focus: str | Sequence[str] | None = None,
) -> list[alt.Chart]:
    """Return the layers under a map: land, borders and the focus country filled.

    The chart must be drawn with ``outlines(detail)`` as its dataset ``OUTLINE``.

    Parameters
    ----------
    projection : Projection
        Where things lie.
    detail : str
        ``world`` (1:110 m) or ``region`` (1:50 m).
    focus : str or sequence of str, optional
        The country filled with the focus colour, or several.

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
