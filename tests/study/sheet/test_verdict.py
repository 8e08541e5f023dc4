"""Verdicts in words: who gains, who loses, and until which price."""

import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.file import venture_from
from orepath.study.appraising import Asked, appraise
from orepath.study.sheet.verdict import head_words, verdicts, years_words
from orepath.study.ventures import find_venture

NONE = Asked(draws=0, paths=0)


def of(raw, asked=NONE):
    return appraise(venture_from(raw), asked)


@pytest.fixture(scope="module")
def odisha():
    found = find_venture(["odisha-slag"])
    return appraise(found.venture, Asked(draws=2000, paths=1000), case=found.case)


def test_who_gains_is_told_until_when_and_who_loses_what_it_takes():
    told = dict(verdicts(of(smelter(capital__total=500.0))))
    assert told["The project"].startswith("gains USD ")
    assert "Nothing is left when slag falls to USD " in told["The project"]
    told = dict(verdicts(of(smelter(product__0__price=60.0))))
    assert told["MINE"].startswith("loses USD ")
    assert "It breaks even when slag rises to USD " in told["MINE"]


def test_what_gains_at_any_price_needs_none():
    free = smelter(capital__total=0.0, operation__fixed=0.0, input__0__price=0.0)
    told = dict(verdicts(of(free)))
    assert "Nothing is left" not in told["The project"]


def test_without_a_rate_of_return_the_reason_is_told():
    told = dict(verdicts(of(smelter(product__0__price=1.0))))
    assert "no rate of return: nothing ever comes back" in told["The project"]


def test_the_state_takes_or_loses_and_its_companies_are_named(odisha):
    told = dict(verdicts(odisha))
    assert "with what IREL earns" in told["India"]
    assert "brings in USD" in told["India"]
    assert "The project" in told
    assert "of the draws" in told["UKTMP"]


def test_lenders_have_a_verdict_each():
    told = dict(verdicts(of(full())))
    assert "% in INR" in told["bank"]
    assert "times on average" in told["fund"]


def test_the_head_tells_size_money_and_years():
    text = head_words(venture_from(smelter()))
    assert text.startswith("A smelter, India: 10 t/a of slag, USD 1 k (USD 800 to")
    assert "USD of 2024." in text
    assert "running 2029 to 2033" in text


def test_whole_years_are_told_in_words():
    assert "its first years at 60 %" in years_words(venture_from(full()))
    assert "bank is paid back by year 7" in years_words(venture_from(full()))
    assert years_words(venture_from(smelter())).endswith("runs 5.")
