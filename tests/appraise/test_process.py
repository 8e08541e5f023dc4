"""What a stated process promises."""

import numpy as np
import pytest

from orepath.appraise.process import returning, steady, walking
from orepath.errors import InputError


def test_a_stated_half_life_is_kept():
    found = returning("slag", 3.0, 0.2)
    assert np.exp(-found.speed * 3.0) == pytest.approx(0.5)
    assert found.half_life == 3.0
    assert found.start == 1.0


def test_a_walk_has_no_half_life():
    assert walking("slag", 0.3).half_life is None


def test_a_steady_price_has_no_spread():
    assert steady("slag").kind == "steady"
    assert steady("slag").volatility == 0.0


def test_all_numbers_out_of_range_are_told_at_once():
    with pytest.raises(InputError) as refused:
        returning("slag", 0.0, -1.0)
    assert [each.where for each in refused.value.problems] == [
        "half_life",
        "volatility",
    ]


def test_an_endless_spread_is_refused():
    with pytest.raises(InputError, match="volatility"):
        walking("slag", np.inf)
