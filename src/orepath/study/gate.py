"""What a buyer pays at its own gate: the venture's goods with freight, and others'."""

from pathlib import Path
from typing import Any

import polars as pl

from orepath.appraise.party import Offtake
from orepath.appraise.term import Venture
from orepath.core.gazetteer import name_of
from orepath.evidence.library import library
from orepath.study.analysis import corridors_of
from orepath.world.case import Case
from orepath.world.load import load_case

SCHEMA = {
    "buyer": pl.String,
    "product": pl.String,
    "origin": pl.String,
    "way": pl.String,
    "price": pl.Float64,
    "freight": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "source": pl.String,
    "grade": pl.String,
}
"""Columns of the table of prices at a buyer's gate; prices and freight in USD/t."""


def gate_prices(venture: Venture, case: Path | Case) -> pl.DataFrame:
    """Return what each buyer abroad pays for the venture's goods, and for others'.

    Parameters
    ----------
    venture : Venture
        Its contracts name the buyers.
    case : pathlib.Path or Case
        The case that it belongs to, or its folder: corridors and trade.

    Returns
    -------
    polars.DataFrame
        One row a corridor for the venture's goods: ``price`` at the gate, ``freight``,
        and both together from ``low`` to ``high``. One row a supplier for what the
        buyer's country bought elsewhere in the case's base year: ``price`` is the unit
        value at the supplier's border, without freight. Empty where no contract leads
        abroad.
    """
    read = load_case(case) if isinstance(case, Path) else case
    rows = [
        row
        for each in venture.offtake
        if each.place != venture.place
        for row in (*_own(venture, each, read), *_others(venture, each, read))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _own(venture: Venture, offtake: Offtake, case: Case) -> list[tuple[object, ...]]:
    """Return the venture's goods over each corridor that leads to the buyer."""
    ways = corridors_of(case)
    if ways.is_empty():
        return []
    product = next(x for x in venture.product if x.name == offtake.product)
    price = product.price
    agreed = [_agreed(offtake, end) for end in (price.value, price.low, price.high)]
    ends = _ends(case, venture.place, offtake.place)
    return [
        (
            *(offtake.buyer, product.title, venture.place, row["title"]),
            *(agreed[0], row["cost"]),
            *(agreed[1] + row["cost_low"], agreed[2] + row["cost_high"]),
            *(product.price.source, max(row["grade"], product.price.grade)),
        )
        for row in ways.sort("cost").iter_rows(named=True)
        if row["corridor"] in ends
    ]


def _agreed(offtake: Offtake, market: float) -> float:
    """Return the price of a contract at a market price, all in the middle."""
    price = max(market * (1.0 - offtake.discount.value), offtake.floor.value)
    return price if offtake.cap is None else min(price, offtake.cap.value)


def _ends(case: Case, start: str, end: str) -> set[str]:
    """Return the corridors between two countries, either way round."""
    homes = dict(case.table("stops").select("stop", "place").iter_rows())
    return {
        row["corridor"]
        for row in case.table("corridors").iter_rows(named=True)
        if {homes.get(row["from"]), homes.get(row["to"])} == {start, end}
    }


def _others(venture: Venture, offtake: Offtake, case: Case) -> list[tuple[object, ...]]:
    """Return what the buyer's country bought elsewhere, where the library has it."""
    product = next(x for x in venture.product if x.name == offtake.product)
    bought = case.table("trade").filter(
        (pl.col("commodity") == product.commodity)
        & (pl.col("destination") == offtake.place)
        & (pl.col("origin") != venture.place)
        & (pl.col("quantity") > 0)
        & pl.col("source").str.starts_with("baci/")
    )
    rows: list[tuple[object, ...]] = []
    for row in bought.sort("quantity", descending=True).iter_rows(named=True):
        held: dict[str, Any] = library().row(row["source"])
        unit = held["value_usd"] / held["tonnes"]
        told = f"{name_of(row['origin'])}, {held['year']}"
        rows.append(
            (
                *(offtake.buyer, product.title, row["origin"], told),
                *(unit, None, None, None, row["source"], row["grade"]),
            )
        )
    return rows
