"""Hazards must make sense: each names whom it hits, and no two are the same twice."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import polars as pl

from orepath.errors import Problem, suggest
from orepath.world.case import Settings

Tables = dict[str, pl.DataFrame]
Row = Mapping[str, Any]

_PLACES = ("place", "bloc")
_TRADED = (*_PLACES, "commodity", "destination")
_MADE = (*_PLACES, "process", "stage", "commodity", "site")
_CLOSED = ("stop", "leg")

WHOM: Mapping[str, tuple[str, ...]] = {
    "outage": (*_MADE, "owner"),
    "export_ban": _TRADED,
    "quota": _TRADED,
    "closure": _CLOSED,
    "tariff": _TRADED,
    "price": _MADE,
    "demand": (*_PLACES, "commodity"),
}
"""By which columns each kind of shock tells whom it hits."""

_ONE_OF: Mapping[str, tuple[str, ...]] = dict(WHOM) | {
    "export_ban": _PLACES,
    "quota": _PLACES,
    "price": ("process", "stage", "commodity", "site"),
}
_LEAST_RATE: Mapping[str, float] = {"tariff": 0.0, "price": -1.0, "demand": -1.0}
"""Kinds that have a rate, and the least it may be."""

_EVERY = tuple(dict.fromkeys(column for columns in WHOM.values() for column in columns))


def check_shocks(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell shocks that hit nobody, what does not exist, or the same thing twice.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        ``shocks``, ``places``, ``processes``, ``owners`` and ``routes``.
    problems : list of Problem
        Faults are appended.
    """
    shocks = list(tables["shocks"].iter_rows(named=True))
    known = _known(tables)
    for number, row in enumerate(shocks, start=2):
        if row["kind"] is None:
            continue  # the faulty cell is told already
        where = f"shocks.csv:{number}"
        told = {problem.where for problem in problems}
        # A word that names nothing is told already; who it means is not asked again.
        lost = any(f"{where}:{column}" in told for column in _EVERY)
        aimed = () if lost else _aimed(row)
        for column, what, fix in (*aimed, *_rated(row), *_strange(row, known)):
            problems.append(Problem(f"{where}:{column}", what, fix))
    faulty = {":".join(problem.where.split(":")[:2]) for problem in problems}
    sound = [
        (number, row)
        for number, row in enumerate(shocks, start=2)
        if f"shocks.csv:{number}" not in faulty
    ]
    problems.extend(_overlapping(sound))


def _aimed(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the columns by which a shock tells whom it hits."""
    kind = row["kind"]
    told = kind.replace("_", " ")
    filled = [column for column in _EVERY if row[column]]
    needed = _ONE_OF[kind]
    if not any(column in needed for column in filled):
        yield needed[0], f"{told} of what?", f"fill one of {', '.join(needed)}"
    for column in filled:
        if column not in WHOM[kind]:
            fix = f"empty the cell; fill {', '.join(WHOM[kind])} as needed"
            yield column, f"a shock of kind {told} knows no {column}", fix
    for one, other in (_PLACES, _CLOSED):
        if row[one] and row[other]:
            yield other, f"{one} and {other} are both filled", "keep one of them"


def _rated(row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a shock's rate."""
    kind, rate = row["kind"], row["rate"]
    least = _LEAST_RATE.get(kind)
    told = kind.replace("_", " ")
    if least is None:
        if rate is not None:
            fix = "empty the cell; severity tells the part lost"
            yield "rate", f"a shock of kind {told} knows no rate", fix
    elif rate is None or rate == 0.0:
        fix = "fill rate: 0.25 is a quarter more"
        yield "rate", f"{told} by how much?", fix
    elif rate < least:
        yield "rate", f"a {told} of {rate:g}", f"give {least:g} or more"


def _strange(
    row: Row, known: Mapping[str, list[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield words of a shock that name nothing of the case."""
    for column, words in known.items():
        if row[column] and row[column] not in words:
            what = f"unknown {column} {row[column]!r}"
            yield column, what, suggest(row[column], words)
    ends = (row["leg"] or "a - b").split(" - ")
    if len(ends) != 2 or not all(end.strip() for end in ends):
        what = f"{row['leg']!r} is no leg"
        yield "leg", what, "write both ends with a dash between: Baku - Aktau"


def _known(tables: Tables) -> dict[str, list[str]]:
    """Return the words that columns may hold which refer to no key of a table."""
    words = {
        "bloc": tables["places"]["bloc"],
        "stage": tables["processes"]["stage"],
        "owner": tables["owners"]["owner"],
        "stop": tables["routes"]["via"].drop_nulls().str.split(" ").explode(),
    }
    return {name: sorted({*found.drop_nulls()} - {""}) for name, found in words.items()}


def _overlapping(shocks: list[tuple[int, dict[str, Any]]]) -> Iterator[Problem]:
    """Yield pairs of shocks that do the same to the same while both last."""
    alike: dict[tuple[object, ...], list[tuple[int, Row]]] = {}
    for number, row in shocks:
        if None not in (row["kind"], row["year"], row["months"]):
            key = (row["kind"], *(row[column] or None for column in _EVERY))
            alike.setdefault(key, []).append((number, row))
    for rows in alike.values():
        for (_, first), (number, later) in combinations(rows, 2):
            (a, b), (c, d) = _months(first), _months(later)
            if a < d and c < b:
                what = f"does the same as {first['shock']} while that one lasts"
                fix = "join the two, or correct year, start or months of one"
                yield Problem(f"shocks.csv:{number}:shock", what, fix)


def _months(row: Row) -> tuple[float, float]:
    """Return the first month of a shock and the one after its last."""
    first = 12.0 * row["year"] + (row["start"] or 1) - 1.0
    return first, first + row["months"]
