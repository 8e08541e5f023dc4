"""Sheets of a venture: numbers and names as the appraisal has them, gaps as dashes."""

import polars as pl
import pytest
from tests.appraise.ventures import full, smelter

from orepath.appraise.cover import cover
from orepath.appraise.file import venture_from
from orepath.study.appraising import Asked, appraise
from orepath.study.sheet.swing import (
    gate_sheet,
    options_sheet,
    processes_sheet,
    tornado_sheet,
)
from orepath.study.sheet.term import term_name, terms_sheet
from orepath.study.sheet.termsheet import (
    actors_sheet,
    bank_sheet,
    breaks_sheet,
    exchange_sheet,
    parts_sheet,
    tonnes_sheet,
)
from orepath.study.ventures import find_venture

BRIEF = Asked(draws=1000, paths=1000)


@pytest.fixture(scope="module")
def plain():
    return appraise(venture_from(smelter()), Asked(draws=0, paths=0))


@pytest.fixture(scope="module")
def rich():
    return appraise(venture_from(full()), BRIEF)


def test_each_actor_has_a_row_with_its_worth(rich):
    sheet = actors_sheet(rich)
    told = dict(sheet.frame.select("Who", "Net worth").iter_rows())
    assert told["MINE"] == pytest.approx(float(rich.worths["MINE"].npv[0]))
    assert list(told) == [
        "The project", "All partners", "MINE", "MAKER", "India: taxes", "India: all",
    ]  # fmt: skip
    assert {"Low", "High", "Loses in", "Worst tenth"} <= set(sheet.frame.columns)
    assert "Worst tenth" not in sheet.terminal


def test_who_puts_nothing_in_has_dashes_and_what_never_comes_back_is_said(plain):
    rows = {row["Who"]: row for row in actors_sheet(plain).frame.to_dicts()}
    assert "Low" not in rows["MINE"]
    host = rows["India: taxes"]
    assert (host["Return"], host["Years"], host["Per dollar"]) == ("–", "–", "–")
    poor = appraise(
        venture_from(smelter(product__0__price=10.0)), Asked(draws=0, paths=0)
    )
    rows = {row["Who"]: row for row in actors_sheet(poor).frame.to_dicts()}
    assert rows["The project"]["Years"] == "never"


def test_break_evens_that_do_not_exist_are_told_in_words(plain):
    assert "Remark" not in breaks_sheet(plain).frame.columns
    rich = appraise(
        venture_from(smelter(product__0__price=1e5, capital__total=1.0)),
        Asked(draws=0, paths=0),
    )
    sheet = breaks_sheet(rich)
    assert sheet.frame["Who"].to_list()[0] == "The project"
    free = smelter(capital__total=0.0, operation__fixed=0.0, input__0__price=0.0)
    frame = breaks_sheet(appraise(venture_from(free), Asked(draws=0, paths=0))).frame
    assert frame["Breaks even at"].null_count() == frame.height
    assert "at any product.slag.price" in frame["Remark"][0]


def test_a_venture_without_loan_contracts_or_chance_leaves_their_sheets_empty(plain):
    for sheet in (bank_sheet(plain), options_sheet(plain), gate_sheet(plain)):
        assert sheet.frame.is_empty()


def test_cover_is_told_for_each_price_and_contract(rich):
    frame = bank_sheet(rich).frame
    assert set(frame["Contracts"]) == {"as agreed", "without floor", "none"}
    assert frame.filter(Prices="middle", Contracts="as agreed")["Average"][0] == (
        pytest.approx(float(cover(rich.flows).average[0]))
    )


def test_the_widest_swing_fills_its_half_of_the_bar(rich):
    frame = tornado_sheet(rich, 2).frame
    assert frame.height <= 2
    bars = frame["Worse | better"].to_list()
    assert all(len(bar) == 17 and bar[8] == "|" for bar in bars)
    assert (
        bars[0].startswith("█" * 8)
        or bars[0].endswith(("█" * 8, "░" * 8))
        or (bars[0].startswith("░" * 8))
    )
    assert "net worth to the project" in tornado_sheet(rich).title


