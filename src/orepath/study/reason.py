"""Reasons: every project explained in one row, and what binds the plan."""

import polars as pl

from orepath.errors import InputError
from orepath.plan.explain import explain
from orepath.plan.result import Plan
from orepath.study.answering import Tell, silent


def reasons_of(plan: Plan, tell: Tell = silent) -> pl.DataFrame:
    """Explain every project of a plan in one row.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    tell : callable
        Told one line of words every five projects.

    Returns
    -------
    polars.DataFrame
        project, built, year, idle (whether it would turn over next to nothing), left
        (of a tonne after capital, USD/t, at the prices with the project), left_without
        (at those without it), profit (of its owners), gain, users (of the focus
        place), world (discounted USD million), capital (now), needed (capital at which
        it would neither gain nor lose; null where none), unit (of both). Projects that
        can never run are left out, and those that rules bar or ask for.
    """
    rows = []
    names = plan.case.table("projects")["project"].to_list()
    for done, name in enumerate(names, start=1):
        if done % 5 == 1:
            tell(f"Explaining projects: {done} of {len(names)}")
        try:
            found = explain(plan, name)
        except InputError:
            continue
        users = found.focus.filter(part="users")["change"].to_list()
        capital = found.turns.filter(figure="capital").to_dicts()
        turn = capital[0] if capital else {"now": 0.0, "needed": None, "unit": ""}
        margin = found.margin
        rows.append(
            (
                name,
                found.built,
                found.year,
                margin.idle,
                margin.per_tonne,
                margin.per_tonne_without,
                found.profit,
                found.gain,
                users[0] if users else 0.0,
                found.world,
                turn["now"],
                turn["needed"],
                turn["unit"],
            )
        )
    return pl.DataFrame(rows, _REASONS, orient="row")


_REASONS = {
    "project": pl.String,
    "built": pl.Boolean,
    "year": pl.Int64,
    "idle": pl.Boolean,
    "left": pl.Float64,
    "left_without": pl.Float64,
    "profit": pl.Float64,
    "gain": pl.Float64,
    "users": pl.Float64,
    "world": pl.Float64,
    "capital": pl.Float64,
    "needed": pl.Float64,
    "unit": pl.String,
}
