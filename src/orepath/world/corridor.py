"""Corridors are paths over legs: cheapest, fastest, most reliable, and the frontier.

Legs run both ways. Named corridors are paths that pass given stops.
"""

from collections.abc import Sequence
from itertools import chain, combinations
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.world.freight import Rates
from orepath.world.leg import Leg, Weight, charged
from orepath.world.path import Path, search, travelled, undominated

_NEEDS = ("from", "to", "mode", "km", "borders", "gauge", "grade")


class Corridors:
    """Find paths over a table of legs at a table of rates.

    Parameters
    ----------
    legs : polars.DataFrame
        ``from``, ``to``, ``mode``, ``km``, ``region`` (may be empty or absent),
        ``borders``, ``gauge``, ``grade``.
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
                found.append(
                    charged({"region": "", **row}, self._rates, f"legs:{number}")
                )
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
            Stops, or legs as ``a > b`` or ``a > b (mode)``.

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
        leg. Every set of causes is tried in order of its total frequency: exact,
        O(2^causes) searches, with fewer than ten causes in practice.
        """
        legs = self._open(tonnes, closed)
        causes = dict(leg.closures for leg in legs if leg.closures)
        sets = chain.from_iterable(
            combinations(sorted(causes), count) for count in range(len(causes) + 1)
        )
        for borne in sorted(sets, key=lambda keys: sum(causes[key] for key in keys)):
            usable = [
                leg for leg in legs if not leg.closures or leg.closures[0] in borne
            ]
            states = search(usable, self._rates, (start, end), (), "USD/t")
            if states is not None:
                return travelled(states, usable, self._rates, "USD/t")
        return self._best(start, end, (), "USD/t", legs)

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

    def frontier(
        self, start: str, end: str, tonnes: float = 1.0, closed: Sequence[str] = ()
    ) -> list[Path]:
        """Find every path that no other beats in both cost and time.

        Returns
        -------
        list of Path
            Dearest last, fastest last; one path for each pair of cost and time.

        Notes
        -----
        Label setting with dominance at each stop and mode; exact. O(L log L) with L
        labels kept, small on corridor networks.
        """
        legs = self._open(tonnes, closed)
        self._known(start, end)
        found = undominated(legs, self._rates, start, end)
        if not found:
            raise self._unreachable(start, end, legs)
        return [travelled(states, legs, self._rates, "USD/t") for states in found]

    def _open(self, tonnes: float, closed: Sequence[str]) -> list[Leg]:
        """Return the legs that are open and wide enough, or tell unknown words."""
        words = {word for leg in self.legs for word in (*leg.ends, leg.label)}
        unknown = [
            word for word in closed if not any(leg.named(word) for leg in self.legs)
        ]
        if unknown:
            raise InputError(
                [
                    Problem("closed", f"no stop or leg {word!r}", suggest(word, words))
                    for word in unknown
                ]
            )
        return [
            leg
            for leg in self.legs
            if not any(leg.named(word) for word in closed)
            and (leg.capacity is None or leg.capacity >= tonnes)
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
        states = search(legs, self._rates, (start, end), via, weight)
        if states is None:
            raise self._unreachable(start, end, legs)
        return travelled(states, legs, self._rates, weight)

    def _unreachable(self, start: str, end: str, legs: list[Leg]) -> InputError:
        kept = set(map(id, legs))
        shut = [leg.label for leg in self.legs if id(leg) not in kept]
        reason = (
            f"closed or too narrow: {', '.join(shut)}" if shut else "no leg is closed"
        )
        return InputError(
            Problem(
                f"{start} > {end}",
                f"cannot be reached; {reason}",
                "open a leg, add one, or ask for fewer tonnes",
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
        ``corridor``, ``km``, ``usd_t``, ``usd_t_low``, ``usd_t_high``, ``days``,
        ``days_low``, ``days_high``, ``borders``, ``gauge``, ``capacity`` (kt/a, null
        where not known), ``closures`` (1/a), ``weakest``, ``grade``, in the same order.

    Raises
    ------
    InputError
        A corridor passes an unknown stop or cannot be travelled; all told at once.
    """
    network = Corridors(legs, rates)
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    for row in corridors.iter_rows(named=True):
        via = [stop.strip() for stop in (row["via"] or "").split(";") if stop.strip()]
        try:
            path = network.through(row["from"], row["to"], via)
        except InputError as error:
            where = f"corridor {row['corridor']}: "
            problems += [
                Problem(where + problem.where, problem.what, problem.fix)
                for problem in error.problems
            ]
            continue
        rows.append({"corridor": row["corridor"], **_summary(path)})
    if problems:
        raise InputError(problems)
    return pl.DataFrame(rows, schema=_SUMMARY)


_SUMMARY: dict[str, pl.DataType] = {
    "corridor": pl.String(),
    "km": pl.Float64(),
    "usd_t": pl.Float64(),
    "usd_t_low": pl.Float64(),
    "usd_t_high": pl.Float64(),
    "days": pl.Float64(),
    "days_low": pl.Float64(),
    "days_high": pl.Float64(),
    "borders": pl.Int64(),
    "gauge": pl.Int64(),
    "capacity": pl.Float64(),
    "closures": pl.Float64(),
    "weakest": pl.String(),
    "grade": pl.String(),
}


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


def _summary(path: Path) -> dict[str, Any]:
    return {
        "km": path.km,
        "usd_t": path.cost.value,
        "usd_t_low": path.cost.low,
        "usd_t_high": path.cost.high,
        "days": path.days.value,
        "days_low": path.days.low,
        "days_high": path.days.high,
        "borders": path.borders,
        "gauge": path.gauge,
        "capacity": None if path.capacity is None else path.capacity / 1000,
        "closures": path.closures,
        "weakest": path.weakest,
        "grade": path.grade,
    }
