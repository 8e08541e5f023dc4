"""Passages are the steps of a voyage: along a way, between modes, past a toll.

Each port and hub is split by mode, so that every change of mode is charged; ships leave
one side of a port and enter another, so that none sails through it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from orepath.errors import InputError, Problem, suggest
from orepath.world.charge import Charge, Key, Rate
from orepath.world.chart import Way, corridor_rates, read_chart, seas
from orepath.world.fixture import fitted
from orepath.world.freight import Rates
from orepath.world.leg import charged

MODES = ("sea", "ferry", "water", "rail", "road")
"""Modes of ways, in the order of their columns."""

_OUT, _IN, _START, _END = "ship out", "ship in", "start", "end"
_FREE = 1e-9
"""USD/t of a step that costs nothing; a sparse matrix would drop a zero."""

_FREIGHT = frozenset({("sea", "", "fee"), ("sea", "", "cost")})
"""Rates in which cargoes differ."""

Spot = tuple[str, str]
"""A point and the mode by which goods are there."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Hold one step, one way round."""

    tail: Spot
    head: Spot
    way: Way | None
    charges: tuple[Charge, ...]
    codes: tuple[str, ...] = ()
    grade: str = "A"


@dataclass(frozen=True)
class Passages:
    """Hold the steps as arrays, in one order.

    Parameters
    ----------
    tail, head : ndarray of shape (E,)
        Numbers of spots.
    cost, days : ndarray of shape (E, K)
        Quantities on each rate of cost or of time.
    cost_rates, days_rates : ndarray of shape (3, K)
        Low, value, high.
    km : ndarray of shape (E,)
    mode, grade : ndarray of shape (E,)
        Places in the list of modes; 0, 1, 2 for A, B, C.
    codes : ndarray of shape (E, C)
        Places in ``code_names`` of what is passed, −1 for none.
    step : ndarray of shape (V, V)
        Number of the step between two spots.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.float64]
    days: NDArray[np.float64]
    cost_rates: NDArray[np.float64]
    days_rates: NDArray[np.float64]
    km: NDArray[np.float64]
    mode: NDArray[np.int64]
    grade: NDArray[np.int64]
    codes: NDArray[np.int64]
    step: NDArray[np.int32]
    code_names: tuple[str, ...]
    code_places: NDArray[np.int64]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    departs: Mapping[str, int]
    arrives: Mapping[str, int]
    names: tuple[str, ...]
    point: NDArray[np.int64]
    ways: tuple[Way | None, ...]
    homes: Mapping[str, int]
    story: str

    def matrix(self, shut: frozenset[str]) -> csr_array:
        """Return the costs of the open steps, ``(V, V)`` in USD/t."""
        usd = self.cost @ self.cost_rates[1] + _FREE
        kept = np.ones(usd.size, dtype=bool)
        if shut:
            kept[:] = [way is None or not way.shut(shut) for way in self.ways]
        size = self.step.shape[0]
        where = (self.tail[kept], self.head[kept])
        return csr_array((usd[kept], where), shape=(size, size))

    def home_of(self, word: str) -> int:
        """Return the number of the country of a place or a point."""
        point = read_chart().points.get(word)
        return self.homes.get(point.place if point and point.place else word, -2)


@cache
def passages(cargo: str) -> Passages:
    """Split the chart into steps and charge them for a cargo.

    Parameters
    ----------
    cargo : str
        Row of the table of cargoes.

    Raises
    ------
    InputError
        The cargo is unknown.
    """
    kinds = {row["cargo"]: row for row in seas("cargoes").to_dicts()}
    if cargo not in kinds:
        fix = f"{suggest(cargo, kinds)} (cargoes: {', '.join(kinds)})"
        raise InputError(Problem("cargo", f"unknown cargo {cargo!r}", fix))
    rates = Rates(_freight(kinds[cargo]))
    laid, known = _laid()
    paid = [rates.need(*key)[1] if key in _FREIGHT else rate for key, rate in known]
    count = fitted(kinds[cargo]["fixtures"]).residuals.height
    return replace(
        laid,
        cost_rates=_ends(paid),
        sources=tuple(rate.source for rate in paid),
        story=f"{cargo}; sea freight from {count} fixtures of 2024",
    )


@cache
def _laid() -> tuple[Passages, list[tuple[Key, Rate]]]:
    """Lay the steps out once, with the rates of cost that they pay.

    Cargoes differ in the rates of sea freight alone. Which of two ways between the same
    spots is the cheaper is judged by the first cargo.
    """
    steps = _cheapest(_steps(_rates(seas("cargoes").row(0, named=True))))
    return _arrays(steps)


def _rates(kind: Mapping[str, object]) -> Rates:
    """Lay the fitted sea freight and the tolls over the corridors' rates."""
    land = corridor_rates()
    replaced = (pl.col("mode") == "sea") & pl.col("figure").is_in(["fee", "cost"])
    frames = [land.filter(~replaced), seas("tolls")]
    typed = [
        frame.select(_COLUMNS).with_columns(pl.col(_VALUES).cast(pl.Float64))
        for frame in frames
    ]
    return Rates(pl.concat([typed[0], _freight(kind), typed[1]]))


