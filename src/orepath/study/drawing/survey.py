"""Figures of a survey: minerals by stage, whom a place leans on, years gone by."""

import polars as pl

from orepath.core.gazetteer import gazetteer, name_of
from orepath.report.figures.heatmap import stage_map
from orepath.report.figures.picture import Picture
from orepath.report.figures.suppliermap import supplier_map
from orepath.report.figures.trend import indicator_over_time

STAGES = ("mine", "concentrate", "smelt", "refine", "make", "recycle")
_MOST_SERIES = 9


def maker_map(title: str, table: pl.DataFrame) -> Picture:
    """Draw the share of the largest maker of every mineral at every stage.

    Parameters
    ----------
    title : str
        Place and year for readers.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`, one year.
    """
    shown = pl.format(
        "{} {}%", "top_supplier", (pl.col("top_share") * 100).round().cast(pl.Int64)
    )
    return stage_map(
        _cells(table, pl.col("top_share"), shown),
        f"Who makes most of it, {title}",
        measure="The largest maker and its share of the world",
        caption="Where a stage has several forms the most concentrated one is shown.",
    )


def reliance_map(title: str, table: pl.DataFrame) -> Picture:
    """Draw the net import reliance on every mineral at every stage; see maker_map."""
    percent = (pl.col("reliance") * 100).round().cast(pl.Int64).cast(pl.String)
    return stage_map(
        _cells(
            table,
            pl.col("reliance").clip(0.0, 1.0),
            pl.format("{}%", percent.str.replace("-", "−")),
        ),
        f"What has to be bought abroad, {title}",
        measure="Net imports over use",
        caption="Below zero the place exports more than it imports. Where a stage has "
        "several forms the most reliant one is shown.",
    )


def leaning_map(place: str, title: str, table: pl.DataFrame) -> Picture | None:
    """Draw how many forms a place buys mostly from each country; None where none.

    Parameters
    ----------
    place : str
        Code of the place; drawn only where it is a country.
    title : str
        Place and year for readers.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`, one year.
    """
    known = gazetteer()
    origins = (
        table.filter(pl.col("top_origin").is_in(list(known)))
        .group_by(place="top_origin")
        .agg(value=pl.len().cast(pl.Float64), shown=pl.len().cast(pl.String))
        .sort("value", "place", descending=[True, False])
    )
    if place not in known or origins.is_empty():
        return None
    return supplier_map(
        origins,
        f"Whom {title} buys from first",
        focus=place,
        measure="forms of which it is the largest origin of imports",
        caption=f"Filled blue: {name_of(place)}. Borders are indicative only.",
    )


def origin_trend(title: str, table: pl.DataFrame) -> Picture | None:
    """Draw the largest origin's share of imports over the years.

    Parameters
    ----------
    title : str
        The place for readers.
    table : polars.DataFrame
        From :func:`orepath.study.survey.exposed`, several years; the nine forms whose
        imports lean most on one origin in the last year are drawn.

    Returns
    -------
    Picture or None
        None where no form is known in two years.
    """
    share = "import_top_share"
    known = table.drop_nulls(share)
    several = (
        known.group_by("commodity")
        .agg(
            pl.col("year").n_unique().alias("years"),
            pl.col(share).sort_by("year").last().alias("last"),
        )
        .filter(pl.col("years") > 1)
        .sort("last", "commodity", descending=[True, False])
        .head(_MOST_SERIES)
    )
    if several.is_empty():
        return None
    rows = (
        several.select("commodity")
        .join(table, on="commodity", maintain_order="left")
        .select(
            series="commodity",
            year="year",
            value=pl.col(share) * 100,
            low=pl.col(f"{share}_low") * 100,
            high=pl.col(f"{share}_high") * 100,
        )
    )
    return indicator_over_time(
        rows,
        f"How much of its imports {title} buys from the largest origin",
        unit="%",
        caption="Shaded: 10th to 90th percentile of the evidence's ranges.",
    )


def _cells(table: pl.DataFrame, value: pl.Expr, shown: pl.Expr) -> pl.DataFrame:
    """Return the worst form of each mineral and stage, in the stages' order."""
    stages = [stage for stage in STAGES if stage in set(table["stage"])]
    grid = (
        table.select("mineral")
        .unique(maintain_order=True)
        .join(pl.DataFrame({"stage": stages}), how="cross")
    )
    worst = (
        table.with_columns(value=value, shown=shown)
        .sort("value", descending=True, nulls_last=True, maintain_order=True)
        .group_by("mineral", "stage", maintain_order=True)
        .agg(pl.col("commodity", "value", "shown", "note").first())
    )
    none = pl.lit("no form of this mineral is known at this stage")
    return grid.join(worst, on=["mineral", "stage"], how="left").select(
        "mineral",
        "stage",
        "value",
        pl.when(pl.col("value").is_not_null())
        .then("shown")
        .when(pl.col("commodity").is_not_null())
        .then(pl.lit("–"))
        .otherwise(pl.lit(" "))
        .alias("shown"),
        pl.when(pl.col("commodity").is_null())
        .then(none)
        .when(pl.col("value").is_null())
        .then(pl.format("{}: {}", "commodity", pl.col("note").fill_null("")))
        .otherwise(pl.format("{}: {}", "commodity", "shown"))
        .alias("told"),
    )
