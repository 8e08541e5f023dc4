"""Intents are projects as written: each kind needs its cells, and some need each other.

The checks here are entered in ``coherence.CHECKS``.
"""

import graphlib
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from orepath.errors import Problem, suggest
from orepath.world.case import Settings
from orepath.world.tables.project import EASERS, MAKERS

Tables = dict[str, pl.DataFrame]

NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(MAKERS, ("process",)),
    "contract": ("commodity", "destination"),
    "stock": ("commodity",),
    "exploration": ("commodity", "chance"),
    "upgrade": ("stop", "saving"),
    "training": ("process", "saving"),
}
"""A project of this kind needs these cells."""
ONLY: Mapping[str, tuple[str, ...]] = {
    "chance": ("exploration",),
    "saving": EASERS,
    "stop": ("upgrade",),
    "least": MAKERS,
    "offtake": MAKERS,
    "recourse": ("contract",),
}
"""These cells have a meaning for these kinds only."""


def check_projects(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell projects that lack what their kind needs, or bear what it cannot use.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With ``projects``; faulty cells are null.
    problems : list of Problem
        Faults are appended.
    """
    told = {problem.where for problem in problems}
    for row, project in enumerate(tables["projects"].iter_rows(named=True), start=2):
        problems.extend(
            problem
            for problem in _of_project(project, f"projects.csv:{row}")
            if problem.where not in told
        )


def _of_project(project: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Tell the faults of one project."""
    kind = project["kind"]
    what = f"an {kind}" if str(kind)[0] in "aeiou" else f"a {kind}"
    needed = list(NEEDS.get(kind, ()))
    if project["offtake"]:
        needed.append("destination")
    for cell in needed:
        if project[cell] is None or project[cell] == "":
            yield Problem(f"{where}:{cell}", f"{what} needs a {cell}", f"fill {cell}")
    for cell, kinds in ONLY.items():
        if kind is not None and project[cell] and kind not in kinds:
            fix = f"leave it empty; it is for {' and '.join(kinds)}"
            yield Problem(f"{where}:{cell}", f"{what} has no {cell}", fix)
    if kind == "credit" and project["share"]:
        yield Problem(
            f"{where}:share",
            "a plant on credit is the partner's",
            "give share 0, or make it a plant",
        )
    if project["recourse"] and project["lead"] is not None and project["lead"] > 1.0:
        yield Problem(
            f"{where}:recourse",
            f"takes {project['lead']:g} years, too long to answer a disruption",
            "give a lead of a year at most, or leave recourse empty",
        )
    earliest, latest = project["earliest"], project["latest"]
    if None not in {earliest, latest} and latest < earliest:
        yield Problem(
            f"{where}:latest",
            f"{latest} lies before {earliest}",
            "put earliest and latest in order",
        )


def check_requirements(
    tables: Tables, _: Settings | None, problems: list[Problem]
) -> None:
    """Tell requirements that nothing meets: unknown, too late, or in a circle.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With ``projects``.
    problems : list of Problem
        Faults are appended.
    """
    rows = {
        project["project"]: (row, project)
        for row, project in enumerate(tables["projects"].iter_rows(named=True), start=2)
    }
    known = [name for name in rows if name is not None]
    needs: dict[str, list[str]] = {}
    for name, (row, project) in rows.items():
        where = f"projects.csv:{row}:requires"
        for word in (project["requires"] or "").split():
            if word not in known:
                problems.append(
                    Problem(where, f"unknown project {word!r}", suggest(word, known))
                )
                continue
            needs.setdefault(name, []).append(word)
            ready = _ready(rows[word][1])
            latest = project["latest"]
            if None not in {ready, latest} and ready > latest:
                problems.append(
                    Problem(
                        where,
                        f"{word} is ready in {ready:g} at the earliest, {name} may "
                        f"start in {latest} at the latest",
                        "let one start earlier or the other later",
                    )
                )
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as circle:
        path = circle.args[1]
        problems.append(
            Problem(
                f"projects.csv:{rows[path[0]][0]}:requires",
                f"a circle: {' requires '.join(reversed(path))}",
                "take one of the requirements out",
            )
        )


def _ready(project: Mapping[str, Any]) -> float | None:
    """Return the first year in which a project can be ready, if it is told."""
    if None in {project["earliest"], project["lead"]}:
        return None
    return float(project["earliest"] + project["lead"])


def check_upgrades(tables: Tables, _: Settings | None, problems: list[Problem]) -> None:
    """Tell upgrades of what no route passes, or that save more than the way costs.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With ``projects`` and ``routes``.
    problems : list of Problem
        Faults are appended.
    """
    routes = tables["routes"].select("cost", pl.col("via").fill_null(""))
    cost = {word: min(values) for word, values in _costs_by_word(routes).items()}
    for row, project in enumerate(tables["projects"].iter_rows(named=True), start=2):
        stop, saving = project["stop"], project["saving"]
        if project["kind"] != "upgrade" or not stop:
            continue
        if stop not in cost:
            problems.append(
                Problem(
                    f"projects.csv:{row}:stop",
                    f"no route passes {stop!r}",
                    suggest(stop, list(cost)),
                )
            )
        elif saving is not None and saving > cost[stop]:
            problems.append(
                Problem(
                    f"projects.csv:{row}:saving",
                    f"saves {saving:g} USD/t where the cheapest route over {stop} "
                    f"costs {cost[stop]:g}",
                    "give no more than what the way costs",
                )
            )


def _costs_by_word(routes: pl.DataFrame) -> dict[str, list[float]]:
    """Return the costs of all routes that pass each stop."""
    found: dict[str, list[float]] = {}
    for cost, via in routes.iter_rows():
        for word in via.split():
            found.setdefault(word, []).append(cost if cost is not None else 0.0)
    return found


def check_trainings(
    tables: Tables, _: Settings | None, problems: list[Problem]
) -> None:
    """Tell trainings where no site is trained.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        With ``projects`` and ``sites``.
    problems : list of Problem
        Faults are appended.
    """
    held = set(tables["sites"].select("process", "place").rows())
    for row, project in enumerate(tables["projects"].iter_rows(named=True), start=2):
        at = project["process"], project["place"]
        # A site whose own words are unknown may be the one that is trained.
        able = {at, (None, at[1]), (at[0], None)}
        if project["kind"] == "training" and None not in at and not able & held:
            problems.append(
                Problem(
                    f"projects.csv:{row}:process",
                    f"no site of {at[0]} stands at {at[1]}",
                    "name a process and place of sites.csv",
                )
            )
