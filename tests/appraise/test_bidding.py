"""Bidding: hand values of sure ground, an oracle of single bidders, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.appraise.grounds import ground

from orepath.appraise.bidding import MOST, bids, mined, right


def test_a_right_is_worth_the_published_option_value():
    worth, _ = right(np.array([100.0]), np.array([100.0]), np.array([0.2]))
    assert worth[0] == pytest.approx(7.965567, abs=1e-6)


@given(st.floats(0.2, 5.0), st.floats(0.05, 1.5))
def test_a_right_is_the_mean_of_what_is_left_of_what_is_found(value, spread):
    found = value * stats.lognorm(spread, scale=np.exp(-0.5 * spread**2)).ppf(
        (np.arange(20_000) + 0.5) / 20_000
    )
    worth, part, chance = mined(np.array([value]), np.array([1.0]), np.array([spread]))
    assert worth[0] == pytest.approx(
        np.maximum(found - 1, 0).mean(), rel=2e-2, abs=2e-3
    )
    assert chance[0] == pytest.approx((found > 1).mean(), abs=1e-3)
    assert part[0] * value == pytest.approx(
        found[found > 1].sum() / 20_000, rel=2e-2, abs=2e-3
    )


def test_a_lone_bidder_pays_the_reserve_and_keeps_the_rest():
    found = bids(ground(reserve=0.1), spread=1e-6)
    assert found.premium[0, 0] == pytest.approx(0.1)
    assert found.gain[0, 0] == pytest.approx(100 * (1 - 0.05 - 0.1) - 50, rel=1e-4)
    assert found.revenue[0, 0] == pytest.approx(15.0, rel=1e-6)
    assert found.worked[0, 0] == pytest.approx(1.0)


def test_bidders_who_are_alike_leave_the_winner_nothing():
    found = bids(ground(), spread=1e-6)
    assert found.premium[0, 1:] == pytest.approx(0.45, rel=1e-3)
    assert np.abs(found.gain[0, 1:]).max() < 0.1
    assert found.revenue[0, 1:] == pytest.approx(50.0, rel=1e-3)


def test_bidding_is_that_of_single_bidders_who_raise_until_one_is_left():
    n, spread = 4, 0.4
    found = bids(ground(chance=0.5, left=5.0, error=0.3, faith=0.9), spread, draws=4096)
    rng = np.random.default_rng(1)
    cost = np.sort(50 * np.exp(spread * rng.standard_normal((40_000, n))), axis=1)

    def kept(cost, held, faith):
        worth, _ = right(faith * held * 100, cost, np.full(cost.shape, 0.3))
        return 0.5 * worth - 5.0

    # Each stays until what is held is worth nothing to it: found by halving.
    low, high = np.zeros(len(cost)), np.full(len(cost), 20.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        on = kept(cost[:, 1], middle, 0.9) > 0
        low, high = np.where(on, low, middle), np.where(on, middle, high)
    able = kept(cost, 0.95, 0.9) > 0
    four = able.all(axis=1)
    assert found.able[0] == pytest.approx(able.mean(), abs=0.005)
    assert found.premium[0, n - 1] == pytest.approx(
        (0.95 - high[four]).mean(), rel=0.02
    )
    gain = kept(cost[four, 0], high[four], 1.0)
    assert found.gain[0, n - 1] == pytest.approx(gain.mean(), rel=0.03)
    weighed = kept(cost[four, 0], high[four], 0.9)
    assert found.weighed[0, n - 1] == pytest.approx(weighed.mean(), rel=0.03)


@given(st.floats(0.0, 1.2), st.floats(0.05, 1.0), st.floats(0.5, 1.0))
def test_more_bidders_never_pay_less(error, chance, faith):
    found = bids(ground(error=error, chance=chance, left=2.0, faith=faith), 0.4)
    assert (np.diff(found.premium[0]) > -1e-3).all()
    assert found.premium.shape == (1, MOST)
    assert (found.weighed >= 0).all()
