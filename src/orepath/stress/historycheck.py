"""A check holds one prediction of an event beside what was seen, and the verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from orepath.core.gazetteer import name_of
from orepath.stress import historyrule as rule
from orepath.stress.history import Asked, Reading, Replay
from orepath.stress.historyevent import Event

ASPECTS = tuple(rule.RULES)
"""Aspects of a prediction that are checked: direction, rank and size."""

_ALONE = ("price", "spot", "home price", "imports")
_HIT = ("sold", "made")
_TOLD = {
    "price": "price abroad, mean of the year",
    "spot": "price abroad while it lasted",
    "home price": "price at home",
    "imports": "imports of the focus",
    "sold": "sales of the place hit",
    "made": "output of the place hit",
    "bought": "order in which buyers lose",
    "filled": "who sells more instead",
    "grown": "who makes more instead",
}


@dataclass(frozen=True)
class Check:
    """Hold one check.

    Parameters
    ----------
    aspect : str
        A word of ``ASPECTS``.
    what : str
        What is compared, in words.
    commodity : str
        Of which good.
    told, seen : str
        Prediction and outcome in words: multiples of the year before, or a place.
    verdict : str
        ``hit``, ``miss`` or ``unknown``.
    guess : float
        Chance that somebody without a model is right, 0 to 1: who says that prices
        abroad rise, those at home move the other way under a ban, quantities fall, and
        nothing changes in size; who draws orders and places by lot.
    note : str
        What to mind; why it is unknown.
    """

    aspect: str
    what: str
    commodity: str
    told: str
    seen: str
    verdict: rule.Verdict
    guess: float
    note: str


def checks(replay: Replay, seen: pl.DataFrame) -> tuple[Check, ...]:
    """Compare what the model says of an event with what was seen.

    Parameters
    ----------
    replay : Replay
        Of the event.
    seen : polars.DataFrame
        Its rows of ``historyevent.outcomes``.

    Returns
    -------
    tuple of Check
        Direction and size of each number, then the orders of places.
    """
    event = replay.event
    found: list[Check] = []
    for row in seen.iter_rows(named=True):
        hit = row["what"] in _HIT and row["place"] == event.place
        if row["what"] in _ALONE or hit:
            found.extend(_numbers(event, row, replay.readings.get(_key(row))))
    for what, name in (("bought", "bought"), ("sold", "filled"), ("made", "grown")):
        rows = seen.filter(pl.col("what") == what, pl.col("place") != event.place)
        if rows.height:
            judge = _order if what == "bought" else _filler
            found.append(judge(name, rows, replay.readings))
    return tuple(found)


def _key(row: Mapping[str, Any]) -> Asked:
    """Return what a row of outcomes asks."""
    return str(row["what"]), str(row["commodity"]), str(row["place"])


def _numbers(
    event: Event, row: Mapping[str, Any], told: Reading | None
) -> Iterator[Check]:
    """Judge sign and size of one number."""
    ratio = row["ratio"]
    for aspect in ("direction", "size"):
        if told is None or ratio is None:
            verdict: rule.Verdict = "unknown"
        elif aspect == "direction":
            verdict = rule.direction(told.ratio, ratio)
        else:
            verdict = rule.size(told.ratio, (told.low, told.high), ratio)
        yield Check(
            aspect,
            _TOLD[row["what"]],
            row["commodity"],
            "–" if told is None else spanned(told),
            "–" if ratio is None else multiple(ratio),
            verdict,
            _guess(event, row["what"], aspect, ratio),
            "the case knows no such number" if told is None else row["note"] or "",
        )


def _guess(event: Event, what: str, aspect: str, ratio: float | None) -> float:
    """Return whether plain sense is right: dearer abroad, less of everything else."""
    if ratio is None:
        return 0.0
    if aspect == "size":
        return float(rule.side(ratio) == 0)
    dearer = what in ("price", "spot") or (what == "home price" and event.process)
    return float(rule.side(ratio) == (1 if dearer else -1))


def _order(what: str, rows: pl.DataFrame, readings: Mapping[Asked, Reading]) -> Check:
    """Judge in which order buyers are hit."""
    seen = {r["place"]: r["ratio"] for r in _known(rows, readings)}
    told = {r["place"]: readings[_key(r)].ratio for r in _known(rows, readings)}
    alike = rule.likeness(told, seen)
    words = "–" if alike is None else f"Spearman {alike:+.2f}"
    few = f"{len(seen)} of {rows.height} buyers stand in the case"
    return Check(
        "rank", _TOLD[what], rows["commodity"][0], words, f"{len(seen)} buyers",
        rule.order(told, seen), 0.5, few if len(seen) < rows.height else "",
    )  # fmt: skip


def _filler(what: str, rows: pl.DataFrame, readings: Mapping[Asked, Reading]) -> Check:
    """Judge who fills the gap."""
    known = _known(rows, readings)
    seen = {r["place"]: r["after"] - r["before"] for r in known}
    told = {
        r["place"]: readings[_key(r)].after - readings[_key(r)].before for r in known
    }
    first, named = rule.first(told), rule.first(seen)
    few = f"{len(known)} of {rows.height} places stand in the case"
    return Check(
        "rank", _TOLD[what], rows["commodity"][0], _named(first), _named(named),
        rule.filler(told, seen), 1.0 / max(len(known), 1),
        few if len(known) < rows.height else "",
    )  # fmt: skip


def _named(place: str | None) -> str:
    """Return the name of a place."""
    return "nobody" if place is None else name_of(place)


def _known(
    rows: pl.DataFrame, readings: Mapping[Asked, Reading]
) -> list[dict[str, Any]]:
    """Return rows with a number on both sides."""
    return [
        row
        for row in rows.iter_rows(named=True)
        if row["ratio"] is not None and _key(row) in readings
    ]


def multiple(ratio: float) -> str:
    """Write a ratio.

    Parameters
    ----------
    ratio : float
        0 or more.

    Examples
    --------
    >>> multiple(1.864), multiple(12.3), multiple(0.0)
    ('×1.86', '×12.3', '×0.00')
    """
    return f"×{ratio:.2f}" if ratio < 10.0 else f"×{ratio:.1f}"


def spanned(told: Reading) -> str:
    """Write a predicted ratio with its range.

    Parameters
    ----------
    told : Reading
        The prediction.

    Examples
    --------
    >>> spanned(Reading(1.0, 1.5, 1.5, 1.2, 1.9))
    '×1.50 (1.20–1.90)'
    """
    ends = "–".join(multiple(end)[1:] for end in (told.low, told.high))
    return f"{multiple(told.ratio)} ({ends})"
