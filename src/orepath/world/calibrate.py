"""Calibration makes the model's first year the observed year, in quantities and prices.

Three steps: the observations are reconciled; a price is found for every commodity at
every place, near the published one and consistent with freight and processing costs;
what then remains between a price and a cost becomes the wedge of that site or trade
pair, so that nobody wants to change anything in the base year.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import optimize

from orepath.core.sampling import Z90
from orepath.errors import SolverError
from orepath.world.balance import Balance, balance_of, uses_of
from orepath.world.case import Case
from orepath.world.figure import coefficient, power_prices
from orepath.world.reconcile import Reconciled, culprits, reconciled
from orepath.world.route import duty_rates, route_of

Floats = NDArray[np.float64]

# How far a trade margin or a processing margin may stray from its cost, as a share of
# the commodity's price, before it pulls as hard as a price at the end of its range.
_TRADE_SLACK = 0.15
_SITE_SLACK = 0.30
# Below so many rows the exact active-set method is quick.
_SMALL = 400
# Prices may leave their published range by this share of the price, no more.
_BOX = 0.30
_ACTIVE = 1.0  # t/a


@dataclass(frozen=True)
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
    culprits : polars.DataFrame
        The fewest figures that explain the imbalance.
    prices : polars.DataFrame
        commodity, place, price, anchor, low, high, inside, why.
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
    culprits: pl.DataFrame
    prices: pl.DataFrame

    @property
    def overlap(self) -> float:
        """Return the share of observed trade that the base year reproduces.

        Σ min(x, o) / Σ max(x, o) over pairs with an observation, tonnes.
        """
        pairs = self.balance.pairs
        x, o = self.year.quantity[pairs], self.balance.observed[pairs]
        return float(np.minimum(x, o).sum() / max(np.maximum(x, o).sum(), 1e-12))


@dataclass(frozen=True)
class Band:
    """Hold the published price of every row with its ends, USD/t.

    Parameters
    ----------
    value, low, high : ndarray (R,)
        Middle, 10th and 90th percentile.
    """

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Costs:
    """Hold the known costs of the base year.

    Parameters
    ----------
    site : ndarray (K,)
        Besides traded inputs, USD/t of output.
    freight : ndarray (F,)
        USD/t shipped.
    duty : ndarray (F,)
        Fraction of the price at the origin.
    """

    site: Floats
    freight: Floats
    duty: Floats


def calibrate(case: Case) -> Calibration:
    """Calibrate a case.

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
    balance = balance_of(case)
    found = culprits(balance)
    year = reconciled(balance)
    band = _published(case, balance)
    costs = Costs(
        site_costs(case, balance),
        route_of(case, case.table("trade"))["cost"].to_numpy(),
        duty_rates(case),
    )
    price = _fit_prices(balance, year, band, costs)
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
        _wedge(site_gain, year.quantity[balance.sites]),
        pair_cost,
        _wedge(pair_gain, year.quantity[balance.pairs]),
        duty,
        _adjustments(case, balance, year),
        found,
        _price_table(balance, price, band),
    )


def _wedge(gain: Floats, quantity: Floats) -> Floats:
    """Return the wedge: all of the gain where active, only a positive one elsewhere."""
    return np.where(quantity > _ACTIVE, gain, np.maximum(gain, 0.0))


def _published(case: Case, balance: Balance) -> Band:
    """Return the published price of every row: the place's own, else that for ``*``."""
    rows = pl.DataFrame(
        {
            "commodity": [
                balance.chain.commodities.labels[g] for g in balance.row_commodity
            ],
            "place": [balance.places.labels[p] for p in balance.row_place],
        }
    )
    ends = ["price", "price_low", "price_high"]
    prices = case.table("prices")
    everywhere = prices.filter(pl.col("place") == "*")
    merged = rows.join(
        prices.select("commodity", "place", *ends),
        on=["commodity", "place"],
        how="left",
        maintain_order="left",
    ).join(
        everywhere.select("commodity", *[pl.col(c).alias(f"any_{c}") for c in ends]),
        on="commodity",
        how="left",
        maintain_order="left",
    )
    value, low, high = (
        merged.select(pl.coalesce(c, f"any_{c}")).to_series().to_numpy() for c in ends
    )
    return Band(value, low, high)


