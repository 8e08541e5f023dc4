"""Grades tell how much of a plan's money rests on which quality of evidence."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.result import Plan
from orepath.plan.table import Part
from orepath.world.balance import uses_of

Floats = NDArray[np.float64]


def grades_of(plan: Plan) -> pl.DataFrame:
    """Return how much of the focus place's money rests on each grade of evidence.

    Every column that touches the focus place counts with the absolute worth of what
    passes through it, under the worst grade among the row that sets its quantity and
    the row that sets its price. Columns: grade, what (quantity, price, both), share.

    Parameters
    ----------
    plan : Plan
        With its search.

    Returns
    -------
    polars.DataFrame
        Nine rows; the shares of each ``what`` sum to one.
    """
    sums: dict[tuple[str, str], float] = {}
    for part in plan.parts:
        for key, worth in _sums(part).items():
            sums[key] = sums.get(key, 0.0) + worth
    rows = [
        (what, grade, sums.get((what, grade), 0.0))
        for what in ("quantity", "price", "both")
        for grade in ("A", "B", "C")
    ]
    frame = pl.DataFrame(rows, schema=["what", "grade", "worth"], orient="row")
    return frame.with_columns(
        (pl.col("worth") / pl.col("worth").sum().over("what")).alias("share")
    )


def _sums(part: Part) -> dict[tuple[str, str], float]:
    """Return the worth that rests on each grade, by what is graded, in one market."""
    n = part.network
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    worth = _worth(part)
    tables = (n.case.table("sites"), n.case.table("trade"), uses_of(n.case))
    quantity = [grade for table in tables for grade in table["grade"]]
    price = _price_grades(n)
    first = {"make": 0, "ship": b.sizes[0], "use": b.sizes[0] + b.sizes[1]}
    place = np.concatenate([b.site_place, b.pair_destination, b.use_place])
    other = np.concatenate([b.site_place, b.pair_origin, b.use_place])
    goods = np.concatenate(
        [b.chain.output[b.site_process], b.pair_commodity, b.use_commodity]
    )
    sums: dict[tuple[str, str], float] = {}
    for name, start in first.items():
        block = n.blocks[name]
        total = np.bincount(block.item, worth[block.columns])
        for item in np.flatnonzero(total):
            at = start + int(item)
            if focus not in (place[at], other[at]):
                continue
            by_quantity, by_price = quantity[at], price[goods[at]]
            for what, grade in (
                ("quantity", by_quantity),
                ("price", by_price),
                ("both", max(by_quantity, by_price)),
            ):
                sums[what, grade] = sums.get((what, grade), 0.0) + float(total[item])
    return sums


def _worth(part: Part) -> Floats:
    """Return what passes each column at base prices, discounted USD million."""
    n = part.network
    b = n.calibration.balance
    anchors = np.concatenate(
        [
            n.calibration.price[
                b.row_index(b.chain.output[b.site_process], b.site_place)
            ],
            n.calibration.price[b.row_index(b.pair_commodity, b.pair_destination)],
            n.calibration.price[b.row_index(b.use_commodity, b.use_place)],
        ]
    )
    worth = np.zeros(n.columns)
    first = {"make": 0, "ship": b.sizes[0], "use": b.sizes[0] + b.sizes[1]}
    for name, start in first.items():
        block = n.blocks[name]
        value = part.best.answer.value[block.columns]
        weight = n.moments.weight[block.moment]
        worth[block.columns] = anchors[start + block.item] * KT * value * weight
    return worth


def _price_grades(n: Network) -> list[str]:
    """Return the grade of each commodity's price at the focus place, else for ``*``."""
    prices = n.case.table("prices")
    found = []
    for name in n.calibration.balance.chain.commodities.labels:
        rows = prices.filter(pl.col("commodity") == name)
        own = rows.filter(pl.col("place") == n.case.settings.focus)
        rest = rows.filter(pl.col("place") == "*")
        grades = (own if own.height else rest)["grade"].to_list()
        found.append(max(grades, default="C"))
    return found
