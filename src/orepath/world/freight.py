"""What a leg costs and how long it takes: lengths and stops times a table of rates.

Every charge is a quantity (tonne-kilometres, a border, a change of mode) times one rate
row. A path's cost is therefore linear in the rates, and its range is known from theirs.
"""

import math
from collections.abc import Iterator, Mapping

import polars as pl

from orepath.core.units import convert
from orepath.errors import InputError, Problem, UnitError, suggest
from orepath.world.charge import Charge, Key, Rate

FIGURES: Mapping[str, tuple[str, str]] = {
    "cost": ("USD/t/km", "Haulage."),
    "fee": ("USD/t", "Fixed part of a voyage, whatever its length."),
    "speed": ("km/d", "Door to door while moving, ordinary halts included."),
    "wait": ("d", "Waiting before departure."),
    "border_fee": ("USD", "Fees of one border crossing, per load."),
    "border_time": ("d", "Time at one border crossing."),
    "gauge_fee": ("USD", "Change of gauge, per load."),
    "gauge_time": ("d", "Time of a change of gauge."),
    "load": ("t", "Load that pays one border or gauge fee: a wagon, a lorry."),
    "handling": ("USD/t", "From one mode to another; mode port or yard."),
    "handling_time": ("d", "Time from one mode to another; mode port or yard."),
    "capacity": ("t/a", "Most that passes in a year."),
    "closures": ("1/a", "How often it closes; mode passage: a strait, a country."),
}
"""Every figure a rates table may hold, with its unit inside and its meaning."""

WATER = frozenset({"sea", "ferry", "water"})
"""Modes that load in a port."""

_NEEDS = ("mode", "figure", "value", "value_low", "value_high", "unit", "grade")


