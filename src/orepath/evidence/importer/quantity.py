"""Publishers' numbers and units become ours: tonnes, dollars, tonnes a year."""

import polars as pl

from orepath.core.units import factor, normalise

AT_A_MOMENT = ("reserves", "stocks", "price", "import reliance")
"""Measures that are no flow of a year."""

DECIMAL_COMMA = "if the comma is a decimal one, say decimal = ','"
YEAR = r"^(?:19|20)\d\d(?:-01-01.*)?$"
"""A calendar year or the date of its first day; never the serial number of a day."""


def inner(unit: str, measure: str) -> tuple[float, str]:
    """Return the factor into, and the name of, the unit used inside.

    Parameters
    ----------
    unit : str
        A unit in any spelling that :mod:`orepath.core.units` knows.
    measure : str
        What is measured; an amount of most measures is a flow of one year.

    Returns
    -------
    tuple of float and str
        Factor and unit.

    Raises
    ------
    UnitError
        When the unit is unknown.

    Examples
    --------
    >>> inner("thousand metric tons", "production"), inner("kilograms", "reserves")
    ((1000.0, 't/a'), (0.001, 't'))
    """
    closed = normalise(unit)
    yearly = measure not in AT_A_MOMENT and closed in {"t", "m3", "USD"}
    return factor(unit, closed), f"{closed}/a" if yearly else closed


def number(column: str, decimal: str = ".") -> pl.Expr:
    """Read a column of text as numbers; what is none is empty.

    Parameters
    ----------
    column : str
        Name of a column of text.
    decimal : {".", ","}
        The decimal mark. With a point, commas may only separate thousands: ``1,5`` is
        no number, so a decimal comma is never taken for something else.

    Examples
    --------
    >>> cells = pl.DataFrame({"x": ["1,500", "1,5", "1 500.5", "2"]})
    >>> cells.select(number("x"))["x"].to_list()
    [1500.0, None, 1500.5, 2.0]
    >>> cells.select(number("x", ","))["x"].to_list()
    [1.5, 1.5, None, 2.0]
    """
    text = pl.col(column).str.replace_all(r"[ \u00a0\u202f']", "")
    thousands, point = (r"\.", ",") if decimal == "," else (",", r"\.")
    grouped = text.str.contains(rf"^-?\d{{1,3}}({thousands}\d{{3}})+({point}\d+)?$")
    whole = text.str.replace_all(thousands, "")
    text = pl.when(grouped).then(whole).otherwise(text)
    if decimal == ",":
        ambiguous = text.str.contains(".", literal=True)
        text = pl.when(~ambiguous).then(text.str.replace(",", ".", literal=True))
    return text.cast(pl.Float64, strict=False)


def calendar_year(column: str) -> pl.Expr:
    """Read a column of text as calendar years; what is none is empty."""
    text = pl.col(column).str.replace(r"\.0$", "")
    year = text.str.slice(0, 4).cast(pl.Int64, strict=False)
    return pl.when(text.str.contains(YEAR)).then(year)
