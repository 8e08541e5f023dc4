"""Several places taken as one: what they make, trade and are rated as, together."""

import polars as pl

from orepath.study.question import Question

KEY = ("commodity", "stage", "year")
_ENDS = ("value", "low", "high")


def _renamed(column: str, asked: Question) -> pl.Expr:
    """Write the place's name for each of its members."""
    names = dict.fromkeys(asked.members, asked.place)
    return pl.col(column).replace(names)


def made_as_one(made: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Add up what the members make; ends are added as if all erred together."""
    key = ["commodity", "stage", "place", "year"]
    return (
        made.with_columns(_renamed("place", asked))
        .group_by(key)
        .agg(pl.col(_ENDS).sum())
        .sort(key)
    )


def shipped_as_one(flows: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Add up what the members trade with others; trade among them is none."""
    key = ["commodity", "stage", "origin", "destination", "year"]
    return (
        flows.with_columns(_renamed("origin", asked), _renamed("destination", asked))
        .filter(pl.col("origin") != pl.col("destination"))
        .group_by(key)
        .agg(
            pl.col(*_ENDS, "usd").sum(),
        )
        .sort(key)
    )


def covered_as_one(known: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Count the place as covered where every member is."""
    members = pl.col("place").is_in(asked.members)
    whole = (
        known.filter(members)
        .group_by(KEY)
        .agg(pl.col("place").n_unique().alias("_n"))
        .filter(pl.col("_n") == len(asked.members))
        .select(*KEY, place=pl.lit(asked.place))
    )
    return pl.concat([known.filter(~members), whole]).sort(*KEY, "place")


def rated_as_one(ratings: pl.DataFrame, asked: Question) -> pl.DataFrame:
    """Rate the place by the mean of its members, each counting the same."""
    return (
        ratings.with_columns(_renamed("place", asked))
        .group_by("place", "year")
        .agg(pl.col("value", "stability").mean())
        .sort("place", "year")
    )


def barred_as_one(
    barred: pl.DataFrame, made: pl.DataFrame, asked: Question
) -> pl.DataFrame:
    """Give the place the mean trade parameter of its members, by what they make."""
    members = pl.col("place").is_in(asked.members)
    own = (
        made.filter(members)
        .join(barred, on=["commodity", "place"], how="left", suffix="_t")
        .group_by("commodity")
        .agg(
            tonnes=pl.col("value").sum(),
            value=(pl.col("value") * pl.col("value_t").fill_null(1.0)).sum(),
        )
        .filter(pl.col("tonnes") > 0)
        .select(
            "commodity",
            place=pl.lit(asked.place),
            value=pl.col("value") / pl.col("tonnes"),
        )
    )
    return pl.concat([barred.filter(~members), own]).sort("commodity", "place")
