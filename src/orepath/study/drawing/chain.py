"""The focus place's chains as links for Sankey diagrams, in contained element."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.result import Plan
from orepath.world.case import Case
from orepath.world.chain import Chain, element_of

Link = tuple[str, str, float, str, int, int]

_LEFT = "Not recovered"

_SCHEMA = {
    "source_label": pl.String,
    "target_label": pl.String,
    "value": pl.Float64,
    "group": pl.String,
    "source_stage": pl.Int64,
    "target_stage": pl.Int64,
}


def weighty_minerals(plan: Plan, most: int) -> list[str]:
    """Return the minerals on which most money of the focus place hangs, largest first.

    Parameters
    ----------
    plan : Plan
        Use and its price in the last period.
    most : int
        How many at most.
    """
    case = plan.case
    family = case.table("commodities").select("commodity", "mineral")
    bought = plan.use.filter(
        (pl.col("place") == case.settings.focus)
        & (pl.col("moment") == plan.periods[-1])
    ).join(family, on="commodity")
    worth = bought.group_by("mineral", maintain_order=True).agg(
        (pl.col("served") * pl.col("price")).sum().alias("worth")
    )
    known = worth.sort("worth", descending=True, maintain_order=True)["mineral"]
    rest = [m for m in family["mineral"].unique(maintain_order=True) if m not in known]
    return [*known, *rest][:most]


def exposed_minerals(exposure: pl.DataFrame, plan: Plan, most: int) -> list[str]:
    """Return minerals worked at home, those of the highest risk first.

    The venture's mineral stands before all. A mineral that is only imported and used
    has no chain to draw; where fewer are worked, those on which most money hangs
    follow.

    Parameters
    ----------
    exposure : polars.DataFrame
        ``commodity`` and ``geopolrisk``.
    plan : Plan
        Output in the last period.
    most : int
        How many at most.
    """
    case = plan.case
    family = dict(case.table("commodities").select("commodity", "mineral").iter_rows())
    output = dict(case.table("processes").select("process", "output").iter_rows())
    last = (pl.col("place") == case.settings.focus) & (
        pl.col("moment") == plan.periods[-1]
    )
    made = plan.output.filter(last, pl.col("tonnes") > 0)["process"].unique()
    worked = {family[output[process]] for process in made}
    ranked = (
        exposure.with_columns(mineral=pl.col("commodity").replace(family))
        .group_by("mineral")
        .agg(pl.col("geopolrisk").max())
        .sort("geopolrisk", "mineral", descending=[True, False], nulls_last=True)
    )["mineral"].to_list()
    head = case.table("projects").filter(project=case.settings.venture)["process"]
    own = [family[output[process]] for process in head.drop_nulls()]
    found = [*own, *(name for name in ranked if name in worked)]
    found += weighty_minerals(plan, most)
    return list(dict.fromkeys(found))[:most]


def chain_links(plan: Plan, mineral: str) -> pl.DataFrame:
    """Return a mineral's chain at the focus place in the last period, with the plan.

    Boxes are commodities; a band between two of them is a process. What is mined,
    collected or imported comes in from the left, what is used, exported or left in a
    residue leaves to the right.

    Parameters
    ----------
    plan : Plan
        Flows, output and use.
    mineral : str
        One of the case's minerals; goods of others count for nothing.

    Returns
    -------
    polars.DataFrame
        source_label, target_label, value (t/a of the chain's element), group,
        source_stage, target_stage; empty where nothing of it is made or used there.
    """
    last = plan.periods[-1]
    chain = plan.calibration.balance.chain
    depth = _depths(chain)
    part = _element_parts(plan.case, mineral)
    end = int(depth.max()) + 2
    links = [
        *_made(plan, last, depth, part),
        *_crossing(plan, last, (depth, end), part),
    ]
    return pl.DataFrame(links, schema=_SCHEMA, orient="row").filter(pl.col("value") > 0)


def _depths(chain: Chain) -> NDArray[np.int64]:
    """Return how many processes lie behind each commodity (G,)."""
    depth = np.zeros(len(chain.commodities), dtype=np.int64)
    for _ in range(len(chain.processes)):
        for k, out in enumerate(chain.output):
            inputs = np.flatnonzero(chain.taken[:, k])
            inputs = inputs[inputs != out]
            if inputs.size:
                depth[out] = max(depth[out], depth[inputs].max() + 1)
    return depth


def _element_parts(case: Case, mineral: str) -> dict[str, float]:
    """Return tonnes of the mineral's element per gross tonne; 0 for other goods."""
    rows = case.table("commodities")
    holds = {
        row["commodity"]: (*element_of(row["content_of"]), row["content"])
        for row in rows.filter(pl.col("mineral") == mineral).iter_rows(named=True)
    }
    elements = [element for element, _, _ in holds.values()]
    main = max(sorted(set(elements)), key=elements.count)
    return dict.fromkeys(rows["commodity"], 0.0) | {
        name: share * content if element == main else 0.0
        for name, (element, share, content) in holds.items()
    }


def _titles(case: Case) -> dict[str, str]:
    """Return the reader's name of every commodity."""
    return dict(case.table("commodities").select("commodity", "name").iter_rows())


def _made(
    plan: Plan, last: str, depth: NDArray[np.int64], part: dict[str, float]
) -> list[Link]:
    """Return bands of processes: from what they take in to what they make."""
    chain = plan.calibration.balance.chain
    title = _titles(plan.case)
    focus = plan.case.settings.focus
    made = (
        plan.output.filter((pl.col("place") == focus) & (pl.col("moment") == last))
        .group_by("process", maintain_order=True)
        .agg(pl.col("tonnes").sum())
    )
    links: list[Link] = []
    for process, tonnes in made.iter_rows():
        k = chain.processes.at(process)
        out = int(chain.output[k])
        output = chain.commodities.labels[out]
        inputs = np.flatnonzero(chain.taken[:, k])
        to = (title[output], int(depth[out]) + 1)
        if not inputs.size:
            value = tonnes * part[output]
            links.append(("Mined or collected", to[0], value, to[0], 0, to[1]))
        for g in inputs:
            name = chain.commodities.labels[g]
            value = tonnes * float(chain.taken[g, k]) * part[name]
            links.append(
                (title[name], to[0], value, title[name], int(depth[g]) + 1, to[1])
            )
    return links


def _crossing(
    plan: Plan,
    last: str,
    stages: tuple[NDArray[np.int64], int],
    part: dict[str, float],
) -> list[Link]:
    """Return imports, exports and final use of the focus place."""
    depth, end = stages
    focus = plan.case.settings.focus
    title = _titles(plan.case)
    residues = set(
        plan.case.table("commodities").filter("outside")["commodity"].to_list()
    )
    labels = plan.calibration.balance.chain.commodities
    now = plan.flows.filter(pl.col("moment") == last)
    inward = now.filter(pl.col("destination") == focus).select("commodity", "tonnes")
    outward = now.filter(pl.col("origin") == focus).select("commodity", "tonnes")
    used = plan.use.filter(
        (pl.col("place") == focus) & (pl.col("moment") == last)
    ).select("commodity", pl.col("served").alias("tonnes"))
    links: list[Link] = []
    for what, rows in (("Imported", inward), ("Exported", outward), ("Used", used)):
        sums = rows.group_by("commodity", maintain_order=True).agg(
            pl.col("tonnes").sum()
        )
        for name, tonnes in sums.iter_rows():
            at = int(depth[labels.at(name)]) + 1
            value = tonnes * part[name]
            if what == "Imported":
                links.append((what, title[name], value, title[name], 0, at))
                continue
            # Nobody wants what a residue holds: it is left in it.
            whither = _LEFT if what == "Used" and name in residues else what
            links.append((title[name], whither, value, title[name], at, end))
    return links
