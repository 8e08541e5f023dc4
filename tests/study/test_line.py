"""India's concessional line takes the place of the bank's, at the library's terms."""

import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.cash import cash
from orepath.appraise.concession import concession
from orepath.appraise.file import venture_from
from orepath.study.line import IDEAS, concessional
from orepath.study.ventures import find_venture


def test_the_line_lends_as_much_as_the_bank_did_at_the_schemes_terms():
    venture = find_venture(["odisha-slag"]).venture
    found, group, market = concessional(venture)
    line, bank = found.loan
    assert (group, market) == ("lower middle", "bank")
    assert (line.name, line.tenor, line.grace) == (IDEAS, 25, 5)
    assert line.rate.value == pytest.approx(0.0175)
    assert bank.share.value == 0.0
    lent = cash(venture).debt["bank"].drawn.sum()
    assert cash(found).debt[IDEAS].drawn.sum() == pytest.approx(lent)
    told = concession(found, IDEAS, group, market)
    assert 0.4 < told.grant < told.classic
    assert told.gains["equity"] > 0


def test_a_short_life_shortens_the_line():
    venture = venture_from(full())
    found, _, _ = concessional(venture)
    assert found.loan[0].tenor == venture.closing - 1
    assert found.loan[0].grace < found.loan[0].tenor


def test_without_a_bank_or_a_known_income_group_there_is_no_line():
    assert concessional(venture_from(smelter())) is None
    venture = find_venture(["odisha-slag"]).venture
    assert concessional(venture.model_copy(update={"place": "AUS"})) is None
    again, _, _ = concessional(venture)
    assert concessional(again) is None
