"""Bidding raises the premium until one bidder is left: the one who digs cheapest.

A bidder who wins explores, learns what is in the ground and may then walk away: what it
bids for is a right to mine, worth the more the less is known, and dear to find out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST = 24
"""More bidders than this for one block are not thought of."""

DRAWS = 256
_LIKELY = 1e-12


@dataclass(frozen=True)
class Ground:
    """Hold what bidders for B blocks know; money in one unit, present worth.

    Parameters
    ----------
    base : ndarray (B,)
        Value of the mineral on which royalty and premium are due, if it is worked.
    earned : ndarray (B,)
        What the winner earns for each unit of that value; above 1 where it goes on to
        make what is dearer than the mineral's official value.
    cost : ndarray (B,)
        What a bidder of middling skill spends to build and work it.
    take : ndarray (B,)
        Royalty and what is due on it, part of the base.
    left : ndarray (B,)
        Cost of the exploration still to be done before it can be built.
    chance : ndarray (B,)
        Of exploration finding what can be worked.
    error : ndarray (B,)
        Spread of the value found about the value told, standard deviation of its log.
    reserve : ndarray (B,)
        Least premium.
    faith : ndarray (B,)
        Part of the value told that bidders count on: what is not known they fear.
    """

    base: Floats
    earned: Floats
    cost: Floats
    take: Floats
    left: Floats
    chance: Floats
    error: Floats
    reserve: Floats
    faith: Floats


@dataclass(frozen=True)
class Bids:
    """Hold what bidding comes to with 1 to N bidders for B blocks.

    Parameters
    ----------
    able : ndarray (B,)
        Chance that who has looked closely finds it worth a bid.
    weighed : ndarray (B, N)
        Winner's gain as bidders weigh it, before costs are known.
    gain : ndarray (B, N)
        Winner's gain as it may be expected, fear left out.
    premium : ndarray (B, N)
        Premium paid, part of the base.
    revenue : ndarray (B, N)
        What the state may expect of royalty and premium.
    worked : ndarray (B, N)
        Chance that the block is mined in the end.
    """

    able: Floats
    weighed: Floats
    gain: Floats
    premium: Floats
    revenue: Floats
    worked: Floats


def right(value: Floats, cost: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return what the right to spend a cost for an uncertain value is worth.

    Parameters
    ----------
    value, cost : ndarray
        Expected value, and what is spent if it turns out to be worth it.
    spread : ndarray
        Standard deviation of the value's log; 0 is sure.

    Returns
    -------
    tuple of ndarray
        Worth, and the expected value times taken-up part: what of ``value`` is earned.

    Notes
    -----
    v Φ(d) - k Φ(d - s), d = ln(v / k) / s + s / 2: an option on a value known on one
    day, at no interest.

    References
    ----------
    Black, F. & Scholes, M. (1973). The pricing of options and corporate liabilities.
    Journal of Political Economy 81(3), 637-654. doi 10.1086/260062, equation 13.

    Examples
    --------
    >>> worth, _ = right(np.array([3.0]), np.array([2.0]), np.array([0.0]))
    >>> float(worth[0])
    1.0
    """
    from scipy.special import ndtr

    s = np.maximum(spread, 1e-9)
    with np.errstate(divide="ignore"):
        d = np.log(np.maximum(value, 0.0) / cost) / s + 0.5 * s
    earned = np.maximum(value, 0.0) * ndtr(d)
    return earned - cost * ndtr(d - s), earned


def bids(ground: Ground, spread: float, draws: int = DRAWS) -> Bids:
    """Return what bidding comes to, whoever many bid.

    Parameters
    ----------
    ground : Ground
        B blocks.
    spread : float
        Of bidders' costs, standard deviation of their log.
    draws : int
        Pairs of costs looked at for each number of bidders.

    Returns
    -------
    Bids
        O(B N draws).

    Notes
    -----
    A bidder with cost k weighs its gain at q c(f h M, k) - x: q the chance of success,
    c the right to mine, f the part of the value it counts on, h = earned - take -
    premium what is left of each unit of the base M, x the exploration left. It stays
    while that is above nil, so the second cheapest sets the premium, and with one
    bidder the reserve does. Lowest and second lowest of n costs come of uniform
    numbers: u1 = 1 - v1^(1/n), u2 = 1 - (1 - u1) v2^(1/(n-1)).

    References
    ----------
    Milgrom, P. R. & Weber, R. J. (1982). A theory of auctions and competitive bidding.
    Econometrica 50(5), 1089-1122. doi 10.2307/1911865, section 5.
    """
    most = ground.earned - ground.take - ground.reserve
    able = _able(ground, most, spread)
    first, second = _cheapest(able, spread, draws)
    at = (slice(None), None, None)
    base, cost = ground.base[at], ground.cost[at] * first
    chance, left, error = ground.chance[at], ground.left[at], ground.error[at]
    counted = base * ground.faith[at]
    # What is left of each unit of the base when the second cheapest gives up.
    stay = _given_up(ground, second) * second * ground.cost[at] / counted
    held = np.minimum(stay, most[at])
    weighed, _ = right(held * counted, cost, error)
    worth, taken, built = mined(held * base, cost, error)
    premium = (ground.earned - ground.take)[at] - held
    parts = (
        np.maximum(chance * weighed - left, 0.0),
        chance * worth - left,
        premium,
        chance * (ground.take[at] + premium) * base * taken,
        chance * built,
    )
    shape = (ground.base.size, MOST, draws)
    return Bids(able, *(np.broadcast_to(x, shape).mean(axis=2) for x in parts))


