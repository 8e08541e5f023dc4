"""Calibration makes the model's first year the observed year, in quantities and prices.

Three steps: the observations are reconciled; a price is found for every commodity at
every place, near the published one and consistent with freight and processing costs;
what then remains between a price and a cost becomes the wedge of that site or trade
pair, so that nobody wants to change anything in the base year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.world.balance import Balance, balance_of, uses_of
from orepath.world.baseprice import (
    Band,
    Costs,
    fit_prices,
    published,
    site_costs,
)
from orepath.world.case import Case
from orepath.world.cluster import cluster_of, clusters
from orepath.world.reconcile import Reconciled, culprits, reconciled
from orepath.world.route import duty_rates, route_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Hold the calibrated base year.

    Parameters
    ----------
    balance : Balance
        Rows and columns.
    year : Reconciled
        Quantities (N,).
    price : ndarray (R,)
        USD/t of each row.
    anchor : ndarray (R,)
        Published price that anchors the row, USD/t.
    site_cost, site_wedge : ndarray (K,)
        Cost besides traded inputs, and what the price leaves above it, USD/t of output.
    pair_cost, pair_wedge : ndarray (F,)
        Freight and duty; what the price difference leaves above them, USD/t shipped.
    pair_duty : ndarray (F,)
        Import duty, part of ``pair_cost``, USD/t.
    adjustments : polars.DataFrame
        Every figure moved: column, observed, settled, deviations, grade, source, note;
        worst first.
    prices : polars.DataFrame
        commodity, place, price, anchor, low, high, inside, why.
    parts : tuple of Calibration
        One for each of ``cluster.clusters``, in order; empty where there is only one.
    """

    balance: Balance
    year: Reconciled
    price: Floats
    anchor: Floats
    site_cost: Floats
    site_wedge: Floats
    pair_cost: Floats
    pair_wedge: Floats
    pair_duty: Floats
    adjustments: pl.DataFrame
    prices: pl.DataFrame
    parts: tuple["Calibration", ...] = ()

    @property
    def each(self) -> tuple["Calibration", ...]:
        """Return the calibrations of the clusters: itself where there is only one."""
        return self.parts or (self,)

    @cached_property
    def culprits(self) -> pl.DataFrame:
        """Return the fewest figures that explain the imbalance, found when asked for.

        Raises
        ------
        SolverError
            The solver fails.
        """
        return pl.concat([culprits(one.balance) for one in self.each])

    @property
    def overlap(self) -> float:
        """Return the share of observed trade that the base year reproduces.

        Σ min(x, o) / Σ max(x, o) over pairs with an observation, tonnes.
        """
        pairs = self.balance.pairs
        x, o = self.year.quantity[pairs], self.balance.observed[pairs]
        return float(np.minimum(x, o).sum() / max(np.maximum(x, o).sum(), 1e-12))


def calibrate(case: Case) -> Calibration:
    """Calibrate a case, each cluster of goods by itself.

    Parameters
    ----------
    case : Case
        Checked tables.

    Returns
    -------
    Calibration
        Base year in quantities and prices.

    Raises
    ------
    SolverError
        The base year does not settle, or its prices cannot be fitted.
    """
    cases = clusters(case)
    if len(cases) == 1:
        return _calibrated(case)
    return _joined(case, [_calibrated(one) for one in cases])


def _joined(case: Case, parts: list[Calibration]) -> Calibration:
    """Lay the calibrations of the clusters out on the balance of the whole case."""
    balance = balance_of(case)
    part = cluster_of(case)
    of_row = part[balance.row_commodity]
    of_site = part[balance.chain.output[balance.site_process]]
    of_pair = part[balance.pair_commodity]
    of_use = part[balance.use_commodity]

    def laid(where: Index, read: Callable[[Calibration], Floats]) -> Floats:
        found = np.empty(where.size)
        for at, one in enumerate(parts):
            found[where == at] = read(one)
        return found

    year = Reconciled(
        laid(np.concatenate([of_site, of_pair, of_use]), lambda one: one.year.quantity),
        max(one.year.residual for one in parts),
        sum(one.year.chi2 for one in parts),
        max(one.year.steps for one in parts),
    )
    return Calibration(
        balance,
        year,
        laid(of_row, lambda one: one.price),
        laid(of_row, lambda one: one.anchor),
        laid(of_site, lambda one: one.site_cost),
        laid(of_site, lambda one: one.site_wedge),
        laid(of_pair, lambda one: one.pair_cost),
        laid(of_pair, lambda one: one.pair_wedge),
        laid(of_pair, lambda one: one.pair_duty),
        pl.concat([one.adjustments for one in parts]).sort(
            pl.col("deviations").abs(), descending=True, maintain_order=True
        ),
        pl.concat([one.prices for one in parts]),
        tuple(parts),
    )


def _calibrated(case: Case) -> Calibration:
    """Calibrate a case whose goods all hang together."""
    balance = balance_of(case)
    year = reconciled(balance)
    band = published(case, balance)
    costs = Costs(
        site_costs(case, balance),
        route_of(case)["cost"].to_numpy(),
        duty_rates(case),
    )
    price = fit_prices(balance, year, band, costs)
    active = year.quantity > balance.least
    origin = price[balance.row_index(balance.pair_commodity, balance.pair_origin)]
    target = price[balance.row_index(balance.pair_commodity, balance.pair_destination)]
    duty = costs.duty * origin
    pair_cost = costs.freight + duty
    site_gain = balance.matrix[:, balance.sites].T @ price - costs.site
    pair_gain = target * (1.0 - balance.pair_loss) - origin - pair_cost
    return Calibration(
        balance,
        year,
        price,
        band.value,
        costs.site,
        _wedge(site_gain, active[balance.sites]),
        pair_cost,
        _wedge(pair_gain, active[balance.pairs]),
        duty,
        _adjustments(case, balance, year),
        _price_table(balance, price, band),
    )


def _wedge(gain: Floats, active: Flags) -> Floats:
    """Return the wedge: all of the gain where active, only a positive one elsewhere."""
    return np.where(active, gain, np.maximum(gain, 0.0))


def _adjustments(case: Case, balance: Balance, year: Reconciled) -> pl.DataFrame:
    """List every figure moved by more than a thousandth, worst first."""
    tables = (case.table("sites"), case.table("trade"), uses_of(case))
    evidence = pl.concat([t.select("grade", "source", "note") for t in tables])
    return (
        pl.DataFrame(
            {
                "column": list(balance.labels),
                "observed": balance.observed,
                "settled": year.quantity,
                "least": balance.least,
                "deviations": (year.quantity - balance.observed) / balance.sigma,
            }
        )
        .hstack(evidence)
        .filter(
            ((pl.col("settled") - pl.col("observed")).abs() > pl.col("least"))
            & (pl.col("source") != "outside the chain")
        )
        .drop("least")
        .sort(pl.col("deviations").abs(), descending=True)
    )


def _price_table(balance: Balance, price: Floats, band: Band) -> pl.DataFrame:
    """Tell each fitted price beside its published band, and why it left it."""
    low, high = band.low, band.high
    inside = (price >= low * 0.995) & (price <= high * 1.005)
    labels = balance.chain.commodities.labels
    return pl.DataFrame(
        {
            "commodity": [labels[g] for g in balance.row_commodity],
            "place": [balance.places.labels[p] for p in balance.row_place],
            "price": price,
            "anchor": band.value,
            "low": low,
            "high": high,
            "inside": inside,
            "why": [
                ""
                if ok
                else "freight, duty and processing costs at this place do not fit the "
                "published price; the cost figures there are estimates"
                for ok in inside
            ],
        }
    )
