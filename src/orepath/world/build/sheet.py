"""A sheet is a table of a case laid out from what a room of the build has found."""

import polars as pl

from orepath.world.catalogue import BY_NAME

_FIGURES = 5
"""Digits that are kept: no figure of a built case is known better."""


def laid(name: str, found: pl.DataFrame) -> pl.DataFrame:
    """Return what was found with the columns that the catalogue declares.

    Parameters
    ----------
    name : str
        A table of the catalogue.
    found : polars.DataFrame
        Some of its columns, in inner units; others are let go.

    Returns
    -------
    polars.DataFrame
        Every column in the declared order; those nobody found hold their default.
        Numbers are rounded, and a range still holds its value.

    Examples
    --------
    >>> rows = pl.DataFrame({"place": ["*"], "price": [90.123456], "unit": ["USD/MWh"]})
    >>> laid("power", rows)["price"].to_list()
    [90.123]
    """
    spec = BY_NAME[name]
    here = [
        (
            pl.col(column.name)
            if column.name in found.columns
            else pl.lit(column.default)
        )
        .cast(column.dtype)
        .alias(column.name)
        for column in spec.columns
    ]
    numbers = [column.name for column in spec.columns if column.dtype == pl.Float64]
    return found.select(here).with_columns(pl.col(numbers).round_sig_figs(_FIGURES))


def gross(found: pl.DataFrame) -> pl.DataFrame:
    """Say of quantities that they are gross tonnes a year."""
    return found.with_columns(unit=pl.lit("t/a"), basis=pl.lit("gross"))


def judged(value: pl.Expr, least: float, most: float, name: str) -> list[pl.Expr]:
    """Return a value with the ends of a judged range, as multiples of it.

    Parameters
    ----------
    value : polars.Expr
        What is supposed.
    least, most : float
        Multiples, around 1.
    name : str
        Heading of the value.
    """
    return [
        value.alias(name),
        (value * least).alias(f"{name}_low"),
        (value * most).alias(f"{name}_high"),
    ]
