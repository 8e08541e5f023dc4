"""Cover of debt by hand; what contracts and soft money do for the bank and others."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.bank import standings
from orepath.appraise.cash import cash
from orepath.appraise.concession import concession
from orepath.appraise.cover import cover
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.root import npv
from orepath.errors import InputError

A = {"source": "assumption", "grade": "C"}
BANK = {"name": "bank", "share": 0.5, "rate": 0.1, "tenor": 5, "grace": 1, **A}
SOFT = {
    "name": "soft",
    "share": 0.3,
    "rate": 0.01,
    "tenor": 6,
    "grace": 2,
    "concessional": True,
    **A,
}


def lent(*loans, **changes):
    return venture_from(smelter(loan=list(loans), **changes))


def test_cover_is_cash_before_debt_for_each_dollar_due():
    plain = {"fiscal__terms__income_tax": 0.0}
    found = cover(cash(lent(BANK, **plain)))
    # 500 owed at the end of grace; four payments of 157.74; 550 earned a year.
    assert found.yearly[0] == pytest.approx(
        [inf, inf, *[550 / 157.7354] * 4, inf, inf], rel=1e-5
    )
    assert found.least == pytest.approx([550 / 157.7354], rel=1e-5)
    assert found.average == pytest.approx(found.least)
    # The loan's own rate makes the service of 4 years worth the 500 owed.
    assert found.loan_life == pytest.approx(found.least)


def test_a_year_of_interest_alone_is_not_tested():
    slow = {"operation__ramp": [0.1], "fiscal__terms__income_tax": 0.0}
    found = cover(cash(lent(dict(BANK, grace=2, tenor=6), **slow)))
    # 1 t brings 10 less 50 of fixed cost; 50 of interest are due.
    assert found.yearly[0, 2] == pytest.approx((100 - 40 - 50) / 50)
    assert found.least[0] == pytest.approx(550 / 157.7354, rel=1e-5)


def test_tax_that_is_really_paid_comes_before_debt():
    found = cover(cash(lent(BANK)))
    # First year: 550 less 30 % of 350 − 50 − 20 set off from building.
    assert found.yearly[0, 2] == pytest.approx((550 - 0.3 * 280) / 157.7354, rel=1e-5)


def test_the_loan_life_is_valued_at_the_loans_own_rate():
    venture = lent(dict(BANK, repayment="equal"), fiscal__terms__income_tax=0.0)
    worth_of_cash = sum(550 / 1.1**t for t in range(1, 5))
    assert cover(cash(venture)).loan_life == pytest.approx([worth_of_cash / 500])


def test_a_venture_without_debt_has_no_cover():
    with pytest.raises(InputError, match=r"add a \[\[loan\]\]"):
        cover(cash(venture_from(smelter())))


def test_cover_is_of_each_draw():
    venture = lent(BANK)
    prices = np.array([80.0, 100.0, 120.0])
    found = cover(cash(venture, Draws({"product.slag.price": prices})))
    assert (np.diff(found.least) > 0).all()
    assert found.yearly.shape == (3, 8)


def test_a_floor_holds_the_cover_up_when_prices_are_low():
    deal = {"name": "deal", "place": "CHN", "product": "slag", "share": 0.6, **A}
    venture = lent(BANK, offtake=[dict(deal, floor=95.0, discount=0.02)])
    found = {(each.prices, each.contracts): each for each in standings(venture)}
    assert len(found) == 9
    low = {name: found["low", name].least for name in ("as agreed", "without floor")}
    assert low["as agreed"] > low["without floor"]
    # At middle prices the floor does nothing and the discount costs.
    assert found["middle", "as agreed"].least == pytest.approx(
        found["middle", "without floor"].least
    )
    assert found["middle", "none"].least > found["middle", "as agreed"].least


def test_a_duty_to_pay_holds_the_cover_up_when_buyers_stay_away():
    deal = {"name": "deal", "place": "CHN", "product": "slag", "share": 0.6, **A}
    venture = lent(BANK, offtake=[dict(deal, pay=0.9)])
    found = {(each.prices, each.contracts): each for each in standings(venture)}
    low, left = "low", "low, half left"
    # As long as they come, it changes nothing.
    assert found[low, "as agreed"] == replace(found[low, "none"], contracts="as agreed")
    # Of 6 t half is left: nine tenths are paid for, against half.
    assert found[left, "as agreed"].least > found[left, "without floor"].least
    assert found[left, "none"].least == found[left, "without floor"].least
    assert found[left, "as agreed"].least < found[low, "as agreed"].least


def test_without_contracts_only_prices_tell():
    found = standings(lent(BANK))
    assert [(each.prices, each.contracts) for each in found] == [
        ("middle", "none"),
        ("low", "none"),
    ]


def test_soft_money_is_worth_the_difference_to_the_market():
    venture = lent(BANK, SOFT)
    found = concession(venture, "soft", "lower middle")
    assert (found.instead, found.lent) == ("bank", pytest.approx(300.0))
    # Level payments from year 3 to 6 and 1 % in grace, by hand.
    payment = 0.01 / (1 - 1.01**-4)
    service = np.array([[0, 0.01, 0.01, *[payment] * 4]])
    assert found.grant == pytest.approx(1 - npv(service, np.array([0.07]))[0])
    assert found.classic == pytest.approx(1 - npv(service, np.array([0.1]))[0])
    assert found.classic > found.grant > 0
    assert found.gains["equity"] > 0
    assert found.gains["project"] == pytest.approx(0.0)
    # Interest saved is taxed: the host gains, too.
    assert found.gains["host"] > 0
    assert found.given_up > 0
    assert found.cover[0] > found.cover[1]


def test_the_market_gives_up_nothing_at_its_own_rate():
    venture = lent(BANK, dict(SOFT, rate=0.1, tenor=5, grace=1))
    found = concession(venture, "soft", "least developed")
    assert found.given_up == pytest.approx(0.0, abs=1e-9)
    assert found.gains["equity"] == pytest.approx(0.0, abs=1e-9)


def test_the_lender_of_another_currency_is_valued_at_the_real_rate():
    found = concession(venture_from(full()), "fund", "upper middle")
    assert found.instead == "bank"
    assert found.given_up > 0


@pytest.mark.parametrize(
    ("loans", "asked", "told"),
    [
        ((BANK, SOFT), ("sof", "lower middle", None), "did you mean 'soft'"),
        ((BANK, SOFT), ("soft", "middle", None), "no income group"),
        ((SOFT,), ("soft", "lower middle", None), "stands for the market"),
        ((BANK, SOFT), ("soft", "lower middle", "bnk"), "stands for the market"),
    ],
)
def test_what_cannot_be_compared_is_told(loans, asked, told):
    with pytest.raises(InputError, match=told):
        concession(lent(*loans), *asked)
