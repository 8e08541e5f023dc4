"""Income tax: depreciation and losses by hand, and against a ledger of vintages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.appraise.ventures import smelter

from orepath.appraise.file import venture_from
from orepath.appraise.tax import income_tax, written_off


def regime(**terms):
    changes = {f"fiscal__terms__{name}": value for name, value in terms.items()}
    return venture_from(smelter(**changes)).fiscal.terms


def taxed(profits, terms, rate=0.3):
    found = income_tax(np.array(profits, dtype=float)[:, None], np.array([rate]), terms)
    return found[:, 0]


def by_ledger(profits, kept, rate=0.3, inflation=0.0):
    """Set losses off vintage by vintage, oldest first, in money of their year."""
    ledger, taxes = [], []
    for t, real in enumerate(profits):
        profit = real * (1 + inflation) ** t
        ledger = [
            [year, loss] for year, loss in ledger if kept is None or t - year <= kept
        ]
        if profit < 0:
            ledger.append([t, -profit])
            taxes.append(0.0)
            continue
        for entry in ledger:
            used = min(entry[1], profit)
            entry[1] -= used
            profit -= used
        taxes.append(rate * profit / (1 + inflation) ** t)
    return taxes


def test_straight_depreciation_is_the_same_every_year():
    off = written_off(regime(depreciated_in=4), 8, 2)
    assert off[:, 0] == pytest.approx([0, 0, 0.25, 0.25, 0.25, 0.25, 0, 0])
    assert off[:, 4] == pytest.approx([0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25])


def test_declining_depreciation_takes_a_part_of_what_is_left():
    off = written_off(regime(depreciation="declining", depreciated_by=0.4), 5, 1)
    # 40, 24, 14.4 and the rest of 21.6 when the plant closes.
    assert off[:, 0] == pytest.approx([0, 0.4, 0.24, 0.144, 0.216])


def test_prices_that_rise_wear_depreciation_away():
    off = written_off(regime(depreciated_in=2, inflation=0.1), 4, 1)
    assert off[:, 0] == pytest.approx([0, 0.5 / 1.1, 0.5 / 1.21, 0])


def test_all_that_is_spent_is_written_off_once():
    for way in ("straight", "declining"):
        off = written_off(
            regime(depreciation=way, depreciated_by=0.15, depreciated_in=9), 20, 3
        )
        assert off.sum(axis=0) == pytest.approx(np.ones(20))
        assert (np.triu(off, 1)[:, 3:] == 0).all()


def test_losses_are_set_off_against_later_profit():
    assert taxed([-100, 60, 60, 60], regime()) == pytest.approx([0, 0, 6, 18])


def test_a_loss_lapses_after_the_years_it_is_kept():
    terms = regime(losses_kept=1)
    assert taxed([-100, 60, 60], terms) == pytest.approx([0, 0, 18])
    assert taxed([-100, 0, 60], terms) == pytest.approx([0, 0, 18])
    assert taxed([-100, 60, 60], regime(losses_kept=0)) == pytest.approx([0, 18, 18])


def test_the_oldest_loss_is_set_off_first():
    # Of -50 and -50 the first lapses in year 3; 50 of profit had used it up by then.
    assert taxed([-50, -50, 50, 40], regime(losses_kept=2)) == pytest.approx(
        [0, 0, 0, 0]
    )


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=15),
    st.none() | st.integers(0, 6),
    st.floats(0, 0.2),
)
def test_losses_agree_with_a_ledger_of_vintages(profits, kept, inflation):
    terms = regime(
        inflation=inflation, **({} if kept is None else {"losses_kept": kept})
    )
    assert taxed(profits, terms) == pytest.approx(
        by_ledger(profits, kept, inflation=inflation), abs=1e-9
    )


def test_draws_are_taxed_each_by_itself():
    rng = np.random.default_rng(5)
    profits, rates = rng.normal(0, 10, (12, 6)), rng.uniform(0.1, 0.4, 6)
    terms = regime(losses_kept=3)
    together = income_tax(profits, rates, terms)
    for i in range(6):
        assert together[:, i] == pytest.approx(taxed(profits[:, i], terms, rates[i]))
