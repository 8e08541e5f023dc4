"""Publishers' numbers and units become ours: tonnes, dollars, tonnes a year."""

import re
from datetime import date, timedelta

import polars as pl

from orepath.core.units import factor, normalise

AT_A_MOMENT = ("reserves", "stocks", "price", "import reliance")
"""Measures that are no flow of a year."""

DECIMAL_COMMA = "if the comma is a decimal one, say decimal = ','"
YEAR = r"^(?:19|20)\d\d(?:-01-01.*)?$"
"""A calendar year or the date of its first day; never the serial number of a day."""

UNSAID = (
    "na", "n/a", "#n/a", "n.a.", "nan", "none", "null", "..", "...", "-", "–", "—",
    "w", "xx", "nil",
)  # fmt: skip
"""Cells, in lower case, that say there is no number: unknown, withheld or none."""

_GAPS = "[ \u00a0\u2009\u202f'\u2019]"
_NUMBER = r"^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


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
    text = pl.col(column).str.replace_all(_GAPS, "")
    thousands, point = (r"\.", ",") if decimal == "," else (",", r"\.")
    grouped = text.str.contains(rf"^-?\d{{1,3}}({thousands}\d{{3}})+({point}\d+)?$")
    whole = text.str.replace_all(thousands, "")
    text = pl.when(grouped).then(whole).otherwise(text)
    if decimal == ",":
        ambiguous = text.str.contains(".", literal=True)
        text = pl.when(~ambiguous).then(text.str.replace(",", ".", literal=True))
    # The engine reads "inf" and "nan" as numbers, too.
    value = pl.when(text.str.contains(_NUMBER)).then(text)
    read = value.cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read)


def is_unsaid(column: str) -> pl.Expr:
    """Tell whether a cell says that there is no number.

    Examples
    --------
    >>> pl.DataFrame({"x": ["NA", None, "..", "—", "0"]}).select(is_unsaid("x"))[
    ...     "x"
    ... ].to_list()
    [True, True, True, True, False]
    """
    text = pl.col(column)
    return text.is_null() | text.str.to_lowercase().is_in(list(UNSAID))


def number_advice(said: str) -> str:
    """Say what to do with a cell that is no number.

    Examples
    --------
    >>> number_advice("12 %")
    'write a fraction or an amount, without a percent sign'
    >>> number_advice("1,5")
    "if the comma is a decimal one, say decimal = ','"
    >>> number_advice("1500e")
    'leave only the number in the cell, without letters or signs'
    """
    if "%" in said:
        return "write a fraction or an amount, without a percent sign"
    if re.fullmatch(r"-?\d+,\d+", said):
        return DECIMAL_COMMA
    if re.fullmatch(r"-?[\d.]+,?\d*", said):
        return "write 1234.5, or 1.234,5 where decimal = ',' is said"
    if re.search(r"\d", said):
        return "leave only the number in the cell, without letters or signs"
    return "write a number, or leave what is unknown empty"


def calendar_year(column: str) -> pl.Expr:
    """Read a column of text as calendar years; what is none is empty."""
    text = pl.col(column).str.replace(r"\.0+$", "")
    year = text.str.slice(0, 4).cast(pl.Int64, strict=False)
    return pl.when(text.str.contains(YEAR)).then(year)


def year_advice(said: str) -> str:
    """Say what to do with a cell that is no calendar year.

    Examples
    --------
    >>> year_advice("45292")
    'the cell holds the serial number of the day 2024-01-01: write the year'
    >>> year_advice("2023/24")
    'write four digits'
    """
    digits = said.removesuffix(".0")
    if len(digits) == 5 and digits.isdecimal():
        # Spreadsheets count days from the end of 1899.
        day = date(1899, 12, 30) + timedelta(int(digits))
        return f"the cell holds the serial number of the day {day}: write the year"
    return "write four digits"
