"""The worth of information: what a plan loses because a figure is not known.

The plan is made with every figure at its middle. Should a figure turn out to be at the
low or the high end of its range, the plan stands in a world it was not made for, and
another might have been better. That regret, weighed by how likely the ends are, is what
it is worth to find the figure out first. How far the result swings says nothing of it:
a figure that moves every plan alike needs no better knowing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from orepath.core.workers import mapped
from orepath.errors import InputError, PlanError
from orepath.plan.around import GRAIN
from orepath.plan.market import Markets
from orepath.plan.requirement import unready
from orepath.plan.result import Plan
from orepath.plan.worth import Starts, Worth
from orepath.study.answering import Tell, silent
from orepath.study.doubt import Doubt, doubts_of
from orepath.study.stake import Change, changes_of
from orepath.study.variant import Base, base_of, markets_of, moved
from orepath.world.case import Case

END = 0.25
"""Weight of either end of a range; the middle has the rest, and no regret."""
FIGURES = 50
"""Figures tried unless told otherwise."""

# A change is no longer tried once it lacks so many times what the figure was seen to
# move in the changes before it; so many are tried in any case.
_REACH, _ALWAYS = 3.0, 4
# After a change was taken, so many of the next best are tried beside it.
_AGAIN = 6


@dataclass(frozen=True)
class Regret:
    """Hold what a plan loses when one figure turns out otherwise.

    Parameters
    ----------
    loss : float
        W of the best plan found less W of the plan kept, discounted USD million.
    kept : Starts
        The plan kept, without what the budgets then bar.
    better : Starts
        The best plan found.
    trouble : str
        Why it could not be tried; empty where it could.
    """

    loss: float
    kept: Starts
    better: Starts
    trouble: str = ""


@dataclass(frozen=True)
class Task:
    """Hold figures to try, with all that another process needs for it.

    Parameters
    ----------
    case : Case
        As written.
    known : tuple of tuple of Worth
        What each cluster's market has answered.
    starts : Starts
        The plan.
    changes : tuple of Change
        Every single change of the plan.
    doubts : tuple of Doubt
        The figures.
    """

    case: Case
    known: tuple[tuple[Worth, ...], ...]
    starts: Starts
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]


def information(
    plan: Plan, figures: int = FIGURES, tell: Tell = silent, workers: int = 1
) -> pl.DataFrame:
    """Find what the widest figures of a case are worth knowing.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    figures : int
        How many of ``doubts_of`` to try.
    tell : callable
        Told one line of words as figures are done.
    workers : int
        Processes that try them.

    Returns
    -------
    polars.DataFrame
        table, column, row, value, low, high, unit, worth (value of information,
        discounted USD million), loss_low, loss_high (regret at either end),
        changes_low, changes_high (what the better plan does otherwise: ``+project``,
        ``-project``, ``project year``), trouble, grade, source, note. Most worth first;
        of equal worth the widest first.

    Notes
    -----
    VOI(θ) = Σ_i w_i [W(n*(θ_i); θ_i) - W(n⁰; θ_i)] with w = ¼, ½, ¼. For each end the
    clusters the figure touches are rebuilt, and n* is searched from n⁰ by single
    changes, those first that the figure could turn. n* is found, not proven, so a worth
    is a lower bound.
    """
    doubts = doubts_of(plan, figures)
    known = tuple(part.known for part in plan.markets.parts)
    changes = changes_of(plan)
    count = min(len(doubts), 4 * workers)
    tasks = [
        Task(plan.case, known, plan.search.best.starts, changes, doubts[at::count])
        for at in range(count)
    ]

    def done(count: int, of: int) -> None:
        tell(f"Trying what figures are worth knowing: {count} of {of} parts done")

    tell(f"Trying what {len(doubts)} figures are worth knowing")
    found = mapped(regrets, tasks, workers, done)
    pairs = [
        (doubt, pair)
        for task, one in zip(tasks, found, strict=True)
        for doubt, pair in zip(task.doubts, one, strict=True)
    ]
    rows = [_row(doubt, *pair) for doubt, pair in pairs]
    order = pl.DataFrame(rows, _SCHEMA, orient="row")
    return order.sort(["worth", "money"], descending=True).drop("money")


_SCHEMA = {
    "table": pl.String,
    "column": pl.String,
    "row": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "money": pl.Float64,
    "worth": pl.Float64,
    "loss_low": pl.Float64,
    "loss_high": pl.Float64,
    "changes_low": pl.String,
    "changes_high": pl.String,
    "trouble": pl.String,
    "grade": pl.String,
    "source": pl.String,
    "note": pl.String,
}


def _row(doubt: Doubt, low: Regret, high: Regret) -> tuple[object, ...]:
    """Return one figure's row."""
    return (
        doubt.cell.table,
        doubt.cell.column,
        doubt.cell.row,
        doubt.value,
        doubt.low,
        doubt.high,
        doubt.unit,
        doubt.money,
        END * (low.loss + high.loss),
        low.loss,
        high.loss,
        _changes(low),
        _changes(high),
        "; ".join(dict.fromkeys(r.trouble for r in (low, high) if r.trouble)),
        doubt.grade,
        doubt.source,
        doubt.note,
    )


