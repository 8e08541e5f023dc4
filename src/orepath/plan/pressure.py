"""Pressure is what a disruption makes dearer, laid on the columns of its own moment."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.flight import dearer
from orepath.plan.network import KT, Block, Network
from orepath.plan.policy.supply import pairs_of
from orepath.plan.project import project_rows

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

SHIPPING = ("ship", "open", "haul")
"""Blocks of shipments, which pay what a trade pair costs."""


@remembered
def added_costs(n: Network) -> Mapping[str, Floats]:
    """Return what disruptions add to the cost of making and shipping.

    Parameters
    ----------
    n : Network
        With its branches.

    Returns
    -------
    mapping of str to ndarray
        ``make`` (K, M), ``run`` (J, M) and ``ship`` (F, M) in USD/t, duties left out;
        0 but in the moments of disruptions. Empty where no disruption adds anything.
    """
    struck = [
        (int(moment), branch.pressure)
        for moment, branch in zip(n.moments.branches, n.branches, strict=True)
        if branch.pressure is not None and not branch.pressure.none
    ]
    if not struck:
        return {}
    b = n.calibration.balance
    made, run = made_price(n)
    bought = n.calibration.price[b.row_index(b.pair_commodity, b.pair_origin)]
    m = len(n.moments)
    found = {
        "make": np.zeros((made.size, m)),
        "run": np.zeros((run.size, m)),
        "ship": np.zeros((bought.size, m)),
    }
    for moment, pressure in struck:
        found["make"][:, moment] = pressure.site_rate * made
        found["run"][:, moment] = pressure.project_rate * run
        found["ship"][:, moment] = pressure.pair_cost + pressure.pair_rate * bought
    return found


def made_price(n: Network) -> tuple[Floats, Floats]:
    """Return the base price of what sites (K,) and projects (J,) make, USD/t.

    Parameters
    ----------
    n : Network
        With its calibration. What makes nothing, such as a contract, has price 0.
    """
    b = n.calibration.balance
    price = n.calibration.price
    made = price[b.row_index(b.chain.output[b.site_process], b.site_place)]
    run = np.zeros(n.projects.height)
    for j, row in enumerate(project_rows(n)):
        if row["process"] in b.chain.processes.labels:
            output = b.chain.output[[b.chain.processes.at(row["process"])]]
            place = np.array([b.places.at(row["place"])])
            run[j] = price[b.row_index(output, place)[0]]
    return made, run


def pressed(n: Network) -> dict[str, Block]:
    """Return the blocks that disruptions make dearer, at their new cost.

    Parameters
    ----------
    n : Network
        With its columns laid out at the costs of an undisturbed year.

    Returns
    -------
    dict of str to Block
        By name; empty where nothing is dearer.
    """
    added = {name: change * KT for name, change in added_costs(n).items()}
    found: dict[str, Block] = {}
    for name in ("make", "run", *SHIPPING):
        change = added.get("ship" if name in SHIPPING else name)
        if change is None or not change.any():
            continue
        block = n.blocks[name]
        item = pairs_of(n, name) if name in SHIPPING else block.item
        found[name] = dearer(block, item, change)
    return found
