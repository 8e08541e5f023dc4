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
from orepath.world.build.order import Order
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
    """

    made: pl.DataFrame
    able: pl.DataFrame
    parts: pl.DataFrame
    sent: pl.DataFrame
    open: tuple[str, ...]


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
    return Survey(
        _gross(made, factor),
        _gross(_able(names, year), factor),
        shares(None, commodities=names).select("commodity", "place", "value", "source"),
        _gross(sent.filter(pl.col("commodity").is_in(opened)), factor),
        tuple(opened),
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