def _changes(regret: Regret) -> str:
    """Tell what a better plan does otherwise."""
    old, new = dict(regret.kept), dict(regret.better)
    words = [f"-{name}" for name in old if name not in new]
    words += [f"+{name}" for name in new if name not in old]
    words += [
        f"{name} {year}" for name, year in new.items() if old.get(name, year) != year
    ]
    return ", ".join(words)


def regrets(task: Task) -> list[tuple[Regret, Regret]]:
    """Try figures at both ends of their ranges.

    Parameters
    ----------
    task : Task
        The figures, and the plan that was made with their middles.

    Returns
    -------
    list of tuple of Regret
        Low and high end, in the order of the figures.
    """
    base = base_of(task.case, task.known)
    return [
        (
            regret(base, task, doubt, doubt.low),
            regret(base, task, doubt, doubt.high),
        )
        for doubt in task.doubts
    ]


def regret(base: Base, task: Task, doubt: Doubt, value: float) -> Regret:
    """Return what the plan loses if a figure turns out to have a value.

    Parameters
    ----------
    base : Base
        The case as written.
    task : Task
        The plan and its single changes.
    doubt : Doubt
        The figure.
    value : float
        In the inner unit; the figure's own value gives no regret.
    """
    try:
        case = moved(base.case, [doubt.cell], lambda _: value)
        markets = markets_of(base, case)
        kept = shrunk(markets, task.starts)
        near = markets.worth(kept)
        far = 2.0 * abs(value - doubt.value) / (doubt.high - doubt.low)
        rate = {name: far * money for name, money in doubt.rate}
        best = _climbed(markets, near, task.changes, rate)
    except (InputError, PlanError) as fault:
        return Regret(0.0, task.starts, task.starts, str(fault))
    loss = best.focus - near.focus
    if loss < GRAIN:
        return Regret(0.0, kept, kept)
    return Regret(loss, kept, best.starts)


def shrunk(markets: Markets, starts: Starts) -> Starts:
    """Return a plan without what the budgets bar, the least gainful first.

    Parameters
    ----------
    markets : Markets
        With their budgets.
    starts : Starts
        A plan that was made for others.
    """
    table = markets.case.table("projects")
    while not markets.affordable(starts):
        fewer = [
            _ready(table, {n: y for n, y in starts if n != out}) for out, _ in starts
        ]
        kept = [one for one in fewer if markets.affordable(one)] or fewer
        starts = max(kept, key=lambda one: markets.worth(one).focus)
    return starts


def _ready(table: pl.DataFrame, plan: Mapping[str, int]) -> Starts:
    """Return a plan without projects that lack what they require."""
    late = unready(table, plan)
    return tuple(sorted((n, y) for n, y in plan.items() if n not in late))


def _climbed(
    markets: Markets,
    at: Worth,
    changes: Sequence[Change],
    rate: Mapping[str, float],
) -> Worth:
    """Take the best single changes until none helps.

    Changes are tried in the order in which the figure is likely to turn them, and no
    further than it was seen to reach.
    """

    def left(change: Change) -> float:
        return change.lack - rate.get(change.project, 0.0) * change.years

    seen: dict[Change, float] = {}
    shift = 0.0
    for change in sorted(changes, key=left):
        if len(seen) >= _ALWAYS and left(change) > _REACH * shift:
            break
        found = _tried(markets, at, change)
        if found is not None:
            seen[change] = found.focus - at.focus
            shift = max(shift, abs(seen[change] + change.lack), GRAIN)
    while True:
        best = max(seen, key=seen.__getitem__, default=None)
        if best is None or seen[best] <= GRAIN:
            return at
        at = _tried(markets, at, best) or at
        again = sorted(seen, key=seen.__getitem__, reverse=True)[1 : _AGAIN + 1]
        tried = {change: _tried(markets, at, change) for change in again}
        seen = {c: one.focus - at.focus for c, one in tried.items() if one is not None}


def _tried(markets: Markets, at: Worth, change: Change) -> Worth | None:
    """Return a plan with one change; None where it cannot be or is none."""
    plan = {n: y for n, y in at.starts if n != change.project}
    if change.year is not None:
        plan[change.project] = change.year
    starts = _ready(markets.case.table("projects"), plan)
    if starts == at.starts or not markets.affordable(starts):
        return None
    return markets.worth(starts)
