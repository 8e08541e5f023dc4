"""Drawn years and lost suppliers as curves and cells."""

import polars as pl

from orepath.stress.trial import supplier_name
from orepath.study.trials import Trials
from orepath.world.case import Case

_WHOSE = {"users": "Users", "country": "Country: users, owners and treasury"}
_SUPPLIERS, _GOODS = 14, 6


def curve_rows(told: Trials) -> pl.DataFrame:
    """Return the curve of losses: whose, chance, without, with (USD)."""
    return told.curve.select(
        pl.col("whose").replace(_WHOSE),
        "chance",
        *(pl.col(side) * 1e6 for side in ("without", "with")),
    )


def supplier_rows(case: Case, found: pl.DataFrame) -> pl.DataFrame:
    """Return lost suppliers as cells: supplier, good, without, with (USD).

    The goods and suppliers that cost most are drawn, the costliest first.

    Parameters
    ----------
    case : Case
        For names.
    found : polars.DataFrame
        As ``study.trials.taken_away`` gives it; rows of other kinds are left out.
    """
    named = pl.DataFrame(
        [
            (
                supplier_name(case, good, place),
                case.name_of("places", place),
                case.name_of("commodities", good),
            )
            for good in case.table("commodities")["commodity"]
            for place in case.table("places")["place"]
        ],
        schema=["name", "supplier", "good"],
        orient="row",
    )
    rows = found.filter(what="suppliers").join(named, on="name", maintain_order="left")
    for key, most in (("good", _GOODS), ("supplier", _SUPPLIERS)):
        worst = (
            rows.group_by(key)
            .agg(pl.max_horizontal("users_without", "users_with").max().alias("most"))
            .sort("most", key, descending=[True, False])
            .head(most)
            .with_row_index(f"_{key}")
        )
        rows = rows.join(worst.drop("most"), on=key, maintain_order="left")
    return rows.sort("_supplier", "_good").select(
        "supplier",
        "good",
        (pl.col("users_without") * 1e6).alias("without"),
        (pl.col("users_with") * 1e6).alias("with"),
    )
