"""Tidy lines are read at the speed of the engine, uneven ones set apart."""

import csv
from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.evidence.importer.record import Spoilt, uneven

LINE = "line"
"""Column that holds the line on which a row begins, the heading being line 1."""


def is_tidy(text: bytes, separator: str) -> bool:
    """Tell whether every line is a row and every quote begins or ends a cell.

    Notes
    -----
    Quotes open and close in turn. An opening one must stand after a separator, a line
    end or the quote it doubles, a closing one before them; no line may hold half.
    """
    if b"\0" in text or text.count(b"\r") != text.count(b"\r\n"):
        return False
    if b'"' not in text:
        return True
    raw = np.frombuffer(b"\n" + text, dtype=np.uint8)
    quotes = np.flatnonzero(raw == ord('"'))
    ends = np.flatnonzero(raw == ord("\n"))
    if np.any(np.searchsorted(quotes, ends) % 2):
        return False
    bounds = np.frombuffer(f'{separator}\r\n"'.encode(), dtype=np.uint8)
    opening, closing = raw[quotes[::2] - 1], raw[quotes[1::2] + 1]
    return bool(np.isin(opening, bounds).all() and np.isin(closing, bounds).all())


def cells_in(line: str, separator: str) -> list[str]:
    """Cut one tidy line into cells."""
    if '"' not in line:
        return line.split(separator)
    return next(csv.reader([line], delimiter=separator), [])


def quick_rows(
    text: bytes,
    line: int,
    headings: tuple[str, ...],
    separator: str,
    types: Mapping[str, pl.DataType],
) -> tuple[pl.DataFrame, list[Spoilt]] | None:
    """Read plain lines as a table and set apart those with too many or few cells.

    Parameters
    ----------
    text : bytes
        Whole lines in UTF-8, tidy by :func:`is_tidy`.
    line : int
        The line of the file with which the text begins.
    headings : tuple of str
        Headings of all columns.
    separator : str
        What stands between two cells.
    types : mapping of str to polars.DataType
        The columns that are wanted, and the type of each.

    Returns
    -------
    tuple of polars.DataFrame and list of Spoilt, or None
        ``line`` and the columns of ``types``; None where a row ends with a separator
        and has to be looked at more closely.

    Notes
    -----
    Time and memory are proportional to the text.
    """
    raw = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    marks = np.flatnonzero(raw == ord(separator))
    quotes = np.flatnonzero(raw == ord('"')) if b'"' in text else ends[:0]
    if quotes.size:
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    found = np.diff(np.searchsorted(marks, ends), prepend=0) + 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    width, spoilt = len(headings), []
    odd = found != width
    for at in np.flatnonzero(odd).tolist():
        cells = cells_in(text[starts[at] : ends[at]].decode(), separator)
        if not "".join(cells).strip():
            continue
        # Some publishers end every row with a separator.
        if len(cells) > width and not "".join(cells[width:]).strip():
            return None
        spoilt.append(uneven(line + at, len(cells), width))
    lines = np.flatnonzero(~odd) + line
    schema = {name: types.get(name, pl.String()) for name in headings}
    rest = _without(text, starts[odd], ends[odd])
    frame = _engine(rest, schema, separator, quoted=bool(quotes.size))
    if frame.height != lines.size:
        return None
    number = pl.Series(LINE, lines.astype(np.uint32))
    return frame.select(number, *types), spoilt


def _without(text: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> bytes:
    """Return a text without some of its lines."""
    if not starts.size:
        return text
    kept, after = [], 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        kept.append(text[after:start])
        after = end + 1
    return b"".join([*kept, text[after:]])


def _engine(
    text: bytes,
    schema: Mapping[str, pl.DataType],
    separator: str,
    *,
    quoted: bool,
) -> pl.DataFrame:
    """Read lines that all have one cell a heading."""
    if not text:
        return pl.DataFrame(schema=dict(schema))
    return pl.read_csv(
        text,
        has_header=False,
        schema=dict(schema),
        separator=separator,
        quote_char='"' if quoted else None,
        ignore_errors=True,
    )
