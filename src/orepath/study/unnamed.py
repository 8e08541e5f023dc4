"""A place that no source names as a maker may be among those without a name.

Publishers list the large makers and leave the rest in one sum. To take such a place for
one that makes nothing would call every small maker wholly reliant; so its ends are
widened as far as the sum allows, and the note says so.
"""

import polars as pl

from orepath.evidence.importer.country import OTHERS

UNNAMED = "may be among the makers without a name"

KEY = ("commodity", "stage", "year")


def widened(
    table: pl.DataFrame, supply: pl.DataFrame, trade: pl.DataFrame, place: str
) -> pl.DataFrame:
    """Widen the ends of what rests on a place's own output where it may be unnamed.

    Parameters
    ----------
    table : polars.DataFrame
        From :func:`orepath.assess.exposure.exposure`, one focus place.
    supply : polars.DataFrame
        ``commodity``, ``stage``, ``year``, ``place``, ``value``, ``unit``; several
        places taken as one are named where any of them is.
    trade : polars.DataFrame
        ``commodity``, ``stage``, ``year``, ``origin``, ``destination``, ``value``.
    place : str
        The focus place.

    Returns
    -------
    polars.DataFrame
        The table with ``reliance_low``, ``home_cover_high`` and ``origin_cover_low`` as
        they are if all unnamed output were the place's, and a note.

    Notes
    -----
    With U = imports − exports and the unnamed output r: reliance U/(r + U), home cover
    r/(r + U), origin cover in proportion.
    """
    key = list(KEY)
    tonnes = supply.filter(pl.col("unit") == "t/a", pl.col("value") > 0)
    named = tonnes.filter(pl.col("place") == place).select(key)
    rest = (
        tonnes.filter(pl.col("place") == OTHERS)
        .join(named, on=key, how="anti")
        .select(*key, _rest="value")
    )
    sign = pl.when(pl.col("destination") == place).then(1).otherwise(-1)
    bought = (
        trade.filter((pl.col("origin") == place) | (pl.col("destination") == place))
        .group_by(key)
        .agg(_net=(pl.col("value") * sign).sum())
        .filter(pl.col("_net") > 0)
    )
    joined = table.join(rest, on=key, how="left", maintain_order="left").join(
        bought, on=key, how="left", maintain_order="left"
    )
    part = pl.col("_net") / (pl.col("_net") + pl.col("_rest"))
    ends = {
        "reliance_low": pl.min_horizontal("reliance_low", part),
        "home_cover_high": pl.max_horizontal("home_cover_high", 1.0 - part),
        "origin_cover_low": pl.col("origin_cover_low") * part,
    }
    told = pl.format(
        f"{UNNAMED}, {{}} t in all",
        pl.col("_rest").round().cast(pl.Int64),
    )
    return joined.with_columns(
        *(
            pl.when(pl.col(name).is_not_null() & part.is_not_null())
            .then(end)
            .otherwise(name)
            .alias(name)
            for name, end in ends.items()
            if name in table.columns
        ),
        note=pl.concat_str(
            pl.when(pl.col("note") != "").then("note"),
            pl.when(pl.col("_rest").is_not_null()).then(told),
            separator="; ",
            ignore_nulls=True,
        ),
    ).drop("_rest", "_net")
