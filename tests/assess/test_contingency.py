"""What is left without the largest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from orepath.assess.contingency import (
    bloc_out,
    embargo_cover,
    largest,
    n_minus,
    outage_cover,
)
from orepath.errors import InputError

PAIRS = hnp.arrays(np.float64, (2, 6), elements=st.floats(1, 1e6))


def test_hand_values_of_both_readings():
    supply, use = [60.0, 30.0, 10.0], [20.0, 30.0, 50.0]
    assert float(n_minus(supply, use)) == pytest.approx((100 - 60 - 20) / (100 - 20))
    assert float(embargo_cover(supply, use, largest(supply))) == pytest.approx(0.5)
    assert float(n_minus(supply, use, 2)) == pytest.approx((10 - 50) / 50)


def test_a_supplier_that_uses_all_it_makes_is_not_missed_under_an_embargo():
    # As copper in the IEA's outlook of 2025: the largest refiner is the largest user.
    supply, use = [45.0, 55.0], [45.0, 55.0]
    assert float(embargo_cover(supply, use, [True, False])) == 1.0


@given(PAIRS)
@settings(deadline=None)
def test_an_outage_leaves_less_than_an_embargo(pair):
    gone = largest(pair[0])
    assert outage_cover(pair[0], pair[1], gone) <= embargo_cover(pair[0], pair[1], gone)


@given(PAIRS, st.permutations(range(6)), st.floats(1e-3, 1e3))
@settings(deadline=None)
def test_labels_and_units_do_not_matter(pair, order, scale):
    supply, use = pair
    if len(set(supply)) < 6:  # equal suppliers are told apart by their order alone
        return
    other = n_minus(supply[order] * scale, use[order] * scale)
    assert float(other) == pytest.approx(
        float(n_minus(supply, use)), rel=1e-9, abs=1e-9
    )


def test_rows_are_independent():
    supply = np.array([[60.0, 40.0], [10.0, 90.0]])
    assert largest(supply).tolist() == [[True, False], [False, True]]
    assert n_minus(supply, np.full((2, 2), 50.0)).shape == (2,)


def test_nobody_is_largest_where_nothing_is_made():
    assert not largest([0.0, 0.0]).any()
    assert largest([0.0, 3.0], 2).tolist() == [False, True]


def test_without_other_users_the_cover_is_not_known():
    assert np.isnan(n_minus([5.0, 1.0], [3.0, 0.0]))


def test_a_bloc_goes_together():
    assert float(bloc_out([50, 30, 20], [20, 30, 50], [True, True, False])) == 0.4


def test_bad_counts_and_amounts_are_refused():
    with pytest.raises(InputError, match="0 suppliers"):
        largest([1.0], 0)
    with pytest.raises(InputError, match=r"use\[0\]"):
        n_minus([1.0], [-1.0])
