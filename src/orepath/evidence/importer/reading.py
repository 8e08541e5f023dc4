"""A publisher's file is read as text with the line of every row, batch by batch.

Nothing is interpreted here. Memory is that of one batch, however long the file is; a
line that is no row is told with its number, and the rows around it are read.
"""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.importer.block import LINE, cells_in, is_tidy, quick_rows
from orepath.evidence.importer.record import Record, Records, Spoilt
from orepath.evidence.importer.textfile import blocks, encoding_of

UTF8 = ("utf-8-sig",)
WIDEST = 100_000
"""Letters that a line of headings may have."""

_SEPARATORS = ",;\t|"
_FILLED = ~pl.all_horizontal(pl.exclude(LINE).is_null())
Told = Callable[[Spoilt], None]


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
        """Return every row of a small file as text, with the line on which it begins.

        Returns
        -------
        polars.DataFrame
            ``line`` and one text column a heading; blank cells are empty, blank rows
            are left out.

        Raises
        ------
        InputError
            When lines are no rows; all of them at once.
        """
        spoilt: list[Spoilt] = []
        parts = list(self.texts(self.headings, spoilt.append))
        if spoilt:
            raise InputError(
                [Problem(f"{self.path.name}:{s.line}", s.what, s.fix) for s in spoilt]
            )
        return pl.concat([text_frame(self.headings, []), *parts])

    def texts(self, names: Collection[str], told: Told) -> Iterator[pl.DataFrame]:
        """Yield the rows of a file as text, in batches.

        Parameters
        ----------
        names : collection of str
            The headings that are read.
        told : callable
            Is told of every line that is no row.

        Yields
        ------
        polars.DataFrame
            ``line`` and the columns of ``names``; blank cells are empty, blank rows
            are left out.
        """
        types = dict.fromkeys(names, pl.String())
        for batch in self.batches(types, told):
            yield cleaned(batch).filter(_FILLED)

    def batches(
        self, types: Mapping[str, pl.DataType], told: Told
    ) -> Iterator[pl.DataFrame]:
        """Yield the rows of a file in batches, in the memory of one batch.

        Parameters
        ----------
        types : mapping of str to polars.DataType
            The type in which each heading is read; other columns are left out. What
            cannot be read in its type is empty.
        told : callable
            Is told of every line that is no row: too many or too few cells, a quote
            that is not closed, a null byte.

        Yields
        ------
        polars.DataFrame
            ``line`` and the columns of ``types``; blank lines are left out.
        """
        for piece in self._pieces():
            yield self._batch(piece, types, told).filter(_FILLED)

    def cells(self, lines: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
        """Yield the cells of some lines as they stand in the file, by line.

        Notes
        -----
        One more pass over the file; only the pieces that hold a line are cut up.
        """
        wanted = np.unique(np.asarray(lines, dtype=np.int64))
        for piece in self._pieces() if wanted.size else ():
            first, after = np.searchsorted(wanted, [piece.line, piece.after])
            if first == after:
                continue
            here = set(wanted[first:after].tolist())
            if piece.records is None:
                rows = piece.text.split(b"\n")
                for line in sorted(here):
                    text = rows[line - piece.line].decode().rstrip("\r")
                    yield line, cells_in(text, self.separator)
            else:
                yield from ((r.line, r.cells) for r in piece.records if r.line in here)

    def _pieces(self) -> Iterator["_Piece"]:
        """Yield the file without its headings, each piece ending where a row ends."""
        line, rest = 1, b""
        for block, last in blocks(self.path, self.encoding):
            text = rest + block
            if line == 1:
                text, line = text[text.find(b"\n") + 1 :], 2
            if not text:
                continue
            if is_tidy(text, self.separator) and len(self.headings) > 1:
                rest, after = b"", line + text.count(b"\n")
                yield _Piece(line, after, text, None)
            else:
                width, mark = len(self.headings), self.separator
                rows = Records(text.decode(), line, width, mark, last=last)
                records = tuple(rows)
                rest, after = rows.left.encode(), line + rows.used
                yield _Piece(line, after, text, records)
            line = after

    def _batch(
        self, piece: "_Piece", types: Mapping[str, pl.DataType], told: Told
    ) -> pl.DataFrame:
        """Read one piece as a table."""
        if piece.records is None:
            quick = quick_rows(
                piece.text, piece.line, self.headings, self.separator, types
            )
            if quick is not None:
                frame, spoilt = quick
                for each in spoilt:
                    told(each)
                return frame
            text = piece.text.decode()
            width, mark = len(self.headings), self.separator
            piece = replace(
                piece,
                records=tuple(Records(text, piece.line, width, mark, last=True)),
            )
        sound = []
        for record in piece.records or ():
            if record.spoilt is None:
                sound.append(record)
            else:
                told(record.spoilt)
        return _typed(sound, self.headings, types)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold some whole lines; ``records`` is None where no cell needs a closer look."""

    line: int
    after: int
    text: bytes
    records: tuple[Record, ...] | None


def opened(
    path: Path, encodings: tuple[str, ...] = UTF8, known: Collection[str] = ()
) -> Sheet:
    """Open a text file: find its encoding, its separator and its headings.

    Parameters
    ----------
    path : pathlib.Path
        The file; it may be packed by gzip.
    encodings : tuple of str
        The encodings its publisher uses, the likeliest first. UTF-16 is known by its
        mark.
    known : collection of str
        Headings that may stand in another case in the file.

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
    encoding = encoding_of(path, encodings)
    first = next((block for block, _ in blocks(path, encoding)), b"")
    line = first.partition(b"\n")[0].decode().strip("\r\n")
    if not line.strip():
        what, fix = "no headings", "let the file begin with its line of headings"
        raise InputError(Problem(f"{path.name}:1", what, fix))
    if "\r" in line or "\0" in line or len(line) > WIDEST:
        what, fix = "the line is none of headings in a text file", "save as CSV"
        raise InputError(Problem(f"{path.name}:1", what, f"{fix} in UTF-8"))
    separator = max(_SEPARATORS, key=line.count)
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    while cells and not cells[-1]:
        cells.pop()
    sheet = Sheet(path, encoding, separator, spelt(cells, known))
    _check_headings(sheet)
    return sheet


def spelt(headings: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return headings in the case of the known ones.

    Examples
    --------
    >>> spelt(["RefYear", "x"], ["refYear"])
    ('refYear', 'x')
    """
    cases = {name.lower(): name for name in known}
    # pandas and R write the number of a row under an empty heading.
    return tuple(
        "row" if at == 0 and not name else cases.get(name.lower(), name)
        for at, name in enumerate(headings)
    )


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
    headings: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> pl.DataFrame:
    """Return rows of text as a table; blank cells are empty.

    Parameters
    ----------
    headings : tuple of str
        Names of the columns after ``line``.
    rows : sequence of tuple
        The line and then one cell a heading.
    """
    schema = {LINE: pl.UInt32(), **{name: pl.String() for name in headings}}
    return cleaned(pl.DataFrame(list(rows), schema=schema, orient="row"))


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Strip the cells of a table of text; blank cells are empty."""
    plain = pl.col(pl.String).str.replace_all("\xa0", " ", literal=True)
    return frame.with_columns(plain.str.strip_chars()).with_columns(
        pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep()
    )


def _typed(
    records: Sequence[Record],
    headings: tuple[str, ...],
    types: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """Return rows as a table; what cannot be read in its type is empty."""
    places = {name: headings.index(name) for name in types}
    columns = {
        name: pl.Series(name, [row.cells[at] for row in records], pl.String())
        for name, at in places.items()
    }
    line = pl.Series(LINE, [row.line for row in records], pl.UInt32())
    return pl.DataFrame([line, *columns.values()]).with_columns(
        pl.col(name).cast(kind, strict=False) for name, kind in types.items()
    )


def _check_headings(sheet: Sheet) -> None:
    """Raise if a heading is empty or stands twice."""
    problems = []
    for at, name in enumerate(sheet.headings):
        where = f"{sheet.path.name}:1:{name or at + 1}"
        if not name:
            problems.append(Problem(where, "the heading is empty", "name the column"))
        elif name in sheet.headings[:at]:
            problems.append(Problem(where, "the heading stands twice", "tell apart"))
    if problems:
        raise InputError(problems)
