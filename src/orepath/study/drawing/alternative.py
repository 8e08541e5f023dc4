"""Alternatives and the worth of information as strips and bars."""

import polars as pl

from orepath.plan.alternative import Alternatives
from orepath.study.drawing.crowd import ROWS
from orepath.study.sheet.information import information_sheet
from orepath.world.case import Case


def verdict_rows(case: Case, found: Alternatives) -> pl.DataFrame:
    """Return projects for strips: project, verdict, built, loss (USD).

    Musts come first, those lost most dearly on top; then choices, then what is to be
    avoided. Of a crowd those nearest to another verdict are drawn.
    """
    names = dict(case.table("projects").select("project", "name").iter_rows())
    order = {"always": 0, "sometimes": 1, "never": 2}
    otherwise = pl.when("built").then("loss_without").otherwise("loss_with")
    rows = found.projects.select(
        pl.col("project").replace(names),
        "verdict",
        pl.when("built").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("built"),
        (otherwise * 1e6).alias("loss"),
        pl.col("verdict").replace_strict(order, return_dtype=pl.Int64).alias("_rank"),
    )
    near = rows.sort((pl.col("loss") - found.within * 1e6).abs(), nulls_last=True)
    return (
        near.head(ROWS)
        .sort("_rank", "loss", descending=[False, True], nulls_last=True)
        .drop("_rank")
    )


def worth_rows(case: Case, found: pl.DataFrame, most: int = ROWS) -> pl.DataFrame:
    """Return figures for bars: figure, worth, regret (USD), grade, range."""
    sheet = information_sheet(case, found).frame
    return (
        sheet.filter(pl.col("Worth") > 0)
        .head(most)
        .select(
            figure="Figure",
            worth="Worth",
            regret="Largest regret",
            grade="Grade",
            range="Range",
        )
    )
