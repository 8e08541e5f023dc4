"""A program is columns, rows and an objective, assembled from flat index arrays.

Columns are in kt/a (starts in whole projects), the objective is discounted USD million
to be made as small as possible: costs positive, the worth of use negative.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.network import Network

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Labeller = Callable[[int], str]


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


@dataclass
class Draft:
    """Gather rows while the rules are applied; :func:`program_of` freezes it."""

    network: Network
    groups: list[Rows] = field(default_factory=list)
    _triplets: list[tuple[Index, Index, Floats]] = field(default_factory=list)
    _count: int = 0

    def add(
        self,
        rule: str,
        triplets: tuple[NDArray[np.int64], NDArray[np.int64], Floats],
        limits: tuple[Floats, Floats],
        label: Labeller,
    ) -> None:
        """Add the rows of a rule.

        Parameters
        ----------
        rule : str
            Name.
        triplets : tuple of ndarray
            Row within the rule, column of the program, coefficient.
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
        """Return all rows as one sparse matrix."""
        rows, columns, values = (
            np.concatenate([part[i] for part in self._triplets]) for i in range(3)
        )
        shape = (self._count, self.network.columns)
        return sparse.csc_array(
            sparse.coo_array((values, (rows, columns)), shape=shape)
        )


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
    lines : dict of str to ndarray (columns,)
        Each cost line; they sum to ``cost``.
    lower, upper : ndarray (columns,)
        Limits of the columns.
    groups : tuple of Rows
        Rows by rule.
    """

    network: Network
    matrix: sparse.csc_array
    cost: Floats
    lines: dict[str, Floats]
    lower: Floats
    upper: Floats
    groups: tuple[Rows, ...]

    @property
    def row_lower(self) -> Floats:
        """Return the lower limits of all rows."""
        return np.concatenate([g.lower for g in self.groups])

    @property
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
        """Return the reader's name of a row."""
        for group in self.groups:
            if group.start <= row < group.start + group.size:
                return f"{group.rule}: {group.label(row - group.start)}"
        raise KeyError(row)
