"""The page of trials: how bad years get, what runs short, whose loss costs most."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepath.report.figures.exceedance import exceedance_curve
from orepath.report.figures.lossmap import supplier_loss_map
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Table
from orepath.study.citing import citations
from orepath.study.drawing.trials import curve_rows, supplier_rows
from orepath.study.fixes import Fixes
from orepath.study.sheet.fixes import fix_words, fixes_sheet, ranking_sheet
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.removal import removal_words, removals_sheet
from orepath.study.sheet.trials import (
    culprits_sheet,
    losses_sheet,
    shortages_sheet,
    trial_words,
)
from orepath.study.trials import Trials
from orepath.world.case import Case

_ROWS = 60


@dataclass(frozen=True)
class Stressed:
    """Hold all that was tried of a case.

    Parameters
    ----------
    drawn : Trials or None
        Drawn years.
    one, two : polars.DataFrame or None
        What was taken away, singly and in pairs.
    fixes : Fixes or None
        What would fix what still hurts.
    """

    drawn: Trials | None = None
    one: pl.DataFrame | None = None
    two: pl.DataFrame | None = None
    fixes: Fixes | None = None


def stress_sheets(case: Case, found: Stressed, most: int | None = None) -> list[Sheet]:
    """Return the sheets of all that was tried, in reading order.

    Parameters
    ----------
    case : Case
        For names.
    found : Stressed
        What was tried.
    most : int or None
        Goods of what runs short at most.
    """
    sheets = []
    if found.drawn is not None:
        sheets += [
            losses_sheet(case, found.drawn),
            shortages_sheet(case, found.drawn, most),
            culprits_sheet(case, found.drawn),
        ]
    if found.one is not None:
        sheets.append(removals_sheet(case, found.one))
    if found.two is not None:
        sheets.append(removals_sheet(case, found.two, two=True))
    if found.fixes is not None:
        sheets += _fix_sheets(case, found.fixes)
    return sheets


def stress_words(case: Case, found: Stressed) -> list[str]:
    """Return all that was tried in sentences.

    Parameters
    ----------
    case : Case
        For names.
    found : Stressed
        What was tried.
    """
    lines = [] if found.drawn is None else trial_words(case, found.drawn)
    if found.one is not None:
        lines += removal_words(found.one)
    if found.two is not None:
        lines += removal_words(found.two, two=True)
    if found.fixes is not None:
        lines += fix_words(case, found.fixes)
    return lines


def write_stress(case: Case, found: Stressed, target: Path) -> None:
    """Write all that was tried as a page.

    Parameters
    ----------
    case : Case
        For names and sources.
    found : Stressed
        What was tried.
    target : pathlib.Path
        An .html file.
    """
    write_page(target, stress_page(case, found))


def stress_page(case: Case, found: Stressed) -> Page:
    """Compose the page of trials.

    Parameters
    ----------
    case : Case
        For names and sources.
    found : Stressed
        What was tried.
    """
    sections = []
    if found.drawn is not None:
        sections += _years(case, found.drawn)
    if found.one is not None:
        sections.append(_losses(case, found.one))
    if found.two is not None:
        points = tuple(Point("", line) for line in removal_words(found.two, two=True))
        sheet = removals_sheet(case, found.two, two=True)
        sections.append(
            Section(
                "pairs",
                "What if two are lost at once?",
                "Both are taken away for the same whole year.",
                (),
                (_table(sheet),),
                points=points,
            )
        )
    if found.fixes is not None:
        sections.append(_fixed(case, found.fixes))
    title = f"{case.settings.title}: what breaks it"
    words = stress_words(case, found)
    # The mean year, and after it the first that says what a bad one is.
    lead = " ".join(words[:1] if found.drawn is None else (words[0], _bad(words)))
    return Page(title, lead, tuple(sections), citations(case))


def _bad(words: list[str]) -> str:
    """Return the sentence on the worst tenth of years."""
    return next(line for line in words if line.startswith("The worst tenth"))


def _years(case: Case, told: Trials) -> list[Section]:
    """Return the sections of drawn years."""
    focus = case.name_of("places", case.settings.focus)
    picture = exceedance_curve(
        curve_rows(told), f"How bad a year gets for {focus}, {told.count:,} years drawn"
    )
    points = tuple(Point("", line) for line in trial_words(case, told))
    return [
        Section(
            "years",
            "How bad can a year get?",
            "Disruptions are drawn by their chances, hardness and length, those of one "
            "bloc more often together than by chance. Every year is lived through "
            "twice: without the plan and with it.",
            (Drawn(picture),),
            (_table(losses_sheet(case, told)),),
            points=points,
        ),
        Section(
            "shortages",
            "What runs short, and for how long?",
            "Goods whose users give some up in a drawn year, the most often first.",
            (),
            (_table(shortages_sheet(case, told)),),
        ),
        Section(
            "culprits",
            "Which disruption costs most?",
            "What each adds to the loss of a year in which it strikes.",
            (),
            (_table(culprits_sheet(case, told)),),
        ),
    ]


def _losses(case: Case, one: pl.DataFrame) -> Section:
    """Return the section of single losses."""
    rows = supplier_rows(case, one)
    drawn = (
        (Drawn(supplier_loss_map(rows, "What losing each supplier for a year costs")),)
        if rows.height
        else ()
    )
    return Section(
        "removals",
        "Whose loss costs most?",
        "Each is taken away for a whole year, by itself, whatever its chance.",
        drawn,
        (_table(removals_sheet(case, one)),),
        points=tuple(Point("", line) for line in removal_words(one)),
    )


def _fixed(case: Case, told: Fixes) -> Section:
    """Return the section of fixes."""
    return Section(
        "fixes",
        "What would fix it cheapest?",
        "",
        (),
        tuple(_table(sheet) for sheet in _fix_sheets(case, told)),
        points=tuple(Point("", line) for line in fix_words(case, told)),
    )


def _fix_sheets(case: Case, told: Fixes) -> list[Sheet]:
    """Return the sheets of fixes that have rows."""
    both = fixes_sheet(case, told), ranking_sheet(case, told)
    return [sheet for sheet in both if sheet.frame.height]


def _table(sheet: Sheet) -> Table:
    """Return a sheet as a table of the page, its first rows where there are many."""
    left = sheet.frame.height - _ROWS
    note = sheet.note + (f" {left:,} further rows are left out." * (left > 0))
    return Table(
        sheet.frame.head(_ROWS), sheet.title, sheet.units, sheet.formats, note,
        sheet.name,
    )  # fmt: skip
