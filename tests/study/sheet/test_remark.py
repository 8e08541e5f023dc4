"""What is to be minded of a venture: doubt, contracts, the soft line, the buyer."""

from dataclasses import replace

import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.file import venture_from
from orepath.appraise.outlook import Estimate
from orepath.study.appraising import Asked, appraise
from orepath.study.sheet.remark import (
    bank_words,
    doubt_words,
    gate_words,
    line_words,
    more_words,
    skew_words,
)
from orepath.study.ventures import find_venture

NONE = Asked(draws=0, paths=0)


def of(raw, asked=NONE):
    return appraise(venture_from(raw), asked)


@pytest.fixture(scope="module")
def odisha():
    found = find_venture(["odisha-slag"])
    return appraise(found.venture, Asked(draws=2000, paths=1000), case=found.case)


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


def test_no_line_is_empty(odisha):
    assert all(line and line.endswith(".") for line in more_words(odisha))
