"""What a place uses up of a form, as far as production and trade tell it."""

import polars as pl

from orepath.evidence.library import Library, Words, Years, library
from orepath.evidence.remainder import KEY
from orepath.evidence.scope import covered
from orepath.evidence.shipment import trade
from orepath.evidence.supply import supply

_ENDS = ("value", "low", "high")


def apparent(
    supplied: pl.DataFrame, traded: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """Return apparent consumption: production plus imports less exports.

    Parameters
    ----------
    supplied : polars.DataFrame
        From :func:`orepath.evidence.supply.supply`.
    traded : polars.DataFrame
        From :func:`orepath.evidence.shipment.trade`.
    known : polars.DataFrame
        From :func:`orepath.evidence.scope.covered`: whose trade is known in full.

    Returns
    -------
    polars.DataFrame
        ``commodity``, ``stage``, ``place``, ``year``, ``value``, ``low``, ``high``;
        t/a, at least 0; sorted. Only forms and years with a known supply in which the
        trade of every place that trades is known: else some use would be missing.
        Stocks are not counted, and a place that no source names counts as making
        nothing, though it may be among the others.

    Notes
    -----
    U = max(0, P + M - X); the low end takes the low ends of P and M and the high end
    of X, the high end the other way round.
    """
    key = [*KEY, "place"]
    inward = traded.group_by(*KEY, pl.col("destination").alias("place")).agg(
        pl.col(end).sum().alias(f"in_{end}") for end in _ENDS
    )
    outward = traded.group_by(*KEY, pl.col("origin").alias("place")).agg(
        pl.col(end).sum().alias(f"out_{end}") for end in _ENDS
    )
    sides = [traded.select(*KEY, place=side) for side in ("origin", "destination")]
    lacking = pl.concat(sides).join(known, on=key, how="anti").select(KEY).unique()
    markets = supplied.select(KEY).unique().join(lacking, on=KEY, how="anti")
    joined = (
        known.join(markets, on=list(KEY), how="semi")
        .join(supplied.select(*key, *_ENDS), on=key, how="left")
        .join(inward, on=key, how="left")
        .join(outward, on=key, how="left")
        .with_columns(pl.col(pl.Float64).fill_null(0.0))
    )
    other = {"value": "value", "low": "high", "high": "low"}
    net = {
        end: pl.col(end) + pl.col(f"in_{end}") - pl.col(f"out_{other[end]}")
        for end in _ENDS
    }
    return (
        joined.with_columns(**{end: net[end].clip(lower_bound=0.0) for end in _ENDS})
        .filter(pl.col("high") > 0)
        .select("commodity", "stage", "place", "year", *_ENDS)
        .sort("commodity", "stage", "year", "place")
    )


def use(
    minerals: Words = None,
    years: Years = None,
    *,
    stages: Words = None,
    commodities: Words = None,
    shelf: Library | None = None,
) -> pl.DataFrame:
    """Return apparent consumption of every form by place from the library.

    Parameters
    ----------
    minerals, years, stages, commodities, shelf
        As :func:`orepath.evidence.supply.supply` takes them.

    Returns
    -------
    polars.DataFrame
        As :func:`apparent` gives it.

    Raises
    ------
    InputError
        When a word is unknown; all of them at once.

    Examples
    --------
    >>> copper = use("copper", 2024, stages="refine")
    >>> round(copper.filter(place="IND")["value"].item(), -4)
    800000.0
    """
    held = shelf or library()
    supplied = supply(
        minerals, years, stages=stages, commodities=commodities, shelf=held
    )
    traded = trade(minerals, years, stages=stages, commodities=commodities, shelf=held)
    known = covered(minerals, years, stages=stages, commodities=commodities, shelf=held)
    return apparent(supplied, traded, known)
