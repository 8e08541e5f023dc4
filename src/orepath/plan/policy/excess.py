"""What exceeds a soft policy is a column of its own, paid for; a hard one has none."""

import numpy as np

from orepath.errors import InputError, Problem
from orepath.plan.network import KT, Block, Network
from orepath.plan.policy.bound import Bound, bound, labels_of, rows_of
from orepath.plan.policy.limit import limit_bounds
from orepath.plan.policy.member import refuse_barring
from orepath.plan.policy.reserve import reserve_bounds
from orepath.plan.policy.share import cap_bounds
from orepath.world.tables.policy import LIMITED, SHARES


def bounds_of(n: Network) -> list[Bound]:
    """Return all policies that limit flows, in the order of the table.

    Parameters
    ----------
    n : Network
        With its policies.
    """
    found = [*cap_bounds(n), *reserve_bounds(n)]
    found += [bound(n, at, row) for at, row in rows_of(n, *SHARES)]
    for kind in LIMITED:
        found += limit_bounds(n, kind)
    return sorted(found, key=lambda one: one.at)


def excess(n: Network, start: int) -> list[Block]:
    """Lay out what exceeds soft policies: one column a policy, member and moment.

    Parameters
    ----------
    n : Network
        With its policies and anchor prices.
    start : int
        First column of the block.

    Raises
    ------
    InputError
        With every cap so low that nothing may be imported at all.
    """
    _refuse_barring(n)
    soft = [one for one in bounds_of(n) if one.soft]
    none = np.zeros(0, dtype=np.int64)
    item = np.concatenate([none, *(np.full(one.size, one.at) for one in soft)])
    moment = np.concatenate(
        [none, *(np.tile(one.moments, len(one.members)) for one in soft)]
    )
    price = np.zeros(n.case.table("policies").height)
    for one in soft:
        price[one.at] = price_of(n, one)
    free = np.full(item.size, np.inf)
    label = labels_of(n, soft)
    return [Block("excess", start, item, moment, free, price[item], label=label)]


def price_of(n: Network, one: Bound) -> float:
    """Return the price of one unit beyond a soft policy, USD million.

    A unit is 1 kt of the commodity or of CO2 a year, or 1 GWh a year.

    Parameters
    ----------
    n : Network
        With anchor prices.
    one : Bound
        A soft policy.
    """
    multiple = float(one.row["excess"]) * KT
    if one.row["kind"] in LIMITED:
        return multiple
    at = n.calibration.balance.row(one.row["commodity"], one.row["place"])
    return float(n.calibration.anchor[at]) * multiple


def _refuse_barring(n: Network) -> None:
    """Tell every cap under which nothing may be imported."""
    problems: list[Problem] = []
    for _, row in rows_of(n, "share_cap"):
        try:
            refuse_barring(n, row)
        except InputError as fault:
            problems += fault.problems
    if problems:
        raise InputError(problems)
