"""Hand results on as one Excel workbook and as plain CSV files."""

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.report.blankbook import blank
from orepath.report.file import write_whole
from orepath.report.number import scale_for

_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_README, _SOURCES = "Read me", "Sources"
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold one sheet of a workbook.

    Parameters
    ----------
    name : str
        At most 31 characters, no slashes, brackets, colons, asterisks or marks.
    frame : polars.DataFrame
        The rows; numbers stay in the units computed with.
    units : mapping of str to str
        The unit of each number column.
    notes : str
        What the sheet tells; stands on the first sheet of the workbook.
    widths : mapping of str to int
        Column widths in characters; others fit their contents.
    rests : tuple of str
        Names of the sheets it rests on; the first sheet links to them.
    """

    name: str
    frame: pl.DataFrame
    units: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    widths: Mapping[str, int] = field(default_factory=dict)
    rests: tuple[str, ...] = ()


def write_workbook(
    path: Path,
    sheets: Sequence[Sheet],
    *,
    title: str,
    meaning: str,
    sources: pl.DataFrame,
) -> None:
    """Write all sheets into one workbook, whole or not at all.

    The first sheet, ``Read me``, tells what the workbook is, each column's unit, and on
    which other sheets a sheet rests, as links; the last, ``Sources``, lists the
    sources, and each cell ``source`` links to the first that it names. Headings stay in
    view and carry their unit as a comment. The same inputs give the same bytes.

    Parameters
    ----------
    path : Path
        The target, ``.xlsx``.
    sheets : sequence of Sheet
        In the order shown.
    title, meaning : str
        The workbook's title and what a reader must know.
    sources : polars.DataFrame
        The sources as shown, one a row.

    Raises
    ------
    InputError
        If a sheet's name is not allowed or used twice, a unit names no column, a sheet
        rests on one that is not there, or a number is NaN.
    OSError
        If the file cannot be written.
    """
    problems = _problems(sheets)
    if problems:
        raise InputError(problems)
    content = io.BytesIO()
    book = blank(content, title)
    _readme(book, sheets, title, meaning)
    rows = {name: row for row, name in enumerate(sources.to_series(0), start=2)}
    for sheet in sheets:
        _write(book, sheet, rows)
    _write(book, Sheet(_SOURCES, sources), {})
    book.close()
    write_whole(path, content.getvalue())


def write_tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write each table as ``<name>.csv``, each whole or not at all.

    Lists are joined by ``; ``; the unknown is an empty cell.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    for name, frame in frames.items():
        text = _flat(frame).write_csv()
        write_whole(folder / f"{name}.csv", text.encode())


def _problems(sheets: Sequence[Sheet]) -> list[Problem]:
    """Return everything that keeps the sheets from being written."""
    problems: list[Problem] = []
    seen = {_README.lower(), _SOURCES.lower()}
    names = [sheet.name for sheet in sheets]
    for sheet in sheets:
        where = f"workbook:{sheet.name}"
        if not 0 < len(sheet.name) <= 31 or _NO_NAME.search(sheet.name):
            what = "the name is empty, past 31 characters or holds one of []:*?/\\"
            problems.append(Problem(where, what, "shorten or change the name"))
        if sheet.name.lower() in seen:
            what = "the name is used twice or reserved"
            problems.append(Problem(where, what, "give the sheet another name"))
        seen.add(sheet.name.lower())
        problems += [
            Problem(f"{where}:rests", f"no sheet '{name}'", suggest(name, names))
            for name in sheet.rests
            if name not in names
        ]
        problems += [
            Problem(f"{where}:{name}", "no such column", "mend units or widths")
            for name in {**sheet.units, **sheet.widths}
            if name not in sheet.frame.columns
        ]
        problems += [
            Problem(f"{where}:{column.name}", "found NaN", "leave unknown cells empty")
            for column in sheet.frame
            if column.dtype.is_float() and column.is_nan().any()
        ]
    return problems


def _readme(book: Any, sheets: Sequence[Sheet], title: str, meaning: str) -> None:
    """Write the first sheet: what this is, each sheet, each column's unit."""
    page = book.add_worksheet(_README)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 1, 28)
    page.set_column(2, 2, 70)
    page.set_column(3, 9, 18)
    page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    page.merge_range(1, 0, 1, 2, "", wrapped)
    page.write_string(1, 0, meaning, wrapped)
    page.set_row(1, 16 * (1 + len(meaning) // 110 + meaning.count("\n")))
    row = 3
    for at, word in enumerate(("Sheet", "Column", "Meaning or unit", "Rests on")):
        page.write_string(row, at, word, bold)
    for sheet in sheets:
        row += 1
        page.write_url(row, 0, _spot(sheet.name), bold, sheet.name)
        for at, name in enumerate(sheet.rests, start=3):
            page.write_url(row, at, _spot(name), string=name)
        page.write_string(row, 2, sheet.notes, wrapped)
        for name, unit in sheet.units.items():
            row += 1
            page.write_string(row, 1, name)
            page.write_string(row, 2, unit)


def _spot(sheet: str, row: int = 1) -> str:
    """Return the address of a row of a sheet of the same workbook."""
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!A{row}"


def _write(book: Any, sheet: Sheet, sources: Mapping[str, int]) -> None:
    """Write one sheet: headings with units as comments, then the rows."""
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    page.freeze_panes(1, 0)
    frame = _flat(sheet.frame)
    for at, column in enumerate(frame):
        unit = sheet.units.get(column.name, "")
        page.write_string(0, at, column.name, head)
        if unit:
            page.write_comment(0, at, f"unit: {unit}", {"x_scale": 0.8, "y_scale": 0.4})
        form = book.add_format(_number_format(column, unit))
        page.set_column(at, at, sheet.widths.get(column.name) or _width(column))
        for row, value in enumerate(column.to_list(), start=1):
            first = str(value).partition(";")[0].strip()
            if column.name == "source" and first in sources:
                page.write_url(row, at, _spot(_SOURCES, sources[first]), string=value)
            else:
                _write_cell(page, (row, at), value, form)
    if frame.width and frame.height:
        page.autofilter(0, 0, frame.height, frame.width - 1)


def _write_cell(page: Any, place: tuple[int, int], value: object, form: Any) -> None:
    """Write one value by its kind; text is never taken for a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(*place, value)
    elif isinstance(value, int | float) and math.isfinite(value):
        page.write_number(*place, value, form)
    elif isinstance(value, float):
        page.write_string(*place, "no limit" if value > 0 else "−no limit")
    else:
        page.write_string(*place, str(value))


def _number_format(column: pl.Series, unit: str) -> dict[str, str]:
    """Return how the numbers of a column look."""
    if not column.dtype.is_numeric():
        return {}
    if unit == "fraction":
        return {"num_format": "0.0%"}
    if unit == "year" or (not unit and column.dtype.is_integer()):
        return {"num_format": "0"}
    decimals = scale_for(column.to_list(), "").decimals
    return {"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}


def _width(column: pl.Series) -> int:
    """Return a width that fits most of the column."""
    if column.dtype.is_numeric():
        return max(len(column.name) + 3, 14)
    longest = max((len(str(v)) for v in column.head(500) if v is not None), default=0)
    return min(_WIDEST, max(len(column.name) + 3, longest + 1))


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with lists joined into texts."""
    lists = [c for c in frame.columns if isinstance(frame.schema[c], pl.List)]
    return frame.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists
    )
