"""Every unit a publisher writes turns into one closed set, behind one door.

Inside Orepath a quantity is in tonnes, years, USD, km, MWh or a fraction. What
publishers write ("thousand metric tons", "dollars per kilogram", "t/yr") is read
word by word with one table, :data:`WORDS`, and converted by pint. A word that is not
in the table is an error, never a guess.
"""

import re
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from orepath.errors import Problem, UnitError, suggest

Number = TypeVar("Number", float, NDArray[np.float64])

CLOSED = (
    "t",
    "a",
    "USD",
    "km",
    "MWh",
    "fraction",
    "t/a",
    "USD/t",
    "USD/a",
    "USD/(t/a)",
    "USD/t/km",
    "USD/MWh",
    "MWh/t",
    "fraction/a",
    "m3",
    "m3/a",
    "person",
)
"""The units used inside; everything else is converted at the border."""

_DEFINITIONS = (
    "t = [mass]",
    "kg = 0.001 * t",
    "g = 1e-6 * t",
    "kt = 1000 * t",
    "Mt = 1e6 * t",
    "lb = 0.00045359237 * t",
    "short_ton = 0.90718474 * t",
    "long_ton = 1.0160469088 * t",
    "troy_ounce = 3.11034768e-5 * t",
    "carat = 2e-7 * t",
    "flask = 0.034473 * t",
    "mtu = 0.01 * t",
    "a = [time]",
    "month = a / 12",
    "d = a / 365.25",
    "h = d / 24",
    "km = [length]",
    "m = 0.001 * km",
    "nautical_mile = 1.852 * km",
    "mile = 1.609344 * km",
    "MWh = [energy]",
    "kWh = 0.001 * MWh",
    "GWh = 1000 * MWh",
    "TWh = 1e6 * MWh",
    "GJ = MWh / 3.6",
    "MJ = GJ / 1000",
    "mmbtu = 1.05505585262 * GJ",
    "USD = [money]",
    "cent = 0.01 * USD",
    "m3 = [volume]",
    "litre = 0.001 * m3",
    "bbl = 0.158987294928 * m3",
    "TEU = [container]",
    "FEU = 2 * TEU",
    "person = [person]",
    "fraction = []",
    "percent = 0.01 * fraction",
)

WORDS: dict[str, str] = {
    "t": "t", "tonne": "t", "tonnes": "t", "metric ton": "t", "metric tons": "t",
    "metric dry ton": "t", "metric dry tons": "t", "dry metric tons": "t", "mt": "t",
    "kt": "kt", "Mt": "Mt", "kg": "kg", "kilogram": "kg", "kilograms": "kg",
    "g": "g", "gram": "g", "grams": "g", "lb": "lb", "pound": "lb", "pounds": "lb",
    "short ton": "short_ton", "short tons": "short_ton",
    "long ton": "long_ton", "long tons": "long_ton",
    "troy ounce": "troy_ounce", "troy ounces": "troy_ounce", "troy oz": "troy_ounce",
    "carat": "carat", "carats": "carat", "flask": "flask", "flasks": "flask",
    "mtu": "mtu", "dmtu": "mtu", "metric ton unit": "mtu",
    "dry metric ton unit": "mtu",
    "a": "a", "yr": "a", "y": "a", "year": "a", "years": "a", "annum": "a",
    "month": "month", "months": "month", "d": "d", "day": "d", "days": "d",
    "h": "h", "hour": "h", "hours": "h",
    "km": "km", "m": "m", "mile": "mile", "miles": "mile",
    "nautical mile": "nautical_mile", "nautical miles": "nautical_mile",
    "MWh": "MWh", "kWh": "kWh", "GWh": "GWh", "TWh": "TWh", "GJ": "GJ", "MJ": "MJ",
    "mmbtu": "mmbtu",
    "USD": "USD", "dollar": "USD", "dollars": "USD", "US dollars": "USD",
    "kUSD": "1000 * USD", "MUSD": "1e6 * USD", "cent": "cent", "cents": "cent",
    "m3": "m3", "cubic meter": "m3", "cubic meters": "m3", "litre": "litre",
    "liter": "litre", "liters": "litre", "litres": "litre", "bbl": "bbl",
    "TEU": "TEU", "FEU": "FEU", "person": "person", "number": "person",
    "t-km": "t * km", "tkm": "t * km", "tonne-km": "t * km", "TEU-km": "TEU * km",
    "fraction": "fraction", "share": "fraction", "percent": "percent",
    "%": "percent", "1": "fraction",
}  # fmt: skip
"""Publishers' words and what they mean, one a unit."""

# Loading pint takes a fifth of a second, and most tables need nothing of it but these.
_OFTEN = (
    {(unit, unit): 1.0 for unit in (*CLOSED, "d", "1/a", "km/d")}
    | {
        (f"{mass}{tail}", f"t{tail}"): tonnes
        for mass, tonnes in (("kt", 1e3), ("Mt", 1e6))
        for tail in ("", "/a")
    }
    | {("h", "d"): 1 / 24, ("USD/t-km", "USD/t/km"): 1.0}
)

