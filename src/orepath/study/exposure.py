"""From the tables of a case to the plain ones ``assess`` reads, and after a plan."""

import polars as pl

from orepath.assess.exposure import bottleneck, exposure
from orepath.plan.result import Plan
from orepath.world.case import Case

_RANGE = ("value", "low", "high")


def supply_of(case: Case) -> pl.DataFrame:
    """Return what every place made in the base year, gross t/a.

    Ends of ranges are added within a place, as if its sites erred together: the widest
    honest answer.
    """
    made = case.table("sites").join(
        case.table("processes").select(
            "process", pl.col("output").alias("commodity"), "stage"
        ),
        on="process",
    )
    return (
        made.group_by("commodity", "stage", "place", maintain_order=True)
        .agg(
            pl.col("output").sum().alias("value"),
            pl.col("output_low").sum().alias("low"),
            pl.col("output_high").sum().alias("high"),
        )
        .with_columns(pl.lit(case.settings.base_year).alias("year"))
    )


def flows_of(case: Case, table: str) -> pl.DataFrame:
    """Return ``trade`` or ``demand`` of the base year with the columns assess reads.

    Parameters
    ----------
    case : Case
        Base year.
    table : {"trade", "demand"}
        Which.
    """
    return (
        case.table(table)
        .rename(
            dict(
                zip(("quantity", "quantity_low", "quantity_high"), _RANGE, strict=True)
            )
        )
        .with_columns(pl.lit(case.settings.base_year).alias("year"))
        .filter(pl.col("high") > 0)
    )


def used_up(case: Case) -> pl.DataFrame:
    """Return what every place used: final use and what plants take in, gross t/a."""
    final = flows_of(case, "demand").select("commodity", "place", "year", *_RANGE)
    taken = (
        case.table("sites")
        .join(
            case.table("recipes")
            .filter(pl.col("direction") == "in")
            .select("process", "commodity", "quantity"),
            on="process",
        )
        .select(
            "commodity",
            "place",
            pl.lit(case.settings.base_year).alias("year"),
            (pl.col("output") * pl.col("quantity")).alias("value"),
            (pl.col("output_low") * pl.col("quantity")).alias("low"),
            (pl.col("output_high") * pl.col("quantity")).alias("high"),
        )
    )
    return (
        pl.concat([final, taken.cast({"year": final.schema["year"]})])
        .group_by("commodity", "place", "year", maintain_order=True)
        .agg(pl.col(*_RANGE).sum())
    )


def exposure_of(case: Case) -> pl.DataFrame:
    """Return the exposure table of a case's base year, with names.

    Columns as ``assess.exposure`` gives them, and ``name``, the commodity for readers.
    Goods that are not traded are left out: nobody can be cut off from them.
    """
    traded = case.table("commodities").filter("traded")
    keep = traded["commodity"].to_list()
    groups = case.table("places").filter(pl.col("governance").is_null())["place"]
    supply = supply_of(case).filter(pl.col("commodity").is_in(keep))
    many = _several_stages(supply)
    table = exposure(
        supply.filter(~pl.col("commodity").is_in(many)).vstack(_merged(supply, many)),
        used_up(case).filter(pl.col("commodity").is_in(keep)),
        flows_of(case, "trade").select(
            "commodity", "origin", "destination", "year", *_RANGE
        ),
        case.table("places").select("place", pl.col("governance").alias("value")),
        case.settings.focus,
        seed=case.settings.seed,
        remainder=tuple(groups),
    )
    order = traded.select("commodity", "name").with_row_index("_at")
    return (
        table.join(order, on="commodity", how="left")
        .sort("_at")
        .drop("_at")
        .select("name", pl.exclude("name"))
    )


def _several_stages(supply: pl.DataFrame) -> list[str]:
    """Return commodities made at more than one stage: refined and recycled."""
    counted = supply.group_by("commodity").agg(pl.col("stage").n_unique().alias("n"))
    return counted.filter(pl.col("n") > 1)["commodity"].sort().to_list()


def _merged(supply: pl.DataFrame, commodities: list[str]) -> pl.DataFrame:
    """Add up a commodity over stages, under the stage that makes most of it."""
    mine = supply.filter(pl.col("commodity").is_in(commodities))
    main = (
        mine.group_by("commodity", "stage", maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", descending=True, maintain_order=True)
        .group_by("commodity", maintain_order=True)
        .agg(pl.col("stage").first())
    )
    return (
        mine.drop("stage")
        .group_by("commodity", "place", "year", maintain_order=True)
        .agg(pl.col(*_RANGE).sum())
        .join(main, on="commodity")
        .select(supply.columns)
    )


def bottleneck_of(case: Case, table: pl.DataFrame) -> pl.DataFrame:
    """Return the stage of highest GeoPolRisk for each mineral of the case."""
    mineral = dict(case.table("commodities").select("commodity", "mineral").iter_rows())
    return bottleneck(table, mineral)


def sources_after(plan: Plan) -> pl.DataFrame:
    """Return how the focus place is supplied at the end, with and without the plan.

    Columns: commodity, name, side, total (t/a), home (share made at home), top (largest
    foreign origin), top_share (its share of imports), hhi (of imports).
    """
    case = plan.case
    last = plan.periods[-1]
    long = (
        plan.supply.filter(pl.col("moment") == last)
        .unpivot(
            ["with", "without"],
            index=["commodity", "origin"],
            variable_name="side",
            value_name="tonnes",
        )
        .filter(pl.col("tonnes") > 0)
        .with_columns((pl.col("origin") == case.settings.focus).alias("home"))
    )
    abroad = (
        long.filter(~pl.col("home"))
        .with_columns(
            (pl.col("tonnes") / pl.col("tonnes").sum().over("commodity", "side")).alias(
                "part"
            )
        )
        .sort("part", descending=True)
        .group_by("commodity", "side", maintain_order=True)
        .agg(
            pl.col("origin").first().alias("top"),
            pl.col("part").first().alias("top_share"),
            (pl.col("part") ** 2).sum().alias("hhi"),
        )
    )
    total = long.group_by("commodity", "side", maintain_order=True).agg(
        pl.col("tonnes").sum().alias("total"),
        (pl.col("tonnes").filter("home").sum() / pl.col("tonnes").sum()).alias("home"),
    )
    order = case.table("commodities").select("commodity", "name").with_row_index("_at")
    return (
        total.join(abroad, on=["commodity", "side"], how="left")
        .join(order, on="commodity")
        .sort("_at", "side")
        .drop("_at")
    )
