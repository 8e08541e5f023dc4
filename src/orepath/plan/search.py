"""The search for the focus actor's best plan, confirmed in the world market.

A plan is judged by what the focus actor gains when the whole world answers it. That
gain is not concave, so every candidate is solved in full. Few candidates are enumerated
and the best is proven; otherwise the search adds, drops, shifts and swaps projects from
two starts (nothing, and what the world as a whole would build) until no single change
helps, and says that it has not proven the plan.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from orepath.plan.beginning import Beginnings, Lesson
from orepath.plan.climb import WORTH, Climb
from orepath.plan.decompose.effort import Effort
from orepath.plan.foresight import Foresight, foresight_of
from orepath.plan.market import Markets
from orepath.plan.risk import worst_years
from orepath.plan.worth import Starts, Worth

ENUMERATED = 256
# Rounds in which weights of states and a plan may come to terms.
_ROUNDS = 20
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Search:
    """Hold the end of a search.

    Parameters
    ----------
    best, without : Worth
        The plan found, and the course without any project; where a rule of the user's
        own cannot be kept without, the one with as few as it allows.
    proven : bool
        Whether no plan can be better: every one was tried, or a bound was met.
    tried : int
        Plans solved.
    other : tuple of (project, year)
        The best of the plans tried, were the rents of trade relations the exporters'.
    owning : tuple of plans
        The best of the plans tried, did the focus actor own none, or all, of the
        projects it shares.
    foresight : Foresight or None
        What it is worth to know, and to plan for, disruptions.
    bound : float
        Of the world's plan: no plan brings more; infinite where nothing is known.
    neighbours : polars.DataFrame
        What each single change of the best plan would do: change, focus (USD million
        against the best plan), world, affordable.
    barred : mapping of str to int
        How many of the plans tried broke a rule, so that no flows keep it, by its name.
    """

    best: Worth
    without: Worth
    proven: bool
    tried: int
    other: Starts
    neighbours: pl.DataFrame
    owning: tuple[Starts, Starts] = ((), ())
    foresight: Foresight | None = None
    bound: float = np.inf
    barred: Mapping[str, int] = field(default_factory=dict)


def explore(market: Markets) -> Lesson:
    """Search one market by itself, so that a search of many need not.

    Parameters
    ----------
    market : Markets
        Of one part.
    """
    starts = Beginnings(market, ())
    _best(market, starts)
    part = market.parts[0]
    return Lesson(part.known, starts.worlds[0], starts.smalls[0], part.barred)


def search(
    market: Markets,
    lessons: Sequence[Lesson] = (),
    effort: Effort | None = None,
) -> Search:
    """Find the best plan of whoever plans.

    Parameters
    ----------
    market : Markets
        The world that answers every plan.
    lessons : sequence of Lesson
        What the search of each market by itself found out; none where there is one.
    effort : Effort or None
        Workers, journal and progress of the world's plan, where it is asked for.

    Returns
    -------
    Search
        With ``proven`` set when every plan was tried, or none can bring the world more
        by half a USD million. Otherwise a plan that no single addition, removal or
        shift of a project improves, none of the likeliest swaps, nor two additions of
        projects that serve each other.

    Raises
    ------
    InfeasiblePlan
        No plan keeps all rules; one that breaks them is merely left out and counted.

    Notes
    -----
    One warm linear program a plan tried, some tens a project.
    """
    for part, lesson in zip(market.parts, lessons, strict=False):
        part.learn(lesson.worths, lesson.barred)
    starts = Beginnings(market, lessons, effort)
    best, proven = _best(market, starts)
    bound = starts.bound
    if market.case.settings.plan.whose == "world":
        bound = market.value(best) if proven else bound
        proven = market.value(best) >= bound - WORTH
    return Search(
        best,
        market.worth(()) if market.feasible(()) else starts.least,
        proven,
        market.tried,
        _otherwise(market, best, lambda one: one.other),
        neighbours_of(market, best),
        (
            _otherwise(market, best, lambda one: one.focus - one.held),
            _otherwise(market, best, lambda one: one.focus - one.held + one.shared),
        ),
        foresight_of(market, best, proven=proven),
        bound,
        market.barred,
    )


def _otherwise(market: Markets, best: Worth, gain: Callable[[Worth], float]) -> Starts:
    """Return the best plan tried by another yardstick; a tie leaves the plan."""
    other = market.best_known(gain)
    return (other if gain(other) > gain(best) + WORTH else best).starts


def _best(market: Markets, starts: Beginnings) -> tuple[Worth, bool]:
    """Return the best plan found, and whether every plan was tried."""
    options = market.options()
    proven = _proven(market, options)
    if proven is not None:
        return proven, True
    climb = Climb(market, options)
    if market.case.settings.plan.whose == "world":
        theirs = starts.worth(starts.world())
        if market.value(theirs) >= starts.bound - WORTH:
            return theirs, False
        ends = [climb.up(theirs), climb.up(starts.worth(starts.together()))]
        return max(ends, key=market.value), False
    ends = [climb.up(starts.worth(starts.together()))]
    if not _apart(market):
        ends.append(climb.up(starts.worth(starts.world())))
        ends.append(climb.up(starts.least))
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
    return searched and market.affordable(plan) and not _risky(market)


def _proven(market: Markets, options: dict[str, list[int]]) -> Worth | None:
    """Return the best of all plans where so few can be tried; None where not.

    What a plan brings is a sum over the markets. So the best plans of each together are
    the best of all, if no budget bars them; if one does, all are tried together.
    """
    by_market: dict[int, dict[str, list[int]]] = {
        at: {} for at in range(len(market.parts))
    }
    for name, years in options.items():
        by_market[market.home(name)][name] = years
    if all(_count(own) <= ENUMERATED for own in by_market.values()):
        bests = _best_apart(market, by_market)
        union = tuple(sorted(start for one in bests for start in one))
        if len(market.parts) > 1 and _risky(market):
            found = _proven_under_risk(market, market.worth(union))
            if found is not None:
                return found
        elif market.affordable(union):
            return market.worth(union)
    if _count(options) > ENUMERATED:
        return None
    plans = [p for p in _all_plans(options) if market.allowed(p)]
    if not plans:
        raise market.refusal()
    return max((market.worth(p) for p in plans), key=market.value)


def _best_apart(
    market: Markets, by_market: dict[int, dict[str, list[int]]]
) -> list[Starts]:
    """Return the best plan of each market, all others staying without projects.

    A market that rules do not let be without stays at the first plan they allow.
    """
    plans = {
        at: [
            plan
            for plan in _all_plans(own)
            if market.lawful(at, plan) and market.parts[at].allowed(plan)
        ]
        for at, own in by_market.items()
    }
    if not all(plans.values()):
        raise market.refusal()
    found = []
    for at, own in plans.items():
        rest = [start for other, p in plans.items() if other != at for start in p[0]]
        worth = {p: market.value(market.worth((*p, *rest))) for p in own}
        found.append(max(own, key=worth.__getitem__))
    return found


def _risky(market: Markets) -> bool:
    """Return whether risk takes something off the plan's worth."""
    settings = market.case.settings
    return settings.plan.whose == "focus" and settings.risk.aversion > 0.0


