"""A sheet of a workbook is read as text, like any other file."""

from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.reading import Sheet, opened, text_frame

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
SHEET = "sheet"
"""Column that holds the name of the sheet, if the file is a workbook."""


def text_of(
    path: Path, encodings: tuple[str, ...], sheet: str = "", heading: int = 1
) -> pl.DataFrame:
    """Read a text file or a sheet of a workbook as text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encodings : tuple of str
        Encodings of a text file, the likeliest first.
    sheet : str
        Name of the sheet; blank means the first.
    heading : int
        The line on which the headings of a workbook stand, from 1.

    Returns
    -------
    polars.DataFrame
        ``line`` and one text column a heading; a workbook's also ``sheet``.

    Raises
    ------
    InputError
        When the file cannot be read or has no such sheet.
    """
    if path.suffix.lower() not in SUFFIXES:
        found: Sheet = opened(path, encodings)
        return found.table()
    rows, name = _rows(path, sheet)
    if len(rows) < heading:
        raise InputError(Problem(f"{path.name}:{name}", "no headings", "name the line"))
    headings = tuple(cell.strip() for cell in rows[heading - 1])
    used = [at for at, text in enumerate(headings) if text]
    kept = tuple(headings[at] for at in used)
    if len(set(kept)) < len(kept):
        twice = next(each for each in kept if kept.count(each) > 1)
        where = f"{path.name}:{heading}:{twice}"
        raise InputError(Problem(where, "the heading stands twice", "tell apart"))
    lines: list[tuple[object, ...]] = [
        (line, *(row[at] for at in used))
        for line, row in enumerate(rows[heading:], start=heading + 1)
        if any(cell.strip() for cell in row)
    ]
    return text_frame(kept, lines).with_columns(pl.lit(name).alias(SHEET))


def _rows(path: Path, sheet: str) -> tuple[list[list[str]], str]:
    """Return all rows of a sheet and its name."""
    # The reader of workbooks is heavy, and most files are none.
    import fastexcel

    if not path.is_file():
        raise InputError(Problem(str(path), "no such file", "check the path"))
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        what, fix = "the file is no workbook", "open and save it as .xlsx"
        raise InputError(Problem(path.name, what, fix)) from error
    name = sheet or book.sheet_names[0]
    if name not in book.sheet_names:
        what = f"no sheet '{name}'"
        raise InputError(Problem(path.name, what, suggest(name, book.sheet_names)))
    frame = book.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string"
    ).to_polars()
    return [[cell or "" for cell in row] for row in frame.iter_rows()], name
