"""The sheet of what to find out first: names, ranges, changes in words."""

import polars as pl

from orepath.study.information import _SCHEMA
from orepath.study.sheet.information import (
    WORDS,
    called,
    information_sheet,
    information_words,
)
from orepath.study.weight import WEIGHED

ROW = {
    "table": "projects",
    "column": "capex",
    "row": 0,
    "value": 800.0,
    "low": 423.0,
    "high": 2500.0,
    "unit": "USD/(t/a)",
    "money": 20.0,
    "worth": 2.5,
    "loss_low": 0.0,
    "loss_high": 10.0,
    "changes_low": "",
    "changes_high": "-smelter, contract 2027",
    "steady": "",
    "trouble": "",
    "grade": "C",
    "source": "invented",
    "note": "",
}


def found(**cells):
    return pl.DataFrame([{**ROW, **cells}], _SCHEMA).drop("money")


def test_figures_bear_names_of_goods_and_places(small):
    assert called(small, "projects", "capex", 0) == "Capital: A slag smelter in Odisha"
    names = [called(small, "prices", "price", row) for row in range(2)]
    assert all(name.endswith(", everywhere") for name in names)
    assert called(small, "trade", "quantity", 0).count(" to ") == 1
    assert called(small, "shocks", "months", 0) == "Length: China stops slag exports"


def test_every_column_that_is_weighed_has_a_word():
    figures = {("coefficients", "value")}
    parts = {("projects", "least"), ("projects", "offtake")}
    assert WEIGHED.keys() - WORDS.keys() == figures | parts


def test_a_better_plan_is_told_in_words(small):
    (row,) = information_sheet(small, found()).frame.to_dicts()
    assert row["Worth"] == 2.5e6
    assert row["Largest regret"] == 10e6
    assert row["Then better"] == (
        "high: without A slag smelter in Odisha, A contract for Kazakh slag in 2027"
    )
    assert row["Where"] == "projects.csv:2:capex"


def test_what_could_not_be_tried_says_why(small):
    odd = found(trouble="projects.csv:2:share: 1.5", worth=0.0)
    (row,) = information_sheet(small, odd).frame.to_dicts()
    assert row["Then better"].startswith("could not be tried: projects.csv")


def test_words_name_the_first_and_count_the_rest(small):
    first, rest = information_words(small, found())
    assert first.startswith("Find out first — Capital: A slag smelter in Odisha")
    assert "USD 2.5 m" in first
    assert rest.startswith("Of the 1 widest figures 1 would change the plan")
    (none,) = information_words(small, found(worth=0.0))
    assert none.startswith("None of the 1 widest figures")
