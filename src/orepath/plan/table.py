"""The tables of a plan in the market of one cluster of goods.

All tables are long, in t/a, USD/t and USD million (money of the price year), one row a
fact; the docs list every column.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.policy.budget import commitments
from orepath.plan.program import Program
from orepath.plan.project import contract_pair
from orepath.plan.search import Search
from orepath.plan.worth import Outcome

Floats = NDArray[np.float64]

_SEEN = 0.01  # t/a


@dataclass(frozen=True)
class Part:
    """Hold a plan in the market of one cluster of goods.

    Parameters
    ----------
    program : Program
        The cluster's.
    best, without : Outcome
        Its market under the plan, and without any project.
    """

    program: Program
    best: Outcome
    without: Outcome

    @property
    def network(self) -> Network:
        """Return the cluster's network."""
        return self.program.network


def project_table(part: Part, search: Search) -> pl.DataFrame:
    """Return what is built when, for how much, and what it adds.

    Columns: project, name, kind, place, built, start, ready (first year of output),
    size (t/a; t for a stock), capital (USD million), committed (on the focus budget,
    USD million), focus_gain, world_gain (USD million against the best plan without it,
    or with it added), affordable.
    """
    n = part.network
    bill = commitments(n)
    frame = n.projects.select(
        "project",
        "name",
        "kind",
        "place",
        "size",
        (pl.col("capex") * pl.col("size") * 1e-6).alias("capital"),
        "lead",
        "grade",
        "source",
    ).with_columns(pl.Series("committed", bill))
    return (
        frame.join(search.neighbours, on="project", how="left", maintain_order="left")
        .with_columns(
            pl.when("built").then("year").alias("start"),
            pl.when("built")
            .then(pl.col("year") + pl.col("lead").ceil().cast(pl.Int64))
            .alias("ready"),
        )
        .drop("year", "lead")
    )


def flow_table(n: Network, outcome: Outcome) -> pl.DataFrame:
    """Return shipments: moment, commodity, origin, destination, tonnes (t/a)."""
    b = n.calibration.balance
    pairs, m = b.pair_origin.size, len(n.moments)
    total = np.zeros((pairs, m))
    for name in ("ship", "open"):
        block = n.blocks[name]
        value = outcome.answer.value[block.columns]
        np.add.at(total, (block.item, block.moment), value)
    haul = n.blocks["haul"]
    trade = n.case.table("trade").select("commodity", "origin", "destination")
    for j, moment, value in zip(
        haul.item, haul.moment, outcome.answer.value[haul.columns], strict=True
    ):
        total[contract_pair(n, int(j)), moment] += value
    pair, moment = np.nonzero(total / KT > _SEEN)
    return trade[pair].with_columns(
        pl.Series("moment", [n.moments.label[i] for i in moment], dtype=pl.String),
        pl.Series("tonnes", total[pair, moment] / KT),
    )


def supply_table(part: Part) -> pl.DataFrame:
    """Return what reaches the focus place by origin: with and without the plan.

    Columns: moment, commodity, origin (the focus place itself is output at home), with,
    without (t/a).
    """
    n = part.network
    focus = n.case.settings.focus
    sides = {}
    for side, outcome in (("with", part.best), ("without", part.without)):
        sent = (
            flow_table(n, outcome)
            .filter(pl.col("destination") == focus)
            .select("moment", "commodity", "origin", "tonnes")
        )
        made = (
            output_table(n, outcome)
            .filter(pl.col("place") == focus)
            .group_by("moment", "commodity", maintain_order=True)
            .agg(pl.col("tonnes").sum())
            .select("moment", "commodity", pl.lit(focus).alias("origin"), "tonnes")
        )
        sides[side] = pl.concat([sent, made]).rename({"tonnes": side})
    order = pl.DataFrame({"moment": n.moments.label}).with_row_index("_at")
    return (
        sides["with"]
        .join(
            sides["without"],
            on=["moment", "commodity", "origin"],
            how="full",
            coalesce=True,
        )
        .with_columns(pl.col("with", "without").fill_null(0.0))
        .join(order, on="moment")
        .sort("commodity", "_at", "origin")
        .drop("_at")
    )


