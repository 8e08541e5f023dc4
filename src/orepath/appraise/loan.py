"""A loan is drawn while the plant is built and paid back out of what it earns.

Interest and payments are fixed in the loan's own currency at nominal rates; here they
are told in constant money, so a currency whose prices rise makes its debt lighter.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.party import Loan
from orepath.errors import InputError, Problem

Floats = NDArray[np.float64]

DAC_RATES = {"least developed": 0.09, "lower middle": 0.07, "upper middle": 0.06}
"""Discount rates of the grant equivalent since 2018, by the borrower's income group.

Least developed stands for other low-income countries, too.
"""

CLASSIC_RATE = 0.10
"""Discount rate of the grant element until 2017, still used for concessionality."""


@dataclass(frozen=True)
class Repayment:
    """Hold what becomes of one unit of money lent, constant money, years first.

    Parameters
    ----------
    drawn, interest, principal, balance : ndarray (T, D) or (T, 1)
        Drawn in the year; interest and principal paid; owed at the end of the year.
    """

    drawn: Floats
    interest: Floats
    principal: Floats
    balance: Floats


@dataclass(frozen=True)
class Terms:
    """Hold the terms that make a repayment.

    Parameters
    ----------
    tenor, grace : int
        Years from year 0; the first repayment falls in year ``grace + 1``, the last
        in year ``tenor``.
    repayment : {"level", "equal"}
        Same payment, or same principal, every year.
    capitalised : bool
        Whether interest in grace is added to the debt instead of paid.
    """

    tenor: int
    grace: int = 0
    repayment: Literal["level", "equal"] = "level"
    capitalised: bool = False


def terms_of(loan: Loan) -> Terms:
    """Return the terms of a venture's loan.

    Parameters
    ----------
    loan : Loan
        Of a venture.
    """
    return Terms(loan.tenor, loan.grace, loan.repayment, loan.interest == "capitalised")


def repaid(terms: Terms, profile: Floats, rate: Floats, inflation: Floats) -> Repayment:
    """Return how one unit of money is drawn, served and paid back.

    Parameters
    ----------
    terms : Terms
        Of the loan; all of it is drawn before the first repayment.
    profile : ndarray (T,)
        Part drawn in each year, constant money; adds up to 1. T is more than the
        tenor.
    rate, inflation : ndarray (D,) or (1,)
        Nominal interest a year on what was owed a year ago, and the yearly rise of
        prices in the loan's currency.

    Returns
    -------
    Repayment
        Constant money, T years.

    Notes
    -----
    With n = tenor − grace payments and B owed at the end of grace, level payments are
    B·r/(1 − (1 + r)⁻ⁿ) and equal ones B/n of principal and the interest on the rest.

    Examples
    --------
    >>> one = np.array([1.0, 0.0, 0.0])
    >>> paid = repaid(Terms(2), one, np.array([0.1]), np.array([0.0]))
    >>> [round(float(x), 4) for x in (paid.interest + paid.principal)[:, 0]]
    [0.0, 0.5762, 0.5762]
    """
    shape = (len(profile), max(len(rate), len(inflation)))
    interest, principal, balance = (np.zeros(shape) for _ in range(3))
    count = terms.tenor - terms.grace
    owed = level = equal = np.zeros(len(rate))
    worth = np.ones(len(inflation))
    for t in range(terms.tenor + 1):
        due = rate * owed
        if t <= terms.grace:
            owed = owed + profile[t] / worth
            if terms.capitalised:
                owed = owed + due
                due = np.zeros(len(rate))
            if t == terms.grace:
                level, equal = owed * _annuity(rate, count), owed / count
        else:
            paid = level - due if terms.repayment == "level" else equal
            owed = owed - paid
            np.multiply(paid, worth, out=principal[t])
        np.multiply(due, worth, out=interest[t])
        # What is left after the last payment is rounding.
        if t < terms.tenor:
            np.multiply(owed, worth, out=balance[t])
        worth = worth / (1.0 + inflation)
    return Repayment(np.asarray(profile[:, None]), interest, principal, balance)


def _annuity(rate: Floats, count: int) -> Floats:
    """Return the level payment on one unit, (D,)."""
    safe = np.where(rate > 0.0, rate, 1.0)
    left = np.expm1(-count * np.log1p(safe))
    return np.where(rate > 0.0, -safe / left, 1.0 / count)


def grant_element(terms: Terms, rate: float, discount: float, a_year: int = 1) -> float:
    """Return the grant element of a loan: what part of it is a gift.

    The loan counts as paid out at once; interest in grace is paid.

    Parameters
    ----------
    terms : Terms
        Its tenor and grace in years, and the way of repayment.
    rate : float
        Interest a year.
    discount : float
        Rate a year: one of :data:`DAC_RATES` for the grant equivalent, or
        :data:`CLASSIC_RATE`.
    a_year : int
        Payments a year.

    Returns
    -------
    float
        Part of the face value; below 0 where the loan is dearer than the discount.

    Raises
    ------
    InputError
        No payments a year, or a tenor that is not longer than its grace.

    Notes
    -----
    1 − Σ service_k·(1 + d)^(−k/a) over the a·tenor payments, for one unit lent; a
    payment bears interest of r/a. The first repayment falls one payment after the
    grace: what the Development Assistance Committee calls the interval.

    References
    ----------
    OECD Development Assistance Committee, reporting directives of the Creditor
    Reporting System, annex on the calculation of the grant element.

    Examples
    --------
    >>> round(grant_element(Terms(30, 10, "equal"), 0.0175, 0.10), 3)
    0.69
    """
    if a_year < 1 or terms.tenor <= terms.grace:
        raise InputError(
            Problem("loan", "has no payments", "give a tenor longer than its grace")
        )
    periods = Terms(terms.tenor * a_year, terms.grace * a_year, terms.repayment)
    profile = np.zeros(periods.tenor + 1)
    profile[0] = 1.0
    paid = repaid(periods, profile, np.array([rate / a_year]), np.zeros(1))
    service = (paid.interest + paid.principal)[:, 0]
    factors = (1.0 + discount) ** (-np.arange(len(service)) / a_year)
    return 1.0 - float(service @ factors)
