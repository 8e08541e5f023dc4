"""A path is a chain of legs; its state is a stop and the mode by which it was reached.

Because the mode is part of the state, every change of mode is charged. Where a path
must pass given stops, the state also counts how many of them it has passed.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from orepath.world.freight import Charge, Range, Rates, total
from orepath.world.leg import Leg, Weight

State = tuple[int, str, str]

_START = ""
"""The mode of a state that has not moved yet."""


@dataclass(frozen=True)
class Path:
    """Hold a way from one stop to another.

    Parameters
    ----------
    stops : tuple of str
        In order.
    legs : polars.DataFrame
        ``from``, ``to``, ``mode``, ``km``, ``usd_t``, ``days``, ``borders``, ``gauge``,
        ``capacity`` (t/a), ``grade``; the leg's own charges, without changes of mode.
    charges : tuple of Charge
        Every line of cost and time, changes of mode included.
    km : float
        Length.
    cost, days : Range
        USD/t and days with 10th and 90th percentile.
    borders, gauge : int
        Crossings and changes of gauge.
    capacity : float or None
        t/a, the least that is known of any leg.
    weakest : str or None
        Label of that leg; where no capacity is known, of the one closed most often.
    closures : float
        1/a, each cause counted once however many legs it closes.
    grade : str
        The worst of the lengths and the rates.
    """

    stops: tuple[str, ...]
    legs: pl.DataFrame
    charges: tuple[Charge, ...]
    km: float
    cost: Range
    days: Range
    borders: int
    gauge: int
    capacity: float | None
    weakest: str | None
    closures: float
    grade: str


def search(
    legs: Sequence[Leg],
    rates: Rates,
    ends: tuple[str, str],
    via: tuple[str, ...],
    weight: Weight,
) -> list[State] | None:
    """Find the states of the least path, or None where there is none.

    Parameters
    ----------
    legs : sequence of Leg
        Those that may be used, both ways.
    rates : Rates
        For changes of mode.
    ends : tuple of str
        First and last stop.
    via : tuple of str
        Stops to pass in this order.
    weight : {"USD/t", "d"}
        What to keep least.

    Returns
    -------
    list of State or None
        Stops passed of ``via``, stop, mode by which it was reached.

    Notes
    -----
    Dijkstra, O((len(via) + 1)·modes·E log V).
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    first: State = (0, ends[0], _START)
    graph.add_node(first)
    for layer in range(len(via) + 1):
        for state, other, leg in _moves(legs, ends[0], layer):
            amount = _step(leg, rates, state[2], weight)
            graph.add_edge(state, other, amount=amount)
        if layer < len(via):
            stop = via[layer]
            for mode in (_START, *sorted({leg.mode for leg in legs})):
                graph.add_edge((layer, stop, mode), (layer + 1, stop, mode), amount=0.0)
    graph.add_edges_from(
        ((len(via), ends[1], mode), "end", {"amount": 0.0})
        for mode in (_START, *sorted({leg.mode for leg in legs}))
    )
    try:
        found: list[Any] = nx.dijkstra_path(graph, first, "end", weight="amount")
    except nx.NetworkXNoPath:
        return None
    return found[:-1]


def undominated(
    legs: Sequence[Leg], rates: Rates, start: str, end: str
) -> list[list[State]]:
    """Find every path that no other beats in both cost and time.

    Parameters
    ----------
    legs, rates
        As in :func:`search`.
    start, end : str
        First and last stop.

    Returns
    -------
    list of list of State
        Cheapest first, fastest last.

    Notes
    -----
    Label setting: labels leave the heap in order of cost, so a label lives if it is
    faster than all that left at its stop and mode before. O(L log L) for L labels.
    """
    moves: dict[State, list[tuple[State, Leg]]] = {}
    for state, other, leg in _moves(legs, start, 0):
        moves.setdefault(state, []).append((other, leg))
    first: State = (0, start, _START)
    heap: list[tuple[float, float, list[State]]] = [(0.0, 0.0, [first])]
    quickest: dict[State, float] = {}
    arrived = float("inf")
    found: list[list[State]] = []
    while heap:
        cost, days, states = heapq.heappop(heap)
        at = states[-1]
        if days >= min(quickest.get(at, float("inf")), arrived):
            continue
        quickest[at] = days
        if at[1] == end:
            arrived = days
            found.append(states)
            continue
        for other, leg in moves.get(at, ()):
            step = (_step(leg, rates, at[2], "USD/t"), _step(leg, rates, at[2], "d"))
            heapq.heappush(heap, (cost + step[0], days + step[1], [*states, other]))
    return found


