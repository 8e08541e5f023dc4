"""Relations are what trade rests on: they grow by the year and not over night."""

import numpy as np

from orepath.plan.network import KT
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.steps import intake, relation


def ramp(draft: Draft) -> None:
    """Let shipments grow within a disrupted year only as fast as trade relations do.

    Σ f[r,branch] ≤ (1 + ρ)^k Σ f[r,trunk] + ν·D Σ_{i<k} (1 + ρ)^i in the k-th year of
    a disruption, with the trunk's shipment in the same period as the state in which it
    strikes. There is no floor: a shipment may stop at once; and a relation that was cut
    is taken up where it was, so that a longer cut never allows more than a shorter one.
    """
    n = draft.network
    b = n.calibration.balance
    pairs = b.pair_origin.size
    if not n.branches or not pairs:
        return
    rho = relation(n.case, n.calibration, "ramp")
    room = relation(n.case, n.calibration, "opening") * intake(n.calibration) * KT
    parts: list[Triplets] = []
    branches = n.moments.branches
    slot = np.full(len(n.moments), -1)
    slot[branches] = np.arange(branches.size)
    trunks = n.moments.trunk[branches]
    year = np.array([branch.year for branch in n.branches])
    for name in ("ship", "open"):
        block = n.blocks[name]
        now = np.flatnonzero(slot[block.moment] >= 0)
        row = block.item[now] + slot[block.moment[now]] * pairs
        parts.append((row, block.index[now], np.ones(now.size)))
        for trunk in np.unique(trunks):
            struck = np.flatnonzero(trunks == trunk)
            then = np.flatnonzero(block.moment == trunk)
            grown = (1.0 + rho[block.item[then]]) ** year[struck, None]
            parts.append(
                (
                    (block.item[then] + struck[:, None] * pairs).ravel(),
                    np.tile(block.index[then], struck.size),
                    -grown.ravel(),
                )
            )
    won = np.array([sum((1.0 + rho) ** i for i in range(k)) for k in year]).T
    limit = (room[:, None] * won * n.pair_growth[:, branches]).T.ravel()
    labels = b.labels[b.pairs]
    draft.add(
        "ramp",
        stacked(parts),
        (np.full(limit.size, -np.inf), limit),
        lambda i: f"{labels[i % pairs]}, {n.branches[i // pairs].name}",
    )
