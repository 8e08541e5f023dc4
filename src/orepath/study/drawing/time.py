"""A plan over time: capacity, bills, use, prices and shares of suppliers."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import KT
from orepath.plan.result import Plan
from orepath.plan.table import Part
from orepath.study.drawing.crowd import PANELS, ROWS, heaviest
from orepath.study.sheet.form import named
from orepath.world.tables.project import MAKERS

Floats = NDArray[np.float64]


def capacities(plan: Plan) -> pl.DataFrame:
    """Return what each built project can make or ship in every year, t/a.

    Stocks, searches, upgrades and trainings make nothing and are left out.
    """
    settings = plan.case.settings
    rows = []
    for row in plan.projects.filter("built").iter_rows(named=True):
        head = plan.case.table("projects").filter(pl.col("project") == row["project"])
        if row["kind"] not in (*MAKERS, "contract"):
            continue
        begun = row["start"] + head["lead"][0]
        for year in range(settings.periods[0], settings.end + 1):
            alive = begun <= year < begun + head["life"][0]
            rows.append((row["name"], year, row["size"] if alive else 0.0))
    return pl.DataFrame(
        rows,
        schema={"project": pl.String, "year": pl.Int64, "capacity": pl.Float64},
        orient="row",
    )


def additions(plan: Plan) -> pl.DataFrame:
    """Return what built plants could make a year by mineral, USD at base-year prices.

    Tonnes of ore and of rhenium do not add up; their worth does. Contracts make
    nothing. Columns as :func:`capacities` gives them, a mineral for a project.
    """
    case = plan.case
    goods = case.table("commodities").select("commodity", "mineral")
    price = case.table("prices").filter(place="*").select("commodity", "price")
    output = case.table("processes").select("process", commodity="output")
    heads = case.table("projects").select("project", "name", "process").join(
        output, on="process"
    ).join(goods, on="commodity").join(price, on="commodity")  # fmt: skip
    return (
        capacities(plan)
        .join(heads.select(project="name", mineral="mineral", price="price"),
              on="project", maintain_order="left")
        .group_by("mineral", "year", maintain_order=True)
        .agg(capacity=(pl.col("capacity") * pl.col("price")).sum())
        .select(project="mineral", year="year", capacity="capacity")
    )  # fmt: skip


def bills(plan: Plan) -> pl.DataFrame:
    """Return what the focus place pays a year, with the plan.

    Columns: cost_line, year, cost (USD). Imports at the price at its own border, less
    exports at the price at its gate; the projects' own running cost and yearly capital.
    """
    each = [_bills(plan, part) for part in plan.parts]
    moments = plan.parts[0].network.moments
    return pl.DataFrame(
        [
            (name, int(moments.first[t]), float(sum(one[name][t] for one in each)))
            for name in each[0]
            for t in moments.stem
        ],
        schema={"cost_line": pl.String, "year": pl.Int64, "cost": pl.Float64},
        orient="row",
    )


def _bills(plan: Plan, part: Part) -> dict[str, Floats]:
    """Return the bills of one market by line and period, USD a year."""
    n = part.network
    b = n.calibration.balance
    stem = n.moments.stem
    focus = plan.case.settings.focus
    flows = plan.flows.filter(
        pl.col("commodity").is_in(b.chain.commodities.labels)
    ).join(
        pl.DataFrame(
            {"moment": [n.moments.label[t] for t in stem], "at": stem},
            schema={"moment": pl.String, "at": pl.Int64},
        ),
        on="moment",
        maintain_order="left",
    )
    sums = {
        name: np.zeros(stem.size)
        for name in ("Imports", "Exports", "Projects: running")
    }
    for commodity, origin, destination, tonnes, at in flows.select(
        "commodity", "origin", "destination", "tonnes", "at"
    ).iter_rows():
        if focus not in (origin, destination):
            continue
        worth = tonnes * part.best.price[b.row(commodity, focus), at]
        if destination == focus:
            sums["Imports"][at] += worth
        else:
            sums["Exports"][at] -= worth
    run = n.blocks["run"]
    value = part.best.answer.value[run.columns] / KT
    inside = run.moment < stem.size
    cost = run.cost / KT * value
    np.add.at(sums["Projects: running"], run.moment[inside], cost[inside])
    sums["Projects: capital"] = _yearly_capital(part)
    return sums


def _yearly_capital(part: Part) -> Floats:
    """Return the annuities of built projects in every period, USD a year."""
    n = part.network
    line = part.program.lines["capital"]
    block = n.blocks["start"]
    paid = (line * part.best.answer.value)[block.columns]
    total = np.zeros(n.moments.stem.size)
    discounted = n.moments.years[n.moments.stem] * (
        (1 + n.case.settings.discount_rate) ** -n.moments.offset[n.moments.stem]
    )
    projects = n.projects
    for j, s, amount in zip(block.item, block.moment, paid, strict=True):
        if amount <= 0:
            continue
        begun = n.moments.first[s] + projects["lead"][int(j)]
        first = n.moments.first[n.moments.stem]
        years = n.moments.years[n.moments.stem]
        ready = np.clip((first + years - np.maximum(begun, first)) / years, 0, 1)
        yearly = amount / float((ready * discounted).sum())
        total += yearly * ready * 1e6
    return total


def final_goods(plan: Plan) -> list[str]:
    """Return the traded goods at the end of the chain, which no process takes in."""
    chain = plan.calibration.balance.chain
    traded = plan.case.table("commodities")["traded"]
    ends = ~(chain.taken > 0).any(axis=1) & traded.to_numpy()
    return [chain.commodities.labels[g] for g in np.flatnonzero(ends)]


def served(plan: Plan, commodities: list[str]) -> pl.DataFrame:
    """Return use met and missed at the focus place, t/a.

    Of many goods those that miss most of their use are drawn.
    """
    settings = plan.case.settings
    labels = list(plan.periods)
    year = dict(zip(labels, settings.periods, strict=True))
    rows = plan.use.filter(
        (pl.col("place") == settings.focus)
        & pl.col("commodity").is_in(commodities)
        & pl.col("moment").is_in(labels)
    ).select(
        named(plan.case, "commodities", "commodity", "commodity"),
        pl.col("moment").replace_strict(year, return_dtype=pl.Int64).alias("year"),
        pl.col("served").alias("met"),
        pl.when(pl.col("short") > 0.5).then("short").otherwise(0.0).alias("shortfall"),
    )
    missed = (pl.col("shortfall") / (pl.col("met") + pl.col("shortfall"))).max()
    return heaviest(rows, "commodity", missed, PANELS)


def focus_prices(plan: Plan) -> pl.DataFrame:
    """Return prices at the focus place as multiples of the base year.

    Of many goods those whose price moves most are drawn.
    """
    focus = plan.case.settings.focus
    traded = plan.case.table("commodities").filter("traded")
    rows: list[tuple[str, int, float]] = []
    for part in plan.parts:
        n = part.network
        b = n.calibration.balance
        known = pl.col("commodity").is_in(b.chain.commodities.labels)
        for commodity, name in (
            traded.filter(known).select("commodity", "name").iter_rows()
        ):
            at = b.row(commodity, focus)
            if at < 0:
                continue
            change = part.best.price[at] / n.calibration.price[at]
            rows.extend(
                (name, int(n.moments.first[t]), float(change[t]))
                for t in n.moments.stem
            )
    found = pl.DataFrame(
        rows,
        schema={"commodity": pl.String, "year": pl.Int64, "price": pl.Float64},
        orient="row",
    )
    # A good that is worth nothing until a project uses it has no price to move.
    moved = pl.when(pl.col("price").min() > 0.05).then(
        (pl.col("price") - 1.0).abs().max()
    )
    return heaviest(found, "commodity", moved, PANELS)


def supplier_shares(plan: Plan) -> pl.DataFrame:
    """Return shares of supply by origin in the last year: label, part, share, state.

    A good that only one state knows has a share of nought in the other, so that both
    sides of a figure have the same rows. Of many goods those bought abroad are drawn.
    """
    last = plan.periods[-1]
    case = plan.case
    keep = case.table("commodities").filter("traded")["commodity"].to_list()
    long = (
        plan.supply.filter((pl.col("moment") == last) & pl.col("commodity").is_in(keep))
        .unpivot(
            ["without", "with"],
            index=["commodity", "origin"],
            variable_name="state",
            value_name="tonnes",
        )
        .filter(pl.col("tonnes") > 0.5)
        .with_columns(
            (
                pl.col("tonnes") / pl.col("tonnes").sum().over("commodity", "state")
            ).alias("share")
        )
    )
    abroad = pl.col("share").filter(pl.col("origin") != case.settings.focus).sum()
    long = heaviest(long, "commodity", abroad, ROWS)
    large = (
        long.group_by("origin", maintain_order=True)
        .agg(pl.col("share").max())
        .sort("share", descending=True, maintain_order=True)
        .head(7)
    )["origin"].to_list()
    names = dict(case.table("places").select("place", "name").iter_rows())
    shares = (
        long.with_columns(
            pl.when(pl.col("origin").is_in(large))
            .then(pl.col("origin").replace(names))
            .otherwise(pl.lit("Others"))
            .alias("part"),
            pl.col("state").replace({"without": "before", "with": "after"}),
            named(case, "commodities", "commodity", "label"),
        )
        .group_by("label", "part", "state", maintain_order=True)
        .agg(pl.col("share").sum())
    )
    sides = ["label", "state"]
    lacking = (
        shares.group_by("label", maintain_order=True)
        .agg(pl.col("part").first())
        .join(pl.DataFrame({"state": ["before", "after"]}), how="cross")
        .join(shares.select(sides), on=sides, how="anti", maintain_order="left")
        .select("label", "part", "state", share=pl.lit(0.0))
    )
    order = {
        label: at
        for at, label in enumerate(shares["label"].unique(maintain_order=True))
    }
    place = pl.col("label").replace_strict(order, return_dtype=pl.Int64)
    return pl.concat([shares, lacking]).sort(place, maintain_order=True)