def travelled(
    states: Sequence[State], legs: Sequence[Leg], rates: Rates, weight: Weight
) -> Path:
    """Gather the legs and the changes of mode along states into a path.

    Parameters
    ----------
    states : sequence of State
        As :func:`search` or :func:`undominated` give them.
    legs, rates
        As in :func:`search`.
    weight : {"USD/t", "d"}
        Which of parallel legs of one mode is taken: the least.
    """
    ridden: list[tuple[str, str, Leg]] = []
    charges: list[Charge] = []
    mode = _START
    for (_, stop, _), (_, other, by) in pairwise(states):
        if stop == other:
            continue
        pool = [
            leg for leg in legs if leg.mode == by and set(leg.ends) == {stop, other}
        ]
        leg = min(pool, key=lambda one: one.amount(weight))
        charges += [*_change(rates, mode, by), *leg.charges]
        ridden.append((stop, other, leg))
        mode = by
    return _told(states[0][1], ridden, tuple(charges))


def _moves(
    legs: Sequence[Leg], start: str, layer: int
) -> Iterator[tuple[State, State, Leg]]:
    """Yield every step from a state over a leg, either way."""
    modes: dict[str, set[str]] = {start: {_START}}
    for leg in legs:
        for end in leg.ends:
            modes.setdefault(end, set()).add(leg.mode)
    for leg in legs:
        for stop, other in (leg.ends, leg.ends[::-1]):
            for mode in sorted(modes[stop]):
                yield (layer, stop, mode), (layer, other, leg.mode), leg


def _change(rates: Rates, mode: str, other: str) -> tuple[Charge, ...]:
    return () if mode == _START else rates.change(mode, other)


def _step(leg: Leg, rates: Rates, mode: str, weight: Weight) -> float:
    """Sum what a leg adds when it is entered from a mode."""
    change = _change(rates, mode, leg.mode)
    return leg.amount(weight) + sum(one.amount for one in change if one.unit == weight)


def _told(
    start: str, ridden: Sequence[tuple[str, str, Leg]], charges: tuple[Charge, ...]
) -> Path:
    """Write a path down: its table of legs and what holds for the whole."""
    legs = [leg for _, _, leg in ridden]
    table = pl.DataFrame(
        [
            {
                "from": stop,
                "to": other,
                "mode": leg.mode,
                "km": leg.km,
                "usd_t": leg.amount("USD/t"),
                "days": leg.amount("d"),
                "borders": leg.borders,
                "gauge": leg.gauge,
                "capacity": leg.capacity,
                "grade": leg.grade,
            }
            for stop, other, leg in ridden
        ],
        schema=_TABLE,
    )
    causes = dict(leg.closures for leg in legs if leg.closures)
    narrow = [leg for leg in legs if leg.capacity is not None]
    weakest = min(narrow, key=lambda leg: leg.capacity or 0.0, default=None)
    if weakest is None:
        shut = [(causes[leg.closures[0]], leg) for leg in legs if leg.closures]
        weakest = max(shut, key=lambda pair: pair[0], default=(0.0, None))[1]
    grades = [leg.grade for leg in legs] + [charge.rate.grade for charge in charges]
    return Path(
        (start, *(other for _, other, _ in ridden)),
        table,
        charges,
        sum(leg.km for leg in legs),
        total(charges, "USD/t"),
        total(charges, "d"),
        sum(leg.borders for leg in legs),
        sum(leg.gauge for leg in legs),
        min((leg.capacity for leg in narrow if leg.capacity is not None), default=None),
        weakest.label if weakest else None,
        sum(causes.values()),
        max(grades, default="A"),
    )


_TABLE: dict[str, pl.DataType] = {
    "from": pl.String(),
    "to": pl.String(),
    "mode": pl.String(),
    "km": pl.Float64(),
    "usd_t": pl.Float64(),
    "days": pl.Float64(),
    "borders": pl.Int64(),
    "gauge": pl.Int64(),
    "capacity": pl.Float64(),
    "grade": pl.String(),
}
