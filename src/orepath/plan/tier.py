"""Tiers part the users of a good by how dear it must be before they go without."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.world.case import Case

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tiers:
    """Hold the tiers of one use, the least patient first.

    Parameters
    ----------
    share : ndarray (τ,)
        Part of the use each tier holds.
    multiple : ndarray (τ,)
        Price at which it goes without, as a multiple of the base price, rising.
    """

    share: Floats
    multiple: Floats

    @property
    def edges(self) -> Floats:
        """Return what is left of the use after each tier has given up (τ,).

        The least patient stand at the top of the use and give up first.
        """
        return np.clip(1.0 - np.cumsum(self.share), 0.0, 1.0)

    def choke(self, left: Floats, rest: float) -> Floats:
        """Return at which multiple of the price a unit of use is given up.

        Parameters
        ----------
        left : ndarray (n,)
            Where the unit stands, as a part of the use of the base year.
        rest : float
            Choke price of what no tier holds, as a multiple.

        Returns
        -------
        ndarray (n,)
            Never below that of a unit that stands higher: what is rest goes without no
            earlier than the most patient tier.

        Examples
        --------
        >>> two = Tiers(np.array([0.1, 0.3]), np.array([1.5, 3.0]))
        >>> two.choke(np.array([0.95, 0.7, 0.3]), 8.0).tolist()
        [1.5, 3.0, 8.0]
        """
        caps = np.append(self.multiple, max(rest, float(self.multiple[-1])))
        # Edges fall from tier to tier: count how many lie above the unit.
        at = np.searchsorted(-self.edges, -np.asarray(left), side="left")
        return np.asarray(caps[at], dtype=np.float64)


def tiers_of(case: Case, commodity: list[str], place: list[str]) -> dict[int, Tiers]:
    """Return the tiers of the uses that have some.

    Parameters
    ----------
    case : Case
        With ``tiers``.
    commodity, place : list of str, length D
        Of each use.

    Returns
    -------
    dict of int to Tiers
        By position of the use. Tiers of the place itself go before those for ``*``.
    """
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in case.table("tiers").iter_rows(named=True):
        tier = (row["multiple"], row["share"])
        found.setdefault((row["commodity"], row["place"]), []).append(tier)
    tiers = {}
    for use, (good, where) in enumerate(zip(commodity, place, strict=True)):
        rows = found.get((good, where)) or found.get((good, "*"))
        if rows:
            multiples, shares = (np.array(c) for c in zip(*sorted(rows), strict=True))
            tiers[use] = Tiers(shares, multiples)
    return tiers
