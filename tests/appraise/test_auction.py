"""Auctions: bidders come until a look just pays; rules let them in or keep them out."""

from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.appraise.grounds import ground

from orepath.appraise.auction import Crowd, attempt, auctioned
from orepath.appraise.bidding import Bids, bids


def crowd(firms=5.0, look=1.0, spread=0.4, again=0.0):
    return Crowd(firms, look, spread, again)


def poisson(k, mean):
    return exp(-mean) * mean**k / factorial(k)


def test_bidders_come_until_a_look_just_pays():
    found = bids(ground(), 0.4)
    for need, look in ((1, 8.0), (2, 3.0)):
        told = attempt(found, crowd(look=look, firms=12.0), need)
        mean = float(told.bidders[0])
        assert 0 < mean < 12
        each = sum(
            poisson(k, mean) * found.weighed[0, k] / (k + 1)
            for k in range(23)
            if k + 1 >= need
        )
        assert found.able[0] * each == pytest.approx(look, rel=0.02)


def test_chances_are_those_of_bidders_who_come_by_chance():
    told = auctioned(ground(), crowd(firms=2.0, look=0.01), 3)
    mean = float(told.bidders[0])
    assert told.none[0] == pytest.approx(exp(-mean))
    assert told.few[0] == pytest.approx(poisson(1, mean) + poisson(2, mean))
    assert told.none + told.few + told.sold == pytest.approx(1.0)


def test_where_a_sale_needs_three_and_nothing_follows_a_dear_look_keeps_all_out():
    alone = auctioned(ground(), crowd(look=6.0), 1)
    three = auctioned(ground(), crowd(look=6.0), 3)
    assert alone.sold[0] > 0.5
    assert three.bidders[0] == 0
    assert three.none[0] == 1
    assert np.isnan(three.premium[0])


def test_a_second_attempt_to_hope_for_brings_bidders_to_the_first():
    hopeless = auctioned(ground(), crowd(look=4.0, again=0.0), 3)
    hopeful = auctioned(ground(), crowd(look=4.0, again=0.8), 3)
    assert hopeful.bidders[0] > hopeless.bidders[0]


def test_means_are_weighed_by_how_many_bid_where_it_is_sold():
    one = np.ones((1, 24))
    steps = np.arange(1.0, 25.0)[None, :]
    told = attempt(
        Bids(one[:, 0], 9.0 * one, steps, steps, steps, steps), crowd(3.0), 2
    )
    weight = np.array([poisson(n, 3.0) for n in range(2, 25)])
    assert told.premium[0] == pytest.approx(
        weight @ steps[0, 1:] / weight.sum(), rel=1e-6
    )


@given(st.floats(0.1, 8.0), st.floats(1.0, 12.0), st.integers(1, 3))
def test_a_dearer_look_never_brings_more_and_chances_add_up(look, firms, need):
    near = auctioned(ground(2, earned=[1.0, 0.4]), crowd(firms, look), need)
    dear = auctioned(ground(2, earned=[1.0, 0.4]), crowd(firms, 1.5 * look), need)
    assert (dear.bidders <= near.bidders + 1e-9).all()
    assert near.none + near.few + near.sold == pytest.approx([1.0, 1.0])
    assert near.sold[1] <= near.sold[0] + 1e-12
