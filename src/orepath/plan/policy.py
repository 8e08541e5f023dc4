"""Policies are limits and duties somebody chose; each adds its rows to a draft."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Network
from orepath.plan.program import Draft
from orepath.plan.unfold import cap_origins, contract_pair

Index = NDArray[np.int64]
Floats = NDArray[np.float64]
Policy = Callable[[Draft], None]


def budget(draft: Draft) -> None:
    """Keep the capital that falls on the focus actor within each budget.

    Counted by commitment, in the period in which a project starts, and without an end:
    a start after the budget's last year counts too, so that nothing escapes by waiting.
    """
    n = draft.network
    policies = n.case.table("policies")
    rows = [
        (i, row)
        for i, row in enumerate(policies.iter_rows(named=True))
        if row["kind"] == "budget"
    ]
    if not rows:
        return
    start = n.blocks["start"]
    bill = commitments(n)[start.item]
    parts = []
    for slot, (_, row) in enumerate(rows):
        counts = np.flatnonzero(n.moments.first[start.moment] >= row["start"])
        parts.append((np.full(counts.size, slot), start.index[counts], bill[counts]))
    draft.add(
        "budget",
        tuple(np.concatenate([p[i] for p in parts]) for i in range(3)),  # type: ignore[arg-type]
        (
            np.full(len(rows), -np.inf),
            np.array([row["value"] * 1e-6 for _, row in rows]),
        ),
        lambda i: str(rows[i][1]["name"]),
    )


def commitments(n: Network) -> Floats:
    """Return what each project takes from the focus actor's budget, USD million (J,).

    Capital times the part that falls on the budget; for a stock also the goods, at the
    published price.
    """
    projects = n.projects
    capital = projects["capex"].to_numpy() * projects["size"].to_numpy()
    b = n.calibration.balance
    for j, row in enumerate(projects.iter_rows(named=True)):
        if row["kind"] == "stock":
            at = b.row(row["commodity"], row["place"])
            capital[j] += n.calibration.anchor[at] * row["size"]
    return np.asarray(capital * projects["paid"].to_numpy() * 1e-6, dtype=np.float64)


def share_cap(draft: Draft) -> None:
    """Hold the share of one origin in a place's imports of a commodity under a cap.

    Σ f[o] - κ Σ f - excess[o] ≤ 0 per origin and moment in force. The base is imports,
    contracts included. Breaking it costs ``excess`` times the price a tonne.
    """
    n = draft.network
    caps, origins = cap_origins(n)
    if not caps.size:
        return
    b = n.calibration.balance
    policies = n.case.table("policies")
    m = len(n.moments)
    parts: list[tuple[Index, Index, Floats]] = []
    hauled = {
        int(j): contract_pair(n, int(j)) for j in np.unique(n.blocks["haul"].item)
    }
    for slot, (policy, origin) in enumerate(zip(caps, origins, strict=True)):
        row = policies.row(int(policy), named=True)
        into = (b.pair_commodity == b.chain.commodities.at(row["commodity"])) & (
            b.pair_destination == b.places.at(row["place"])
        )
        for name in ("ship", "open", "haul"):
            block = n.blocks[name]
            pair = (
                np.array([hauled[int(j)] for j in block.item], dtype=np.int64)
                if name == "haul"
                else block.item
            )
            mine = np.flatnonzero(into[pair])
            year = n.moments.first[block.moment[mine]]
            mine = mine[(year >= row["start"]) & (year <= row["end"])]
            own = b.pair_origin[pair[mine]] == origin
            parts.append(
                (
                    slot * m + block.moment[mine],
                    block.index[mine],
                    own.astype(float) - row["value"],
                )
            )
    excess = n.blocks["excess"]
    parts.append((np.arange(excess.size), excess.index, -np.ones(excess.size)))
    size = caps.size * m
    draft.add(
        "share cap",
        tuple(np.concatenate([p[i] for p in parts]) for i in range(3)),  # type: ignore[arg-type]
        (np.full(size, -np.inf), np.zeros(size)),
        lambda i: (
            f"{policies['name'][int(caps[i // m])]}: "
            f"{b.places.labels[origins[i // m]]}, {n.moments.label[i % m]}"
        ),
    )


POLICIES: tuple[Policy, ...] = (budget, share_cap)
