"""A table is declared once: its columns, their units, meanings and limits.

The declaration reads the file, gathers every fault with its row and column, and is the
text from which the reference page is made, so the three cannot drift apart.
"""

import csv
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import polars as pl

from orepath.core.column import Column, cell
from orepath.errors import Problem, suggest

Cells = dict[str, list[str]]
"""Text of a file, column by column; a cell that is not there is empty."""


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


def _text(path: Path, problems: list[Problem]) -> Cells | None:
    """Read a file as text cells without blanks at their ends, or tell why it is none.

    Empty rows at the foot, which spreadsheets like to leave, are let go. The reader of
    the standard library is used: most tables are so small that waking the threads of a
    faster one takes longer.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            heads, *rows = csv.reader(lines, strict=True)
    except ValueError as fault:  # no row at all, or no UTF-8
        reason = str(fault) if isinstance(fault, UnicodeDecodeError) else "it is empty"
        problems.append(_unreadable(path, reason))
        return None
    except csv.Error as fault:
        problems.append(_unreadable(path, str(fault)))
        return None
    names = [name.strip() for name in heads]
    misfit = _misshapen(path, names, rows)
    if misfit is not None:
        problems.append(misfit)
        return None
    while rows and not any(text.strip() for text in rows[-1]):
        rows.pop()
    columns = [*zip_longest(*rows, fillvalue="")] or [()] * len(names)
    # Where every row is short, the last headings have no cell at all.
    columns += [("",) * len(rows)] * (len(names) - len(columns))
    return {
        name: [text.strip() for text in column]
        for name, column in zip(names, columns, strict=True)
    }


def _misshapen(path: Path, names: list[str], rows: list[list[str]]) -> Problem | None:
    """Tell the first row that does not fit its headings, or headings that are none."""
    if len(names) == 1 and ";" in names[0]:
        return _unreadable(path, "its cells are parted by semicolons")
    if not any(names):
        return _unreadable(path, "its first row holds no headings")
    for row, cells in enumerate(rows, start=2):
        if len(cells) > len(names):
            return Problem(
                f"{path.name}:{row}",
                f"{len(cells)} cells under {len(names)} headings",
                "write decimals with a point, and put quotes around a text with commas",
            )
    for name in names:
        if names.count(name) > 1:
            what = f"two columns are headed {name!r}"
            return Problem(f"{path.name}:1", what, "keep one of the two")
    return None


def _unreadable(path: Path, reason: str) -> Problem:
    """Say why a file is no table."""
    what = f"not a readable CSV file: {reason}"
    return Problem(path.name, what, "save it as UTF-8 CSV")


def _check_headings(
    raw: Cells, spec: TableSpec, file: str, problems: list[Problem]
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
        if column.required and column.name not in raw
    )
    problems.extend(
        Problem(f"{file}:1:{name}", "unknown column", suggest(name, known))
        for name in raw
        if name not in known
    )


def _cells(raw: Cells, column: Column, file: str, problems: list[Problem]) -> pl.Series:
    """Turn one column of text into its kind, telling faulty cells."""
    if column.name not in raw:
        height = len(next(iter(raw.values())))
        return pl.Series(column.name, [column.default] * height, dtype=column.dtype)
    texts = raw[column.name]
    # Words come again and again: each is read once.
    read = {text: cell(text, column) for text in set(texts)}
    if any(fault for _, fault in read.values()):
        problems.extend(
            Problem(f"{file}:{row}:{column.name}", *fault)
            for row, text in enumerate(texts, start=2)
            if (fault := read[text][1])
        )
    values = [read[text][0] for text in texts]
    return pl.Series(column.name, values, dtype=column.dtype)


def _check_keys(
    frame: pl.DataFrame, spec: TableSpec, file: str, problems: list[Problem]
) -> None:
    """Tell rows that carry the key of an earlier row."""
    if not spec.key:
        return
    seen: dict[tuple[object, ...], int] = {}
    keys = zip(*(frame[name].to_list() for name in spec.key), strict=True)
    for row, key in enumerate(keys, start=2):
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
