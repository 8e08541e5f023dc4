"""Sheets of ways compared: what they cost, what limits them, what a closing changes."""

from collections.abc import Mapping

import polars as pl

from orepath.study.corridor import ROLES, Comparison, Way
from orepath.study.sheet.form import Sheet
from orepath.world.charge import Range, Rate
from orepath.world.path import Path

UNKNOWN = "not known"

WAYS_NOTE = (
    "In brackets the 10th and 90th percentile. USD per tonne of bulk goods, changes of "
    "mode included, duties and insurance not. Open: the chance that nothing on the way "
    "is closed for a year, exp(−closures a year); frequencies are counted from a few "
    "recorded events, grade C, and what no row tells counts as never closed."
)
LIMITS_NOTE = (
    "Capacity: of the narrowest leg among those with a figure, all goods together, "
    "with the grade of its source; the other legs may be narrower. Not known: no "
    "source gives a figure for any leg. Borders on land; the grade is the worst of all "
    "rows used."
)


def ways_sheet(compared: Comparison) -> Sheet:
    """Return length, cost, time and reliability of every way."""
    rows = [
        (_title(way), *(_told(way.path) if way.path else ("", way.trouble, "", "")))
        for way in compared.ways
    ]
    return Sheet(
        "ways",
        f"From {compared.start} to {compared.end}{_but(compared)}",
        pl.DataFrame(
            rows,
            schema=dict.fromkeys(("Way", "km", "USD/t", "Days", "Open %"), pl.String),
            orient="row",
        ),
        note=WAYS_NOTE,
    )


def limits_sheet(compared: Comparison) -> Sheet:
    """Return capacity, weakest leg, borders and gauges of every way."""
    rows = [(way.title, *_limits(way.path)) for way in compared.ways if way.path]
    return Sheet(
        "limits",
        "What limits them",
        pl.DataFrame(
            rows,
            schema={
                "Way": pl.String,
                "Mt/a": pl.String,
                "Narrowest leg known": pl.String,
                "Borders": pl.Int64,
                "Gauges": pl.Int64,
                "Grade": pl.String,
            },
            orient="row",
        ),
        note=LIMITS_NOTE,
    )


def effect_sheet(before: Comparison, after: Comparison) -> Sheet:
    """Return what a closing changes: each named corridor, and each best way.

    Parameters
    ----------
    before, after : Comparison
        Without the closing and with it.
    """
    pairs = [
        (old.title, old, new)
        for old, new in zip(before.corridors, after.corridors, strict=True)
    ]
    pairs += [
        (role.capitalize(), before.best(by), after.best(by))
        for by, role in ROLES.items()
    ]
    rows = []
    same = []
    for title, old, new in pairs:
        if old.path is None:
            continue
        if new.path is not None and new.path.stops == old.path.stops:
            same.append(title)
            continue
        left = new if new.path else after.best("cost")
        more, later = _more(old.path, left.path)
        words = (
            _gone(old.path, new.path)
            if new.path
            else f"{new.trouble}; {left.title} is left"
        )
        rows.append((title, old.path.cost.value, more, later, words))
    return Sheet(
        "effect",
        f"With {', '.join(after.closed)} closed",
        pl.DataFrame(
            rows,
            schema={
                "Way": pl.String,
                "Before": pl.Float64,
                "More": pl.Float64,
                "Days more": pl.Float64,
                "Now": pl.String,
            },
            orient="row",
        ),
        {"Before": "USD/t", "More": "USD/t"},
        "Where a corridor is closed, the cheapest way left stands in for it. "
        f"As before: {', '.join(same) or 'none'}.",
    )


def legs_sheet(way: Way, sources: Mapping[str, int]) -> Sheet:
    """Return a way leg by leg, each change of mode a row of its own.

    Parameters
    ----------
    way : Way
        With a path.
    sources : mapping of str to int
        The number under which each identifier is listed below.
    """
    rows: list[tuple[str, str, str, float, float, str, str]] = []
    legs = way.path.legs if way.path else pl.DataFrame()
    for leg in legs.iter_rows(named=True):
        if leg["change_usd_t"] or leg["change_days"]:
            change = leg["change_usd_t"], leg["change_days"]
            rows.append((f"change at {leg['from']}", "", "", *change, "", ""))
        marks = [sources[leg[name]] for name in ("source", "rate_source")]
        rows.append(
            (
                f"{leg['from']} > {leg['to']}",
                leg["mode"],
                f"{leg['km']:>6,.0f}",
                leg["usd_t"],
                leg["days"],
                leg["grade"],
                " ".join(f"[{mark}]" for mark in dict.fromkeys(marks)),
            )
        )
    return Sheet(
        "legs",
        way.title,
        pl.DataFrame(
            rows,
            schema={
                "Leg": pl.String,
                "Mode": pl.String,
                "km": pl.String,
                "USD/t": pl.Float64,
                "Days": pl.Float64,
                "Grade": pl.String,
                "Source": pl.String,
            },
            orient="row",
        ),
        note="Grade of the length; sources: first of the length, then of the haulage.",
    )


def spread(ends: Range | Rate, form: str = ",.0f", per: float = 1.0) -> str:
    """Write a value with its range.

    Examples
    --------
    >>> spread(Range(3.0, 4.0, 8.0))
    '4 (3–8)'
    """
    low, value, high = (
        format(x / per, form) for x in (ends.low, ends.value, ends.high)
    )
    return f"{value} ({low}–{high})" if low != high else value


def _title(way: Way) -> str:
    """Name a way, and say what it is best at."""
    return f"{way.title} ({', '.join(way.best)})" if way.best else way.title


def _told(path: Path) -> tuple[str, str, str, str]:
    """Return km, cost, days and reliability for readers."""
    return (
        f"{path.km:>6,.0f}",
        spread(path.cost),
        spread(path.days),
        spread(path.reliability, per=0.01),
    )


def _limits(path: Path) -> tuple[str, str, int, int, str]:
    """Return what limits a path, for readers."""
    width, leg = UNKNOWN, ""
    if path.capacity is not None:
        width = f"{spread(path.capacity, ',.3g', 1e6)} {path.capacity.grade}"
        leg = f"{path.weakest}, "
    known = f"{path.legs['capacity'].count()} of {path.legs.height} legs known"
    return width, leg + known, path.borders, path.gauge, path.grade


def _more(old: Path, new: Path | None) -> tuple[float, float]:
    """Return how much more a new way costs and how many days longer it takes."""
    now = new or old
    return now.cost.value - old.cost.value, now.days.value - old.days.value


def _gone(old: Path, new: Path) -> str:
    """Say by which stops, or legs, a new way goes that the old one did not pass."""
    fresh = [stop for stop in new.stops if stop not in old.stops]
    if fresh:
        return f"by {', '.join(fresh[:3])}"
    columns = "from", "to", "mode"
    known = set(old.legs.select(columns).iter_rows())
    legs = [leg for leg in new.legs.select(columns).iter_rows() if leg not in known]
    return "by " + ", ".join(f"{a} > {b} ({mode})" for a, b, mode in legs[:2])


def _but(compared: Comparison) -> str:
    """Say what is closed."""
    return f", {', '.join(compared.closed)} closed" if compared.closed else ""
