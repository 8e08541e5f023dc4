"""Rates of return: textbook rows, pyxirr, and rows with several rates or none."""

import numpy as np
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from orepath.appraise.root import irr, mirr, npv, roots

RATE = np.array([0.1])


def rows(*cash):
    return np.array(cash, dtype=float)


def test_the_worth_of_a_textbook_row_is_as_by_hand():
    # -1000 now, 500, 400, 300 and 100 after: 78.82 at 10 %.
    found = npv(rows([-1000, 500, 400, 300, 100]), RATE)[0]
    assert found == pytest.approx(
        -1000 + 454.545 + 330.579 + 225.394 + 68.301, abs=1e-2
    )


def test_a_rate_for_each_draw_agrees_with_one_for_all():
    rng = np.random.default_rng(1)
    cash = rng.normal(size=(5, 20))
    each = npv(cash, np.linspace(0.0, 0.3, 5))
    for i, rate in enumerate(np.linspace(0.0, 0.3, 5)):
        assert each[i] == pytest.approx(npv(cash[[i]], np.array([rate]))[0])
        assert each[i] == pytest.approx(pyxirr.npv(rate, cash[i]))


def test_the_rate_of_a_textbook_row_is_as_known():
    # -1000 and 500, 400, 300, 100: 14.5 %.
    assert roots(rows(-1000, 500, 400, 300, 100)) == pytest.approx(
        (0.144888,), abs=1e-5
    )


def test_both_rates_of_the_pump_are_found():
    assert roots(rows(-1600, 10000, -10000)) == (0.25, 4.0)
    found = irr(rows([-1600, 10000, -10000]))
    assert found.count.tolist() == [2]
    assert found.rate == pytest.approx([0.25])


def test_three_rates_are_found():
    # (1.1 - g)(1.2 - g)(1.3 - g) in the growth g: rates of 10, 20 and 30 %.
    cash = np.poly([1.1, 1.2, 1.3])
    assert roots(cash) == pytest.approx((0.1, 0.2, 0.3))
    assert irr(cash[None, :]).count.tolist() == [3]


@pytest.mark.parametrize("row", [[0, 0, 0], [1, 2, 3], [-1, -2, 0], [1, -1, 1]])
def test_a_row_may_have_no_rate(row):
    assert roots(rows(*row)) == ()
    found = irr(rows(row))
    assert found.count.tolist() == [0]
    assert np.isnan(found.rate).all()


def test_a_rate_below_nil_counts_where_none_lies_above():
    found = irr(rows([-100, 60, 30]))
    assert found.count.tolist() == [1]
    assert found.rate == pytest.approx([pyxirr.irr([-100, 60, 30])])
    assert found.rate[0] < 0


def test_a_rate_of_exactly_nil_is_found_once():
    assert roots(rows(-100, 40, 60)) == (0.0,)
    assert irr(rows([-100, 40, 60])).count.tolist() == [1]


@given(
    st.lists(st.floats(1, 100), min_size=1, max_size=4),
    st.lists(st.floats(0, 100), min_size=1, max_size=25),
)
def test_many_rows_agree_with_pyxirr(outlays, returns):
    cash = np.array([-x for x in outlays] + returns)
    assume(sum(returns) > 1.0)
    found = irr(cash[None, :])
    assume(found.count[0] == 1)
    assert npv(cash[None, :], found.rate)[0] == pytest.approx(
        0.0, abs=1e-6 * np.abs(cash).sum() * max(1.0, (1 + found.rate[0]) ** -len(cash))
    )
    theirs = pyxirr.irr(cash)
    assert theirs == pytest.approx(found.rate[0], abs=1e-6)


def test_draws_together_agree_with_draws_alone():
    rng = np.random.default_rng(2)
    cash = np.concatenate(
        [-rng.uniform(50, 150, (200, 2)), rng.uniform(0, 40, (200, 18))], axis=1
    )
    cash[:, -1] -= 30
    found = irr(cash)
    for i, row in enumerate(cash):
        above = [rate for rate in roots(row) if rate > 0]
        if found.count[i] == 1 and found.rate[i] > 0:
            assert found.rate[i] == pytest.approx(above[0])


def test_the_modified_rate_agrees_with_pyxirr():
    cash = rows([-1600, 10000, -10000], [-100, 60, 60])
    found = mirr(cash, np.array([0.08]), np.array([0.1]))
    for i, row in enumerate(cash):
        assert found[i] == pytest.approx(pyxirr.mirr(row, 0.08, 0.1))


def test_without_outlay_there_is_no_modified_rate():
    assert np.isnan(mirr(rows([1, 2]), RATE, RATE)).all()
    assert mirr(rows([-1, 0]), RATE, RATE) == pytest.approx([-1.0])
