"""From where one looks: whose plan it is, and whether other eyes see another best one.

Who keeps the rents of trade, and what part of a shared project one owns, nobody
publishes for certain. So the plan is asked again under the other beliefs, among all
plans that were tried.
"""

import polars as pl

from orepath.plan.result import Plan
from orepath.plan.worth import Starts

_MANY, _TOLD = 10, 8
"""Of a plan with more projects than this only the differences are told."""


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
    return (
        "If exporters rather than importers pocket the margins of trade, another plan "
        f"is better: {instead(plan, plan.search.other)}."
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
    sides = [
        (part, starts)
        for part, starts in zip(("nothing", "all"), plan.search.owning, strict=True)
        if set(starts) != best
    ]
    if not sides:
        return (
            f"It would stay the best if {focus} owned nothing, or all, of the projects "
            "it shares."
        )
    return " ".join(
        f"If {focus} owned {part} of the projects it shares, another plan is better: "
        f"{instead(plan, starts)}."
        for part, starts in sides
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


def instead(plan: Plan, other: Starts) -> str:
    """Return another plan in words; of a long one only what differs.

    Parameters
    ----------
    plan : Plan
        The best plan.
    other : tuple of (project, year)
        What is built instead.
    """
    best, rest = dict(plan.search.best.starts), dict(other)
    case = plan.case
    if len(rest) <= _MANY:
        names = (
            f"{case.name_of('projects', project)} ({year})"
            for project, year in sorted(rest.items(), key=lambda start: start[1])
        )
        return "; ".join(names) or "none"
    changes = [
        *(f"without {case.name_of('projects', p)}" for p in best if p not in rest),
        *(
            f"with {case.name_of('projects', p)} ({year})"
            for p, year in rest.items()
            if best.get(p) != year
        ),
    ]
    left = len(changes) - _TOLD
    return ", ".join(changes[:_TOLD]) + (f", and {left} more changes" * (left > 0))
