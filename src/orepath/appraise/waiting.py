"""To wait is to keep the choice: begun today, a venture cannot be begun tomorrow."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import PROJECT, cash
from orepath.appraise.chance import Chance
from orepath.appraise.drawn import Draws
from orepath.appraise.exercise import learnt
from orepath.appraise.option import (
    DRAWS,
    Option,
    Side,
    by_lots,
    check,
    discount_to,
    estimate,
    played,
    state_of,
)
from orepath.appraise.outlook import Estimate
from orepath.appraise.path import moments
from orepath.appraise.term import Venture
from orepath.appraise.worth import worth

Floats = NDArray[np.float64]

# The threshold lies above the price from which beginning now pays at all, by less than
# prices may spread while one waits: it is looked for on starts from -0.3 to 1.2 of that
# spread about it, then again on starts of 0.4 of it to either side of what was found.
_FIRST = (-0.3, 1.2)
_AGAIN = (-0.4, 0.4)
_LOOKED = 401
_REACH = float(np.log(8.0))
_RULES = 5


def wait(
    venture: Venture,
    chance: Chance,
    years: int = 10,
    *,
    actor: str = PROJECT,
    draws: int = DRAWS,
) -> Option:
    """Value the right to begin in any year from now on, or never.

    Parameters
    ----------
    venture : Venture
        Its terms; begun later, all else is as it would be now.
    chance : Chance
        How prices move.
    years : int
        So long one may wait, 1 or more.
    actor : str
        Who decides, for itself: one of :func:`orepath.appraise.worth.actors`.
    draws : int
        Paths, even, 1,000 or more.

    Returns
    -------
    Option
        Its value is over that of beginning now, or of never where that is worth less
        than nothing.

    Raises
    ------
    InputError
        Years or draws are too few, or nobody has the actor's name.

    Notes
    -----
    A run begun in year t is the venture on the same path from t on, discounted to t:
    its expectation given the prices of t is learnt, as is that of waiting on. The
    threshold comes from rules learnt on paths that begin far apart.
    """
    check(draws, {"years": years})
    discount = discount_to(venture, actor)
    sides = (
        _begun(venture, chance, (years, draws), (actor, "learn")),
        _begun(venture, chance, (years, draws), (actor, "follow")),
    )
    found = played(sides, discount)
    now = sides[1].payoff[0]
    begun = now if now.mean() > 0 else np.zeros_like(now)
    return Option(
        "wait",
        actor,
        estimate(now),
        estimate(found.brought - begun),
        tuple(venture.first_year + i for i in range(years + 1)),
        tuple(found.acted.tolist()),
        _threshold(venture, chance, (years, draws), actor),
    )


def _begun(
    venture: Venture,
    chance: Chance,
    span: tuple[int, int],
    names: tuple[str, str],
    start: Floats | float = 1.0,
) -> Side:
    """Return prices, and worth of beginning, in each year one may begin."""
    (wait, draws), (actor, name) = span, names
    run = len(venture.years)
    prices = chance.moved((draws, wait + run), name, start)
    steps = range(wait + 1)

    def worths(lot: dict[str, Floats]) -> Floats:
        each = []
        for t in steps:
            ahead = {series: path[:, t : t + run] for series, path in lot.items()}
            each.append(worth(cash(venture, Draws(prices=ahead)), actor).npv)
        return np.stack(each)

    states = np.stack([state_of(prices, t, draws) for t in steps])
    return Side(states, by_lots(worths, prices, draws))


def _threshold(
    venture: Venture, chance: Chance, span: tuple[int, int], actor: str
) -> Estimate | None:
    """Return the price of the first product from which to begin now is better."""
    product = venture.product[0]
    if product.follows not in chance.moving:
        return None
    process = chance.processes[product.follows]
    spread = float(np.sqrt(2.0 * moments([process], span[0] + 1)[2][-1, 0]))
    middle = _breaks_even(venture, chance, actor)
    found: list[float] = []
    for near, far in (_FIRST, _AGAIN):
        if middle is None or spread == 0.0:
            return None
        ends = (middle + near * spread, middle + far * spread)
        found = _looked_for(venture, chance, span, actor, ends)
        middle = float(np.mean(found)) if found else None
    if middle is None:
        return None
    prices = np.exp(found) * product.price.value
    return Estimate(float(prices.mean()), float(prices.std(ddof=1) / np.sqrt(_RULES)))


def _alike(venture: Venture, chance: Chance) -> NDArray[np.bool_]:
    """Return which moving prices move as one with that of the first product."""
    name = chance.processes[venture.product[0].follows].name
    return np.array([chance.processes[each].name == name for each in chance.moving])


def _breaks_even(venture: Venture, chance: Chance, actor: str) -> float | None:
    """Return the logarithm of today's price from which beginning now pays, if any."""
    calm = {
        name: replace(each, volatility=0.0) for name, each in chance.processes.items()
    }
    logs = np.linspace(-_REACH, _REACH, _LOOKED)
    start = np.where(_alike(venture, chance), np.exp(logs)[:, None], 1.0)
    shape = (_LOOKED, len(venture.years))
    prices = replace(chance, processes=calm).moved(shape, "break-even", start)
    return _turn(worth(cash(venture, Draws(prices=prices)), actor).npv > 0, logs)


def _looked_for(
    venture: Venture,
    chance: Chance,
    span: tuple[int, int],
    actor: str,
    ends: tuple[float, float],
) -> list[float]:
    """Return where several rules begin to act; empty where one of them does not."""
    years, draws = span
    part = draws // (2 * _RULES)
    alike = _alike(venture, chance)
    # Every rule sees all starts, in mirrored pairs; what moves as one starts as one.
    starts = np.tile(np.linspace(*ends, part).repeat(2), _RULES)[:, None]
    begin = np.where(alike, np.exp(starts), 1.0)
    side = _begun(venture, chance, (years, len(begin)), (actor, "threshold"), begin)
    logs = np.linspace(*ends, _LOOKED)
    # The first year of a path is its start, so these are the states to be asked.
    asked = chance.moved(
        (_LOOKED, 1), "asked", np.where(alike, np.exp(logs)[:, None], 1.0)
    )
    probe = state_of(asked, 0, _LOOKED)
    discount = discount_to(venture, actor)
    found = []
    for rule in range(_RULES):
        own = slice(rule * 2 * part, (rule + 1) * 2 * part)
        learned = learnt(side.state[:, own], side.payoff[:, own], discount)
        acts = learned.acts(0, probe, np.zeros(_LOOKED))
        found.append(_turn(acts, logs))
    known = [each for each in found if each is not None]
    return known if len(known) == _RULES else []


def _turn(acts: NDArray[np.bool_], logs: Floats) -> float | None:
    """Return from where on it is so, by the fewest exceptions; None without a turn."""
    below = np.concatenate([[0], np.cumsum(~acts)])
    above = acts.sum() - np.concatenate([[0], np.cumsum(acts)])
    at = int(np.argmax(below + above))
    if at in (0, len(acts)):
        return None
    return float(logs[at - 1] + logs[at]) / 2.0