_SIGNS = frozenset("/()")
_SHAPE = re.compile(r"u(/(u|\(u(/u)*\)))*")

_MULTIPLES = {
    "thousand": "1000", "thousands of": "1000", "million": "1e6", "billion": "1e9",
    "millions of": "1e6", "bn": "1e9",
}  # fmt: skip


def convert(value: Number, from_unit: str, to_unit: str) -> Number:
    """Convert a number, or an array of them, from one unit to another.

    Parameters
    ----------
    value : float or array of float, any shape
        The quantity in ``from_unit``.
    from_unit, to_unit : str
        Units as publishers write them, for example ``"dollars per kilogram"``.

    Returns
    -------
    float or array of float
        The same quantity in ``to_unit``, in the shape of ``value``.

    Raises
    ------
    UnitError
        When a word is unknown, or the two units measure different things.

    Examples
    --------
    >>> round(convert(13.3, "dollars per kilogram", "USD/t"), 6)
    13300.0
    >>> convert(2.0, "thousand metric tons", "t")
    2000.0
    """
    return value * factor(from_unit, to_unit)


@cache
def factor(from_unit: str, to_unit: str) -> float:
    """Return how many ``to_unit`` make one ``from_unit``.

    Parameters
    ----------
    from_unit, to_unit : str
        Units as publishers write them.

    Returns
    -------
    float
        The positive factor.

    Raises
    ------
    UnitError
        When a word is unknown, or the two units measure different things.

    Examples
    --------
    >>> round(factor("t/yr", "t/a"), 12)
    1.0
    """
    often = _OFTEN.get((from_unit, to_unit))
    return _computed(from_unit, to_unit) if often is None else often


def _computed(from_unit: str, to_unit: str) -> float:
    """Return how many ``to_unit`` make one ``from_unit``, computed by pint."""
    import pint

    ratio = _quantity(from_unit) / _quantity(to_unit)
    try:
        return float(ratio.to("fraction").magnitude)
    except pint.DimensionalityError as error:
        raise UnitError(
            Problem(
                from_unit,
                f"'{from_unit}' does not convert into '{to_unit}'",
                "give the quantity in a unit of the same kind, "
                f"or state it in one of: {', '.join(CLOSED)}",
            )
        ) from error


def normalise(unit: str) -> str:
    """Return the unit of the closed set that a publisher's unit converts into.

    Parameters
    ----------
    unit : str
        A unit as a publisher writes it.

    Returns
    -------
    str
        One of :data:`CLOSED`.

    Raises
    ------
    UnitError
        When a word is unknown or no unit of the closed set fits.

    Examples
    --------
    >>> normalise("thousand metric tons")
    't'
    >>> normalise("cents per pound")
    'USD/t'
    """
    found = _quantity(unit).dimensionality
    for closed in CLOSED:
        if _quantity(closed).dimensionality == found:
            return closed
    raise UnitError(
        Problem(unit, f"'{unit}' has no place in the closed set", "see units.CLOSED")
    )


@cache
def _quantity(unit: str) -> Any:
    """Return one of a unit as a quantity of pint."""
    if not unit.strip():
        raise UnitError(Problem("unit", "no unit was given", "state the unit"))
    return _registry().parse_expression(_expression(unit)) * _registry().fraction


def _expression(unit: str) -> str:
    """Translate a publisher's unit into an expression that pint reads."""
    said = [t for t in re.split(r"\s*(/|\bper\b|[()])\s*", unit.strip()) if t]
    tokens = ["/" if token == "per" else token for token in said]
    shape = "".join(token if token in _SIGNS else "u" for token in tokens)
    if not _SHAPE.fullmatch(shape):
        raise UnitError(
            Problem(
                unit, f"'{unit}' is no unit", "write it like 'USD/t' or 'USD/(t/a)'"
            )
        )
    return "1.0 * " + "".join(_token(token, unit) for token in tokens)


def _token(token: str, whole: str) -> str:
    """Translate one token of a unit: a sign stays, a word is looked up."""
    return token if token in _SIGNS else f"({_part(token, whole)})"


def _part(part: str, whole: str) -> str:
    """Translate one word of a unit, with the multiple before it."""
    for word, count in _MULTIPLES.items():
        if part.startswith(f"{word} "):
            return f"{count} * ({_part(part.removeprefix(f'{word} ').strip(), whole)})"
    if part in WORDS:
        return WORDS[part]
    lower = {word.lower(): meaning for word, meaning in WORDS.items() if len(word) > 2}
    if part.lower() in lower:
        return lower[part.lower()]
    raise UnitError(
        Problem(
            whole,
            f"unknown unit '{part}'",
            suggest(part, WORDS),
        )
    )


@cache
def _registry() -> Any:
    """Return our own small registry; pint's full one takes long to load."""
    import pint

    registry: Any = pint.UnitRegistry(None)
    for line in _DEFINITIONS:
        registry.define(line)
    return registry
