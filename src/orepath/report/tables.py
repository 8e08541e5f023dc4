"""Show tables to people: what a table holds, and how it looks in 80 columns.

Numbers of a column share one unit, named in its heading, and stand under each other; so
do columns of one unit that stand side by side, since readers compare them.
Columns that serve others are not shown: ``<column>_source`` names the sources of one
column's numbers, ``unit`` the units of a column written as ``each``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from rich.table import Table as TerminalTable

from orepath.errors import InputError, Problem
from orepath.report.number import UNKNOWN, human, scale_for

MARK = "_source"


@dataclass(frozen=True, slots=True)
class Link:
    """Hold a way to another spot of the same page.

    Parameters
    ----------
    anchor : str
        The spot.
    word : str
        What is shown; as short as can be.
    """

    anchor: str
    word: str


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table for a page: what to show and how.

    Parameters
    ----------
    frame : polars.DataFrame
        Rows and columns in the order shown.
    title : str
        What the table tells.
    units : mapping of str to str
        The unit computed with, by column, as ``t/a``, ``USD`` or ``fraction``. Units
        and formats of columns not shown are ignored: one mapping serves a table and
        its excerpts.
    formats : mapping of str to str
        By column: ``human`` (one fitting unit for the column and for those of its unit
        beside it, the default for numbers with a unit and for decimals), ``each`` (a
        fitting unit in every cell, taken from the row's ``unit`` column where the
        column has none), ``plain``, or a Python format as ``.2f``.
    note : str
        What to mind; stands below.
    anchor : str
        Its anchor on the page; the anchors of its groups begin with it.
    group : str
        A column whose value heads a group of rows, each with an anchor; the rows of a
        group stand together. Empty for rows without groups.
    marks : tuple of str
        An anchor for each row; empty for none.
    rests : tuple of tuple of Link
        What each row rests on; empty where no row says so.
    folded : bool
        Whether a reader sees only the title until the table is opened.
    """

    frame: pl.DataFrame
    title: str
    units: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    anchor: str = ""
    group: str = ""
    marks: tuple[str, ...] = ()
    rests: tuple[tuple[Link, ...], ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Hold a column ready to show: its name, its heading and the text of each cell."""

    name: str
    heading: str
    numeric: bool
    cells: tuple[str, ...]


def terminal(
    frame: pl.DataFrame,
    title: str,
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> TerminalTable:
    """Return a table for the terminal; texts wrap, numbers never break.

    Parameters
    ----------
    frame, title, units, formats
        As in :class:`Table`.

    Raises
    ------
    InputError
        If a number is NaN.
    """
    from rich import box
    from rich.text import Text

    table = Table(frame, title, units or {}, formats or {})
    shown = TerminalTable(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    columns = columns_of(table)
    for column in columns:
        shown.add_column(
            Text(column.heading.replace(" (", "\n(")),
            justify="right" if column.numeric else "left",
            no_wrap=column.numeric,
            overflow="fold",
            min_width=_word(column),
        )
    for row in range(frame.height):
        shown.add_row(*(Text(column.cells[row]) for column in columns))
    return shown


def columns_of(table: Table) -> list[Column]:
    """Return the shown columns with their texts; columns that serve others are hidden.

    Raises
    ------
    InputError
        If a number is NaN.
    """
    frame = table.frame
    problems: list[Problem] = []
    for column in frame:
        if column.dtype.is_float() and column.is_nan().any():
            row = column.is_nan().arg_max() or 0
            where = f"{table.title}:{row + 2}:{column.name}"
            problems.append(Problem(where, "found NaN", "leave unknown cells empty"))
    if problems:
        raise InputError(problems)
    serving = {"unit"} if "each" in table.formats.values() else set()
    return [
        _column(table, name)
        for name in frame.columns
        if not is_mark(name, frame) and name not in serving
    ]


def _word(column: Column) -> int:
    """Return the longest word of a column, which the terminal need not break."""
    words = [word for cell in column.cells for word in cell.split()]
    return min(14, max(map(len, words), default=1))


def is_mark(name: str, frame: pl.DataFrame) -> bool:
    """Say whether a column only tells the sources of another."""
    return name.endswith(MARK) and name.removesuffix(MARK) in frame.columns


def ends_of(name: str, frame: pl.DataFrame) -> tuple[str, str] | None:
    """Return the columns of the two ends of a number's range, if they stand behind it.

    Examples
    --------
    >>> frame = pl.DataFrame({"Cost": [2.0], "Cost low": [1.0], "Cost high": [3.0]})
    >>> ends_of("Cost", frame), ends_of("Cost low", frame)
    (('Cost low', 'Cost high'), None)
    """
    at = frame.columns.index(name)
    ends = tuple(frame.columns[at + 1 : at + 3])
    if ends not in {("Low", "High"), (f"{name} low", f"{name} high")}:
        return None
    numeric = (frame.schema[column].is_numeric() for column in (name, *ends))
    return (ends[0], ends[1]) if all(numeric) else None


def _column(table: Table, name: str) -> Column:
    """Return one column with its heading and texts."""
    column = table.frame[name]
    middle = _middle(name, table.frame)
    unit = table.units.get(name, "")
    default = "human" if unit or column.dtype.is_float() else "plain"
    form = table.formats.get(middle, default)
    heading = name.replace("_", " ")
    heading = heading[:1].upper() + heading[1:]
    numeric = column.dtype.is_numeric()
    values = column.to_list()
    if not numeric:
        return Column(name, heading, numeric=False, cells=tuple(map(_plain, values)))
    if form == "human" and unit != "year":
        scale = scale_for(
            table.frame[middle].to_list(), unit, _beside(table, middle, unit)
        )
        heading = f"{heading} ({scale.label})" if scale.label else heading
        cells = [scale.text(value) for value in values]
    elif form == "each":
        cells = [human(v, u) for v, u in zip(values, _units(table, unit), strict=True)]
    elif form in {"plain", "human"}:
        cells = [_plain(value) for value in values]
    else:
        heading = f"{heading} ({unit})" if unit else heading
        cells = [UNKNOWN if v is None else format(v, form) for v in values]
    return Column(name, heading, numeric=True, cells=tuple(cells))


def _beside(table: Table, name: str, unit: str) -> list[float | None]:
    """Return the numbers of the columns that share a scale with one: its neighbours.

    A run of columns of one unit, as ``Loss without`` and ``Loss with``, is read across;
    were each to choose its own scale, USD 2 m might stand beside USD 300 k.
    """
    frame = table.frame

    def joins(other: str) -> bool:
        return (
            bool(unit)
            and table.units.get(other) == unit
            and frame.schema[other].is_numeric()
            and table.formats.get(_middle(other, frame), "human") == "human"
        )

    run: list[str] = []
    for other in (n for n in frame.columns if not is_mark(n, frame)):
        if joins(other):
            run.append(other)
        elif name in run:
            break
        else:
            run = []
    kin = [n for n in run if n != name and _middle(n, frame) == n]
    return [v for n in kin for v in frame[n].to_list()] if name in run else []


def _middle(name: str, frame: pl.DataFrame) -> str:
    """Return the column whose range a column ends, or the column itself.

    Ends are written in the unit and with the digits of their middle.
    """
    at = frame.columns.index(name)
    before = frame.columns[max(0, at - 2) : at]
    return next((b for b in before if name in (ends_of(b, frame) or ())), name)


def _units(table: Table, unit: str) -> list[str]:
    """Return the unit of each row: the column's, else that of the column ``unit``."""
    if unit or "unit" not in table.frame.columns:
        return [unit] * table.frame.height
    return [str(found or "") for found in table.frame["unit"]]


def _plain(value: object) -> str:
    """Write a value as it is; the unknown in words."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