_VALUES = ("value_low", "value", "value_high")
_COLUMNS = (*_VALUES, "mode", "region", "figure", "unit", "source", "grade")


def _freight(kind: Mapping[str, object]) -> pl.DataFrame:
    """Return the rates of sea freight that were fitted for a cargo."""
    fit = fitted(str(kind["fixtures"]))
    times = [float(str(kind[f"multiple{end}"])) for end in ("_low", "", "_high")]
    told = {"mode": "sea", "region": "", "source": kind["source"], "grade": "C"}
    line = [
        {**told, "figure": figure, "unit": unit}
        | {n: x * t for n, x, t in zip(_VALUES, ends, times, strict=True)}
        for figure, unit, ends in (
            ("fee", "USD/t", fit.fee),
            ("cost", "USD/t/km", fit.cost),
        )
    ]
    return pl.DataFrame(line).select(_COLUMNS)


def _steps(rates: Rates) -> Iterator[_Step]:
    """Yield every step, both ways round."""
    chart = read_chart()
    met: dict[str, set[str]] = {
        point.name: set() for point in chart.points.values() if point.place
    }
    for number, way in enumerate(chart.ways):
        found = _along(way, rates, f"{'-'.join(way.ends)}:{number}")
        for step in found:
            for name, mode in (step.tail, step.head):
                if name in met:
                    met[name].add("sea" if mode in {_OUT, _IN} else mode)
            yield step
    for name, modes in met.items():
        yield from _changes(name, sorted(modes), rates)


def _along(way: Way, rates: Rates, where: str) -> list[_Step]:
    """Charge the steps along a way, none where nothing may pass it."""
    chart = read_chart()
    region = way.row.get("region") or ""
    capacity = rates.find(way.mode, region, "capacity")
    if capacity is not None and capacity[1].value == 0:
        return []
    charges: tuple[Charge, ...]
    if way.mode == "sea":
        # A ship pays its fee and waits in port, not on every lane.
        charges = rates.haul("sea", region, way.km)
    else:
        paid = charged({**way.row, "passes": ""}, rates, where).charges
        charges = tuple(one for one in paid if one.unit != "1/a")
    for strait in way.passes:
        toll = rates.find("passage", strait, "fee")
        if toll is not None:
            charges = (*charges, Charge("toll", "USD/t", toll[0], 1.0, toll[1]))
    grades = [way.row["grade"], *(one.rate.grade for one in charges)]
    steps = []
    for one, other in (way.ends, way.ends[::-1]):
        tail, head = (one, way.mode), (other, way.mode)
        if way.mode == "sea" and chart.points[one].place:
            tail = (one, _OUT)
        if way.mode == "sea" and chart.points[other].place:
            head = (other, _IN)
        steps.append(_Step(tail, head, way, charges, way.passes, max(grades)))
    return steps


def _changes(name: str, modes: list[str], rates: Rates) -> Iterator[_Step]:
    """Yield the steps at a port or hub: loading, changing mode, starting, ending."""
    for mode in modes:
        aboard = mode == "sea"
        for one, other in ((mode, m) for m in modes):
            if one != other:
                tail = (name, _IN if one == "sea" else one)
                head = (name, _OUT if other == "sea" else other)
                paid = (*rates.change(one, other), *_half(rates, one, other))
                yield _Step(tail, head, None, paid, (name,))
        loaded = (*rates.change("road", mode), *_half(rates, mode)) if aboard else ()
        yield _Step((name, _START), (name, _OUT if aboard else mode), None, loaded)
        yield _Step((name, _IN if aboard else mode), (name, _END), None, loaded)


