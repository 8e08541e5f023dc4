"""What a stream and a draw promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepath.core.sampling import draw, stream
from orepath.errors import InputError


def test_the_same_seed_and_names_give_the_same_numbers():
    first = stream(3, "trial", "price").random(5)
    stream(3, "other").random(100)
    np.testing.assert_array_equal(stream(3, "trial", "price").random(5), first)


def test_a_stream_is_known_by_its_first_number():
    # Pinned: a change here changes every sampled result of every user.
    assert stream(0, "exposure", "supply").random() == pytest.approx(
        0.8407657100061251, abs=1e-15
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((0, "a"), (1, "a")),
        ((0, "a", "b"), (0, "b", "a")),
        ((0, "a", "b"), (0, "ab")),
        ((0,), (0, "")),
    ],
)
def test_seeds_names_and_their_order_make_different_streams(one, other):
    first, second = stream(one[0], *one[1:]), stream(other[0], *other[1:])
    assert not np.array_equal(first.random(4), second.random(4))


def test_a_negative_seed_is_refused():
    with pytest.raises(InputError, match="seed — -1 is negative — give 0 or more"):
        stream(-1, "a")


@pytest.mark.parametrize("shape", ["triangular", "uniform", "normal", "lognormal"])
def test_a_range_without_width_is_a_constant(shape):
    drawn = draw([0.3, 7.0], [0.3, 7.0], [0.3, 7.0], 50, stream(0, shape), shape)
    np.testing.assert_array_equal(drawn, np.broadcast_to([0.3, 7.0], (50, 2)))


@given(
    ends=st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3).map(sorted),
    shape=st.sampled_from(["triangular", "uniform"]),
)
@settings(max_examples=60, deadline=None)
def test_bounded_shapes_never_leave_their_range(ends, shape):
    drawn = draw(*ends, 200, stream(1, "law"), shape)
    slack = 1e-9 * max(1.0, abs(ends[0]), abs(ends[2]))
    assert drawn.min() >= ends[0] - slack
    assert drawn.max() <= ends[2] + slack


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_the_ends_are_the_tenth_and_ninetieth_percentile(shape):
    drawn = draw(5.0, 10.0, 40.0, 200_000, stream(2, "percentile"), shape)
    found = np.quantile(drawn, [0.1, 0.5, 0.9])
    np.testing.assert_allclose(found, [5.0, 10.0, 40.0], rtol=0.02)


def test_the_mean_of_a_triangle_is_the_mean_of_its_corners():
    drawn = draw(1.0, 2.0, 9.0, 200_000, stream(2, "mean"))
    assert drawn.mean() == pytest.approx(4.0, rel=0.01)


def test_every_row_out_of_order_is_named():
    with pytest.raises(InputError) as caught:
        draw([1, 5, np.nan], [2, 4, 1], [3, 6, 2], 1, stream(0))
    assert [problem.where for problem in caught.value.problems] == ["row 1", "row 2"]
    assert "5 – 4 – 6" in caught.value.problems[0].what


def test_a_lognormal_needs_a_low_end_above_zero():
    with pytest.raises(InputError, match="all above 0"):
        draw(0.0, 1.0, 2.0, 1, stream(0), "lognormal")


def test_an_unknown_shape_and_a_negative_size_are_refused():
    with pytest.raises(InputError, match="did you mean 'normal'"):
        draw(0.0, 1.0, 2.0, 1, stream(0), "norml")
    with pytest.raises(InputError, match="-1 draws"):
        draw(0.0, 1.0, 2.0, -1, stream(0))
