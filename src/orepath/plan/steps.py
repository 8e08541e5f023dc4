"""Rising cost steps: what the next tonne costs, drawn as a stair through the base year.

A stair has a corner exactly at the base quantity: the step below it costs less than the
base price, the step above it more, so the base year repeats itself and every change is
answered smoothly. Fine steps near the base, coarse ones far away.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.network import KT
from orepath.plan.tier import tiers_of
from orepath.world.balance import uses_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.figure import coefficient

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Corners of the stairs, as multiples of the reference quantity.
SITE_CORNERS = np.array(
    [
        *(0, 0.4, 0.6, 0.7, 0.78, 0.85, 0.9, 0.94, 0.97, 0.99),
        *(1, 1.01, 1.03, 1.06, 1.1, 1.15, 1.21, 1.28, 1.36, 1.46, 1.6),
    ]
)
PAIR_CORNERS = np.array(
    [
        *(0, 0.3, 0.5, 0.65, 0.77, 0.87, 0.94, 1),
        *(1.06, 1.13, 1.22, 1.35, 1.5, 1.7, 2.0, 2.5, 3.5),
    ]
)
SMALL_PAIR_CORNERS = np.array([0, 0.4, 0.7, 1, 1.3, 1.8, 3.0])
USE_CORNERS = np.array(
    [
        *(0, 0.4, 0.6, 0.7, 0.77, 0.83, 0.88, 0.92, 0.95, 0.975, 0.99),
        *(1, 1.01, 1.025, 1.05, 1.08, 1.12, 1.2, 1.35, 1.55, 1.8),
    ]
)
OPENING_CORNERS = np.array([0, 0.25, 0.5, 0.75, 1.0])

# Trade below this share of the commodity's world trade, away from the focus place,
# gets the short stair.
_SMALL = 0.004
# A site's own cost never falls below this part of its base cost.
_FLOOR = 0.25
# A sale outside the chain, kt/a: more than any chain gives off.
_ENDLESS = 1e5


@dataclass(frozen=True)
class Stair:
    """Hold the stairs of one kind of column, before they are laid over the moments.

    Parameters
    ----------
    item : ndarray (E,)
        Site, pair or use of each step.
    low, high : ndarray (E,)
        Ends of the step in kt/a at base-year reference.
    cost : ndarray (E,)
        USD million per kt.
    """

    item: Index
    low: Floats
    high: Floats
    cost: Floats


def site_stair(case: Case, calibration: Calibration) -> Stair:
    """Return the stairs of sites: MC = c + λ + (p/η)(m - 1), never below a floor.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.

    Returns
    -------
    Stair
        Steps of active sites, and of idle ones with a capacity.
    """
    b = calibration.balance
    eta = np.maximum(coefficient(case, "elasticity", *b.site_words, default=1.0), 0.05)
    price = calibration.price[b.row_index(b.chain.output[b.site_process], b.site_place)]
    base = calibration.site_cost + calibration.site_wedge
    x = calibration.year.quantity[b.sites]
    active = x > b.least[b.sites]
    stair = _stair(np.flatnonzero(active), x, SITE_CORNERS)
    cost = base[stair.item] + price[stair.item] / eta[stair.item] * stair.cost
    floor = np.minimum(_FLOOR * base, base)[stair.item]
    # Capacity cuts the stair; a site that ran above its nameplate keeps what it made.
    limit = np.maximum(b.upper[b.sites], x) * KT
    idle = np.flatnonzero(
        ~active & np.isfinite(b.upper[b.sites]) & (b.upper[b.sites] > 0)
    )
    spare = _stair(idle, b.upper[b.sites], OPENING_CORNERS)
    slow = base[spare.item] + price[spare.item] / eta[spare.item] * (spare.cost + 1.0)
    return Stair(
        np.concatenate([stair.item, spare.item]),
        np.concatenate([np.minimum(stair.low, limit[stair.item]), spare.low]),
        np.concatenate([np.minimum(stair.high, limit[stair.item]), spare.high]),
        np.concatenate([np.maximum(cost, floor), slow]) * KT,
    )


def _stair(item: Index, quantity: Floats, corners: Floats) -> Stair:
    """Lay corners over items; ``cost`` holds the middle multiple less one."""
    steps = corners.size - 1
    middle = (corners[:-1] + corners[1:]) / 2 - 1.0
    who = np.repeat(item, steps)
    base = quantity[who] * KT
    return Stair(
        who,
        np.tile(corners[:-1], item.size) * base,
        np.tile(corners[1:], item.size) * base,
        np.tile(middle, item.size),
    )


def _chained(*parts: Stair) -> Stair:
    """Put stairs of several items behind each other."""
    return Stair(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("item", "low", "high", "cost")
        )
    )


def pair_stairs(case: Case, calibration: Calibration) -> tuple[Stair, Stair]:
    """Return the stairs of trade pairs: existing relations, and new ones.

    MC = c + λ + (p/σ)(m - 1). A new relation's stair runs from 0 to 1: the part of the
    allowance (opening · importer's use · years) it takes up.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.

    Returns
    -------
    tuple of Stair
        Of pairs that ship, and of pairs that may open.
    """
    b = calibration.balance
    sigma = relation(case, calibration, "elasticity")
    price = calibration.price[b.row_index(b.pair_commodity, b.pair_destination)]
    base = calibration.pair_cost + calibration.pair_wedge
    x = calibration.year.quantity[b.pairs]
    world = np.bincount(b.pair_commodity, x, minlength=len(b.chain.commodities))
    focus = b.places.at(case.settings.focus)
    near = (b.pair_origin == focus) | (b.pair_destination == focus)
    small = (x < _SMALL * world[b.pair_commodity]) & ~near
    active = x > b.least[b.pairs]
    parts = [
        _stair(np.flatnonzero(active & ~small), x, PAIR_CORNERS),
        _stair(np.flatnonzero(active & small), x, SMALL_PAIR_CORNERS),
    ]
    laid_out = _chained(*parts)
    item = laid_out.item
    cost = base[item] + price[item] / sigma[item] * laid_out.cost
    known = replace(laid_out, cost=cost * KT)
    room = relation(case, calibration, "opening") * intake(calibration)
    fresh = _stair(np.flatnonzero(~active & (room > 0)), room, OPENING_CORNERS)
    rise = price[fresh.item] / sigma[fresh.item] * (fresh.cost + 1.0)
    opening = Stair(fresh.item, fresh.low, fresh.high, (base[fresh.item] + rise) * KT)
    return known, opening


def relation(case: Case, calibration: Calibration, figure: str) -> Floats:
    """Return a figure of ``relations`` for every trade pair (F,).

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    figure : {"elasticity", "ramp", "opening"}
        A column of ``relations``; the reader has made sure that each traded commodity
        has a row.
    """
    b = calibration.balance
    table = case.table("relations")
    by_good = np.full(len(b.chain.commodities), np.nan)
    by_good[b.chain.commodities.index(table["commodity"])] = table[figure].to_numpy()
    return by_good[b.pair_commodity]


@remembered
def intake(calibration: Calibration) -> Floats:
    """Return what the destination of each pair takes in of its commodity, t/a (F,)."""
    b = calibration.balance
    positive = b.matrix.maximum(0.0)
    total = np.asarray(positive @ calibration.year.quantity)
    return total[b.row_index(b.pair_commodity, b.pair_destination)]


def use_stair(case: Case, calibration: Calibration) -> Stair:
    """Return the stairs of use: worth w = p·m^(-1/ε), capped at the choke price.

    Where a use has tiers, each of them has a choke price of its own. A sale outside the
    chain is one step without end at the published price.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.

    Returns
    -------
    Stair
        Costs are negative worths.
    """
    b = calibration.balance
    table = uses_of(case)
    price = calibration.price[b.row_index(b.use_commodity, b.use_place)]
    x = calibration.year.quantity[b.uses]
    outside = b.outside
    active = np.flatnonzero((x > b.least[b.uses]) & ~outside)
    tiers = tiers_of(case, table["commodity"].to_list(), table["place"].to_list())
    parted = [use for use in active.tolist() if use in tiers]
    stair = _chained(
        _stair(np.setdiff1d(active, parted), x, USE_CORNERS),
        *(
            _stair(np.array([use]), x, np.union1d(USE_CORNERS, tiers[use].edges))
            for use in parted
        ),
    )
    multiple = np.maximum(stair.cost + 1.0, 1e-9)
    epsilon = table["elasticity"].to_numpy()[stair.item]
    choke = table["choke"].to_numpy()[stair.item]
    for use in parted:
        mine = stair.item == use
        choke[mine] = tiers[use].choke(multiple[mine], float(table["choke"][use]))
    worth = price[stair.item] * np.minimum(multiple ** (-1.0 / epsilon), choke)
    sale = np.flatnonzero(outside)
    return Stair(
        np.concatenate([stair.item, sale]),
        np.concatenate([stair.low, np.zeros(sale.size)]),
        np.concatenate([stair.high, np.full(sale.size, _ENDLESS)]),
        np.concatenate([-worth, -price[sale]]) * KT,
    )
