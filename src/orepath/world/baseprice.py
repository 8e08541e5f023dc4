"""Prices of the base year agree best with published prices, freight and costs.

One residual a row of the balance, one an active trade pair, one an active site; the fit
has one solution, the same however the rows stand.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from orepath.core.boxed import boxed_least_squares
from orepath.core.sampling import Z90
from orepath.errors import SolverError
from orepath.world.balance import Balance
from orepath.world.case import Case
from orepath.world.figure import coefficient, power_prices
from orepath.world.reconcile import Reconciled

Floats = NDArray[np.float64]

# How far a trade margin or a processing margin may stray from its cost, as a share of
# the commodity's price, before it pulls as hard as a price at the end of its range.
_TRADE_SLACK = 0.15
_SITE_SLACK = 0.30
# Prices may leave their published range by this share of the price, no more.
_BOX = 0.30


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


def published(case: Case, balance: Balance) -> Band:
    """Return the published price of every row: the place's own, else that for ``*``.

    Parameters
    ----------
    case : Case
        With ``prices``.
    balance : Balance
        Commodity and place of each row.
    """
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
    process, place = balance.site_words
    opex = coefficient(case, "opex", process, place)
    power = coefficient(case, "power", process, place)
    return opex + power * power_prices(case, place)


def fit_prices(balance: Balance, year: Reconciled, band: Band, costs: Costs) -> Floats:
    """Find prices near the published ones and consistent with costs, by least squares.

    Parameters
    ----------
    balance : Balance
        Rows and columns.
    year : Reconciled
        Quantities, of which the active ones have a say.
    band, costs : Band, Costs
        Published prices and known costs.

    Returns
    -------
    ndarray (R,)
        USD/t, within the published range or 30 % of its middle, whichever is wider.

    Raises
    ------
    SolverError
        The fit does not settle.

    Notes
    -----
    One residual a row (distance from the anchor over its spread), one an active pair
    (margin beyond freight and duty over a share of the price), one an active site. The
    fit has one solution, unlike the duals of a pinned linear program, which are one
    corner of many. O(R³) a step of the active-set method, a handful of steps.
    """
    anchor = band.value
    spread = np.maximum((band.high - band.low) / (2 * Z90), 0.02 * anchor)
    pairs, freight = _pair_residuals(balance, year, anchor, costs)
    sites, cost = _site_residuals(balance, year, anchor, costs)
    try:
        return boxed_least_squares(
            sparse.csr_array(
                sparse.vstack([sparse.diags_array(1.0 / spread), pairs, sites])
            ),
            np.concatenate([anchor / spread, freight, cost]),
            (
                np.minimum(band.low, (1 - _BOX) * anchor),
                np.maximum(band.high, (1 + _BOX) * anchor),
            ),
            anchor,
        )
    except SolverError as fault:
        raise SolverError(
            f"the prices of the base year could not be fitted: {fault}"
        ) from fault


def _pair_residuals(
    balance: Balance, year: Reconciled, anchor: Floats, costs: Costs
) -> tuple[sparse.csr_array, Floats]:
    """Return the equations of active pairs: price there = price here, duty and freight.

    Coefficients (pairs, R) and right side (pairs,), weighed.
    """
    active = np.flatnonzero(year.quantity[balance.pairs] > balance.least[balance.pairs])
    origin = balance.row_index(balance.pair_commodity, balance.pair_origin)[active]
    target = balance.row_index(balance.pair_commodity, balance.pair_destination)[active]
    slack = _TRADE_SLACK * anchor[target]
    weight = _importance(year.quantity[balance.pairs][active] * anchor[target]) / slack
    there = weight * (1.0 - balance.pair_loss[active])
    here = -weight * (1.0 + costs.duty[active])
    at = np.arange(active.size)
    entries = (
        np.concatenate([there, here]),
        (np.concatenate([at, at]), np.concatenate([target, origin])),
    )
    trade = sparse.csr_array(
        sparse.coo_array(entries, shape=(active.size, anchor.size))
    )
    return trade, weight * costs.freight[active]


def _site_residuals(
    balance: Balance, year: Reconciled, anchor: Floats, costs: Costs
) -> tuple[sparse.csr_array, Floats]:
    """Return the equations of active sites: what they give off is worth what goes in.

    Coefficients (sites, R) and right side (sites,), weighed.
    """
    sites = np.flatnonzero(year.quantity[balance.sites] > balance.least[balance.sites])
    net = balance.matrix[:, balance.sites].T.tocsr()[sites]
    out = balance.row_index(
        balance.chain.output[balance.site_process[sites]], balance.site_place[sites]
    )
    weight = _importance(year.quantity[balance.sites][sites] * anchor[out]) / (
        _SITE_SLACK * anchor[out]
    )
    weighed = sparse.csr_array(sparse.diags_array(weight) @ net)
    return weighed, costs.site[sites] * weight


def _importance(value: Floats) -> Floats:
    """Weigh residuals so that a tiny flow does not set a price: root of value share."""
    return np.sqrt(value / max(float(value.max()), 1e-12)) if value.size else value
