"""Rows that are not imported are kept aside with line, cell, reason and remedy."""

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import shorten

import numpy as np
import polars as pl

from orepath.errors import Problem
from orepath.evidence.importer.block import LINE

KEPT_ASIDE = "kept-aside.csv"
"""Name of the file of rows that were not imported, in the user's evidence folder."""

ASIDE = ("file", "line", "column", "found", "why", "fix", "row")

WIDEST = 30_000
"""Letters that are kept of a row; spreadsheets show no more in a cell."""

MOST_ADVISED = 1_000
"""Words for which near ones are looked for; nobody reads more."""

Advice = str | Callable[[str], str]
Cells = Callable[[Sequence[int]], Iterable[tuple[int, Sequence[str | None]]]]
"""Gives back the cells of some lines, in their order, as they stand in the file."""


class Aside:
    """Remember which lines are kept aside, in eight bytes a line.

    The cells are read again from the file when all is known: a file of which half is
    kept aside takes no more memory than a sound one.
    """

    def __init__(self) -> None:
        self._lines, self._kinds = array("I"), array("I")
        self._known: dict[tuple[str, str, Advice], int] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        """Return how many faults of the file's making were told."""
        return sum(self._counts.values())

    def add(
        self,
        lines: Sequence[int],
        column: str,
        what: str,
        fix: Advice,
        *,
        expected: bool = False,
    ) -> None:
        """Keep lines aside for one reason.

        Parameters
        ----------
        lines : sequence of int
            Lines of the file.
        column, what : str
            Heading of the cell at fault and what is wrong with it.
        fix : str or callable
            What to do; a function of the cell may suggest a word.
        expected : bool
            Whether a sound file holds such rows, too.
        """
        kind = self._known.setdefault((column, what, fix), len(self._known))
        self._lines.extend(lines)
        self._kinds.extend([kind] * len(lines))
        if not expected:
            count = self._counts.get((column, what), 0)
            self._counts[column, what] = count + len(lines)

    def commonest(self) -> tuple[str, str, int]:
        """Return column, reason and number of the fault that strikes most rows."""
        if not self._counts:
            return "", "", 0
        column, what = max(self._counts, key=lambda kind: self._counts[kind])
        return column, what, self._counts[column, what]

    def told(
        self, file: str, headings: Sequence[str], cells: Cells
    ) -> Iterator[tuple[str, ...]]:
        r"""Yield the rows of ``kept-aside.csv`` for one file, by line.

        Parameters
        ----------
        file : str
            Name of the file.
        headings : sequence of str
            Headings of the cells.
        cells : callable
            Gives back the cells of lines.

        Notes
        -----
        Sorting takes :math:`O(n \log n)` time in the number of lines kept aside. Of
        two reasons for one cell the later is told.
        """
        kinds = list(self._known)
        lines = np.frombuffer(self._lines, np.uint32) if self._lines else _NO_LINES
        order = np.argsort(lines, kind="stable")
        numbers, at = lines[order], 0
        advised: dict[tuple[Advice, str], str] = {}
        for line, found in cells(np.unique(numbers).tolist()):
            reasons: dict[str, tuple[str, Advice]] = {}
            at = int(np.searchsorted(numbers, line))
            while at < numbers.size and numbers[at] == line:
                column, what, fix = kinds[self._kinds[order[at]]]
                reasons[column] = (what, fix)
                at += 1
            whole = ",".join(each or "" for each in found)[:WIDEST]
            for column, (what, fix) in reasons.items():
                cell = _cell(column, headings, found)[:WIDEST]
                said = _advice(fix, cell, advised)
                yield file, str(line), column, cell, what, said, whole


_NO_LINES = np.empty(0, np.uint32)


def write_aside(
    old: Path, new: Path, file: str, told: Iterable[tuple[str, ...]]
) -> tuple[int, list[Problem]]:
    """Write what is kept aside, in place of what this file left there before.

    Parameters
    ----------
    old, new : pathlib.Path
        What was kept aside so far, and where to write it with the new rows.
    file : str
        Name of the file.
    told : iterable of tuple of str
        The rows of this file.

    Returns
    -------
    tuple of int and list of Problem
        The number of rows of this file, and one problem for each kind of fault, with
        the first line it stands on.
    """
    kinds: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {}
    with new.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(ASIDE)
        writer.writerows(row for row in _rows(old) if row[0] != file)
        for row in told:
            count, first = kinds.get((row[2], row[4]), (0, row))
            kinds[row[2], row[4]] = (count + 1, first)
            writer.writerow(row)
    problems = []
    for count, (_, line, column, found, what, fix, _) in kinds.values():
        short = shorten(found, 60, placeholder="…")
        said = f"{what}: '{short}'" if found else what
        more = f" (and {count - 1} rows more)" if count > 1 else ""
        problems.append(Problem(f"{file}:{line}:{column}", f"{said}{more}", fix))
    return sum(count for count, _ in kinds.values()), problems


def kept_aside(folder: Path) -> pl.DataFrame:
    """Return the rows of a user's files that were not imported, and why.

    Parameters
    ----------
    folder : pathlib.Path
        The user's evidence folder.

    Returns
    -------
    polars.DataFrame
        ``file``, ``line`` (the heading is line 1), ``column``, ``found``, ``why``,
        ``fix`` and ``row`` (the whole row); empty when all rows were sound.
    """
    rows = list(_rows(folder / KEPT_ASIDE))
    schema = dict.fromkeys(ASIDE, pl.String())
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("line").cast(pl.Int64))


def cells_of(frame: pl.DataFrame) -> Cells:
    """Return a function that gives back the rows of a table of text by their lines.

    Parameters
    ----------
    frame : polars.DataFrame
        ``line`` and the columns of the file, all as text.
    """

    def cells(lines: Sequence[int]) -> Iterator[tuple[int, list[str | None]]]:
        for line, *row in frame.filter(pl.col(LINE).is_in(list(lines))).iter_rows():
            yield line, row

    return cells


def _advice(fix: Advice, cell: str, advised: dict[tuple[Advice, str], str]) -> str:
    """Return what to do with a cell; near words are looked for once a word."""
    if isinstance(fix, str):
        return fix
    if (fix, cell) not in advised:
        if len(advised) >= MOST_ADVISED:
            return "as for the rows above"
        advised[fix, cell] = fix(cell)
    return advised[fix, cell]


def _cell(column: str, headings: Sequence[str], found: Sequence[str | None]) -> str:
    """Return the cell of a column in a row, blank if the row is too short."""
    at = headings.index(column) if column in headings else -1
    return (found[at] or "").strip() if 0 <= at < len(found) else ""


def _rows(file: Path) -> Iterator[list[str]]:
    """Yield the rows that are kept aside so far."""
    if file.exists():
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.reader(text)
            next(reader, None)
            yield from reader
