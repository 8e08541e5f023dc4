"""The joint program sets the programs of all clusters side by side under one budget.

Every program holds each budget as a row of its own; here such rows become one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.program import Program, Rows
from orepath.plan.solve import arrays_of

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Rules whose rows all programs share.
SHARED = ("budget",)


@dataclass(frozen=True)
class Joint:
    """Hold the programs of all clusters as one.

    Parameters
    ----------
    lp : Arrays
        All columns, program by program; shared rows last.
    starts : ndarray
        Columns of all starts.
    trunk : ndarray
        Columns of the undisturbed course.
    first : ndarray (programs + 1,)
        Where each program's columns begin.
    """

    lp: Arrays
    starts: Index
    trunk: Index
    first: Index

    def apart(self, value: Floats) -> tuple[Floats, ...]:
        """Return the values of each program's own columns.

        Parameters
        ----------
        value : ndarray (columns,)
            Of the joint program.
        """
        return tuple(np.split(value, self.first[1:-1]))


def joint_of(programs: Sequence[Program]) -> Joint:
    """Set programs side by side.

    Parameters
    ----------
    programs : sequence of Program
        One a cluster of goods, with the same budgets.

    Returns
    -------
    Joint
        O(coefficients).

    Raises
    ------
    SolverError
        Two programs hold the same budget to different limits.
    """
    lps = [arrays_of(program) for program in programs]
    first = np.cumsum([0, *(lp.cost.size for lp in lps)])
    shared = _shared(programs)
    above = int(sum(lp.row_lower.size for lp in lps))
    row, column, value, kept = [], [], [], []
    low, high = np.full(above + len(shared), -np.inf), np.full(above, np.inf)
    high = np.append(high, [limit for limit, _ in shared.values()])
    base = 0
    for at, (program, lp) in enumerate(zip(programs, lps, strict=True)):
        place = base + np.arange(lp.row_lower.size)
        own = np.ones(place.size, dtype=bool)
        for group in _groups(program):
            own[group.rows] = False
            place[group.rows] = [above + shared[name][1] for name in _names(group)]
        low[place[own]], high[place[own]] = lp.row_lower[own], lp.row_upper[own]
        part = lp.matrix.tocoo()
        row.append(place[part.row])
        column.append(part.col + first[at])
        value.append(part.data)
        kept.append(place[own])
        base += place.size
    every = np.concatenate([*kept, np.arange(above, above + len(shared))])
    matrix = sparse.coo_array(
        (np.concatenate(value), (np.concatenate(row), np.concatenate(column))),
        shape=(high.size, int(first[-1])),
    )
    lp = Arrays(
        np.concatenate([one.cost for one in lps]),
        sparse.csc_array(matrix.tocsr()[every]),
        low[every],
        high[every],
        np.concatenate([one.lower for one in lps]),
        np.concatenate([one.upper for one in lps]),
    )
    offset = list(zip(programs, first[:-1], strict=True))
    return Joint(
        lp,
        np.concatenate([p.network.blocks["start"].index + at for p, at in offset]),
        np.concatenate([_trunk(p) + at for p, at in offset]),
        first,
    )


def _groups(program: Program) -> list[Rows]:
    """Return the groups of rows that all programs share."""
    return [group for group in program.groups if group.rule in SHARED]


def _names(group: Rows) -> list[tuple[str, str]]:
    """Return the names of a group's rows."""
    return [(group.rule, group.label(i)) for i in range(group.size)]


def _shared(programs: Sequence[Program]) -> dict[tuple[str, str], tuple[float, int]]:
    """Return the limit and the position of each shared row."""
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for program in programs:
        for group in _groups(program):
            for name, limit in zip(_names(group), group.upper, strict=True):
                known, _ = found.setdefault(name, (float(limit), len(found)))
                if known != limit:
                    raise SolverError(
                        f"{': '.join(name)} is held to {known} in one chain "
                        f"and to {limit} in another"
                    )
    return found


def _trunk(program: Program) -> Index:
    """Return the columns of the undisturbed course, starts aside."""
    network = program.network
    branch = np.isin(np.arange(len(network.moments)), network.moments.branches)
    return np.concatenate(
        [
            block.index[~branch[block.moment]]
            for name, block in network.blocks.items()
            if name != "start"
        ]
    )