def output_table(n: Network, outcome: Outcome) -> pl.DataFrame:
    """Return main output of sites and projects.

    Columns: moment, place, process, commodity, by (``sites`` or the project), tonnes
    (t/a).
    """
    b = n.calibration.balance
    make, run = n.blocks["make"], n.blocks["run"]
    k, m = b.site_place.size, len(n.moments)
    made = np.zeros((k, m))
    np.add.at(made, (make.item, make.moment), outcome.answer.value[make.columns])
    site, moment = np.nonzero(made / KT > _SEEN)
    places, processes = b.places.labels, b.chain.processes.labels
    commodities = b.chain.commodities.labels
    rows = [
        (
            n.moments.label[t],
            places[b.site_place[i]],
            processes[b.site_process[i]],
            commodities[b.chain.output[b.site_process[i]]],
            "sites",
            made[i, t] / KT,
        )
        for i, t in zip(site, moment, strict=True)
    ]
    projects = n.projects
    for j, t, value in zip(
        run.item, run.moment, outcome.answer.value[run.columns], strict=True
    ):
        if value / KT > _SEEN:
            row = projects.row(int(j), named=True)
            output = commodities[b.chain.output[b.chain.processes.at(row["process"])]]
            rows.append(
                (
                    n.moments.label[t],
                    row["place"],
                    row["process"],
                    output,
                    row["project"],
                    value / KT,
                )
            )
    schema = ["moment", "place", "process", "commodity", "by", "tonnes"]
    return pl.DataFrame(rows, schema=schema, orient="row").cast({"tonnes": pl.Float64})


def use_table(part: Part) -> pl.DataFrame:
    """Return use by commodity, place and moment.

    Columns: commodity, place, moment, wanted (what would be used at the base price),
    served, short, price; and the same three ``_without`` the plan. t/a and USD/t.
    """
    n = part.network
    b = n.calibration.balance
    block = n.blocks["use"]
    d, m = b.use_place.size, len(n.moments)
    wanted = n.calibration.year.quantity[b.uses][:, None] * n.use_growth
    use, moment = (grid.ravel() for grid in np.indices((d, m)))
    rows = b.row_index(b.use_commodity, b.use_place)
    columns: dict[str, object] = {
        "commodity": [b.chain.commodities.labels[b.use_commodity[i]] for i in use],
        "place": [b.places.labels[b.use_place[i]] for i in use],
        "moment": [n.moments.label[t] for t in moment],
        "wanted": wanted[use, moment],
    }
    for suffix, outcome in (("", part.best), ("_without", part.without)):
        served = np.zeros((d, m))
        value = outcome.answer.value[block.columns]
        np.add.at(served, (block.item, block.moment), value / KT)
        price = outcome.price[rows]
        columns[f"served{suffix}"] = served[use, moment]
        columns[f"short{suffix}"] = np.maximum(wanted - served, 0.0)[use, moment]
        columns[f"price{suffix}"] = price[use, moment]
    return pl.DataFrame(columns)


def cost_table(part: Part) -> pl.DataFrame:
    """Return cost lines: line, with, without the plan, discounted USD million.

    The lines of each side sum to its objective.
    """
    sides = (part.best, part.without)
    return pl.DataFrame(
        [
            (name, *(float(line @ outcome.answer.value) for outcome in sides))
            for name, line in part.program.lines.items()
        ],
        schema=["line", "with", "without"],
        orient="row",
    )


def surplus_table(part: Part) -> pl.DataFrame:
    """Return what the plan changes for each actor, discounted USD million.

    Columns: actor (place or project), part (users, makers, importers, duties, projects,
    penalties, grants), with, without, change. The rows sum to the world's surplus.
    """
    n = part.network
    best, without = part.best.parts, part.without.parts
    rows: list[tuple[str, str, float, float]] = []
    for share in ("users", "makers", "importers", "duties", "fined"):
        part_of = "penalties" if share == "fined" else share
        for i, place in enumerate(n.calibration.balance.places.labels):
            rows.append(
                (place, part_of, getattr(best, share)[i], getattr(without, share)[i])
            )
    for j, name in enumerate(n.projects["project"]):
        rows.append((name, "projects", best.projects[j], without.projects[j]))
    rows.append((n.case.settings.focus, "grants", best.grants, without.grants))
    return pl.DataFrame(
        rows, schema=["actor", "part", "with", "without"], orient="row"
    ).with_columns((pl.col("with") - pl.col("without")).alias("change"))


def audit_table(part: Part) -> pl.DataFrame:
    """Recompute every rule from the answer: rule, rows, binding, largest breach (kt/a).

    A balance counts as broken when less comes than goes; what is left over is shown as
    ``slack`` of the row with the most.
    """
    program, outcome = part.program, part.best
    activity = program.matrix @ outcome.answer.value
    rows = []
    for group in program.groups:
        value = activity[group.rows]
        breach = np.maximum(np.maximum(group.lower - value, value - group.upper), 0.0)
        dual = np.abs(outcome.answer.dual[group.rows])
        rows.append(
            (
                group.rule,
                group.size,
                int((dual > 1e-7).sum()),
                float(breach.max(initial=0.0)),
            )
        )
    return pl.DataFrame(
        rows, schema=["rule", "rows", "binding", "largest_breach"], orient="row"
    )
