"""A chart holds the points and ways of the world's trade: seas, ports, land, straits.

Points are waypoints at sea, ports, inland hubs and the stops of the corridors. Ways
join two points by one mode and pass straits and countries, any of which may close.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest

EARTH_KM = 6371.0

_TEXT = {"region": "", "passes": "", "source": "", "also": "", "closed": ""}


@dataclass(frozen=True, slots=True)
class Point:
    """Hold a point where ways meet.

    Parameters
    ----------
    name : str
        A waypoint's short name, or a port's or town's.
    place : str
        Country code; empty at sea.
    lat, lon : float
        Degrees.
    shore : bool
        Whether seagoing ships load there.
    stands : bool
        Whether the goods of the place may start and end there.
    """

    name: str
    place: str
    lat: float
    lon: float
    shore: bool
    stands: bool

    @property
    def code(self) -> str:
        """The name without blanks, as ``via`` lists it."""
        return self.name.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Way:
    """Hold a stretch between two points by one mode, travelled both ways.

    Parameters
    ----------
    ends : tuple of str
        Names of the points.
    mode : str
        sea, rail, road, ferry or water.
    km : float
        Length.
    passes : tuple of str
        Straits and country codes.
    row : mapping
        What :func:`orepath.world.leg.charged` needs of it.
    """

    ends: tuple[str, str]
    mode: str
    km: float
    passes: tuple[str, ...]
    row: Mapping[str, Any]

    def shut(self, closed: frozenset[str]) -> bool:
        """Tell whether one of the closed things lies on it, or is it."""
        return not closed.isdisjoint((*self.ends, *self.passes, self.leg))

    @property
    def leg(self) -> str:
        """The names of both ends, as a closed leg is called: ``Baku - Turkmenbashi``.

        Ships leave a lane at sea wherever they like, so that none is a leg.
        """
        return "" if self.mode == "sea" else " - ".join(sorted(self.ends))


@dataclass(frozen=True)
class Chart:
    """Hold the points by name, the ways, and other names of the straits."""

    points: Mapping[str, Point]
    ways: tuple[Way, ...]
    straits: Mapping[str, str]

    def places(self) -> dict[str, tuple[str, ...]]:
        """Return the points that stand for each place, by its code."""
        found: dict[str, list[str]] = {}
        for point in self.points.values():
            if point.stands:
                found.setdefault(point.place, []).append(point.name)
        return {place: tuple(found[place]) for place in sorted(found)}

    def closed(self, words: Sequence[str]) -> frozenset[str]:
        """Return what the words say is closed, as ways name it.

        Parameters
        ----------
        words : sequence of str
            Straits, country codes, points, and legs over land as ``Almaty - Khorgos``,
            in any case, with blanks or hyphens.

        Raises
        ------
        InputError
            A word names none of them; all are told at once.
        """
        known = self._words
        problems = [
            Problem(
                "closed",
                f"no strait, country or point {word!r}",
                suggest(word, sorted({*known.values(), *self.straits})),
            )
            for word in words
            if _plain(word) not in known
        ]
        if problems:
            raise InputError(problems)
        return frozenset(known[_plain(word)] for word in words)

    @cached_property
    def _words(self) -> Mapping[str, str]:
        """Return what can be closed, by its name as it is compared."""
        known = {_plain(p): p for way in self.ways for p in (*way.ends, *way.passes)}
        known |= {_plain(other): strait for other, strait in self.straits.items()}
        for way in filter(lambda way: way.leg, self.ways):
            known |= {
                _plain(" - ".join(e)): way.leg for e in (way.ends, way.ends[::-1])
            }
        return known


def great_circle(
    lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return kilometres between pairs of points on the sphere.

    Parameters
    ----------
    lat, lon : ndarray of shape (2, N)
        Degrees; first and second point of each pair.

    Notes
    -----
    Haversine: 2R asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), R = 6371 km.

    Examples
    --------
    >>> great_circle(np.zeros((2, 1)), np.array([[0.0], [90.0]])).round().tolist()
    [10008.0]
    """
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[1] - phi[0]) / 2) ** 2
    half += np.cos(phi[0]) * np.cos(phi[1]) * np.sin((lam[1] - lam[0]) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(half)))


@cache
def read_chart() -> Chart:
    """Read the embedded chart: the seas' tables and the land legs of the corridors.

    Examples
    --------
    >>> chart = read_chart()
    >>> chart.places()["ZMB"]
    ('Kitwe',)
    """
    points = {point.name: point for point in _points()}
    straits = {}
    for row in seas("straits").to_dicts():
        for other in filter(None, (*(row["also"] or "").split(";"), row["name"])):
            straits[other] = row["strait"]
    return Chart(points, (*_sailed(points), *_carried()), straits)


def seas(name: str) -> pl.DataFrame:
    """Read one of the embedded tables of the seas.

    Parameters
    ----------
    name : str
        ``waypoints``, ``ports``, ``lanes``, ``straits``, ``overland``, ``tolls``,
        ``barred``, ``cargoes`` or ``fixtures``.
    """
    return _embedded("seas", name)


@cache
def _embedded(folder: str, name: str) -> pl.DataFrame:
    found = resources.files("orepath") / "data" / folder / f"{name}.csv"
    frame = pl.read_csv(found.read_bytes(), infer_schema_length=None)
    blank = [column for column in _TEXT if column in frame.columns]
    return frame.with_columns(pl.col(blank).cast(pl.String).fill_null(""))


def corridor_rates() -> pl.DataFrame:
    """Read the embedded rates of the corridors."""
    return _embedded("corridors", "rates")


def _points() -> Iterator[Point]:
    """Yield every point; a port that is a stop of the corridors too comes last."""
    for row in seas("waypoints").to_dicts():
        yield Point(row["waypoint"], "", row["lat"], row["lon"], True, False)
    for row in _embedded("corridors", "stops").to_dicts():
        yield Point(row["stop"], row["place"], row["lat"], row["lon"], False, False)
    for row in seas("ports").to_dicts():
        shore, stands = row["sea"] == "yes", row["stands_for_place"] == "yes"
        yield Point(row["port"], row["place"], row["lat"], row["lon"], shore, stands)


def _sailed(points: Mapping[str, Point]) -> Iterator[Way]:
    """Yield the lanes at sea, which pass the country of a port they end at."""
    rows = seas("lanes").to_dicts()
    ends = [[points[row[side]] for row in rows] for side in ("from", "to")]
    km = great_circle(
        np.array([[point.lat for point in side] for side in ends]),
        np.array([[point.lon for point in side] for side in ends]),
    )
    for row, one, other, length in zip(rows, *ends, km.tolist(), strict=True):
        passes = (*row["passes"].split(), *filter(None, (one.place, other.place)))
        told = {"borders": 0, "gauge": 0, "km": max(length, 1.0), "mode": "sea"}
        row.update(told)
        yield Way((one.name, other.name), "sea", max(length, 1.0), passes, row)


def _carried() -> Iterator[Way]:
    """Yield the ways over land and over the Caspian."""
    for row in (
        *_embedded("corridors", "legs").to_dicts(),
        *seas("overland").to_dicts(),
    ):
        if row["mode"] != "sea":
            ends = (row["from"], row["to"])
            passes = tuple(row["passes"].split())
            yield Way(ends, row["mode"], float(row["km"]), passes, row)


def _plain(word: str) -> str:
    """Return a word as it is compared: small letters, blanks for hyphens."""
    return " ".join(word.casefold().replace("-", " ").split())
