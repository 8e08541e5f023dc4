"""What being able to wait is worth."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import norm
from tests.appraise.ventures import smelter

from orepath.appraise.cash import cash
from orepath.appraise.chance import chance_of
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.process import returning, steady, walking
from orepath.appraise.waiting import wait
from orepath.appraise.worth import worth
from orepath.errors import InputError

DRAWS = 10_000


def plain(price=100.0, rate=0.1, **more):
    """Return a venture without tax, whose worth is a line in the price."""
    changes = {
        "capital__total": 1000.0, "product__0__price": price, "operation__life": 3,
        "fiscal__terms__income_tax": 0.0, "discount__project": rate,
    }  # fmt: skip
    return venture_from(smelter(**(changes | more)))


def moving(venture, volatility, other=0.0, seed=0):
    own = {"slag": walking("slag", volatility), "ilmenite": walking("il", other)}
    return chance_of(venture, own, seed)


def line(venture):
    """Return slope and cost of the worth as a line in the multiple of the price."""
    paths = np.repeat([[1.0], [2.0]], len(venture.years), axis=1)
    one, two = worth(cash(venture, Draws(prices={"slag": paths}))).npv
    return two - one, two - 2 * one


def black(value, cost, spread):
    """Return what a choice at the end is worth without interest."""
    ahead = np.log(value / cost) / spread + spread / 2
    return value * norm.cdf(ahead) - cost * norm.cdf(ahead - spread)


def by_grid(slope, cost, spread, discount, years):
    """Value the choice on a fine grid of prices; return it and the threshold."""
    logs = np.linspace(-7 * spread * sqrt(years), 7 * spread * sqrt(years), 3001)
    gap = logs[1] - logs[0]
    steps = np.arange(-int(8 * spread / gap), int(8 * spread / gap) + 1) * gap
    chances = norm.pdf(steps, -(spread**2) / 2, spread) * gap
    payoff, half = slope * np.exp(logs) - cost, len(steps) // 2
    far = slope * np.exp(logs[-1] + gap * np.arange(1, half + 1)) - cost
    value = np.maximum(payoff, 0.0)
    for _ in range(years):
        padded = np.concatenate([np.zeros(half), value, far])
        later = discount * np.correlate(padded, chances, "valid")
        value = np.maximum(np.maximum(payoff, 0.0), later)
    turn = np.exp(logs[np.flatnonzero(payoff < later)[-1] + 1])
    return np.interp(0.0, logs, value), turn


@pytest.mark.parametrize("price", [85.0, 95.0, 110.0])
def test_waiting_at_no_interest_is_worth_what_black_and_scholes_say(price):
    venture = plain(price, rate=0.0)
    slope, cost = line(venture)
    found = wait(venture, moving(venture, 0.2), 4, draws=DRAWS)
    whole = black(slope, cost, 0.2 * sqrt(4))
    wanted = whole - max(slope - cost, 0.0)
    assert found.value.value == pytest.approx(
        wanted, abs=3 * found.value.error + 0.01 * whole
    )


def test_a_choice_between_two_prices_is_worth_what_margrabe_says():
    # Nothing but two prices: sold and bought, at no interest and next to no capital.
    venture = plain(42.0, 0.0, operation__fixed=0.0, capital__total=1e-6)
    own = {"slag": walking("slag", 0.2), "ilmenite": walking("il", 0.3)}
    chance = chance_of(venture, own)
    slope, cost = line(venture)
    found = wait(venture, chance, 4, draws=DRAWS)
    whole = black(slope, cost, sqrt((0.04 + 0.09) * 4))
    assert found.value.value == pytest.approx(
        whole - max(slope - cost, 0.0), abs=3 * found.value.error + 0.01 * whole
    )


@pytest.mark.parametrize(("price", "volatility"), [(95.0, 0.2), (100.0, 0.35)])
def test_waiting_at_interest_is_worth_what_a_grid_of_prices_says(price, volatility):
    venture = plain(price)
    slope, cost = line(venture)
    found = wait(venture, moving(venture, volatility), 6, draws=DRAWS)
    whole, turn = by_grid(slope, cost, volatility, 1 / 1.1, 6)
    assert found.value.value == pytest.approx(
        whole - max(slope - cost, 0.0), abs=3 * found.value.error + 0.01 * whole
    )
    assert found.threshold.value == pytest.approx(price * turn, rel=0.03)
    assert found.without.value == pytest.approx(
        slope - cost, abs=4 * found.without.error
    )


def test_more_volatility_makes_waiting_worth_more_and_the_threshold_higher():
    venture = plain(92.0)
    found = [wait(venture, moving(venture, s), 5, draws=DRAWS) for s in (0.1, 0.2, 0.4)]
    values = [each.value.value for each in found]
    limits = [each.threshold.value for each in found]
    assert values == sorted(values)
    assert limits == sorted(limits)


@pytest.mark.parametrize("price", [100.0, 60.0])
def test_where_nothing_moves_waiting_is_worth_nothing(price):
    venture = plain(price)
    still = {name: steady(name) for name in ("slag", "ilmenite")}
    for chance in (moving(venture, 0.0), chance_of(venture, still)):
        found = wait(venture, chance, 3, draws=1_000)
        assert found.value.value == pytest.approx(0.0, abs=1e-6)
        assert found.without.error == pytest.approx(0.0, abs=1e-6)
        assert found.threshold is None
        assert sum(found.used) == (1.0 if price == 100.0 else 0.0)


def test_a_price_that_is_expected_to_fall_is_not_waited_for():
    # Nearly sure, and back at its level within months: only this year's price counts.
    venture = plain(100.0)
    own = {"slag": returning("slag", 0.2, 0.01), "ilmenite": steady("il")}
    found = wait(venture, chance_of(venture, own), 3, draws=1_000)
    assert found.used[0] == 1.0
    assert found.threshold is None


def test_prices_that_move_as_one_start_as_one():
    # Ten tonnes of slag at 100 less twenty of ilmenite at 20, all on one path, are ten
    # tonnes at 60.
    venture = plain(100.0, operation__fixed=0.0)
    own = {name: walking("ti", 0.3) for name in ("slag", "ilmenite")}
    found = wait(venture, chance_of(venture, own), 4, draws=DRAWS)
    bare = plain(60.0, operation__fixed=0.0, input__0__price=0.0)
    own = {"slag": walking("ti", 0.3), "ilmenite": steady("none")}
    wanted = wait(bare, chance_of(bare, own), 4, draws=DRAWS)
    assert found.value.value == pytest.approx(wanted.value.value, rel=1e-6)
    assert found.threshold.value == pytest.approx(
        wanted.threshold.value * 100 / 60, rel=1e-6
    )


def test_each_actor_waits_for_itself():
    venture = plain(95.0)
    found = wait(venture, moving(venture, 0.3), 3, actor="MAKER", draws=DRAWS)
    assert found.actor == "MAKER"
    assert found.without.value == pytest.approx(
        worth(cash(venture), "MAKER").npv[0], abs=4 * found.without.error
    )


def test_the_same_seed_gives_the_same_bytes():
    venture = plain(95.0)
    one, same, other = (
        wait(venture, moving(venture, 0.2, seed=s), 2, draws=1_000) for s in (1, 1, 2)
    )
    assert one == same
    assert one.value != other.value


def test_what_cannot_be_waited_for_is_refused():
    venture = plain()
    with pytest.raises(InputError, match="years"):
        wait(venture, moving(venture, 0.2), 0)
    with pytest.raises(InputError, match="did you mean 'MAKER'"):
        wait(venture, moving(venture, 0.2), 2, actor="MAKR")
