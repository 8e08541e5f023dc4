"""Money: declared rates, Indian counts, and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.money import COUNTS, RATES, rate, to_usd
from orepath.errors import InputError, UnitError


def test_the_missions_outlay_is_about_4_billion_dollars():
    assert to_usd(34_300, "INR crore", year=2024) == pytest.approx(4.1e9, rel=0.005)
    assert to_usd(34_300, "INR crore", year=2025) == pytest.approx(3.94e9, rel=0.005)


def test_a_crore_is_a_hundred_lakh():
    assert to_usd(1, "INR crore") == pytest.approx(to_usd(100, "INR lakh"))


def test_the_count_may_stand_before_the_currency():
    assert to_usd(3, "million USD") == to_usd(3, "USD million") == 3e6


@given(st.floats(-1e9, 1e9), st.sampled_from([row.currency for row in RATES]))
def test_an_amount_scales_with_its_count(amount, currency):
    plain = to_usd(amount, currency)
    assert to_usd(amount, f"{currency} million") == pytest.approx(plain * 1e6)


@pytest.mark.parametrize("row", RATES, ids=lambda row: f"{row.currency}-{row.year}")
def test_every_rate_lies_in_its_range_and_says_where_it_is_from(row):
    assert 0 < row.low <= row.per_usd <= row.high
    assert row.grade in {"A", "B", "C"}
    assert row.source
    assert row.note


@pytest.mark.parametrize("row", RATES, ids=lambda row: f"{row.currency}-{row.year}")
def test_a_rate_nobody_stated_is_graded_c(row):
    if row.source == "estimate":
        assert row.grade == "C"


def test_the_nearest_year_is_taken_and_named():
    assert rate("INR", year=2030).year == 2025
    assert rate("INR", year=2018).year == 2019


def test_an_unknown_currency_is_refused_with_its_place_and_a_suggestion():
    with pytest.raises(UnitError, match="did you mean 'INR'") as told:
        to_usd(1, "INT", where="case.toml:budget")
    assert told.value.problems[0].where == "case.toml:budget"


def test_an_unknown_count_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'crore'"):
        to_usd(1, "INR crores")


@pytest.mark.parametrize("said", ["", "crore", "INR USD"])
def test_a_text_without_a_single_currency_is_refused(said):
    with pytest.raises(UnitError, match="no single currency"):
        to_usd(1, said)


def test_counts_are_positive():
    assert all(count > 0 for count in COUNTS.values())