def mined(value: Floats, cost: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Return what a right comes to: its worth, the part of value earned, the chance.

    Parameters
    ----------
    value, cost, spread : ndarray
        As for :func:`right`.

    Returns
    -------
    tuple of ndarray
        Worth; part of the expected value that is earned, since the best finds are
        mined; chance that it is mined at all.
    """
    from scipy.special import ndtr

    worth, earned = right(value, cost, spread)
    s = np.maximum(spread, 1e-9)
    some = np.maximum(value, 1e-300)
    return worth, earned / some, ndtr(np.log(some / cost) / s - 0.5 * s)


def _able(ground: Ground, most: Floats, spread: float) -> Floats:
    """Return the chance that a bidder's cost is low enough for the reserve (B,)."""
    from scipy.special import ndtr

    low = np.full(ground.base.size, -6.0)
    high = np.full(ground.base.size, 6.0)
    for _ in range(48):
        middle = 0.5 * (low + high)
        worth, _ = right(
            most * ground.base * ground.faith,
            ground.cost * np.exp(spread * middle),
            ground.error,
        )
        pays = ground.chance * worth > ground.left
        low, high = np.where(pays, middle, low), np.where(pays, high, middle)
    return np.maximum(ndtr(low), _LIKELY)


def _cheapest(able: Floats, spread: float, draws: int) -> tuple[Floats, Floats]:
    """Return lowest and second lowest cost of n who can bid, part of the middle.

    Returns
    -------
    tuple of ndarray (B, N, D)
        With one bidder the second lowest is that of nobody: endless.
    """
    from scipy.special import ndtri

    v = _even(draws)
    n = np.arange(1, MOST + 1)[:, None]
    first = 1.0 - v[0] ** (1.0 / n)
    second = 1.0 - (1.0 - first) * v[1] ** (1.0 / np.maximum(n - 1, 1))
    scale = able[:, None, None]
    low = np.exp(spread * ndtri(np.clip(first * scale, 1e-12, 1 - 1e-12)))
    next_low = np.exp(spread * ndtri(np.clip(second * scale, 1e-12, 1 - 1e-12)))
    next_low[:, 0, :] = np.inf
    return low, next_low


def _even(draws: int) -> Floats:
    """Return pairs of numbers that fill the unit square evenly (2, D)."""
    # A lattice of Fibonacci's kind: the same at every call, no draws and no noise.
    k = np.arange(draws)
    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    return np.stack([(k + 0.5) / draws, np.mod(k * golden + 0.5 / draws, 1.0)])


def _given_up(ground: Ground, second: Floats) -> Floats:
    """Return value over cost at which the right is just worth the exploration left.

    Where nobody is second the answer is endless.
    """
    grid = np.exp(np.linspace(-4.0, 6.0, 4000))
    wanted = (ground.left / (ground.chance * ground.cost))[:, None, None] / second
    found = np.full(wanted.shape, np.inf)
    there = np.isfinite(second)
    sure = (ground.error == 0.0)[:, None, None] & there
    found[sure] = 1.0 + wanted[sure]
    for error in np.unique(ground.error[ground.error > 0.0]):
        worth, _ = right(grid, np.ones(grid.size), np.full(grid.size, error))
        rising = np.maximum.accumulate(worth)
        # What is nearly sure is worth nothing up to its cost: start where it is.
        start = max(int(np.searchsorted(rising, 1e-9)) - 1, 0)
        mine = (ground.error == error)[:, None, None] & there
        found[mine] = np.interp(wanted[mine], rising[start:], grid[start:])
    return found
