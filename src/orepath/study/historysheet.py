"""Sheets and words of history: hits and misses, and one event in detail."""

from collections.abc import Sequence

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence.library import library
from orepath.stress.history import Replay
from orepath.stress.historycheck import ASPECTS, Check
from orepath.stress.historyrule import RULES
from orepath.study.history import Tried, month_table, reading_table, score
from orepath.study.sheet.form import Sheet

_NOTHING = "–"
_PRICES = ("price abroad, mean of the year", "price at home")
_UNKNOWN = "unknown"


def overview_sheet(found: Sequence[Tried]) -> Sheet:
    """Return hits of what is known, one row an event, with the price told and seen.

    Parameters
    ----------
    found : sequence of Tried
        Events; those that were not tried are left out.
    """
    able = [one for one in found if one.replay is not None]
    rows = [
        (one.event.event, _case(one), *_counts([one]), *_price(one.checks))
        for one in able
    ]
    rows.append(("all", "", *_counts(able), "", ""))
    guesses = [score(able, aspect)[2] for aspect in ASPECTS]
    rows.append(("by guessing", "", *(f"{guess:.1f}" for guess in guesses), "", ""))
    aspects = [aspect.capitalize() for aspect in ASPECTS]
    heads = ("Event", "Case", *aspects, "Price told", "Seen")
    rules = " ".join(f"{aspect.capitalize()}: {rule}" for aspect, rule in RULES.items())
    return Sheet(
        "history",
        "What the model said of recorded events, and what happened",
        pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row"),
        note="Case: the year the case is built of; with a star it stands in for the "
        "year before, of which none can be built, and the event is in it in part. "
        f"2/3: two hits of three checks whose outcome is known. {rules} By "
        "guessing: who says that prices abroad rise, that all else falls and that "
        "nothing changes in size, and draws orders and places by lot. Prices are "
        "multiples of the year before, in brackets the range over severity and "
        "months; with a cross it is the price at home.",
    )


def _case(one: Tried) -> str:
    """Return the year of the case, with a star where it is not the year before."""
    return f"{one.event.base_year}{'*' if one.event.near else ''}"


def _counts(found: Sequence[Tried]) -> list[str]:
    """Return hits of what is known, by aspect."""
    counts = [score(found, aspect)[:2] for aspect in ASPECTS]
    return [f"{hits}/{known}" if known else _NOTHING for hits, known in counts]


def _price(checks: Sequence[Check]) -> tuple[str, str]:
    """Return the price told and seen; the one at home where none abroad is known."""
    for what in _PRICES:
        for one in checks:
            if one.what == what:
                home = "†" if what == _PRICES[1] else ""
                return one.told + home, one.seen
    return _NOTHING, _NOTHING


def untried_words(found: Sequence[Tried]) -> list[str]:
    """Return why events were not tried, a sentence each.

    Parameters
    ----------
    found : sequence of Tried
        Events.
    """
    return [
        f"{one.event.event} ({one.event.name}): {one.event.why_not}."
        for one in found
        if one.replay is None
    ]


def history_words(found: Sequence[Tried]) -> list[str]:
    """Return what history tells of the model, in sentences.

    Parameters
    ----------
    found : sequence of Tried
        Events.
    """
    able = [one for one in found if one.replay is not None]
    hits, known, guess = score(able)
    lines = [
        f"{hits} of {known} checks are hits; somebody without a model would hit "
        f"{guess:.1f}. Events tried: {len(able)}; not tried: {len(found) - len(able)}."
    ]
    beyond = _beyond(able)
    if beyond:
        lines.append(beyond)
    return lines


def _beyond(able: Sequence[Tried]) -> str:
    """Tell of how many prices the model says too much, and of how many too little."""
    much: list[str] = []
    little: list[str] = []
    for one in able:
        table = reading_table(one).filter(pl.col("what") == "price").drop_nulls("told")
        for told, seen in table.select("told", "ratio").iter_rows():
            (much if told > seen else little).append(one.event.event)
    if not much and not little:
        return ""
    said = [
        f"{words} in {len(names)} ({', '.join(names)})"
        for words, names in (("too dear", much), ("too cheap", little))
        if names
    ]
    return f"The price abroad was told {' and '.join(said)}."


