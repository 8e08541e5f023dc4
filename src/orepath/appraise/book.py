"""A venture may be written in one Excel workbook: a sheet of terms, one of years.

The sheet ``terms`` has a row for each figure or word, named by section, name (of a
product, an input, a loan, a partner …) and field.
"""

from pathlib import Path
from typing import Any

import polars as pl

from orepath.appraise.schedule import numbers
from orepath.errors import InputError, Problem

TERMS = "terms"
SCHEDULE = "schedule"
COLUMNS = (
    "section",
    "name",
    "field",
    "value",
    "low",
    "high",
    "unit",
    "grade",
    "source",
    "note",
)
"""Columns of the sheet of terms."""

_SEVERAL = ("product", "input", "loan", "partner", "offtake")
_ENDS = ("low", "high")


def read_book(path: Path) -> tuple[dict[str, Any], dict[str, list[float]]]:
    """Read a workbook into the tables a TOML file would give.

    Parameters
    ----------
    path : pathlib.Path
        An Excel workbook.

    Returns
    -------
    tuple of dict and dict
        Sections, and the schedule (empty without such a sheet).

    Raises
    ------
    InputError
        It is no workbook, has no sheet ``terms``, or a column of it is missing.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as fault:
        raise InputError(
            Problem(path.name, "is no Excel workbook", "save it as .xlsx")
        ) from fault
    if TERMS not in book.sheet_names:
        raise InputError(
            Problem(path.name, f"no sheet '{TERMS}'", "name the sheet of terms so")
        )
    frame = book.load_sheet(TERMS, dtypes="string").to_polars()
    missing = [name for name in COLUMNS[:4] if name not in frame.columns]
    if missing:
        raise InputError(
            Problem(
                f"{path.name}:{TERMS}",
                f"no column {', '.join(missing)}",
                f"the columns are {', '.join(COLUMNS)}",
            )
        )
    yearly = {}
    if SCHEDULE in book.sheet_names:
        sheet = book.load_sheet(SCHEDULE, dtypes="string").to_polars()
        yearly = numbers(sheet, f"{path.name}:{SCHEDULE}")
    return _sections(frame), yearly


def _sections(frame: pl.DataFrame) -> dict[str, Any]:
    """Turn rows into nested tables."""
    raw: dict[str, Any] = {}
    named: dict[tuple[str, str], dict[str, Any]] = {}
    for row in frame.iter_rows(named=True):
        section, name, field = (row[key] or "" for key in COLUMNS[:3])
        if not section or not field:
            continue
        if section in _SEVERAL:
            if (section, name) not in named:
                named[section, name] = {"name": name}
                raw.setdefault(section, []).append(named[section, name])
            named[section, name][field] = _cell(row)
        elif name:
            raw.setdefault(section, {}).setdefault(name, {})[field] = _cell(row)
        else:
            raw.setdefault(section, {})[field] = _cell(row)
    return raw


def _cell(row: dict[str, str | None]) -> Any:
    """Return what a row gives: a word, a whole number, a list, or a figure's table."""
    value = row["value"] or ""
    rest = {key: _of(key, row[key]) for key in COLUMNS[4:] if row.get(key)}
    return {"value": _plain(value), **rest} if rest else _plain(value)


def _of(column: str, text: str | None) -> Any:
    """Return a cell of a column: an end of the range, or a word."""
    return _plain(text or "") if column in _ENDS else text


def _plain(text: str) -> Any:
    """Return a cell as the kind of thing it looks like."""
    words = text.split()
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if len(words) > 1 and all(_number(word) is not None for word in words):
        return [_number(word) for word in words]
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> int | float | None:
    """Return a number, whole if it is, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and "e" not in text.lower() else number
