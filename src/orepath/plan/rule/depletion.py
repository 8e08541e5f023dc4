"""Depletion: what has been won is gone, and a mine ends when its reserves do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.program import Draft, Triplets, stacked

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Deposit:
    """State what can still be won by one site or project.

    Parameters
    ----------
    name : str
        Of the site or project.
    block : str
        ``make`` or ``run``.
    item : int
        Site or project.
    left : float
        Reserves, kt.
    """

    name: str
    block: str
    item: int
    left: float


def depletion(draft: Draft) -> None:
    """Let no site or project win more than its reserves.

    Σ_t Δ_t x[t] ≤ reserves over the whole trunk; and for a branch, what the trunk won
    before it strikes and the disrupted years, Σ_{s < t} Δ_s x[s] + Σ x[branch] ≤ it.
    A project has its reserves once it has started. Rows are written only where the most
    that could be won exceeds the reserves: all others hold by themselves.
    """
    n = draft.network
    parts: list[Triplets] = []
    limits: list[float] = []
    names: list[str] = []
    for deposit in _deposits(n):
        block = n.blocks[deposit.block]
        for label, years in spans(n):
            mine = np.flatnonzero(
                (block.item == deposit.item) & (years[block.moment] > 0.0)
            )
            length = years[block.moment[mine]]
            if length @ block.upper[mine] <= deposit.left:
                continue
            row = len(limits)
            parts.append((np.full(mine.size, row), block.index[mine], length))
            limits.append(deposit.left)
            names.append(f"{deposit.name}, {label}")
            if deposit.block == "run":
                parts.append(_claimed(n, deposit, row))
                limits[-1] = 0.0
    if limits:
        draft.add(
            "depletion",
            stacked(parts),
            (np.full(len(limits), -np.inf), np.array(limits)),
            lambda i: names[i],
        )


def _deposits(n: Network) -> list[Deposit]:
    """Return all sites and projects with reserves."""
    return [
        Deposit(str(table[item, 0]), block, item, left * KT)
        for block, table in (("make", n.case.table("sites")), ("run", n.projects))
        for item, left in enumerate(table["reserves"].to_list())
        if left is not None
    ]


def spans(n: Network) -> list[tuple[str, Floats]]:
    """Return the stretches of time over which reserves are counted.

    Parameters
    ----------
    n : Network
        With its moments and branches.

    Returns
    -------
    list of tuple of str and ndarray (M,)
        Label, and the years each moment counts: the whole trunk; then for each branch
        the trunk before it, the disruption's earlier years and the branch itself.
    """
    moments = n.moments
    position = np.arange(len(moments))
    stem = np.isin(position, moments.stem)
    found = [("in all", np.where(stem, moments.years, 0.0))]
    for branch, what in zip(moments.branches, n.branches, strict=True):
        before = stem & (position < moments.trunk[branch])
        years = np.where(before, moments.years, 0.0)
        course = slice(branch - what.year + 1, branch + 1)
        years[course] = moments.years[course]
        found.append((moments.label[branch], years))
    return found


def _claimed(n: Network, deposit: Deposit, row: int) -> Triplets:
    """Return the reserves that each start of a project opens."""
    start = n.blocks["start"]
    mine = start.index[start.item == deposit.item]
    return np.full(mine.size, row), mine, np.full(mine.size, -deposit.left)
