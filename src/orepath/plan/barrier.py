"""Barriers: projects that would gain, and the budgets that keep them out."""

import polars as pl

from orepath.plan.around import GRAIN
from orepath.plan.policy.budget import purses
from orepath.plan.result import Plan


def barred_of(plan: Plan) -> pl.DataFrame:
    """Return the projects that would gain and that a budget bars.

    Parameters
    ----------
    plan : Plan
        With what its search found out about every project.

    Returns
    -------
    polars.DataFrame
        project, budget (name), lacks (what the budget would have to hold more),
        gain (what the focus actor would gain); USD million, most gainful first. What
        another project would have to give up is not counted.
    """
    networks = [part.program.network for part in plan.markets.parts]
    held = purses(networks)
    rows = []
    around = plan.search.neighbours.filter(~pl.col("built") & ~pl.col("affordable"))
    for row in around.filter(pl.col("focus_gain") > GRAIN).iter_rows(named=True):
        starts = (*plan.search.best.starts, (row["project"], row["year"]))
        for purse in held:
            lacks = purse.taken(starts) - purse.value
            if lacks > 0:
                rows.append((row["project"], purse.label, lacks, row["focus_gain"]))
    frame = pl.DataFrame(rows, _BARRED, orient="row")
    return frame.sort("gain", descending=True)


_BARRED = {
    "project": pl.String,
    "budget": pl.String,
    "lacks": pl.Float64,
    "gain": pl.Float64,
}
