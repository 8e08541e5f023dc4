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

from orepath.errors import SolverError
from orepath.world.balance import Balance, balance_of, route_of, uses_of
from orepath.world.case import Case
from orepath.world.reconcile import Reconciled, culprits, reconciled

Floats = NDArray[np.float64]

# How far a trade margin or a processing margin may stray from its cost, as a share of
# the commodity's price, before it pulls as hard as a price at the end of its range.
_TRADE_SLACK = 0.15
_SITE_SLACK = 0.30
# Prices may leave their published range by this share of the price, no more.
_BOX = 0.30
_P90 = 1.2815515655446004
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
    anchor, low, high = _anchors(case, balance)
    site_cost = site_costs(case, balance)
    freight = route_of(case, case.table("trade"))["cost"].to_numpy()
    rate = _duty_rates(case, balance)
    price = _fit_prices(balance, year, (anchor, low, high), (site_cost, freight, rate))
    origin = price[balance.row_index(balance.pair_commodity, balance.pair_origin)]
    target = price[balance.row_index(balance.pair_commodity, balance.pair_destination)]
    duty = rate * origin
    pair_cost = freight + duty
    site_gain = balance.matrix[:, balance.sites].T @ price - site_cost
    pair_gain = target * (1.0 - balance.pair_loss) - origin - pair_cost
    return Calibration(
        balance,
        year,
        price,
        anchor,
        site_cost,
        _wedge(site_gain, year.quantity[balance.sites]),
        pair_cost,
        _wedge(pair_gain, year.quantity[balance.pairs]),
        duty,
        _adjustments(case, balance, year),
        found,
        _price_table(balance, price, (anchor, low, high)),
    )


def _wedge(gain: Floats, quantity: Floats) -> Floats:
    """Return the wedge: all of the gain where active, only a positive one elsewhere."""
    return np.where(quantity > _ACTIVE, gain, np.maximum(gain, 0.0))


def _anchors(case: Case, balance: Balance) -> tuple[Floats, Floats, Floats]:
    """Return published price, low and high end of every row: the place's own, else ``*``."""
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
    return value, low, high


def site_costs(case: Case, balance: Balance) -> Floats:
    """Return the cost of a tonne of output besides traded inputs, per site (K,).

    Operating cost plus power at the place's price, USD/t.
    """
    process = [balance.chain.processes.labels[k] for k in balance.site_process]
    place = [balance.places.labels[p] for p in balance.site_place]
    opex = coefficient(case, "opex", process, place)
    power = coefficient(case, "power", process, place)
    return opex + power * power_prices(case, place)


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
    """Return the power price at places, USD/MWh: the place's own, else ``*``."""
    known = dict(case.table("power").select("place", "price").iter_rows())
    return np.array(
        [known.get(p, known.get("*", 0.0)) for p in place], dtype=np.float64
    )


def _duty_rates(case: Case, balance: Balance) -> Floats:
    """Return the ad valorem rate of every trade pair; the most specific row wins."""
    known = {
        (r["commodity"], r["origin"], r["destination"]): r["rate"]
        for r in case.table("tariffs").iter_rows(named=True)
    }
    rates = np.zeros(balance.pair_origin.size)
    for i, (commodity, origin, destination) in enumerate(
        case.table("trade").select("commodity", "origin", "destination").iter_rows()
    ):
        for key in (
            (commodity, origin, destination),
            (commodity, "*", destination),
            ("*", origin, destination),
            ("*", "*", destination),
        ):
            if key in known:
                rates[i] = known[key]
                break
    return rates


def _fit_prices(
    balance: Balance,
    year: Reconciled,
    bands: tuple[Floats, Floats, Floats],
    costs: tuple[Floats, Floats, Floats],
) -> Floats:
    """Find prices near the published ones and consistent with costs, by least squares.

    One residual a row (distance from the anchor over its spread), one an active pair
    (margin beyond freight and duty over a share of the price), one an active site. The
    fit has one solution, unlike the duals of a pinned linear program, which are one
    corner of many. Dense, O(R²(R + K + F)).
    """
    anchor, low, high = bands
    site_cost, freight, rate = costs
    spread = np.maximum((high - low) / (2 * _P90), 0.02 * anchor)
    rows = anchor.size
    k, f, _ = balance.sizes
    blocks = [np.eye(rows) / spread[:, None]]
    wanted = [anchor / spread]

    active = np.flatnonzero(year.quantity[balance.pairs] > _ACTIVE)
    origin = balance.row_index(balance.pair_commodity, balance.pair_origin)[active]
    target = balance.row_index(balance.pair_commodity, balance.pair_destination)[active]
    slack = _TRADE_SLACK * anchor[target]
    weight = _importance(year.quantity[balance.pairs][active] * anchor[target]) / slack
    trade = np.zeros((active.size, rows))
    at = np.arange(active.size)
    trade[at, target] = weight * (1.0 - balance.pair_loss[active])
    trade[at, origin] -= weight * (1.0 + rate[active])
    blocks.append(trade)
    wanted.append(weight * freight[active])

    sites = np.flatnonzero(year.quantity[balance.sites] > _ACTIVE)
    net = balance.matrix[:, balance.sites].T[sites].toarray()
    out = balance.row_index(
        balance.chain.output[balance.site_process[sites]], balance.site_place[sites]
    )
    weight = _importance(year.quantity[balance.sites][sites] * anchor[out]) / (
        _SITE_SLACK * anchor[out]
    )
    blocks.append(net * weight[:, None])
    wanted.append(site_cost[sites] * weight)
    answer = optimize.lsq_linear(
        np.vstack(blocks),
        np.concatenate(wanted),
        bounds=(
            np.minimum(low, (1 - _BOX) * anchor),
            np.maximum(high, (1 + _BOX) * anchor),
        ),
        method="bvls" if rows < 400 else "trf",
    )
    if not answer.success:
        raise SolverError(f"the prices of the base year could not be fitted: {answer}")
    return np.asarray(answer.x, dtype=np.float64)


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


def _price_table(
    balance: Balance, price: Floats, bands: tuple[Floats, Floats, Floats]
) -> pl.DataFrame:
    """Tell each fitted price beside its published band, and why it left it."""
    anchor, low, high = bands
    inside = (price >= low * 0.995) & (price <= high * 1.005)
    labels = balance.chain.commodities.labels
    return pl.DataFrame(
        {
            "commodity": [labels[g] for g in balance.row_commodity],
            "place": [balance.places.labels[p] for p in balance.row_place],
            "price": price,
            "anchor": anchor,
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