class Rates:
    """Look up rates by mode, region and figure.

    A region may be a path, such as ``central-asia/kti``: its own row comes first, then
    the row of ``central-asia``, then the row whose region is empty, which stands for
    anywhere.

    Parameters
    ----------
    table : polars.DataFrame
        ``mode``, ``region``, ``figure``, ``value``, ``value_low``, ``value_high``,
        ``unit``, ``grade``; the units are converted to those of :data:`FIGURES`.

    Raises
    ------
    InputError
        Columns miss, a figure is unknown, a range is not ordered, a row stands twice.
    UnitError
        A unit does not convert to that of its figure.
    """

    def __init__(self, table: pl.DataFrame) -> None:
        missing = [name for name in (*_NEEDS, "region") if name not in table.columns]
        if missing:
            raise InputError(
                [
                    Problem(f"rates:1:{name}", "no such column", "add it")
                    for name in missing
                ]
            )
        problems: list[Problem] = []
        self._rates: dict[Key, Rate] = {}
        # Thousands of ways ask for the same few rates.
        self._found: dict[Key, tuple[Key, Rate] | None] = {}
        self._paces: dict[Rate, Rate] = {}
        for number, row in enumerate(table.iter_rows(named=True), start=2):
            key = (row["mode"], row["region"] or "", row["figure"])
            if key in self._rates:
                problems.append(
                    Problem(f"rates:{number}", f"{key} stands twice", "keep one row")
                )
            try:
                self._rates[key] = _read(row, f"rates:{number}")
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)

    def find(self, mode: str, region: str, figure: str) -> tuple[Key, Rate] | None:
        """Return the nearest row, or None where no row holds the figure.

        Parameters
        ----------
        mode, region, figure : str
            Regions widen from ``a/b`` over ``a`` to anywhere.
        """
        asked = (mode, region, figure)
        if asked not in self._found:
            keys = ((mode, part, figure) for part in _outward(region))
            known = ((key, self._rates[key]) for key in keys if key in self._rates)
            self._found[asked] = next(known, None)
        return self._found[asked]

    def need(self, mode: str, region: str, figure: str) -> tuple[Key, Rate]:
        """Return the nearest row.

        Raises
        ------
        InputError
            No row holds the figure.
        """
        found = self.find(mode, region, figure)
        if found is None:
            modes = sorted({key[0] for key in self._rates if key[2] == figure})
            raise InputError(
                Problem(
                    " ".join(filter(None, ("rates", mode, region, figure))),
                    "no such rate",
                    f"add a row to the rates; {suggest(mode, modes)}",
                )
            )
        return found

    def leg(self, leg: Mapping[str, object]) -> tuple[Charge, ...]:
        """Charge one leg.

        Parameters
        ----------
        leg : mapping
            ``mode``, ``region``, ``km``, ``borders``, ``gauge``.

        Returns
        -------
        tuple of Charge
            Cost and time; the optional figures ``fee`` and ``wait`` count as none where
            no row holds them.

        Raises
        ------
        InputError
            A rate that the leg needs is missing.
        """
        mode, region = str(leg["mode"]), str(leg["region"] or "")
        km = float(str(leg["km"]))
        charges = list(self.haul(mode, region, km))
        for line, unit, figure in (("voyage", "USD/t", "fee"), ("wait", "d", "wait")):
            found = self.find(mode, region, figure)
            if found is not None:
                charges.append(Charge(line, unit, found[0], 1.0, found[1]))
        for line, count in (("border", leg["borders"]), ("gauge", leg["gauge"])):
            times = float(str(count or 0))
            if times > 0:
                charges += self._crossing(line, mode, region, times)
        return tuple(charges)

    def haul(self, mode: str, region: str, km: float) -> tuple[Charge, Charge]:
        """Charge the cost and the time of a length.

        Parameters
        ----------
        mode, region : str
            By which and where.
        km : float
            Length.

        Raises
        ------
        InputError
            No row holds the cost, or the speed.
        """
        key, cost = self.need(mode, region, "cost")
        other, speed = self.need(mode, region, "speed")
        if speed not in self._paces:
            self._paces[speed] = speed.inverse()
        pace = self._paces[speed]
        return Charge("haul", "USD/t", key, km, cost), Charge(
            "haul", "d", other, km, pace
        )

    def change(self, mode: str, other: str) -> tuple[Charge, ...]:
        """Charge the change from one mode to another.

        Wagons and lorries go on where the mode stays the same; a ship that follows a
        ship takes the goods over in the port.

        Parameters
        ----------
        mode, other : str
            Before and after.

        Raises
        ------
        InputError
            No row holds the handling there.
        """
        if mode == other and mode not in WATER:
            return ()
        where = "port" if {mode, other} & WATER else "yard"
        cost_key, cost = self.need(where, "", "handling")
        time_key, time = self.need(where, "", "handling_time")
        return (
            Charge("handling", "USD/t", cost_key, 1.0, cost),
            Charge("handling", "d", time_key, 1.0, time),
        )

    def _crossing(
        self, line: str, mode: str, region: str, times: float
    ) -> Iterator[Charge]:
        key, fee = self.need(mode, region, f"{line}_fee")
        _, load = self.need(mode, region, "load")
        yield Charge(line, "USD/t", key, times, fee.over(load))
        key, time = self.need(mode, region, f"{line}_time")
        yield Charge(line, "d", key, times, time)


def _outward(region: str) -> Iterator[str]:
    """Yield a region, then each wider one, then anywhere."""
    parts = [part for part in region.split("/") if part]
    for count in range(len(parts), -1, -1):
        yield "/".join(parts[:count])


def _read(row: Mapping[str, object], where: str) -> Rate:
    """Read one row in the unit of its figure."""
    figure = str(row["figure"])
    if figure not in FIGURES:
        raise InputError(
            Problem(
                f"{where}:figure",
                f"unknown figure {figure!r}",
                suggest(figure, FIGURES),
            )
        )
    try:
        scale = convert(1.0, str(row["unit"]), FIGURES[figure][0])
    except UnitError as error:
        told = [Problem(f"{where}:unit", x.what, x.fix) for x in error.problems]
        raise UnitError(told) from error
    ends = [row[name] for name in ("value_low", "value", "value_high")]
    numbers = [math.nan if end is None else float(str(end)) * scale for end in ends]
    low, value, high = numbers
    least = 0.0 if figure not in {"speed", "load"} else 1e-9
    if not (least <= low <= value <= high < math.inf):
        raise InputError(
            Problem(
                f"{where}:value",
                f"range {ends[0]} – {ends[1]} – {ends[2]} of {figure}",
                "give low <= value <= high, speeds and loads above 0",
            )
        )
    return Rate(low, value, high, str(row["grade"]), str(row.get("source") or ""))
