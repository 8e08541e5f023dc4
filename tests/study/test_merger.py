"""Several places as one: sums are sums, and trade among members is none."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.study.merger import (
    barred_as_one,
    covered_as_one,
    made_as_one,
    rated_as_one,
    shipped_as_one,
)
from orepath.study.question import Question

ASKED = Question(("AAA", "BBB"), "both")
KEY = {"commodity": "ore", "stage": "mine", "year": 2024}


def made(**tonnes):
    rows = [
        KEY | {"place": place, "value": value, "low": value, "high": value}
        for place, value in tonnes.items()
    ]
    return pl.DataFrame(rows)


def shipped(*flows):
    return pl.DataFrame(
        [
            KEY
            | {"origin": origin, "destination": to, "usd": 1.0}
            | dict.fromkeys(("value", "low", "high"), value)
            for origin, to, value in flows
        ]
    )


def test_output_is_added():
    found = made_as_one(made(AAA=1.0, BBB=2.0, CCC=4.0), ASKED)
    assert dict(found.select("place", "value").rows()) == {"both": 3.0, "CCC": 4.0}


def test_trade_among_members_is_none():
    flows = shipped(("AAA", "BBB", 5.0), ("CCC", "AAA", 1.0), ("CCC", "BBB", 2.0))
    found = shipped_as_one(flows, ASKED)
    assert found.select("origin", "destination", "value").rows() == [
        ("CCC", "both", 3.0)
    ]


def test_a_place_is_covered_where_every_member_is():
    rows = pl.DataFrame([KEY | {"place": "AAA"}, KEY | {"place": "CCC"}])
    assert covered_as_one(rows, ASKED)["place"].to_list() == ["CCC"]
    whole = pl.concat([rows, pl.DataFrame([KEY | {"place": "BBB"}])])
    assert covered_as_one(whole, ASKED)["place"].to_list() == ["CCC", "both"]


def test_a_rating_is_the_mean():
    rows = pl.DataFrame(
        {
            "place": ["AAA", "BBB"],
            "year": [2024] * 2,
            "value": [1.0, -1.0],
            "stability": [2.0, 0.0],
        }
    )
    assert rated_as_one(rows, ASKED).row(0) == ("both", 2024, 0.0, 1.0)


def test_a_trade_parameter_weighs_members_by_what_they_make():
    barred = pl.DataFrame({"commodity": ["ore"], "place": ["AAA"], "value": [1.4]})
    found = barred_as_one(barred, made(AAA=1.0, BBB=3.0), ASKED)
    assert found["place"].to_list() == ["both"]
    assert found["value"][0] == pytest.approx(1.1)
    assert barred_as_one(barred, made(CCC=1.0), ASKED).is_empty()
    alone = replace(ASKED, members=("BBB",))
    assert barred_as_one(barred, made(BBB=1.0), alone)["value"].to_list() == [1.4, 1.0]
