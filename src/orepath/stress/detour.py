"""A detour is the next best way round a strait, stop or leg that is closed.

Ships that cannot pass go round, at what the longer way costs; only what has no other
way is lost. The ways are those of the world's chart, with the freight of the cargo that
comes nearest to what the case pays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.errors import InputError
from orepath.world.case import Case
from orepath.world.chart import read_chart
from orepath.world.itinerary import chosen
from orepath.world.passage import MODES, passages
from orepath.world.route import route_of
from orepath.world.voyage import voyages

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Words = tuple[str, ...]
Ends = tuple[str, str]
Asked = tuple[Words, Words, Words]

CARGOES = ("bulk", "parcel", "container")
SEPARATOR = " - "
"""Between the two ends of a leg."""


@dataclass(frozen=True)
class _Way:
    """Hold what the cheapest open way between two places costs and passes."""

    cost: float
    days: float
    via: tuple[str, ...]


_NONE = _Way(float("inf"), float("inf"), ("no way",))


def passes(case: Case, pairs: pl.DataFrame, closed: str) -> Flags:
    """Return which pairs have a route that passes a stop, or goes along a leg (F,).

    A leg is passed where both its ends follow each other in the route, the two ends of
    the trade included; and where the route is that of the chart, which knows every leg.

    Parameters
    ----------
    case : Case
        With its routes.
    pairs : polars.DataFrame
        ``commodity``, ``origin``, ``destination``.
    closed : str
        A word of ``via`` in the table of routes, or a leg as ``Almaty - Khorgos``.
    """
    if SEPARATOR not in closed:
        stops = route_of(case, pairs)["via"].fill_null("")
        return np.array([closed in words.split() for words in stops], dtype=bool)
    leg = _leg(*closed.split(SEPARATOR, 1))
    return np.array([leg in legs for legs in legs_of(case, pairs)], dtype=bool)


def legs_of(case: Case, pairs: pl.DataFrame) -> list[frozenset[str]]:
    """Return the legs over land or inland water that each pair's route goes along.

    Parameters
    ----------
    case : Case
        With its routes.
    pairs : polars.DataFrame
        ``commodity``, ``origin``, ``destination``.

    Returns
    -------
    list of frozenset of str
        Of the chart where the route is the chart's, else between the stops that the
        route names; none for a route by sea alone, or of several modes that names no
        stop.
    """
    stand = _stand_ins(case)
    routes = route_of(case, pairs)
    usual = _usual(stand, _asked(stand, routes.filter(pl.col("mode") != "sea")))
    found = []
    for route in routes.iter_rows(named=True):
        via = tuple((route["via"] or "").split())
        ends = (route["origin"], route["destination"])
        sides = (*stand[ends[0]], *stand[ends[1]])
        legs: frozenset[str] = frozenset()
        if route["mode"] != "sea":
            cargo, way = usual(ends, route["cost"])
            if way.via == via and len(sides) == len(ends):
                legs = _along(*sides, cargo)
            elif via or route["mode"] in MODES:
                stops = (ends[0], *via, ends[1])
                legs = frozenset(map(_leg, stops[:-1], stops[1:]))
        found.append(legs)
    return found


@dataclass(frozen=True)
class Detour:
    """Hold what the next best way of each pair takes more than the usual one.

    Parameters
    ----------
    cost : ndarray (F,)
        USD/t, 0 or more; infinite where no other way is open.
    days : ndarray (F,)
        Under way, 0 or more; infinite alike.
    """

    cost: Floats
    days: Floats


def around(case: Case, pairs: pl.DataFrame, closed: str) -> Detour:
    """Return what the next best way takes more than the usual one.

    Parameters
    ----------
    case : Case
        With its routes and places.
    pairs : polars.DataFrame
        ``commodity``, ``origin``, ``destination`` of trade that passes what is closed.
    closed : str
        A strait, country, port or leg.

    Returns
    -------
    Detour
        Infinite also where no way is known because a place or the closed thing is not
        on the chart.

    Notes
    -----
    The difference of two voyages of one cargo on the chart, with and without what is
    closed; where the chart's usual way does not pass it, its cost less the route's, and
    no day more.
    """
    extra, days = np.full((2, pairs.height), np.inf)
    if not _known(closed):
        return Detour(extra, days)
    stand, routes = _stand_ins(case), route_of(case, pairs)
    asked = _asked(stand, routes)
    like = _usual(stand, asked)
    for i, route in enumerate(routes.iter_rows(named=True)):
        ends = (route["origin"], route["destination"])
        cargo, usual = like(ends, route["cost"])
        other = _cheapest(stand, ends, _sailed(asked, cargo, closed))
        if other.cost < np.inf:
            same = other.cost <= usual.cost
            extra[i] = max(0.0, other.cost - (route["cost"] if same else usual.cost))
            days[i] = max(0.0, other.days - usual.days)
    return Detour(extra, days)


def _leg(one: str, other: str) -> str:
    """Name a leg, whichever way round it was told."""
    plain = (word.strip().replace("-", " ") for word in (one, other))
    return SEPARATOR.join(sorted(plain))


def _asked(stand: Mapping[str, Words], routes: pl.DataFrame) -> Asked:
    """Return from which countries to which routes lead, and all of the case."""
    origins, destinations = (
        _each(stand[place] for place in routes[side].unique(maintain_order=True))
        for side in ("origin", "destination")
    )
    return origins, destinations, _each(stand.values())


def _each(words: Iterable[Words]) -> Words:
    """Return all words of some lists, each once."""
    return tuple(dict.fromkeys(word for some in words for word in some))


def _usual(
    stand: Mapping[str, Words], asked: Asked
) -> Callable[[Ends, float], tuple[str, _Way]]:
    """Return what tells the cargo whose freight comes nearest a cost, and its way."""
    sailed = {cargo: _sailed(asked, cargo, "") for cargo in CARGOES}

    def like(ends: Ends, cost: float) -> tuple[str, _Way]:
        ways = {name: _cheapest(stand, ends, known) for name, known in sailed.items()}
        cargo = min(CARGOES, key=lambda name: abs(ways[name].cost - cost))
        return cargo, ways[cargo]

    return like


def _cheapest(
    stand: Mapping[str, Words], ends: Ends, sailed: Mapping[Ends, _Way]
) -> _Way:
    """Return the cheapest open way between two places, of all their members."""
    sides = product(stand[ends[0]], stand[ends[1]])
    found = [sailed[side] for side in sides if side in sailed]
    return min(found, key=lambda way: way.cost, default=_NONE)


@remembered
def _stand_ins(case: Case) -> Mapping[str, Words]:
    """Return a place's members on the chart, or its own code where it has none."""
    known = _charted()
    rows = case.table("places").select("place", "members").iter_rows()
    return {
        place: tuple(word for word in (members or place).split() if word in known)
        for place, members in rows
    }