def checks_sheet(one: Tried) -> Sheet:
    """Return the checks of one event, a row a number or order of places.

    Parameters
    ----------
    one : Tried
        An event that was tried.
    """
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for check in one.checks:
        row = rows.setdefault(
            (check.what, check.commodity),
            {"What": f"{check.what}, {check.commodity}", "Told": check.told,
             "Seen": check.seen, **{a.capitalize(): _NOTHING for a in ASPECTS}},
        )  # fmt: skip
        row[check.aspect.capitalize()] = check.verdict
    notes = [
        f"{what.capitalize()}: {note}."
        for what, note in dict.fromkeys((c.what, c.note) for c in one.checks if c.note)
    ]
    return Sheet(
        "checks",
        f"{one.event.name}: told and seen",
        pl.DataFrame(list(rows.values())),
        note=" ".join(
            ["Multiples of the year before, with the range over severity and months.",
             *notes]
        ),
    )  # fmt: skip


def numbers_sheet(one: Tried) -> Sheet:
    """Return every number that was seen of one event, with what was told.

    Parameters
    ----------
    one : Tried
        An event that was tried.
    """
    frame = reading_table(one).select(
        What="what", Good="commodity", Place="place", Before="before", After="after",
        Unit="unit", Seen="ratio", Told="told", Low="low", High="high", Grade="grade",
        Source=pl.col("source_after"), Note="note",
    )  # fmt: skip
    ratios = dict.fromkeys(("Seen", "Told", "Low", "High"), ".2f")
    return Sheet(
        "numbers",
        f"{one.event.name}: every number",
        frame,
        note=f"Before: {one.event.before}; after: {one.event.struck}. Seen: after over "
        "before. Told: the disrupted year over the undisturbed one; a place that "
        "stands in the rest of the world of the case has none.",
        formats={**ratios, "Before": ",.0f", "After": ",.0f"},
    )


def months_sheet(replay: Replay) -> Sheet:
    """Return the year of an event month by month.

    Parameters
    ----------
    replay : Replay
        Of the event.
    """
    frame = month_table(replay).select(
        Month="month", Sent="sent", Lost="lost", Missing="missing", Price="price"
    )
    place = name_of(replay.event.place)
    does = "makes" if replay.event.process else "sells abroad"
    return Sheet(
        "months",
        f"{replay.event.struck} month by month: {replay.good} of {place}",
        frame,
        {"Sent": "t", "Lost": "t", "Missing": "t", "Price": "× normal"},
        f"Sent: what {place} still {does} in the month. Missing: all lost so far; so "
        f"large a stock would have bridged it, and the case holds none. Price: of "
        f"{replay.priced} abroad, in a year as bad as the month; the mean of the year "
        "told above is lower where only some months are bad.",
        formats={"Month": "plain", "Price": ".2f"},
    )


def event_words(one: Tried) -> list[str]:
    """Return how an event was tried, in sentences.

    Parameters
    ----------
    one : Tried
        An event.
    """
    event = one.event
    if one.replay is None:
        return [f"Not tried: {event.why_not}."]
    low, value, high = (f"{100 * part:.0f}" for part in event.severity)
    months = "–".join(
        f"{m:.1f}" for m in (event.struck_months[0], event.struck_months[2])
    )
    known = "recorded" if event.recorded else "supposed"
    return [
        f"{value} % is lost while it lasts ({low}–{high} %, {known}), for "
        f"{event.struck_months[1]:.1f} months of {event.struck} ({months}): "
        f"{100 * one.replay.lost:.0f} % of the year, or "
        f"{100 * one.replay.abroad:.1f} % of the {one.replay.good} that others have. "
        f"{_sentence(event.note)}",
        f"Told from the case of {event.base_year}"
        + (f": {event.near}." if event.near else ", the year before."),
        f"Not seen by the model: {event.unseen}",
    ]


def _sentence(words: str) -> str:
    """Return words as a sentence, if there are any."""
    return f"{words[0].upper()}{words[1:]}." if words else ""


def source_words(one: Tried) -> str:
    """Return who said what struck, in one sentence.

    Parameters
    ----------
    one : Tried
        An event.
    """
    held = library()
    told: dict[str, None] = {}
    for key in one.event.source:
        source = held.source(str(held.row(key)["source"]))
        when = f" ({source.year})" if source.year else ""
        told[f"{source.publisher}{when}: {source.title}"] = None
    return f"Said by {'; '.join(told)}."
