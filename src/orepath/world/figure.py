"""Figures of processes and prices of power hold at a place, or everywhere else.

A row for the place itself goes before the row for ``*``.
"""

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.world.case import Case

Floats = NDArray[np.float64]

_KEYS = ("figure", "process", "place", "value")


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
    known = _figures(case).get(figure, {})
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
    known = _power(case)
    return np.array(
        [known.get(p, known.get("*", 0.0)) for p in place], dtype=np.float64
    )


@remembered
def _figures(case: Case) -> dict[str, dict[tuple[str, str], float]]:
    """Return the values of each figure by process and place."""
    table = case.table("coefficients")
    columns = (table[name].to_list() for name in _KEYS)
    known: dict[str, dict[tuple[str, str], float]] = {}
    for figure, process, place, value in zip(*columns, strict=True):
        known.setdefault(figure, {})[process, place] = value
    return known


@remembered
def _power(case: Case) -> dict[str, float]:
    """Return the power prices by place."""
    table = case.table("power")
    return dict(zip(table["place"].to_list(), table["price"].to_list(), strict=True))
