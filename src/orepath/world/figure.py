"""Figures of processes and prices of power hold at a place, or everywhere else.

A row for the place itself goes before the row for ``*``.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.world.case import Case

Floats = NDArray[np.float64]


def coefficient(
    case: Case, figure: str, process: list[str], place: list[str], default: float = 0.0
) -> Floats:
    """Return a figure of processes at places: the place's own, else the one for ``*``.

    Parameters
    ----------
    case : Case
        With ``coefficients``.
    figure : str
        One of ``world.tables.goods.FIGURES``.
    process, place : list of str, length n
        What and where.
    default : float
        Value where the case gives none: a process without power takes none.

    Returns
    -------
    ndarray (n,)
        In the inner unit of the figure.
    """
    rows = case.table("coefficients").filter(pl.col("figure") == figure)
    known = {(r["process"], r["place"]): r["value"] for r in rows.iter_rows(named=True)}
    return np.array(
        [
            known.get((k, p), known.get((k, "*"), default))
            for k, p in zip(process, place, strict=True)
        ],
        dtype=np.float64,
    )


def power_prices(case: Case, place: list[str]) -> Floats:
    """Return the power price at places, USD/MWh: the place's own, else ``*``.

    Parameters
    ----------
    case : Case
        With ``power``.
    place : list of str, length n
        Where.

    Returns
    -------
    ndarray (n,)
        0 where no row holds: the reader of cases has made sure that no power is taken
        there.
    """
    known = dict(case.table("power").select("place", "price").iter_rows())
    return np.array(
        [known.get(p, known.get("*", 0.0)) for p in place], dtype=np.float64
    )
