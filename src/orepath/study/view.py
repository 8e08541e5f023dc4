"""From where one looks: whose plan it is, and whether other eyes see another best one.

Who keeps the rents of trade, and what part of a shared project one owns, nobody
publishes for certain. So the plan is asked again under the other beliefs, among all
plans that were tried.
"""

from collections.abc import Callable

import polars as pl

from orepath.plan.around import GRAIN
from orepath.plan.result import Plan
from orepath.plan.worth import Starts, Worth
from orepath.report.number import human

_TOLD = 5
"""Differences of another plan that are told, those that matter most."""
Gain = Callable[[Worth], float]
"""What a plan brings, by some yardstick, USD million."""


def proof(plan: Plan) -> str:
    """Tell how far the search reached."""
    found, whose = plan.search, plan.case.settings.plan.whose
    if found.proven and whose == "world":
        return (
            f"No plan of whole projects brings the world more ({found.tried} plans "
            "solved, and a bound on all others)."
        )
    if found.proven:
        return f"Proven over all {found.tried} plans."
    told = (
        f"Best plan found in {found.tried} plans solved, not proven; no single change "
        "improves it."
    )
    if whose == "world":
        left = max(found.bound - found.best.z, 0.0)
        told += f" No plan brings the world more than USD {left:,.1f} m above it."
    return told


def rents(plan: Plan) -> str:
    """Tell whether the plan stays best when others pocket the margins of trade."""
    if set(plan.search.other) == set(plan.search.best.starts):
        return (
            "It stays the best of them if exporters rather than importers pocket the "
            "margins of trade."
        )
    told = instead(plan, plan.search.other, lambda one: one.other)
    return (
        "If exporters rather than importers pocket the margins of trade, another plan "
        f"is better: {told}."
    )


def owners(plan: Plan) -> str:
    """Tell whether the plan stays best whoever owns the projects that are shared.

    Empty where the focus actor owns all or nothing of every project.
    """
    case = plan.case
    shared = pl.col("share").is_between(0.0, 1.0, closed="none")
    if case.table("projects").filter(shared).is_empty():
        return ""
    best = set(plan.search.best.starts)
    focus = case.name_of("places", case.settings.focus)
    gains: tuple[Gain, Gain] = (
        lambda one: one.focus - one.held,
        lambda one: one.focus - one.held + one.shared,
    )
    whole = zip(("nothing", "all"), plan.search.owning, gains, strict=True)
    sides = [one for one in whole if set(one[1]) != best]
    if not sides:
        return (
            f"It would stay the best if {focus} owned nothing, or all, of the projects "
            "it shares."
        )
    return " ".join(
        f"If {focus} owned {part} of the projects it shares, another plan is better: "
        f"{instead(plan, starts, gain)}."
        for part, starts, gain in sides
    )


def foresight(plan: Plan) -> str:
    """Tell what knowing and planning are worth; empty where nothing can strike."""
    found = plan.search.foresight
    if found is None:
        return ""
    over = "over all plans" if found.exact else "among the plans tried"
    return (
        f"knowing which disruption comes would be worth USD {found.knowing:,.0f} m; "
        f"planning for disruptions at all is worth USD {found.planning:,.0f} m "
        f"({over})."
    )


def fear(plan: Plan) -> str:
    """Tell how the worst years weigh on the plan; empty where they do not."""
    risk, best = plan.case.settings.risk, plan.search.best
    without = plan.search.without
    if not risk.aversion or plan.case.settings.plan.whose == "world":
        return ""
    weighed = best.focus - without.focus
    return (
        f"the worst {100 * (1 - risk.tail):.0f} % of years weigh "
        f"{100 * risk.aversion:.0f} % in the choice. So weighed they take USD "
        f"{without.mean - without.focus:,.0f} m off the horizon without the plan and "
        f"{best.mean - best.focus:,.0f} m off the one with it, and the plan is worth "
        f"USD {weighed:,.0f} m."
    )


def instead(plan: Plan, other: Starts, gain: Gain) -> str:
    """Tell what another plan does otherwise, and what it gains by that.

    Each difference is undone by itself. Those that gain less than can be told from
    rounding are counted, not named; unless all do, and gain only together.

    Parameters
    ----------
    plan : Plan
        The best plan.
    other : tuple of (project, year)
        What is built instead.
    gain : callable
        The yardstick by which the other plan is better.
    """
    best, rest = dict(plan.search.best.starts), dict(other)
    worth = plan.markets.worth
    now = gain(worth(other))
    changed = [n for n in {**best, **rest} if best.get(n) != rest.get(n)]
    parts: dict[str, float] = {}
    for name in changed:
        undone = {n: y for n, y in rest.items() if n != name}
        if name in best:
            undone[name] = best[name]
        parts[name] = now - gain(worth(tuple(sorted(undone.items()))))
    changed.sort(key=lambda name: -parts[name])
    clear = [name for name in changed if parts[name] > GRAIN]
    named = (clear or changed)[:_TOLD]
    told = ", ".join(_change(plan, name, rest.get(name)) for name in named)
    more = now - gain(worth(plan.search.best.starts))
    by = f" ({human(more * 1e6, 'USD')} more)"
    if not rest:
        return "no project at all" + by * (more > 0)
    left = len(changed) - len(named)
    few = f", and {left} change{'s' if left > 1 else ''} of less gain"
    return told + few * (left > 0) + by * (more > 0)


def _change(plan: Plan, name: str, year: int | None) -> str:
    """Tell one difference: without a project, or with it from a year."""
    called = plan.case.name_of("projects", name)
    return f"without {called}" if year is None else f"with {called} ({year})"
