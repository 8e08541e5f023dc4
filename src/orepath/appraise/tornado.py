"""A tornado moves each figure to the ends of its range alone: what worth hangs on."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.cash import cash
from orepath.appraise.drawn import Draws
from orepath.appraise.sample import chosen_of
from orepath.appraise.term import Venture, figures_of
from orepath.appraise.worth import worth

Floats = NDArray[np.float64]

SCHEMA = {
    "actor": pl.String,
    "figure": pl.String,
    "unit": pl.String,
    "low": pl.Float64,
    "value": pl.Float64,
    "high": pl.Float64,
    "npv_low": pl.Float64,
    "npv": pl.Float64,
    "npv_high": pl.Float64,
    "swing": pl.Float64,
    "grade": pl.String,
    "source": pl.String,
}
"""Columns of a tornado and their types."""


def tornado(venture: Venture, seen_by: Sequence[str] | None = None) -> pl.DataFrame:
    """Return what each figure's range alone does to the worth of a venture.

    Parameters
    ----------
    venture : Venture
        Its terms.
    seen_by : sequence of str, optional
        Actors of whom to tell; without it all.

    Returns
    -------
    polars.DataFrame
        A row for each actor and figure with a range: ``low``, ``value`` and ``high``
        of the figure in its ``unit``, the net present values ``npv_low``, ``npv`` and
        ``npv_high`` (USD in year 0) with the figure there and all others in their
        middle, and ``swing``, how far the two ends lie apart; the widest swing first
        for each actor. All ends are worked out in one pass.

    Raises
    ------
    InputError
        An actor is unknown.
    """
    chosen = chosen_of(venture, seen_by)
    unsure = [each for each in figures_of(venture).values() if not each.sure]
    # The middles first, then the two ends of each figure in turn.
    drawn = {}
    for i, each in enumerate(unsure):
        moved = np.full(1 + 2 * len(unsure), each.value)
        moved[1 + 2 * i : 3 + 2 * i] = each.low, each.high
        drawn[each.name] = moved
    flows = cash(venture, Draws(drawn))
    rows = []
    for actor in chosen:
        value = np.broadcast_to(worth(flows, actor).npv, 1 + 2 * len(unsure)).tolist()
        for i, each in enumerate(unsure):
            low, high = value[1 + 2 * i], value[2 + 2 * i]
            row = {"actor": actor, "figure": each.name, "swing": abs(high - low)}
            row |= {"npv_low": low, "npv": value[0], "npv_high": high}
            row |= each.model_dump(
                include={"unit", "low", "value", "high", "grade", "source"}
            )
            rows.append(row)
    order = pl.DataFrame({"actor": chosen}).with_row_index("at")
    return (
        pl.DataFrame(rows, schema=SCHEMA)
        .join(order, on="actor")
        .sort(["at", "swing", "figure"], descending=[False, True, False])
        .drop("at")
    )
