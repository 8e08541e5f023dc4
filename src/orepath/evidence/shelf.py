"""A shelf is a folder of evidence; a user's shelf stands before the embedded one.

A table lies on a shelf as one Parquet file, or as a folder of imports with Parquet
files each. Read together, a row of an earlier shelf takes the place of the row that
speaks of the same thing on a later one, so that no flow is counted twice.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl

from orepath.errors import InputError, Problem
from orepath.evidence.contents import MADE, TABLES
from orepath.evidence.source import Source, sources_of

Shelves = tuple[Path, ...]
"""Folders of evidence, the one that goes before first."""


def imports(folder: Path, table: str) -> dict[str, tuple[Path, ...]]:
    """Return the files of a table on one shelf, by import.

    Parameters
    ----------
    folder : pathlib.Path
        The shelf; it need not exist.
    table : str
        Name of a table, or ``"sources"``.

    Returns
    -------
    dict of str to tuple of pathlib.Path
        Sorted; a table that lies there as one file has the name ``""``.
    """
    found: dict[str, tuple[Path, ...]] = {}
    whole = folder / f"{table}.parquet"
    if whole.is_file():
        found[""] = (whole,)
    if (folder / table).is_dir():
        for each in sorted((folder / table).iterdir()):
            files = tuple(sorted(each.glob("*.parquet")))
            # A name that begins with a dot is an import that was broken off.
            if files and not each.name.startswith("."):
                found[each.name] = files
    return found


def scan(shelves: Shelves, table: str, keep: Sequence[pl.Expr] = ()) -> pl.LazyFrame:
    """Open a table of several shelves lazily.

    Parameters
    ----------
    shelves : tuple of pathlib.Path
        At least one folder; an earlier one goes before a later one.
    table : str
        Name of a table, or ``"sources"``.
    keep : sequence of polars.Expr
        What a row must satisfy.

    Returns
    -------
    polars.LazyFrame
        The rows that satisfy all of ``keep``, each with ``id``.

    Raises
    ------
    InputError
        When no shelf holds the table.
    """
    key = list(MADE[table][1]) if table in MADE else ["id"]
    joined: pl.LazyFrame | None = None
    for folder in shelves:
        parts = [_part(files, table) for files in imports(folder, table).values()]
        if not parts:
            continue
        found = pl.concat(parts, how="diagonal_relaxed").filter(*keep)
        if joined is None:
            joined = found
        else:
            rest = found.join(joined.select(key), on=key, how="anti")
            joined = pl.concat([joined, rest], how="diagonal_relaxed")
    if joined is None:
        what, fix = f"no table '{table}' lies there", "name a folder of evidence"
        raise InputError(Problem(str(shelves[0]), what, fix))
    return joined


def words(shelves: Shelves, table: str, column: str) -> tuple[str, ...]:
    """Return the words of a text column on several shelves, sorted.

    Parameters
    ----------
    shelves : tuple of pathlib.Path
        At least one folder.
    table, column : str
        Names of a table and of one of its columns.

    Returns
    -------
    tuple of str
        Each word once; empty cells are left out.
    """
    found: set[str] = set()
    for folder in shelves:
        for files in imports(folder, table).values():
            found.update(_words(_stamped(files), column))
    return tuple(sorted(found))


def years(shelves: Shelves, table: str) -> tuple[int, ...]:
    """Return the calendar years of a table on several shelves, sorted.

    Parameters
    ----------
    shelves : tuple of pathlib.Path
        At least one folder.
    table : str
        Name of a table whose column ``year`` holds whole numbers.

    Returns
    -------
    tuple of int
        Each year once.
    """
    found = scan(shelves, table).select(pl.col("year").unique()).collect()["year"]
    return tuple(sorted(int(year) for year in found.drop_nulls()))


def sources(shelves: Shelves) -> dict[str, Source]:
    """Return the sources of several shelves by identifier.

    Parameters
    ----------
    shelves : tuple of pathlib.Path
        At least one folder; an earlier one goes before a later one.

    Returns
    -------
    dict of str to Source
        A source that stands on two shelves is taken from the earlier one.
    """
    found: dict[str, Source] = {}
    for folder in shelves:
        for files in imports(folder, "sources").values():
            found = dict(_sources(_stamped(files))) | found
    return found


def table_of(shelves: Shelves, key: str) -> str | None:
    """Return the table on which some row bears an identifier, None if there is none.

    Parameters
    ----------
    shelves : tuple of pathlib.Path
        Folders to look through.
    key : str
        Identifier of a row.
    """
    for table in TABLES:
        for folder in shelves:
            for files in imports(folder, table).values():
                row = _part(files, table).filter(pl.col("id") == key).head(1)
                if row.collect().height:
                    return table
    return None


def _part(files: tuple[Path, ...], table: str) -> pl.LazyFrame:
    """Open one import, with identifiers made where none are stored."""
    frame = pl.scan_parquet(list(files))
    if table in MADE and "id" not in frame.collect_schema():
        form, columns = MADE[table]
        frame = frame.select(pl.format(form, *columns).alias("id"), pl.all())
    return frame


Stamped = tuple[tuple[Path, int], ...]
"""Files with the moment of their last change: an import may come while we run."""


def _stamped(files: tuple[Path, ...]) -> Stamped:
    """Return files with the moment of their last change."""
    return tuple((file, file.stat().st_mtime_ns) for file in files)


@cache
def _words(stamped: Stamped, column: str) -> tuple[str, ...]:
    """Return the words of a column once."""
    frame = pl.scan_parquet([file for file, _ in stamped])
    if column not in frame.collect_schema():
        return ()
    found = frame.select(pl.col(column).drop_nulls().unique()).collect()
    return tuple(found[column].to_list())


@cache
def _sources(stamped: Stamped) -> dict[str, Source]:
    """Return the sources of some files once."""
    return sources_of(pl.read_parquet([file for file, _ in stamped]))
