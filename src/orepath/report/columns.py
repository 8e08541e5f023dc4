"""Check that a table handed to the report has the columns a figure needs.

All faults of a table are gathered and raised once, each with its row and column.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import polars as pl

from orepath.errors import InputError, Problem, suggest

Kind = Literal["text", "number", "positive", "flag", "longitude", "latitude", "list"]
_RANGES: dict[str, tuple[float, float]] = {
    "positive": (0.0, float("inf")),
    "longitude": (-180.0, 180.0),
    "latitude": (-90.0, 90.0),
}
_SHOWN_AS = {
    "text": "a text",
    "number": "a number",
    "positive": "a number of 0 or more",
    "flag": "true or false",
    "longitude": "degrees from -180 to 180",
    "latitude": "degrees from -90 to 90",
    "list": "a list",
}


def checked(
    frame: pl.DataFrame,
    table: str,
    kinds: Mapping[str, Kind],
    optional: Mapping[str, Kind] | None = None,
) -> pl.DataFrame:
    """Return the named columns in order, numbers as floats, or raise what is wrong.

    Parameters
    ----------
    frame : polars.DataFrame
        The table as given.
    table : str
        Its name, for the messages.
    kinds : mapping of str to Kind
        Columns that must be there without a gap.
    optional : mapping of str to Kind, optional
        Columns that may be missing or have gaps.

    Raises
    ------
    InputError
        If a column is missing, of another kind, has a gap or a value out of range,
        or if the table has no rows.

    Examples
    --------
    >>> flows = pl.DataFrame({"place": ["India"], "tonnes": [12]})
    >>> checked(flows, "flows", {"tonnes": "positive"})["tonnes"].to_list()
    [12.0]
    """
    may = dict(optional or {})
    problems = [_missing(name, table, frame) for name in kinds if name not in frame]
    if not problems and frame.is_empty():
        what = "no rows, expected at least one"
        problems = [Problem(table, what, "leave the figure out or give it rows")]
    present = {n: k for n, k in {**kinds, **may}.items() if n in frame.columns}
    for name, kind in present.items():
        problems += _faults(frame[name], table, kind, gaps=name in may)
    if problems:
        raise InputError(problems)
    return frame.select(
        pl.col(name).cast(pl.Float64)
        if kind == "number" or kind in _RANGES
        else pl.col(name)
        for name, kind in present.items()
    )


def among(
    frame: pl.DataFrame, table: str, column: str, words: Sequence[str]
) -> pl.DataFrame:
    """Return the frame if every text of a column is one of the words, or raise.

    Raises
    ------
    InputError
        If a row holds another word.

    Examples
    --------
    >>> among(pl.DataFrame({"grade": ["A"]}), "grades", "grade", "ABC").height
    1
    """
    problems = [
        Problem(f"{table}:{row}:{column}", f"found '{word}'", suggest(word, words))
        for row, word in enumerate(frame[column], start=2)
        if word not in words
    ]
    if problems:
        raise InputError(problems)
    return frame


def _missing(name: str, table: str, frame: pl.DataFrame) -> Problem:
    """Tell that a column is not there."""
    fix = f"add the column; {suggest(name, frame.columns)}"
    return Problem(f"{table}::{name}", "column missing", fix)


def _faults(
    column: pl.Series, table: str, kind: Kind, *, gaps: bool
) -> Iterator[Problem]:
    """Yield every fault of one column, rows counted with the header as row 1."""
    wanted = _SHOWN_AS[kind]
    if column.dtype != pl.Null and not _fits(column.dtype, kind):
        what = f"found {column.dtype}, expected {wanted}"
        yield Problem(f"{table}::{column.name}", what, "convert the column")
        return
    numeric = kind == "number" or kind in _RANGES
    low, high = _RANGES.get(kind, (float("-inf"), float("inf")))
    for row, value in enumerate(column.to_list(), start=2):
        where = f"{table}:{row}:{column.name}"
        if value is None:
            if not gaps:
                yield Problem(where, f"no value, expected {wanted}", "give the value")
        elif numeric and not low <= value <= high:
            yield Problem(where, f"found {value}, expected {wanted}", "mend the value")


def _fits(dtype: pl.DataType, kind: Kind) -> bool:
    """Say whether a column type can hold this kind."""
    if kind == "text":
        return dtype in {pl.String, pl.Categorical} or isinstance(dtype, pl.Enum)
    if kind == "flag":
        return dtype == pl.Boolean
    if kind == "list":
        return isinstance(dtype, pl.List | pl.Array)
    return dtype.is_numeric()
