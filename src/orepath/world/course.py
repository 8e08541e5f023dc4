"""The course of a leg is its line on the map, as the library draws it."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from orepath.evidence.library import library
from orepath.world.path import Path

Course = list[list[float]]
Ends = tuple[str, str, str]

SCHEMA = (
    "corridor",
    "mode",
    "origin_name",
    "origin_lon",
    "origin_lat",
    "destination_name",
    "destination_lon",
    "destination_lat",
    "highlight",
    "path",
)


def drawn(
    paths: Iterable[tuple[str, Path]], stops: pl.DataFrame, best: str
) -> pl.DataFrame:
    """Return the legs of some paths with coordinates, one a row.

    Parameters
    ----------
    paths : iterable of (str, Path)
        Title and path.
    stops : polars.DataFrame
        ``stop``, ``lat``, ``lon``.
    best : str
        Title of the path that is highlighted.

    Returns
    -------
    polars.DataFrame
        Columns as ``report.figures.corridormap`` reads them. A leg whose course nobody
        has drawn borrows that of the leg from the same stop to the stop nearest its
        end.
    """
    spots = {s: [lon, lat] for s, lon, lat in stops["stop", "lon", "lat"].iter_rows()}
    courses = _courses()
    rows: list[tuple[Any, ...]] = []
    for title, path in paths:
        for leg in path.legs.iter_rows(named=True):
            start, end, mode = ends = (leg["from"], leg["to"], leg["mode"])
            line = courses.get(ends) or _borrowed(ends, courses, spots)
            places = (start, *spots[start], end, *spots[end])
            rows.append((title, mode, *places, title == best, line))
    return pl.DataFrame(rows, schema=list(SCHEMA), orient="row")


def _courses() -> dict[Ends, Course]:
    """Return the drawn course of every leg in the library, both ways round."""
    found: dict[Ends, Course] = {}
    for row in library().table("leg_lines").iter_rows(named=True):
        points = zip(row["longitudes"], row["latitudes"], strict=True)
        course = [list(point) for point in points]
        mode = "ferry" if row["mode"].endswith("ferry") else row["mode"]
        found[row["from"], row["to"], mode] = course
        found[row["to"], row["from"], mode] = course[::-1]
    return found


def _borrowed(
    ends: Ends, courses: dict[Ends, Course], spots: dict[str, list[float]]
) -> Course | None:
    """Return a neighbour's course, its last point moved; None for a straight leg."""
    start, end, mode = ends
    if mode != "sea":
        return None

    def apart(stop: str) -> float:
        lon, lat = spots[end]
        return (spots[stop][0] - lon) ** 2 + (spots[stop][1] - lat) ** 2

    others = [o for s, o, m in courses if s == start and m == mode and o in spots]
    if not others:
        return None
    return [*courses[start, min(others, key=apart), mode], spots[end]]
