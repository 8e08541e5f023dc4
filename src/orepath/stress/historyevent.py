"""An event of history is a recorded disruption and what is known of its outcome.

Two tables of the package hold them: ``history_events.csv`` says what struck, how hard
and how long; ``history.csv`` what was seen the year before and the year it struck.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from orepath.errors import InputError, Problem, suggest

WHATS = ("price", "spot", "home price", "imports", "bought", "sold", "made")
"""What is seen: the price abroad over the year and while the event lasted, the price at
the place that is hit, what the focus place imports, what buyers buy from all, what
sellers sell to all, and what places make."""

Range = tuple[float, float, float]
"""Low end, value, high end."""

_WORDS = (
    "event", "name", "focus", "mineral", "kind", "place", "process", "commodity",
    "start", "near", "why_not", "unseen", "grade", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Hold one recorded disruption.

    Parameters
    ----------
    event, name : str
        Short name, and name for readers.
    focus, mineral : str
        For whom and of what the case of the year before is built.
    kind, place, process, commodity : str
        Of the shock, as in the table ``shocks``; empty where it is none.
    start : str
        Day it began, YYYY-MM-DD; only the year or month of events that are not tried.
    severity, months : tuple of float
        Part lost while it lasts, 0 to 1, and how long it lasts: low, value and high.
    recorded : bool
        Whether the library records the severity; else it is supposed.
    before, base_year, struck : int
        Year before the event, year the case describes, and year the event struck in
        that is compared; 0 where it is not tried.
    near : str
        Why the base year is not the undisturbed year before; empty where it is.
    why_not : str
        Why the event cannot be tried; empty where it can.
    unseen : str
        What the model cannot see of it.
    source : tuple of str
        Rows of the library.
    grade, note : str
        Of severity and months.
    """

    event: str
    name: str
    focus: str
    mineral: str
    kind: str
    place: str
    process: str
    commodity: str
    start: str
    severity: Range
    months: Range
    recorded: bool
    before: int
    base_year: int
    struck: int
    near: str
    why_not: str
    unseen: str
    source: tuple[str, ...]
    grade: str
    note: str

    @property
    def struck_months(self) -> Range:
        """Return how many months of the year compared it lasts: low, value, high."""
        low, value, high = (
            months_in(date.fromisoformat(self.start), months, self.struck)
            for months in self.months
        )
        return low, value, high


@cache
def events() -> tuple[Event, ...]:
    """Return every recorded event, those that cannot be tried as well.

    Examples
    --------
    >>> [one.event for one in events() if one.place == "COD" and not one.why_not]
    ['cobalt_2025']
    """
    return tuple(_event(row) for row in _read("history_events").iter_rows(named=True))


@cache
def outcomes() -> pl.DataFrame:
    """Return what was seen.

    Returns
    -------
    polars.DataFrame
        ``event``, ``what`` (a word of ``WHATS``), ``commodity`` (as in the case),
        ``place``, ``before``, ``after``, ``unit``, ``ratio`` (after over before, empty
        where before is nil), ``grade``, ``source_before``, ``source_after`` (rows or
        sources of the library), ``note``.

    Examples
    --------
    >>> seen = outcomes().filter(event="cobalt_2025", what="price")
    >>> round(seen["ratio"][0], 2)
    1.27
    """
    return (
        _read("history")
        .with_columns(pl.col("before", "after").cast(pl.Float64))
        .with_columns(
            ratio=pl.when(pl.col("before") > 0).then(pl.col("after") / pl.col("before"))
        )
    )


def chosen(names: Sequence[str], known: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events of some names, all where none is given.

    Parameters
    ----------
    names : sequence of str
        Short names.
    known : sequence of Event
        To choose from.

    Raises
    ------
    InputError
        With every name that is no event.

    Examples
    --------
    >>> len(chosen((), events())) == len(events())
    True
    """
    by_name = {one.event: one for one in known}
    problems = [
        Problem("event", f"nothing is called '{name}'", suggest(name, list(by_name)))
        for name in names
        if name not in by_name
    ]
    if problems:
        raise InputError(problems)
    return tuple(by_name[name] for name in names) or tuple(known)


def months_in(start: date, months: float, year: int, until: int = 12) -> float:
    """Return how many months of a calendar year something lasts.

    Parameters
    ----------
    start : datetime.date
        First day.
    months : float
        How long it lasts in all.
    year : int
        Calendar year.
    until : int
        Month of it after which nothing counts, 0 to 12.

    Examples
    --------
    >>> months_in(date(2023, 8, 1), 12.0, 2023), months_in(date(2023, 8, 1), 12.0, 2024)
    (5.0, 7.0)
    >>> months_in(date(2024, 9, 16), 2.0, 2024), months_in(date(2024, 9, 16), 2.0, 2025)
    (2.0, 0.0)
    """
    days = calendar.monthrange(start.year, start.month)[1]
    first = 12.0 * (start.year - year) + start.month - 1 + (start.day - 1) / days
    return max(min(first + months, float(until)) - max(first, 0.0), 0.0)


def _event(row: dict[str, Any]) -> Event:
    """Turn one row of the table into an event."""

    def span(what: str) -> Range:
        low, value, high = (
            float(row[name] or 0.0) for name in (f"{what}_low", what, f"{what}_high")
        )
        return low, value, high

    told = {name: row[name] or "" for name in _WORDS}
    years = {name: int(row[name] or 0) for name in ("before", "base_year", "struck")}
    ranges = {"severity": span("severity"), "months": span("months")}
    sources = tuple(row["source"].split())
    fields: dict[str, Any] = {**told, **years, **ranges, "source": sources}
    return Event(**fields, recorded=row["recorded"] == "yes")


def _read(name: str) -> pl.DataFrame:
    """Read a table of the package as text."""
    file = files("orepath").joinpath("data", f"{name}.csv")
    with file.open("rb") as stream:
        return pl.read_csv(stream.read(), infer_schema=False)
