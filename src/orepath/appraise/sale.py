"""A sale is a block offered once: who comes, what is paid, who gains, what it tells.

What a better resource statement changes is found by drawing what exploration may find
before the sale.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.auction import Crowd, Outcome, attempt
from orepath.appraise.bidding import bids, mined
from orepath.appraise.block import Block, grounds
from orepath.appraise.tender import LEVELS, Tender, tender
from orepath.core.sampling import stream
from orepath.errors import InputError, Problem, suggest

Floats = NDArray[np.float64]

_COSTS = 64


@dataclass(frozen=True)
class Sale:
    """Hold what offering a block comes to, means over what it may be.

    Parameters
    ----------
    level : str
        How far it is explored when it is offered.
    attempt : str
        ``first``; ``second``, of what the first did not sell; or ``either``.
    bidders, none, few, sold : float
        Expected bidders, and chances of none, too few and a sale.
    premium : float
        Where sold, mean over what the block may be; 0 where it never is.
    premium_low, premium_high : float or None
        10th and 90th percentile; None where it never sells.
    gain : float
        Winner's net present value where sold, its look paid, USD.
    worked : float
        Chance that a mine follows a sale.
    revenue : float
        What the state may expect of royalty and premium, sale or none, USD.
    """

    level: str
    attempt: str
    bidders: float
    none: float
    few: float
    sold: float
    premium: float
    premium_low: float | None
    premium_high: float | None
    gain: float
    worked: float
    revenue: float


@dataclass(frozen=True)
class Offer:
    """Hold what offering a block explored up to a level comes to.

    Parameters
    ----------
    level : str
        How far it is explored when it is offered.
    found : float
        Chance that it is offered at all: that exploring it so far does not fail.
    spent : float
        What exploring it so far costs the state, USD.
    sales : tuple of Sale
        Where offered: the first attempt, the second, and either.
    """

    level: str
    found: float
    spent: float
    sales: tuple[Sale, ...]

    @property
    def revenue(self) -> float:
        """Return what the state may expect over both attempts, exploration paid."""
        return self.found * self.sales[-1].revenue - self.spent


def offer(
    block: Block, level: str = "", seed: int = 0, given: Tender | None = None
) -> Offer:
    """Return what offering a block comes to, once and again.

    Parameters
    ----------
    block : Block
        As told.
    level : str
        Explored up to here by the state before it is offered; empty offers it as it is.
    seed : int
        Of the draws.
    given : Tender, optional
        Rules and bidders; those of the package.

    Returns
    -------
    Offer
        O(draws).

    Raises
    ------
    InputError
        The level is unknown or below the block's own.

    Notes
    -----
    Exploration that leads from a level with chance q and error e to one with q' and e'
    fails with chance 1 - q / q'; where it does not, the value told is drawn about the
    old one with the log spread sqrt(e² - e'²), so nothing is gained on average: only
    what is not known any more is gone, and with it the fear and the right to walk away.
    """
    given = given or tender()
    level = level or block.level
    _known(block, level)
    ground = grounds(block, level, seed, given)
    crowd = _crowd(given, ground.base.size, seed)
    bidding = bids(ground, crowd.spread, _COSTS)
    first = attempt(bidding, crowd, given.rule.first)
    second = attempt(bidding, crowd, given.rule.second)
    all_ = np.ones(ground.base.size)
    one = _told(level, "first", [(first, all_)], crowd.look)
    two = _told(level, "second", [(second, 1.0 - first.sold)], crowd.look)
    both = [(first, all_), (second, 1.0 - first.sold)]
    before, after = given.level[block.level], given.level[level]
    return Offer(
        level,
        min(before.chance.value / after.chance.value, 1.0),
        max(before.left.value - after.left.value, 0.0),
        (one, two, _told(level, "either", both, crowd.look)),
    )


def _told(
    level: str, name: str, attempts: list[tuple[Outcome, Floats]], look: float
) -> Sale:
    """Return the means of attempts, each with the weight of every draw."""
    last, weight = attempts[-1]
    sold = np.concatenate([one.sold * w for one, w in attempts])
    total = max(float(sold.sum()), 1e-300)

    def where_sold(what: str) -> Floats:
        values = np.concatenate([getattr(one, what) for one, _ in attempts])
        return np.asarray(np.nan_to_num(values) * sold / total, dtype=np.float64)

    premium = np.concatenate([one.premium for one, _ in attempts])
    low, high = _spread(premium, sold)
    held = float(attempts[0][1].sum())
    share = weight / weight.sum()
    # Of two attempts, what becomes of a block is told by the last.
    left = float(weight.sum()) / held
    return Sale(
        level=level,
        attempt=name,
        bidders=float(attempts[0][0].bidders @ attempts[0][1]) / held,
        none=left * float(last.none @ share),
        few=left * float(last.few @ share),
        sold=float(sold.sum()) / held,
        premium=float(where_sold("premium").sum()),
        premium_low=low,
        premium_high=high,
        gain=float(where_sold("gain").sum()) - look,
        worked=float(where_sold("worked").sum()),
        revenue=float(where_sold("revenue").sum()) * float(sold.sum()) / held,
    )


def _spread(premium: Floats, weight: Floats) -> tuple[float | None, float | None]:
    """Return the 10th and 90th percentile of premia by weight."""
    there = np.isfinite(premium) & (weight > 0)
    if not there.any():
        return None, None
    order = np.argsort(premium[there])
    reached = np.cumsum(weight[there][order])
    low, high = np.interp((0.1, 0.9), reached / reached[-1], premium[there][order])
    return float(low), float(high)


def _known(block: Block, level: str) -> None:
    """Refuse a level that is none, or below what is known already."""
    if level not in LEVELS:
        raise InputError(
            Problem("level", f"{level!r} is none", suggest(level, list(LEVELS)))
        )
    if LEVELS.index(level) < LEVELS.index(block.level):
        raise InputError(
            Problem(
                "level",
                f"{block.title} is explored up to {block.level}; {level} is less",
                f"give {block.level} or better",
            )
        )


def _crowd(given: Tender, size: int, seed: int) -> Crowd:
    """Return who may bid: how many turn to this block is not known either."""
    from scipy.special import gammaincinv

    crowd = given.crowd
    shape = crowd.uneven.value**-2.0
    luck = stream(seed, "block", "firms").random(size)
    return Crowd(
        crowd.firms.value * gammaincinv(shape, luck) / shape,
        crowd.look.value,
        crowd.spread.value,
        crowd.again.value,
    )


@dataclass(frozen=True)
class Loss:
    """Hold what a premium means for who bids it, means over what the block may be, USD.

    Parameters
    ----------
    premium : float
        Part of the mineral's value.
    gain : float
        Expected gain of a bidder of middling cost that may walk away once it has
        explored; below nil it loses what it explores for.
    forced : float
        Its gain if the mine is built whatever is found.
    needed : float
        What it must earn for each dollar of the mineral's value to come out even.
    worked : float
        Chance that it builds the mine at all.
    """

    premium: float
    gain: float
    forced: float
    needed: float
    worked: float


def bid_at(
    block: Block, premium: float, seed: int = 0, given: Tender | None = None
) -> Loss:
    """Return what a bid means for who makes it.

    Parameters
    ----------
    block : Block
        As told.
    premium : float
        Part of the mineral's value; 4 is 400 %.
    seed : int
        Of the draws.
    given : Tender, optional
        Rules; those of the package.

    Raises
    ------
    InputError
        The premium is below nil.
    """
    if premium < 0:
        raise InputError(
            Problem("premium", f"{premium:g} is below nil", "give 0 or more")
        )
    given = given or tender()
    ground = grounds(block, block.level, seed, given)
    held = ground.earned - ground.take - premium
    worth, _, built = mined(
        np.maximum(held, 1e-12) * ground.base, ground.cost, ground.error
    )
    return Loss(
        premium,
        float((ground.chance * worth - ground.left).mean()),
        float((held * ground.base - ground.cost - ground.left).mean()),
        float((premium + ground.take + ground.cost / ground.base).mean()),
        float((ground.chance * built).mean()),
    )
