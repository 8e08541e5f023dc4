"""Show tables to people: in a terminal of 80 columns and on a page.

Numbers of a column share one unit, named in its heading, and stand under each other.
Three columns are understood: ``source`` (identifiers joined by ``;``, or a list)
becomes links, ``grade`` a badge, and ``<column>_source`` marks one column's numbers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import polars as pl
from rich.table import Table as TerminalTable

from orepath.errors import InputError, Problem, suggest
from orepath.report.number import UNKNOWN, human, scale_for

_GRADE_WORDS = {
    "A": "A: official or primary",
    "B": "B: secondary",
    "C": "C: estimate or assumption",
}
_SUFFIX = "_source"


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
        By column: ``human`` (one fitting unit for the column, the default for numbers
        with a unit and for decimals), ``each`` (a fitting unit in every cell, taken
        from the row's ``unit`` column where the column has none), ``plain``, or a
        Python format as ``.2f``.
    note : str
        What to mind; stands below.
    """

    frame: pl.DataFrame
    title: str
    units: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    """Hold a column ready to show."""

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
    columns = _columns(table)
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


def html_table(
    frame: pl.DataFrame,
    title: str,
    units: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
    *,
    known_sources: Sequence[str] | None = None,
) -> str:
    """Return a table for a page, with links to sources and badges of grades.

    Parameters
    ----------
    frame, title, units, formats
        As in :class:`Table`.
    known_sources : sequence of str, optional
        Identifiers in the order in which the page lists them; links show their number.
        Without it they show the identifier.

    Raises
    ------
    InputError
        If a number is NaN, or a source is not among the known ones.
    """
    table = Table(frame, title, units or {}, formats or {})
    columns = _columns(table)
    problems = _unknown_sources(table, known_sources)
    if problems:
        raise InputError(problems)
    head = "".join(
        f'<th scope="col"{_class(column)}>{escape(column.heading)}</th>'
        for column in columns
    )
    body = "".join(
        "<tr>"
        + "".join(_cell(column, table, row, known_sources) for column in columns)
        + "</tr>"
        for row in range(frame.height)
    )
    return (
        f'<div class="table" tabindex="0"><table><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def source_link(name: str, known_sources: Sequence[str] | None = None) -> str:
    """Return the link to a source's entry on the same page.

    Examples
    --------
    >>> source_link("usgs 2026", ["baci", "usgs 2026"])
    '<a class="cite" href="#source-usgs-2026" title="usgs 2026">[2]</a>'
    """
    shown = known_sources.index(name) + 1 if known_sources else name
    title = escape(name, quote=True)
    link = f'href="#{anchor(name)}" title="{title}"'
    return f'<a class="cite" {link}>[{escape(str(shown))}]</a>'


def anchor(name: str) -> str:
    """Return the identifier of a source's entry on a page.

    Examples
    --------
    >>> anchor("USGS: MCS 2026")
    'source-usgs-mcs-2026'
    """
    return "source-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def badge(grade: str | None) -> str:
    """Return the badge of an evidence grade, or nothing where none is given."""
    if not grade:
        return ""
    words = escape(_GRADE_WORDS.get(grade, grade), quote=True)
    kind = grade.lower() if grade in _GRADE_WORDS else "other"
    return f'<span class="grade grade-{kind}" title="{words}">{escape(grade)}</span>'


def sources_in(value: object) -> list[str]:
    """Return the identifiers in a cell: a list, or a text joined by ``;``.

    Examples
    --------
    >>> sources_in("usgs; baci"), sources_in(None)
    (['usgs', 'baci'], [])
    """
    if value is None:
        return []
    parts = value if isinstance(value, list) else str(value).split(";")
    return [str(part).strip() for part in parts if part and str(part).strip()]


def _columns(table: Table) -> list[_Column]:
    """Return the shown columns with their texts; marks of single columns are hidden."""
    frame = table.frame
    problems: list[Problem] = []
    for column in frame:
        if column.dtype.is_float() and column.is_nan().any():
            row = column.is_nan().arg_max() or 0
            where = f"{table.title}:{row + 2}:{column.name}"
            problems.append(Problem(where, "found NaN", "leave unknown cells empty"))
    if problems:
        raise InputError(problems)
    return [_column(table, name) for name in frame.columns if not _is_mark(name, frame)]


def _word(column: _Column) -> int:
    """Return the longest word of a column, which the terminal need not break."""
    words = [word for cell in column.cells for word in cell.split()]
    return min(14, max(map(len, words), default=1))


def _is_mark(name: str, frame: pl.DataFrame) -> bool:
    """Say whether a column only tells the sources of another."""
    return name.endswith(_SUFFIX) and name.removesuffix(_SUFFIX) in frame.columns


def _column(table: Table, name: str) -> _Column:
    """Return one column with its heading and texts."""
    column = table.frame[name]
    unit = table.units.get(name, "")
    default = "human" if unit or column.dtype.is_float() else "plain"
    form = table.formats.get(name, default)
    heading = name.replace("_", " ")
    heading = heading[:1].upper() + heading[1:]
    numeric = column.dtype.is_numeric()
    values = column.to_list()
    if not numeric:
        return _Column(name, heading, numeric=False, cells=tuple(map(_plain, values)))
    if form == "human" and unit != "year":
        scale = scale_for(values, unit)
        heading = f"{heading} ({scale.label})" if scale.label else heading
        cells = [scale.text(value) for value in values]
    elif form == "each":
        cells = [human(v, u) for v, u in zip(values, _units(table, unit), strict=True)]
    elif form in {"plain", "human"}:
        cells = [_plain(value) for value in values]
    else:
        heading = f"{heading} ({unit})" if unit else heading
        cells = [UNKNOWN if v is None else format(v, form) for v in values]
    return _Column(name, heading, numeric=True, cells=tuple(cells))


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


def _cell(
    column: _Column, table: Table, row: int, known_sources: Sequence[str] | None
) -> str:
    """Return one cell of the page's table."""
    text = escape(column.cells[row])
    frame = table.frame
    if column.cells[row] == UNKNOWN:
        text = f'<span class="unknown">{UNKNOWN}</span>'
    if column.name == "grade":
        text = badge(frame["grade"][row])
    elif column.name == "source":
        names = sources_in(_value(frame["source"], row))
        text = " ".join(source_link(name, known_sources) for name in names)
    elif f"{column.name}{_SUFFIX}" in frame.columns:
        names = sources_in(_value(frame[f"{column.name}{_SUFFIX}"], row))
        links = "".join(source_link(name, known_sources) for name in names)
        text = f"<sup>{links}</sup> {text}" if links else text
    return f"<td{_class(column)}>{text}</td>"


def _value(column: pl.Series, row: int) -> Any:
    """Return one value, a list as a list."""
    value = column[row]
    return value.to_list() if isinstance(value, pl.Series) else value


def _class(column: _Column) -> str:
    """Return the class of a cell: numbers stand to the right."""
    return ' class="number"' if column.numeric else ""


def _unknown_sources(
    table: Table, known_sources: Sequence[str] | None
) -> list[Problem]:
    """Return a problem for each cited source that the page does not list."""
    if known_sources is None:
        return []
    frame = table.frame
    marks = [n for n in frame.columns if n == "source" or _is_mark(n, frame)]
    return [
        Problem(
            f"{table.title}:{row}:{name}",
            f"source '{cited}' is not in the list of sources",
            suggest(cited, known_sources),
        )
        for name in marks
        for row, value in enumerate(frame[name].to_list(), start=2)
        for cited in sources_in(value)
        if cited not in known_sources
    ]
