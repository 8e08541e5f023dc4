"""Write numbers for people: few digits, a fitting unit, and words for the unknown.

Units come from the closed set in which Orepath computes: tonnes, years, USD, km, MWh
and fractions, each alone or per year (``/a``) or per tonne (``/t``).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from orepath.errors import InputError, Problem

UNKNOWN = "not known"
_NO_LIMIT = "no limit"
_LADDERS: dict[str, tuple[tuple[float, str], ...]] = {
    "t": ((1e6, "Mt"), (1e3, "kt"), (1.0, "t")),
    "USD": ((1e9, "USD bn"), (1e6, "USD m"), (1e3, "USD k"), (1.0, "USD")),
    "MWh": ((1e6, "TWh"), (1e3, "GWh"), (1.0, "MWh")),
    "fraction": ((0.01, "%"),),
}
_MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """Hold the unit in which one column or one axis is shown.

    Parameters
    ----------
    factor : float
        One shown unit in the unit computed with; shown = computed / factor.
    label : str
        The shown unit, as ``kt/a``; empty when the number has none.
    decimals : int
        Digits after the point that all numbers of the column share.
    """

    factor: float
    label: str
    decimals: int

    def text(self, value: float | None) -> str:
        """Write one number of the column, without its unit.

        Examples
        --------
        >>> Scale(1000.0, "kt", 1).text(12_345.0), Scale(1000.0, "kt", 1).text(3.0)
        ('12.3', '<0.1')
        """
        if value is None:
            return UNKNOWN
        if math.isinf(value):
            return _NO_LIMIT if value > 0 else f"−{_NO_LIMIT}"
        shown = value / self.factor
        least = 10.0**-self.decimals
        if shown and abs(shown) < least / 2:
            return f"<{least:.{self.decimals}f}" if shown > 0 else "−0"
        return f"{shown:,.{self.decimals}f}".replace("-", "−")


def scale_for(
    values: Iterable[float | None],
    unit: str,
    beside: Iterable[float | None] = (),
) -> Scale:
    """Choose the shown unit and the decimals that suit most of the values.

    Parameters
    ----------
    values : iterable of float or None
        The column, in ``unit``; unknown and zero values have no say.
    unit : str
        The unit computed with, as ``t/a``, ``USD`` or ``fraction``.
    beside : iterable of float or None
        What stands beside the column and must bear the same unit; the decimals stay
        the column's own.

    Notes
    -----
    The median of the sizes decides, so that one giant does not turn the rest to zeros.

    Examples
    --------
    >>> scale_for([12_000.0, 45_000.0, None], "t/a")
    Scale(factor=1000.0, label='kt/a', decimals=1)
    >>> scale_for([0.2, 0.35], "fraction").text(0.35)
    '35'
    >>> with_it = scale_for([310e3, 450e3], "USD", beside=[2.1e6, 9.4e6, 3e6])
    >>> with_it.label, with_it.text(310e3)
    ('USD m', '0.31')
    """
    own = list(values)
    middle = _middle(own)
    factor, label = _rung(_middle([*own, *beside]), unit)
    shown = middle / factor
    if unit.startswith("fraction"):
        return Scale(factor, label, 0 if shown >= 1 or not shown else 1)
    magnitude = math.floor(math.log10(shown)) if shown else 2
    return Scale(factor, label, min(_MOST_DECIMALS, max(0, 2 - magnitude)))


def _middle(values: Iterable[float | None]) -> float:
    """Return the median of the sizes; unknown and zero values have no say."""
    sizes = sorted(abs(v) for v in values if v and math.isfinite(v))
    return sizes[len(sizes) // 2] if sizes else 0.0


def human(value: float | str | None, unit: str = "") -> str:
    """Write one number with its unit, as in running text.

    Parameters
    ----------
    value : float, str or None
        In ``unit``; text passes unchanged; None is "not known".
    unit : str
        The unit computed with; empty for a plain number, ``year`` for a calendar year.

    Raises
    ------
    InputError
        If the number is NaN, which never has a meaning here.

    Examples
    --------
    >>> human(12_345.0, "t"), human(1.4e6, "USD"), human(0.34, "fraction")
    ('12.3 kt', 'USD 1.4 m', '34 %')
    >>> human(None, "t"), human(2031, "year"), human(13_312.0, "USD/t")
    ('not known', '2031', 'USD 13,312/t')
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if math.isnan(value):
        what = "found NaN, expected a number or an unknown (None)"
        raise InputError(Problem("number", what, "leave the value empty"))
    if math.isinf(value):
        return _NO_LIMIT if value > 0 else f"−{_NO_LIMIT}"
    if unit == "year":
        return f"{value:.0f}"
    factor, label = _rung(abs(value), unit)
    return _joined(_digits(value / factor), label)


def _rung(size: float, unit: str) -> tuple[float, str]:
    """Return the factor and the name of the shown unit for numbers of this size."""
    stem, slash, per = unit.partition("/")
    if stem not in _LADDERS or per not in {"", "a"}:
        return 1.0, unit
    ladder = _LADDERS[stem]
    factor, name = next((rung for rung in ladder if size >= rung[0]), ladder[-1])
    return factor, f"{name}{slash}{per}"


def _digits(shown: float) -> str:
    """Write about three digits: whole from a hundred up, never an exponent."""
    size = abs(shown)
    if size >= 99.95 or not size:
        text = f"{shown:,.0f}"
    else:
        places = min(4, max(0, 2 - math.floor(math.log10(size))))
        text = f"{shown:.{places}f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _joined(digits: str, label: str) -> str:
    """Join number and unit: the currency stands before, all else after."""
    if not label.startswith("USD"):
        return f"{digits} {label}".rstrip()
    stem, slash, per = label.partition("/")
    rest = stem.removeprefix("USD")
    return f"USD {digits}{rest}{slash}{per}"
