"""Flows and corridors with coordinates, ready for a map."""

import polars as pl

from orepath.evidence.library import library
from orepath.study.analysis import Study
from orepath.study.sheet.form import named
from orepath.world.case import Case
from orepath.world.corridor import Corridors

# Flows away from the focus place that the map still shows, the largest ones.
_OTHERS = 25
_LEAST = 50.0  # t/a

Course = list[list[float]]
Ends = tuple[str, str, str]


def trade_arcs(study: Study) -> pl.DataFrame:
    """Return the calibrated trade of the base year as arcs, the focus's marked."""
    case, balance = study.case, study.calibration.balance
    focus = case.settings.focus
    arcs = (
        case.table("trade")
        .select("commodity", "origin", "destination")
        .with_columns(
            pl.Series("tonnes", study.calibration.year.quantity[balance.pairs]),
        )
        .with_columns(
            ((pl.col("origin") == focus) | (pl.col("destination") == focus)).alias(
                "highlight"
            )
        )
        .filter(pl.col("tonnes") > _LEAST)
        .sort("highlight", "tonnes", descending=True)
    )
    kept = pl.concat(
        [arcs.filter("highlight"), arcs.filter(~pl.col("highlight")).head(_OTHERS)]
    )
    return placed(case, kept)


def placed(case: Case, arcs: pl.DataFrame) -> pl.DataFrame:
    """Add names and coordinates of origin and destination, and the commodity's name."""
    places = case.table("places").select("place", "name", "lon", "lat")
    for end in ("origin", "destination"):
        arcs = arcs.join(
            places.rename(
                {
                    "place": end,
                    "name": f"{end}_name",
                    "lon": f"{end}_lon",
                    "lat": f"{end}_lat",
                }
            ),
            on=end,
            how="left",
            maintain_order="left",
        )
    return arcs.with_columns(named(case, "commodities", "commodity", "commodity"))


def corridor_legs(study: Study) -> pl.DataFrame:
    """Return the legs of every named corridor with coordinates; the cheapest is marked.

    Columns as ``report.figures.corridormap`` reads them. A leg whose course nobody has
    drawn borrows that of the leg from the same stop to the stop nearest its end.
    """
    case = study.case
    network = Corridors(case.table("legs"), case.table("rates"))
    stops = {
        row["stop"]: [row["lon"], row["lat"]]
        for row in case.table("stops").iter_rows(named=True)
    }
    best = study.corridors.sort("cost")["corridor"][0]
    courses = _courses()
    rows = []
    for row in case.table("corridors").iter_rows(named=True):
        via = [s.strip() for s in (row["via"] or "").split(";") if s.strip()]
        path = network.through(row["from"], row["to"], via)
        for leg in path.legs.iter_rows(named=True):
            ends = (leg["from"], leg["to"], leg["mode"])
            rows.append(
                (
                    row["title"],
                    leg["mode"],
                    leg["from"],
                    *stops[leg["from"]],
                    leg["to"],
                    *stops[leg["to"]],
                    row["corridor"] == best,
                    courses.get(ends) or _borrowed(ends, courses, stops),
                )
            )
    columns = [
        f"{end}_{part}"
        for end in ("origin", "destination")
        for part in ("name", "lon", "lat")
    ]
    return pl.DataFrame(
        rows, schema=["corridor", "mode", *columns, "highlight", "path"], orient="row"
    )


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
    ends: Ends, courses: dict[Ends, Course], stops: dict[str, list[float]]
) -> Course | None:
    """Return a neighbour's course, its last point moved; None for a straight leg."""
    start, end, mode = ends
    if mode != "sea":
        return None

    def apart(stop: str) -> float:
        lon, lat = stops[end]
        return (stops[stop][0] - lon) ** 2 + (stops[stop][1] - lat) ** 2

    others = [o for s, o, m in courses if s == start and m == mode and o in stops]
    if not others:
        return None
    return [*courses[start, min(others, key=apart), mode], stops[end]]
