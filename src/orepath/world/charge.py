"""A charge is a quantity times a rate; charges add up, and so do their ranges."""

import math
from dataclasses import dataclass

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """Hold one rate with its range, in the unit of its figure.

    Parameters
    ----------
    low, value, high : float
        10th percentile, value, 90th percentile; 0 or more, ordered.
    grade : str
        A, B or C.
    source : str
        Identifier of the evidence; empty where the table names none.
    """

    low: float
    value: float
    high: float
    grade: str
    source: str = ""

    def over(self, load: "Rate") -> "Rate":
        """Divide by a load: the dearest is the high fee on the small load."""
        return Rate(
            self.low / load.high,
            self.value / load.value,
            self.high / load.low,
            max(self.grade, load.grade),
            self.source,
        )

    def inverse(self) -> "Rate":
        """Turn a speed into a pace: the slowest speed is the high pace."""
        ends = 1 / self.high, 1 / self.value, 1 / self.low
        return Rate(*ends, self.grade, self.source)


@dataclass(frozen=True, slots=True)
class Charge:
    """Hold one line of a path's cost or time: quantity × rate.

    Parameters
    ----------
    line : str
        haul, voyage, wait, border, gauge, handling or closure.
    unit : str
        ``USD/t``, ``d`` or ``1/a``.
    key : tuple of str
        Of the rate row: mode, region, figure; charges on one key move together.
    quantity : float
        How many times the rate.
    rate : Rate
        Per one of the quantity.
    """

    line: str
    unit: str
    key: Key
    quantity: float
    rate: Rate

    @property
    def amount(self) -> float:
        """The charge at the rate's value."""
        return self.quantity * self.rate.value


@dataclass(frozen=True, slots=True)
class Range:
    """Hold a sum of charges with its 10th and 90th percentile."""

    low: float
    value: float
    high: float


def total(charges: tuple[Charge, ...], unit: str) -> Range:
    """Add charges of one unit up, with the range of the sum.

    Parameters
    ----------
    charges : tuple of Charge
        Of a path.
    unit : str
        ``USD/t``, ``d`` or ``1/a``.

    Returns
    -------
    Range
        Charges on one rate row move together, rows move apart.

    Notes
    -----
    With q_r the quantity on row r: value Σ q_r v_r, low end value −
    √Σ (q_r (v_r − low_r))², high end likewise. O(charges).

    Examples
    --------
    >>> rate = Rate(3.0, 4.0, 8.0, "C")
    >>> other = Rate(1.0, 4.0, 7.0, "C")
    >>> total(
    ...     (
    ...         Charge("haul", "USD/t", ("rail", "", "cost"), 2.0, rate),
    ...         Charge("haul", "USD/t", ("road", "", "cost"), 1.0, other),
    ...     ),
    ...     "USD/t",
    ... ).value
    12.0
    """
    down: dict[Key, float] = {}
    up: dict[Key, float] = {}
    value = 0.0
    for charge in charges:
        if charge.unit == unit:
            rate, times = charge.rate, charge.quantity
            value += charge.amount
            down[charge.key] = down.get(charge.key, 0.0) + times * (
                rate.value - rate.low
            )
            up[charge.key] = up.get(charge.key, 0.0) + times * (rate.high - rate.value)
    return Range(
        value - math.hypot(*down.values()), value, value + math.hypot(*up.values())
    )
