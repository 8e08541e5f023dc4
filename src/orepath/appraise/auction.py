"""An auction sells a block if enough firms find it worth a close look.

A firm looks closely only while the gain it may expect among the others who look pays
for the look. Where a sale needs three bidders, a firm alone has looked for nothing, so
staying away feeds on itself: the rule that should keep prices up keeps bidders out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.bidding import DRAWS, MOST, Bids, Ground, bids

Floats = NDArray[np.float64]

FIRST, SECOND = 3, 1
"""Bidders that a sale needs at the first attempt and at the second (fact/F0521)."""

_GRID = 161


@dataclass(frozen=True)
class Crowd:
    """Hold who may bid.

    Parameters
    ----------
    firms : float or ndarray (B,)
        Firms that think of bidding for a block, on average.
    look : float
        What a close look costs each: papers, own sampling, fees; unit of the blocks.
    spread : float
        Of their costs, standard deviation of the log.
    again : float
        What a bidder who came with too few others expects of the second attempt, part
        of what a sale at once had brought: it may not be held, later, or with more.
    """

    firms: float | Floats
    look: float
    spread: float
    again: float


@dataclass(frozen=True)
class Outcome:
    """Hold what an auction of B blocks comes to.

    Parameters
    ----------
    bidders : ndarray (B,)
        Expected number.
    none, few, sold : ndarray (B,)
        Chance of no bidder, of fewer than are needed, and of a sale; they add up to 1.
    premium, gain, revenue, worked : ndarray (B,)
        Where it is sold: premium, winner's gain after its look, what the state may
        expect, and the chance that a mine follows. Not a number where it never is.
    """

    bidders: Floats
    none: Floats
    few: Floats
    sold: Floats
    premium: Floats
    gain: Floats
    revenue: Floats
    worked: Floats


def auctioned(ground: Ground, crowd: Crowd, need: int, draws: int = DRAWS) -> Outcome:
    """Return what an attempt to sell blocks comes to.

    Parameters
    ----------
    ground : Ground
        B blocks.
    crowd : Crowd
        Who may bid.
    need : int
        Bidders that a sale needs.
    draws : int
        As for :func:`orepath.appraise.bidding.bids`.

    Returns
    -------
    Outcome
        O(B N draws).

    Notes
    -----
    Firms do not know their costs before they have looked, so all are alike and bidders
    come by chance: with m of them on average, k others have come with Poisson's
    chance, and who looks may expect able Σ p(k; m) weighed(k + 1) / (k + 1) over
    k >= need - 1. The most bidders for whom that pays for the look is what comes about;
    nobody coming is another balance wherever more than one is needed, so the chance of
    a sale is that of firms who trust that others come.

    References
    ----------
    Levin, D. & Smith, J. L. (1994). Equilibrium in auctions with entry. American
    Economic Review 84(3), 585-599.
    """
    found = bids(ground, crowd.spread, draws)
    return attempt(found, crowd, need)


def attempt(found: Bids, crowd: Crowd, need: int) -> Outcome:
    """Return what an attempt comes to where bidding is known.

    Parameters
    ----------
    found : Bids
        For 1 to N bidders.
    crowd : Crowd
        Who may bid.
    need : int
        Bidders that a sale needs.
    """
    mean = _bidders(found, crowd, need)
    chance = _poisson(mean, MOST)
    sold = chance[:, need:].sum(axis=1)
    enough = np.where(np.arange(1, MOST + 1) >= need, chance[:, 1:], 0.0)
    weight = np.divide(
        enough,
        sold[:, None],
        out=np.full(enough.shape, np.nan),
        where=sold[:, None] > 0,
    )
    means = [
        (weight * part).sum(axis=1)
        for part in (found.premium, found.gain, found.revenue, found.worked)
    ]
    none = chance[:, 0]
    return Outcome(mean, none, np.maximum(1.0 - none - sold, 0.0), sold, *means)


def _bidders(found: Bids, crowd: Crowd, need: int) -> Floats:
    """Return how many bid on average: the most for whom a look pays (B,)."""
    # Nobody who looks finds more worth bidding for than there are.
    most = np.broadcast_to(crowd.firms, found.able.shape) * found.able
    grid = most[:, None] * np.linspace(0.0, 1.0, _GRID)
    others = _poisson(grid, MOST - 1)
    others[..., : need - 1] *= crowd.again
    each = found.weighed / np.arange(1, MOST + 1)
    pays = found.able[:, None] * (others @ each[:, :, None])[..., 0] - crowd.look
    last = _GRID - 1 - np.argmax(pays[:, ::-1] >= 0.0, axis=1)
    after = np.minimum(last + 1, _GRID - 1)
    rows = np.arange(last.size)
    here, there = pays[rows, last], pays[rows, after]
    fall = here - there
    # Between the last at which a look pays and the next: where it just does.
    part = np.divide(here, fall, out=np.zeros(here.size), where=fall > 0.0)
    mean = grid[rows, last] + part * (grid[rows, after] - grid[rows, last])
    return np.where((pays >= 0.0).any(axis=1), mean, 0.0)


def _poisson(mean: Floats, most: int) -> Floats:
    """Return Poisson's chances of 0 to ``most``, the rest at the most."""
    from scipy.special import gammaln, xlogy

    k = np.arange(most + 1)
    chance = np.exp(xlogy(k, mean[..., None]) - mean[..., None] - gammaln(k + 1))
    chance[..., -1] += 1.0 - chance.sum(axis=-1)
    return np.asarray(chance)