def _proven_under_risk(market: Markets, at: Worth) -> Worth | None:
    """Return the best plan of markets whose losses add up, if that can be proven.

    The worst years of a sum are no sum of worst years. But for any weights of the
    states within the tail, each market's best plan under these weights together bring
    no less than the best plan. Where the weights of a plan's own worst years lead back
    to that plan, it is the best: a saddle point.
    """
    attitude = market.attitude
    for _ in range(_ROUNDS):
        weights = worst_years(at.loss, attitude.chance, attitude.tail)
        rate = attitude.aversion * attitude.years * (attitude.chance - weights)
        bound = 0.0
        plan: list[tuple[str, int]] = []
        for part, states in zip(market.parts, market.states, strict=True):
            worths = [one.mean + float(rate[states] @ one.loss) for one in part.known]
            best = int(np.argmax(worths))
            bound += worths[best]
            plan += part.known[best].starts
        if at.focus >= bound - _ROUNDING * max(1.0, abs(bound)):
            return at if market.affordable(at.starts) else None
        at = market.worth(tuple(plan))
    return None


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


def neighbours_of(market: Markets, best: Worth) -> pl.DataFrame:
    """Tell what each project is worth to a plan: with it against without it.

    Parameters
    ----------
    market : Markets
        The world that answers every plan.
    best : Worth
        The plan.

    Returns
    -------
    polars.DataFrame
        project, built, year (the plan's, or the best to add it), focus_gain, world_gain
        (discounted USD million; missing where own rules bar the plan with it, or
        without), affordable. Projects that can never run are left out.
    """
    plan = dict(best.starts)
    rows = []
    for name, years in market.options().items():
        rest = tuple(sorted((k, v) for k, v in plan.items() if k != name))
        if name in plan:
            gains = _gains(market, best.starts, rest)
            rows.append((name, True, plan[name], *gains, True))
            continue
        tried = [(y, tuple(sorted({**plan, name: y}.items()))) for y in years]
        kept = [one for one in tried if market.feasible(one[1])]
        if kept:
            year, starts = max(kept, key=lambda p: market.value(market.worth(p[1])))
            gains = _gains(market, starts, best.starts)
            rows.append((name, False, year, *gains, market.affordable(starts)))
        elif tried:
            rows.append((name, False, tried[0][0], None, None, False))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={
            "project": pl.String,
            "built": pl.Boolean,
            "year": pl.Int64,
            "focus_gain": pl.Float64,
            "world_gain": pl.Float64,
            "affordable": pl.Boolean,
        },
    )


def _gains(
    market: Markets, more: Starts, less: Starts
) -> tuple[float | None, float | None]:
    """Return what one plan brings the focus and the world against another."""
    if not (market.feasible(more) and market.feasible(less)):
        return None, None
    one, other = market.worth(more), market.worth(less)
    return one.focus - other.focus, one.world - other.world
