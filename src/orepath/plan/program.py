"""A program is columns, rows and an objective, assembled from flat index arrays.

Columns are in kt/a (starts in whole projects), the objective is discounted USD million
to be made as small as possible: costs positive, the worth of use negative.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.flight import Stairs
from orepath.plan.network import Block, Network

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Labeller = Callable[[int], str]
CostLine = Callable[[Network], dict[str, Floats]]
"""What a unit of each column of some blocks costs, by the name of the block."""
Triplets = tuple[Index, Index, Floats]
"""Row, column and value of each coefficient, as flat arrays of one length."""


@dataclass(frozen=True)
class Rows:
    """Hold the rows one rule adds.

    Parameters
    ----------
    rule : str
        Name of the rule.
    start : int
        Position of the first row in the program.
    lower, upper : ndarray (r,)
        Limits.
    label : callable
        Name of the n-th row for readers.
    """

    rule: str
    start: int
    lower: Floats
    upper: Floats
    label: Labeller

    @property
    def size(self) -> int:
        """Return the number of rows."""
        return self.lower.size

    @property
    def rows(self) -> slice:
        """Return the rule's rows in the program."""
        return slice(self.start, self.start + self.size)


def stacked(parts: Iterable[Triplets]) -> Triplets:
    """Join coefficients that were gathered in parts.

    Parameters
    ----------
    parts : iterable of Triplets
        One at least.
    """
    rows, columns, values = zip(*parts, strict=True)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)


class Draft:
    """Gather rows while the rules are applied; the assembly freezes it.

    Rules see a condensed network, in which all steps of a stair are one column: their
    coefficients are the same in every row, so they are stated once and copied.

    Parameters
    ----------
    network : Network
        Blocks of columns, laid out.

    Attributes
    ----------
    network : Network
        The condensed network: the one whose columns rules state coefficients of.
    groups : list of Rows
        What was added so far.
    """

    def __init__(self, network: Network) -> None:
        self.network, self._source = _condensed(network)
        self.groups: list[Rows] = []
        self._triplets: list[Triplets] = []
        self._count = 0

    def add(
        self,
        rule: str,
        triplets: Triplets,
        limits: tuple[Floats, Floats],
        label: Labeller,
    ) -> None:
        """Add the rows of a rule.

        Parameters
        ----------
        rule : str
            Name.
        triplets : tuple of ndarray
            Row within the rule, column of the condensed network, coefficient.
        limits : tuple of ndarray (r,)
            Lower and upper limit.
        label : callable
            Names the n-th row.
        """
        lower, upper = limits
        rows, columns, values = triplets
        self.groups.append(Rows(rule, self._count, lower, upper, label))
        self._triplets.append((rows + self._count, columns, values))
        self._count += lower.size

    def matrix(self) -> sparse.csc_array:
        """Return all rows as one sparse matrix over the columns of the program.

        O(non-zeros): the condensed matrix is sorted, then its columns are copied.
        """
        rows, columns, values = stacked(self._triplets)
        shape = (self._count, self.network.columns)
        # Narrow positions from here on: they are copied with every step of a stair.
        at = (rows.astype(np.int32), columns.astype(np.int32))
        stated = sparse.csc_array(sparse.coo_array((values, at), shape=shape))
        return stated[:, self._source]


def _condensed(network: Network) -> tuple[Network, NDArray[np.int32]]:
    """Return the network with stairs as one column each, and each column's source."""
    blocks: dict[str, Block] = {}
    source = np.empty(network.columns, dtype=np.int32)
    start = 0
    for name, block in network.blocks.items():
        part = source[block.columns]
        if isinstance(block, Stairs):
            blocks[name] = replace(block.whole, start=start)
            np.add(block.step_of, start, out=part, casting="unsafe")
        else:
            blocks[name] = replace(block, start=start)
            part[:] = np.arange(start, start + block.size)
        start += blocks[name].size
    return replace(network, blocks=blocks), source


class Lines(Mapping[str, Floats]):
    """Lay a cost line out over all columns when it is asked for.

    Parameters
    ----------
    network : Network
        Whose columns cost.
    lines : tuple of (str, callable)
        Name and function of each line, in order.
    """

    def __init__(self, network: Network, lines: tuple[tuple[str, CostLine], ...]):
        self._network, self._lines = network, dict(lines)
        self._known: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        """Return a line over all columns, discounted USD million a unit."""
        if name not in self._known:
            line = np.zeros(self._network.columns)
            for block, values in self._lines[name](self._network).items():
                line[self._network.blocks[block].columns] = values
            self._known[name] = line
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names in order."""
        return iter(self._lines)

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self._lines)


@dataclass(frozen=True)
class Program:
    """Hold a linear program and the names of its parts.

    Parameters
    ----------
    network : Network
        Meaning of the columns.
    matrix : scipy.sparse.csc_array (rows, columns)
        Coefficients.
    cost : ndarray (columns,)
        Sum of the cost lines, discounted USD million a unit.
    lines : mapping of str to ndarray (columns,)
        Each cost line; they sum to ``cost``.
    lower, upper : ndarray (columns,)
        Limits of the columns.
    groups : tuple of Rows
        Rows by rule.
    """

    network: Network
    matrix: sparse.csc_array
    cost: Floats
    lines: Mapping[str, Floats]
    lower: Floats
    upper: Floats
    groups: tuple[Rows, ...]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Return which columns may take whole numbers only: starts (columns,)."""
        return self.network.whole

    @cached_property
    def row_lower(self) -> Floats:
        """Return the lower limits of all rows."""
        return np.concatenate([g.lower for g in self.groups])

    @cached_property
    def row_upper(self) -> Floats:
        """Return the upper limits of all rows."""
        return np.concatenate([g.upper for g in self.groups])

    def group(self, rule: str) -> Rows:
        """Return the rows of a rule.

        Raises
        ------
        KeyError
            The rule added none.
        """
        for group in self.groups:
            if group.rule == rule:
                return group
        raise KeyError(rule)

    def row_label(self, row: int) -> str:
        """Return the reader's name of a row, as ``rule: row``.

        Raises
        ------
        KeyError
            The program has no such row.
        """
        for group in self.groups:
            if group.start <= row < group.start + group.size:
                return f"{group.rule}: {group.label(row - group.start)}"
        raise KeyError(row)

    def column_label(self, column: int) -> str:
        """Return the reader's name of a column: its block, its item and its moment."""
        n = self.network
        b = n.calibration.balance
        makers, pairs, _ = b.sizes
        base = {"make": 0, "ship": makers, "open": makers, "use": makers + pairs}
        for name, block in n.blocks.items():
            at = column - block.start
            if not 0 <= at < block.size:
                continue
            item, when = int(block.item[at]), n.moments.label[block.moment[at]]
            if name in base:
                return f"{name} {b.labels[base[name] + item]}, {when}"
            if block.label:
                return f"{name} {block.label(at)}"
            return f"{name} {n.projects['project'][item]}, {when}"
        raise KeyError(column)
