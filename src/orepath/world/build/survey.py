"""A survey lays what the library knows of the forms of a case side by side, gross.

Output, capacity and trade of every place in the world, before any of them is chosen or
joined. A tonne here is a gross tonne of the commodity as the chains mean it.
"""

from dataclasses import dataclass

import polars as pl

from orepath.evidence.form import forms, series
from orepath.evidence.importer.country import OTHERS, WORLD
from orepath.evidence.library import library
from orepath.evidence.scope import covered
from orepath.evidence.share import shares
from orepath.evidence.shipment import trade
from orepath.evidence.supply import supply
from orepath.evidence.width import WIDTHS, ends
from orepath.world.build.consumption import consumption
from orepath.world.build.order import Order
from orepath.world.build.told import resellers
from orepath.world.bundle import Bundle

_ENDS = ("value", "low", "high")
_BACK = 3
"""Years before or after the base year from which a lone figure may be taken."""
_OPEN = 100
"""Places with known trade from which on a form counts as openly traded."""


@dataclass(frozen=True)
class Survey:
    """Hold the evidence on the forms of a case.

    Parameters
    ----------
    made : polars.DataFrame
        ``commodity``, ``place``, ``value``, ``low``, ``high`` (gross t/a), ``whole``
        (all makers of the form are known), ``year``, ``grade``, ``source``. What no
        source names stands at ``OTH``.
    able : polars.DataFrame
        The same of capacity, of forms whose makers are not all known.
    parts : polars.DataFrame
        ``commodity``, ``place``, ``value`` (fraction of the world), ``source``: shares
        published without tonnes.
    sent : polars.DataFrame
        ``commodity``, ``origin``, ``destination``, ``value``, ``low``, ``high`` (gross
        t/a), ``usd``, ``estimated`` (fraction), ``grade``.
    open : tuple of str
        Forms whose trade is known of all places.
    basket : polars.DataFrame
        ``commodity``, ``place``, ``value``: gross t/a that a place bought net under a
        code of several goods, by the form's part in the output of those of the case.
        Forms whose baskets are not in the library have no row.
    consumed : polars.DataFrame
        Rows of :func:`orepath.world.build.consumption.consumption`, gross t/a.
    """

    made: pl.DataFrame
    able: pl.DataFrame
    parts: pl.DataFrame
    sent: pl.DataFrame
    open: tuple[str, ...]
    basket: pl.DataFrame
    consumed: pl.DataFrame


def surveyed(order: Order, bundle: Bundle) -> Survey:
    """Ask the library for everything it holds on the forms of a case.

    Parameters
    ----------
    order : Order
        Base year.
    bundle : Bundle
        Commodities with their content.

    Returns
    -------
    Survey
        O(rows of the forms in the library).
    """
    names = bundle.commodities.filter(~pl.col("outside"))["commodity"].to_list()
    year = order.base_year
    near = range(year - _BACK, year + 2)
    factor = _factors(bundle)
    made = _made(supply(None, list(near), commodities=names, partial=True), year)
    known = covered(None, year, commodities=names)
    told = known.group_by("commodity").len().filter(pl.col("len") >= _OPEN)
    opened = sorted(told["commodity"].to_list())
    sent = trade(None, year, commodities=names)
    sent = _resold(sent.filter(pl.col("commodity").is_in(opened)), made)
    return Survey(
        _gross(made, factor),
        _gross(_able(names, year), factor),
        shares(None, commodities=names).select("commodity", "place", "value", "source"),
        _gross(sent, factor),
        tuple(opened),
        _baskets(names, year, made),
        _gross(consumption(names, year), factor),
    )


