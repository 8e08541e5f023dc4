"""A voyage is the cheapest way for a cargo from country to country, by sea and land.

Every port and inland hub of a country may be its end; the cheapest pair is taken. What
a voyage costs is linear in the rates, so its range is known from theirs.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.gazetteer import name_of
from orepath.errors import InputError, Problem, suggest
from orepath.world.chart import read_chart, seas
from orepath.world.itinerary import Ints, Pairs, Walk, chosen, walked
from orepath.world.passage import MODES, Passages, passages

SCHEMA: dict[str, pl.DataType] = {
    "origin": pl.String(),
    "destination": pl.String(),
    "mode": pl.String(),
    "km": pl.Float64(),
    "cost": pl.Float64(),
    "cost_low": pl.Float64(),
    "cost_high": pl.Float64(),
    "days": pl.Float64(),
    "days_low": pl.Float64(),
    "days_high": pl.Float64(),
    "via": pl.String(),
    "from": pl.String(),
    "to": pl.String(),
    "grade": pl.String(),
    "source": pl.String(),
    "note": pl.String(),
}
"""The columns of :func:`voyages`."""


def voyages(
    origins: Iterable[str],
    destinations: Iterable[str],
    closed: Sequence[str] = (),
    cargo: str = "bulk",
) -> pl.DataFrame:
    """Tell what it costs to ship between countries, by the cheapest open way.

    Parameters
    ----------
    origins, destinations : iterable of str
        Country codes (ISO 3166 alpha-3), or names of ports, hubs and stops.
    closed : sequence of str
        Straits, transit countries, ports and stops that nothing may pass: ``Suez``,
        ``RUS``, ``Bandar Abbas``.
    cargo : {"bulk", "parcel", "container"}
        Shiploads of 50–170 kt; parcels of 10–40 kt, as concentrates go; boxes.

    Returns
    -------
    polars.DataFrame
        A row for each pair but a place with itself, in the order asked. ``mode``;
        ``km``; ``cost`` in USD/t of 2024 from quay or hub to quay or hub, loading and
        discharge included, and ``days``, with 10th and 90th percentile; ``via``: codes
        of the straits, transit countries and ports passed, in order; ``from`` and
        ``to``: which port or hub; ``grade``; ``source`` of the largest charge;
        ``note``. Where no way is open, all but the pair and the note are empty.

    Raises
    ------
    InputError
        A place, a closed thing or the cargo is unknown; all are told at once.

    Notes
    -----
    Dijkstra from every port and hub of the origins over points × modes, by cost;
    O(origins · E log V + pairs · steps). The same both ways.

    Examples
    --------
    >>> found = voyages(["AUS", "MNG"], ["CHN"])
    >>> found.select("origin", "mode", "to").rows()
    [('AUS', 'sea', 'Guangzhou'), ('MNG', 'rail', 'Baotou')]
    """
    starts, ends = tuple(dict.fromkeys(origins)), tuple(dict.fromkeys(destinations))
    chart = read_chart()
    sides, problems = _sides((*starts, *ends))
    shut: frozenset[str] = frozenset()
    try:
        shut = chart.closed(closed)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    net = passages(cargo)

    def ship(one: Sequence[str], other: Sequence[str], bar: str = "") -> pl.DataFrame:
        kept = shut | ({bar} if bar else frozenset())
        walk = walked(net, chosen(net, sides, (tuple(one), tuple(other)), kept))
        return _table(net, walk, [*closed, *filter(None, [bar])])

    return _let_through(ship(starts, ends), ship)


def _let_through(
    frame: pl.DataFrame, ship: Callable[..., pl.DataFrame]
) -> pl.DataFrame:
    """Ship those goods another way that a country lets nobody carry through."""
    points = read_chart().points
    own = {name: point.place for name, point in points.items() if point.place}
    for place, through in seas("barred").select("place", "through").iter_rows():
        if not frame["via"].str.contains(through, literal=True).any():
            continue
        ends = [
            pl.col(side).replace(own) == place for side in ("origin", "destination")
        ]
        passes = pl.col("via").fill_null("").str.split(" ").list.contains(through)
        barred = frame.filter((ends[0] | ends[1]) & passes)
        if barred.height:
            pair = ["origin", "destination"]
            sides = [
                barred[side].unique(maintain_order=True).to_list() for side in pair
            ]
            again = barred.select(pair).join(ship(*sides, through), on=pair)
            frame = frame.update(again, on=pair, include_nulls=True)
    return frame


def _sides(asked: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Return the points at which each place asked for may load."""
    chart = read_chart()
    places = chart.places()
    found: dict[str, tuple[str, ...]] = {}
    problems = []
    for word in dict.fromkeys(asked):
        point = chart.points.get(word)
        if word in places:
            found[word] = places[word]
        elif point is not None and point.place:
            found[word] = (word,)
        else:
            problems.append(_stranger(word, places))
    return found, problems


