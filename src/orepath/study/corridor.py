"""Corridors between two stops, side by side, and what a closing costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orepath.errors import InputError, Problem, suggest
from orepath.world.atlas import Atlas
from orepath.world.path import Path, via_of

ROLES = {"cost": "cheapest", "time": "fastest", "reliability": "most reliable"}
"""What a way can be best at, and how such a way is called."""

DETOUR = 2.0
"""A corridor that costs more than so many times the cheapest way is none between two
stops: only a roundabout way passes its gates."""


@dataclass(frozen=True)
class Way:
    """Hold one way that is compared.

    Parameters
    ----------
    name : str
        Short name; of a named corridor, or of what the way is best at.
    title : str
        Name for readers.
    path : Path or None
        None where it cannot be travelled.
    trouble : str
        Why it cannot; empty where it can.
    best : tuple of str
        What it is best at, of :data:`ROLES`, or ``frontier``; empty where others beat
        it in cost, time and closures together.
    """

    name: str
    title: str
    path: Path | None
    trouble: str = ""
    best: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Hold the ways from one stop to another.

    Parameters
    ----------
    start, end : str
        Stops.
    tonnes : float
        t/a that is to pass.
    closed : tuple of str
        What is closed, as the network takes it.
    corridors : tuple of Way
        The named corridors, in the order of their table.
    frontier : tuple of Way
        No way beats one of them in cost, time and closures together; cheapest first.
    """

    start: str
    end: str
    tonnes: float
    closed: tuple[str, ...]
    corridors: tuple[Way, ...]
    frontier: tuple[Way, ...]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The named corridors, then the rest of the frontier."""
        named = {way.name for way in self.corridors}
        return (
            *self.corridors,
            *(way for way in self.frontier if way.name not in named),
        )

    def best(self, by: str) -> Way:
        """Return the way that is best by ``cost``, ``time`` or ``reliability``."""
        return next(way for way in self.frontier if ROLES[by] in way.best)


def compare_ways(
    atlas: Atlas,
    start: str,
    end: str,
    *,
    tonnes: float = 1.0,
    closed: Sequence[str] = (),
) -> Comparison:
    """Lay the named corridors and the best paths between two stops side by side.

    Parameters
    ----------
    atlas : Atlas
        Stops, legs, rates and named corridors.
    start, end : str
        Stops, as people write them.
    tonnes : float
        t/a that is to pass, above 0; legs known to carry less are left out.
    closed : sequence of str
        Stops, legs (``A - B``), straits and countries, as people write them.

    Returns
    -------
    Comparison
        A corridor that cannot be travelled says why.

    Raises
    ------
    InputError
        A word is unknown, or no way is left at all.
    """
    first, last = atlas.stop(start), atlas.stop(end)
    shut = [atlas.closed(word) for word in closed]
    known = [w for w in shut if any(leg.named(w) for leg in atlas.network.legs)]
    paths = atlas.network.frontier(first, last, tonnes, known)
    dearest = DETOUR * paths[0].cost.value
    named = []
    for row in atlas.tables["corridors"].iter_rows(named=True):
        way = Way(row["corridor"], row["title"], None)
        try:
            path = atlas.network.along(first, last, via_of(row), tonnes, known)
        except InputError as fault:
            way = replace(way, trouble=_reason(atlas, via_of(row), known, fault))
        else:
            around = f"a detour, {path.cost.value:,.0f} USD/t"
            far = path.cost.value > dearest
            way = replace(way, trouble=around) if far else replace(way, path=path)
        named.append(way)
    frontier = _frontier(paths, named)
    marks = {way.name: way.best for way in frontier}
    return Comparison(
        first,
        last,
        tonnes,
        tuple(dict.fromkeys(shut)),
        tuple(replace(way, best=marks.get(way.name, ())) for way in named),
        tuple(frontier),
    )


def best_way(
    atlas: Atlas,
    start: str,
    end: str,
    by: str = "cost",
    *,
    tonnes: float = 1.0,
    closed: Sequence[str] = (),
) -> Way:
    """Return the way that is best by cost, time or reliability.

    Parameters
    ----------
    atlas, start, end, tonnes, closed
        As in :func:`compare_ways`.
    by : {"cost", "time", "reliability"}
        What it shall be best at.

    Raises
    ------
    InputError
        As :func:`compare_ways`.
    """
    if by not in ROLES:
        what = f"{by!r} is none of {', '.join(ROLES)}"
        raise InputError(Problem("--by", what, suggest(by, ROLES)))
    return compare_ways(atlas, start, end, tonnes=tonnes, closed=closed).best(by)


def named_way(
    atlas: Atlas,
    name: str,
    start: str = "",
    end: str = "",
    *,
    tonnes: float = 1.0,
    closed: Sequence[str] = (),
) -> Way:
    """Return one named corridor between its own ends, or between others.

    Parameters
    ----------
    atlas : Atlas
        Where it is looked up.
    name : str
        Its short name or its title.
    start, end : str
        Stops; empty for its own.
    tonnes, closed
        As in :func:`compare_ways`.

    Raises
    ------
    InputError
        The corridor or a word is unknown, or it does not connect the two.
    """
    row = atlas.corridor(name)
    first, last = atlas.stop(start or row["from"]), atlas.stop(end or row["to"])
    shut = [atlas.closed(word) for word in closed]
    known = [w for w in shut if any(leg.named(w) for leg in atlas.network.legs)]
    path = atlas.network.along(first, last, via_of(row), tonnes, known)
    return Way(row["corridor"], row["title"], path)


def idle(before: Comparison, closed: Sequence[str]) -> list[str]:
    """Return the closings that no way compared passes.

    Parameters
    ----------
    before : Comparison
        Without any closing.
    closed : sequence of str
        As the network takes them.
    """
    return [word for word in closed if not any(touches(w, word) for w in before.ways)]


def touches(way: Way, word: str) -> bool:
    """Tell whether a way passes a stop, leg, strait or country."""
    if way.path is None:
        return False
    if word in way.path.stops:
        return True
    rows = way.path.legs.select("from", "to", "mode", "passes").iter_rows()
    for start, end, mode, passes in rows:
        ends = {f"{start} > {end}", f"{end} > {start}"}
        if word in passes.split() or word in ends | {f"{e} ({mode})" for e in ends}:
            return True
    return False


def _reason(
    atlas: Atlas, via: tuple[str, ...], closed: Sequence[str], fault: InputError
) -> str:
    """Say in few words why a corridor cannot be travelled."""
    gates = [word for word in closed if word in via]
    if gates:
        return f"{gates[0]} is closed"
    places = dict(atlas.tables["stops"].select("stop", "place").iter_rows())
    lands = [stop for stop in via if places.get(stop) in closed]
    if lands:
        return f"{lands[0]} lies in {places[lands[0]]}, closed"
    if "twice" in str(fault):
        return "does not lie between the two"
    return "closed or too narrow on the way" if closed else "a leg is too narrow"


def _frontier(paths: Sequence[Path], corridors: Sequence[Way]) -> list[Way]:
    """Name the paths of the frontier, and say what each is best at."""
    best: dict[int, tuple[str, ...]] = {id(path): () for path in paths}
    fastest = min(paths, key=lambda path: (path.days.value, path.cost.value))
    safest = min(paths, key=lambda path: (path.closures.value, path.cost.value))
    for role, path in zip(ROLES.values(), (paths[0], fastest, safest), strict=True):
        best[id(path)] += (role,)
    known = {_key(way.path): way for way in corridors if way.path is not None}
    found = []
    for path in paths:
        roles = best[id(path)] or ("frontier",)
        course = _course(path)
        way = known.get(_key(path), Way(course, course, path))
        found.append(replace(way, path=path, best=roles))
    return found


def _key(path: Path) -> tuple[str, ...]:
    """Return what tells one path from another: its stops and its modes."""
    return (*path.stops, *path.legs["mode"])


def _course(path: Path) -> str:
    """Say where a path changes modes, or by which stop it goes at all."""
    rows = list(path.legs.select("from", "mode").iter_rows())
    gates = [after[0] for before, after in pairwise(rows) if before[1] != after[1]]
    if not gates:
        gates = list(path.stops[1:-1][:1])
    return f"By {', '.join(gates)}" if gates else "Straight on"
