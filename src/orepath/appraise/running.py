"""A running plant need not go on as planned: it may be closed early, or enlarged."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import PROJECT, Flows, cash
from orepath.appraise.chance import Chance
from orepath.appraise.drawn import Draws
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
from orepath.appraise.term import Venture
from orepath.appraise.worth import worth
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]
Payoff = Callable[[Flows], Floats]

_NOT_EARNED = ("capital", "working", "closure", "salvage", "tax")


def stop(venture: Venture, chance: Chance, *, draws: int = DRAWS) -> Option:
    """Value the right to close in any year of running.

    Parameters
    ----------
    venture : Venture
        Its terms.
    chance : Chance
        How prices move.
    draws : int
        Paths, even, 1,000 or more.

    Returns
    -------
    Option
        Of the project as a whole, before finance.

    Raises
    ------
    InputError
        Draws are too few.

    Notes
    -----
    One decides knowing the year's prices, forgoes the cash of that year and all later
    ones, pays for closure, and gets back the working capital tied up until then and
    what equipment brings in the last year. Tax that closing early would save is left
    aside.
    """
    check(draws, {})
    discount = discount_to(venture, PROJECT)
    first, last = venture.building, venture.closing

    def payoff(flows: Flows) -> Floats:
        ahead = _ahead(flows.project.T, discount)
        end = (_line(flows, "closure") + _line(flows, "salvage"))[-1]
        tied = np.cumsum(_line(flows, "working"), axis=0)
        return np.asarray(end - tied[first - 1 : last - 1] - ahead[first:last])

    return _right("stop", venture, chance, (payoff, draws))


def expand(
    venture: Venture,
    chance: Chance,
    part: float = 0.5,
    cost: float = 1.0,
    *,
    draws: int = DRAWS,
) -> Option:
    """Value the right to make more from some year on.

    Parameters
    ----------
    venture : Venture
        Its terms.
    chance : Chance
        How prices move.
    part : float
        How much more is made, of what is made without, above 0.
    cost : float
        Capital for it, of what so much took in the first place, above 0.
    draws : int
        Paths, even, 1,000 or more.

    Returns
    -------
    Option
        Of the project as a whole, before finance.

    Raises
    ------
    InputError
        A number is out of its range, or the plant runs for one year only.

    Notes
    -----
    One pays in the year of the decision and makes more from the next to the last year
    of running: the same part more of all that is earned and spent, of fixed cost, too.
    The cost is written off evenly against the tax of those years.
    """
    check(draws, {"part": part, "cost": cost})
    if venture.operation.life < 2:
        raise InputError(
            Problem("operation.life", "one year leaves none to expand in", "leave it")
        )
    discount = discount_to(venture, PROJECT)
    first, last = venture.building, venture.closing
    spent = part * cost * venture.capital.total.value
    rate = venture.fiscal.terms.income_tax.value

    def payoff(flows: Flows) -> Floats:
        kinds = {name.split(".")[0] for name in flows.lines} - set(_NOT_EARNED)
        earned = np.array(sum(_line(flows, kind) for kind in sorted(kinds)))
        earned[last:] = 0.0
        more = discount * _ahead(earned, discount) * (part * (1.0 - rate))
        left = np.arange(last - 1 - first, 0, -1)
        saved = rate * _level(discount, left)
        return np.asarray(more[first + 1 : last] - spent * (1.0 - saved)[:, None])

    return _right("expand", venture, chance, (payoff, draws))


def _right(
    name: str, venture: Venture, chance: Chance, played_with: tuple[Payoff, int]
) -> Option:
    """Return the option of a running plant whose payoff is told from its cash."""
    payoff, draws = played_with
    discount = discount_to(venture, PROJECT)
    first, sides, without = venture.building, [], np.zeros(draws)

    def worked(lot: dict[str, Floats]) -> Floats:
        flows = cash(venture, Draws(prices=lot))
        return np.concatenate([payoff(flows), worth(flows).npv[None, :]])

    for side in ("learn", "follow"):
        prices = chance.moved((draws, len(venture.years)), side)
        found = by_lots(worked, prices, draws)
        gains, without = found[:-1], found[-1]
        steps = range(first, first + len(gains))
        states = np.stack([state_of(prices, t, draws) for t in steps])
        sides.append(Side(states, gains))
    right = played((sides[0], sides[1]), discount)
    return Option(
        name,
        PROJECT,
        estimate(without),
        estimate(right.brought * discount**first),
        venture.years[first : first + len(right.acted)],
        tuple(right.acted.tolist()),
    )


def _line(flows: Flows, kind: str) -> Floats:
    """Return the sum of a kind of lines, years first; nil where there is none."""
    found = flows.books.of(kind) if kind in _kinds(flows) else np.zeros((1, 1))
    return np.broadcast_to(found, (len(flows.years), flows.draws.size))


def _kinds(flows: Flows) -> set[str]:
    """Return the kinds of lines a venture has."""
    return {name.split(".")[0] for name in flows.books.lines}


def _ahead(years: Floats, discount: float) -> Floats:
    """Return what each year and all later ones are worth in it, years first."""
    found = np.array(years)
    for t in reversed(range(len(found) - 1)):
        found[t] += discount * found[t + 1]
    return found


def _level(discount: float, years: NDArray[np.int64]) -> Floats:
    """Return what one unit, paid out evenly over the years after this, is worth now."""
    return np.array([discount ** np.arange(1, n + 1) @ np.ones(n) / n for n in years])
