"""What a contract of sale does for the bank: cover of debt with it and without it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from orepath.appraise.cash import cash
from orepath.appraise.cover import cover
from orepath.appraise.drawn import Draws
from orepath.appraise.figure import Figure
from orepath.appraise.party import Offtake
from orepath.appraise.term import Venture

Prices = Literal["middle", "low"]


@dataclass(frozen=True)
class Standing:
    """Hold how a venture stands before the bank under some prices and contracts.

    Parameters
    ----------
    prices : {"middle", "low"}
        Of all products: middle, or the low end of the range.
    contracts : str
        ``as agreed``, ``without floor`` (no lowest price, no take or pay), or
        ``none``.
    least, average, loan_life : float
        See :class:`orepath.appraise.cover.Cover`.
    """

    prices: Prices
    contracts: str
    least: float
    average: float
    loan_life: float


def standings(venture: Venture) -> tuple[Standing, ...]:
    """Return how debt is covered at middle and low prices, with contracts and without.

    Parameters
    ----------
    venture : Venture
        With a loan.

    Returns
    -------
    tuple of Standing
        Two where nothing is sold under contract, else six.

    Raises
    ------
    InputError
        The venture has no loan.
    """
    kinds = {"as agreed": venture}
    if venture.offtake:
        bare = tuple(_bare(each) for each in venture.offtake)
        kinds["without floor"] = venture.model_copy(update={"offtake": bare})
        kinds["none"] = venture.model_copy(update={"offtake": ()})
    return tuple(
        _standing(each, prices, name)
        for prices in _PRICES
        for name, each in kinds.items()
    )


_PRICES: tuple[Prices, ...] = ("middle", "low")


def _standing(venture: Venture, prices: Prices, name: str) -> Standing:
    """Return one standing."""
    drawn = {
        each.price.name: np.array([each.price.low])
        for each in venture.product
        if prices == "low"
    }
    found = cover(cash(venture, Draws(drawn)))
    return Standing(
        prices,
        name if venture.offtake else "none",
        float(found.least[0]),
        float(found.average[0]),
        float(found.loan_life[0]),
    )


def _bare(offtake: Offtake) -> Offtake:
    """Return a contract without lowest price and without duty to pay."""
    return offtake.model_copy(
        update={"floor": _nil(offtake.floor), "pay": _nil(offtake.pay)}
    )


def _nil(figure: Figure) -> Figure:
    """Return a figure at nil."""
    return figure.model_copy(update={"value": 0.0, "low": 0.0, "high": 0.0})
