"""A leg is one stretch of transport by one mode, with its cost, time and risks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from orepath.errors import InputError, Problem
from orepath.world.charge import Charge, Rate
from orepath.world.freight import Rates

Weight = Literal["USD/t", "d"]

_BETWEEN = re.compile(r"\s+[>–-]\s+")


@dataclass(frozen=True, slots=True)
class Leg:
    """Hold one stretch by one mode with its charges.

    Parameters
    ----------
    ends : tuple of str
        The two stops.
    mode, region : str
        As in the rates.
    passes : tuple of str
        Codes of the countries and names of the straits and seas on the way.
    km : float
        Length.
    borders, gauge : int
        Border crossings and changes of gauge.
    grade, source : str
        Of the length.
    capacity : Rate or None
        t/a; None where nobody published one.
    charges : tuple of Charge
        Cost and time, and how often what it passes is closed (``1/a``).
    """

    ends: tuple[str, str]
    mode: str
    region: str
    passes: tuple[str, ...]
    km: float
    borders: int
    gauge: int
    grade: str
    source: str
    capacity: Rate | None
    charges: tuple[Charge, ...]

    @property
    def label(self) -> str:
        """Name the leg as ``from > to (mode)``."""
        return f"{self.ends[0]} > {self.ends[1]} ({self.mode})"

    @property
    def closures(self) -> tuple[Charge, ...]:
        """Return what closes it, and how often in a year."""
        return tuple(one for one in self.charges if one.unit == "1/a")

    def amount(self, unit: Weight) -> float:
        """Sum the charges of one unit at their values."""
        return sum(charge.amount for charge in self.charges if charge.unit == unit)

    def named(self, word: str) -> bool:
        """Tell whether a word means it.

        Parameters
        ----------
        word : str
            A stop of it, something it passes, or ``a > b``, ``a - b`` either way
            round, with or without ``(mode)``.
        """
        if word in self.ends or word in self.passes:
            return True
        there, back = self.ends, self.ends[::-1]
        ends = (*there, f"{there[1]} ({self.mode})", f"{back[1]} ({self.mode})")
        parts = tuple(_BETWEEN.split(word))
        return parts in {there, back, (there[0], ends[2]), (back[0], ends[3])}


def charged(row: Mapping[str, Any], rates: Rates, where: str) -> Leg:
    """Read one row of the legs table and charge it.

    Parameters
    ----------
    row : mapping
        ``from``, ``to``, ``mode``, ``km``, ``borders``, ``gauge``, ``grade``; and, if
        wished, ``region``, ``passes`` (blank-separated) and ``source``.
    rates : Rates
        What it costs.
    where : str
        Where the row stands, for the error.

    Returns
    -------
    Leg

    Raises
    ------
    InputError
        The leg has no length, or the rates lack one that it needs.
    """
    if row["km"] is None or not row["km"] > 0:
        raise InputError(Problem(f"{where}:km", f"{row['km']}", "give more than 0 km"))
    mode, region = row["mode"], row.get("region") or ""
    passes = tuple((row.get("passes") or "").split())
    capacity = rates.find(mode, region, "capacity")
    try:
        charges = rates.leg({**row, "region": region})
    except InputError as error:
        raise InputError(
            [
                Problem(where, f"{one.where}: {one.what}", one.fix)
                for one in error.problems
            ]
        ) from error
    return Leg(
        (row["from"], row["to"]),
        mode,
        region,
        passes,
        float(row["km"]),
        int(row["borders"] or 0),
        int(row["gauge"] or 0),
        row["grade"],
        row.get("source") or "",
        capacity[1] if capacity else None,
        (*charges, *_closures(rates, mode, region, passes)),
    )


def _closures(
    rates: Rates, mode: str, region: str, passes: tuple[str, ...]
) -> list[Charge]:
    """Return what closes a leg: its own row, and those of what it passes."""
    sought = [(mode, region), *(("passage", word) for word in passes)]
    found = [rates.find(*where, "closures") for where in sought]
    return [Charge("closure", "1/a", one[0], 1.0, one[1]) for one in found if one]
