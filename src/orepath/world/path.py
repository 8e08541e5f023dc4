"""A path is a chain of legs, with its cost, its time and what may close it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from orepath.world.charge import Charge, Range, Rate, total
from orepath.world.freight import Rates
from orepath.world.leg import Leg
from orepath.world.search import Ridden


@dataclass(frozen=True)
class Path:
    """Hold a way from one stop to another.

    Parameters
    ----------
    stops : tuple of str
        In order.
    legs : polars.DataFrame
        ``from``, ``to``, ``mode``, ``km``, ``usd_t``, ``days`` (the leg's own charges),
        ``change_usd_t``, ``change_days`` (the change of mode before it), ``borders``,
        ``gauge``, ``capacity`` (t/a), ``passes``, ``grade``, ``source`` (of the
        length), ``rate_source`` (of the haulage).
    charges : tuple of Charge
        Every line of cost and time, changes of mode included, and each cause of
        closure once, however many legs it closes.
    km : float
        Length.
    cost, days : Range
        USD/t and days with 10th and 90th percentile.
    borders, gauge : int
        Crossings of land borders and changes of gauge.
    capacity : Rate or None
        t/a of the narrowest leg whose capacity is known.
    weakest : str or None
        Label of that leg; where no capacity is known, of the one closed most often.
    closures : Range
        1/a.
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
    capacity: Rate | None
    weakest: str | None
    closures: Range
    grade: str

    @property
    def reliability(self) -> Range:
        """The chance that nothing closes it for a year.

        Notes
        -----
        exp(−λ), with λ the closures a year: causes strike apart from each other and
        at no set time (a Poisson process).
        """
        often = self.closures
        return Range(*(math.exp(-x) for x in (often.high, often.value, often.low)))


def travelled(start: str, ridden: Sequence[Ridden], rates: Rates) -> Path:
    """Write down the path over some legs.

    Parameters
    ----------
    start : str
        The first stop.
    ridden : sequence of Ridden
        As :func:`orepath.world.search.search` gives them.
    rates : Rates
        For changes of mode.
    """
    changes: list[tuple[Charge, ...]] = []
    mode = ""
    for _, _, leg in ridden:
        changes.append(rates.change(mode, leg.mode) if mode else ())
        mode = leg.mode
    legs = [leg for _, _, leg in ridden]
    causes = {one.key: one for leg in legs for one in leg.closures}
    paid = [one for leg in legs for one in leg.charges if one.unit != "1/a"]
    charges = (*(one for lines in changes for one in lines), *paid, *causes.values())
    narrowest = _narrowest(legs)
    weakest = narrowest or _riskiest(legs)
    grades = [leg.grade for leg in legs] + [charge.rate.grade for charge in charges]
    return Path(
        (start, *(other for _, other, _ in ridden)),
        _table(ridden, changes),
        charges,
        sum(leg.km for leg in legs),
        total(charges, "USD/t"),
        total(charges, "d"),
        sum(leg.borders for leg in legs),
        sum(leg.gauge for leg in legs),
        narrowest.capacity if narrowest else None,
        weakest.label if weakest else None,
        total(charges, "1/a"),
        max(grades, default="A"),
    )


def _narrowest(legs: Sequence[Leg]) -> Leg | None:
    """Return the leg of least known capacity."""
    known = [(leg.capacity.value, leg) for leg in legs if leg.capacity is not None]
    return min(known, key=lambda pair: pair[0])[1] if known else None


def _riskiest(legs: Sequence[Leg]) -> Leg | None:
    """Return the leg that is closed most often."""
    shut = [(sum(x.amount for x in leg.closures), leg) for leg in legs if leg.closures]
    return max(shut, key=lambda pair: pair[0])[1] if shut else None


def _table(
    ridden: Sequence[Ridden], changes: Sequence[tuple[Charge, ...]]
) -> pl.DataFrame:
    """Lay the legs of a path out, one a row."""
    return pl.DataFrame(
        [
            {
                "from": stop,
                "to": other,
                "mode": leg.mode,
                "km": leg.km,
                "usd_t": leg.amount("USD/t"),
                "days": leg.amount("d"),
                "change_usd_t": total(change, "USD/t").value,
                "change_days": total(change, "d").value,
                "borders": leg.borders,
                "gauge": leg.gauge,
                "capacity": leg.capacity.value if leg.capacity else None,
                "passes": " ".join(leg.passes),
                "grade": leg.grade,
                "source": leg.source,
                "rate_source": leg.charges[0].rate.source,
            }
            for (stop, other, leg), change in zip(ridden, changes, strict=True)
        ],
        schema=_SCHEMA,
    )


_SCHEMA: dict[str, pl.DataType] = {
    "from": pl.String(),
    "to": pl.String(),
    "mode": pl.String(),
    "km": pl.Float64(),
    "usd_t": pl.Float64(),
    "days": pl.Float64(),
    "change_usd_t": pl.Float64(),
    "change_days": pl.Float64(),
    "borders": pl.Int64(),
    "gauge": pl.Int64(),
    "capacity": pl.Float64(),
    "passes": pl.String(),
    "grade": pl.String(),
    "source": pl.String(),
    "rate_source": pl.String(),
}


SUMMARY: dict[str, pl.DataType] = {
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
    "capacity_low": pl.Float64(),
    "capacity_high": pl.Float64(),
    "capacity_grade": pl.String(),
    "capacity_source": pl.String(),
    "closures": pl.Float64(),
    "reliability": pl.Float64(),
    "reliability_low": pl.Float64(),
    "reliability_high": pl.Float64(),
    "weakest": pl.String(),
    "grade": pl.String(),
}
"""What is told of a path, by column."""


def summary(path: Path) -> dict[str, Any]:
    """Tell a path in one row.

    Returns
    -------
    dict of str to object
        Columns of :data:`SUMMARY`: km, USD/t, days; capacity of the narrowest leg in
        t/a, None where none is known; closures a year; reliability from 0 to 1.
    """
    width = path.capacity
    return {
        "km": path.km,
        **_spread("usd_t", path.cost),
        **_spread("days", path.days),
        "borders": path.borders,
        "gauge": path.gauge,
        **(_spread("capacity", width) if width else {}),
        "capacity_grade": width.grade if width else None,
        "capacity_source": width.source if width else None,
        "closures": path.closures.value,
        **_spread("reliability", path.reliability),
        "weakest": path.weakest,
        "grade": path.grade,
    }


def _spread(name: str, ends: Range | Rate) -> dict[str, float]:
    """Write a range as three columns."""
    return {name: ends.value, f"{name}_low": ends.low, f"{name}_high": ends.high}


def via_of(row: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the stops that a named corridor passes.

    Examples
    --------
    >>> via_of({"via": "Bandar Abbas; Sarakhs"})
    ('Bandar Abbas', 'Sarakhs')
    """
    return tuple(s.strip() for s in (row["via"] or "").split(";") if s.strip())
