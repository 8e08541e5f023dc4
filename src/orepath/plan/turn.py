"""Turning points: what a figure must become for a project to be no gain and no loss."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from orepath.plan.around import GRAIN
from orepath.plan.margin import Margin
from orepath.plan.network import KT
from orepath.plan.program import Program
from orepath.plan.result import Plan
from orepath.plan.surplus import shares_of


def turns_of(plan: Plan, project: str, gain: float, margin: Margin) -> pl.DataFrame:
    """Return at which capital, and at what premium on its price, nothing is gained.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    project : str
        Short name.
    gain : float
        What the focus actor gains by it, discounted USD million.
    margin : Margin
        What it earns and spends.

    Returns
    -------
    polars.DataFrame
        figure, unit, now, needed, way. Capital and a premium change nothing in the
        market once the project stands, so both follow from gains already known. An
        idle project has no tonne to be paid for; its premium is what a first tonne
        lacks at market prices.
    """
    program = plan.markets.parts[plan.markets.home(project)].program
    n = program.network
    position = n.projects["project"].to_list().index(project)
    row = n.projects.row(position, named=True)
    share = float(shares_of(n).projects[position])
    now = float(row["capex"])
    rows: list[tuple[str, str, float, float | None, str]] = []
    needs = [
        now * (1.0 + more / charge)
        for more, charge in _gains_by_year(plan, program, position, share)
        if charge > 0 and more + charge > GRAIN
    ]
    unit = "USD/t" if row["kind"] == "stock" else "USD/(t/a)"
    if now > 0 and share > 0:
        rows.append(("capital", unit, now, max(needs, default=None), "exact"))
    if margin.idle:
        lacks = -margin.per_tonne
        rows.append(("premium on a tonne", "USD/t", 0.0, lacks, "at market prices"))
    elif share > 0:
        each = -gain / (share * margin.tonnes) / KT
        rows.append(("premium on a tonne", "USD/t", 0.0, each, "exact"))
    return pl.DataFrame(rows, _TURNS, orient="row")


def _gains_by_year(
    plan: Plan, program: Program, position: int, share: float
) -> Iterator[tuple[float, float]]:
    """Yield for each year of a start the gain, and the focus actor's capital charge.

    A project that is built stays in its year; another may come whenever it is best, but
    for years in which rules bar it.
    """
    n = program.network
    name = n.projects["project"][position]
    built = dict(plan.search.best.starts)
    rest = tuple(sorted((k, v) for k, v in built.items() if k != name))
    without = plan.markets.worth(rest).focus
    block = n.blocks["start"]
    line = program.lines["capital"][block.columns]
    for at in np.flatnonzero(block.item == position):
        year = int(n.moments.first[block.moment[at]])
        if built.get(name, year) == year:
            with_it = tuple(sorted([*rest, (name, year)]))
            if not plan.markets.feasible(with_it):
                continue
            yield plan.markets.worth(with_it).focus - without, share * float(line[at])


_TURNS = {
    "figure": pl.String,
    "unit": pl.String,
    "now": pl.Float64,
    "needed": pl.Float64,
    "way": pl.String,
}
