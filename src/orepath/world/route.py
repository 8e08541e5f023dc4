"""A route tells what stands between the two ends of a trade pair: way, freight, duty.

The row for the commodity itself goes before the row for all of them.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.world.case import Case

Floats = NDArray[np.float64]


def route_of(case: Case, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the route of each pair: its own, else the one for all commodities.

    Parameters
    ----------
    case : Case
        With ``routes``.
    pairs : polars.DataFrame or None
        Columns ``commodity``, ``origin``, ``destination``; the trade of the case where
        none are given, whose routes are found only once.

    Returns
    -------
    polars.DataFrame
        One row a pair, in order: km, cost, cost_low, cost_high (USD/t), loss, via,
        mode, source, grade. The reader of cases has made sure that each pair has one.
    """
    return _of_trade(case) if pairs is None else _found(case, pairs)


@remembered
def _of_trade(case: Case) -> pl.DataFrame:
    """Return the route of each row of the trade table."""
    return _found(case, case.table("trade"))


def _found(case: Case, pairs: pl.DataFrame) -> pl.DataFrame:
    """Join pairs with routes: those of the commodity, and those for all."""
    columns = ["mode", "km", "cost", "cost_low", "cost_high", "loss", "via"]
    columns += ["source", "grade"]
    routes = case.table("routes")
    own = routes.filter(pl.col("commodity") != "*")
    any_ = routes.filter(pl.col("commodity") == "*").drop("commodity")
    ends = ["origin", "destination"]
    wide = (
        pairs.select("commodity", *ends)
        .join(
            own.select("commodity", *ends, *columns),
            on=["commodity", *ends],
            how="left",
            maintain_order="left",
        )
        .join(
            any_.select(*ends, *[pl.col(c).alias(f"any_{c}") for c in columns]),
            on=ends,
            how="left",
            maintain_order="left",
        )
    )
    return wide.select(
        "commodity",
        *ends,
        *[pl.coalesce(c, f"any_{c}").alias(c) for c in columns],
    )


def duty_rates(case: Case) -> Floats:
    """Return the ad valorem rate of every trade pair; the most specific row wins.

    Parameters
    ----------
    case : Case
        With ``trade`` and ``tariffs``.

    Returns
    -------
    ndarray (F,)
        Fraction of the price at the origin; 0 where no row levies one.
    """
    ends = ("commodity", "origin", "destination")
    tariffs = case.table("tariffs").select(*ends, "rate")
    known = {row[:3]: row[3] for row in tariffs.iter_rows()}

    def levied(commodity: str, origin: str, destination: str) -> float:
        for at in (
            (commodity, origin, destination),
            (commodity, "*", destination),
            ("*", origin, destination),
            ("*", "*", destination),
        ):
            if at in known:
                return float(known[at])
        return 0.0

    pairs = case.table("trade").select(ends).iter_rows()
    return np.array([levied(*pair) for pair in pairs], dtype=np.float64)
