"""Policies are limits and duties somebody chose; each adds its rows to a draft."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.plan.excess import cap_origins
from orepath.plan.network import Network
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.unfold import contract_pair

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
    rows = [row for row in policies.iter_rows(named=True) if row["kind"] == "budget"]
    if not rows:
        return
    start = n.blocks["start"]
    bill = commitments(n)[start.item]
    parts = []
    for slot, row in enumerate(rows):
        counts = np.flatnonzero(n.moments.first[start.moment] >= row["start"])
        parts.append((np.full(counts.size, slot), start.index[counts], bill[counts]))
    draft.add(
        "budget",
        stacked(parts),
        (
            np.full(len(rows), -np.inf),
            np.array([row["value"] * 1e-6 for row in rows]),
        ),
        lambda i: str(rows[i]["name"]),
    )


def commitments(n: Network) -> Floats:
    """Return what each project takes from the focus actor's budget, USD million (J,).

    Capital times the part that falls on the budget; for a stock also the goods, at the
    published price.

    Parameters
    ----------
    n : Network
        With its projects and anchor prices.
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
    places = n.calibration.balance.places.labels
    policies = n.case.table("policies")
    m = len(n.moments)
    pairs = {name: _pairs(n, name) for name in ("ship", "open", "haul")}
    parts = [
        part
        for slot, (policy, origin) in enumerate(zip(caps, origins, strict=True))
        for part in _imports(
            n, pairs, policies.row(int(policy), named=True), int(origin), slot * m
        )
    ]
    excess = n.blocks["excess"]
    parts.append((np.arange(excess.size), excess.index, -np.ones(excess.size)))
    size = caps.size * m
    draft.add(
        "share cap",
        stacked(parts),
        (np.full(size, -np.inf), np.zeros(size)),
        lambda i: (
            f"{policies['name'][int(caps[i // m])]}: "
            f"{places[origins[i // m]]}, {n.moments.label[i % m]}"
        ),
    )


def _pairs(n: Network, name: str) -> Index:
    """Return the trade pair of every column of a block of shipments."""
    item = n.blocks[name].item
    if name != "haul":
        return item
    known = {int(j): contract_pair(n, int(j)) for j in np.unique(item)}
    return np.array([known[int(j)] for j in item], dtype=np.int64)


def _imports(
    n: Network,
    pairs: Mapping[str, Index],
    policy: Mapping[str, Any],
    origin: int,
    first: int,
) -> Iterator[Triplets]:
    """Yield what each import counts for one origin under a cap, from row ``first``."""
    b = n.calibration.balance
    into = (b.pair_commodity == b.chain.commodities.at(policy["commodity"])) & (
        b.pair_destination == b.places.at(policy["place"])
    )
    for name, pair in pairs.items():
        block = n.blocks[name]
        mine = np.flatnonzero(into[pair])
        year = n.moments.first[block.moment[mine]]
        mine = mine[(year >= policy["start"]) & (year <= policy["end"])]
        own = b.pair_origin[pair[mine]] == origin
        yield (
            first + block.moment[mine],
            block.index[mine],
            own.astype(float) - policy["value"],
        )


POLICIES: tuple[Policy, ...] = (budget, share_cap)
