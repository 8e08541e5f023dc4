"""A search finds the legs of the best path; its state is a stop and a mode.

Because the mode by which a stop was reached is part of the state, every change of mode
is charged. Where a path must pass given stops, the state also counts those passed.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from orepath.world.freight import Rates
from orepath.world.leg import Leg, Weight

Ridden = tuple[str, str, Leg]
"""One leg as it is ridden: from stop, to stop."""

_State = tuple[int, str, str]
_START = ""
"""The mode of a state that has not moved yet."""


class _Ways:
    """The legs that leave each stop, with what entering them adds."""

    def __init__(self, legs: Sequence[Leg], rates: Rates) -> None:
        self._rates = rates
        self._changes: dict[tuple[str, str, Weight], float] = {}
        self.out: dict[str, list[tuple[str, Leg]]] = {}
        self.amounts: dict[int, dict[Weight, float]] = {}
        for leg in legs:
            self.amounts[id(leg)] = {"USD/t": leg.amount("USD/t"), "d": leg.amount("d")}
            for stop, other in (leg.ends, leg.ends[::-1]):
                self.out.setdefault(stop, []).append((other, leg))

    def step(self, mode: str, leg: Leg, weight: Weight) -> float:
        """Return what a leg adds when it is entered from a mode."""
        return self.amounts[id(leg)][weight] + self._change(mode, leg.mode, weight)

    def _change(self, mode: str, other: str, weight: Weight) -> float:
        if mode == _START:
            return 0.0
        key = (mode, other, weight)
        if key not in self._changes:
            lines = self._rates.change(mode, other)
            self._changes[key] = sum(x.amount for x in lines if x.unit == weight)
        return self._changes[key]


def search(
    legs: Sequence[Leg],
    rates: Rates,
    ends: tuple[str, str],
    via: tuple[str, ...],
    weight: Weight,
) -> list[Ridden] | None:
    """Find the legs of the least path, or None where there is none.

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
    list of Ridden or None
        In order; empty where the last stop is the first.

    Notes
    -----
    Dijkstra, O((len(via) + 1)·modes·E log V).
    """
    ways = _Ways(legs, rates)
    start: _State = (0, ends[0], _START)
    came: dict[_State, tuple[_State, Ridden | None]] = {}
    least = {start: 0.0}
    heap = [(0.0, start)]
    done: set[_State] = set()
    while heap:
        amount, at = heapq.heappop(heap)
        if at in done:
            continue
        done.add(at)
        layer, stop, mode = at
        if layer == len(via) and stop == ends[1]:
            return _traced(came, at)
        steps: list[tuple[_State, float, Ridden | None]] = [
            ((layer, other, leg.mode), ways.step(mode, leg, weight), (stop, other, leg))
            for other, leg in ways.out.get(stop, ())
        ]
        if layer < len(via) and stop == via[layer]:
            steps.append(((layer + 1, stop, mode), 0.0, None))
        for state, step, ridden in steps:
            reached = amount + step
            if state not in least or reached < least[state]:
                least[state] = reached
                came[state] = (at, ridden)
                heapq.heappush(heap, (reached, state))
    return None


def _traced(
    came: dict[_State, tuple[_State, Ridden | None]], at: _State
) -> list[Ridden]:
    """Return the legs ridden to a state, in order."""
    found: list[Ridden] = []
    while at in came:
        at, ridden = came[at]
        if ridden is not None:
            found.append(ridden)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class _Label:
    """One way to a stop: cost, days, risk, and the causes that may close it."""

    cost: float
    days: float
    risk: float
    causes: int
    stop: str
    mode: str
    before: "_Label | None"
    ridden: Ridden | None

    @property
    def order(self) -> tuple[float, float, float, str, str]:
        """Return by what labels leave the heap."""
        return self.cost, self.days, self.risk, self.stop, self.mode

    def beaten(self, other: "_Label") -> bool:
        """Tell whether another, no dearer one is as fast and adds no cause."""
        return other.days <= self.days and other.causes & self.causes == other.causes


class _Causes:
    """Number the causes of closure, so that a set of them is one integer."""

    def __init__(self, legs: Sequence[Leg]) -> None:
        often = {one.key: one.amount for leg in legs for one in leg.closures}
        bits = {key: 1 << place for place, key in enumerate(sorted(often))}
        self._often = {bits[key]: amount for key, amount in often.items()}
        self._risks: dict[int, float] = {0: 0.0}
        self.of = {
            id(leg): sum({bits[one.key] for one in leg.closures}) for leg in legs
        }

    def risk(self, causes: int) -> float:
        """Return the closures a year of a set of causes, each counted once."""
        if causes not in self._risks:
            found = [often for bit, often in self._often.items() if bit & causes]
            self._risks[causes] = sum(found)
        return self._risks[causes]


def undominated(
    legs: Sequence[Leg], rates: Rates, start: str, end: str
) -> list[list[Ridden]]:
    """Find every path that no other beats in cost, time and closures together.

    Parameters
    ----------
    legs, rates
        As in :func:`search`.
    start, end : str
        First and last stop.

    Returns
    -------
    list of list of Ridden
        Cheapest first; one path for each triple of cost, time and closures.

    Notes
    -----
    Label setting: labels leave the heap in order of cost, so a label lives unless an
    earlier one at its stop and mode is as fast and closed by no other cause. Causes
    are compared as sets, since legs that share one count it once: exact.
    O(L² / states) for L labels, some thousands on corridor networks.
    """
    ways, causes = _Ways(legs, rates), _Causes(legs)
    first = _Label(0.0, 0.0, 0.0, 0, start, _START, None, None)
    heap = [(first.order, 0, first)]
    pushed = 0
    kept: dict[tuple[str, str], list[_Label]] = {}
    found: list[_Label] = []
    while heap:
        label = heapq.heappop(heap)[-1]
        here = kept.setdefault((label.stop, label.mode), [])
        if any(label.beaten(other) for other in here) or any(
            one.days <= label.days and one.risk <= label.risk for one in found
        ):
            continue
        here.append(label)
        if label.stop == end:
            found.append(label)
            continue
        for other, leg in ways.out.get(label.stop, ()):
            both = label.causes | causes.of[id(leg)]
            step = _Label(
                label.cost + ways.step(label.mode, leg, "USD/t"),
                label.days + ways.step(label.mode, leg, "d"),
                causes.risk(both),
                both,
                other,
                leg.mode,
                label,
                (label.stop, other, leg),
            )
            pushed += 1
            heapq.heappush(heap, (step.order, pushed, step))
    return [_ridden(label) for label in found]


def _ridden(label: _Label) -> list[Ridden]:
    """Return the legs ridden to a label, in order."""
    found: list[Ridden] = []
    at: _Label | None = label
    while at is not None and at.ridden is not None:
        found.append(at.ridden)
        at = at.before
    return found[::-1]


def joined(legs: Sequence[Leg], stop: str) -> list[str]:
    """Return the stops that can be reached from one, nearest in legs first.

    Parameters
    ----------
    legs : sequence of Leg
        Those that may be used, both ways.
    stop : str
        Where from; it is not among the stops returned.
    """
    beside: dict[str, list[str]] = {}
    for leg in legs:
        for one, other in (leg.ends, leg.ends[::-1]):
            beside.setdefault(one, []).append(other)
    found = [stop]
    seen = {stop}
    for at in found:
        new = [other for other in beside.get(at, ()) if other not in seen]
        seen.update(new)
        found += dict.fromkeys(new)
    return found[1:]


def few(words: Sequence[str], most: int = 6) -> str:
    """List the first of some words and count the rest.

    Examples
    --------
    >>> few(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + rest
