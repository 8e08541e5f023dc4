"""The term sheet of a venture as a page: verdicts, cash, prices, bank and terms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from orepath.report.figures.bars import range_bars, tornado
from orepath.report.figures.stake import stake_bars
from orepath.report.figures.trend import indicator_over_time, price_over_time
from orepath.report.markup import slug, sources_in
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Link, Table
from orepath.study.appraising import Appraisal
from orepath.study.citing import cited
from orepath.study.drawing.stake import (
    cash_fan,
    price_fan,
    stake_rows,
    swing_rows,
    worth_ranges,
)
from orepath.study.line import RATE, TENOR
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.remark import (
    bank_words,
    doubt_words,
    gate_words,
    line_words,
    option_words,
    plain,
)
from orepath.study.sheet.swing import (
    gate_sheet,
    options_sheet,
    processes_sheet,
    tornado_sheet,
    tornado_title,
)
from orepath.study.sheet.term import terms_sheet
from orepath.study.sheet.termsheet import (
    actors_sheet,
    bank_sheet,
    breaks_sheet,
    exchange_sheet,
    parts_sheet,
    tonnes_sheet,
)
from orepath.study.sheet.verdict import head_words, verdicts, years_words

_TALL = 16
_FEW = 6
_BEFORE = "gainers"


def write_appraisal(found: Appraisal, target: Path) -> None:
    """Write the term sheet of a venture as a page.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    target : pathlib.Path
        An .html file.
    """
    write_page(target, appraisal_page(found))


def appraisal_page(found: Appraisal) -> Page:
    """Compose the term sheet of a venture.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    """
    venture, asked = found.venture, found.asked
    sections = tuple(appraisal_sections(found))
    return Page(
        f"{venture.title}: term sheet",
        f"{head_words(venture)}\n\n{doubt_words(found)}",
        sections,
        sources_of([found]),
        footer="Made by Orepath. "
        + (
            f"{asked.draws:,} draws from seed {asked.seed}. "
            if asked.draws
            else "Chance was left out. "
        )
        + f"Money is constant USD of {venture.price_year}.",
    )


def appraisal_sections(found: Appraisal, mark: str = "") -> Iterator[Section]:
    """Yield the sections of a term sheet, in reading order.

    Parameters
    ----------
    found : Appraisal
        Of the venture.
    mark : str
        Put before every anchor where several ventures share a page.
    """
    yield _worth(found, mark)
    yield _cash(found, mark)
    yield _hangs(found, mark)
    yield _prices(found, mark)
    if found.standings:
        yield _bank(found, mark)
    if found.options:
        yield Section(
            f"{mark}rights",
            "What is it worth to be able to wait, stop or expand?",
            "",
            (),
            _tables(mark, options_sheet(found)),
            points=_points(option_words(found)),
        )
    if not found.gate.is_empty():
        yield Section(
            f"{mark}gate",
            "What does the buyer abroad pay, here and elsewhere?",
            "",
            (),
            _tables(mark, gate_sheet(found)),
            points=_points(gate_words(found)),
        )
    yield Section(
        f"{mark}terms",
        "On which terms, and how sure are they?",
        f"{doubt_words(found)} {years_words(found.venture)}",
        (),
        _tables(mark, terms_sheet(found.venture), open_=True),
    )


def venture_section(found: Appraisal) -> Section:
    """Return the term sheet in one section, for the page of a whole case.

    Parameters
    ----------
    found : Appraisal
        Of one of the case's ventures.
    """
    mark = f"{slug(found.venture.name)}-"
    several = {
        part.id.removeprefix(mark): part for part in appraisal_sections(found, mark)
    }
    parts = list(several.values())
    more = [*option_words(found), *bank_words(found), *gate_words(found)]
    return Section(
        f"{mark}term-sheet",
        f"Term sheet: {found.venture.title}",
        "\n\n".join(
            (head_words(found.venture), doubt_words(found), *line_words(found))
        ),
        tuple(figure for part in parts for figure in part.figures),
        tuple(
            replace(table, folded=table.frame.height > _FEW)
            for part in parts
            for table in part.tables
        ),
        f"{found.asked.draws:,} draws. More: orepath appraise {found.venture.name}",
        (*several["worth"].points, *_points(more)),
    )


def joined(
    sections: Sequence[Section], ventures: Sequence[Appraisal]
) -> tuple[Section, ...]:
    """Return the sections of a case's page with the term sheets of its ventures.

    Parameters
    ----------
    sections : sequence of Section
        Of the case.
    ventures : sequence of Appraisal
        They stand before the section on who gains, or at the end.
    """
    names = [section.id for section in sections]
    at = names.index(_BEFORE) if _BEFORE in names else len(names)
    return (*sections[:at], *map(venture_section, ventures), *sections[at:])


def sources_with(sources: pl.DataFrame, ventures: Sequence[Appraisal]) -> pl.DataFrame:
    """Return the sources of a case with those of its ventures, each once.

    Parameters
    ----------
    sources : polars.DataFrame
        Of the case.
    ventures : sequence of Appraisal
        Its ventures.
    """
    both = pl.concat([sources, sources_of(ventures)]) if ventures else sources
    return both.unique("id", keep="first", maintain_order=True)


def sources_of(several: Iterable[Appraisal]) -> pl.DataFrame:
    """Return one row a source that the term sheets of ventures cite.

    Parameters
    ----------
    several : iterable of Appraisal
        Ventures.
    """
    best: dict[str, str] = {}
    for found in several:
        terms = terms_sheet(found.venture).frame
        frames = [terms.select("source", grade="Grade")]
        frames.append(terms.select(source="Note_source", grade=pl.lit("C")))
        if not found.gate.is_empty():
            frames.append(found.gate.select("source", "grade"))
        frames.append(found.chance.table().select("source", "grade"))
        for cell, grade in pl.concat(frames).iter_rows():
            for name in sources_in(cell):
                best[name] = min(best.get(name, "C"), grade or "C")
        if found.line is not None:
            best |= {TENOR: "B", RATE: "B"}
    return cited(sorted(best), best)


def _worth(found: Appraisal, mark: str) -> Section:
    """Return the section of verdicts."""
    whom = range_bars(
        worth_ranges(found),
        "Net worth to each",
        unit="USD",
        caption="Bar: all figures in the middle."
        + (" Line: from one draw in ten to nine." if found.drawn else ""),
    )
    points = tuple(
        Point(who, f"{text[:1].upper()}{text[1:]}") for who, text in verdicts(found)
    )
    return Section(
        f"{mark}worth",
        "Is it worth it, and to whom?",
        "",
        (Drawn(whom, _way(mark, "worth")),),
        _tables(mark, actors_sheet(found), parts_sheet(found)),
        points=points,
    )


def _cash(found: Appraisal, mark: str) -> Section:
    """Return the section of cash by hand and year."""
    figures = [
        Drawn(
            stake_bars(
                stake_rows(found),
                "Who puts in and who gets what, year by year",
                caption="All figures in the middle.",
            )
        )
    ]
    fan = cash_fan(found)
    if not fan.is_empty():
        drawn = indicator_over_time(
            fan,
            "How far the cash of a year may spread",
            unit="USD m a year",
            caption="Line: middle of all draws; band: eight draws of ten.",
        )
        figures.append(Drawn(drawn))
    return Section(
        f"{mark}cash",
        "Who gets what, and when?",
        "",
        tuple(figures),
        _tables(mark, tonnes_sheet(found), exchange_sheet(found)),
    )


def _hangs(found: Appraisal, mark: str) -> Section:
    """Return the section of what the worth hangs on."""
    figures: tuple[Drawn, ...] = ()
    if not found.swings.is_empty():
        picture = tornado(
            swing_rows(found),
            tornado_title(found),
            base=float(found.worths[found.side].npv[0]),
            unit="USD",
        )
        figures = (Drawn(picture, _way(mark, "tornado")),)
    sheet = tornado_sheet(found)
    frame = sheet.frame.drop("Worse | better", strict=False)
    told = "Each figure alone moved to both ends of its range."
    shown = replace(sheet, frame=frame, note=told)
    title = "What does it hang on?"
    return Section(f"{mark}hangs", title, "", figures, _tables(mark, shown))


def _prices(found: Appraisal, mark: str) -> Section:
    """Return the section of prices: where nothing is left, and how they may move."""
    fan = price_fan(found.venture, found.chance)
    figures: tuple[Drawn, ...] = ()
    if not fan.is_empty():
        picture = price_over_time(
            fan,
            "How prices may move",
            caption="Line: middle of the paths; band: eight paths of ten. The doubt "
            "about today's price itself comes on top.",
        )
        figures = (Drawn(picture, _way(mark, "processes")),)
    return Section(
        f"{mark}prices",
        "At which prices does it pay, and how may they move?",
        "",
        figures,
        _tables(mark, breaks_sheet(found), processes_sheet(found)),
    )


def _bank(found: Appraisal, mark: str) -> Section:
    """Return the section of the bank: cover, contracts, the concessional line."""
    return Section(
        f"{mark}bank",
        "Would a bank lend, and what do contracts and a soft line do?",
        "\n\n".join(line_words(found)),
        (),
        _tables(mark, bank_sheet(found)),
        points=_points(bank_words(found)),
    )


def _points(lines: Iterable[str]) -> tuple[Point, ...]:
    """Return sentences as findings."""
    return tuple(Point("", plain(line)) for line in lines)


def _way(mark: str, name: str) -> tuple[Link, ...]:
    """Return the way to a table of the page."""
    return (Link(f"{mark}table-{name}", "the table"),)


def _tables(mark: str, *sheets: Sheet, open_: bool = False) -> tuple[Table, ...]:
    """Return sheets as tables of the page; a tall one is folded unless it must not."""
    return tuple(
        Table(
            sheet.frame,
            sheet.title,
            sheet.units,
            sheet.formats,
            sheet.note,
            f"{mark}table-{sheet.name.replace('_', '-')}",
            folded=sheet.frame.height > _TALL and not open_,
        )
        for sheet in sheets
        if not sheet.frame.is_empty()
    )
