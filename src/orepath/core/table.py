"""A table is declared once: its columns, their units, meanings and limits.

The declaration reads the file, gathers every fault with its row and column, and is the
text from which the reference page is made, so the three cannot drift apart.
"""

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import polars as pl

from orepath.errors import Problem, suggest

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


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Declare one table of a case.

    Parameters
    ----------
    name : str
        File stem, ``name.csv``.
    meaning : str
        What a row is.
    columns : tuple of Column
        In file order.
    key : tuple of str
        Columns that together name a row; no two rows share them.
    optional : bool
        Whether a case may do without the file.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False

    def column(self, name: str) -> Column:
        """Return the column of this name.

        Raises
        ------
        KeyError
            No such column: a fault of the caller, not of the user.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def schema(self) -> dict[str, type[pl.DataType]]:
        """Return polars types by column name, in file order."""
        return {column.name: _TYPES[column.kind] for column in self.columns}


class Limits(TypedDict, total=False):
    """State what else of :class:`Column` a ranged number may declare."""

    least: float | None
    most: float | None
    unit_from: str
    basis_from: str


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
        for the value and its ends.

    Returns
    -------
    tuple of Column
        Value, low end, high end; only the value must be filled.

    Examples
    --------
    >>> [column.name for column in ranged("price", "USD/t", "What a tonne costs.")]
    ['price', 'price_low', 'price_high']
    """
    limits.setdefault("least", 0.0)
    ends = (("", ""), ("_low", " Low end."), ("_high", " High end."))
    value, low, high = (
        Column(name + end, "number", meaning + words, unit, required=not end, **limits)
        for end, words in ends
    )
    return value, low, high


def empty(spec: TableSpec) -> pl.DataFrame:
    """Return the table of ``spec`` without rows."""
    return pl.DataFrame(schema=spec.schema())


def read_table(path: Path, spec: TableSpec, problems: list[Problem]) -> pl.DataFrame:
    """Read one CSV file as its declaration says, adding every fault to ``problems``.

    Parameters
    ----------
    path : Path
        The file.
    spec : TableSpec
        Its declaration.
    problems : list of Problem
        Faults are appended; nothing is raised here, so that all files are read first.

    Returns
    -------
    polars.DataFrame
        Columns of the declaration in its order. Faulty cells are null; the caller
        raises before anybody computes with them.

    Notes
    -----
    O(cells). Row numbers count as a spreadsheet shows them: the heading is row 1.
    """
    if not path.is_file():
        if not spec.optional:
            problems.append(
                Problem(
                    path.name,
                    f"file is missing; it holds {spec.meaning[0].lower()}"
                    f"{spec.meaning[1:].rstrip('.')}",
                    f"add {path.name} with columns "
                    f"{', '.join(c.name for c in spec.columns if c.required)}",
                )
            )
        return empty(spec)
    raw = _text(path, problems)
    if raw is None:
        return empty(spec)
    _check_headings(raw, spec, path.name, problems)
    columns = [_cells(raw, column, path.name, problems) for column in spec.columns]
    frame = pl.DataFrame(columns)
    _check_keys(frame, spec, path.name, problems)
    return frame


def _text(path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    """Read a file as text cells, or tell why it is no table.

    Empty rows at the foot, which spreadsheets like to leave, are let go.
    """
    try:
        raw = pl.read_csv(path, infer_schema=False, encoding="utf8")
        raw = raw.rename({name: name.strip() for name in raw.columns})
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as fault:
        problems.append(_unreadable(path, str(fault).splitlines()[0]))
        return None
    if raw.width == 1 and ";" in raw.columns[0]:
        problems.append(_unreadable(path, "its cells are parted by semicolons"))
        return None
    raw = raw.with_columns(pl.all().str.strip_chars())
    filled = raw.select(pl.any_horizontal(pl.all().fill_null("") != "")).to_series()
    return raw.head(max([0, *(filled.arg_true() + 1)]))


def _unreadable(path: Path, reason: str) -> Problem:
    """Say why a file is no table, and which row is too long if that is why."""
    try:
        with path.open(encoding="utf8", errors="replace", newline="") as lines:
            rows = csv.reader(lines)
            width = len(next(rows, []))
            counts = enumerate(map(len, rows), start=2)
            row, count = next((r, n) for r, n in counts if n > width)
    except (csv.Error, StopIteration):  # no row is too long: the first reason stands
        what = f"not a readable CSV file: {reason}"
        return Problem(path.name, what, "save it as UTF-8 CSV")
    return Problem(
        f"{path.name}:{row}",
        f"{count} cells under {width} headings",
        "write decimals with a point, and put quotes around a text with commas",
    )


def _check_headings(
    raw: pl.DataFrame, spec: TableSpec, file: str, problems: list[Problem]
) -> None:
    """Tell missing and unknown headings."""
    known = [column.name for column in spec.columns]
    problems.extend(
        Problem(
            f"{file}:1:{column.name}",
            f"column is missing; it holds: {column.meaning}",
            f"add a column {column.name!r} [{column.unit}]",
        )
        for column in spec.columns
        if column.required and column.name not in raw.columns
    )
    problems.extend(
        Problem(f"{file}:1:{name}", "unknown column", suggest(name, known))
        for name in raw.columns
        if name not in known
    )


def _cells(
    raw: pl.DataFrame, column: Column, file: str, problems: list[Problem]
) -> pl.Series:
    """Turn one column of text into its kind, telling faulty cells."""
    if column.name not in raw.columns:
        return pl.Series(
            column.name, [column.default] * raw.height, dtype=_TYPES[column.kind]
        )
    values: list[object] = []
    for row, text in enumerate(raw[column.name].to_list(), start=2):
        value, fault = _cell(text, column)
        if fault:
            problems.append(Problem(f"{file}:{row}:{column.name}", *fault))
        values.append(value)
    return pl.Series(column.name, values, dtype=_TYPES[column.kind])


def _cell(text: str | None, column: Column) -> Read:
    """Return the value of one cell and, if faulty, what was found and what to do."""
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


def _check_keys(
    frame: pl.DataFrame, spec: TableSpec, file: str, problems: list[Problem]
) -> None:
    """Tell rows that carry the key of an earlier row."""
    if not spec.key:
        return
    seen: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(frame.select(spec.key).iter_rows(), start=2):
        if None in key:
            continue  # the faulty cell is told already
        if key in seen:
            words = " · ".join(str(part) for part in key)
            problems.append(
                Problem(
                    f"{file}:{row}:{spec.key[0]}",
                    f"{words} stands already in row {seen[key]}",
                    "keep one of the two rows",
                )
            )
        else:
            seen[key] = row
