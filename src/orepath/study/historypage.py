"""The page of history: hits and misses, prices told and seen, each event in detail."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence.library import library
from orepath.report.figures.picture import Picture
from orepath.report.figures.replay import replay_timeline, told_and_seen
from orepath.report.pages import Drawn, Page, Point, Section, write_page
from orepath.report.tables import Table
from orepath.stress.history import Replay
from orepath.stress.historyevent import outcomes
from orepath.study.history import Tried, month_table, reading_table
from orepath.study.historysheet import (
    checks_sheet,
    event_words,
    history_words,
    months_sheet,
    numbers_sheet,
    overview_sheet,
    untried_words,
)
from orepath.study.sheet.form import Sheet


def write_history(found: Sequence[Tried], target: Path) -> None:
    """Write what was tried as a page.

    Parameters
    ----------
    found : sequence of Tried
        Events.
    target : pathlib.Path
        An .html file.
    """
    write_page(target, history_page(found))


def history_page(found: Sequence[Tried]) -> Page:
    """Compose the page of history.

    Parameters
    ----------
    found : sequence of Tried
        Events.
    """
    able = [one for one in found if one.replay is not None]
    sections = []
    if able:
        sections.append(_overview(found))
    sections.extend(_event(one) for one in able)
    reasons = untried_words(found)
    if reasons:
        points = tuple(Point("", line) for line in reasons)
        sections.append(Section("untried", "What was not tried, and why?", "",
                                points=points))  # fmt: skip
    return Page(
        "What the model said of recorded events, and what happened",
        " ".join(history_words(found)),
        tuple(sections),
        _sources(found),
    )


def _overview(found: Sequence[Tried]) -> Section:
    """Return hits and misses of all events."""
    prices = price_rows(found)
    title = "The price abroad, told and seen"
    drawn = (Drawn(told_and_seen(prices, title)),) if prices.height else ()
    return Section(
        "history",
        "Does the model tell what comes?",
        "Each event strikes in the case of the year before, with the severity and "
        "months that were recorded, or are supposed where none are; nothing is fitted "
        "to what happened. The rules by which a prediction is a hit were laid down "
        "before any was made.",
        drawn,
        (_table(overview_sheet(found)),),
    )


def price_rows(found: Sequence[Tried]) -> pl.DataFrame:
    """Return the price abroad of each event, told with its range and seen.

    Parameters
    ----------
    found : sequence of Tried
        Events.

    Returns
    -------
    polars.DataFrame
        event, told, low, high, seen.
    """
    names = {"told": "told", "low": "low", "high": "high", "seen": "ratio"}
    rows = [
        reading_table(one)
        .filter(pl.col("what") == "price")
        .drop_nulls(["told", "ratio"])
        .select("event", **{name: pl.col(column) for name, column in names.items()})
        for one in found
    ]
    return pl.concat(rows)


def _event(one: Tried) -> Section:
    """Return one event in detail."""
    replay = one.replay
    figures = () if replay is None else (Drawn(_timeline(replay)),)
    tables = [] if replay is None else [
        _table(checks_sheet(one)), _table(numbers_sheet(one), folded=True),
        _table(months_sheet(replay), folded=True),
    ]  # fmt: skip
    key = one.event.event.replace("_", "-")
    return Section(
        key,
        one.event.name,
        f"What struck: {''.join(f'[[{name}]]' for name in _origins(one.event.source))}",
        figures,
        tuple(
            Table(t.frame, t.title, t.units, t.formats, t.note, f"{key}-{t.anchor}",
                  folded=t.folded)
            for t in tables
        ),
        points=tuple(Point("", line) for line in event_words(one)),
    )  # fmt: skip


def _timeline(replay: Replay) -> Picture:
    """Return the year of an event month by month."""
    event = replay.event
    seen = outcomes().filter(event=event.event, what="price").drop_nulls("ratio")
    levels = []
    for good, place, ratio in seen.select("commodity", "place", "ratio").iter_rows():
        told = replay.readings.get(("price", good, place))
        if told is not None:
            levels.append(("told, mean of the year", told.ratio))
        levels.append(("seen, mean of the year", ratio))
    return replay_timeline(
        month_table(replay),
        pl.DataFrame(
            levels, schema={"label": pl.String, "price": pl.Float64}, orient="row"
        ),
        f"{event.name}: {event.struck}, {name_of(event.place)}",
        goods=(replay.good, replay.priced),
        caption="The step line is the price in a year as bad as the month; the model "
        "lives years, not months, so its mean of the year lies lower.",
    )


def _origins(keys: Sequence[str]) -> list[str]:
    """Return the sources behind rows of the library, each once."""
    held = library()
    known = set(held.sources()["id"])
    return list(
        dict.fromkeys(
            key if key in known else str(held.row(key)["source"]) for key in keys
        )
    )


def _sources(found: Sequence[Tried]) -> pl.DataFrame:
    """Return one row a source that an event or outcome cites."""
    held = library()
    keys: dict[str, None] = {}
    for one in found:
        seen = outcomes().filter(event=one.event.event)
        cells = [*one.event.source, *seen["source_before"], *seen["source_after"]]
        keys |= dict.fromkeys(part for cell in cells for part in cell.split())
    sources = [held.source(name) for name in _origins(list(keys))]
    rows = [(s.id, s.citation(), s.licence, s.url) for s in sources]
    names = ("id", "citation", "licence", "url")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _table(sheet: Sheet, *, folded: bool = False) -> Table:
    """Return a sheet as a table of the page."""
    return Table(
        sheet.frame, sheet.title, sheet.units, sheet.formats, sheet.note, sheet.name,
        folded=folded,
    )  # fmt: skip
