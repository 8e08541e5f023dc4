"""A choice is told in words: what a right to decide later is worth, to whom, when."""

from orepath.appraise.cash import PROJECT
from orepath.appraise.chance import Chance
from orepath.appraise.option import DRAWS, Option
from orepath.appraise.running import expand, stop
from orepath.appraise.term import Venture
from orepath.appraise.waiting import wait
from orepath.report.number import human

_SURE = 2.0
"""Standard errors from which a value is told from nothing."""


def options(
    venture: Venture,
    chance: Chance,
    years: int = 10,
    *,
    actor: str = PROJECT,
    draws: int = DRAWS,
) -> tuple[Option, ...]:
    """Value the rights to wait, to stop and to expand by half, each alone.

    Parameters
    ----------
    venture : Venture
        Its terms.
    chance : Chance
        How prices move.
    years : int
        So long one may wait, 1 or more.
    actor : str
        Who waits, for itself; stopping and expanding are the whole project's.
    draws : int
        Paths, even, 1,000 or more.

    Returns
    -------
    tuple of Option
        Without the right to expand where the plant runs for one year only.

    Raises
    ------
    InputError
        Years or draws are too few, or nobody has the actor's name.
    """
    found = (
        wait(venture, chance, years, actor=actor, draws=draws),
        stop(venture, chance, draws=draws),
    )
    if venture.operation.life < 2:
        return found
    return (*found, expand(venture, chance, draws=draws))


def told(option: Option, venture: Venture) -> str:
    """Return what an option is worth, in words.

    Parameters
    ----------
    option : Option
        Of the venture.
    venture : Venture
        For its names and prices.

    Returns
    -------
    str
        One sentence, or two where a price decides. What lies within two standard
        errors of nothing is told as nothing.
    """
    names = {each.name: each.title for each in venture.partner}
    whom = names.get(option.actor, f"the {option.actor}")
    span = f"{option.years[0]} to {option.years[-1]}"
    right = {
        "wait": f"To be able to wait until {option.years[-1]}",
        "stop": f"To be able to close in any year from {span}",
        "expand": f"To be able to expand in any year from {span}",
    }[option.name]
    value, error = option.value.value, option.value.error
    if value <= _SURE * error:
        worth = f"{right} is worth nothing that can be told from chance to {whom}."
    else:
        worth = (
            f"{right} is worth {human(value, 'USD')} to {whom} (standard error "
            f"{human(error, 'USD')}), used on {sum(option.used):.0%} of the paths."
        )
    return f"{worth} {_when(option, venture)}".rstrip()


def _when(option: Option, venture: Venture) -> str:
    """Return from which price it is better to begin than to wait, in words."""
    limit, product = option.threshold, venture.product[0]
    if limit is None:
        return ""
    price = product.price.value
    side = "begin now" if price >= limit.value else "wait"
    return (
        f"To begin now is better than to wait from a price of {product.title} today of "
        f"{human(limit.value, 'USD/t')}; at {human(price, 'USD/t')} it is better to "
        f"{side}."
    )
