"""Worth: textbook measures by hand, and what is said where a rate says nothing."""

from math import inf

import numpy as np
import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.cash import cash
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.flow import Part
from orepath.appraise.root import npv
from orepath.appraise.threshold import break_even
from orepath.appraise.worth import Worth, actors, levelised_cost, worth
from orepath.errors import InputError

RATE = np.array([0.1])


def of(*row, opens=1):
    cash = np.array(row, dtype=float)[:, None]
    return Worth("project", [Part("project", cash)], RATE, opens, cash.shape)


def test_payback_is_where_the_running_sum_meets_nil():
    # -1000 and 400 a year: after two years 200 are missing, half of the third year.
    assert of(-1000, 400, 400, 400).payback == pytest.approx([2.5])
    # At 10 %: 363.6 + 330.6 + 300.5 leave 5.26 of 273.2.
    assert of(-1000, 400, 400, 400, 400).discounted_payback == pytest.approx(
        [3 + 5.2592 / 273.2054], abs=1e-4
    )


def test_what_is_never_paid_back_takes_for_ever():
    assert of(-1000, 400, 400).payback == [inf]
    assert of(0, 400).payback == [0.0]


def test_the_profitability_index_is_what_a_dollar_brings():
    # 600/1.1 + 600/1.21 = 1041.32 for 1000.
    assert of(-1000, 600, 600).index == pytest.approx([1.04132], abs=1e-5)
    assert of(0, 600, 600).index == [inf]


def test_a_rate_of_return_is_told():
    assert of(-1000, 500, 400, 300, 100).told() == "rate of return 14.5 %"


def test_several_rates_are_all_told_with_the_modified_one():
    told = of(-1600, 10000, -10000).told()
    assert "several rates of return, 25.0 % and 400.0 %" in told
    assert "modified rate" in told


def test_cash_that_never_comes_back_is_told():
    assert of(-1, -2, -3).told() == "no rate of return: nothing ever comes back"
    assert of(1, 2, 3).told() == "no rate of return: nothing is put in"
    assert "worth never passes nil" in of(1, -1, 1).told()


def test_a_project_is_worth_its_cash_at_its_own_rate():
    found = cash(venture_from(smelter()))
    by_hand = -400 - 600 / 1.1 + sum(445 / 1.1**t for t in range(2, 7))
    assert worth(found).npv[0] == pytest.approx(by_hand)


def test_each_discounts_at_its_own_rate():
    found = cash(venture_from(smelter()))
    assert worth(found, "MAKER").npv[0] == pytest.approx(
        npv(0.4 * found.equity, np.array([0.12]))[0]
    )
    assert worth(found, "host").npv[0] == pytest.approx(
        npv(found.host, np.array([0.08]))[0]
    )


def test_all_who_have_a_part_are_known():
    found = cash(venture_from(smelter()))
    assert actors(found) == ("project", "equity", "MINE", "MAKER", "host", "state")
    with pytest.raises(InputError, match="did you mean 'MAKER'"):
        worth(found, "MAKE")


def test_the_levelised_cost_is_the_price_that_pays_all_but_income_tax():
    plain = smelter(fiscal__terms__income_tax=0.0)
    cost = levelised_cost(cash(venture_from(plain)))[0]
    at_cost = venture_from(plain | smelter(fiscal__terms__income_tax=0.0))
    found = cash(at_cost, Draws({"product.slag.price": np.array([cost])}))
    assert worth(found).npv[0] == pytest.approx(0.0, abs=1e-9)
    taxed = levelised_cost(cash(venture_from(smelter())))[0]
    assert taxed == pytest.approx(cost)


def test_by_products_lower_the_levelised_cost():
    iron = {"name": "iron", "price": 10.0, "quantity": 0.5} | {
        "source": "assumption",
        "grade": "C",
    }
    plain = smelter()
    more = smelter(product=[*plain["product"], iron])
    gain = levelised_cost(cash(venture_from(plain))) - levelised_cost(
        cash(venture_from(more))
    )
    assert gain == pytest.approx([5.0])


def test_a_break_even_leaves_nothing():
    venture = venture_from(smelter())
    found = break_even(venture, "product.slag.price")
    (price,) = found.values
    at = cash(venture, Draws({"product.slag.price": np.array([price])}))
    assert worth(at).npv[0] == pytest.approx(0.0, abs=1e-6)
    assert found.gains
    assert found.told() == (
        f"project breaks even at product.slag.price = {price:,.4g} USD/t"
    )


def test_the_break_even_of_the_discount_is_the_rate_of_return():
    venture = venture_from(smelter())
    rate = worth(cash(venture)).irr.rate[0]
    assert break_even(venture, "discount.project").values == pytest.approx((rate,))


def test_a_break_even_holds_for_one_actor():
    venture = venture_from(smelter())
    mine = break_even(venture, "input.ilmenite.price", "MINE")
    maker = break_even(venture, "input.ilmenite.price", "MAKER")
    # MAKER asks for more, so it bears less.
    assert maker.values[0] < mine.values[0]


def test_what_decides_nothing_has_no_break_even():
    venture = venture_from(smelter())
    found = break_even(venture, "partner.MAKER.carry_rate", "MINE")
    assert found.values == ()
    assert found.told() == "MINE gains at any partner.MAKER.carry_rate"
    poor = venture_from(smelter(product__0__price=50.0))
    assert "loses at any" in break_even(poor, "capital.duty").told()


def test_a_figure_that_may_fall_below_nil_is_sought_there():
    raw = full()
    raw["product"][0]["price"] = 90.0
    found = break_even(venture_from(raw), "offtake.maker.discount", "equity")
    assert all(-1.0 <= value <= 1.0 for value in found.values)


def test_a_figure_nobody_has_is_refused():
    with pytest.raises(InputError, match=r"did you mean 'product.slag.price'"):
        break_even(venture_from(smelter()), "product.slag.prise")
