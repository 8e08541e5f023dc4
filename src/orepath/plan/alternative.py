"""Alternatives: the plans that are nearly as good as the best, and what they share.

A best plan says nothing of how firmly each project belongs to it. Among all plans that
give up no more than a small amount, a project held by every one is a must, one held by
none is to be avoided, and the rest is a matter of choice. Clusters whose plans were all
tried answer exactly; in others every project is forced in or out and the plan mended
around it, so that what is found holds for the plans tried.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.plan.around import GRAIN, Around
from orepath.plan.market import Markets
from orepath.plan.spread import Amounts, spread_of
from orepath.plan.worth import Starts, Worth

PART, LEAST = 0.02, 5.0
"""How much a near-optimal plan may give up: this part of the gain, or USD million."""
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Alternatives:
    """Hold what nearly as good plans have in common.

    Parameters
    ----------
    within : float
        What such a plan may give up against the best, discounted USD million.
    projects : polars.DataFrame
        project, built (in the best plan), verdict (``always``, ``sometimes``,
        ``never``), loss_with and loss_without (what the focus place gives up if the
        project must be in, or must stay out; USD million, null where it cannot be),
        instead (what else then changes, as ``+project``, ``-project``), exact.
    groups : polars.DataFrame
        by (``all``, ``mineral``, ``kind``, ``place``), group, projects (how many there
        are), least, plan, most (capital, USD million), fewest, number, greatest (how
        many are built), exact.
    near : int
        Plans tried that give up no more than ``within``, all clusters multiplied.
    solved : int
        Plans solved for it, besides those of the search.
    """

    within: float
    projects: pl.DataFrame
    groups: pl.DataFrame
    near: int
    solved: int


def tolerance(best: Worth, without: Worth) -> float:
    """Return what a near-optimal plan may give up, USD million.

    Parameters
    ----------
    best, without : Worth
        The best plan, and the course without any project.

    Examples
    --------
    >>> tolerance(Worth((), 1100.0, 0.0, 0.0), Worth((), 100.0, 0.0, 0.0))
    20.0
    """
    return max(PART * (best.focus - without.focus), LEAST)


def alternatives(
    markets: Markets,
    best: Worth,
    within: float | None = None,
    tell: Tell | None = None,
) -> Alternatives:
    """Find what all plans have in common that are nearly as good as the best.

    Parameters
    ----------
    markets : Markets
        Which have searched the best plan.
    best : Worth
        That plan.
    within : float or None
        USD million that a plan may give up; None for :func:`tolerance`.
    tell : callable or None
        Told after every project how many are done.

    Returns
    -------
    Alternatives
        About 2·projects plans solved for every project of a cluster not enumerated.

    Notes
    -----
    A project's loss is the best plan's worth less that of the best plan found with it
    forced in or out. All plans ever tried count, so more searching only lowers it.
    """
    limit = tolerance(best, markets.worth(())) if within is None else within
    before = markets.tried
    around = Around(markets, best, limit)
    for done, name in enumerate(around.years, start=1):
        around.force(name)
        if tell:
            tell(done)
    groups = _groups(around)
    frame = pl.DataFrame([_judged(around, name) for name in around.years], _PROJECTS)
    near = math.prod(around.near(at) for at in around.parts)
    return Alternatives(limit, frame, groups, near, markets.tried - before)


_PROJECTS = {
    "project": pl.String,
    "built": pl.Boolean,
    "verdict": pl.String,
    "loss_with": pl.Float64,
    "loss_without": pl.Float64,
    "instead": pl.String,
    "exact": pl.Boolean,
}


def _judged(around: Around, name: str) -> dict[str, object]:
    """Return the verdict on one project."""
    at = around.home[name]
    sides: dict[bool, list[tuple[float, Starts]]] = {True: [], False: []}
    free: dict[bool, float] = {True: np.inf, False: np.inf}
    for loss, own in around.plans(at):
        held = name in dict(own)
        free[held] = min(free[held], loss)
        if around.sound(around.full(at, own)):
            sides[held].append((loss, own))
    least = {
        held: min((p[0] for p in tried), default=np.inf)
        for held, tried in sides.items()
    }
    inside = {held: loss <= around.limit for held, loss in least.items()}
    verdict = "sometimes"
    if inside[True] != inside[False]:
        verdict = "always" if inside[True] else "never"
    built = name in around.built
    exact = all(least[held] <= free[held] + 1e-9 for held in sides)
    return {
        "project": name,
        "built": built,
        "verdict": verdict,
        "loss_with": _told(least[True]),
        "loss_without": _told(least[False]),
        "instead": _instead(around, name, sides[not built]),
        "exact": exact and around.enumerated(at),
    }


def _told(loss: float) -> float | None:
    """Return a loss as told; nothing where no plan is so, none where it is grain."""
    if not np.isfinite(loss):
        return None
    return 0.0 if abs(loss) < GRAIN else loss


def _instead(around: Around, name: str, tried: Sequence[tuple[float, Starts]]) -> str:
    """Tell what else changes with one project; of equally good plans in the nearest."""
    if not tried:
        return ""
    old = {n for n in around.built if around.home[n] == around.home[name]}
    most = min(loss for loss, _ in tried) + GRAIN
    changes = [old ^ {n for n, _ in own} for loss, own in tried if loss <= most]
    nearest = min(changes, key=len) - {name}
    return " ".join(f"{'-' if n in old else '+'}{n}" for n in sorted(nearest))


def _groups(around: Around) -> pl.DataFrame:
    """Return the least and the most of every group of projects."""
    groups = list(_grouped(around))
    every = all(around.enumerated(at) for at in around.parts)
    for _, _, members in groups:
        if not every:
            around.stretch(members, more=True)
            around.stretch(members, more=False)
    plans = [list(around.plans(at)) for at in around.parts]

    def good(starts: Starts) -> bool:
        return around.loss(starts) <= around.limit + 1e-9 and around.sound(starts)

    rows: list[tuple[object, ...]] = []
    for by, group, members in groups:
        row: list[object] = [by, group, len(members)]
        exact = every
        for each in ({n: around.costs[n] for n in members}, dict.fromkeys(members, 1)):
            amounts = Amounts(each)
            least, most, sure = spread_of(plans, amounts, around.limit, good)
            row += [least, amounts.of(around.best.starts), most]
            exact = exact and sure
        rows.append((*row, exact))
    return pl.DataFrame(rows, _GROUPS, orient="row")


_GROUPS = {
    "by": pl.String,
    "group": pl.String,
    "projects": pl.Int64,
    "least": pl.Float64,
    "plan": pl.Float64,
    "most": pl.Float64,
    "fewest": pl.Int64,
    "number": pl.Int64,
    "greatest": pl.Int64,
    "exact": pl.Boolean,
}


def _grouped(around: Around) -> Iterator[tuple[str, str, list[str]]]:
    """Yield all projects that may start, then by mineral, kind and place."""
    case = around.markets.case
    made = dict(case.table("processes").select("process", "output").iter_rows())
    mineral = dict(case.table("commodities").select("commodity", "mineral").iter_rows())
    rows = [
        row
        for row in case.table("projects").iter_rows(named=True)
        if row["project"] in around.years
    ]
    yield "all", "", [row["project"] for row in rows]
    groups: dict[tuple[str, str], list[str]] = {}
    for by in ("mineral", "kind", "place"):
        for row in rows:
            goods = row["commodity"] or made.get(row["process"])
            group = mineral.get(goods, "") if by == "mineral" else row[by]
            groups.setdefault((by, str(group)), []).append(row["project"])
    for (by, group), members in groups.items():
        yield by, group, members
