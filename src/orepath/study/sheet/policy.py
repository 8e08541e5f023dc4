"""Sheets of policies: how far each is kept, and what a reader must beware of."""

import polars as pl

from orepath.plan.caution import cautions_of
from orepath.plan.kept import kept_of
from orepath.plan.result import Plan
from orepath.report.number import human
from orepath.study.sheet.form import Sheet, named

_AMOUNTS = {"d": "days", "t/a": "t CO2/a", "MWh/a": "MWh/a"}


def policies_sheet(plan: Plan) -> Sheet:
    """Return every policy where it is broken, or else where it is nearest to that."""
    kept = kept_of(plan)
    keys = ["policy", "who"]
    paid = kept.group_by(keys, maintain_order=True).agg(pl.col("paid").sum())
    nearest = pl.col("policy").is_first_distinct()
    worst = (
        kept.unique(keys, keep="first", maintain_order=True)
        .filter((pl.col("violation") > 0.0) | nearest)
        .drop("paid")
        .join(paid, on=keys, maintain_order="left")
    )
    return Sheet(
        "policies",
        "How far every policy is kept, worst first",
        worst.select(
            pl.col("name").alias("Policy"),
            named(plan.case, "places", "who", "Of"),
            pl.col("moment").alias("Worst in"),
            *(
                pl.struct(side, "unit")
                .map_elements(lambda row: _told(*row.values()), return_dtype=pl.String)
                .alias(heading)
                for side, heading in (
                    ("limit", "Limit"),
                    ("reached", "Reached"),
                    ("without", "Without plan"),
                )
            ),
            pl.col("violation").alias("Broken by"),
            (pl.col("paid") * 1e6).alias("Paid"),
        ),
        {"Broken by": "fraction", "Paid": "USD"},
        "Every origin or owner for whom a policy is broken, or else the one nearest to "
        "it. Broken by: how far a policy is missed, as a part of its limit, in the "
        "years in which it is missed most. Paid: what breaking it costs over the "
        "horizon, discounted. A policy without a price is hard and cannot be broken.",
        ("Policy", "Of", "Worst in", "Limit", "Reached", "Paid"),
    )


def _told(value: float, unit: str) -> str:
    """Write a value of a policy in its unit."""
    if unit in {"USD", "fraction"}:
        return human(value, unit)
    return f"{value:,.0f} {_AMOUNTS[unit]}"


def cautions_sheet(plan: Plan) -> Sheet:
    """Return what a reader must know of the inputs before believing the plan."""
    told = cautions_of(plan.case, (part.program for part in plan.parts))
    return Sheet(
        "cautions",
        "Beware: inputs that may mislead the plan",
        pl.DataFrame(
            [(one.where, one.what, one.fix) for one in told],
            schema={"Where": pl.String, "What": pl.String, "What to do": pl.String},
            orient="row",
        ),
        note="Nothing here stops the plan; each line says what may be wrong with it.",
    )
