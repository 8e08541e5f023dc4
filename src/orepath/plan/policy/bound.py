"""A bound is one row of the policies laid over members and moments: a limit on each.

A bound that may be exceeded at a price has a column of the block ``excess`` for each of
its limits, in the same order; a hard one has none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.network import Network
from orepath.plan.program import Draft, Labeller, Triplets, stacked
from orepath.world.case import Case
from orepath.world.tables.policy import SHARES

Index = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """Hold a policy, whom it speaks of and when.

    Parameters
    ----------
    at : int
        Row of the table of policies.
    row : dict of str to object
        That row.
    members : tuple of str
        Each has limits of its own: the origins of a cap, say. One empty member where
        the policy has only one limit a moment.
    moments : ndarray of int (m,)
        Moments in force.
    """

    at: int
    row: dict[str, Any]
    members: tuple[str, ...]
    moments: Index

    @property
    def size(self) -> int:
        """Return the number of limits: one a member and moment, by member."""
        return len(self.members) * self.moments.size

    @property
    def soft(self) -> bool:
        """Return whether the limits may be exceeded at a price."""
        return self.row["excess"] is not None

    def label(self, n: Network, limit: int) -> str:
        """Return the reader's name of a limit: policy, member, moment."""
        member, slot = divmod(limit, self.moments.size)
        words = (self.members[member], n.moments.label[self.moments[slot]])
        return ": ".join([self.row["name"], ", ".join(word for word in words if word)])

    def slots(self, moment: Index) -> Index:
        """Return the place of each moment among those in force; -1 outside (k,).

        Parameters
        ----------
        moment : ndarray of int (k,)
            Moments of columns.
        """
        hit = np.flatnonzero(np.isin(moment, self.moments))
        found = np.full(moment.size, -1)
        found[hit] = np.searchsorted(self.moments, moment[hit])
        return found


def rows_of(n: Network, *kinds: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield position and row of the policies of some kinds, in file order."""
    for at, row in enumerate(_policies(n.case)):
        if row["kind"] in kinds:
            yield at, row


@remembered
def _policies(case: Case) -> tuple[dict[str, Any], ...]:
    """Return the policies as rows."""
    return tuple(case.table("policies").iter_rows(named=True))


def in_force(n: Network, row: dict[str, Any]) -> Index:
    """Return the moments that begin in the years of a policy, disrupted ones too (m,).

    Parameters
    ----------
    n : Network
        With its moments.
    row : dict
        A policy with ``start`` and ``end``, both included.
    """
    year = n.moments.first
    return np.flatnonzero((year >= row["start"]) & (year <= row["end"]))


def bound(
    n: Network, at: int, row: dict[str, Any], members: tuple[str, ...] = ("",)
) -> Bound:
    """Lay a policy over its members and the moments in force.

    A hard share is waived in disrupted years: nobody starves for a quota whose
    suppliers have stopped. A soft one is paid for then as ever.
    """
    moments = in_force(n, row)
    if row["excess"] is None and row["kind"] in ("share_cap", *SHARES):
        moments = np.intersect1d(moments, n.moments.stem)
    return Bound(at, row, members, moments)


def labels_of(n: Network, bounds: Sequence[Bound]) -> Labeller:
    """Return what names the limits of some policies, counted through.

    Most are never asked for.

    Parameters
    ----------
    n : Network
        With its moments.
    bounds : sequence of Bound
        Policies in the order of their limits.
    """
    first = np.cumsum([0, *(one.size for one in bounds)])

    def label(limit: int) -> str:
        at = int(np.searchsorted(first, limit, side="right")) - 1
        return bounds[at].label(n, limit - int(first[at]))

    return label


Terms = Callable[[Bound], Iterable[Triplets]]
"""Yields coefficients of a bound: row within the bound, column, value."""


def write(
    draft: Draft,
    rule: str,
    bounds: list[Bound],
    terms: Terms,
    *,
    least: bool = False,
    limit: Callable[[Bound], float] = lambda _: 0.0,
) -> None:
    """Add the rows of a kind of policy: Σ ≤ limit + excess, or Σ ≥ limit - excess.

    Parameters
    ----------
    draft : Draft
        What the rows are added to; no rows where no policy is in force.
    rule : str
        Name of the group of rows.
    bounds : list of Bound
        Policies of the kind.
    terms : callable
        Coefficients of one of them.
    least : bool
        Whether the policies ask for a least rather than a most.
    limit : callable
        Right-hand side of one of them.
    """
    n = draft.network
    excess = n.blocks["excess"]
    parts: list[Triplets] = []
    sides: list[Floats] = []
    first = 0
    for one in bounds:
        parts.extend((first + r, c, v) for r, c, v in terms(one))
        own = excess.index[excess.item == one.at]
        give = np.full(own.size, 1.0 if least else -1.0)
        parts.append((first + np.arange(own.size), own, give))
        sides.append(np.full(one.size, limit(one)))
        first += one.size
    if not first:
        return
    side = np.concatenate(sides)
    far = np.full(side.size, np.inf)
    limits = (side, far) if least else (-far, side)
    draft.add(rule, stacked(parts), limits, labels_of(n, bounds))
