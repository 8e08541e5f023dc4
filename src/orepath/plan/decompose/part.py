"""Parts are what a program falls into once its linking columns are set aside.

Two rows belong to one part if a column that does not link meets both: the connected
components of the matrix without its linking columns. Parts with the same coefficients,
such as the scenarios of one market, share them.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from orepath.errors import SolverError
from orepath.plan.arrays import Arrays

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Structure:
    """Hold the coefficients that sibling parts share.

    Parameters
    ----------
    matrix : scipy.sparse.csc_array (r, c)
        Of the part's own columns.
    link : scipy.sparse.csc_array (r, k)
        Of the linking columns it meets.
    """

    matrix: sparse.csc_array
    link: sparse.csc_array


@dataclass(frozen=True)
class Part:
    """Hold one independent part: min c·z with r⁻ ≤ Az + Tx ≤ r⁺, l ≤ z ≤ u.

    Parameters
    ----------
    structure : int
        Position of A and T among the structures of the split.
    columns : ndarray (c,)
        Its columns in the whole program.
    linked : ndarray (k,)
        The linking columns it meets, as positions among the linking ones.
    lp : Arrays
        With the structure's matrix; rows at x = 0.
    """

    structure: int
    columns: Index
    linked: Index
    lp: Arrays


@dataclass(frozen=True)
class Split:
    """Hold a program taken apart.

    Parameters
    ----------
    linking : ndarray (K,)
        Linking columns of the whole program.
    master : Arrays
        The linking columns and the rows that meet no other.
    structures : tuple of Structure
        Coefficients, each set once.
    parts : tuple of Part
        In the order of their first columns.
    """

    linking: Index
    master: Arrays
    structures: tuple[Structure, ...]
    parts: tuple[Part, ...]

    def siblings(self, structure: int) -> tuple[int, ...]:
        """Return the parts of a structure."""
        return tuple(
            at for at, part in enumerate(self.parts) if part.structure == structure
        )

    def whole(self, linking: Floats, own: list[Floats]) -> Floats:
        """Put an answer together again.

        Parameters
        ----------
        linking : ndarray (K,)
            Values of the linking columns.
        own : list of ndarray
            Values of each part's columns.
        """
        size = self.linking.size + sum(part.columns.size for part in self.parts)
        value = np.empty(size)
        value[self.linking] = linking
        for part, values in zip(self.parts, own, strict=True):
            value[part.columns] = values
        return value


def split(lp: Arrays, linking: Index) -> Split:
    """Take a program apart.

    Parameters
    ----------
    lp : Arrays
        The whole program.
    linking : ndarray (K,)
        Columns that stay together in the master; each once.

    Returns
    -------
    Split
        O(coefficients · log). Columns in no row make up one part.

    Raises
    ------
    SolverError
        A linking column is none of the program's, or is named twice.

    Examples
    --------
    >>> rows = sparse.csc_array(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]))
    >>> lp = Arrays(np.ones(3), rows, np.ones(2), np.full(2, 2.0), *np.eye(3)[:2])
    >>> [part.columns.tolist() for part in split(lp, np.array([0])).parts]
    [[1], [2]]
    """
    _refuse_strange(lp, linking)
    free = np.ones(lp.cost.size, dtype=bool)
    free[linking] = False
    columns = np.flatnonzero(free)
    row_part, column_part = _components(sparse.csc_array(lp.matrix[:, columns]))
    own = _sorted_blocks(lp, columns, (row_part, column_part))
    link = sparse.csr_array(sparse.csr_array(lp.matrix)[:, linking])
    known: dict[bytes, int] = {}
    structures: list[Structure] = []
    parts = []
    for rows, mine, matrix in own:
        met = link[rows]
        linked = np.unique(met.indices)
        structure = Structure(matrix, sparse.csc_array(met[:, linked]))
        at = known.setdefault(_mark(structure), len(structures))
        if at == len(structures):
            structures.append(structure)
        parts.append(
            Part(
                at,
                mine,
                linked.astype(np.int64),
                Arrays(
                    lp.cost[mine],
                    structures[at].matrix,
                    lp.row_lower[rows],
                    lp.row_upper[rows],
                    lp.lower[mine],
                    lp.upper[mine],
                ),
            )
        )
    above = np.flatnonzero(row_part < 0)
    master = Arrays(
        lp.cost[linking],
        sparse.csc_array(link[above]),
        lp.row_lower[above],
        lp.row_upper[above],
        lp.lower[linking],
        lp.upper[linking],
    )
    return Split(linking, master, tuple(structures), tuple(parts))


def _refuse_strange(lp: Arrays, linking: Index) -> None:
    """Refuse linking columns that are not there or are named twice."""
    inside = (linking >= 0) & (linking < lp.cost.size)
    if not inside.all():
        raise SolverError(f"column {linking[~inside][0]} is none of the program's")
    if np.unique(linking).size < linking.size:
        raise SolverError("a linking column is named twice")


def _components(matrix: sparse.csc_array) -> tuple[Index, Index]:
    """Return the part of each row (-1: none) and of each column."""
    rows, columns = matrix.shape
    part = matrix.tocoo()
    graph = sparse.coo_array(
        (np.ones(part.nnz, dtype=np.int8), (part.row, part.col + rows)),
        shape=(rows + columns, rows + columns),
    )
    _, label = connected_components(graph, directed=False)
    row_label, column_label = label[:rows].copy(), label[rows:].copy()
    # Columns in no row have nothing to do with any other: one part holds them all.
    loose = np.diff(matrix.indptr) == 0
    column_label[loose] = label.size
    # Parts are numbered by their first columns.
    labels, first, inverse = np.unique(
        column_label, return_index=True, return_inverse=True
    )
    rank = np.empty(labels.size, dtype=np.int64)
    rank[np.argsort(first)] = np.arange(labels.size)
    of_label = np.full(label.size + 1, -1, dtype=np.int64)
    of_label[labels] = rank
    return of_label[row_label], rank[inverse]


def _sorted_blocks(
    lp: Arrays, columns: Index, part: tuple[Index, Index]
) -> list[tuple[Index, Index, sparse.csc_array]]:
    """Return the rows, columns and matrix of each part, without searching any twice."""
    row_part, column_part = part
    count = int(column_part.max(initial=-1)) + 1
    by_column = np.argsort(column_part, kind="stable")
    by_row = np.argsort(row_part, kind="stable")
    column_end = np.searchsorted(column_part[by_column], np.arange(count + 1))
    row_end = np.searchsorted(row_part[by_row], np.arange(count + 1))
    local = np.empty(row_part.size, dtype=np.int32)
    local[by_row] = np.arange(row_part.size) - row_end[np.maximum(row_part[by_row], 0)]
    matrix = sparse.csc_array(lp.matrix[:, columns[by_column]])
    blocks = []
    for at in range(count):
        mine = slice(column_end[at], column_end[at + 1])
        rows = by_row[row_end[at] : row_end[at + 1]]
        ends = matrix.indptr[mine.start : mine.stop + 1]
        inside = slice(ends[0], ends[-1])
        block = sparse.csc_array(
            (
                matrix.data[inside],
                local[matrix.indices[inside]],
                (ends - ends[0]).astype(np.int32),
            ),
            shape=(rows.size, mine.stop - mine.start),
        )
        blocks.append((rows, columns[by_column[mine]], block))
    return blocks


def _mark(structure: Structure) -> bytes:
    """Return a fingerprint of the coefficients."""
    mark = hashlib.blake2b(digest_size=16)
    for matrix in (structure.matrix, structure.link):
        mark.update(np.array(matrix.shape).tobytes())
        for values in (matrix.indptr, matrix.indices, matrix.data):
            mark.update(values.tobytes())
    return mark.digest()
