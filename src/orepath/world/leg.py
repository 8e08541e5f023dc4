"""A leg is one stretch of transport by one mode, with its cost and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from orepath.errors import InputError, Problem
from orepath.world.freight import Charge, Key, Rates

Weight = Literal["USD/t", "d"]


@dataclass(frozen=True, slots=True)
class Leg:
    """Hold one stretch by one mode with its charges.

    Parameters
    ----------
    ends : tuple of str
        The two stops.
    mode, region : str
        As in the rates.
    km : float
        Length.
    borders, gauge : int
        Border crossings and changes of gauge.
    grade : str
        Grade of the length.
    capacity : float or None
        t/a; None where nobody published one.
    closures : tuple
        Key and yearly frequency of what closes it; None where no row says.
    charges : tuple of Charge
        Cost and time.
    """

    ends: tuple[str, str]
    mode: str
    region: str
    km: float
    borders: int
    gauge: int
    grade: str
    capacity: float | None
    closures: tuple[Key, float] | None
    charges: tuple[Charge, ...]

    @property
    def label(self) -> str:
        """Name the leg as ``from > to (mode)``."""
        return f"{self.ends[0]} > {self.ends[1]} ({self.mode})"

    def amount(self, unit: Weight) -> float:
        """Sum the charges of one unit at their values."""
        return sum(charge.amount for charge in self.charges if charge.unit == unit)

    def named(self, word: str) -> bool:
        """Tell whether a word is a stop of it, ``a > b`` either way, or its label."""
        back = f"{self.ends[1]} > {self.ends[0]}"
        there = f"{self.ends[0]} > {self.ends[1]}"
        mode = f" ({self.mode})"
        return word in {*self.ends, there, back, there + mode, back + mode}


def charged(row: Mapping[str, Any], rates: Rates, where: str) -> Leg:
    """Read one row of the legs table and charge it.

    Parameters
    ----------
    row : mapping
        ``from``, ``to``, ``mode``, ``region``, ``km``, ``borders``, ``gauge``,
        ``grade``.
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
    mode, region = row["mode"], row["region"] or ""
    capacity = rates.find(mode, region, "capacity")
    closures = rates.find(mode, region, "closures")
    try:
        charges = rates.leg(row)
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
        float(row["km"]),
        int(row["borders"] or 0),
        int(row["gauge"] or 0),
        row["grade"],
        capacity[1].value if capacity else None,
        (closures[0], closures[1].value) if closures else None,
        charges,
    )
