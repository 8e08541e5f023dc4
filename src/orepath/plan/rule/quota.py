"""A quota caps what a place exports in all, whoever buys it."""

import numpy as np
from numpy.typing import NDArray

from orepath.plan.branch import Pressure
from orepath.plan.network import KT
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.rule.leg import shipping

Floats = NDArray[np.float64]


def quota(draft: Draft) -> None:
    """Let each group of trade pairs ship no more than its quota in a disrupted year.

    Σ_{r in group} f[r,m] ≤ left · Σ_{r in group} f̂[r] γ[r,m], over shipments, new
    relations and contracts, with f̂ the base year and γ its growth. A free group has a
    row without a limit, so that a year cut out of the plan can be given one.
    """
    n = draft.network
    struck = [
        (int(moment), branch.name, branch.pressure)
        for moment, branch in zip(n.moments.branches, n.branches, strict=True)
        if branch.pressure is not None
    ]
    parts: list[Triplets] = []
    limits: list[float] = []
    names: list[str] = []
    for moment, name, pressure in struck:
        caps = _caps(draft, pressure, moment)
        for number, group in enumerate(pressure.capped):
            for block, mine in shipping(n, group).items():
                part = n.blocks[block]
                at = np.flatnonzero(mine[part.item] & (part.moment == moment))
                row = np.full(at.size, len(limits))
                parts.append((row, part.index[at], np.ones(at.size)))
            limits.append(float(caps[number]))
            names.append(f"{name}, group {number + 1}")
    if limits:
        draft.add(
            "quota",
            stacked(parts),
            (np.full(len(limits), -np.inf), np.array(limits)),
            lambda i: names[i],
        )


def _caps(draft: Draft, pressure: Pressure, moment: int) -> Floats:
    """Return the most that each group may ship in a moment, kt/a (Q,)."""
    n = draft.network
    shipped = n.calibration.year.quantity[n.calibration.balance.pairs] * KT
    total = pressure.capped @ (shipped * n.pair_growth[:, moment])
    free = np.isinf(pressure.quota)
    return np.where(free, np.inf, np.where(free, 0.0, pressure.quota) * total)
