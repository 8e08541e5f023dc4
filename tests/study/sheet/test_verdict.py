"""Verdicts in words: who gains, who loses, and what each would need."""

from dataclasses import replace

import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.file import venture_from
from orepath.appraise.outlook import Estimate
from orepath.study.appraising import Asked, appraise
from orepath.study.sheet.verdict import (
    bank_words,
    doubt_words,
    gate_words,
    head_words,
    line_words,
    more_words,
    skew_words,
    verdicts,
    years_words,
)
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


def test_what_is_left_to_chance_is_told_only_where_it_was_drawn(odisha):
    assert not list(skew_words(of(smelter())))
    assert any(
        "ranges and prices reach further on the bad" in x for x in skew_words(odisha)
    )


def test_doubt_counts_the_estimates(odisha):
    text = doubt_words(odisha)
    assert "terms are estimates (grade C)" in text
    assert "Capital cost" in text


def test_contracts_that_set_no_floor_do_nothing_until_buyers_stay_away(odisha):
    first, second = bank_words(odisha)
    assert "with the contracts as without" in first
    assert second.startswith("If buyers leave half of it")
    assert not list(bank_words(of(smelter())))
    assert "with the contracts," in next(iter(bank_words(of(full()))))


def test_the_concessional_line_is_an_upper_bound_and_cites_its_facts(odisha):
    (text,) = line_words(odisha)
    assert "[[fact/F0571]]" in text
    assert "an upper bound" in text
    assert not list(line_words(of(smelter())))


def test_the_buyers_gate_is_told_here_and_elsewhere(odisha):
    (text,) = gate_words(odisha)
    assert "Norway was paid in 2024" in text
    assert not list(gate_words(of(smelter())))


def test_a_buyer_whom_no_corridor_reaches_is_left_out(odisha):
    gate = odisha.gate.filter(odisha.gate["freight"].is_null())
    assert not list(gate_words(replace(odisha, gate=gate)))


def test_draws_about_the_middle_need_no_word():
    found = of(smelter(), Asked(draws=1000, paths=0))
    sure = replace(found, swings=found.swings)
    assert len(list(skew_words(sure))) <= 1
    middle = float(found.worths["project"].npv[0])
    look = replace(found.outlooks["project"], middle=Estimate(middle, 0.0))
    sure.__dict__["outlooks"] = {"project": look}
    assert not list(skew_words(sure))


def test_the_head_tells_size_money_and_years():
    text = head_words(venture_from(smelter()))
    assert text.startswith("A smelter, India: 10 t/a of slag, USD 1 k (USD 800 to")
    assert "USD of 2024." in text
    assert "running 2029 to 2033" in text


def test_whole_years_are_told_in_words():
    assert "its first years at 60 %" in years_words(venture_from(full()))
    assert "bank is paid back by year 7" in years_words(venture_from(full()))
    assert years_words(venture_from(smelter())).endswith("runs 5.")


def test_no_line_is_empty(odisha):
    assert all(line and line.endswith(".") for line in more_words(odisha))
