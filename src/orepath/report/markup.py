"""Tables as HTML: links to sources and to what a row rests on, badges, ranges.

Three columns are understood: ``source`` (identifiers joined by ``;``, or a list)
becomes links, ``grade`` a badge, and ``<column>_source`` marks one column's numbers.
A number followed by its ``low`` and ``high`` is shown with its range in one cell.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem, suggest
from orepath.report.number import UNKNOWN
from orepath.report.tables import (
    MARK,
    Column,
    Link,
    Table,
    columns_of,
    ends_of,
    is_mark,
)

_GRADE_WORDS = {
    "A": "A: official or primary",
    "B": "B: secondary",
    "C": "C: estimate or assumption",
}
_SAME = '<span class="unknown" title="as above">″</span>'


def html_table(table: Table, known_sources: Sequence[str] | None = None) -> str:
    """Return a table for a page.

    Parameters
    ----------
    table : Table
        What to show and how.
    known_sources : sequence of str, optional
        Identifiers in the order in which the page lists them; links show their number.
        Without it they show the identifier.

    Raises
    ------
    InputError
        If a number is NaN, a source is not among the known ones, or marks or links are
        given for another number of rows.
    """
    columns = columns_of(table)
    problems = [*_unknown_sources(table, known_sources), *_uncounted(table)]
    if problems:
        raise InputError(problems)
    ranges = {c.name: ends_of(c.name, table.frame) for c in columns}
    hidden = {end for ends in ranges.values() if ends for end in ends} | {table.group}
    shown = [column for column in columns if column.name not in hidden]
    texts = {column.name: column.cells for column in columns}
    body = []
    for row in range(table.frame.height):
        if table.group and _begins(table, row):
            body.append(_group_head(table, row, len(shown)))
        mark = f' id="{escape(table.marks[row], quote=True)}"' if table.marks else ""
        body.append(f"<tr{mark}>")
        for column in shown:
            ends = ranges[column.name]
            span = [texts[end][row] for end in ends] if ends else []
            body.append(_cell(column, table, row, span, known_sources))
        if table.rests:
            body.append(f'<td class="rests">{links(table.rests[row])}</td>')
        body.append("</tr>")
    head = "".join(_head(column, ranged=bool(ranges[column.name])) for column in shown)
    if table.rests:
        head += '<th scope="col" class="rests">Inputs</th>'
    return _framed(table, head, "".join(body))


def links(ways: Sequence[Link]) -> str:
    """Return ways to other spots of the page, in one quiet line.

    Examples
    --------
    >>> links([Link("in-trade", "trade")])
    '<a href="#in-trade">trade</a>'
    """
    return " · ".join(
        f'<a href="#{escape(way.anchor, quote=True)}">{escape(way.word)}</a>'
        for way in ways
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
    return f"source-{slug(name)}"


def slug(words: str) -> str:
    """Return words as a part of an anchor: small letters, digits and hyphens.

    Examples
    --------
    >>> slug("TiO2 pigment (anatase)")
    'tio2-pigment-anatase'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


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


def _framed(table: Table, head: str, body: str) -> str:
    """Return the table with its title; a folded one behind it."""
    name = f' id="{escape(table.anchor, quote=True)}"' if table.anchor else ""
    title = escape(table.title)
    caption = "" if table.folded else f"<caption>{title}</caption>"
    inner = (
        f'<div class="table" tabindex="0"><table{name}>{caption}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if not table.folded:
        return inner
    rows = f"{table.frame.height} row{'' if table.frame.height == 1 else 's'}"
    count = f'<span class="count">{rows}</span>'
    return f"<details><summary>{title} {count}</summary>{inner}</details>"


def _head(column: Column, *, ranged: bool) -> str:
    """Return the heading of a column."""
    more = ' <span class="range">low to high</span>' if ranged else ""
    return f'<th scope="col"{_class(column)}>{escape(column.heading)}{more}</th>'


def _begins(table: Table, row: int) -> bool:
    """Say whether a row is the first of its group."""
    values = table.frame[table.group]
    return row == 0 or values[row] != values[row - 1]


def _group_head(table: Table, row: int, width: int) -> str:
    """Return the row that heads a group, with the group's anchor."""
    words = str(table.frame[table.group][row])
    name = escape(f"{table.anchor}-{slug(words)}", quote=True)
    return (
        f'<tr class="group" id="{name}"><th colspan="{width}" scope="rowgroup">'
        f"{escape(words)}</th></tr>"
    )


def _cell(
    column: Column,
    table: Table,
    row: int,
    span: Sequence[str],
    known_sources: Sequence[str] | None,
) -> str:
    """Return one cell of the page's table."""
    said = column.cells[row]
    text = escape(said)
    frame = table.frame
    if said == UNKNOWN:
        text = f'<span class="unknown">{UNKNOWN}</span>'
    elif span and span != [said, said] and UNKNOWN not in span:
        text += f' <span class="range">{escape(" to ".join(span))}</span>'
    if column.name.lower() == "grade":
        text = badge(frame[column.name][row])
    elif column.name == "source":
        names = sources_in(_value(frame["source"], row))
        text = " ".join(source_link(name, known_sources) for name in names)
    elif f"{column.name}{MARK}" in frame.columns:
        names = sources_in(_value(frame[f"{column.name}{MARK}"], row))
        cited = "".join(source_link(name, known_sources) for name in names)
        text = f"<sup>{cited}</sup> {text}" if cited else text
    elif column.name == "Note" and said and row and said == column.cells[row - 1]:
        text = _SAME
    return f"<td{_class(column)}>{text}</td>"


def _value(column: pl.Series, row: int) -> Any:
    """Return one value, a list as a list."""
    value = column[row]
    return value.to_list() if isinstance(value, pl.Series) else value


def _class(column: Column) -> str:
    """Return the class of a cell: numbers stand to the right, notes are small."""
    if column.name == "Note":
        return ' class="remark"'
    return ' class="number"' if column.numeric else ""


def _uncounted(table: Table) -> list[Problem]:
    """Return a problem where anchors or links do not fit the rows."""
    rows = table.frame.height
    given = {"marks": table.marks, "rests": table.rests}
    return [
        Problem(
            f"{table.title}:{name}",
            f"{len(of_rows)} given for {rows} rows",
            "give one a row, or none",
        )
        for name, of_rows in given.items()
        if of_rows and len(of_rows) != rows
    ]


def _unknown_sources(
    table: Table, known_sources: Sequence[str] | None
) -> list[Problem]:
    """Return a problem for each cited source that the page does not list."""
    if known_sources is None:
        return []
    frame = table.frame
    marks = [n for n in frame.columns if n == "source" or is_mark(n, frame)]
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
