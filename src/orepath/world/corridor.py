"""Corridors are paths over legs: cheapest, fastest, most reliable, and the frontier.

Legs run both ways. Named corridors are paths that pass given stops.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.world.freight import Rates
from orepath.world.leg import Leg, Weight, charged
from orepath.world.path import SUMMARY, Path, summary, travelled, via_of
from orepath.world.search import Ridden, few, joined, search, undominated

_NEEDS = ("from", "to", "mode", "km", "borders", "gauge", "grade")


class Corridors:
    """Find paths over a table of legs at a table of rates.

    Parameters
    ----------
    legs : polars.DataFrame
        ``from``, ``to``, ``mode``, ``km``, ``borders``, ``gauge``, ``grade``;
        ``region``, ``passes`` and ``source`` may be empty or absent.
    rates : polars.DataFrame
        See :class:`orepath.world.freight.Rates`.

    Raises
    ------
    InputError
        Columns miss, a leg has no length, or a rate it needs is missing; all at once.
    """

    def __init__(self, legs: pl.DataFrame, rates: pl.DataFrame) -> None:
        missing = [name for name in _NEEDS if name not in legs.columns]
        if missing:
            raise InputError(
                [
                    Problem(f"legs:1:{name}", "no such column", "add it")
                    for name in missing
                ]
            )
        self._rates = Rates(rates)
        problems = _doubles(legs)
        found: list[Leg] = []
        for number, row in enumerate(legs.iter_rows(named=True), start=2):
            try:
                found.append(charged(row, self._rates, f"legs:{number}"))
            except InputError as error:
                problems += error.problems
        problems += _unhandled(found, self._rates)
        if problems:
            raise InputError(problems)
        self.legs = tuple(found)
        self.stops = tuple(sorted({end for leg in found for end in leg.ends}))

    def cheapest(
        self, start: str, end: str, tonnes: float = 1.0, closed: Sequence[str] = ()
    ) -> Path:
        """Find the path of least cost.

        Parameters
        ----------
        start, end : str
            Stops.
        tonnes : float
            t/a, above 0; legs known to carry less are left out, and so is a leg whose
            capacity is 0.
        closed : sequence of str
            Stops, straits and country codes that legs pass, or legs as ``a > b``,
            ``a - b`` or ``a > b (mode)``.

        Returns
        -------
        Path

        Raises
        ------
        InputError
            A stop is unknown, or the end cannot be reached; what is closed is told.

        Notes
        -----
        Dijkstra over stops × modes: O(E log V).
        """
        return self._best(start, end, (), "USD/t", self._open(tonnes, closed))

    def fastest(
        self, start: str, end: str, tonnes: float = 1.0, closed: Sequence[str] = ()
    ) -> Path:
        """Find the path of least time; arguments as in :meth:`cheapest`."""
        return self._best(start, end, (), "d", self._open(tonnes, closed))

    def most_reliable(
        self, start: str, end: str, tonnes: float = 1.0, closed: Sequence[str] = ()
    ) -> Path:
        """Find the path that is closed least often, and the cheapest of those.

        Arguments as in :meth:`cheapest`.

        Notes
        -----
        Legs share causes (one strait, one sanction), so frequencies do not add leg by
        leg; the frontier counts each cause once, and this path stands on it.
        """
        found = self.frontier(start, end, tonnes, closed)
        return min(found, key=lambda path: (path.closures.value, path.cost.value))

    def through(
        self,
        start: str,
        end: str,
        via: Sequence[str],
        tonnes: float = 1.0,
        closed: Sequence[str] = (),
    ) -> Path:
        """Find the cheapest path that passes given stops in their order.

        ``via`` names the stops in between; the other arguments as in :meth:`cheapest`.
        """
        return self._best(start, end, tuple(via), "USD/t", self._open(tonnes, closed))

    def along(
        self,
        start: str,
        end: str,
        via: Sequence[str],
        tonnes: float = 1.0,
        closed: Sequence[str] = (),
    ) -> Path:
        """Find the cheapest path that passes given stops in this order or in reverse.

        Arguments as in :meth:`through`; a corridor runs both ways.

        Raises
        ------
        InputError
            As in :meth:`cheapest`, or the path would pass a stop twice: the corridor
            does not lie between the two ends.
        """
        legs = self._open(tonnes, closed)
        between = tuple(stop for stop in via if stop not in {start, end})
        self._known(start, end, *between)
        ways = dict.fromkeys((between, between[::-1]))
        found = [self._simple(start, end, way, legs) for way in ways]
        paths = [travelled(start, one, self._rates) for one in found if one is not None]
        if paths:
            return min(paths, key=lambda one: one.cost.value)
        # What is cut off altogether is told by name first.
        self._best(start, end, between, "USD/t", legs)
        raise InputError(
            Problem(
                f"{start} > {end} by {', '.join(via)}",
                "would pass a stop twice: the corridor does not lie between the two",
                "choose other ends, or add the leg that is missing",
            )
        )

    def _simple(
        self, start: str, end: str, via: tuple[str, ...], legs: Sequence[Leg]
    ) -> list[Ridden] | None:
        """Find a path through stops that passes no stop twice, None where none is.

        The cheapest of all if it is such a path; else stretch by stretch, each the
        cheapest that avoids the stops already passed.
        """
        whole = search(legs, self._rates, (start, end), via, "USD/t")
        if whole is None or _once(start, whole):
            return whole
        found: list[Ridden] = []
        gates = (start, *via, end)
        for place, (gate, other) in enumerate(pairwise(gates)):
            shut = {stop for stop, _, _ in found} | {
                *gates[:place],
                *gates[place + 2 :],
            }
            free = [leg for leg in legs if not shut.intersection(leg.ends)]
            part = search(free, self._rates, (gate, other), (), "USD/t")
            if part is None:
                return None
            found += part
        return found

    def frontier(
        self, start: str, end: str, tonnes: float = 1.0, closed: Sequence[str] = ()
    ) -> list[Path]:
        """Find every path that no other beats in cost, time and closures together.

        Returns
        -------
        list of Path
            Cheapest first; one path for each triple of the three.

        Notes
        -----
        Label setting with dominance at each stop and mode; exact. See
        :func:`orepath.world.search.undominated`.
        """
        legs = self._open(tonnes, closed)
        self._known(start, end)
        found = undominated(legs, self._rates, start, end)
        if not found:
            raise self._unreachable(start, end, legs)
        return [travelled(start, ridden, self._rates) for ridden in found]

    def _open(self, tonnes: float, closed: Sequence[str]) -> list[Leg]:
        """Return the legs that are open and wide enough, or tell unknown words."""
        unknown = [
            word for word in closed if not any(leg.named(word) for leg in self.legs)
        ]
        if unknown:
            words = {w for x in self.legs for w in (*x.ends, *x.passes, x.label)}
            what = "no stop, leg, strait or country {!r} on any leg"
            raise InputError(
                [
                    Problem("closed", what.format(word), suggest(word, words))
                    for word in unknown
                ]
            )
        return [
            leg
            for leg in self.legs
            if not any(leg.named(word) for word in closed)
            and (leg.capacity is None or leg.capacity.value >= tonnes)
        ]

    def _known(self, *stops: str) -> None:
        unknown = [stop for stop in stops if stop not in self.stops]
        if unknown:
            raise InputError(
                [
                    Problem("stop", f"unknown stop {stop!r}", suggest(stop, self.stops))
                    for stop in unknown
                ]
            )

    def _best(
        self,
        start: str,
        end: str,
        via: tuple[str, ...],
        weight: Weight,
        legs: list[Leg],
    ) -> Path:
        self._known(start, end, *via)
        ridden = search(legs, self._rates, (start, end), via, weight)
        if ridden is None:
            raise self._unreachable(start, end, legs)
        return travelled(start, ridden, self._rates)

    def _unreachable(self, start: str, end: str, legs: list[Leg]) -> InputError:
        kept = set(map(id, legs))
        shut = [leg.label for leg in self.legs if id(leg) not in kept]
        reason = f"closed or too narrow: {few(shut)}" if shut else "no leg is closed"
        sides = " and ".join(
            f"{stop} to {few(joined(legs, stop)) or 'no stop'}" for stop in (start, end)
        )
        return InputError(
            Problem(
                f"{start} > {end}",
                f"cannot be reached; {reason}; what is left joins {sides}",
                "open a leg, ask for fewer tonnes, or add a leg between the two",
            )
        )


def compare(
    corridors: pl.DataFrame, legs: pl.DataFrame, rates: pl.DataFrame
) -> pl.DataFrame:
    """Lay named corridors side by side.

    Parameters
    ----------
    corridors : polars.DataFrame
        ``corridor``, ``from``, ``to``, ``via`` (stops separated by ``;``).
    legs, rates : polars.DataFrame
        As :class:`Corridors` takes them.

    Returns
    -------
    polars.DataFrame
        ``corridor`` and what :func:`summary` tells, in the same order.

    Raises
    ------
    InputError
        A corridor passes an unknown stop or cannot be travelled; all told at once.
    """
    network = Corridors(legs, rates)
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    for row in corridors.iter_rows(named=True):
        try:
            path = network.through(row["from"], row["to"], via_of(row))
        except InputError as error:
            where = f"corridor {row['corridor']}: "
            problems += [
                Problem(where + problem.where, problem.what, problem.fix)
                for problem in error.problems
            ]
            continue
        rows.append({"corridor": row["corridor"], **summary(path)})
    if problems:
        raise InputError(problems)
    return pl.DataFrame(rows, schema={"corridor": pl.String(), **SUMMARY})


def _once(start: str, ridden: Sequence[Ridden]) -> bool:
    """Tell whether a way passes no stop twice."""
    stops = [start, *(other for _, other, _ in ridden)]
    return len(set(stops)) == len(stops)


def _doubles(legs: pl.DataFrame) -> list[Problem]:
    """Tell legs that stand twice, either way round."""
    seen: set[tuple[frozenset[str], str]] = set()
    problems = []
    for number, row in enumerate(legs.iter_rows(named=True), start=2):
        key = (frozenset((row["from"], row["to"])), row["mode"])
        if key in seen:
            label = f"{row['from']} > {row['to']} ({row['mode']})"
            problems.append(
                Problem(f"legs:{number}", f"{label} stands twice", "keep one row")
            )
        seen.add(key)
    return problems


def _unhandled(legs: Sequence[Leg], rates: Rates) -> list[Problem]:
    """Tell the changes of mode at a stop for which the rates hold no handling."""
    modes: dict[str, set[str]] = {}
    for leg in legs:
        for end in leg.ends:
            modes.setdefault(end, set()).add(leg.mode)
    pairs = {(mode, other) for met in modes.values() for mode in met for other in met}
    problems: dict[str, Problem] = {}
    for mode, other in sorted(pairs):
        try:
            rates.change(mode, other)
        except InputError as error:
            problems |= {problem.where: problem for problem in error.problems}
    return list(problems.values())
