"""An export is a table of the library as a file, with identifiers and sources."""

from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.library import Library

FORMS = (".csv", ".parquet")
"""Endings of the files that can be written."""


def write_table(
    shelf: Library, name: str, target: Path, mineral: str | None = None
) -> int:
    """Write a table of the library to a new file.

    Parameters
    ----------
    shelf : Library
        The library to read.
    name : str
        A table of :data:`orepath.evidence.contents.TABLES`, or ``sources``.
    target : pathlib.Path
        The file to make, ``.csv`` or ``.parquet``.
    mineral : str, optional
        Keep the rows of one mineral.

    Returns
    -------
    int
        How many rows were written.

    Raises
    ------
    InputError
        When the table, the mineral or the ending is unknown, the table has no
        minerals, the folder is missing, or the file is already there; all at once.
    """
    problems = _target_problems(target)
    frame = pl.DataFrame()
    try:
        frame = shelf.sources() if name == "sources" else shelf.table(name)
        frame = frame if mineral is None else _of_mineral(frame, name, mineral)
    except InputError as fault:
        problems += fault.problems
    if problems:
        raise InputError(problems)
    if target.suffix == ".csv":
        frame.with_columns(
            pl.col(pl.List(pl.Float64)).cast(pl.List(pl.String)).list.join(" ")
        ).write_csv(target)
    else:
        frame.write_parquet(target)
    return frame.height


def _of_mineral(frame: pl.DataFrame, name: str, mineral: str) -> pl.DataFrame:
    """Keep the rows of one mineral."""
    if "mineral" not in frame.columns:
        fix = "leave the mineral out"
        raise InputError(Problem(name, "the table names no minerals", fix))
    known = frame["mineral"].drop_nulls().unique().sort()
    if mineral not in known:
        what = f"unknown mineral '{mineral}'"
        raise InputError(Problem(f"{name}:mineral", what, suggest(mineral, known)))
    return frame.filter(pl.col("mineral") == mineral)


def _target_problems(target: Path) -> list[Problem]:
    """Name what is wrong with the file to make."""
    problems = []
    if target.suffix not in FORMS:
        what = f"cannot write '{target.suffix or target.name}' files"
        problems.append(Problem(str(target), what, f"end it in {' or '.join(FORMS)}"))
    if target.exists():
        problems.append(Problem(str(target), "is already there", "name a new file"))
    if not target.parent.is_dir():
        what, fix = "no such folder", "make the folder first"
        problems.append(Problem(str(target.parent), what, fix))
    return problems
