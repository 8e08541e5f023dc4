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

Look = Literal["middle", "low", "low, half left"]

LEFT = 0.5
"""Part of the agreed tonnes that buyers take where they leave the rest."""


@dataclass(frozen=True)
class Standing:
    """Hold how a venture stands before the bank under some prices and contracts.

    Parameters
    ----------
    prices : {"middle", "low", "low, half left"}
        Of all products: middle; the low end of the range; the same, and the buyers
        under contract leave half of their tonnes, which find no other buyer.
    contracts : str
        ``as agreed``, ``without floor`` (no lowest price, no take or pay), or
        ``none`` (the same tonnes at the market price).
    least, average, loan_life : float
        See :class:`orepath.appraise.cover.Cover`.
    """

    prices: Look
    contracts: str
    least: float
    average: float
    loan_life: float


def standings(venture: Venture) -> tuple[Standing, ...]:
    """Return how debt is covered under prices and buyers, with contracts and without.

    Parameters
    ----------
    venture : Venture
        With a loan.

    Returns
    -------
    tuple of Standing
        Two where nothing is sold under contract, else nine.

    Raises
    ------
    InputError
        The venture has no loan.
    """
    if not venture.offtake:
        return tuple(_standing(venture, look, "none") for look in _LOOKS[:2])
    bare = tuple(_without(each, "floor", "pay") for each in venture.offtake)
    plain = tuple(
        _without(each, "discount").model_copy(update={"cap": None}) for each in bare
    )
    kinds = {"as agreed": venture.offtake, "without floor": bare, "none": plain}
    return tuple(
        _standing(venture.model_copy(update={"offtake": deals}), look, name)
        for look in _LOOKS
        for name, deals in kinds.items()
    )


_LOOKS: tuple[Look, ...] = ("middle", "low", "low, half left")


def _standing(venture: Venture, look: Look, contracts: str) -> Standing:
    """Return one standing."""
    drawn: dict[str, float] = {}
    if look != "middle":
        drawn |= {each.price.name: each.price.low for each in venture.product}
    if look == "low, half left":
        drawn |= {each.taken.name: LEFT for each in venture.offtake}
    figures = {name: np.array([value]) for name, value in drawn.items()}
    found = cover(cash(venture, Draws(figures)))
    return Standing(
        look,
        contracts,
        float(found.least[0]),
        float(found.average[0]),
        float(found.loan_life[0]),
    )


def _without(offtake: Offtake, *terms: str) -> Offtake:
    """Return a contract with some of its terms at nil."""
    nil = {"value": 0.0, "low": 0.0, "high": 0.0}
    changed: dict[str, Figure] = {
        name: getattr(offtake, name).model_copy(update=nil) for name in terms
    }
    return offtake.model_copy(update=changed)
