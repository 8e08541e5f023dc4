"""History tries the model on what happened: events replayed, compared, counted.

Each event is a small case of its own, so they are tried side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from orepath.core.workers import mapped
from orepath.stress.history import Replay, replay
from orepath.stress.historycheck import Check, checks
from orepath.stress.historyevent import Event, chosen, events, outcomes
from orepath.study.answering import Tell, silent


@dataclass(frozen=True)
class Tried:
    """Hold one event and what came of trying it.

    Parameters
    ----------
    event : Event
        The event.
    replay : Replay or None
        What the model says; None where the event cannot be tried.
    checks : tuple of Check
        Prediction against outcome.
    """

    event: Event
    replay: Replay | None = None
    checks: tuple[Check, ...] = ()


def history_of(
    names: Sequence[str] = (), tell: Tell = silent, workers: int = 1
) -> tuple[Tried, ...]:
    """Try recorded events on the case of the year before.

    Parameters
    ----------
    names : sequence of str
        Short names of events; none tries all.
    tell : callable
        Told one line of words after every event.
    workers : int
        Processes; the answer does not depend on them.

    Returns
    -------
    tuple of Tried
        In the order of the table; events that cannot be tried stand among them.

    Raises
    ------
    InputError
        With every name that is no event.
    """
    asked = chosen(names, events())
    able = [event for event in asked if not event.why_not]

    def done(count: int, of: int) -> None:
        tell(f"Trying history: {count} of {of} events done")

    found = dict(
        zip(
            (event.event for event in able),
            mapped(tried, able, workers, done),
            strict=True,
        )
    )
    return tuple(found.get(event.event, Tried(event)) for event in asked)


def tried(event: Event) -> Tried:
    """Try one event.

    Parameters
    ----------
    event : Event
        One that can be tried.
    """
    seen = outcomes().filter(event=event.event)
    asked = list(seen.select("what", "commodity", "place").iter_rows())
    told = replay(event, asked)
    return Tried(event, told, checks(told, seen))


def score(found: Iterable[Tried], aspect: str = "") -> tuple[int, int, float]:
    """Count hits, what is known, and what somebody without a model would hit.

    Parameters
    ----------
    found : iterable of Tried
        Events.
    aspect : str
        A word of ``ASPECTS``; empty counts all.

    Returns
    -------
    tuple of int, int and float
        Hits, hits and misses, and hits of a guess; unknown counts nowhere.
    """
    known = [
        one
        for each in found
        for one in each.checks
        if one.verdict != "unknown" and aspect in ("", one.aspect)
    ]
    hits = sum(one.verdict == "hit" for one in known)
    return hits, len(known), sum(one.guess for one in known)


def check_table(found: Iterable[Tried]) -> pl.DataFrame:
    """Return every check as a row.

    Parameters
    ----------
    found : iterable of Tried
        Events.

    Returns
    -------
    polars.DataFrame
        event, name, aspect (direction, rank, size), what, commodity, told and seen (in
        words: multiples of the year before, or places), verdict (hit, miss, unknown),
        guess (chance that plain sense or the lot is right), note. An event that cannot
        be tried is one row of verdict ``not tried``, with the reason as note.
    """
    rows: list[tuple[object, ...]] = []
    for each in found:
        head = (each.event.event, each.event.name)
        if each.replay is None:
            rows.append((*head, *[None] * 5, "not tried", None, each.event.why_not))
        rows.extend(
            (*head, one.aspect, one.what, one.commodity, one.told, one.seen,
             one.verdict, one.guess, one.note)
            for one in each.checks
        )  # fmt: skip
    return pl.DataFrame(rows, schema=_CHECKS, orient="row")


_CHECKS = {
    **dict.fromkeys(
        ("event", "name", "aspect", "what", "commodity", "told", "seen", "verdict"),
        pl.String,
    ),
    "guess": pl.Float64,
    "note": pl.String,
}


def reading_table(one: Tried) -> pl.DataFrame:
    """Return every number of an event, told beside seen.

    Parameters
    ----------
    one : Tried
        An event.

    Returns
    -------
    polars.DataFrame
        The rows of ``historyevent.outcomes`` of the event, with ``told``, ``low`` and
        ``high``: the predicted ratio and its 10th and 90th percentile; empty where the
        case knows no such number.
    """
    readings = {} if one.replay is None else one.replay.readings
    keys = ["what", "commodity", "place"]
    told = pl.DataFrame(
        [(*key, r.ratio, r.low, r.high) for key, r in readings.items()],
        schema=dict.fromkeys(keys, pl.String)
        | dict.fromkeys(("told", "low", "high"), pl.Float64),
        orient="row",
    )
    seen = outcomes().filter(event=one.event.event)
    return seen.join(told, on=keys, how="left", maintain_order="left")


def month_table(one: Replay) -> pl.DataFrame:
    """Return the year of an event month by month.

    Parameters
    ----------
    one : Replay
        What the model says of it.

    Returns
    -------
    polars.DataFrame
        month (1 to 12), sent, lost (t in the month), missing (t, all lost so far: the
        stock that would have bridged it), price (multiple of the undisturbed, as in a
        year as bad as the month).
    """
    rows = [(m.month, m.sent, m.lost, m.missing, m.price) for m in one.months]
    names = ("sent", "lost", "missing", "price")
    schema = {"month": pl.Int64} | dict.fromkeys(names, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")
