"""Growth carries the base year's quantities into the future, before any choice."""

import numpy as np
from numpy.typing import NDArray

from orepath.world.balance import Balance, uses_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.figure import coefficient

Floats = NDArray[np.float64]


def growth_of(
    case: Case, calibration: Calibration, offset: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return how reference quantities grow: sites (K, M), pairs (F, M), uses (D, M).

    Uses grow as the case says. Foreign sites follow the world's demand for what they
    make, at most at the rate their ``expansion`` figure allows; the focus country's
    sites stay as they are, since their growth is what projects are for. A shipment
    grows with what takes it in at its destination.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    offset : ndarray (M,)
        Years after the base year.

    Returns
    -------
    tuple of ndarray
        Multiples of the base year's quantity, positive.
    """
    b = calibration.balance
    limit = coefficient(case, "expansion", *b.site_words)
    growth = uses_of(case)["growth"].to_numpy()
    demanded = world_growth(b, calibration.year.quantity, growth)
    follow = np.minimum(limit, demanded[b.chain.output[b.site_process]])
    follow[b.site_place == b.places.at(case.settings.focus)] = 0.0
    into = _pull(b, calibration.year.quantity, growth, follow)
    return (
        (1.0 + follow)[:, None] ** offset,
        (1.0 + into)[:, None] ** offset,
        (1.0 + growth)[:, None] ** offset,
    )


def world_growth(b: Balance, quantity: Floats, growth: Floats) -> Floats:
    """Return the growth of world demand for each commodity, fraction a year (G,).

    Final uses grow as stated; what plants take in grows with the demand for what they
    make. Solved as one linear system, O(G³).

    Parameters
    ----------
    b : Balance
        Rows and columns.
    quantity : ndarray (N,)
        Base year, t/a.
    growth : ndarray (D,)
        Of each use, fraction a year.
    """
    size = len(b.chain.commodities)
    used = quantity[b.uses]
    final = np.bincount(b.use_commodity, used * growth, minlength=size)
    total = np.bincount(b.use_commodity, used, minlength=size)
    through = np.zeros((size, size))
    taken = b.chain.taken[:, b.site_process] * quantity[b.sites]
    np.add.at(through.T, b.chain.output[b.site_process], taken.T)
    total = np.maximum(total + through.sum(axis=1), 1e-9)
    system = np.eye(size) - through / total[:, None]
    rates: Floats = np.linalg.lstsq(system, final / total, rcond=None)[0]
    return rates


def _pull(b: Balance, quantity: Floats, growth: Floats, follow: Floats) -> Floats:
    """Return the growth of what takes in each pair's goods at its destination (F,)."""
    taken = b.chain.taken[:, b.site_process] * quantity[b.sites]
    g, k = np.nonzero(taken)
    row = np.concatenate(
        [
            b.row_index(b.use_commodity, b.use_place),
            b.row_index(g.astype(np.int64), b.site_place[k]),
        ]
    )
    each = np.concatenate([quantity[b.uses], taken[g, k]])
    rise = np.concatenate([growth, follow[k]])
    mass = np.bincount(row, each, minlength=b.row_place.size)
    pull = np.bincount(row, each * rise, minlength=b.row_place.size)
    rate = np.divide(pull, mass, out=np.zeros_like(pull), where=mass > 0)
    return np.asarray(rate[b.row_index(b.pair_commodity, b.pair_destination)])
