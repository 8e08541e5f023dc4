"""A contract with someone new bears what the seller's other trade bears.

Between what a seller gets and what its buyer pays lies more than freight: quality,
credit, habit. A calibrated pair carries that margin; a pair that never traded has none,
and a contract on it would earn what nobody has found yet.
"""

import polars as pl

from orepath.world.build.sheet import laid

ANYWHERE = "*"
_PAIR = ["commodity", "origin", "destination"]


def with_margins(
    projects: pl.DataFrame,
    flows: pl.DataFrame,
    prices: pl.DataFrame,
    routes: pl.DataFrame,
) -> pl.DataFrame:
    """Give contracts on pairs without trade the margin of the seller's largest pair.

    Parameters
    ----------
    projects : polars.DataFrame
        The table of projects.
    flows : polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``quantity``.
    prices, routes : polars.DataFrame
        Tables of the case.

    Returns
    -------
    polars.DataFrame
        The same projects; the running cost of such contracts is higher by the margin,
        and the note says by how much. A seller without any trade has no margin.

    Notes
    -----
    Margin = price at the buyer − price at the seller − freight of the seller's largest
    pair, at least nought. Duty counts as margin: other buyers may levy one, too.
    """
    largest = _margins(flows, prices, routes)
    here = flows.filter(pl.col("quantity") > 0).select(_PAIR)
    fresh = (
        projects.filter(kind="contract")
        .select("project", "commodity", origin="place", destination="destination")
        .join(here, on=_PAIR, how="anti")
        .join(largest, on=["commodity", "origin"])
        .filter(pl.col("margin") > 0)
        .select("project", "margin", "buyer")
    )
    if fresh.is_empty():
        return projects
    margin = pl.col("margin").fill_null(0.0)
    told = pl.format(
        "{}; costs {} USD/t besides freight, the margin of the seller's largest sale, "
        "to {}",
        "note", pl.col("margin").round(0).cast(pl.Int64), "buyer",
    )  # fmt: skip
    raised = projects.join(
        fresh, on="project", how="left", maintain_order="left"
    ).with_columns(
        pl.col("opex") + margin,
        pl.col("opex_low") + 0.5 * margin,
        pl.col("opex_high") + 1.5 * margin,
        pl.when(pl.col("margin") > 0).then(told).otherwise("note").alias("note"),
    )
    return laid("projects", raised)


def _margins(
    flows: pl.DataFrame, prices: pl.DataFrame, routes: pl.DataFrame
) -> pl.DataFrame:
    """Return ``commodity``, ``origin``, ``margin``, ``buyer`` of largest pairs."""
    price = prices.select("commodity", "place", "price")
    world = price.filter(pl.col("place") == ANYWHERE).select("commodity", all="price")
    top = (
        flows.filter(pl.col("quantity") > 0)
        .sort("quantity", *_PAIR, descending=[True, False, False, False])
        .unique(["commodity", "origin"], keep="first", maintain_order=True)
        .select(_PAIR)
        .join(world, on="commodity")
    )
    for side in ("origin", "destination"):
        own = price.rename({"place": side, "price": f"at_{side}"})
        top = top.join(own, on=["commodity", side], how="left", maintain_order="left")
    cost = routes.select(*_PAIR, "cost")
    every = cost.filter(pl.col("commodity") == ANYWHERE).drop("commodity")
    paid = pl.coalesce("cost", "cost_any", pl.lit(0.0))
    got, given = (
        pl.coalesce(f"at_{side}", "all") for side in ("origin", "destination")
    )
    return (
        top.join(cost, on=_PAIR, how="left")
        .join(every.rename({"cost": "cost_any"}), on=_PAIR[1:], how="left")
        .select(
            "commodity", "origin",
            margin=given - got - paid, buyer="destination",
        )
    )  # fmt: skip
