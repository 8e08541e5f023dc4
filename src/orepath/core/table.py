"""A table is declared once: its columns, their units, meanings and limits.

The declaration reads the file, gathers every fault with its row and column, and is the
text from which the reference page is made, so the three cannot drift apart.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepath.core.column import Column, cell
from orepath.errors import Problem, suggest


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

        Parameters
        ----------
        name : str
            Heading.

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
        return {column.name: column.dtype for column in self.columns}


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
        return pl.Series(column.name, [column.default] * raw.height, dtype=column.dtype)
    values: list[object] = []
    for row, text in enumerate(raw[column.name].to_list(), start=2):
        value, fault = cell(text, column)
        if fault:
            problems.append(Problem(f"{file}:{row}:{column.name}", *fault))
        values.append(value)
    return pl.Series(column.name, values, dtype=column.dtype)


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
