"""Sheets of the plan: projects, supply, costs, who gains, how exact it is."""

import polars as pl

from orepath.plan.result import Plan
from orepath.study.sheet.form import Sheet, named
from orepath.world.case import Case


def projects_sheet(plan: Plan) -> Sheet:
    """Return what is built when, for how much, and what it is worth."""
    frame = plan.projects.sort(
        ["built", "focus_gain"], descending=[True, True], nulls_last=True
    )
    return Sheet(
        "projects",
        "What the plan builds, buys and agrees",
        frame.select(
            pl.col("name").alias("Project"),
            pl.when("built")
            .then(pl.lit("yes"))
            .otherwise(pl.lit("no"))
            .alias("In plan"),
            pl.col("start").cast(pl.String).fill_null("–").alias("Start"),
            pl.col("ready").cast(pl.String).fill_null("–").alias("Output from"),
            pl.col("size").alias("Size"),
            (pl.col("capital") * 1e6).alias("Capital"),
            (pl.col("committed") * 1e6).alias("From budget"),
            (pl.col("focus_gain") * 1e6).alias("Worth to focus"),
            (pl.col("world_gain") * 1e6).alias("Worth to world"),
            pl.when("affordable")
            .then(pl.lit("yes"))
            .otherwise(pl.lit("no"))
            .alias("Affordable"),
            pl.col("grade").alias("Grade"),
        ),
        {
            "Size": "t/a",
            "Capital": "USD",
            "From budget": "USD",
            "Worth to focus": "USD",
            "Worth to world": "USD",
        },
        "Worth: what the plan gains by having the project, or would gain by adding it, "
        "discounted over the horizon. A negative worth is why a project stays out. "
        "Stock sizes are tonnes, contract sizes tonnes a year.",
        ("Project", "In plan", "Start", "Size", "Capital", "Worth to focus"),
    )


def supply_sheet(plan: Plan) -> Sheet:
    """Return who supplies the focus place in every period."""
    case = plan.case
    frame = plan.supply.filter((pl.col("with") > 1) | (pl.col("without") > 1)).select(
        named(case, "commodities", "commodity", "Commodity"),
        pl.col("moment").alias("Years"),
        named(case, "places", "origin", "From"),
        pl.col("without").alias("Without plan"),
        pl.col("with").alias("With plan"),
        (pl.col("with") - pl.col("without")).alias("Change"),
    )
    return Sheet(
        "supply",
        f"Who supplies {case.name_of('places', case.settings.focus)}, "
        "without and with the plan",
        frame,
        dict.fromkeys(("Without plan", "With plan", "Change"), "t/a"),
        "Rows from the focus place itself are its own output. Years named after a "
        "disruption show the disrupted year.",
    )


def sources_sheet(case: Case, sources: pl.DataFrame) -> Sheet:
    """Return how the focus place is supplied at the end of the horizon."""
    frame = sources.select(
        pl.col("name").alias("Commodity"),
        pl.col("side").alias("Plan"),
        pl.col("total").alias("Supply"),
        pl.col("home").alias("Made at home"),
        named(case, "places", "top", "Top origin"),
        pl.col("top_share").alias("Of imports"),
        pl.col("hhi").alias("HHI of imports"),
    )
    return Sheet(
        "supply_end",
        f"How the supply looks in {case.settings.end}, without and with the plan",
        frame,
        {"Supply": "t/a", "Made at home": "fraction", "Of imports": "fraction"},
        "HHI of imports: 1 means a single origin.",
    )


def costs_sheet(plan: Plan) -> Sheet:
    """Return every cost line of the market, without and with the plan."""
    return Sheet(
        "costs",
        "Cost lines of the whole market",
        plan.costs.select(
            (
                pl.col("line").str.head(1).str.to_uppercase()
                + pl.col("line").str.slice(1)
            ).alias("Line"),
            (pl.col("without") * 1e6).alias("Without plan"),
            (pl.col("with") * 1e6).alias("With plan"),
            ((pl.col("with") - pl.col("without")) * 1e6).alias("Change"),
        ),
        dict.fromkeys(("Without plan", "With plan", "Change"), "USD"),
        "Discounted over the horizon; worth of use is what users would pay at most, "
        "written as a negative cost. The lines sum to the objective.",
    )


def surplus_sheet(plan: Plan) -> Sheet:
    """Return what the plan changes for each actor, largest change first."""
    case = plan.case
    names = dict(case.table("places").select("place", "name").iter_rows())
    names |= dict(case.table("projects").select("project", "name").iter_rows())
    frame = (
        plan.surplus.filter(pl.col("change").abs() > 0.05)
        .sort(pl.col("change").abs(), descending=True)
        .select(
            pl.col("actor").replace(names).alias("Actor"),
            pl.col("part").alias("Part"),
            (pl.col("change") * 1e6).alias("Change by plan"),
        )
    )
    return Sheet(
        "surplus",
        "Who gains and who loses by the plan",
        frame,
        {"Change by plan": "USD"},
        "Discounted over the horizon; the rows of all actors sum to the world's gain. "
        "Rents of trade relations are shown with the importer.",
    )


def audit_sheet(plan: Plan) -> Sheet:
    """Return every rule with its rows and its largest breach."""
    return Sheet(
        "audit",
        "Every rule, recomputed from the answer",
        plan.audit.select(
            pl.col("rule").alias("Rule"),
            pl.col("rows").alias("Rows"),
            pl.col("binding").alias("Binding"),
            (pl.col("largest_breach") * 1e3).alias("Largest breach"),
        ),
        {"Largest breach": "t/a"},
        "A plan is trusted only while the largest breach is rounding.",
    )
