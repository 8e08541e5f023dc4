"""A footing is where the simplex method sets out: one moment, solved and copied to all.

A column costs the same in every moment but for the discount weight, and brings the same
to the balances; only limits differ. The basis that is best in one moment is therefore
dual feasible in every other, and what is left to do is to repair limits that growth and
disruptions have moved.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.arrays import Arrays
from orepath.plan.engine import BASIC, LOWER, Engine, Standing
from orepath.plan.flight import Stairs
from orepath.plan.program import Program

Index = NDArray[np.int64]
Marks = NDArray[np.int8]


def footing_of(program: Program) -> Standing:
    """Return a basis to set out from, no project started.

    Parameters
    ----------
    program : Program
        With its balances by moments.

    Returns
    -------
    Standing
        Of all columns and rows; that of a part of the program is the same marks at its
        columns and rows.

    Notes
    -----
    One linear program of the columns of the moment in which disruptions strike, then
    O(columns).
    """
    network = program.network
    moment = int(network.moments.trunk[-1])
    balance = program.group("balance")
    goods = balance.size // len(network.moments)
    rows = balance.start + moment * goods + np.arange(goods)
    stairs = [b for b in network.blocks.values() if isinstance(b, Stairs)]
    chosen = [np.flatnonzero(block.moment == moment) for block in stairs]
    columns = [b.start + at for b, at in zip(stairs, chosen, strict=True)]
    found = _best(program, np.concatenate(columns), rows)
    whole = np.full(program.cost.size, LOWER, dtype=np.int8)
    whole[np.concatenate(columns)] = found.columns
    for block, at in zip(stairs, chosen, strict=True):
        whole[block.columns] = _copied(block, at, whole[block.columns][at])
    held = np.full(program.matrix.shape[0], BASIC, dtype=np.int8)
    held[balance.rows] = np.tile(found.rows, len(network.moments))
    return Standing(whole, held)


def _best(program: Program, columns: Index, rows: Index) -> Standing:
    """Return the best basis of one moment by itself."""
    part = program.matrix[:, columns].tocsr()[rows].tocsc()
    engine = Engine(
        Arrays(
            program.cost[columns],
            sparse.csc_array(part),
            program.row_lower[rows],
            program.row_upper[rows],
            program.lower[columns],
            program.upper[columns],
        ),
        # So small a program is solved sooner than it is made smaller.
        presolve=False,
    )
    engine.run()
    return engine.standing()


def _copied(block: Stairs, at: Index, marks: Marks) -> Marks:
    """Copy marks to the same step of the same item in every moment."""
    rank = _rank(block)
    known = np.full((block.item.max(initial=0) + 1, rank.max(initial=0) + 1), LOWER)
    known[block.item[at], rank[at]] = marks
    return known[block.item, rank].astype(np.int8)


def _rank(block: Stairs) -> Index:
    """Return how many steps of the same item and moment stand below each."""
    order = np.argsort(block.step_of, kind="stable")
    first = np.flatnonzero(np.diff(block.step_of[order], prepend=-1))
    count = np.diff(np.append(first, order.size))
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size) - np.repeat(first, count)
    return rank
