"""What several disruptions do together, by how hard each of them strikes."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.stress.effect import Effect, nothing, together
from orepath.world.case import Case

PART = st.floats(0.0, 1.0)


def two(small: Case, **parts: tuple[float, float]) -> Effect:
    """Return two disruptions that do something to all of a kind of thing."""
    none = nothing(small)
    rows = [
        replace(none, **{name: getattr(none, name) + pair[k]
                         for name, pair in parts.items()})
        for k in range(2)
    ]  # fmt: skip
    return together(small, rows)


def test_nothing_does_nothing(small: Case) -> None:
    assert not nothing(small).any
    left = together(small, [nothing(small)]).struck(np.ones((3, 1)))
    assert (left.site == 1.0).all()
    assert left.pressure is None


def test_there_may_be_no_disruption_at_all(small: Case) -> None:
    none = together(small, [])
    assert none.any.size == 0
    assert (none.struck(np.zeros((2, 0))).pair == 1.0).all()


@given(one=PART, other=PART, hard=PART)
def test_what_is_left_is_the_product_whatever_strikes(
    small: Case, one: float, other: float, hard: float
) -> None:
    effect = two(small, site=(one, other))
    left = effect.struck(np.array([[hard, 0.0], [0.0, hard], [hard, hard]])).site
    assert left[0] == pytest.approx(1.0 - one * hard)
    assert left[2] == pytest.approx(left[0] * left[1])
    assert (left[2] <= np.minimum(left[0], left[1]) + 1e-12).all()
    assert ((left >= 0.0) & (left <= 1.0)).all()


@given(one=PART, other=PART)
def test_what_makes_dearer_adds_up_and_what_is_wanted_multiplies(
    small: Case, one: float, other: float
) -> None:
    effect = two(small, pair_cost=(10.0, 4.0), duty_rate=(0.2, 0.0), wants=(0.5, -0.5))
    pressure = effect.struck(np.array([[one, other]])).pressure
    assert pressure is not None
    assert pressure.pair_cost == pytest.approx(10.0 * one + 4.0 * other)
    assert pressure.duty_rate == pytest.approx(0.2 * one)
    assert pressure.wants == pytest.approx((1.0 + 0.5 * one) * (1.0 - 0.5 * other))


def test_a_cap_is_free_until_it_strikes(small: Case) -> None:
    none = nothing(small)
    capped = none.capped.copy()
    capped[0] = True
    effect = together(small, [none, replace(none, capped=capped)])
    pressure = effect.struck(np.array([[1.0, 0.0], [0.0, 0.3]])).pressure
    assert pressure is not None
    assert pressure.quota.tolist() == [[np.inf], [0.7]]
    assert pressure.capped.tolist() == [capped.tolist()]


def test_every_part_of_an_effect_is_seen(small: Case) -> None:
    for one in fields(Effect):
        part = getattr(nothing(small), one.name).copy()
        part[-1] = 1
        assert replace(nothing(small), **{one.name: part}).any, one.name
