"""What being able to stop or to expand is worth."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.appraise.ventures import smelter

from orepath.appraise.cash import cash
from orepath.appraise.chance import chance_of
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.process import walking
from orepath.appraise.running import expand, stop
from orepath.errors import InputError

DRAWS = 10_000


def plain(life=3, price=100.0, **more):
    """Return a venture without tax, built in years 0 and 1."""
    changes = {
        "capital__total": 1000.0, "product__0__price": price, "operation__life": life,
        "fiscal__terms__income_tax": 0.0,
    }  # fmt: skip
    return venture_from(smelter(**(changes | more)))


def moving(venture, volatility):
    own = {"slag": walking("slag", volatility), "ilmenite": walking("il", 0.0)}
    return chance_of(venture, own)


def by_price(venture):
    """Return cash by year as lines in the multiple of the price: cost and slope."""
    paths = np.repeat([[1.0], [2.0]], len(venture.years), axis=1)
    one, two = cash(venture, Draws(prices={"slag": paths})).project
    return 2 * one - two, two - one


def black(value, cost, spread):
    """Return what a right to swap a cost for a value is worth at the end."""
    ahead = np.log(value / cost) / spread + spread / 2
    return value * norm.cdf(ahead) - cost * norm.cdf(ahead - spread)


def test_the_right_to_stop_in_the_only_year_is_an_option_to_sell():
    # Year 2 is the only one of running, year 3 closes: both cost 60 if one goes on.
    venture = plain(life=1, price=52.0, capital__closure=60.0)
    cost, slope = by_price(venture)
    found = stop(venture, moving(venture, 0.3), draws=DRAWS)
    # Gained by stopping: -60 now instead of the year's cash and -60 a year later.
    strike = -60.0 - cost[2] + 60.0 / 1.1
    wanted = black(strike, slope[2], 0.3 * np.sqrt(2)) / 1.1**2
    assert found.value.value == pytest.approx(wanted, abs=3 * found.value.error)
    assert found.years == (2029,)


def test_a_plant_that_only_loses_is_stopped_at_once():
    # 10 t/a at 20 less 2 t of ilmenite at 20 each, less 50 fixed: -250 a year.
    venture = plain(price=20.0, capital__closure=30.0, capital__salvage=0.1)
    found = stop(venture, moving(venture, 0.0), draws=1_000)
    lost = 250.0 * (1.1**-2 + 1.1**-3 + 1.1**-4)
    end = 100.0 - 30.0
    assert found.value.value == pytest.approx(lost + end * (1.1**-2 - 1.1**-5))
    assert found.used == (1.0, 0.0, 0.0)


def test_working_capital_comes_back_with_the_stop():
    base = {"price": 20.0, "capital__closure": 30.0}
    without = stop(venture := plain(**base), moving(venture, 0.0), draws=1_000)
    tied = plain(**base, capital__working=73.0)
    found = stop(tied, moving(tied, 0.0), draws=1_000)
    # A fifth of yearly sales of 200 is tied up at the end of the first year only if
    # the plant runs; stopped before, nothing is.
    spared = 40.0 * (1.1**-2 - 1.1**-5)
    assert found.value.value == pytest.approx(without.value.value + spared)


def test_a_plant_that_earns_well_is_not_stopped():
    venture = plain(capital__closure=500.0)
    found = stop(venture, moving(venture, 0.05), draws=1_000)
    assert found.value.value == pytest.approx(0.0, abs=1e-9)
    assert sum(found.used) == 0.0


def test_more_volatility_makes_the_right_to_stop_worth_more():
    venture = plain(life=8, price=60.0)
    found = [stop(venture, moving(venture, s), draws=DRAWS) for s in (0.1, 0.2, 0.4)]
    values = [each.value.value for each in found]
    assert values == sorted(values)
    assert values[0] > 0.0


def test_the_right_to_expand_in_the_only_year_is_an_option_to_buy():
    venture = plain(life=2, price=140.0)
    cost, slope = by_price(venture)
    found = expand(venture, moving(venture, 0.3), 0.5, 0.8, draws=DRAWS)
    # Decided in year 2 for the cash of year 3, half of it more, at 400 now.
    value, spent = 0.5 * slope[3] / 1.1, 400.0 - 0.5 * cost[3] / 1.1
    wanted = black(value, spent, 0.3 * np.sqrt(2)) / 1.1**2
    assert found.value.value == pytest.approx(wanted, abs=3 * found.value.error)
    assert found.years == (2029,)


def test_tax_takes_its_part_of_what_expansion_brings():
    venture = plain(life=3, price=200.0, fiscal__terms__income_tax=0.3)
    found = expand(venture, moving(venture, 0.0), 0.5, 0.2, draws=1_000)
    # 10 t at 200 less 400 of ilmenite and 50 fixed: 1550 a year, half of it more in
    # years 3 and 4; 100 is spent in year 2 and written off in both.
    more = (775.0 * 0.7 + 0.3 * 50.0) * (1 / 1.1 + 1 / 1.21)
    assert found.value.value == pytest.approx((more - 100.0) / 1.1**2)


def test_expansion_earns_nothing_beyond_the_plant_s_life():
    venture = plain(life=3, capital__salvage=0.5, capital__closure=20.0)
    bare = plain(life=3)
    one, other = (expand(v, moving(v, 0.1), draws=1_000) for v in (venture, bare))
    assert one.value == other.value


def test_npv_without_rights_is_the_same_for_all():
    venture = plain(life=4)
    chance = moving(venture, 0.2)
    one, other = stop(venture, chance), expand(venture, chance)
    assert one.without == other.without


def test_what_is_out_of_range_is_refused():
    venture = plain()
    with pytest.raises(InputError) as refused:
        expand(venture, moving(venture, 0.2), 0.0, -1.0, draws=3)
    assert [each.where for each in refused.value.problems] == ["part", "cost", "draws"]
    with pytest.raises(InputError, match="draws"):
        stop(venture, moving(venture, 0.2), draws=10)
    short = plain(life=1)
    with pytest.raises(InputError, match="one year leaves none to expand in"):
        expand(short, moving(short, 0.2))
