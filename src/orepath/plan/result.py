"""A plan as tables: what is built, what flows, what it costs, who gains, how exactly.

All tables are long, in t/a, USD/t and USD million (money of the price year), one row a
fact; the docs list every column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.market import Markets
from orepath.plan.search import Search
from orepath.plan.table import (
    Part,
    audit_table,
    cost_table,
    flow_table,
    output_table,
    project_table,
    supply_table,
    surplus_table,
    use_table,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """Hold a plan and everything the report says of it.

    Parameters
    ----------
    case, calibration, search : Case, Calibration, Search
        Where it comes from.
    markets : Markets
        What answered every plan tried, and can be asked for more.
    parts : tuple of Part
        One a cluster of goods that share no process with others.
    projects : polars.DataFrame
        One row a project: built or not, when, for how much, what it is worth.
    flows, flows_without : polars.DataFrame
        Shipments by moment: commodity, origin, destination, t/a, with and without plan.
    supply : polars.DataFrame
        What reaches the focus place, by origin, with and without the plan, t/a.
    use : polars.DataFrame
        Wanted, served, short (t/a) and price (USD/t) by commodity, place and moment.
    output : polars.DataFrame
        What sites and projects make, t/a.
    costs : polars.DataFrame
        Each cost line by moment, discounted USD million, with and without the plan.
    surplus : polars.DataFrame
        What each actor gains by the plan, discounted USD million.
    audit : polars.DataFrame
        Largest breach of every rule, kt/a.
    """

    case: Case
    calibration: Calibration
    search: Search
    markets: Markets
    parts: tuple[Part, ...]
    projects: pl.DataFrame
    flows: pl.DataFrame
    flows_without: pl.DataFrame
    supply: pl.DataFrame
    use: pl.DataFrame
    output: pl.DataFrame
    costs: pl.DataFrame
    surplus: pl.DataFrame
    audit: pl.DataFrame

    @property
    def starts(self) -> dict[str, int]:
        """Return the plan: project to the year in which it starts."""
        return dict(self.search.best.starts)

    @property
    def periods(self) -> tuple[str, ...]:
        """Return the labels of the undisturbed moments, one a planning step."""
        moments = self.parts[0].network.moments
        return tuple(moments.label[t] for t in moments.stem)


def plan_of(calibration: Calibration, markets: Markets, search: Search) -> Plan:
    """Write the end of a search as tables.

    Parameters
    ----------
    calibration : Calibration
        Of the whole case.
    markets : Markets
        What was searched.
    search : Search
        Its end.

    Returns
    -------
    Plan
        O(columns) a table.
    """
    best = markets.outcomes(search.best.starts)
    without = markets.outcomes(search.without.starts)
    # One answer for all tables: a program solved again may end in another of several
    # equally good corners.
    search = replace(
        search, best=markets.together(best), without=markets.together(without)
    )
    parts = tuple(
        Part(market.program, one, other)
        for market, one, other in zip(markets.parts, best, without, strict=True)
    )

    drawn = _drawn(parts)

    def each(table: Callable[[Part], pl.DataFrame]) -> pl.DataFrame:
        found = pl.concat([table(part) for part in parts])
        return _told(found, drawn) if "moment" in found.columns else found

    return Plan(
        markets.case,
        calibration,
        search,
        markets,
        parts,
        _in_order(each(lambda p: project_table(p, search)), markets.case),
        each(lambda p: flow_table(p.network, p.best)),
        each(lambda p: flow_table(p.network, p.without)),
        each(supply_table),
        each(use_table),
        each(lambda p: output_table(p.network, p.best)),
        _added(each(cost_table), ["line"]),
        _added(each(surplus_table), ["actor", "part"]),
        _audited(each(audit_table)),
    )


def _drawn(parts: Sequence[Part]) -> set[str]:
    """Return the names of drawn states: they weigh, and no table of the case has them.

    Readers are shown periods and recorded disruptions, not dozens of drawn years.
    """
    return {
        branch.name
        for part in parts
        for branch in part.network.branches
        if branch.weighs
        and branch.name not in part.network.case.table("shocks")["shock"]
    }


def _told(table: pl.DataFrame, drawn: set[str]) -> pl.DataFrame:
    """Leave out the drawn states."""
    return table.filter(~pl.col("moment").is_in(drawn)) if drawn else table


def _in_order(projects: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Put projects in the order of the case."""
    return (
        case.table("projects")
        .select("project")
        .join(projects, on="project", maintain_order="left")
    )


def _added(table: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Add up the rows of all parts that speak of the same thing."""
    return table.group_by(key, maintain_order=True).agg(pl.exclude(key).sum())


def _audited(table: pl.DataFrame) -> pl.DataFrame:
    """Join the audits of all parts: rows add up, the largest breach counts."""
    return table.group_by("rule", maintain_order=True).agg(
        pl.col("rows", "binding").sum(), pl.col("largest_breach").max()
    )
