"""Rules are what physics and contracts demand; each adds its rows to a draft.

``RULES`` is the table of contents of the program.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.network import KT, Block, Network
from orepath.plan.program import Draft, Labeller, Triplets, stacked
from orepath.plan.steps import intake, relation
from orepath.plan.unfold import contract_pair, stock_row

Index = NDArray[np.int64]
Rule = Callable[[Draft], None]

_FREE = np.inf


def balance(draft: Draft) -> None:
    """Let nothing be used, shipped or stored that was not made, brought or released.

    Σ made + Σ arrived - Σ taken in - Σ shipped - Σ used ≥ 0 for every commodity, place
    and moment; what is left over is thrown away at no worth.
    """
    n = draft.network
    b = n.calibration.balance
    rows = b.row_place.size
    parts: list[Triplets] = []
    columns = b.matrix.tocsc()
    for name, first in (
        ("make", 0),
        ("ship", b.sizes[0]),
        ("open", b.sizes[0]),
        ("use", b.sizes[0] + b.sizes[1]),
    ):
        block = n.blocks[name]
        parts.append(
            _copied(columns, first + block.item, block.moment, block.index, rows)
        )
    parts.extend(_projects_in_balance(n, rows))
    size = rows * len(n.moments)
    draft.add(
        "balance",
        stacked(parts),
        (np.zeros(size), np.full(size, _FREE)),
        lambda i: f"{b.row_label(i % rows)}, {n.moments.label[i // rows]}",
    )


def _copied(
    columns: sparse.csc_array,
    source: Index,
    moment: Index,
    target: Index,
    rows: int,
) -> Triplets:
    """Copy columns of the base-year matrix into moments of the program."""
    indptr, indices, data = columns.indptr, columns.indices, columns.data
    count = np.diff(indptr)[source]
    ends = np.cumsum(count)
    # Position of every copied entry in the base-year matrix, without a loop.
    within = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - count, count)
    at = np.repeat(indptr[source].astype(np.int64), count) + within
    return (
        indices[at] + np.repeat(moment, count) * rows,
        np.repeat(target, count),
        data[at],
    )


def _projects_in_balance(n: Network, rows: int) -> list[Triplets]:
    """Return what projects bring to and take from the balances."""
    b = n.calibration.balance
    projects = n.projects
    entries: list[Triplets] = []

    def put(name: str, item: int, row: int, value: float) -> None:
        block = n.blocks[name]
        mine = np.flatnonzero(block.item == item)
        entries.append(
            (
                row + block.moment[mine] * rows,
                block.index[mine],
                np.full(mine.size, value),
            )
        )

    for j, project in enumerate(projects.iter_rows(named=True)):
        if project["process"] is not None:
            place = b.places.at(project["place"])
            net = b.chain.net[:, b.chain.processes.at(project["process"])]
            for g in np.flatnonzero(net):
                row = int(b.row_index(np.array([g]), np.array([place]))[0])
                put("run", j, row, float(net[g]))
        elif project["kind"] == "contract":
            pair = contract_pair(n, j)
            at = np.array([pair])
            origin = b.row_index(b.pair_commodity[at], b.pair_origin[at])[0]
            target = b.row_index(b.pair_commodity[at], b.pair_destination[at])[0]
            put("haul", j, int(origin), -1.0)
            put("haul", j, int(target), 1.0 - float(b.pair_loss[pair]))
        else:
            row = stock_row(n, j)
            put("release", j, row, 1.0)
            entries.append(_fill(n, j, row, rows))
    return entries


def _fill(n: Network, project: int, row: int, rows: int) -> Triplets:
    """Return the purchases that fill a stock, spread over the period it starts in."""
    block = n.blocks["start"]
    mine = np.flatnonzero(block.item == project)
    size = float(n.projects["size"][project]) * KT
    years = n.moments.years[block.moment[mine]]
    return (row + block.moment[mine] * rows, block.index[mine], -size / years)


def once(draft: Draft) -> None:
    """Let a project start at most once."""
    block = draft.network.blocks["start"]
    names = draft.network.projects["project"].to_list()
    size = len(names)
    draft.add(
        "once",
        (block.item, block.index, np.ones(block.size)),
        (np.full(size, -_FREE), np.ones(size)),
        lambda j: names[j],
    )


def running(draft: Draft) -> None:
    """Let a project run, haul or release no more than has been started.

    x[j,m] - left[j,m] Σ_s size_j · running[j,s,t(m)] · start[j,s] ≤ 0.
    """
    n = draft.network
    start = n.blocks["start"]
    size = n.projects["size"].to_numpy() * KT
    left = np.ones((n.projects.height, len(n.moments)))
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        left[:, moment] = branch.project_left
    for name in ("run", "haul", "release"):
        block = n.blocks[name]
        # Every (column of the block, start of the same project) pair.
        pair_row, pair_start = np.nonzero(block.item[:, None] == start.item[None, :])
        j = block.item[pair_row]
        period = n.moments.trunk[block.moment[pair_row]]
        share = n.running[j, start.moment[pair_start], period]
        if name == "release":
            # A stock must have been filled before the period in which it is needed.
            share = (start.moment[pair_start] < period).astype(float)
        value = -size[j] * share * left[j, block.moment[pair_row]]
        some = np.flatnonzero(value)
        draft.add(
            f"started {name}",
            (
                np.concatenate([np.arange(block.size), pair_row[some]]),
                np.concatenate([block.index, start.index[pair_start[some]]]),
                np.concatenate([np.ones(block.size), value[some]]),
            ),
            (np.full(block.size, -_FREE), np.zeros(block.size)),
            _projects_named(n, block),
        )


def _projects_named(n: Network, block: Block) -> Labeller:
    """Return what names a column of a block as its project and moment."""
    names = n.projects["project"].to_list()
    return lambda i: f"{names[block.item[i]]}, {n.moments.label[block.moment[i]]}"


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
        (np.full(limit.size, -_FREE), limit),
        lambda i: f"{labels[i % pairs]}, {n.branches[i // pairs].name}",
    )


RULES: tuple[Rule, ...] = (balance, once, running, ramp)
