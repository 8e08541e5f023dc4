"""The arrays an indicator reads: who makes, uses, sells and buys, in every draw.

The axes are draw D, key K, place P and focus F. A key is a commodity at a stage in a
year. Draw 0 holds the values themselves, the draws after it come from their ranges.
Trade stays as rows sorted by key and focus: most places sell nothing to most others.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Trade:
    """Hold the rows of trade that touch the focus places, sorted by key and focus.

    Parameters
    ----------
    amounts : ndarray
        ``(D, R)``, t/a in the basis of the key.
    usd, gross : ndarray
        ``(R,)``, USD and t/a as traded; NaN where not known.
    partner : ndarray of int
        ``(R,)``, position on P of the other end.
    key, focus : ndarray of int
        ``(R,)``, positions on K and F.
    shape : tuple of int
        Lengths of K and F.
    """

    amounts: Array
    usd: Array
    gross: Array
    partner: Index
    key: Index
    focus: Index
    shape: tuple[int, int]

    def summed(self, amounts: Array) -> Array:
        """Sum ``(..., R)`` over the partners to ``(..., K, F)``."""
        return self._reduced(np.add, amounts)

    def largest(self, amounts: Array) -> Array:
        """Take the largest partner's amount: ``(..., R)`` to ``(..., K, F)``."""
        return self._reduced(np.maximum, amounts)

    def _reduced(self, reduce: np.ufunc, amounts: Array) -> Array:
        keys, focuses = self.shape
        reduced = np.zeros((*amounts.shape[:-1], keys * focuses))
        if self.key.size:
            cell = self.key * focuses + self.focus
            starts = np.flatnonzero(np.diff(cell, prepend=-1))
            reduced[..., cell[starts]] = reduce.reduceat(amounts, starts, axis=-1)
        return reduced.reshape(*amounts.shape[:-1], keys, focuses)


@dataclass(frozen=True)
class Flows:
    """Hold what is known of a block of keys.

    Parameters
    ----------
    supply, use : ndarray
        ``(D, K, P)``, made and used; t/a, or fractions of the world where
        ``fraction``.
    nameless : ndarray
        ``(D, K)``, what shares of the world leave to places that are not listed.
    inward, outward : Trade
        What the focus places buy, by origin, and sell, by destination.
    made, fraction, used : ndarray of bool
        ``(K,)``, whether supply is known, is in shares of the world, and whether use
        is known.
    traded : ndarray of bool
        ``(K, F)``, whether the trade of the focus place is known.
    named, against : ndarray of bool
        ``(P,)``, false for places that stand for many unnamed ones; true for the bloc
        that is looked at.
    weight, stability, barrier : ndarray
        ``(K, P)``, governance on 0–10, political instability on 0–1, trade parameter.
    recycling, substitution : ndarray
        ``(K,)``, fractions; NaN where not known.
    focus : ndarray of int
        ``(F,)``, positions of the focus places on P.
    """

    supply: Array
    use: Array
    nameless: Array
    inward: Trade
    outward: Trade
    made: Mask
    fraction: Mask
    used: Mask
    traded: Mask
    named: Mask
    against: Mask
    weight: Array
    stability: Array
    barrier: Array
    recycling: Array
    substitution: Array
    focus: Index

    @cached_property
    def named_supply(self) -> Array:
        """Supply ``(D, K, P)`` of the named places, 0 for the others."""
        return np.where(self.named, self.supply, 0.0)

    @cached_property
    def unnamed_supply(self) -> Array:
        """Supply ``(D, K)`` of all places without a name."""
        listed = np.where(self.named, 0.0, self.supply).sum(axis=-1)
        return np.asarray(listed + self.nameless)

    @cached_property
    def world(self) -> Array:
        """Supply ``(D, K)`` of the world."""
        return np.asarray(self.supply.sum(axis=-1) + self.nameless)

    @cached_property
    def own(self) -> Array:
        """Supply ``(D, K, F)`` of the focus places."""
        return self.supply[..., self.focus]

    @cached_property
    def imports(self) -> Array:
        """Imports ``(D, K, F)`` of the focus places, t/a."""
        return self.inward.summed(self.inward.amounts)

    @cached_property
    def exports(self) -> Array:
        """Exports ``(D, K, F)`` of the focus places, t/a."""
        return self.outward.summed(self.outward.amounts)