def site_costs(case: Case, balance: Balance) -> Floats:
    """Return the cost of a tonne of output besides traded inputs, per site.

    Operating cost plus power at the place's price.

    Parameters
    ----------
    case : Case
        With ``coefficients`` and ``power``.
    balance : Balance
        Process and place of each site.

    Returns
    -------
    ndarray (K,)
        USD/t.
    """
    process = [balance.chain.processes.labels[k] for k in balance.site_process]
    place = [balance.places.labels[p] for p in balance.site_place]
    opex = coefficient(case, "opex", process, place)
    power = coefficient(case, "power", process, place)
    return opex + power * power_prices(case, place)


def _fit_prices(balance: Balance, year: Reconciled, band: Band, costs: Costs) -> Floats:
    """Find prices near the published ones and consistent with costs, by least squares.

    One residual a row (distance from the anchor over its spread), one an active pair
    (margin beyond freight and duty over a share of the price), one an active site. The
    fit has one solution, unlike the duals of a pinned linear program, which are one
    corner of many. Dense, O(R²(R + K + F)).
    """
    anchor = band.value
    spread = np.maximum((band.high - band.low) / (2 * Z90), 0.02 * anchor)
    pairs, freight = _pair_residuals(balance, year, anchor, costs)
    sites, cost = _site_residuals(balance, year, anchor, costs)
    answer = optimize.lsq_linear(
        np.vstack([np.eye(anchor.size) / spread[:, None], pairs, sites]),
        np.concatenate([anchor / spread, freight, cost]),
        bounds=(
            np.minimum(band.low, (1 - _BOX) * anchor),
            np.maximum(band.high, (1 + _BOX) * anchor),
        ),
        method="bvls" if anchor.size < _SMALL else "trf",
    )
    if not answer.success:
        raise SolverError(f"the prices of the base year could not be fitted: {answer}")
    return np.asarray(answer.x, dtype=np.float64)


def _pair_residuals(
    balance: Balance, year: Reconciled, anchor: Floats, costs: Costs
) -> tuple[Floats, Floats]:
    """Return the equations of active pairs: price there = price here, duty and freight.

    Coefficients (pairs, R) and right side (pairs,), weighed.
    """
    active = np.flatnonzero(year.quantity[balance.pairs] > _ACTIVE)
    origin = balance.row_index(balance.pair_commodity, balance.pair_origin)[active]
    target = balance.row_index(balance.pair_commodity, balance.pair_destination)[active]
    slack = _TRADE_SLACK * anchor[target]
    weight = _importance(year.quantity[balance.pairs][active] * anchor[target]) / slack
    trade = np.zeros((active.size, anchor.size))
    at = np.arange(active.size)
    trade[at, target] = weight * (1.0 - balance.pair_loss[active])
    trade[at, origin] -= weight * (1.0 + costs.duty[active])
    return trade, weight * costs.freight[active]


def _site_residuals(
    balance: Balance, year: Reconciled, anchor: Floats, costs: Costs
) -> tuple[Floats, Floats]:
    """Return the equations of active sites: what they give off is worth what goes in.

    Coefficients (sites, R) and right side (sites,), weighed.
    """
    sites = np.flatnonzero(year.quantity[balance.sites] > _ACTIVE)
    net = balance.matrix[:, balance.sites].T[sites].toarray()
    out = balance.row_index(
        balance.chain.output[balance.site_process[sites]], balance.site_place[sites]
    )
    weight = _importance(year.quantity[balance.sites][sites] * anchor[out]) / (
        _SITE_SLACK * anchor[out]
    )
    return net * weight[:, None], costs.site[sites] * weight


def _importance(value: Floats) -> Floats:
    """Weigh residuals so that a tiny flow does not set a price: root of value share."""
    return np.sqrt(value / max(float(value.max()), 1e-12)) if value.size else value


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
                "deviations": (year.quantity - balance.observed) / balance.sigma,
            }
        )
        .hstack(evidence)
        .filter(
            ((pl.col("settled") - pl.col("observed")).abs() > _ACTIVE)
            & (pl.col("source") != "outside the chain")
        )
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
