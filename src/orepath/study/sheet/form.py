"""A sheet is one table with all that a reader needs to read it."""

from dataclasses import dataclass, field

import polars as pl

from orepath.world.case import Case


@dataclass(frozen=True)
class Sheet:
    """Hold one table for readers.

    Parameters
    ----------
    name : str
        File stem and tab name.
    title : str
        One line above it.
    frame : polars.DataFrame
        Cells, with headings for readers.
    units : dict of str to str
        Unit by heading.
    note : str
        How to read it, in plain words.
    terminal : tuple of str
        Headings shown in the terminal; empty shows all.
    formats : dict of str to str
        How numbers are written, by heading, as ``report.tables`` understands it.
    """

    name: str
    title: str
    frame: pl.DataFrame
    units: dict[str, str] = field(default_factory=dict)
    note: str = ""
    terminal: tuple[str, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)


def named(case: Case, table: str, column: str, alias: str) -> pl.Expr:
    """Return an expression that replaces keys by names for readers.

    Parameters
    ----------
    case : Case
        For the names.
    table : str
        Table whose first column holds the keys and whose ``name`` the names.
    column, alias : str
        Column of keys, and its new heading; a key without a name stays.
    """
    frame = case.table(table)
    names = dict(frame.select(frame.columns[0], "name").iter_rows())
    return pl.col(column).replace(names).alias(alias)
