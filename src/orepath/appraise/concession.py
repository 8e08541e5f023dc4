"""A concessional line is worth what the same money would have cost at the market."""

from dataclasses import dataclass

import numpy as np

from orepath.appraise.cash import Flows, cash
from orepath.appraise.cover import cover
from orepath.appraise.loan import (
    CLASSIC_RATE,
    DAC_RATES,
    grant_element,
    terms_of,
)
from orepath.appraise.party import Loan
from orepath.appraise.root import npv
from orepath.appraise.term import Venture
from orepath.appraise.worth import actors, worth
from orepath.errors import InputError, Problem, suggest


@dataclass(frozen=True)
class Concession:
    """Hold what a concessional line gives, and to whom.

    Parameters
    ----------
    loan, instead : str
        The line, and the one whose terms stand for the market.
    lent : float
        USD, at middle values.
    grant : float
        Grant element after the rate of the borrower's income group (since 2018).
    classic : float
        Grant element after 10 %, the older and plain measure.
    gains : dict of str to float
        By actor: net present value with the line less the one with the market's
        terms in its stead, USD.
    given_up : float
        What its lender forgoes: its cash at the market's rate, USD.
    cover : tuple of float
        Least debt service cover with the line and with the market's terms.
    """

    loan: str
    instead: str
    lent: float
    grant: float
    classic: float
    gains: dict[str, float]
    given_up: float
    cover: tuple[float, float]


def concession(
    venture: Venture, name: str, group: str, instead: str | None = None
) -> Concession:
    """Return what a concessional line of a venture is worth, at middle values.

    Parameters
    ----------
    venture : Venture
        With the line and a line of the market.
    name : str
        The concessional line.
    group : str
        Income group of the borrower's country, one of
        :data:`orepath.appraise.loan.DAC_RATES`.
    instead : str, optional
        The line whose rate, fees, tenor and grace stand for the market; without it
        the first that is not concessional.

    Raises
    ------
    InputError
        No such line or group, or no line of the market.

    Notes
    -----
    The grant element takes the nominal rate as the definition does; the gains are in
    constant money.
    """
    loan, market = _lines(venture, name, instead)
    if group not in DAC_RATES:
        raise InputError(Problem(group, "no income group", suggest(group, DAC_RATES)))
    kept = {key: getattr(loan, key) for key in ("name", "lender", "place")}
    kept |= {"share": loan.share, "amount": loan.amount}
    dear = market.model_copy(update=kept)
    others = tuple(dear if each is loan else each for each in venture.loan)
    plain = cash(venture.model_copy(update={"loan": others}))
    flows = cash(venture)
    rates = [float(loan.rate.value), DAC_RATES[group], CLASSIC_RATE]
    return Concession(
        loan.name,
        market.name,
        float(flows.debt[loan.name].drawn.sum()),
        grant_element(terms_of(loan), rates[0], rates[1]),
        grant_element(terms_of(loan), rates[0], rates[2]),
        _gains(flows, plain),
        -_lender(flows, loan, market),
        (float(cover(flows).least[0]), float(cover(plain).least[0])),
    )


def _lines(venture: Venture, name: str, instead: str | None) -> tuple[Loan, Loan]:
    """Return the line and the one that stands for the market."""
    loans = {each.name: each for each in venture.loan}
    if name not in loans:
        raise InputError(Problem(f"loan.{name}", "no such line", suggest(name, loans)))
    market = [each.name for each in venture.loan if not each.concessional]
    chosen = instead or next((x for x in market if x != name), "")
    if chosen not in loans:
        raise InputError(
            Problem(
                f"loan.{chosen}" if chosen else "loan",
                "no line stands for the market",
                "name one, or add a [[loan]] that is not concessional",
            )
        )
    return loans[name], loans[chosen]


def _gains(flows: Flows, plain: Flows) -> dict[str, float]:
    """Return what each actor gains against the market's terms."""
    return {
        actor: float(worth(flows, actor).npv[0] - worth(plain, actor).npv[0])
        for actor in actors(flows)
    }


def _lender(flows: Flows, loan: Loan, market: Loan) -> float:
    """Return the worth of the lender's cash at the market's real rate."""
    inflation = flows.venture.rates[market.currency].inflation.value
    real = (1.0 + market.rate.value) / (1.0 + inflation) - 1.0
    return float(npv(flows.debt[loan.name].lender, np.array([real]))[0])
