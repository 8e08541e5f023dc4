"""Find the lanes between the waypoints and ports of the seas.

A lane is a great circle over open water; those by hand (canals, narrows, rivers) stay
as they are. A lane that crosses the gate of a strait bears its name. Of the open lanes
only those stay that shorten the way by more than 1.5 %.
"""

import csv
import gzip
import heapq
import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spot = tuple[float, float]

DATA = Path(__file__).parents[1] / "src" / "orepath" / "data"
SEAS = DATA / "seas"
EARTH_KM = 6371.0
CELLS = 10
"""Cells of the land a degree."""
STRETCH = 1.015
"""A lane stays if every other way is longer by more than this."""
LONGEST = 12_500.0
SOUTH, NORTH = -58.0, 73.5
"""Ice."""
INLAND = (25.0, 45.0, 80.0, 130.0)
"""How far from the port a lane may cross land: estuaries and bays, km."""
HEAD = ("from", "to", "passes", "source", "grade", "note")
HAND = "by hand"


def rows(name: str) -> list[dict[str, str]]:
    """Read one of the tables of the seas."""
    with (SEAS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def circle(a: Spot, b: Spot, every: float) -> tuple[Array, Array, float]:
    """Return latitudes and longitudes along a great circle, and its length in km."""
    (y1, x1), (y2, x2) = np.radians(a), np.radians(b)
    one = np.array([np.cos(y1) * np.cos(x1), np.cos(y1) * np.sin(x1), np.sin(y1)])
    two = np.array([np.cos(y2) * np.cos(x2), np.cos(y2) * np.sin(x2), np.sin(y2)])
    arc = float(np.arccos(np.clip(one @ two, -1.0, 1.0)))
    part = np.linspace(0.0, 1.0, max(5, int(EARTH_KM * arc / every) + 1))[:, None]
    line = np.sin((1 - part) * arc) * one + np.sin(part * arc) * two
    line /= max(np.sin(arc), 1e-12)
    lat = np.degrees(np.arcsin(np.clip(line[:, 2], -1.0, 1.0)))
    return lat, np.degrees(np.arctan2(line[:, 1], line[:, 0])), EARTH_KM * arc


def length(a: Spot, b: Spot) -> float:
    """Return the km between two spots."""
    return circle(a, b, np.inf)[2]


@cache
def land() -> NDArray[np.bool_]:
    """Return which cells are land, by latitude and longitude from the south-west."""
    outlines = DATA / "geo" / "countries-50m.json.gz"
    topology = json.loads(gzip.decompress(outlines.read_bytes()))
    scale, shift = (np.array(topology["transform"][k]) for k in ("scale", "translate"))
    arcs = [
        np.cumsum(np.array(arc, float)[:, :2], axis=0) * scale + shift
        for arc in topology["arcs"]
    ]
    found = np.zeros((180 * CELLS, 360 * CELLS), dtype=bool)
    for country in topology["objects"]["countries"]["geometries"]:
        whole = country["type"] == "MultiPolygon"
        if country["type"] and country["properties"]["name"] != "Antarctica":
            for polygon in country["arcs"] if whole else [country["arcs"]]:
                _fill(found, [_ring(arcs, ring) for ring in polygon])
    return found


def _ring(arcs: list[Array], numbers: list[int]) -> Array:
    """Return the corners of a ring, not broken at the date line."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    ring = np.concatenate(parts)
    ring[:, 0] = np.unwrap(ring[:, 0], period=360.0)
    return ring


def _row(degrees: float) -> int:
    """Return the first row of cells whose middle lies above a latitude."""
    return int(np.ceil((degrees + 90.0) * CELLS - 0.5))


def _fill(found: NDArray[np.bool_], rings: list[Array]) -> None:
    """Mark the cells whose middle lies within a polygon."""
    cuts: dict[int, list[float]] = {}
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            for row in range(_row(min(y1, y2)), _row(max(y1, y2))):
                middle = -90.0 + (row + 0.5) / CELLS
                cut = x1 + (middle - y1) * (x2 - x1) / (y2 - y1)
                cuts.setdefault(row, []).append(cut)
    for row, crossed in cuts.items():
        edges = [int(np.ceil((x + 180.0) * CELLS - 0.5)) for x in sorted(crossed)]
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            found[row, np.arange(first, last) % (360 * CELLS)] = True


def is_open(a: Spot, b: Spot, inland: float = 0.0) -> bool:
    """Tell whether a great circle crosses neither land nor ice, but near its start."""
    lat, lon, km = circle(a, b, 4.0)
    if lat.max() > NORTH or lat.min() < SOUTH:
        return False
    rows_ = ((lat + 90.0) * CELLS).astype(int)
    ashore = land()[rows_, ((lon + 180.0) * CELLS).astype(int) % (360 * CELLS)]
    return not ashore[np.linspace(0.0, km, lat.size) > inland - 1e-9].any()


def gates() -> list[tuple[str, Spot, Spot]]:
    """Return the straits that have a gate, with its two ends as (lon, lat)."""
    return [
        (
            row["strait"],
            (float(row["lon"]), float(row["lat"])),
            (float(row["lon_to"]), float(row["lat_to"])),
        )
        for row in rows("straits")
        if row["lat"]
    ]


def passed(a: Spot, b: Spot) -> str:
    """Return the straits whose gate a great circle crosses."""
    lat, lon, _ = circle(a, b, 50.0)
    here, there = (lon[:-1], lat[:-1]), (lon[1:], lat[1:])
    near = np.abs(lon[1:] - lon[:-1]) < 180.0
    return " ".join(
        name
        for name, one, two in gates()
        if (
            near
            & (_turn(one, two, here) * _turn(one, two, there) < 0)
            & (_turn(here, there, one) * _turn(here, there, two) < 0)
        ).any()
    )


def _turn(a: tuple, b: tuple, c: tuple) -> Array:  # type: ignore[type-arg]
    """Return on which side of the line from a to b each c lies."""
    side = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return np.asarray(side)


class Web:
    """The lanes chosen so far, with the shortest way over them.

    Parameters
    ----------
    spots : dict of str to (float, float)
        Latitude and longitude by waypoint.
    """

    def __init__(self, spots: dict[str, Spot]) -> None:
        self.km = {
            a: {b: length(spots[a], spots[b]) for b in spots} for a in spots
        }  # fmt: skip
        self._beside: dict[str, list[str]] = {name: [] for name in spots}

    def add(self, a: str, b: str) -> None:
        """Add a lane, both ways."""
        self._beside[a].append(b)
        self._beside[b].append(a)

    def reaches(self, a: str, b: str, most: float) -> bool:
        """Tell whether the lanes lead from a to b in at most so many km."""
        least = {a: 0.0}
        heap = [(0.0, a)]
        while heap:
            gone, at = heapq.heappop(heap)
            if at == b:
                return True
            for other in self._beside[at]:
                far = gone + self.km[at][other]
                if (
                    far + self.km[other][b] <= most
                    and far < least.get(other, np.inf)
                ):  # fmt: skip
                    least[other] = far
                    heapq.heappush(heap, (far, other))
        return False


def open_lanes(
    spots: dict[str, Spot], hand: set[frozenset[str]]
) -> Iterator[list[str]]:
    """Yield the lanes between waypoints, shortest first."""
    web = Web(spots)
    for lane in hand:
        if lane <= spots.keys():
            web.add(*sorted(lane))
    names = list(spots)
    pairs = sorted(
        (web.km[a][b], a, b) for n, a in enumerate(names) for b in names[n + 1 :]
    )
    for km, a, b in pairs:
        near = km < LONGEST and frozenset((a, b)) not in hand
        if near and not web.reaches(a, b, STRETCH * km) and is_open(spots[a], spots[b]):
            web.add(a, b)
            yield [a, b, passed(spots[a], spots[b]), "assumption", "C", ""]


def approaches(port: str, at: Spot, spots: dict[str, Spot]) -> Iterator[list[str]]:
    """Yield the lanes of a port, over as little land as leads to water."""
    near = sorted((length(at, spot), name) for name, spot in spots.items())[:60]
    best: list[tuple[float, str]] = []
    for inland in INLAND:
        found: list[tuple[float, str]] = []
        for km, name in near:
            past = (d + length(spots[n], spots[name]) <= 1.02 * km for d, n in found)
            if len(found) < 6 and km <= 1600.0 and not any(past):
                found += [(km, name)] if is_open(at, spots[name], inland) else []
        if found and (not best or found[0][0] < best[0][0] - 30.0):
            best = found
        if best and best[0][0] <= 200.0:
            break
    if not best:
        print(f"{port} finds no open water: give it a lane by hand")
    for _, name in best:
        yield [port, name, passed(at, spots[name]), "assumption", "C", ""]


def main() -> None:
    """Write lanes.csv anew."""
    spots = {
        row["waypoint"]: (float(row["lat"]), float(row["lon"]))
        for row in rows("waypoints")
    }
    kept = [
        [row[name] for name in HEAD] for row in rows("lanes") if row["note"] == HAND
    ]
    hand = {frozenset(lane[:2]) for lane in kept}
    found = kept + list(open_lanes(spots, hand))
    placed = {lane[0] for lane in kept} - spots.keys()
    for row in rows("ports"):
        if row["sea"] == "yes" and row["port"] not in placed:
            at = (float(row["lat"]), float(row["lon"]))
            found += approaches(row["port"], at, spots)
    found.sort(key=lambda lane: (lane[0] not in spots, lane[0], lane[1]))
    with (SEAS / "lanes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *found])
    print(f"{len(spots)} waypoints, {len(found)} lanes, {len(kept)} of them by hand")


if __name__ == "__main__":
    main()
