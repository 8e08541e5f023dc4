"""Regret: what a plan loses if one figure turns out to be other than it was thought.

The case is rebuilt with the figure moved, the plan kept as far as the budgets let it,
and a better one searched from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from orepath.errors import InputError, PlanError
from orepath.plan.around import GRAIN
from orepath.plan.market import Markets
from orepath.plan.requirement import unready
from orepath.plan.worth import Starts, Worth
from orepath.study.doubt import Doubt
from orepath.study.reach import Reach
from orepath.study.stake import Change
from orepath.study.variant import Base, base_of, markets_of, put
from orepath.world.case import Case

END = 0.25
"""Weight of either end of a range; the middle has the rest."""

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
class Finding:
    """Hold what one figure is worth knowing.

    Parameters
    ----------
    low, high : Regret
        At either end.
    worth : float
        Value of information, discounted USD million.
    steady : Starts
        The plan that is best as long as the figure is not known; mostly the one we
        have.
    """

    low: Regret
    high: Regret
    worth: float
    steady: Starts


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
    grain : float
        What two plans must differ by to be told apart, USD million.
    """

    case: Case
    known: tuple[tuple[Worth, ...], ...]
    starts: Starts
    changes: tuple[Change, ...]
    doubts: tuple[Doubt, ...]
    grain: float = GRAIN


def regrets(task: Task) -> list[Finding]:
    """Try figures at both ends of their ranges.

    Parameters
    ----------
    task : Task
        The figures, and the plan that was made with their middles.

    Returns
    -------
    list of Finding
        In the order of the figures.
    """
    base = base_of(task.case, task.known, task.starts)
    return [_finding(base, task, doubt) for doubt in task.doubts]


def _finding(base: Base, task: Task, doubt: Doubt) -> Finding:
    """Try one figure at both ends and weigh what is lost."""
    one = _end(base, task, doubt, doubt.low)
    two = _end(base, task, doubt, doubt.high, one.reach)
    low, high = one.regret, two.regret
    if one.markets is None or two.markets is None or not low.loss + high.loss:
        return Finding(low, high, 0.0, task.starts)
    middle = base.markets
    plans = dict.fromkeys((task.starts, low.better, high.better))
    worth = {
        plan: [
            markets.worth(shrunk(markets, plan)).focus
            for markets in (one.markets, middle, two.markets)
        ]
        for plan in plans
    }
    weight = (END, 1.0 - 2.0 * END, END)

    def weighed(each: Sequence[float]) -> float:
        return sum(w * one for w, one in zip(weight, each, strict=True))

    # Only what the budgets allow as far as is known can be decided now.
    sound = [plan for plan in plans if middle.affordable(plan)]
    best = max(sound, key=lambda plan: weighed(worth[plan]), default=task.starts)
    # What rises by less than the grain is not told from the plan we have.
    if weighed(worth[best]) - weighed(worth[task.starts]) < END * task.grain:
        best = task.starts
    known = weighed([max(each) for each in zip(*worth.values(), strict=True)])
    gain = known - weighed(worth[best])
    return Finding(low, high, gain if gain >= END * task.grain else 0.0, best)


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
    return _end(base, task, doubt, value).regret


@dataclass(frozen=True)
class _End:
    """Hold what was found at one end of a range; no markets where it cannot be."""

    regret: Regret
    markets: Markets | None = None
    reach: Reach | None = None


def _end(
    base: Base, task: Task, doubt: Doubt, value: float, other: Reach | None = None
) -> _End:
    """Return the regret at a value; what was seen at another value may save work."""
    far = 2.0 * abs(value - doubt.value) / (doubt.high - doubt.low)
    try:
        case = put(base.case, doubt.put(value))
        markets = markets_of(base, case)
        reach = Reach(markets, doubt, far)
        kept = shrunk(markets, task.starts)
        near = markets.worth(kept)
        best = _climbed(markets, near, task.changes, reach, other)
    except (InputError, PlanError) as fault:
        return _End(Regret(0.0, task.starts, task.starts, str(fault)))
    loss = best.focus - near.focus
    if loss < task.grain:
        return _End(Regret(0.0, kept, kept), markets, reach)
    return _End(Regret(loss, kept, best.starts), markets, reach)


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
    reach: Reach,
    other: Reach | None,
) -> Worth:
    """Take the best single changes until none helps.

    Changes are tried in the order in which the figure is likely to turn them, and no
    further than it was seen to reach.
    """
    seen: dict[Change, float] = {}
    for change in sorted(changes, key=reach.left):
        if reach.beyond(change, other):
            continue
        found = _tried(markets, at, change)
        if found is not None:
            seen[change] = found.focus - at.focus
            reach.saw(change, seen[change] + change.lack)
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
