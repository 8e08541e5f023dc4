"""Relations are what trade rests on: they grow by the year and not over night."""

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.steps import intake, relation


def ramp(draft: Draft) -> None:
    """Let shipments grow within a disrupted year only as fast as trade relations do.

    Σ f[r,branch] ≤ (1 + ρ) Σ f[r,trunk] + ν·D, with the trunk's shipment in the same
    period as the state in which the disruption strikes. There is no floor: a shipment
    may stop at once.
    """
    n = draft.network
    b = n.calibration.balance
    pairs = b.pair_origin.size
    if not n.branches or not pairs:
        return
    rho = relation(n.case, n.calibration, "ramp")
    room = relation(n.case, n.calibration, "opening") * intake(n.calibration) * KT
    parts: list[Triplets] = []
    upper: list[NDArray[np.float64]] = []
    for slot, moment in enumerate(n.moments.branches):
        trunk = n.moments.trunk[moment]
        for name in ("ship", "open"):
            block = n.blocks[name]
            now = np.flatnonzero(block.moment == moment)
            then = np.flatnonzero(block.moment == trunk)
            parts.append(
                (block.item[now] + slot * pairs, block.index[now], np.ones(now.size))
            )
            parts.append(
                (
                    block.item[then] + slot * pairs,
                    block.index[then],
                    -(1.0 + rho[block.item[then]]),
                )
            )
        upper.append(room * n.pair_growth[:, moment])
    limit = np.concatenate(upper)
    labels = b.labels[b.pairs]
    draft.add(
        "ramp",
        stacked(parts),
        (np.full(limit.size, -np.inf), limit),
        lambda i: f"{labels[i % pairs]}, {n.branches[i // pairs].name}",
    )
