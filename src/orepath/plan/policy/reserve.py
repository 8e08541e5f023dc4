"""A reserve lasts so many days of what a place uses; only what is built can fill it."""

from collections.abc import Iterator

import numpy as np

from orepath.plan.network import KT, Network
from orepath.plan.policy.bound import Bound, in_force, rows_of, write
from orepath.plan.policy.share import spread
from orepath.plan.policy.supply import intake, stocks
from orepath.plan.program import Draft, Triplets
from orepath.plan.project import figure

_DAYS = 365.0


def reserve_bounds(n: Network) -> list[Bound]:
    """Return the duties to keep a reserve: undisturbed moments only.

    In a disrupted year the reserve is there to be used.
    """
    return [
        Bound(at, row, ("",), np.intersect1d(in_force(n, row), n.moments.stem))
        for at, row in rows_of(n, "reserve_days")
    ]


def reserve_days(draft: Draft) -> None:
    """Ask that stocks last so many days of what a place uses of a commodity.

    Σ size · running · start - days/365 · Σ taken in + excess ≥ 0 for each undisturbed
    moment in force, kt. A stock counts in the period in which it starts.
    """
    n = draft.network
    write(
        draft,
        "reserve days",
        reserve_bounds(n),
        lambda one: _kept(n, one),
        least=True,
    )


def _kept(n: Network, one: Bound) -> Iterator[Triplets]:
    """Yield what stocks hold, and what the days of use come to."""
    row = one.row
    used = intake(n, row["commodity"], row["place"])
    yield from spread(one, used, -row["value"] / _DAYS * used.tonnes[None, :])
    start = n.blocks["start"]
    stock = stocks(n, row["commodity"], row["place"])
    mine = np.flatnonzero(stock[start.item])
    size = figure(n, "size") * KT
    for slot, moment in enumerate(one.moments):
        held = n.running[start.item[mine], start.moment[mine], moment]
        some = np.flatnonzero(held)
        yield (
            np.full(some.size, slot),
            start.index[mine[some]],
            size[start.item[mine[some]]] * held[some],
        )
