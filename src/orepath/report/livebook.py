"""A workbook that reckons for itself: cells hold formulas, inputs stand out in colour.

What a formula comes to is worked out by the reader's own program when the workbook is
opened; the values given here are shown by programs that do not reckon.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orepath.report.blankbook import blank
from orepath.report.file import write_whole

_STYLES: dict[str, dict[str, object]] = {
    "": {},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "part": {"bold": True, "top": 1},
    "input": {"font_color": "#1f4e9c", "bg_color": "#f3f6fb"},
    "total": {"bold": True},
    "note": {"font_color": "#5c6670"},
    "year": {"bold": True, "bottom": 1, "num_format": "0"},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold one cell.

    Parameters
    ----------
    content : str or float
        A text, a number, or a formula that begins with ``=``.
    style : str
        ``input`` (for the reader to change), ``head``, ``title``, ``part``, ``total``,
        ``note``, ``year`` or empty.
    form : str
        Number format of Excel; empty for a general one.
    value : float or None
        What a formula comes to, for programs that do not reckon.
    """

    content: str | float
    style: str = ""
    form: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """Hold one sheet of cells.

    Parameters
    ----------
    name : str
        Its tab.
    cells : mapping of tuple to Cell
        By row and column, counted from 0.
    widths : sequence of float
        Of the first columns, in characters; the rest keep the usual width.
    freeze : tuple of int
        Rows and columns that stay in view.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    widths: Sequence[float] = ()
    freeze: tuple[int, int] = (0, 0)


def write_livebook(path: Path, sheets: Sequence[LiveSheet], title: str) -> None:
    """Write sheets of live cells into one workbook, whole or not at all.

    Parameters
    ----------
    path : Path
        The target, ``.xlsx``.
    sheets : sequence of LiveSheet
        In the order shown.
    title : str
        Of the workbook.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    content = io.BytesIO()
    book = blank(content, title)
    forms: dict[tuple[str, str], Any] = {}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for at, width in enumerate(sheet.widths):
            page.set_column(at, at, width)
        page.freeze_panes(*sheet.freeze)
        for place, cell in sheet.cells.items():
            key = (cell.style, cell.form)
            if key not in forms:
                number = {"num_format": cell.form} if cell.form else {}
                forms[key] = book.add_format({**_STYLES[cell.style], **number})
            _put(page, place, cell, forms[key])
    book.close()
    write_whole(path, content.getvalue())


def column_name(at: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> column_name(0), column_name(25), column_name(26), column_name(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _put(page: Any, place: tuple[int, int], cell: Cell, form: Any) -> None:
    """Write one cell by its kind."""
    content = cell.content
    if isinstance(content, str) and content.startswith("="):
        page.write_formula(
            *place, content, form, 0 if cell.value is None else cell.value
        )
    elif isinstance(content, str):
        page.write_string(*place, content, form)
    else:
        page.write_number(*place, content, form)
