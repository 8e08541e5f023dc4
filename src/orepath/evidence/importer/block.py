"""Lines without quotes are read at the speed of the engine, uneven ones set apart."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.evidence.importer.record import Spoilt, uneven

LINE = "line"
"""Column that holds the line on which a row begins, the heading being line 1."""


def is_plain(text: bytes) -> bool:
    """Tell whether no cell of a text can hold a separator or a line end."""
    lone = text.count(b"\r") != text.count(b"\r\n")
    return b'"' not in text and b"\0" not in text and not lone


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
        Whole lines in UTF-8, plain by :func:`is_plain`.
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
    found = np.diff(np.searchsorted(marks, ends), prepend=0) + 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    width, spoilt = len(headings), []
    odd = found != width
    for at in np.flatnonzero(odd).tolist():
        cells = text[starts[at] : ends[at]].decode().split(separator)
        if not "".join(cells).strip():
            continue
        # Some publishers end every row with a separator.
        if len(cells) > width and not "".join(cells[width:]).strip():
            return None
        spoilt.append(uneven(line + at, len(cells), width))
    lines = np.flatnonzero(~odd) + line
    schema = {name: types.get(name, pl.String()) for name in headings}
    frame = _engine(_without(text, starts[odd], ends[odd]), schema, separator)
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
    text: bytes, schema: Mapping[str, pl.DataType], separator: str
) -> pl.DataFrame:
    """Read lines that all have one cell a heading."""
    if not text:
        return pl.DataFrame(schema=dict(schema))
    return pl.read_csv(
        text,
        has_header=False,
        schema=dict(schema),
        separator=separator,
        quote_char=None,
        ignore_errors=True,
    )
