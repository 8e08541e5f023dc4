"""What paths of prices promise."""

import numpy as np
import pytest

from orepath.appraise.path import moments, paths
from orepath.appraise.process import returning, steady, walking
from orepath.core.sampling import stream
from orepath.errors import InputError

WALK, BACK = walking("walk", 0.2), returning("back", 2.0, 0.3)


def drawn(processes, shape=(40_000, 11), correlation=None, **more):
    matrix = np.eye(len(processes)) if correlation is None else correlation
    return paths(processes, matrix, shape, stream(7, "test"), **more)


def test_uncertainty_alone_raises_no_expected_price():
    found = drawn([WALK, BACK], mirrored=True)
    np.testing.assert_allclose(found.mean(axis=0), 1.0, atol=0.02)


def test_the_spread_of_a_walk_grows_with_the_root_of_time():
    logs = np.log(drawn([WALK]))
    spread = logs.std(axis=0)[:, 0]
    np.testing.assert_allclose(spread, 0.2 * np.sqrt(np.arange(11)), atol=0.01)


def test_the_spread_of_a_price_that_returns_has_an_end():
    spread = np.log(drawn([BACK], (40_000, 41))).std(axis=0)[:, 0]
    assert spread[40] == pytest.approx(0.3 / np.sqrt(2 * BACK.speed), rel=0.02)


def test_half_of_a_distance_is_gone_after_a_half_life():
    calm = returning("calm", 2.0, 0.0)
    found = drawn([calm], (1, 5), start=2.0)[0, :, 0]
    np.testing.assert_allclose(np.log(found) / np.log(2.0), 0.5 ** (np.arange(5) / 2))


def test_no_volatility_is_no_chance():
    found = drawn([steady("power"), walking("calm", 0.0)], (5, 4))
    np.testing.assert_array_equal(found, np.ones((5, 4, 2)))


def test_the_present_price_is_known():
    found = drawn([WALK, BACK], (10, 3), start=[0.5, 1.5])
    np.testing.assert_allclose(found[:, 0], np.tile([0.5, 1.5], (10, 1)))


def test_each_draw_may_have_its_own_start():
    start = np.linspace(0.5, 2.0, 10)[:, None]
    np.testing.assert_allclose(drawn([WALK], (10, 3), start=start)[:, 0], start)


def test_prices_move_together_as_told():
    matrix = np.array([[1.0, 0.6], [0.6, 1.0]])
    logs = np.log(drawn([WALK, BACK], correlation=matrix))
    steps = logs[:, 1] - logs[:, 0]
    assert np.corrcoef(steps.T)[0, 1] == pytest.approx(0.6, abs=0.02)


def test_prices_of_one_series_are_one_path():
    found = drawn([WALK, WALK], (100, 5), correlation=np.ones((2, 2)))
    np.testing.assert_allclose(found[:, :, 0], found[:, :, 1])


def test_every_second_draw_mirrors_the_one_before():
    logs = np.log(drawn([WALK], (10, 4), mirrored=True))[:, :, 0]
    middle = -(0.2**2) * np.arange(4) / 2
    np.testing.assert_allclose((logs[::2] + logs[1::2]) / 2, np.tile(middle, (5, 1)))


def test_the_same_stream_gives_the_same_bytes():
    assert drawn([WALK], (9, 4)).tobytes() == drawn([WALK], (9, 4)).tobytes()


def test_a_year_in_two_halves_is_the_same_year():
    # Exact discretisation: variances of steps add up whatever the step.
    slope, step, half = moments([BACK], 3)
    assert step[0] ** 2 * (1 + slope[0] ** 2) == pytest.approx(2 * half[2, 0])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"processes": []}, "processes"),
        ({"correlation": np.eye(2)}, "correlation"),
        ({"shape": (0, 3)}, "shape"),
        ({"shape": (3, 3), "mirrored": True}, "mirrored"),
        ({"start": 0.0}, "start"),
        ({"start": [1.0, 1.0]}, "start"),
    ],
)
def test_what_does_not_fit_is_refused(change, where):
    given = {"processes": [WALK], "shape": (2, 3)} | change
    with pytest.raises(InputError) as refused:
        drawn(given.pop("processes"), **given)
    assert refused.value.problems[0].where == where
