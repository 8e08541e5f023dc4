"""What an outlook promises."""

import numpy as np
import pytest

from orepath.appraise.outlook import outlook
from orepath.core.sampling import stream
from orepath.errors import InputError


def test_an_outlook_says_what_numpy_says():
    drawn = stream(1, "test").standard_normal(1003)
    found = outlook(drawn)
    assert found.mean.value == pytest.approx(drawn.mean())
    wanted = np.quantile(drawn, [0.1, 0.5, 0.9])
    got = [found.low.value, found.middle.value, found.high.value]
    np.testing.assert_allclose(got, wanted)
    assert found.loss.value == (drawn < 0).mean()
    assert found.tail.value == pytest.approx(np.sort(drawn)[:100].mean())
    assert found.draws == 1003


def test_errors_are_those_of_theory():
    drawn = stream(2, "test").standard_normal(400_000)
    found = outlook(drawn)
    root = np.sqrt(drawn.size)
    # Of twenty groups, a standard error is itself known to about a sixth.
    assert found.mean.error == pytest.approx(1 / root, rel=0.5)
    assert found.middle.error == pytest.approx(np.sqrt(np.pi / 2) / root, rel=0.5)
    assert found.loss.error == pytest.approx(0.5 / root, rel=0.5)


def test_pairs_that_mirror_each_other_leave_no_error_of_the_mean():
    half = stream(3, "test").standard_normal(1000)
    pairs = np.stack([half, -half], axis=1).ravel()
    assert outlook(pairs).mean.error == pytest.approx(0.0, abs=1e-12)


def test_what_is_certain_has_no_error():
    found = outlook(np.full(100, -2.0))
    assert (found.mean.value, found.mean.error) == (-2.0, 0.0)
    assert found.loss.value == 1.0


@pytest.mark.parametrize("drawn", [np.ones(39), np.full(100, np.nan)])
def test_too_few_or_endless_draws_are_refused(drawn):
    with pytest.raises(InputError, match="finite"):
        outlook(drawn)
