"""A publisher's file is read as text with the line of every row.

Nothing is interpreted here: a small file comes as one table of text, a large one in
batches, and a file that is not what it should be is refused with the line at fault.
"""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest

LINE = "line"
"""Column that holds the line on which a row begins, the heading being line 1."""

UTF8 = ("utf-8-sig",)
CHUNK = 1 << 24
"""Bytes of a large file that are read at once."""
_SEPARATORS = ",;\t|"
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Name a text file that can be read: its encoding, separator and headings.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding : str
        The encoding in which all of it can be read.
    separator : str
        What stands between two cells.
    headings : tuple of str
        The cells of line 1, stripped.
    """

    path: Path
    encoding: str
    separator: str
    headings: tuple[str, ...]

    def table(self) -> pl.DataFrame:
        """Return every row as text, with the line on which it begins.

        Returns
        -------
        polars.DataFrame
            ``line`` and one text column a heading; blank cells are empty, blank rows
            are left out.

        Raises
        ------
        InputError
            When rows have more cells than there are headings; all of them at once.
        """
        text = self.path.read_text(encoding=self.encoding)
        rows, problems = [], []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        next(reader)
        line = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                # Some publishers end every row with a separator.
                if any(cell.strip() for cell in row[len(self.headings) :]):
                    problems.append(_too_long(self, line, len(row)))
                missing = [""] * (len(self.headings) - len(row))
                rows.append((line, *row[: len(self.headings)], *missing))
            line = reader.line_num + 1
        if problems:
            raise InputError(problems)
        return text_frame(self.headings, rows)

    def batches(self, types: Mapping[str, pl.DataType]) -> Iterator[pl.DataFrame]:
        """Yield the rows of a large file in batches, in constant memory.

        Parameters
        ----------
        types : mapping of str to polars.DataType
            The type in which each heading is read; other columns are left out. What
            cannot be read in its type is empty.

        Yields
        ------
        polars.DataFrame
            ``line`` and the columns of ``types``; blank rows are left out.

        Raises
        ------
        InputError
            When a line is not UTF-8 or has more cells than there are headings.
        """
        schema = {name: types.get(name, pl.String()) for name in self.headings}
        filled = ~pl.all_horizontal(pl.exclude(LINE).is_null())
        line = 2
        with self.path.open("rb") as file:
            file.readline()
            # Chunks of our own bound the memory: the engine reads ahead of its reader.
            while chunk := file.read(CHUNK):
                chunk += file.readline()
                batch = self._batch(chunk, schema, line)
                yield batch.select(LINE, *types).filter(filled)
                line += chunk.count(b"\n")

    def _batch(
        self, chunk: bytes, schema: Mapping[str, pl.DataType], line: int
    ) -> pl.DataFrame:
        """Read some whole lines of a large file."""
        try:
            return pl.read_csv(
                chunk,
                has_header=False,
                schema=schema,
                separator=self.separator,
                ignore_errors=True,
                row_index_name=LINE,
                row_index_offset=line,
            )
        except pl.exceptions.ComputeError as error:
            raise InputError(_culprit(self, str(error))) from error

    def cells(self, lines: Collection[int]) -> Iterator[tuple[int, list[str]]]:
        """Yield the cells of some lines as they stand in the file."""
        wanted = set(lines)
        with self.path.open(encoding=self.encoding, newline="") as file:
            for line, text in enumerate(file, start=1):
                if line in wanted:
                    row = next(csv.reader([text], delimiter=self.separator), [])
                    yield line, row


def opened(path: Path, encodings: tuple[str, ...] = UTF8) -> Sheet:
    """Open a text file: find its encoding, its separator and its headings.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encodings : tuple of str
        The encodings its publisher uses, the likeliest first. UTF-16 is known by its
        mark.

    Returns
    -------
    Sheet
        The file, not yet read.

    Raises
    ------
    InputError
        When there is no such file, it is empty, is no text in these encodings, or a
        heading is empty or stands twice.

    Examples
    --------
    >>> opened(Path("nowhere.csv"))
    Traceback (most recent call last):
    orepath.errors.InputError: nowhere.csv — no such file — check the path
    """
    if not path.is_file():
        raise InputError(Problem(str(path), "no such file", "check the path"))
    encoding = _encoding(path, encodings)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
    if not first.strip():
        raise InputError(
            Problem(f"{path.name}:1", "no headings", "give the whole file")
        )
    separator = max(_SEPARATORS, key=first.count)
    headings = next(csv.reader([first], delimiter=separator))
    sheet = Sheet(path, encoding, separator, tuple(h.strip() for h in headings))
    _check_headings(sheet)
    return sheet


def required(sheet: Sheet, names: Collection[str]) -> None:
    """Raise if headings are missing, all of them at once."""
    problems = [
        Problem(
            f"{sheet.path.name}:1:{name}",
            "the column is missing",
            suggest(name, sheet.headings),
        )
        for name in names
        if name not in sheet.headings
    ]
    if problems:
        raise InputError(problems)


def text_frame(
    headings: tuple[str, ...], rows: list[tuple[object, ...]]
) -> pl.DataFrame:
    """Return rows of text as a table; blank cells are empty.

    Parameters
    ----------
    headings : tuple of str
        Names of the columns after ``line``.
    rows : list of tuple
        The line and then one cell a heading.
    """
    schema = {LINE: pl.UInt32(), **{name: pl.String() for name in headings}}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    plain = pl.col(pl.String).str.replace_all("\xa0", " ").str.strip_chars()
    return frame.with_columns(plain).with_columns(
        pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    )


def _encoding(path: Path, encodings: tuple[str, ...]) -> str:
    """Return the first encoding in which all of a file can be read."""
    with path.open("rb") as file:
        mark = file.read(2)
    for encoding in (_MARKS[mark],) if mark in _MARKS else encodings:
        if _undecodable(path, encoding) is None:
            return encoding
    line = _undecodable(path, encodings[0])
    where, names = f"{path.name}:{line}", " nor ".join(encodings)
    raise InputError(
        Problem(where, f"the line is not {names}", "save the file as UTF-8")
    )


def _undecodable(path: Path, encoding: str) -> int | None:
    """Return the first line that cannot be read, in constant memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(1 << 22):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _check_headings(sheet: Sheet) -> None:
    """Raise if a heading is empty or stands twice."""
    problems = []
    for at, name in enumerate(sheet.headings):
        where = f"{sheet.path.name}:1:{name or at + 1}"
        if not name and any(sheet.headings[at:]):
            problems.append(Problem(where, "the heading is empty", "name the column"))
        elif name and name in sheet.headings[:at]:
            problems.append(Problem(where, "the heading stands twice", "tell apart"))
    if problems:
        raise InputError(problems)


def _culprit(sheet: Sheet, said: str) -> Problem:
    """Find the line at which a large file stopped being a table."""
    with sheet.path.open(encoding=sheet.encoding, newline="") as file:
        for line, row in enumerate(csv.reader(file, delimiter=sheet.separator), 1):
            if len(row) > len(sheet.headings):
                return _too_long(sheet, line, len(row))
    first = said.splitlines()[0]
    return Problem(sheet.path.name, first, "look at the file with a text editor")


def _too_long(sheet: Sheet, line: int, found: int) -> Problem:
    """Tell a row with more cells than there are headings."""
    what = f"{found} cells under {len(sheet.headings)} headings"
    fix = "look for a decimal comma or an unquoted comma"
    return Problem(f"{sheet.path.name}:{line}", what, fix)
