"""A column declares what its cells hold, and its declaration reads them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypedDict, Unpack

import polars as pl

from orepath.errors import suggest

Kind = Literal["text", "number", "integer", "flag"]
Fault = tuple[str, str]
"""What was found and what to do."""
Read = tuple[object, Fault | None]
"""The value of a cell, and its fault if it has one."""

_TYPES: Mapping[Kind, type[pl.DataType]] = {
    "text": pl.String,
    "number": pl.Float64,
    "integer": pl.Int64,
    "flag": pl.Boolean,
}
# Above this a float no longer holds every whole number.
_MOST_WHOLE = 2**53
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Column:
    """Declare one column.

    Parameters
    ----------
    name : str
        Heading in the file.
    kind : {"text", "number", "integer", "flag"}
        What a cell holds.
    meaning : str
        One plain sentence.
    unit : str
        Unit after reading; ``"-"`` where none applies.
    required : bool
        Whether the column and each of its cells must be filled.
    default : str, float, int, bool or None
        What an empty cell of a column that is not required stands for.
    least, most : float or None
        Limits of a number, both included.
    choices : tuple of str
        The only words allowed; empty allows any.
    refers : str
        ``table.column`` whose values are the only ones allowed; ``*`` is always allowed
        when ``wildcard`` is set.
    unit_from : str
        Column of the same row that names the unit in which this cell is written.
    basis_from : str
        Column of the same row that names the basis in which this cell is written.
    wildcard : bool
        Whether ``*`` (all) may stand in a referring column.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = "-"
    required: bool = True
    default: str | float | int | bool | None = None
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    refers: str = ""
    unit_from: str = ""
    basis_from: str = ""
    wildcard: bool = False

    @property
    def dtype(self) -> type[pl.DataType]:
        """Return the polars type of the column."""
        return _TYPES[self.kind]


class Limits(TypedDict, total=False):
    """State what else of :class:`Column` a ranged number may declare."""

    least: float | None
    most: float | None
    unit_from: str
    basis_from: str
    required: bool
    default: float | None


def ranged(
    name: str, unit: str, meaning: str, **limits: Unpack[Limits]
) -> tuple[Column, Column, Column]:
    """Declare a number with its low and high ends: ``x``, ``x_low``, ``x_high``.

    The ends are the 10th and 90th percentile of what is believed. An empty end is
    filled by the default width of the row's grade when the table is read.

    Parameters
    ----------
    name, unit, meaning : str
        As of :class:`Column`, for the value.
    **limits
        ``least`` (0 unless told), ``most``, ``unit_from`` and ``basis_from``, the same
        for the value and its ends; ``required`` (unless told) and ``default`` of the
        value.

    Returns
    -------
    tuple of Column
        Value, low end, high end; the ends need never be filled.

    Examples
    --------
    >>> [column.name for column in ranged("price", "USD/t", "What a tonne costs.")]
    ['price', 'price_low', 'price_high']
    """
    limits.setdefault("least", 0.0)
    value = Column(name, "number", meaning, unit, **limits)
    low, high = (
        replace(value, name=name + end, meaning=meaning + words, required=False)
        for end, words in (("_low", " Low end."), ("_high", " High end."))
    )
    return value, replace(low, default=None), replace(high, default=None)


def cell(text: str | None, column: Column) -> Read:
    """Read one cell as its column declares it.

    Parameters
    ----------
    text : str or None
        As it stands in the file, without blanks at its ends.
    column : Column
        Its declaration.

    Returns
    -------
    tuple of object and Fault or None
        The value; and, if faulty, what was found and what to do.

    Examples
    --------
    >>> cell("2.5", Column("share", "number", "Part owned.", "fraction", most=1))
    (None, ('share 2.5, expected 1 or less', 'correct the number or its unit'))
    """
    if text is None or text == "":
        if column.required:
            return None, ("cell is empty", f"fill it: {column.meaning}")
        return column.default, None
    return _READERS[column.kind](text, column)


def _word(text: str, column: Column) -> Read:
    """Return a word, or the fault of one that is no choice."""
    if column.choices and text not in column.choices:
        return None, (f"unknown word {text!r}", suggest(text, column.choices))
    return text, None


def _flag(text: str, _: Column) -> Read:
    """Return yes or no as a truth value, or the fault."""
    value = _FLAGS.get(text.lower())
    if value is None:
        return None, (f"neither yes nor no: {text!r}", "write yes or no")
    return value, None


def _number(text: str, column: Column) -> Read:
    """Return a number within its limits, or the fault."""
    try:
        value = float(text)
    except ValueError:
        mark = "with a decimal point and no thousands mark " if "," in text else ""
        fix = f"give a number {mark}[{column.unit}]"
        return None, (f"not a number: {text!r}", fix)
    if not math.isfinite(value):
        return None, (f"not a finite number: {text!r}", "leave empty or give a number")
    fault = _beyond(value, text, column)
    return (None, fault) if fault else (value, None)


def _integer(text: str, column: Column) -> Read:
    """Return a whole number within its limits, or the fault."""
    value, fault = _number(text, column)
    if not isinstance(value, float):
        return None, fault
    if not value.is_integer() or abs(value) > _MOST_WHOLE:
        return None, (f"not a whole number: {text!r}", "give a whole number")
    return int(value), None


def _beyond(value: float, text: str, column: Column) -> Fault | None:
    """Return the fault of a number beyond its limits, or None."""
    if column.least is not None and value < column.least:
        negative = "negative " if value < 0 else ""
        return (
            f"{negative}{column.name} {text}, expected {column.least:g} or more",
            "correct the number or its sign",
        )
    if column.most is not None and value > column.most:
        return (
            f"{column.name} {text}, expected {column.most:g} or less",
            "correct the number or its unit",
        )
    return None


_READERS: Mapping[Kind, Callable[[str, Column], Read]] = {
    "text": _word,
    "number": _number,
    "integer": _integer,
    "flag": _flag,
}
