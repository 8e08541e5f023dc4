"""The workbook of a case is written from the catalogue, with notes and drop-downs."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from orepath.core.column import Column
from orepath.core.table import TableSpec, empty
from orepath.world.case import declared
from orepath.world.catalogue import BY_NAME, TABLES
from orepath.world.excel.address import letters
from orepath.world.excel.content import Content
from orepath.world.excel.layout import (
    CASE,
    FIRST,
    HOW_TO_USE,
    LISTS,
    SCENARIOS,
    SETTING_HEADINGS,
    ends_of_ranges,
    explanation,
    hint,
)

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_SPARE = 1000
"""Empty rows below a table that have drop-downs, too."""
_SPARE_WORDS = 250
"""Words that may be added to a table before other sheets stop offering them."""
_WIDEST = 48
_DARK, _LIGHT, _VALUE, _END = "#1F3B4D", "#DCE6EC", "#2F6F6B", "#CFE5E2"
_MOST_DECIMALS = 6


class Exact(float):
    """A number that is written in the digits it needs, where 16 would not keep it."""

    def __format__(self, _: str) -> str:
        """Return the shortest text that reads back as the same number."""
        return repr(float(self))


@dataclass(frozen=True, slots=True)
class _Styles:
    """Make each look once."""

    book: Any
    made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def of(self, **look: object) -> Any:
        """Return the format of this look."""
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(look)
        return self.made[key]


def book_of(content: Content) -> bytes:
    """Return the workbook of a case as the bytes of an .xlsx file.

    The first sheet holds the settings and how to use the rest; a sheet a table follows,
    empty for one that the case does without; the last carries the scenarios. The same
    content gives the same bytes.

    Parameters
    ----------
    content : Content
        A case as it is written; number cells are numbers, flags are flags.
    """
    import xlsxwriter

    stream = io.BytesIO()
    keep_text = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, **dict.fromkeys(keep_text, False)}
    )
    book.set_properties(
        {
            "title": content.settings["title"],
            "created": _MADE.replace(tzinfo=None),
        }
    )
    styles = _Styles(book)
    _write_case(book.add_worksheet(CASE), content, styles)
    tables = {spec.name: content.tables.get(spec.name, empty(spec)) for spec in TABLES}
    for spec in TABLES:
        _write_table(book.add_worksheet(spec.name), tables[spec.name], spec, styles)
    _write_scenarios(book.add_worksheet(SCENARIOS), content.scenarios, styles)
    _write_lists(book, tables)
    book.close()
    return stream.getvalue()


def _write_case(page: Any, content: Content, styles: _Styles) -> None:
    """Write how to use the workbook, then a row a setting."""
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 44)
    page.set_column(2, 3, 60)
    for row, line in enumerate(HOW_TO_USE):
        look = {"font_color": "#444444"} if row else {"bold": True, "font_size": 14}
        page.write_string(row, 0, line, styles.of(**look))
    row = len(HOW_TO_USE) + 1
    head = styles.of(bold=True, font_color="white", bg_color=_DARK)
    for at, word in enumerate(SETTING_HEADINGS):
        page.write_string(row, at, word, head)
    wrapped = styles.of(text_wrap=True, valign="top")
    for name, told in declared().items():
        row += 1
        text = content.settings.get(name, "")
        page.write_string(row, 0, name, styles.of(bold=True, valign="top"))
        if text and told.annotation in (int, float):
            top = styles.of(valign="top", align="left")
            page.write_number(row, 1, Exact(text), top)
        elif text:
            as_text = styles.of(text_wrap=True, valign="top", num_format="@")
            page.write_string(row, 1, text, as_text)
        needed = "" if told.is_required() else " May stay empty."
        page.write_string(row, 2, (told.description or "") + needed, wrapped)
        page.write_string(row, 3, content.remarks.get(name, ""), wrapped)


def _write_table(
    page: Any, frame: pl.DataFrame, spec: TableSpec, styles: _Styles
) -> None:
    """Write the sheet of a table: headings, meanings, cells, what may stand there."""
    page.freeze_panes(FIRST - 1, 1)
    page.set_row(1, 60)
    ends = ends_of_ranges(spec)
    last = FIRST - 2 + frame.height + _SPARE
    for at, column in enumerate(spec.columns):
        head, under = _heading_looks(column, ends)
        page.write_string(0, at, column.name, styles.of(**head))
        page.write_string(1, at, explanation(column), styles.of(**under))
        page.write_comment(0, at, hint(column), {"x_scale": 2, "y_scale": 1.5})
        cells = frame[column.name].to_list()
        level = {"level": 1} if column.name in ends else {}
        # A text cell is declared as one, so that 007 or =x typed there stays a text.
        usual = styles.of(num_format="@") if column.kind == "text" else None
        page.set_column(at, at, _width(column, cells), usual, level)
        for row, text in enumerate(cells, start=FIRST - 1):
            if text is not None:
                _write_cell(page, (row, at), text, column, styles)
        rule = _rule(column, spec)
        if rule:
            page.data_validation(FIRST - 1, at, last, at, rule)
    page.autofilter(1, 0, FIRST - 2 + frame.height, len(spec.columns) - 1)


def _heading_looks(
    column: Column, ends: Mapping[str, str]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return the looks of a heading and its meaning: ranges have their own colour."""
    ranged = column.name in ends or column.name in ends.values()
    dark = _VALUE if ranged else _DARK
    light = _END if ranged else _LIGHT
    fill, ink = (dark, "white") if column.required else (light, "black")
    edges = {}
    if column.name in ends.values():
        edges["left"] = 2
    if ranged and column.name.endswith("_high"):
        edges["right"] = 2
    head = {"bold": True, "bg_color": fill, "font_color": ink, **edges}
    under = {
        "text_wrap": True, "valign": "top", "font_size": 8, "italic": True,
        "bg_color": light, "bottom": 1, **edges,
    }  # fmt: skip
    return head, under


