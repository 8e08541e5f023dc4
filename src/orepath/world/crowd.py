"""A crowd is what meets at a stop: goods that have nothing else in common.

Goods that nothing links are planned apart. A stop with a capacity links them only if
together they could fill it, and that must be known before any of them is calibrated: so
it is judged from the tables, on the safe side.
"""

import polars as pl

from orepath.core.memory import remembered
from orepath.world.case import Case
from orepath.world.route import route_of
from orepath.world.tables.project import MAKERS

# The most a shipment grows to, as a multiple of the base year grown with demand.
STRETCH = 3.5
# Calibration moves figures; seldom beyond this multiple of the high end of the range.
MARGIN = 1.5


@remembered
def goods_over(case: Case) -> dict[str, set[str]]:
    """Return the goods that are traded over each stop.

    Parameters
    ----------
    case : Case
        Trade and routes.

    Returns
    -------
    dict of str to set of str
        By word of ``via``.
    """
    found: dict[str, set[str]] = {}
    for good, stop in _passed(case).select("commodity", "stop").iter_rows():
        found.setdefault(stop, set()).add(good)
    return found


def crowded(case: Case) -> dict[str, set[str]]:
    """Return the goods that together could fill a stop with a capacity.

    Parameters
    ----------
    case : Case
        Capacities, trade, routes, relations, demand, sites and projects.

    Returns
    -------
    dict of str to set of str
        By stop; a stop that cannot be filled is left out.

    Notes
    -----
    Counted for the last year of the horizon: existing trade at its high end and 3.5
    times over, new relations with all they may win, contracts and duties in full, all
    grown with the fastest demand and half as much again for what calibration may move.
    """
    limits = case.table("capacities").select("stop", "capacity")
    if limits.is_empty():
        return {}
    most = (
        _passed(case)
        .join(limits, on="stop")
        .group_by("stop")
        .agg(pl.col("most").sum(), pl.col("capacity").first())
        .filter(pl.col("most") > pl.col("capacity"))
    )
    goods = goods_over(case)
    return {stop: goods[stop] for stop in sorted(most["stop"])}


@remembered
def _passed(case: Case) -> pl.DataFrame:
    """Return every trade pair with each stop on its way, and its most in t/a."""
    trade = case.table("trade")
    s = case.settings
    years = s.end - s.base_year
    fastest = max(0.0, float(case.table("demand")["growth"].max() or 0.0))  # type: ignore[arg-type]
    ends = ["commodity", "origin", "destination"]
    room = pl.col("opening").fill_null(0.0) * pl.col("intake").fill_null(0.0) * years
    existing = STRETCH * pl.col("quantity_high")
    return (
        trade.select(*ends, "quantity_high")
        .with_columns(via=route_of(case)["via"].fill_null(""))
        .join(case.table("relations").select("commodity", "opening"), on="commodity",
              how="left", maintain_order="left")
        .join(_intake(case), on=["commodity", "destination"], how="left",
              maintain_order="left")
        .join(_bound(case), on=ends, how="left", maintain_order="left")
        .select(
            pl.col("via").str.split(" ").alias("stop"),
            "commodity",
            most=(existing + room) * MARGIN * (1.0 + fastest) ** years
            + pl.col("size").fill_null(0.0),
        )
        .explode("stop")
        .filter(pl.col("stop") != "")
    )  # fmt: skip


def _intake(case: Case) -> pl.DataFrame:
    """Return the most that each place made and brought in: commodity, destination."""
    gives = pl.concat(
        [
            case.table("processes").select(
                "process", pl.col("output").alias("commodity"), each=pl.lit(1.0)
            ),
            case.table("recipes")
            .filter(pl.col("direction") == "out")
            .select("process", "commodity", pl.col("quantity_high").alias("each")),
        ]
    )
    made = (
        case.table("sites")
        .join(gives, on="process")
        .select(
            "commodity",
            pl.col("place").alias("destination"),
            intake=pl.col("output_high") * pl.col("each"),
        )
    )
    brought = case.table("trade").select(
        "commodity", "destination", pl.col("quantity_high").alias("intake")
    )
    return (
        pl.concat([made, brought])
        .group_by("commodity", "destination")
        .agg(pl.col("intake").sum())
    )


def _bound(case: Case) -> pl.DataFrame:
    """Return what contracts and duties may ship: by trade pair, t/a."""
    output = case.table("processes").select("process", "output")
    makes = pl.col("kind").is_in(MAKERS)
    return (
        case.table("projects")
        .filter(pl.col("destination").is_not_null())
        .join(output, on="process", how="left", maintain_order="left")
        .select(
            pl.when(makes).then("output").otherwise("commodity").alias("commodity"),
            pl.col("place").alias("origin"),
            "destination",
            "size",
        )
        .group_by("commodity", "origin", "destination")
        .agg(pl.col("size").sum())
    )