def _resold(sent: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Cut the ore that resellers send to what they buy.

    They mine none: what goes beyond came from stocks or from nobody knows where, and
    an unlisted mine there would be wrong.
    """
    ores = forms().filter(stage="mine")["commodity"].to_list()
    key = ["commodity", "origin"]
    bought = sent.group_by("commodity", origin="destination").agg(
        bought=pl.col("value").sum()
    )
    sold = sent.group_by(key).agg(sold=pl.col("value").sum())
    less = (
        sold.filter(
            pl.col("commodity").is_in(ores), pl.col("origin").is_in(resellers())
        )
        .join(made.select("commodity", origin="place"), on=key, how="anti")
        .join(bought, on=key, how="left")
        .select(
            *key,
            part=(pl.col("bought").fill_null(0.0) / pl.col("sold")).clip(0.0, 1.0),
        )
    )
    part = pl.col("part").fill_null(1.0)
    return (
        sent.join(less, on=key, how="left", maintain_order="left")
        .with_columns(pl.col(end) * part for end in (*_ENDS, "usd"))
        .drop("part")
        .filter(pl.col("value") > 0)
    )


def _baskets(names: list[str], year: int, made: pl.DataFrame) -> pl.DataFrame:
    """Return what places bought net under codes of several goods, shared out.

    Tonnes that nobody published are left out.
    """
    under = (
        forms().filter(pl.col("commodity").is_in(names))
        .select("commodity", hs="basket_hs").explode("hs").drop_nulls("hs")
    )  # fmt: skip
    flows = (
        library()
        .table("trade")
        .filter(pl.col("hs").is_in(under["hs"].unique().to_list()), year=year)
        .drop_nulls("tonnes")
    )
    sides = pl.concat([
        flows.select("hs", place="importer", value="tonnes"),
        flows.select("hs", place="exporter", value=-pl.col("tonnes")),
    ])  # fmt: skip
    net = sides.group_by("hs", "place").agg(pl.col("value").sum().clip(lower_bound=0.0))
    output = made.group_by("commodity").agg(output=pl.col("value").sum())
    weight = under.join(output, on="commodity", how="left").with_columns(
        pl.col("output").fill_null(0.0)
    )
    whole = pl.col("output").sum().over("hs")
    weight = weight.filter(whole > 0).with_columns(part=pl.col("output") / whole)
    return (
        net.join(weight, on="hs")
        .group_by("commodity", "place")
        .agg(value=(pl.col("value") * pl.col("part")).sum())
        .sort("commodity", "place")
    )


def _factors(bundle: Bundle) -> pl.DataFrame:
    """Return gross tonnes a tonne of each form's basis."""
    basis = forms().select("commodity", "basis")
    counted = bundle.commodities.join(basis, on="commodity", how="left")
    by = (
        pl.when(pl.col("basis") == "gross").then(1.0).otherwise(1.0 / pl.col("content"))
    )
    return counted.select("commodity", by=by)


def _gross(found: pl.DataFrame, factor: pl.DataFrame) -> pl.DataFrame:
    """Turn tonnes of a form's basis into gross tonnes of the case."""
    return (
        found.join(factor, on="commodity", how="left", maintain_order="left")
        .with_columns(pl.col(end) * pl.col("by") for end in _ENDS)
        .drop("by")
    )


def _made(found: pl.DataFrame, year: int) -> pl.DataFrame:
    """Keep the base year; of forms known in part, each place's nearest year."""
    whole = found.filter(pl.col("whole"), pl.col("year") == year)
    rest = (
        found.join(whole.select("commodity").unique(), on="commodity", how="anti")
        .filter(pl.col("place") != OTHERS)
        .sort((pl.col("year") - year).abs(), "year", descending=[False, True])
        .unique(["commodity", "place"], keep="first", maintain_order=True)
        .with_columns(whole=pl.lit(value=False))
    )
    # A survey of a neighbouring year is as whole as one of the base year.
    away = (pl.col("year") - year).abs()
    near = (
        found.filter("whole")
        .group_by("commodity")
        .agg(of=pl.col("year").sort_by(away, -pl.col("year")).first())
    )
    near = near.join(whole.select("commodity").unique(), on="commodity", how="anti")
    older = found.filter("whole").join(
        near, left_on=["commodity", "year"], right_on=["commodity", "of"]
    )
    rest = rest.join(near, on="commodity", how="anti")
    return (
        pl.concat([whole, older.select(whole.columns), rest.select(whole.columns)])
        .select(
            "commodity", "place", *_ENDS, "whole", "year", "grade", source="id"
        )
        .sort("commodity", "place")
    )  # fmt: skip


def _able(names: list[str], year: int) -> pl.DataFrame:
    """Return the capacity of each place in the year nearest to the base year."""
    said = series().filter(
        pl.col("commodity").is_in(names), pl.col("table") == "observations"
    )
    rows = (
        library().observations(measure="capacity")
        .filter(
            (pl.col("year") - year).abs() <= _BACK,
            pl.col("place") != WORLD,
            pl.col("unit") == "t/a",
            pl.col("value") > 0,
        )
        .join(
            said.select(form="commodity", commodity="said", unit="unit",
                        basis="basis", factor="content"),
            on=["commodity", "unit", "basis"],
        )
        .sort((pl.col("year") - year).abs(), "grade", "id")
        .unique(["form", "place", "commodity"], keep="first", maintain_order=True)
    )  # fmt: skip
    low, high = ends(pl.col("value"), pl.lit(WIDTHS["C"]))
    return (
        rows.with_columns(value=pl.col("value") * pl.col("factor"))
        .group_by(commodity="form", place="place")
        .agg(pl.col("value").sum(), pl.col("year").max(), source=pl.col("id").first())
        .with_columns(low=low, high=high, grade=pl.lit("C"))
        .select("commodity", "place", *_ENDS, "year", "grade", "source")
        .sort("commodity", "place")
    )
