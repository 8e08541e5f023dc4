"""Stairs: steps on steps, cut from the top."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.stress.stair import Steps, stacked

STAIR = np.array([0, 0, 0, 1])
STEPS = stacked(
    STAIR, np.array([2.0, 3.0, 1.0, np.inf]), np.array([1.0, 4.0, 9.0, 2.0])
)


def test_every_step_stands_on_those_before_it() -> None:
    assert STEPS.foot.tolist() == [0.0, 2.0, 5.0, 0.0]
    assert STEPS.first.tolist() == [0, 3, 4]
    assert STEPS.size == 4


@pytest.mark.parametrize(
    ("height", "scale", "room"),
    [
        (9.0, 1.0, [2.0, 3.0, 1.0]),
        (2.5, 1.0, [2.0, 0.5, 0.0]),
        (0.0, 1.0, [0.0, 0.0, 0.0]),
        (9.0, 0.5, [1.0, 1.5, 0.5]),
        (2.0, 0.5, [1.0, 1.0, 0.0]),
    ],
)
def test_a_cut_takes_steps_from_the_top(
    height: float, scale: float, room: list[float]
) -> None:
    found = STEPS.room(np.arange(3), np.full(3, height), np.full(3, scale))
    assert found.tolist() == room


def test_the_table_of_steps_ends_where_a_stair_ends() -> None:
    foot, width, cost = STEPS.grid()
    assert foot.tolist() == [[0.0, 2.0, 5.0], [0.0, np.inf, np.inf]]
    assert width.tolist() == [[2.0, 3.0, 1.0], [np.inf, 0.0, 0.0]]
    assert cost[0].tolist() == [1.0, 4.0, 9.0]


def test_no_columns_make_no_stairs() -> None:
    nothing = stacked(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    assert nothing.size == 0
    assert nothing.first.tolist() == [0]


widths = st.lists(st.floats(0.0, 1e3), min_size=1, max_size=12)


@given(widths, st.floats(0.0, 1e4), st.floats(0.0, 1.0))
def test_what_is_left_is_the_height_or_the_stair(
    width: list[float], height: float, scale: float
) -> None:
    count = len(width)
    steps: Steps = stacked(
        np.zeros(count, dtype=np.int64), np.array(width), np.arange(count) * 1.0
    )
    room = steps.room(np.arange(count), np.full(count, height), np.full(count, scale))
    assert room.sum() == pytest.approx(min(height, sum(width) * scale), abs=1e-9)
    assert (room <= np.array(width) * scale).all()
