"""The page of what to find out first: a figure, the table, and what it rests on."""

from pathlib import Path

import polars as pl

from orepath.plan.grade import grades_of
from orepath.plan.result import Plan
from orepath.report.figures.shares import grade_bars
from orepath.report.figures.worth import worth_bars
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Table
from orepath.study.citing import citations
from orepath.study.drawing.alternative import worth_rows
from orepath.study.sheet.evidence import grades_sheet
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.information import information_sheet, information_words
from orepath.study.target import page_target

RESTS_ON = {
    "quantity": "Quantities",
    "price": "Prices",
    "both": "The worse of the two",
}


def write_information(plan: Plan, found: pl.DataFrame, target: Path) -> None:
    """Write what figures are worth knowing as a page.

    Parameters
    ----------
    plan : Plan
        Made without knowing them.
    found : polars.DataFrame
        As ``study.information.information`` gives it.
    target : pathlib.Path
        An .html file.

    Raises
    ------
    InputError
        As :func:`page_target`.
    """
    write_page(page_target(target), information_page(plan, found))


def information_page(plan: Plan, found: pl.DataFrame) -> Page:
    """Compose the page of what to find out first.

    Parameters
    ----------
    plan : Plan
        Made without knowing the figures.
    found : polars.DataFrame
        As ``study.information.information`` gives it.
    """
    case = plan.case
    words = information_words(case, found)
    rows = worth_rows(case, found)
    bars = (
        (Drawn(worth_bars(rows, "What figures are worth knowing")),)
        if rows.height
        else ()
    )
    first = Section(
        "information",
        "What should we find out first?",
        "The plan is made with every figure at its middle. If a figure turns out to "
        "be at an end of its range, another plan may be better; what this plan then "
        "loses, weighed by the chance of it, is what the figure is worth knowing.",
        bars,
        (_table(information_sheet(case, found)),),
        points=tuple(Point("", line) for line in words),
    )
    grades = grades_of(plan)
    labelled = grades.with_columns(label=grades["what"].replace(RESTS_ON))
    doubt = Section(
        "grades",
        "What does the plan rest on?",
        "",
        (Drawn(grade_bars(labelled, "What the result rests on")),),
        (_table(grades_sheet(grades)),),
        "Grade A is official or primary, B secondary, C an estimate or assumption.",
    )
    title = f"{case.settings.title}: what to find out first"
    return Page(title, words[0], (first, doubt), citations(case))


def _table(sheet: Sheet) -> Table:
    """Return a sheet as a table of the page."""
    return Table(
        sheet.frame, sheet.title, sheet.units, sheet.formats, sheet.note, sheet.name
    )
