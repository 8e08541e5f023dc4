"""A flight: a stair over moments, its steps a column each, and all of them one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.plan.flight import Stairs, dearer, laid
from orepath.plan.network import Moments
from orepath.plan.steps import Stair

TWO = Moments(
    ("2025-2026", "ban"),
    np.array([2025.0, 2025.0]),
    np.array([2.0, 1.0]),
    np.array([1.5, 1.5]),
    np.array([1.9, 0.1]),
    np.array([0, 0]),
)
STAIR = Stair(
    np.array([3, 3, 5]),
    np.array([0.0, 4.0, 0.0]),
    np.array([4.0, 10.0, 6.0]),
    np.array([1.0, 2.0, 7.0]),
)


def flight(left: float) -> Stairs:
    """Lay the stair out where item 3 keeps ``left`` of its grown step in the ban."""
    growth = np.ones((6, 2))
    growth[3, 0] = 2.0
    most = np.full((6, 2), np.inf)
    most[3, 1] = left
    return laid("make", 7, STAIR, growth, most, TWO)


def test_a_step_grows_with_its_moment_and_is_cut_from_the_top() -> None:
    found = flight(5.0)
    assert found.item.tolist() == [3, 3, 3, 3, 5, 5]
    assert found.moment.tolist() == [0, 1, 0, 1, 0, 1]
    assert found.upper.tolist() == [8.0, 4.0, 12.0, 1.0, 6.0, 6.0]
    assert found.cost.tolist() == [1.0, 1.0, 2.0, 2.0, 7.0, 7.0]
    assert found.columns == slice(7, 13)


def test_a_step_without_room_is_no_column() -> None:
    found = flight(3.0)
    assert found.item.tolist() == [3, 3, 3, 5, 5]
    assert found.upper.tolist() == [8.0, 3.0, 12.0, 6.0, 6.0]


def test_all_steps_of_a_stair_grow_dearer_together() -> None:
    stair = flight(5.0)
    change = np.zeros((6, 2))
    change[3] = 0.5, 2.0
    found = dearer(stair, stair.item, change)
    assert isinstance(found, Stairs)
    assert found.cost.tolist() == [1.5, 3.0, 2.5, 4.0, 7.0, 7.0]
    assert found.whole.cost.tolist() == [1.5, 3.0, 7.0, 7.0]
    # Columns without stairs may go by another item: a haul by its trade pair.
    plain = dearer(stair.whole, np.array([4, 4, 3, 3]), change)
    assert plain.cost.tolist() == [1.0, 1.0, 7.5, 9.0]


def test_a_stair_is_one_column_with_the_room_of_all_its_steps() -> None:
    found = flight(5.0)
    assert found.step_of.tolist() == [0, 1, 0, 1, 2, 3]
    assert found.whole.item.tolist() == [3, 3, 5, 5]
    assert found.whole.moment.tolist() == [0, 1, 0, 1]
    assert found.whole.upper.tolist() == [20.0, 5.0, 6.0, 6.0]
    assert found.whole.cost.tolist() == [1.0, 1.0, 7.0, 7.0], "of the lowest step"


def test_an_item_barred_from_a_moment_has_no_stair_there() -> None:
    found = flight(0.0)
    assert found.whole.moment.tolist() == [0, 0, 1]
    assert found.step_of.tolist() == [0, 0, 1, 2]


def test_no_stair_is_no_column() -> None:
    none, free = np.zeros(0, dtype=np.int64), np.zeros(0)
    nothing = Stair(none, free, free, free)
    found = laid("open", 3, nothing, np.ones((4, 2)), np.ones((4, 2)), TWO)
    assert found.size == found.whole.size == found.step_of.size == 0


@given(st.integers(1, 60), st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_slices_of_the_work_leave_no_seam(items: int, steps: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    item = np.repeat(np.arange(items), steps)
    high = np.tile(np.arange(1.0, steps + 1), items)
    moments = Moments(
        tuple("abcdefg"),
        *(np.ones(7) for _ in range(4)),
        np.zeros(7, dtype=np.int64),
    )
    growth = random.uniform(0.5, 2.0, (items, 7))
    left = random.choice([0.0, 0.5 * steps, np.inf], (items, 7))
    found = laid("use", 0, Stair(item, high - 1.0, high, high), growth, left, moments)
    most = np.minimum(left, steps) * growth
    whole = np.zeros_like(most)
    np.add.at(whole, (found.item, found.moment), found.upper)
    assert whole == pytest.approx(most)
    assert found.whole.upper == pytest.approx(most[most > 0.0])
    assert (found.whole.item[found.step_of] == found.item).all()
    assert (found.whole.moment[found.step_of] == found.moment).all()
