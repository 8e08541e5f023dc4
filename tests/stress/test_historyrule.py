"""The rules of history: when a prediction is a hit, a miss, or nobody knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.stress import historyrule as rule

RATIOS = st.floats(0.01, 100.0)


@pytest.mark.parametrize(
    ("predicted", "observed", "verdict"),
    [
        (1.5, 1.02, "hit"),
        (1.5, 0.98, "miss"),
        (1.5, 1.005, "miss"),
        (1.005, 0.995, "hit"),
        (0.3, 0.9, "hit"),
        (1.5, None, "unknown"),
    ],
)
def test_the_sign_is_right_or_wrong_and_small_changes_are_none(
    predicted, observed, verdict
):
    assert rule.direction(predicted, observed) == verdict


@pytest.mark.parametrize(
    ("predicted", "ends", "observed", "verdict"),
    [
        (1.5, (1.4, 1.6), 2.0, "hit"),
        (1.5, (1.4, 1.6), 2.01, "miss"),
        (1.5, (1.4, 1.6), 1.25, "hit"),
        (1.5, (1.4, 1.6), 1.24, "miss"),
        (1.4, (0.9, 3.0), 0.95, "hit"),
        (0.4, (0.3, 0.5), 0.8, "miss"),
        (0.4, (0.3, 0.5), 0.1, "hit"),
        (1.0, (1.0, 1.0), 1.005, "hit"),
        (1.0, (1.0, 1.0), 1.3, "miss"),
        (1.4, (1.3, 1.5), None, "unknown"),
    ],
)
def test_the_size_is_right_within_the_range_or_half_to_twice_the_change(
    predicted, ends, observed, verdict
):
    assert rule.size(predicted, ends, observed) == verdict


def test_the_ends_of_a_range_may_stand_in_any_order():
    assert rule.size(0.5, (0.9, 0.2), 0.85) == "hit"


def test_three_places_are_ordered_by_hand():
    predicted = {"JPN": 0.5, "USA": 0.8, "DEU": 0.9}
    assert rule.likeness(predicted, {"JPN": 0.1, "USA": 0.5, "DEU": 2.0}) == 1.0
    # Ranks 1 2 3 against 2 3 1: 1 - 6 · 6 / (3 · 8) = -1/2.
    assert rule.likeness(predicted, {"JPN": 0.5, "USA": 0.6, "DEU": 0.1}) == (
        pytest.approx(-0.5)
    )
    assert rule.order(predicted, {"JPN": 0.5, "USA": 0.6, "DEU": 0.1}) == "miss"


def test_two_places_or_no_difference_tell_nothing():
    three = {"A": 1.0, "B": 2.0, "C": 3.0}
    assert rule.order({"A": 1.0, "B": 2.0}, three) == "unknown"
    assert rule.order(three, dict.fromkeys("ABC", 1.0)) == "unknown"


def test_a_prediction_without_an_order_is_a_miss():
    three = {"A": 1.0, "B": 2.0, "C": 3.0}
    assert rule.order(dict.fromkeys("ABC", 0.9), three) == "miss"
    # What differs by less than can be seen is equal.
    assert rule.order({"A": 0.9, "B": 0.901, "C": 0.902}, three) == "miss"


def test_only_places_that_both_know_are_ordered():
    predicted = {"A": 1.0, "B": 2.0, "C": 3.0, "X": 0.0}
    observed = {"A": 5.0, "B": 6.0, "C": 7.0, "Y": 0.0}
    assert rule.order(predicted, observed) == "hit"


def test_who_fills_the_gap_is_the_one_that_gains_most():
    assert rule.filler({"A": 1.0, "B": 2.0}, {"A": 5.0, "B": 9.0}) == "hit"
    assert rule.filler({"A": 3.0, "B": 2.0}, {"A": 5.0, "B": 9.0}) == "miss"
    assert rule.filler({"A": 0.0, "B": 0.0}, {"A": 5.0, "B": 9.0}) == "miss"
    assert rule.filler({"A": 3.0, "B": 2.0}, {"A": -5.0, "B": 0.0}) == "unknown"
    assert rule.filler({"A": 3.0}, {"A": 5.0}) == "unknown"
    assert rule.filler({"A": 3.0, "B": 2.0, "C": 9.0}, {"A": 5.0, "B": 1.0}) == "hit"


@given(RATIOS)
def test_a_prediction_that_comes_true_is_always_a_hit(ratio):
    assert rule.direction(ratio, ratio) == "hit"
    assert rule.size(ratio, (ratio, ratio), ratio) == "hit"


@given(RATIOS, RATIOS)
def test_the_right_size_has_the_right_sign_where_the_range_is_a_point(told, seen):
    if rule.size(told, (told, told), seen) == "hit":
        assert rule.direction(told, seen) == "hit" or told == seen


@given(st.dictionaries(st.sampled_from("ABCDEF"), RATIOS, min_size=3))
def test_the_order_does_not_depend_on_the_scale(told):
    doubled = {place: 2.0 * ratio for place, ratio in told.items()}
    assert rule.likeness(told, told) in (None, pytest.approx(1.0))
    assert (rule.likeness(told, doubled) or 1.0) > 0.0
