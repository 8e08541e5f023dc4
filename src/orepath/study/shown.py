"""What a page shows of a study: sheets as tables, rows as figures."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import polars as pl

from orepath.report.figures.picture import Picture
from orepath.report.pages import Drawn
from orepath.report.tables import Link, Table
from orepath.study.analysis import Study
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.tracing import Sheets, table_of

_TALL = 16


def table_on(
    study: Study, sheets: Sheets, sheet: Sheet, rows: int | None = None
) -> Table:
    """Turn a sheet into a table of the page, long ones cut with a word on where all is.

    What rows note for themselves stands below, once each. A tall table is folded.

    Parameters
    ----------
    study : Study
        For the words of its case.
    sheets : mapping of str to Sheet
        All of the study, to link to.
    sheet : Sheet
        The one.
    rows : int or None
        Most shown.
    """
    frame, note = sheet.frame, sheet.note
    if sheet.name == "exposure":
        said = frame["Note"].drop_nulls().unique(maintain_order=True).to_list()
        note = " ".join([note, *(f"{words}." for words in said if words)])
        frame = frame.drop("Note")
    if rows is not None and frame.height > rows:
        where = f"tables/{sheet.name}.csv"
        note = f"{note} The first {rows} of {frame.height} rows; all in {where}."
        frame = frame.head(rows)
    shown = table_of(study.case, sheets, replace(sheet, frame=frame, note=note.strip()))
    return replace(shown, folded=frame.height > _TALL)


def tables_on(
    study: Study, sheets: Sheets, *names: str, rows: int | None = None
) -> tuple[Table, ...]:
    """Turn those of the named sheets that the study has into tables of the page.

    Parameters
    ----------
    study : Study
        For the words of its case.
    sheets : mapping of str to Sheet
        All of the study.
    *names : str
        Which.
    rows : int or None
        Most shown of each.
    """
    return tuple(
        table_on(study, sheets, sheets[name], rows) for name in names if name in sheets
    )


def drawn_of(
    rows: pl.DataFrame,
    draw: Callable[[pl.DataFrame], Picture],
    rests: tuple[Link, ...],
) -> Iterator[Drawn]:
    """Yield the figure of some rows; none where there is nothing to draw.

    Parameters
    ----------
    rows : polars.DataFrame
        What is drawn.
    draw : callable
        Draws it.
    rests : tuple of Link
        The tables behind it.
    """
    if rows.height:
        yield Drawn(draw(rows), rests)
