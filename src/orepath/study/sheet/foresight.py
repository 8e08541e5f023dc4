"""The sheet of foresight: what knowing, planning and not fearing would be worth."""

import polars as pl

from orepath.plan.result import Plan
from orepath.study.sheet.form import Sheet


def foresight_sheet(plan: Plan) -> Sheet:
    """Return what it is worth to know, and to plan for, disruptions."""
    found = plan.search.foresight
    rows: list[tuple[str, float, str]] = []
    if found is not None:
        over = "all plans" if found.exact else "the plans tried"
        best = plan.search.best
        risk = plan.case.settings.risk
        rows = [
            ("Knowing which disruption comes", found.knowing * 1e6, over),
            ("Planning for disruptions at all", found.planning * 1e6, over),
        ]
        if risk.aversion:
            rows.append(
                (
                    "Taken off for the worst years",
                    (best.focus - best.mean) * 1e6,
                    f"{found.states} drawn states",
                )
            )
    return Sheet(
        "foresight",
        "What foresight is worth",
        pl.DataFrame(rows, schema=["What", "Worth", "Over"], orient="row").cast(
            {"Worth": pl.Float64}
        ),
        {"Worth": "USD"},
        "Discounted over the horizon. Knowing: what it would add to know before "
        "building which disruption every year brings. Planning: what the plan brings "
        "above the one that is best if nothing is ever disrupted. Among plans tried "
        "both are estimates: with more plans they can change.",
    )
