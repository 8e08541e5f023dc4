"""Explanations in words, and prices found by solving again."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.plan.explain import Explanation
from orepath.plan.result import Plan
from orepath.study.answering import plan_case
from orepath.study.argument import words_of
from orepath.study.explaining import explained, root_of, within
from orepath.study.reason import reasons_of
from orepath.study.sheet.explain import (
    actors_sheet,
    gain_sheet,
    limit_words,
    limits_sheet,
    margin_sheet,
    moved_sheet,
    reasons_sheet,
    turns_sheet,
)
from orepath.study.variant import Cell, base_of, markets_of, moved
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


@pytest.fixture(scope="module")
def told(plan: Plan) -> Explanation:
    return explained(plan, "smelter")


def test_the_price_that_turns_it_leaves_nothing(small: Case) -> None:
    projects = small.table("projects").with_columns(
        pl.when(project="smelter").then(800.0).otherwise("opex").alias("opex")
    )
    case = small.replace(projects=projects)
    plan = plan_case(case, calibrate(case))
    told = explained(plan, "smelter")
    (row,) = told.turns.filter(figure="price of slag").to_dicts()
    assert row["way"] == "re-solved"
    assert row["needed"] < row["now"] == 970.0
    base = base_of(case, [part.known for part in plan.markets.parts])
    names = case.table("prices")["commodity"].to_list()
    cells = [Cell("prices", "price", i) for i, n in enumerate(names) if n == "slag"]
    factor = row["needed"] / row["now"]
    markets = markets_of(base, moved(case, cells, lambda price: price * factor))
    rest = tuple(s for s in plan.search.best.starts if s[0] != "smelter")
    gain = markets.worth(plan.search.best.starts).focus - markets.worth(rest).focus
    assert abs(gain) < 0.1 * told.gain


def test_the_main_input_is_tried_as_well(told: Explanation) -> None:
    figures = told.turns["figure"].to_list()
    assert figures == [
        "capital",
        "premium on a tonne",
        "price of slag",
        "price of ore",
    ]


def test_a_built_project_is_told_in_words(plan: Plan, told: Explanation) -> None:
    words = " ".join(words_of(plan, told))
    for said in (
        "A slag smelter in Odisha is in the plan from 2025: India gains USD",
        "A tonne leaves +",
        "50 % of it India's",
        "It takes USD 20 m of the budget 'Budget'",
        "It stays in until the capital reaches",
        "(exact)",
        "(re-solved)",
    ):
        assert said in words, said
    assert "-" not in words.replace("re-solved", "")


def test_one_that_does_not_pay_is_told_in_words(small: Case) -> None:
    projects = small.table("projects").with_columns(capex=pl.lit(80000.0))
    plan = plan_case(small.replace(projects=projects), calibrate(small))
    found = explained(plan, "smelter")
    words = " ".join(words_of(plan, found))
    assert "is not in the plan: started in" in words
    assert "it would cost India USD" in words
    assert "It would enter at a capital of" in words
    assert "its owners lose USD" in words


def test_sheets_of_one_project_name_goods_and_places(
    small: Case, told: Explanation
) -> None:
    lines = margin_sheet(small, told).frame
    assert lines["Line"].to_list()[:1] == ["Slag, India"]
    assert lines["Line"].to_list()[-1] == "Left"
    assert lines["A tonne"][-1] == pytest.approx(lines["A tonne"][:-1].sum())
    gain = gain_sheet(small, told).frame
    assert gain["Change"][-1] == pytest.approx(told.gain * 1e6)
    assert "China" in actors_sheet(small, told).frame["Actor"].to_list()
    assert "Slag" in moved_sheet(small, told).frame["Commodity"].to_list()
    still = told.prices.with_columns(pl.col("without").alias("with"))
    assert moved_sheet(small, replace(told, prices=still)).frame.is_empty()
    assert turns_sheet(told).frame["Figure"][0] == "Capital"


def test_every_project_has_its_reason(plan: Plan, small: Case) -> None:
    reasons = reasons_of(plan)
    assert set(reasons["project"]) == set(small.table("projects")["project"])
    gains = dict(reasons.select("project", "gain").iter_rows())
    known = dict(plan.search.neighbours.select("project", "focus_gain").iter_rows())
    assert gains == pytest.approx(known, abs=1e-2)
    sheet = reasons_sheet(small, reasons)
    assert sheet.frame["In plan"].to_list() == ["yes"] * reasons.height


def test_limits_are_told_with_names(study) -> None:
    words = limit_words(study.case, study.limits)
    assert words
    assert all(" t/a of " in line or " more past " in line for line in words)
    assert any("India USD" in line for line in words)
    of_what = limits_sheet(study.case, study.limits).frame["Of what"].to_list()
    assert any(name.endswith(": China") for name in of_what)


def test_a_root_is_found_between_and_not_beyond() -> None:
    found = root_of(lambda m: m**3 - 2.0, -1.0, 2.0)
    assert found == pytest.approx(2.0 ** (1 / 3), rel=0.01)
    assert root_of(lambda _: -1.0, -1.0, 2.0) is None
    assert root_of(lambda _: None, -1.0, 2.0) is None


def test_a_name_within_a_sentence_keeps_its_formula() -> None:
    assert within("Titania slag") == "titania slag"
    assert within("TiO2 pigment") == "TiO2 pigment"
