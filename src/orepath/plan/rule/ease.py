"""Ease is what an upgrade or a training saves, tonne by tonne of what it serves."""

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Network
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.project import project_rows
from orepath.plan.rule.leg import passing, shipping

Flags = NDArray[np.bool_]


def eased(n: Network) -> Triplets:
    """Return what each column of the block ``ease`` serves, as (ease, column, 1).

    Parameters
    ----------
    n : Network
        With its blocks.

    Returns
    -------
    tuple of ndarray
        Position in the block, column of the program, and 1.0: for a training what the
        sites of its process at its place make in the same moment; for an upgrade all
        shipments, contracts included, whose route passes its stop.
    """
    ease = n.blocks["ease"]
    parts: list[Triplets] = []
    for j in np.unique(ease.item):
        mine = np.flatnonzero(ease.item == j)
        # Columns of the block stand moment by moment.
        at = np.full(len(n.moments), -1)
        at[ease.moment[mine]] = mine
        for name, serves in _served(n, int(j)).items():
            block = n.blocks[name]
            hit = np.flatnonzero(serves[block.item])
            where = at[block.moment[hit]]
            parts.append((where, block.index[hit], np.ones(hit.size)))
    nothing = np.zeros(0, dtype=np.int64)
    return stacked([(nothing, nothing, np.zeros(0)), *parts])


def _served(n: Network, project: int) -> dict[str, Flags]:
    """Return which items of which blocks a project makes cheaper."""
    b = n.calibration.balance
    row = project_rows(n)[project]
    if row["kind"] == "training":
        process, place = b.chain.processes.at(row["process"]), b.places.at(row["place"])
        return {"make": (b.site_process == process) & (b.site_place == place)}
    pairs = passing(n, row["stop"])
    if row["commodity"] is not None:
        pairs &= b.pair_commodity == b.chain.commodities.at(row["commodity"])
    return shipping(n, pairs)


def ease(draft: Draft) -> None:
    """Let nothing be made cheaper that is not made or shipped.

    ease[j,m] - Σ served[m] ≤ 0.
    """
    n = draft.network
    block = n.blocks["ease"]
    if not block.size:
        return
    at, column, one = eased(n)
    rows = project_rows(n)
    draft.add(
        "ease",
        (
            np.concatenate([np.arange(block.size), at]),
            np.concatenate([block.index, column]),
            np.concatenate([np.ones(block.size), -one]),
        ),
        (np.full(block.size, -np.inf), np.zeros(block.size)),
        lambda i: (
            f"{rows[block.item[i]]['project']}, {n.moments.label[block.moment[i]]}"
        ),
    )
