"""A bank asks whether what a venture earns covers what it owes, and by how much."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import Flows
from orepath.appraise.flow import total
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cover:
    """Hold how far cash covers debt.

    Parameters
    ----------
    yearly : ndarray (D, T)
        Debt service cover: cash before debt of a running year for each dollar of
        interest and principal; inf in years without service.
    least, average : ndarray (D,)
        Of the running years in which principal is paid back: a plant that has just
        opened, and owes but interest, is not tested.
    loan_life : ndarray (D,)
        Cash of the running years until the last payment for each dollar owed when the
        plant opens, both at the loans' own rate: 1 is just enough.
    """

    yearly: Floats
    least: Floats
    average: Floats
    loan_life: Floats


def cover(flows: Flows) -> Cover:
    """Return how far a venture's cash covers its debt.

    Parameters
    ----------
    flows : Flows
        Of the venture.

    Returns
    -------
    Cover
        Over all loans together.

    Raises
    ------
    InputError
        The venture has no loan.

    Notes
    -----
    Cash before debt is the project's after the tax really paid. The loans' own rate in
    a year is what all of them together cost: (balance + service)/balance a year
    before − 1, in constant money.
    """
    books = flows.books
    if not books.debt:
        raise InputError(
            Problem("loan", "the venture has no debt", "add a [[loan]] to its file")
        )
    shape = (len(flows.years), flows.draws.size)
    debts = books.debt.values()
    earned = np.broadcast_to(books.project + books.shield, shape)[flows.opens :]
    paid = total(each.service for each in debts)
    service = np.broadcast_to(paid, shape)[flows.opens :]
    owed = total(each.balance for each in debts)
    balance = np.broadcast_to(owed, shape)[flows.opens - 1 :]
    due = service > 0.0
    ratio = np.divide(earned, service, out=np.full(earned.shape, inf), where=due)
    yearly = np.full(shape, inf)
    yearly[flows.opens :] = ratio
    # A loan's terms say when it is paid back, so every draw says the same.
    principal = total(each.unit.principal for each in debts)[flows.opens :]
    return Cover(
        yearly.T,
        *_tested(ratio, np.broadcast_to(principal > 0.0, ratio.shape)),
        _loan_life(earned, service, balance),
    )


def _tested(ratio: Floats, repaying: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the least and the mean cover of the years of repayment, (D,) each."""
    least = np.where(repaying, ratio, inf).min(axis=0)
    count = repaying.sum(axis=0)
    sums = np.where(repaying, ratio, 0.0).sum(axis=0)
    average = np.divide(sums, count, out=np.full(len(sums), inf), where=count > 0)
    return least, average


def _loan_life(earned: Floats, service: Floats, balance: Floats) -> Floats:
    """Return the loan life cover at opening, (D,); inf where nothing is owed."""
    owed = balance[0]
    worth = np.zeros_like(owed)
    factor = np.ones_like(owed)
    for t, row in enumerate(earned):
        before = balance[t]
        grown = balance[t + 1] + service[t]
        live = before > 0.0
        factor = factor * np.divide(before, grown, out=np.zeros_like(owed), where=live)
        worth = worth + np.where(live, row * factor, 0.0)
    ratio = np.divide(worth, owed, out=np.full_like(owed, inf), where=owed > 0.0)
    return np.asarray(ratio)
