"""Duties change from a year on: raised by one government, or cut under an agreement.

A duty moves money from a trader to the treasury that levies it. It enters the market as
a cost of shipping and is paid out again as income, so it takes nothing from the sum.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.flight import dearer
from orepath.plan.network import KT, Block, Network
from orepath.plan.policy.bound import in_force, rows_of
from orepath.plan.policy.supply import pairs_of, words
from orepath.world.route import duty_rates

Floats = NDArray[np.float64]


@remembered
def duty_change(n: Network) -> Floats:
    """Return by how much duties of every pair change in every moment (F, M).

    (new rate - rate of the base year) · price at the origin in the base year, by
    policies and by disruptions.

    Parameters
    ----------
    n : Network
        With its policies, disruptions, trade pairs and moments. Of several policies on
        one shipment the one that stands last in the table holds; what a disruption
        levies comes on top.

    Returns
    -------
    ndarray (F, M)
        USD/t; negative for a cut.
    """
    b = n.calibration.balance
    rows = [row for _, row in rows_of(n, "duty")]
    shocks = [
        (int(moment), branch.pressure.duty_rate)
        for moment, branch in zip(n.moments.branches, n.branches, strict=True)
        if branch.pressure is not None and branch.pressure.duty_rate.any()
    ]
    if not rows and not shocks:
        return np.broadcast_to(0.0, (b.pair_origin.size, len(n.moments)))
    change = np.zeros((b.pair_origin.size, len(n.moments)))
    price = n.calibration.price[b.row_index(b.pair_commodity, b.pair_origin)]
    old = duty_rates(n.case)
    for row in rows:
        hit = np.flatnonzero(_levied(n, row))
        new = (row["value"] - old[hit]) * price[hit]
        change[np.ix_(hit, in_force(n, row))] = new[:, None]
    for moment, added in shocks:
        change[:, moment] += added * price
    return change


def _levied(n: Network, row: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return the pairs a duty is levied on (F,)."""
    b = n.calibration.balance
    hit = b.pair_destination == b.places.at(row["place"])
    if row["commodity"] is not None:
        if row["commodity"] not in b.chain.commodities.labels:
            return np.zeros(hit.size, dtype=bool)
        hit = hit & (b.pair_commodity == b.chain.commodities.at(row["commodity"]))
    origins = words(row)
    if origins:
        hit = hit & np.isin(b.pair_origin, [b.places.at(word) for word in origins])
    return np.asarray(hit)


def taxed(n: Network) -> dict[str, Block]:
    """Return the blocks of shipments whose duty policies change, at their new cost.

    Parameters
    ----------
    n : Network
        With its shipments laid out at the duties of the base year.

    Returns
    -------
    dict of str to Block
        By name; empty where no policy changes a duty.
    """
    change = duty_change(n) * KT
    if not change.any():
        return {}
    return {
        name: dearer(n.blocks[name], pairs_of(n, name), change)
        for name in ("ship", "open", "haul")
    }