def _width(column: Column, cells: list[str | None]) -> int:
    """Return a width that fits most of a column."""
    longest = max((len(text) for text in cells if text), default=0)
    return min(_WIDEST, max(len(column.name) + 3, longest + 2, 9))


def _write_cell(
    page: Any, place: tuple[int, int], text: str, column: Column, styles: _Styles
) -> None:
    """Write a cell by the kind its column declares."""
    if column.kind == "text":
        page.write_string(*place, text, styles.of(num_format="@"))
    elif column.kind == "flag":
        yes = text.lower() in ("true", "yes", "1")
        page.write_string(*place, "yes" if yes else "no")
    else:
        page.write_number(
            *place, Exact(text), styles.of(num_format=_form(text, column))
        )


def _form(text: str, column: Column) -> str:
    """Return how a number is shown: all its decimals, thousands parted, no years."""
    value = float(text)
    if column.kind == "integer":
        return "0"
    decimals = len(f"{value!r}".partition(".")[2]) if value % 1 else 0
    if decimals > _MOST_DECIMALS or "e" in repr(value):
        return "General"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _rule(column: Column, spec: TableSpec) -> dict[str, object]:
    """Return what a spreadsheet program shall offer or refuse in a column's cells."""
    title = f"{spec.name}: {column.name}"[:32]
    refusal = {"error_title": title, "error_message": hint(column)[:255]}
    words = ("yes", "no") if column.kind == "flag" else column.choices
    if words:
        return {"validate": "list", "source": list(words), **refusal}
    if column.refers:
        # Only a warning: a row may be typed before the place it names has its own.
        source = f"={_list_name(column)}"
        warn = {"error_type": "warning"}
        return {"validate": "list", "source": source, **warn, **refusal}
    if column.kind == "text":
        return {}
    year = column.unit == "year"
    least = column.least if column.least is not None else (1 if year else -1e300)
    most = column.most if column.most is not None else (9999 if year else 1e300)
    kind = "integer" if column.kind == "integer" else "decimal"
    between = {"criteria": "between", "minimum": least, "maximum": most}
    return {"validate": kind, **between, **refusal}


def _list_name(column: Column) -> str:
    """Return the name of the words that a referring column may hold."""
    return column.refers.replace(".", "_") + ("_or_all" if column.wildcard else "")


def _write_lists(book: Any, tables: Mapping[str, pl.DataFrame]) -> None:
    """Name the words that sheets refer to; those with ``*`` stand on a hidden one."""
    page = book.add_worksheet(LISTS)
    page.hide()
    wanted = {
        _list_name(column): column for spec in TABLES for column in spec.columns
        if column.refers
    }  # fmt: skip
    at = 0
    for name, column in sorted(wanted.items()):
        table, _, target = column.refers.partition(".")
        words = tables[table][target].to_list()
        home = letters([c.name for c in BY_NAME[table].columns].index(target) + 1)
        last = FIRST - 1 + len(words) + _SPARE_WORDS
        filled = f"{table}!${home}${FIRST}:${home}${last}"
        first, count = f"{table}!${home}${FIRST}:", f"MAX(1,COUNTA({filled}))"
        span = filled
        if column.wildcard:
            own = letters(at + 1)
            page.write_string(0, at, "*")
            for row in range(1, len(words) + _SPARE_WORDS + 1):
                word = f"{table}!${home}${FIRST + row - 1}"
                shown = words[row - 1] if row <= len(words) else ""
                page.write_formula(row, at, f'=IF({word}="","",{word})', None, shown)
            at += 1
            span = f"{LISTS}!${own}$1:${own}${len(words) + _SPARE_WORDS + 1}"
            first, count = f"{LISTS}!${own}$1:", f"1+COUNTA({filled})"
        book.define_name(name, f"={first}INDEX({span},{count})")


def _write_scenarios(page: Any, text: str, styles: _Styles) -> None:
    """Write the scenarios' file, a row a line, so that nothing of it is lost."""
    page.set_column(0, 0, 110, styles.of(num_format="@", font_name="Consolas"))
    page.write_comment(
        0,
        0,
        "The text of scenarios.toml, a row a line: named changes of figures. "
        "Leave the sheet empty for a case without scenarios.",
        {"x_scale": 2},
    )
    look = styles.of(num_format="@", font_name="Consolas")
    for row, line in enumerate(text.split("\n")):
        if line:
            page.write_string(row, 0, line, look)
