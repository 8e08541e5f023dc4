"""What exceeds a policy is a column of its own, paid for: no cap makes a plan void."""

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem
from orepath.plan.network import KT, Block, Network


def excess(n: Network, start: int) -> list[Block]:
    """Lay out what exceeds a share cap: one column a cap, origin and moment.

    Parameters
    ----------
    n : Network
        With its policies and anchor prices.
    start : int
        First column of the block.
    """
    caps, _ = cap_origins(n)
    m = len(n.moments)
    item = np.repeat(np.arange(caps.size), m)
    price = np.zeros(caps.size)
    policies = n.case.table("policies")
    for i, policy in enumerate(caps):
        row = policies.row(int(policy), named=True)
        at = n.calibration.balance.row(row["commodity"], row["place"])
        price[i] = n.calibration.anchor[at] * (row["excess"] or 0.0) * KT
    moment = np.tile(np.arange(m), caps.size)
    return [
        Block("excess", start, item, moment, np.full(item.size, np.inf), price[item])
    ]


def cap_origins(n: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return policy and origin of every share cap, one entry an origin.

    Parameters
    ----------
    n : Network
        With its policies and trade pairs.

    Returns
    -------
    tuple of ndarray of int
        Row of ``policies`` and position of the place, in the order of the rows.

    Raises
    ------
    InputError
        A cap so low that the possible origins together may not import at all.
    """
    b = n.calibration.balance
    caps: list[int] = []
    origins: list[int] = []
    for i, row in enumerate(n.case.table("policies").iter_rows(named=True)):
        if row["kind"] != "share_cap":
            continue
        into = (b.pair_commodity == b.chain.commodities.at(row["commodity"])) & (
            b.pair_destination == b.places.at(row["place"])
        )
        found = np.unique(b.pair_origin[into])
        if row["value"] * found.size < 1.0:
            raise InputError(
                Problem(
                    f"policies.csv:{i + 2}:value",
                    f"a cap of {row['value']:.0%} with {found.size} possible origins "
                    "bars all imports",
                    f"give at least {1 / max(found.size, 1):.0%} or open more origins",
                )
            )
        caps.extend([i] * found.size)
        origins.extend(found.tolist())
    return np.array(caps, dtype=np.int64), np.array(origins, dtype=np.int64)