def _stranger(word: str, places: Iterable[str]) -> Problem:
    """Tell that a place has no port, or that it is none."""
    if name_of(word) != word:
        what = f"{name_of(word)} has neither a port nor an inland hub"
        fix = "add one to data/seas/ports.csv and a lane or a way to lanes.csv or"
        return Problem(f"place {word}", what, f"{fix} overland.csv, or a route by hand")
    known = sorted({*places, *read_chart().points})
    fix = f"{suggest(word, known)}; give an ISO 3166 alpha-3 code or a port"
    return Problem("place", f"unknown place {word!r}", fix)


def _table(net: Passages, walk: Walk, closed: Sequence[str]) -> pl.DataFrame:
    """Lay the voyages out, one a row."""
    pairs = walk.pairs
    low, cost, high = _ranged(walk.cost, net.cost_rates)
    swift, days, slow = _ranged(walk.days, net.days_rates)
    largest = (walk.cost * net.cost_rates[1]).argmax(axis=1)
    sea = walk.modes[:, 0]
    land = walk.modes[:, 1:].sum(axis=1)
    there = pl.Series(pairs.end >= 0)
    frame = pl.DataFrame(
        {
            "origin": pairs.origin,
            "destination": pairs.destination,
            "mode": _named(walk.modes),
            "km": walk.modes.sum(axis=1),
            "cost": cost, "cost_low": low, "cost_high": high,
            "days": days, "days_low": swift, "days_high": slow,
            "via": _via(net, walk),
            "from": np.array([*net.names, ""], dtype=object)[_points(net, pairs, 0)],
            "to": np.array([*net.names, ""], dtype=object)[_points(net, pairs, 1)],
            "grade": np.array(["A", "B", "C"], dtype=object)[walk.worst],
            "source": np.array(net.sources, dtype=object)[largest],
            "sea": sea, "land": land,
        },
        schema_overrides=SCHEMA,
    )  # fmt: skip
    told = pl.format(
        "{}; {} km by sea, {} km over land; largest charge: {}",
        pl.lit(net.story),
        pl.col("sea").round(0).cast(pl.Int64),
        pl.col("land").round(0).cast(pl.Int64),
        pl.Series([net.labels[k] for k in largest.tolist()], dtype=pl.String),
    )
    shut = f"; closed: {', '.join(closed)}" if closed else ""
    pair = ("origin", "destination")
    blank = [name for name in SCHEMA if name not in {*pair, "note"}]
    return (
        frame.with_columns(
            note=pl.when(there).then(told).otherwise(pl.lit(f"no way is open{shut}"))
        )
        .with_columns(pl.when(there).then(pl.col(blank)))
        .select(list(SCHEMA))
    )


def _ranged(
    quantity: NDArray[np.float64], rates: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Add charges up with their range, as :func:`orepath.world.charge.total` does."""
    low, value, high = rates
    # Row by row: a product of matrices rounds otherwise when more ways are asked for.
    middle = (quantity * value).sum(axis=1)
    down = np.sqrt(((quantity * (value - low)) ** 2).sum(axis=1))
    up = np.sqrt(((quantity * (high - value)) ** 2).sum(axis=1))
    return middle - down, middle, middle + up


def _named(km: NDArray[np.float64]) -> list[str]:
    """Name the modes of each way: ``rail, road and sea``."""
    names = sorted(MODES)
    sets = (km[:, [MODES.index(name) for name in names]] > 0) @ (
        1 << np.arange(len(names))
    )
    said = {}
    for bits in np.unique(sets).tolist():
        words = [name for spot, name in enumerate(names) if bits >> spot & 1]
        *most, last = words or [""]
        said[bits] = " and ".join(filter(None, (", ".join(most), last)))
    return [said[bits] for bits in sets.tolist()]


def _via(net: Passages, walk: Walk) -> list[str]:
    """List the codes passed, each once, without the two ends' own country."""
    which, code = walk.codes
    pairs = walk.pairs
    # What lies in a country at either end closes with that country, not on the way.
    own = np.array([net.home_of(word) for word in (*pairs.origin, *pairs.destination)])
    place = net.code_places[code]
    count = len(pairs.origin)
    alien = (place < 0) | (
        (place != own[:count][which]) & (place != own[count:][which])
    )
    frame = pl.DataFrame({"pair": which[alien], "code": code[alien]})
    names = pl.Series(net.code_names, dtype=pl.String)
    said = frame.unique(maintain_order=True).with_columns(
        name=pl.col("code").replace_strict(
            np.arange(len(names)), names, return_dtype=pl.String
        )
    )
    lists = said.group_by("pair", maintain_order=True).agg(pl.col("name"))
    found = [""] * count
    for pair, words in lists.iter_rows():
        found[pair] = " ".join(words)
    return found


def _points(net: Passages, pairs: Pairs, side: int) -> Ints:
    """Return the number of the point at one end of each pair, −1 where none."""
    if side == 0:
        at = pairs.sources[np.maximum(pairs.row, 0)]
    else:
        at = np.maximum(pairs.end, 0)
    return np.where(pairs.end >= 0, net.point[at], -1)
