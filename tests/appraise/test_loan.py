"""Loans: annuities and the grant element by hand, by pyxirr and by the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.appraise.loan import (
    CLASSIC_RATE,
    DAC_RATES,
    Terms,
    grant_element,
    repaid,
)
from orepath.errors import InputError

NIL = np.zeros(1)


def at_once(years):
    profile = np.zeros(years)
    profile[0] = 1.0
    return profile


def published(rate, discount, interval, maturity, a_year):
    """Return the committee's closed forms: equal principal payments, and annuities.

    The names are those of its annex: D the discount of a period, NR the repayments,
    C1 and C2 the growth over the interval and over the repayments.
    """
    d = (1 + discount) ** (1 / a_year) - 1
    nr = a_year * (maturity - interval)
    c1, c2 = (1 + discount) ** interval, (1 + discount) ** (maturity - interval)
    zg = rate * (1 - 1 / c1) / (a_year * d)
    zm = (1 / nr) * (1 / c1) * ((1 - 1 / c2) / d)
    zx = rate / (a_year * nr) * (1 / c1) * (1 / c2 - 1 + d * nr) / d**2
    equal = 1 - zg - zm - zx
    factor = 1 / ((1 + rate / a_year) ** nr - 1) + 1
    level = 1 - zg - rate / a_year * factor * (1 / c1) * ((1 - 1 / c2) / d)
    return {"equal": equal, "level": level}


def test_a_level_loan_is_paid_back_in_equal_payments():
    paid = repaid(Terms(3), at_once(5), np.array([0.1]), NIL)
    service = (paid.interest + paid.principal)[:, 0]
    # 1000 at 10 % over three years: 402.11 a year, by any table of annuities.
    assert service * 1000 == pytest.approx([0, 402.1148, 402.1148, 402.1148, 0])
    assert paid.balance[:, 0] == pytest.approx([1, 0.697885, 0.365559, 0, 0], abs=1e-6)


def test_equal_principal_leaves_less_interest_every_year():
    paid = repaid(Terms(2, repayment="equal"), at_once(3), np.array([0.1]), NIL)
    assert paid.principal[:, 0] == pytest.approx([0, 0.5, 0.5])
    assert paid.interest[:, 0] == pytest.approx([0, 0.1, 0.05])


def test_interest_in_grace_is_paid_or_added_to_the_debt():
    rate = np.array([0.1])
    paid = repaid(Terms(3, 2), at_once(4), rate, NIL)
    assert paid.interest[:, 0] == pytest.approx([0, 0.1, 0.1, 0.1])
    added = repaid(Terms(3, 2, capitalised=True), at_once(4), rate, NIL)
    assert added.interest[:, 0] == pytest.approx([0, 0, 0, 0.121])
    assert added.principal[:, 0] == pytest.approx([0, 0, 0, 1.21])


def test_a_loan_without_interest_is_paid_back_in_equal_parts():
    paid = repaid(Terms(4), at_once(5), NIL, NIL)
    assert paid.principal[:, 0] == pytest.approx([0, 0.25, 0.25, 0.25, 0.25])
    assert not paid.interest.any()


def test_what_is_drawn_later_bears_interest_later():
    profile = np.array([0.4, 0.6, 0.0])
    paid = repaid(Terms(2, 1), profile, np.array([0.1]), NIL)
    assert paid.interest[:, 0] == pytest.approx([0, 0.04, 0.1])


@given(
    st.floats(0.0, 0.3),
    st.floats(0.0, 0.2),
    st.integers(0, 5),
    st.integers(1, 20),
    st.sampled_from(["level", "equal"]),
    st.booleans(),
)
def test_a_loan_is_worth_what_was_lent_at_its_own_real_rate(
    rate, inflation, grace, count, repayment, capitalised
):
    terms = Terms(grace + count, grace, repayment, capitalised)
    years = terms.tenor + 1
    paid = repaid(terms, at_once(years), np.array([rate]), np.array([inflation]))
    real = (1 + rate) / (1 + inflation)
    factors = real ** -np.arange(years)
    service = (paid.interest + paid.principal)[:, 0]
    assert service @ factors == pytest.approx(1.0)


def test_draws_of_the_rate_are_loans_of_their_own():
    rates = np.array([0.05, 0.1])
    both = repaid(Terms(5, 1), at_once(7), rates, NIL)
    for i, rate in enumerate(rates):
        one = repaid(Terms(5, 1), at_once(7), np.array([rate]), NIL)
        assert both.interest[:, i] == pytest.approx(one.interest[:, 0])
        assert both.balance[:, i] == pytest.approx(one.balance[:, 0])


@pytest.mark.parametrize("repayment", ["equal", "level"])
@pytest.mark.parametrize(
    ("rate", "discount", "grace", "tenor", "a_year"),
    [
        # The loan of the committee's examples: ten years at 2.5 %, first repaid after
        # two years and a half.
        (0.025, CLASSIC_RATE, 2, 10, 2),
        (0.0075, CLASSIC_RATE, 10, 40, 2),
        (0.0175, DAC_RATES["lower middle"], 5, 25, 1),
        (0.03, DAC_RATES["upper middle"], 2, 12, 4),
        (0.12, CLASSIC_RATE, 0, 8, 1),
    ],
)
def test_the_grant_element_agrees_with_the_published_formula(
    rate, discount, grace, tenor, a_year, repayment
):
    found = grant_element(Terms(tenor, grace, repayment), rate, discount, a_year)
    wanted = published(rate, discount, grace, tenor, a_year)[repayment]
    assert found == pytest.approx(wanted)


def test_the_grant_element_agrees_with_the_definition_payment_by_payment():
    # One thousand lent at 2 %, 20 years with 5 of grace, level payments.
    rate, discount, worth, owed = 0.02, 0.07, 0.0, 1000.0
    payment = 1000 * rate / (1 - (1 + rate) ** -15)
    for year in range(1, 21):
        interest = rate * owed
        principal = payment - interest if year > 5 else 0.0
        owed -= principal
        worth += (interest + principal) / (1 + discount) ** year
    assert owed == pytest.approx(0.0, abs=1e-9)
    assert grant_element(Terms(20, 5), rate, discount) == pytest.approx(
        1 - worth / 1000
    )


def test_a_loan_at_the_discount_is_no_gift_and_a_free_one_for_ever_nearly_is():
    assert grant_element(Terms(20, 5), 0.09, 0.09) == pytest.approx(0.0)
    assert grant_element(Terms(200, 190, "equal"), 0.0, 0.09) > 0.99


def test_a_tenor_that_is_not_longer_than_its_grace_is_refused():
    with pytest.raises(InputError, match="longer than its grace"):
        grant_element(Terms(5, 5), 0.02, 0.09)
