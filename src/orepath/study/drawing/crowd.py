"""Choose what a figure shows of a crowd; the tables beside it hold all."""

import polars as pl

PANELS = 9
ROWS = 25
COLOURS = 7
OTHER = "Other"


def heaviest(
    rows: pl.DataFrame, label: str, weight: pl.Expr, most: int
) -> pl.DataFrame:
    """Keep the rows of the weightiest labels; all where they are few enough.

    Parameters
    ----------
    rows : polars.DataFrame
        Any rows.
    label : str
        Column that names what is drawn.
    weight : polars.Expr
        Number of a group of rows of one label; unknown weighs least.
    most : int
        Labels to keep.

    Returns
    -------
    polars.DataFrame
        The rows kept, in their order.

    Examples
    --------
    >>> rows = pl.DataFrame({"good": ["a", "b", "b"], "tonnes": [1.0, 2.0, 3.0]})
    >>> heaviest(rows, "good", pl.col("tonnes").sum(), 1)["good"].to_list()
    ['b', 'b']
    """
    if rows[label].n_unique() <= most:
        return rows
    weighed = (
        rows.group_by(label, maintain_order=True)
        .agg(weight.alias("_weight"))
        .sort("_weight", descending=True, nulls_last=True, maintain_order=True)
        .head(most)
    )
    return rows.filter(pl.col(label).is_in(weighed[label].to_list()))


def lumped(rows: pl.DataFrame, label: str, weight: pl.Expr, most: int) -> pl.DataFrame:
    """Give all but the weightiest labels one name, ``Other``.

    Parameters
    ----------
    rows, label, weight, most
        As :func:`heaviest` takes them.

    Returns
    -------
    polars.DataFrame
        All rows, in their order.
    """
    own = heaviest(rows, label, weight, most)[label].unique().to_list()
    return rows.with_columns(
        pl.when(pl.col(label).is_in(own))
        .then(pl.col(label))
        .otherwise(pl.lit(OTHER))
        .alias(label)
    )
