"""Lifetimes by hand: when what is used comes back."""

import math

import numpy as np
import pytest
from scipy import stats

from orepath.plan.lifetime import LONGEST, returning


@pytest.mark.parametrize("mean", [1.0, 2.0, 7.0, 30.0])
def test_a_fixed_life_ends_when_it_ends(mean: float) -> None:
    part = returning("fixed", mean, 0.0)
    assert np.flatnonzero(part).tolist() == [mean]
    assert part.sum() == 1.0


def test_nothing_comes_back_in_the_year_of_its_use() -> None:
    part = returning("fixed", 0.5, 0.0)
    assert np.flatnonzero(part).tolist() == [1]


@pytest.mark.parametrize(("shape", "mean"), [(1.0, 5.0), (2.0, 10.0), (3.5, 25.0)])
def test_weibull_is_that_of_scipy_and_keeps_its_mean(shape: float, mean: float) -> None:
    part = returning("weibull", mean, shape)
    scale = mean / math.gamma(1 + 1 / shape)
    there = stats.weibull_min(shape, scale=scale)
    assert part[9] == pytest.approx(there.cdf(9.5) - there.cdf(8.5))
    ages = np.arange(LONGEST + 1)
    assert part.sum() == pytest.approx(1.0)
    assert part @ ages == pytest.approx(mean, rel=0.03)


@pytest.mark.parametrize(("shape", "mean"), [(0.2, 12.0), (0.6, 8.0)])
def test_lognormal_is_that_of_scipy_and_keeps_its_mean(
    shape: float, mean: float
) -> None:
    part = returning("lognormal", mean, shape)
    there = stats.lognorm(shape, scale=mean * math.exp(-(shape**2) / 2))
    assert part[5] == pytest.approx(there.cdf(5.5) - there.cdf(4.5))
    assert part @ np.arange(LONGEST + 1) == pytest.approx(mean, rel=0.01)
