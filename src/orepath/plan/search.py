"""The search for the focus actor's best plan, confirmed in the world market.

A plan is judged by what the focus actor gains when the whole world answers it. That
gain is not concave, so every candidate is solved in full. Few candidates are enumerated
and the best is proven; otherwise the search adds, drops, shifts and swaps projects from
two starts (nothing, and what the world as a whole would build) until no single change
helps, and says that it has not proven the plan.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.plan.climb import WORTH, Climb
from orepath.plan.market import Markets, Starts, Worth
from orepath.plan.requirement import unready
from orepath.plan.residual import Small, chosen, small_of

ENUMERATED = 256


@dataclass(frozen=True)
class Search:
    """Hold the end of a search.

    Parameters
    ----------
    best, without : Worth
        The plan found, and the course without any project.
    proven : bool
        Whether every plan was tried.
    tried : int
        Plans solved.
    other : tuple of (project, year)
        The best of the plans tried, were the rents of trade relations the exporters'.
    neighbours : polars.DataFrame
        What each single change of the best plan would do: change, focus (USD million
        against the best plan), world, affordable.
    """

    best: Worth
    without: Worth
    proven: bool
    tried: int
    other: Starts
    neighbours: pl.DataFrame


@dataclass(frozen=True)
class Lesson:
    """Hold what the search of one market by itself found out, for a search of many.

    Parameters
    ----------
    worths : tuple of Worth
        All plans tried.
    world : tuple of (project, year) or None
        What the world would build in this market, if it was asked.
    small : Small or None
        The small program of its projects, if it was needed.
    """

    worths: tuple[Worth, ...]
    world: Starts | None
    small: Small | None


class _Starts:
    """Where climbs begin: found when asked for, or known from lessons."""

    def __init__(self, market: Markets, lessons: Sequence[Lesson]) -> None:
        self.market = market
        self.worlds = [lesson.world for lesson in lessons] or [None] * len(market.parts)
        self.smalls = [lesson.small for lesson in lessons] or [None] * len(market.parts)

    def together(self) -> Starts:
        """Return the best plans tried in each market, as far as the budget goes."""
        bests = [
            max(part.known, key=self.market.value).starts
            for part in self.market.parts
            if part.known
        ]
        return self._afforded([start for plan in bests for start in plan])

    def world(self) -> Starts:
        """Return what the world would build in every market, within the budget.

        Each market keeps the budgets by itself; together they may exceed them.
        """
        self.worlds = [
            part.world_starts() if known is None else known
            for part, known in zip(self.market.parts, self.worlds, strict=True)
        ]
        plans = [plan for plan in self.worlds if plan]
        return self._afforded([start for plan in plans for start in plan])

    def residual(self) -> Worth:
        """Return the best confirmed plan that residual steps propose.

        A proposal far from what is known is tried first; where the market denies it,
        the next must lie nearer to the best plan so far.
        """
        self.smalls = [
            small_of(part) if known is None else known
            for part, known in zip(self.market.parts, self.smalls, strict=True)
        ]
        smalls = [small for small in self.smalls if small is not None]
        at, radius = self.market.worth(()), len(self.market.options())
        while radius >= 2:
            plan = chosen(self.market, smalls, radius, at.starts)
            one = self.market.worth(plan) if self.market.affordable(plan) else at
            if self.market.value(one) > self.market.value(at) + WORTH:
                at = one
            else:
                radius //= 2
        return at

    def _afforded(self, plan: list[tuple[str, int]]) -> Starts:
        """Return a plan without the projects that its budget bars, dearest first."""
        kept = sorted(plan)
        projects = self.market.case.table("projects")
        while kept and not self.market.affordable(kept):
            late = unready(projects, dict(kept))
            if late:
                kept = [start for start in kept if start[0] not in late]
                continue
            bills = [bill / max(limit, 1e-9) for bill, limit in self.market.bills(kept)]
            kept.pop(int(np.argmax(np.sum(bills, axis=0))))
        return tuple(kept)


def explore(market: Markets) -> Lesson:
    """Search one market by itself, so that a search of many need not.

    Parameters
    ----------
    market : Markets
        Of one part.
    """
    starts = _Starts(market, ())
    _best(market, starts)
    return Lesson(market.parts[0].known, starts.worlds[0], starts.smalls[0])


def search(market: Markets, lessons: Sequence[Lesson] = ()) -> Search:
    """Find the best plan of whoever plans.

    Parameters
    ----------
    market : Markets
        The world that answers every plan.
    lessons : sequence of Lesson
        What the search of each market by itself found out; none where there is one.

    Returns
    -------
    Search
        With ``proven`` set when every plan was tried. Otherwise a plan that no single
        addition, removal or shift of a project improves, none of the likeliest swaps,
        nor two additions of projects that serve each other.

    Raises
    ------
    PlanError
        No flows keep all rules under a plan.

    Notes
    -----
    One warm linear program a plan tried, some tens a project.
    """
    for part, lesson in zip(market.parts, lessons, strict=False):
        part.learn(lesson.worths)
    best, proven = _best(market, _Starts(market, lessons))
    return Search(
        best,
        market.worth(()),
        proven,
        market.tried,
        market.best_known(lambda one: one.other).starts,
        _neighbours(market, best),
    )


def _best(market: Markets, starts: _Starts) -> tuple[Worth, bool]:
    """Return the best plan found, and whether every plan was tried."""
    without = market.worth(())
    options = market.options()
    proven = _proven(market, options)
    if proven is not None:
        return proven, True
    climb = Climb(market, options)
    ends = [climb.up(market.worth(starts.together()))]
    if not _apart(market):
        ends.append(climb.up(without))
        ends.append(climb.up(market.worth(starts.world())))
        if market.case.settings.plan.whose == "focus":
            ends.append(climb.up(starts.residual()))
    return max(ends, key=market.value), False


def _apart(market: Markets) -> bool:
    """Return whether each market was searched and no other one bears on its plan.

    So it is where neither the shared budget bars the best plans of each together nor
    risk, which counts only in sum, makes one market's losses matter to another.
    """
    bests = [max(part.known, key=market.value, default=None) for part in market.parts]
    plan = [start for one in bests if one is not None for start in one.starts]
    searched = len(bests) > 1 and all(len(part.known) > 1 for part in market.parts)
    return (
        searched and market.affordable(plan) and not market.case.settings.risk.aversion
    )


def _proven(market: Markets, options: dict[str, list[int]]) -> Worth | None:
    """Return the best of all plans where so few can be tried; None where not.

    What a plan brings is a sum over the markets. So the best plans of each together are
    the best of all, if no budget bars them; if one does, all are tried together.
    """
    by_market: dict[int, dict[str, list[int]]] = {}
    for name, years in options.items():
        by_market.setdefault(market.home(name), {})[name] = years
    if all(_count(own) <= ENUMERATED for own in by_market.values()):
        bests = [
            max((market.worth(p) for p in _all_plans(own)), key=market.value)
            for own in by_market.values()
        ]
        union = tuple(sorted(start for one in bests for start in one.starts))
        if market.affordable(union):
            return market.worth(union)
    if _count(options) > ENUMERATED:
        return None
    plans = [p for p in _all_plans(options) if market.affordable(p)]
    return max((market.worth(p) for p in plans), key=market.value)


def _count(options: dict[str, list[int]]) -> int:
    """Return how many plans there are."""
    return int(np.prod([1 + len(years) for years in options.values()], dtype=float))


def _all_plans(options: dict[str, list[int]]) -> Iterator[Starts]:
    """Yield every plan."""
    names = sorted(options)
    for years in itertools.product(*[(None, *options[name]) for name in names]):
        yield tuple(
            (name, year)
            for name, year in zip(names, years, strict=True)
            if year is not None
        )


def _neighbours(market: Markets, best: Worth) -> pl.DataFrame:
    """Tell what each project is worth to the best plan: with it against without it."""
    plan = dict(best.starts)
    rows = []
    for name, years in market.options().items():
        if name in plan:
            other = tuple(sorted((k, v) for k, v in plan.items() if k != name))
            outcome = market.worth(other)
            rows.append((name, True, plan[name], best, outcome, True))
            continue
        tried = [(y, tuple(sorted({**plan, name: y}.items()))) for y in years]
        if not tried:
            continue
        year, starts = max(tried, key=lambda p: market.worth(p[1]).focus)
        rows.append(
            (name, False, year, market.worth(starts), best, market.affordable(starts))
        )
    return pl.DataFrame(
        {
            "project": [r[0] for r in rows],
            "built": [r[1] for r in rows],
            "year": [r[2] for r in rows],
            "focus_gain": [r[3].focus - r[4].focus for r in rows],
            "world_gain": [r[3].world - r[4].world for r in rows],
            "affordable": [r[5] for r in rows],
        },
        schema={
            "project": pl.String,
            "built": pl.Boolean,
            "year": pl.Int64,
            "focus_gain": pl.Float64,
            "world_gain": pl.Float64,
            "affordable": pl.Boolean,
        },
    )
