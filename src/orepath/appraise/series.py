"""A price series is what one publisher told of one price, year by year.

Real prices stay in their publisher's own deflator; where several series meet, nominal
ones are put into one.
"""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest
from orepath.evidence.library import library

Floats = NDArray[np.float64]
Series = tuple[tuple[int, ...], Floats]

_RULER = "copper"
_NOMINAL = "nominal"


def names() -> list[str]:
    """Return the names of all series, sorted.

    Examples
    --------
    >>> names()[:3]
    ['aluminium', 'chromium', 'coal (Australian)']
    """
    return _table()["mineral"].unique().sort().to_list()


def series(name: str) -> Series:
    """Return years and real prices of a series, in its publisher's deflator.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Returns
    -------
    tuple of (tuple of int, ndarray (Y,))
        Calendar years and prices, in the unit that :func:`told` names.

    Raises
    ------
    InputError
        There is no such series.

    Examples
    --------
    >>> years, prices = series("copper")
    >>> years[-1], round(prices[-1])
    (2024, 7943)
    """
    return _told_years(_rows(name).filter(pl.col("deflated") != _NOMINAL))


def deflated(name: str) -> Series:
    """Return years and prices of a series in the one deflator that all can share.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Returns
    -------
    tuple of (tuple of int, ndarray (Y,))
        Nominal prices times the World Bank's deflator, which its nominal and real
        prices of copper imply; years that the deflator does not reach are left out.

    Raises
    ------
    InputError
        There is no such series.
    """
    ruler = _rows(_RULER)
    real = ruler.filter(pl.col("deflated") != _NOMINAL).select("year", real="price")
    index = (
        ruler.filter(pl.col("deflated") == _NOMINAL)
        .join(real, on="year")
        .select("year", index=pl.col("real") / pl.col("price"))
    )
    nominal = _rows(name).filter(pl.col("deflated") == _NOMINAL)
    return _told_years(
        nominal.join(index, on="year", maintain_order="left").with_columns(
            price=pl.col("price") * pl.col("index")
        )
    )


def told(name: str) -> tuple[str, str]:
    """Return unit (with the money's year) and source of a series of real prices.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Raises
    ------
    InputError
        There is no such series.

    Examples
    --------
    >>> told("cobalt")
    ('USD/t, real 1998 USD (USGS deflator: US CPI)', 'usgs-ds140')
    """
    row = _rows(name).filter(pl.col("deflated") != _NOMINAL).row(0, named=True)
    return f"{row['unit']}, {row['deflated']}", str(row["source"])


def _told_years(rows: pl.DataFrame) -> Series:
    return tuple(rows["year"].to_list()), rows["price"].to_numpy()


@cache
def _table() -> pl.DataFrame:
    return library().table("prices_annual").sort("mineral", "year")


def _rows(name: str) -> pl.DataFrame:
    """Return all rows of a series, nominal and real, by year."""
    rows = _table().filter(pl.col("mineral") == name)
    if rows.is_empty():
        raise InputError(
            Problem(f"series {name!r}", "no such series", suggest(name, names()))
        )
    return rows
