"""Balance is the rule of matter: nothing goes that has not come."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.network import KT, Network
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.project import (
    contract_pair,
    figure,
    of_kind,
    passable,
    project_rows,
    stock_row,
)
from orepath.world.tables.project import MAKERS

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


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
        (np.zeros(size), np.full(size, np.inf)),
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
    entries: list[Triplets] = []

    def put(name: str, item: int, row: int, value: float | Floats) -> None:
        block = n.blocks[name]
        mine = np.flatnonzero(block.item == item)
        moment = block.moment[mine]
        each = np.broadcast_to(value, len(n.moments))[moment]
        entries.append((row + moment * rows, block.index[mine], each))

    owed = figure(n, "offtake")[:, None] * (1.0 - passable(n))

    for j in of_kind(n, *MAKERS):
        project = project_rows(n)[j]
        place = b.places.at(project["place"])
        process = b.chain.processes.at(project["process"])
        net = b.chain.net[:, process]
        for g in np.flatnonzero(net):
            row = int(b.row_index(np.array([g]), np.array([place]))[0])
            # What is owed and barred from its way waits: nobody has it that year.
            waits = owed[j] if g == b.chain.output[process] else 0.0
            put("run", j, row, net[g] - waits)
    for j in np.unique(n.blocks["haul"].item):
        at = np.array([contract_pair(n, int(j))])
        origin = b.row_index(b.pair_commodity[at], b.pair_origin[at])[0]
        target = b.row_index(b.pair_commodity[at], b.pair_destination[at])[0]
        put("haul", j, int(origin), -1.0)
        put("haul", j, int(target), 1.0 - float(b.pair_loss[at[0]]))
    for j in of_kind(n, "stock"):
        row = stock_row(n, int(j))
        put("release", j, row, 1.0)
        entries.append(_fill(n, int(j), row, rows))
    return entries


def _fill(n: Network, project: int, row: int, rows: int) -> Triplets:
    """Return the purchases that fill a stock, spread over the period it starts in."""
    block = n.blocks["start"]
    mine = np.flatnonzero(block.item == project)
    size = float(figure(n, "size")[project]) * KT
    years = n.moments.years[block.moment[mine]]
    return (row + block.moment[mine] * rows, block.index[mine], -size / years)