@cache
def _charted() -> frozenset[str]:
    """Return the countries of the chart."""
    return frozenset(read_chart().places())


@cache
def _known(closed: str) -> bool:
    """Return whether the chart knows what is closed."""
    try:
        read_chart().closed([closed])
    except InputError:
        return False
    return True


def _sailed(asked: Asked, cargo: str, closed: str) -> Mapping[Ends, _Way]:
    """Return the open ways between countries of the chart, those asked for at least.

    The few that one chain asks for are found at once; who asks for more is likely to be
    one of many, and gets all.
    """
    origins, destinations, every = asked
    known = _logbook()[cargo, closed]
    sought = {ends for ends in product(origins, destinations) if len(set(ends)) > 1}
    if not sought <= known.keys():
        if known:
            origins = destinations = every
        shut = [closed] if closed else []
        found = voyages(origins, destinations, closed=shut, cargo=cargo)
        rows = found.select("origin", "destination", "cost", "days", "via")
        known |= {
            (one, other): _NONE if via is None else _Way(cost, days, tuple(via.split()))
            for one, other, cost, days, via in rows.iter_rows()
        }
    return known


@cache
def _logbook() -> defaultdict[tuple[str, str], dict[Ends, _Way]]:
    """Return the ways found so far, by cargo and by what is closed."""
    return defaultdict(dict)


@cache
def _along(origin: str, destination: str, cargo: str) -> frozenset[str]:
    """Return the legs that the chart's cheapest way between two countries takes."""
    net = passages(cargo)
    sides = read_chart().places()
    pairs = chosen(net, sides, ((origin,), (destination,)), frozenset())
    at, root = int(pairs.end[0]), int(pairs.sources[pairs.row[0]])
    found = set()
    while at >= 0 and at != root:
        before = int(pairs.before[pairs.row[0], at])
        way = net.ways[int(net.step[before, at])]
        if way is not None and way.leg:
            found.add(_leg(*way.ends))
        at = before
    return frozenset(found)