def test_who_takes_which_tonnes_adds_up_to_what_is_sold(rich, plain):
    frame = tonnes_sheet(rich).frame
    assert frame["Buyer"].to_list() == ["MAKER", "trader", "anybody"]
    sold = rich.flows.tonnes["slag"][0, rich.flows.opens : rich.venture.closing].mean()
    assert frame["Tonnes a year"].sum() == pytest.approx(float(sold))
    terms = frame["Terms"].to_list()
    assert terms[0] == (
        "5 % below market, at least USD 80/t, 95 % paid for, taken or not, "
        "buyer pays the freight"
    )
    assert terms[1] == "market price, at most USD 120/t"
    assert tonnes_sheet(plain).frame["Buyer"].to_list() == ["anybody"]
    raw = full()
    raw["offtake"][1]["share"] = 0.5
    raw["offtake"][0] |= {"taken": 0.0, "discount": -0.1}
    raw["offtake"][1]["taken"] = 0.0
    frame = tonnes_sheet(appraise(venture_from(raw), Asked(0, 7, "", 0))).frame
    assert frame["Tonnes a year"].to_list() == [0.0, 0.0]
    assert frame["Terms"][0].startswith("10 % above market")


def test_one_partners_worth_is_the_sum_of_its_parts(rich):
    assert parts_sheet(rich).frame.is_empty()
    seen = appraise(venture_from(full()), Asked(0, 7, "MAKER", 0))
    frame = parts_sheet(seen).frame
    assert frame["Net worth"][:-1].sum() == pytest.approx(frame["Net worth"][-1])
    assert frame["Part"].to_list() == [
        "Its part of the owners' cash",
        "What another pays for it, or it for another",
        "Technology fee",
        "Withheld by the state",
        "Contract of sale, against the market",
        "All of it",
    ]


def test_the_terminal_shows_the_cheapest_ways_and_all_that_was_bought_elsewhere():
    found = find_venture(["odisha-slag"])
    seen = appraise(found.venture, Asked(0, 7, "", 0), case=found.case)
    every, few = gate_sheet(seen).frame, gate_sheet(seen, 2).frame
    assert few.height == 3
    assert every.height == seen.gate.height
    assert few["From"].to_list()[-1] == "elsewhere: Norway, 2024"


def test_rights_prices_and_exchange_have_their_tables(rich):
    assert options_sheet(rich).frame["Right to"].to_list()[0] == "wait ten years"
    assert "Moves" in processes_sheet(rich).frame.columns
    exchange = exchange_sheet(rich).frame
    assert exchange["In all"].sum() == pytest.approx(0.0, abs=1e-6)
    assert "elsewhere" in exchange["Country"].to_list() or exchange.height >= 4


@pytest.mark.parametrize(
    ("dotted", "told"),
    [
        ("capital.total", "Capital cost"),
        ("product.slag.price", "slag: price"),
        ("loan.bank.rate", "bank: rate"),
        ("partner.MAKER.fee_tonne", "MAKER: fee tonne"),
        ("offtake.trader.cap", "Contract of trader: cap"),
        ("discount.MINE", "Discount rate, MINE"),
        ("fiscal.terms.income_tax", "Income tax"),
        ("rates.INR.inflation", "INR: inflation"),
    ],
)
def test_a_figure_has_a_name_for_readers(dotted, told):
    assert term_name(venture_from(full()), dotted) == told


def test_every_term_that_is_not_nil_stands_in_the_sheet():
    venture = venture_from(full())
    frame = terms_sheet(venture).frame
    assert "MAKER: share" in frame["Term"].to_list()
    assert frame.filter(
        (pl.col("Middle") == 0) & (pl.col("Low") == 0) & (pl.col("High") == 0)
    ).is_empty()
