"""A sheet of a workbook is read as text, like any other file, but whole."""

import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.aside import cells_of
from orepath.evidence.importer.block import LINE
from orepath.evidence.importer.reading import Sheet, Told, cleaned, opened, spelt

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
SHEET = "sheet"
"""Column that holds the name of the sheet, if the file is a workbook."""

LARGEST = 1 << 26
"""Bytes of a file that is read whole; a larger one has to come as CSV."""

UNPACKED = 1 << 30
"""Bytes to which the parts of a workbook may unpack."""


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a sheet of a workbook, in the form of a text file that can be read.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    headings : tuple of str
        Headings of the sheet, and ``sheet``.
    frame : polars.DataFrame
        ``line`` and one text column a heading.
    """

    path: Path
    headings: tuple[str, ...]
    frame: pl.DataFrame

    def texts(self, names: Collection[str], told: Told) -> Iterator[pl.DataFrame]:
        """Yield all rows at once; no row of a sheet has too many cells to tell."""
        del told
        yield self.frame.select(LINE, *names)

    def cells(self, lines: Sequence[int]) -> Iterator[tuple[int, Sequence[str | None]]]:
        """Yield the cells of some lines."""
        yield from cells_of(self.frame)(lines)


def paged(
    path: Path,
    encodings: tuple[str, ...],
    sheet: str = "",
    heading: int = 1,
    known: Collection[str] = (),
) -> Sheet | Page:
    """Open a text file, or read a sheet of a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encodings : tuple of str
        Encodings of a text file, the likeliest first.
    sheet : str
        Name of the sheet; blank means the first.
    heading : int
        The line of a workbook on which the headings stand, from 1.
    known : collection of str
        Headings that may stand in another case in the file.

    Returns
    -------
    Sheet or Page
        What gives its rows as text, batch by batch or at once.

    Raises
    ------
    InputError
        When the file cannot be read, is a workbook larger than :data:`LARGEST`, or
        has no such sheet.

    Notes
    -----
    A text file takes the memory of a batch, a sheet that of all its cells.
    """
    if path.suffix.lower() not in SUFFIXES:
        if sheet:
            what, fix = "a text file has no sheets", "leave the option 'sheet' out"
            raise InputError(Problem(path.name, what, fix))
        return opened(path, encodings, known)
    rows, name = _rows(path, sheet)
    if rows.height < heading:
        raise InputError(Problem(f"{path.name}:{name}", "no headings", "name the line"))
    said = [(cell or "").strip() for cell in rows.row(heading - 1)]
    used = [at for at, text in enumerate(said) if text]
    headings = spelt([said[at] for at in used], known)
    twice = [each for each in headings if headings.count(each) > 1]
    if twice:
        where = f"{path.name}:{heading}:{twice[0]}"
        raise InputError(Problem(where, "the heading stands twice", "tell apart"))
    frame = rows.select(rows.columns[at] for at in used).rename(
        dict(zip([rows.columns[at] for at in used], headings, strict=True))
    )
    frame = cleaned(frame.with_row_index(LINE, 1).slice(heading)).filter(
        ~pl.all_horizontal(pl.exclude(LINE).is_null())
    )
    named = frame.with_columns(pl.lit(name).alias(SHEET))
    return Page(path, tuple(h for h in named.columns if h != LINE), named)


def sheets_of(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, none for a text file."""
    if path.suffix.lower() not in SUFFIXES:
        return ()
    import fastexcel

    small_enough(path)
    try:
        return tuple(fastexcel.read_excel(path).sheet_names)
    except fastexcel.FastExcelError as error:
        what, fix = "the file is no workbook", "open and save it as .xlsx"
        raise InputError(Problem(path.name, what, fix)) from error


def small_enough(path: Path) -> None:
    """Raise if a file that is read whole is too large, or is none.

    Raises
    ------
    InputError
        When there is no such file, or it holds more than :data:`LARGEST` bytes or
        unpacks to more than :data:`UNPACKED`.
    """
    if not path.is_file():
        what = "a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(Problem(str(path), what, "check the path"))
    size, most = path.stat().st_size, LARGEST
    if size <= LARGEST and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            size, most = sum(part.file_size for part in book.infolist()), UNPACKED
    if size > most:
        what = (
            f"{size / 1e6:,.0f} MB; such a file is read whole, up to {most / 1e6:.0f}"
        )
        raise InputError(Problem(path.name, what, "export it as CSV"))


def _rows(path: Path, sheet: str) -> tuple[pl.DataFrame, str]:
    """Return all rows of a sheet, headings and all, and its name."""
    # The reader of workbooks is heavy, and most files are none.
    import fastexcel

    names = sheets_of(path)
    name = sheet or names[0]
    if name not in names:
        raise InputError(Problem(path.name, f"no sheet '{name}'", suggest(name, names)))
    loaded = fastexcel.read_excel(path).load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string"
    )
    return loaded.to_polars(), name
