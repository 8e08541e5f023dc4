"""A code that carries a cheap form and dear ones is shared by what a tonne was worth.

Customs put ilmenite, rutile, and what some sell of slag under one code. The value of a
flow tells which: it lies between the price of the cheap form and those of the dear ones
that its origin makes. An estimate of grade C wherever the value does not lie low.
"""

import polars as pl

from orepath.evidence.form import BUT, mixtures

_SPREAD = 0.25
"""How far the share of a form may be off, as a part of the flow."""
_BELIEVED = (0.5, 1.5)
"""A flow's value beyond these multiples of what its forms fetch is not believed."""
_QUANTITIES = ("quantity", "quantity_low", "quantity_high")
_KEY = ("hs", "exporter", "importer", "year")


def parted(flows: pl.DataFrame) -> pl.DataFrame:
    """Share flows under a mixed code between its forms.

    Parameters
    ----------
    flows : polars.DataFrame
        ``hs``, ``exporter``, ``importer``, ``year``, ``commodity``, ``quantity`` with
        its ends (gross t), ``tonnes`` (null where none was published), ``usd``,
        ``grade``; a row a flow and form.

    Returns
    -------
    polars.DataFrame
        The same rows with each form's part; those without a part are left out, codes
        of one form are left as they are.

    Notes
    -----
    With u the value of a tonne, c and d the prices of the cheap form and of the dear
    ones of the origin (by their parts), the dear forms share (u - c) / (d - c) of the
    tonnes, cut to [0, 1], and nought up to the high end of c. Where u lies below the
    low end of c, the tonnes are those that the value buys at c. The value is shared by
    price.

    Examples
    --------
    >>> flows = {
    ...     "hs": ["261400"] * 2,
    ...     "exporter": ["SLE"] * 2,
    ...     "importer": ["CHN"] * 2,
    ...     "year": [2024] * 2,
    ...     "commodity": ["ilmenite", "rutile"],
    ...     "tonnes": [100.0] * 2,
    ...     "usd": [81_500.0] * 2,
    ...     "grade": ["C"] * 2,
    ... }
    >>> same = {name: [100.0] * 2 for name in _QUANTITIES}
    >>> parted(pl.DataFrame(flows | same))["quantity"].to_list()
    [50.0, 50.0]
    """
    told = mixtures()
    mixed = flows.join(
        told.select("hs", "commodity").unique(), on=["hs", "commodity"], how="semi"
    )
    if mixed.is_empty():
        return flows
    rest = flows.join(
        told.select("hs", "commodity").unique(), on=["hs", "commodity"], how="anti"
    )
    cheap = told.filter(pl.col("part").is_null()).select(
        "hs", cheapest="commodity", floor="low", cheap="value", most="high"
    )
    known = mixed.join(cheap, on="hs").join(
        _dear(mixed.select("hs", "exporter").unique()),
        on=["hs", "exporter"], how="left",
    ).join(
        _parts(mixed.select("hs", "exporter").unique()),
        on=["hs", "exporter", "commodity"], how="left",
    )  # fmt: skip
    return pl.concat([rest, _shared(known).select(flows.columns)])


def _parts(origins: pl.DataFrame) -> pl.DataFrame:
    """Return the dear forms of each origin, their part and price."""
    rows = mixtures().drop_nulls("part").join(origins, on="hs")
    outside = pl.col("origins").list.first().str.starts_with(BUT)
    named = pl.col("origins").list.eval(pl.element().str.strip_prefix(BUT))
    holds = named.list.contains(pl.col("exporter")) != outside
    return rows.filter(holds).select(
        "hs", "exporter", "commodity", "part", price="value"
    )


def _dear(origins: pl.DataFrame) -> pl.DataFrame:
    """Return the price of an origin's dear forms together."""
    return (
        _parts(origins)
        .group_by("hs", "exporter")
        .agg(dear=(pl.col("part") * pl.col("price")).sum() / pl.col("part").sum())
    )


def _shared(known: pl.DataFrame) -> pl.DataFrame:
    """Give each row the part of its form in tonnes and value."""
    worth = pl.col("usd") / pl.col("quantity")
    rich = (
        pl.when(worth <= pl.col("most"))
        .then(0.0)
        .otherwise((worth - pl.col("cheap")) / (pl.col("dear") - pl.col("cheap")))
        .clip(0.0, 1.0)
        .fill_null(0.0)
    )
    is_cheap = pl.col("commodity") == pl.col("cheapest")
    share = pl.when(is_cheap).then(1.0 - rich).otherwise(rich * pl.col("part"))
    doubt = pl.when(worth > pl.col("most")).then(_SPREAD).otherwise(0.0)
    less, more = (share - doubt).clip(0.0, 1.0), (share + doubt).clip(0.0, 1.0)
    believed = pl.when(worth < pl.col("floor")).then(worth / pl.col("cheap"))
    tonnes = believed.otherwise(1.0)
    dear = pl.coalesce("dear", "cheap")
    fetched = (1.0 - rich) * pl.col("cheap") + rich * dear
    price = pl.when(is_cheap).then("cheap").otherwise("price")
    near = (worth / tonnes / fetched).clip(*_BELIEVED)
    low, middle, high = _QUANTITIES[1], _QUANTITIES[0], _QUANTITIES[2]
    return known.with_columns(
        (pl.col(middle) * tonnes * share).alias(middle),
        (pl.col(low) * tonnes * less).alias(low),
        (pl.col(high) * more).alias(high),
        tonnes=pl.col("tonnes") * tonnes * share,
        usd=pl.col(middle) * tonnes * share * price * near,
    ).filter(pl.col(middle) > 0)
