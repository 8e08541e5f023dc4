"""A line of a text file is a row, a part of one, or spoilt; each is told apart.

A cell in quotes may hold line ends, so a row may take several lines. A quote that is
never closed would swallow all rows below it: then only its own line is spoilt.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_LINES = 100
"""More lines than these are no cell with line ends but a quote that was not closed."""

_MANY = "look for a decimal comma or an unquoted comma"
_FEW = "look for a line end within a cell, or a line cut short"
_OPEN = "close the quote, or double a quote within a cell"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Tell a line that is no row: where it is, what is wrong and what to do."""

    line: int
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Record:
    """Hold a row as it stands: the line on which it begins and its cells.

    ``spoilt`` is None for a row that has a cell for each heading.
    """

    line: int
    cells: list[str]
    spoilt: Spoilt | None = None


class Records:
    r"""Cut the lines of a text into rows, blank ones left out.

    Parameters
    ----------
    text : str
        Whole lines.
    line : int
        The line of the file with which the text begins.
    width : int
        Cells of a row.
    separator : str
        What stands between two cells.
    last : bool
        Whether the file ends with this text. If not, a row whose quote is still open
        at the end is left for the next text.

    Notes
    -----
    Time and memory are proportional to the text; each spoilt quote costs at most
    :data:`MOST_LINES` lines read again.

    Examples
    --------
    >>> rows = Records('1,"two\nlines"\n3\n', 2, 2, ",", last=True)
    >>> [(row.line, row.cells, row.spoilt is None) for row in rows]
    [(2, ['1', 'two\nlines'], True), (4, ['3'], False)]
    """

    def __init__(
        self, text: str, line: int, width: int, separator: str, *, last: bool
    ) -> None:
        self._feed = _Feed(list(io.StringIO(text, newline="\n")))
        self._line, self._width, self._last = line, width, last
        self._separator = separator

    @property
    def used(self) -> int:
        """Return how many lines have been cut into rows."""
        return self._feed.at

    @property
    def left(self) -> str:
        """Return the lines that the next text has to begin with."""
        return "".join(self._feed.lines[self._feed.at :])

    def __iter__(self) -> Iterator[Record]:
        """Yield each row that is not blank."""
        feed = self._feed
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        while feed.at < len(feed.lines):
            first, feed.ended = feed.at, False
            feed.stop = first + MOST_LINES
            try:
                cells = next(reader)
            except (csv.Error, StopIteration):
                if self._open(first):
                    feed.at = first
                    return
                yield self._alone(first)
                continue
            if feed.at - first > 1 and len(cells) != self._width:
                yield self._alone(first)
            elif any(cell.strip() for cell in cells):
                yield self._row(first, cells)

    def _open(self, first: int) -> bool:
        """Tell whether the text ended within a cell that may go on."""
        cut = self._feed.ended and self._feed.at == len(self._feed.lines)
        return cut and not self._last and self._feed.at - first < MOST_LINES

    def _alone(self, first: int) -> Record:
        """Take one line by itself as spoilt and go on below it."""
        self._feed.at = first + 1
        cells = self._feed.lines[first].rstrip("\r\n").split(self._separator)
        line = self._line + first
        what = "a quote is not closed, or stands within a cell"
        return Record(line, cells, Spoilt(line, what, _OPEN))

    def _row(self, first: int, cells: list[str]) -> Record:
        """Return a row, spoilt if its cells are not those of the headings."""
        line, width, found = self._line + first, self._width, len(cells)
        # Some publishers end every row with a separator.
        if found > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if any("\0" in cell for cell in cells):
            fix = "save the file again as text"
            return Record(line, cells, Spoilt(line, "a cell holds a null byte", fix))
        if len(cells) == width:
            return Record(line, cells)
        return Record(line, cells, uneven(line, found, width))


def uneven(line: int, found: int, width: int) -> Spoilt:
    """Tell a line with too many or too few cells."""
    fix = _MANY if found > width else _FEW
    return Spoilt(line, f"{found} cells under {width} headings", fix)


class _Feed:
    """Hand lines to a reader, which may be told to go back."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.at, self.ended, self.stop = lines, 0, False, 0

    def __iter__(self) -> Iterator[str]:
        """Return the feed itself."""
        return self

    def __next__(self) -> str:
        """Return the next line."""
        if self.at >= len(self.lines) or self.at >= self.stop:
            self.ended = True
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]
