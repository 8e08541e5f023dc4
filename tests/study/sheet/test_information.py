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
    "rows": [0],
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
        "high: without A slag smelter in Odisha and with A contract for Kazakh slag in "
        "2027"
    )
    assert row["Where"] == "projects.csv:2:capex"


def test_what_is_better_in_any_case_is_told_once(small):
    always = found(changes_low="contract 2027", steady="contract 2027")
    (row,) = information_sheet(small, always).frame.to_dicts()
    assert row["Then better"] == (
        "high: without A slag smelter in Odisha; in any case: with A contract for "
        "Kazakh slag in 2027"
    )
    nothing = found(changes_high="+stock", steady="+stock")
    assert information_words(small, nothing)[0].endswith("; grade C.")


def test_what_could_not_be_tried_says_why(small):
    odd = found(trouble="projects.csv:2:share: 1.5", worth=0.0)
    (row,) = information_sheet(small, odd).frame.to_dicts()
    assert row["Then better"].startswith("could not be tried: projects.csv")


def test_words_name_the_first_and_what_need_not_be_known(small):
    first, rest = information_words(small, pl.concat([found(), found(worth=0.0)]))
    assert first.startswith("Find out first — Capital: A slag smelter in Odisha")
    assert "USD 2.5 m; grade C" in first
    assert first.endswith(
        "If it is high, a plan without A slag smelter in Odisha and with A contract "
        "for Kazakh slag in 2027 is better by USD 10 m."
    )
    assert rest.startswith("The other 1 of the 2 widest figures need not be found out")
    (none,) = information_words(small, found(worth=0.0))
    assert none.startswith("None of the 1 widest figures")


def test_words_tell_three_and_count_more_and_what_could_not_be_tried(small):
    odd = found(worth=0.0, trouble="projects.csv:2:share: 1.5")
    told = information_words(small, pl.concat([*[found()] * 4, odd]))
    assert [line.split(" — ")[0] for line in told[:3]] == [
        "Find out first",
        "Then",
        "Then",
    ]
    assert told[3] == "1 more is worth USD 2.5 m or less."
    assert told[4].startswith("1 of them could not be tried")


def test_prices_of_a_chain_are_one_line(small):
    goods = small.table("prices")["commodity"].to_list()
    rows = [goods.index("slag"), goods.index("ore")]
    price = {"table": "prices", "column": "price", "unit": "USD/t"}
    low, high = (small.table("prices")[f"price_{end}"][rows[0]] for end in ENDS)
    chain = found(**price, row=rows[0], rows=rows, low=low, high=high)
    (row,) = information_sheet(small, chain).frame.to_dicts()
    assert row["Figure"] == "Prices of the titanium chain: Slag, Ore"
    assert row["Where"] == f"prices.csv:{rows[0] + 2}:price and 1 more row"
    one, other = row["Range"].split("; ")
    assert one.startswith("Slag USD ")
    assert other.startswith("Ore USD ")
    places = found(**price, row=rows[0], rows=[rows[0], rows[0]], low=low, high=high)
    (row,) = information_sheet(small, places).frame.to_dicts()
    assert row["Figure"] == "Price: Slag, in all places"


ENDS = ("low", "high")
