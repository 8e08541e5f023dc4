"""The search for the focus actor's best plan, confirmed in the world market.

A plan is judged by what the focus actor gains when the whole world answers it. That
gain is not concave, so every candidate is solved in full. Few candidates are enumerated
and the best is proven; otherwise the search adds, drops, shifts and swaps projects from
two starts (nothing, and what the world as a whole would build) until no single change
helps, and says that it has not proven the plan.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.plan.market import Markets, Starts, Worth
from orepath.plan.requirement import requirements

ENUMERATED = 256
# A change must gain this much, USD million, to be told from the grain of the stairs.
_WORTH = 0.5


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


def search(market: Markets) -> Search:
    """Find the focus actor's best plan.

    Parameters
    ----------
    market : Markets
        The world that answers every plan.

    Returns
    -------
    Search
        With ``proven`` set when every plan was tried. Otherwise a plan that no single
        addition, removal, shift or swap of projects improves, nor two additions at
        once.

    Notes
    -----
    One warm linear program a plan tried; about (projects · years)² / 2 of them in
    each cluster of goods, since a change in one leaves the others as they were.
    """
    without = market.worth(())
    options = market.options()
    proven = _proven(market, options)
    if proven is not None:
        return _end(market, proven, proven=True)
    ends = [_climb(market, options, without)]
    world = market.world_starts()
    if world and market.affordable(world):
        ends.append(_climb(market, options, market.worth(world)))
    best = max(ends, key=lambda o: o.focus)
    return _end(market, best, proven=False)


def _end(market: Markets, best: Worth, *, proven: bool) -> Search:
    """Close a search: look around the best plan once more."""
    around = _neighbours(market, best)
    return Search(
        best,
        market.worth(()),
        proven,
        market.tried,
        market.best_known(lambda one: one.other).starts,
        around,
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
            max((market.worth(p) for p in _all_plans(own)), key=lambda o: o.focus)
            for own in by_market.values()
        ]
        union = tuple(sorted(start for one in bests for start in one.starts))
        if market.affordable(union):
            return market.worth(union)
    if _count(options) > ENUMERATED:
        return None
    plans = [p for p in _all_plans(options) if market.affordable(p)]
    return max((market.worth(p) for p in plans), key=lambda o: o.focus)


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


def _climb(market: Markets, options: dict[str, list[int]], at: Worth) -> Worth:
    """Take the best single change until none helps.

    A project's best year hardly moves while others join, so after the first full round
    each project is tried in that year alone; only when nothing helps any more are all
    years tried again.
    """
    years = options
    while True:
        best, found = _best_change(market, years, at)
        if best.focus <= at.focus + _WORTH and years is not options:
            best, found = _best_change(market, options, at)
        years = _best_years(found, options)
        if best.focus <= at.focus + _WORTH:
            best = max(
                _best_swap(market, options, at),
                _best_couple(market, options, at),
                key=lambda o: o.focus,
            )
            if best.focus <= at.focus + _WORTH:
                return at
        at = best


def _best_change(
    market: Markets, options: dict[str, list[int]], at: Worth
) -> tuple[Worth, list[Worth]]:
    """Return the best affordable plan one change away, and all that were tried."""
    found = [
        market.worth(plan)
        for plan in _changes(dict(at.starts), options)
        if market.affordable(plan)
    ]
    return max(found, key=lambda o: o.focus, default=at), found


def _best_years(
    found: list[Worth], options: dict[str, list[int]]
) -> dict[str, list[int]]:
    """Return the best year of each project among the plans tried that hold it."""
    best: dict[str, tuple[float, int]] = {}
    for outcome in found:
        for name, year in outcome.starts:
            if outcome.focus > best.get(name, (-np.inf, 0))[0]:
                best[name] = (outcome.focus, year)
    return {
        name: [best[name][1]] if name in best else years
        for name, years in options.items()
    }


def _changes(plan: dict[str, int], options: dict[str, list[int]]) -> Iterator[Starts]:
    """Yield plans one addition, removal or shift away."""
    for name, years in options.items():
        if name in plan:
            yield tuple(sorted((k, v) for k, v in plan.items() if k != name))
        for year in years:
            if plan.get(name) != year:
                yield tuple(sorted({**plan, name: year}.items()))


def _best_swap(market: Markets, options: dict[str, list[int]], at: Worth) -> Worth:
    """Return the best plan that trades one project for one the budget bars."""
    plan = dict(at.starts)
    best = at
    for out in plan:
        rest = {k: v for k, v in plan.items() if k != out}
        for name, years in options.items():
            if name in plan or not years:
                continue
            barred = tuple(sorted({**plan, name: years[0]}.items()))
            swapped = tuple(sorted({**rest, name: years[0]}.items()))
            if not market.affordable(barred) and market.affordable(swapped):
                best = max(best, market.worth(swapped), key=lambda o: o.focus)
    return best


def _best_couple(market: Markets, options: dict[str, list[int]], at: Worth) -> Worth:
    """Return the best plan with two projects more: a plant and its contract, say."""
    plan = dict(at.starts)
    plans = [
        tuple(sorted({**plan, **couple}.items()))
        for couple in _couples(market, options, plan)
    ]
    found = [market.worth(p) for p in plans if market.affordable(p)]
    return max(found, key=lambda o: o.focus, default=at)


def _couples(
    market: Markets, options: dict[str, list[int]], plan: dict[str, int]
) -> Iterator[dict[str, int]]:
    """Yield two projects that a plan lacks, each in the first year it may start.

    Where one requires the other it has to wait for it, so all their years are tried.
    """
    projects = market.case.table("projects")
    names = projects["project"].to_list()
    tied = {frozenset(names[k] for k in pair) for pair in requirements(projects)}
    free = [name for name, years in options.items() if name not in plan and years]
    for one, other in itertools.combinations(free, 2):
        # Projects of two markets do not help each other.
        if market.home(one) != market.home(other):
            continue
        years = [(options[one][0], options[other][0])]
        if {one, other} in tied:
            years = list(itertools.product(options[one], options[other]))
        for year, later in years:
            yield {one: year, other: later}


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