def _half(rates: Rates, *modes: str) -> list[Charge]:
    """Charge half a voyage's fee and half its wait where it begins or ends."""
    if "sea" not in modes:
        return []
    lines = (("voyage", "USD/t", "fee"), ("wait", "d", "wait"))
    return [
        Charge(line, unit, key, 0.5, rate)
        for line, unit, figure in lines
        for key, rate in [rates.need("sea", "", figure)]
    ]


def _cheapest(steps: Iterator[_Step]) -> list[_Step]:
    """Keep one step between two spots, the cheapest."""
    found: dict[tuple[Spot, Spot], _Step] = {}
    for step in steps:
        key = (step.tail, step.head)
        if key not in found or _usd(step) < _usd(found[key]):
            found[key] = step
    return list(found.values())


def _usd(step: _Step) -> float:
    return sum(one.amount for one in step.charges if one.unit == "USD/t")


def _arrays(steps: list[_Step]) -> tuple[Passages, list[tuple[Key, Rate]]]:
    """Lay the steps out, with their spots, rates and codes numbered."""
    chart = read_chart()
    names = tuple(chart.points)
    spots = {s: n for n, s in enumerate(dict.fromkeys(
        spot for step in steps for spot in (step.tail, step.head)))}  # fmt: skip
    number = {name: spot for spot, name in enumerate(names)}
    tail = np.array([spots[step.tail] for step in steps])
    head = np.array([spots[step.head] for step in steps])
    step = np.full((len(spots), len(spots)), -1, dtype=np.int32)
    step[tail, head] = np.arange(len(steps))
    cost, paid = _quantities(steps, "USD/t")
    days, taken = _quantities(steps, "d")
    codes, code_names, code_places, homes = _codes(steps)
    laid = Passages(
        tail, head, cost, days,
        _ends([rate for _, rate in paid]), _ends([rate for _, rate in taken]),
        np.array([s.way.km if s.way else 0.0 for s in steps]),
        np.array([MODES.index(s.way.mode) if s.way else 0 for s in steps]),
        np.array(["ABC".index(s.grade) for s in steps]),
        codes, step, code_names, code_places,
        tuple(" ".join(filter(None, key)) for key, _ in paid),
        tuple(rate.source for _, rate in paid),
        {name: spots[name, _START] for name in names if (name, _START) in spots},
        {name: spots[name, _END] for name in names if (name, _END) in spots},
        names, np.array([number[name] for name, _ in spots]),
        tuple(s.way for s in steps), homes, "",
    )  # fmt: skip
    return laid, paid


def _quantities(
    steps: list[_Step], unit: str
) -> tuple[NDArray[np.float64], list[tuple[Key, Rate]]]:
    """Lay out how often each step pays each rate of one unit."""
    # Both ways round a step pays the same, and most steps pay the same few rates.
    paid = {id(step.charges): step.charges for step in steps}
    spots: dict[tuple[Key, Rate], int] = {}
    row, spot, quantity = [], [], []
    for number, charges in enumerate(paid.values()):
        for one in charges:
            if one.unit == unit:
                row.append(number)
                spot.append(spots.setdefault((one.key, one.rate), len(spots)))
                quantity.append(one.quantity)
    found = np.zeros((len(paid), len(spots)))
    np.add.at(found, (row, spot), quantity)
    at = {key: row for row, key in enumerate(paid)}
    return found[[at[id(step.charges)] for step in steps]], list(spots)


def _ends(rates: Sequence[Rate]) -> NDArray[np.float64]:
    """Return low, value and high of some rates, (3, K)."""
    return np.array([[rate.low, rate.value, rate.high] for rate in rates]).T


def _codes(
    steps: list[_Step],
) -> tuple[NDArray[np.int64], tuple[str, ...], NDArray[np.int64], dict[str, int]]:
    """Give a number to each strait, country and port passed, and say where it lies."""
    points = read_chart().points
    names = tuple(dict.fromkeys(code for step in steps for code in step.codes))
    place = {name: spot for spot, name in enumerate(names)}
    homes = {home: spot for spot, home in enumerate(read_chart().places())}
    lies = [
        homes.get(points[name].place if name in points else name, -1) for name in names
    ]
    width = max(len(step.codes) for step in steps)
    found = np.full((len(steps), width), -1, dtype=np.int64)
    for number, step in enumerate(steps):
        found[number, : len(step.codes)] = [place[code] for code in step.codes]
    said = tuple(name.replace(" ", "-") for name in names)
    return found, said, np.array(lies), homes
