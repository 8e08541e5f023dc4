"""What the test for returning prices promises."""

import numpy as np
import pytest

from orepath.appraise.reversion import null, p_value, statistic, unbiased
from orepath.core.sampling import stream
from orepath.errors import InputError


def test_the_statistic_is_that_of_a_regression_done_by_hand():
    logs = np.cumsum(stream(1, "test").standard_normal(40))
    years, near = logs.size, 1 - 7 / 40
    ones = np.r_[1.0, np.full(years - 1, 1 - near)]
    quasi = np.r_[logs[0], logs[1:] - near * logs[:-1]]
    left = logs - (ones @ quasi) / (ones @ ones)
    step = np.diff(left)
    told = np.column_stack([left[1:-1], step[:-1]])
    slopes, rest, *_ = np.linalg.lstsq(told, step[1:], rcond=None)
    variance = rest[0] / (years - 2 - 2)
    error = np.sqrt(variance * np.linalg.inv(told.T @ told)[0, 0])
    assert float(statistic(logs)) == pytest.approx(slopes[0] / error, rel=1e-10)


def test_many_series_are_tested_as_each_alone():
    logs = np.cumsum(stream(2, "test").standard_normal((3, 30)), axis=1)
    alone = [float(statistic(row)) for row in logs]
    np.testing.assert_allclose(statistic(logs), alone)


def test_walks_are_taken_for_returning_as_often_as_the_doubt_allows():
    steps = stream(3, "test").standard_normal((4000, 601)).reshape(4000, -1)
    # Yearly averages of a walk with twelve steps a year: fifty years of them.
    yearly = np.cumsum(steps[:, :600], axis=1).reshape(4000, 50, 12).mean(axis=2)
    found = (statistic(yearly) < np.quantile(null(50), 0.1)).mean()
    assert found == pytest.approx(0.1, abs=0.02)


def test_long_walks_have_the_published_critical_values():
    # Elliott, Rothenberg, Stock (1996), table 1, no trend: the Dickey-Fuller law
    # without a constant, whose tenth lies at -1.62, five hundredths at -1.95.
    walks = np.cumsum(stream(8, "test").standard_normal((6000, 800)), axis=1)
    found = np.quantile(statistic(walks), [0.05, 0.1])
    assert found == pytest.approx([-1.95, -1.62], abs=0.08)


def test_a_level_does_not_change_the_verdict():
    logs = np.cumsum(stream(4, "test").standard_normal(40))
    assert p_value(logs) == pytest.approx(p_value(logs + 5.0), abs=1e-12)


def test_strong_pull_is_seen():
    noise = stream(5, "test").standard_normal(60)
    assert p_value(noise) < 0.02


def test_the_correction_undoes_the_bias_of_short_series():
    rng, slope, pairs = stream(6, "test"), 0.7, 34
    logs = np.zeros((4000, pairs + 1))
    logs[:, 0] = rng.standard_normal(4000) / np.sqrt(1 - slope**2)
    for year in range(pairs):
        logs[:, year + 1] = slope * logs[:, year] + rng.standard_normal(4000)
    before = logs[:, :-1] - logs[:, :-1].mean(axis=1, keepdims=True)
    found = (before * logs[:, 1:]).sum(axis=1) / (before**2).sum(axis=1)
    assert found.mean() < slope - 0.05
    assert unbiased(found.mean(), pairs) == pytest.approx(slope, abs=0.015)


def test_a_short_series_is_refused():
    with pytest.raises(InputError, match="14 years"):
        p_value(np.zeros(14))
