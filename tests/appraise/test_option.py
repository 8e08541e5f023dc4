"""What the table of options tells."""

import numpy as np
import pytest
from tests.appraise.ventures import smelter

from orepath.appraise.file import venture_from
from orepath.appraise.option import (
    SCHEMA,
    Option,
    check,
    discount_to,
    estimate,
    state_of,
    table,
)
from orepath.appraise.outlook import Estimate
from orepath.errors import InputError


def option(used, threshold=None):
    return Option(
        "wait", "MAKER", Estimate(10.0, 1.0), Estimate(2.0, 0.1), (2027, 2028), used,
        threshold,
    )  # fmt: skip


def test_a_row_tells_how_often_and_mostly_when_a_right_is_used():
    found = table([option((0.2, 0.5), Estimate(90.0, 1.0)), option((0.0, 0.0))])
    assert list(found.schema) == list(SCHEMA)
    used, never = found.iter_rows(named=True)
    assert (used["used"], used["year"], used["threshold"]) == (0.7, 2028, 90.0)
    assert (never["used"], never["year"], never["threshold"]) == (0.0, None, None)


def test_errors_are_told_from_mirrored_pairs():
    assert estimate(np.array([0.0, 2.0, 1.0, 1.0])) == Estimate(1.0, 0.0)


def test_the_state_is_every_price_that_moves():
    prices = {"a": np.array([[1.0, 2.0], [1.0, 3.0]]), "b": np.ones((2, 2))}
    np.testing.assert_array_equal(state_of(prices, 1, 2), [[2.0, 1.0], [3.0, 1.0]])


def test_money_of_the_next_year_is_discounted_at_the_actor_s_rate():
    venture = venture_from(smelter())
    assert discount_to(venture, "MAKER") == pytest.approx(1 / 1.12)
    assert discount_to(venture, "state") == pytest.approx(1 / 1.08)


def test_all_that_is_out_of_range_is_told_at_once():
    with pytest.raises(InputError) as refused:
        check(999, {"years": 0, "part": 1.0})
    assert [each.where for each in refused.value.problems] == ["years", "draws"]
    with pytest.raises(InputError, match="1001 teach no rule"):
        check(1001, {})
