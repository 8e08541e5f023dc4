"""Sheets of limits, gap, owners and what is known, by hand."""

import polars as pl
import pytest

from orepath.assess.limit import Limit
from orepath.study.question import Question, question
from orepath.study.sheet.aspect import (
    doubt_lines,
    gap_lines,
    gap_sheet,
    known_sheet,
    limit_lines,
    limit_sheet,
    owner_lines,
    owner_sheet,
)

ASKED = Question(("KAZ",), "KAZ", against=("CHN",))
HELD = pl.DataFrame(
    {
        "commodity": ["ore", "ore", "metal"],
        "year": [2024] * 3,
        "limit": ["home", "crowd", "home"],
        "indicator": ["home_cover", "hhi", "home_cover"],
        "at_least": [0.1, None, 0.4],
        "at_most": [None, 0.2, None],
        "value": [0.05, 0.255, None],
        "low": [0.02, 0.255, None],
        "high": [0.2, 0.255, None],
        "verdict": ["in doubt", "missed", "not known"],
        "note": ["", "", "not known: no open trade data"],
    }
)


def test_a_limit_stands_beside_what_is_found_in_the_indicators_own_unit():
    sheet = limit_sheet(ASKED, HELD, "eu-crma-2030")
    assert sheet.frame.select("Asked", "Found", "Verdict").rows() == [
        ("≥ 10%", "5% [2–20]", "in doubt"),
        ("≤ 0.2", "0.255", "missed"),
    ]
    assert "2024/1252" in sheet.note


def test_each_limit_is_summed_up_and_what_is_not_known_says_why():
    limits = (Limit("home", "Enough is made at home.", "home_cover"),)
    assert limit_lines(HELD, limits) == [
        "home: 0 met, 0 missed, 1 in doubt, 1 not known. Enough is made at home."
    ]
    assert doubt_lines(HELD) == ["Not known: no open trade data (1): metal."]


def test_a_gap_without_a_value_shows_its_ends():
    table = pl.DataFrame(
        {
            "mineral": ["copper", "iron", "lead"],
            "year": [2024] * 3,
            "from_stage": ["mine"] * 3,
            "stage": ["refine"] * 3,
            "content_of": ["Cu", "Fe", "Pb"],
            "mined": [10.0, 5.0, None],
            "processed": [6.0, None, None],
            "gap": [0.4, None, None],
            "gap_low": [0.3, 0.0, None],
            "gap_high": [0.5, 1.0, None],
            "note": ["", "KAZ may be unnamed", "not known: not comparable: a; b"],
        }
    )
    assert gap_sheet(ASKED, table).frame["Gap"].to_list() == ["40% [30–50]", "[0–100]%"]
    assert gap_lines(table) == [
        "KAZ may be unnamed (1): iron.",
        "Not known: the contents of its forms differ or are not declared (1): lead.",
    ]


def test_owners_of_nothing_known_are_told_and_sites_are_named_once():
    table = pl.DataFrame(
        {
            "commodity": ["ore", "metal", "salt", "mud"],
            "year": [2024, 2024, 2024, 2024],
            "owner": ["CHN", "CHN", None, "CHN"],
            "located_share": [0.1, 0.9, None, 0.0],
            "share": [0.4, 0.0, None, 0.0],
            "share_low": [0.4, 0.0, None, 0.0],
            "share_high": [0.6, 1.0, None, 1.0],
            "known": [0.8, 0.0, None, 0.0],
            "note": ["", "", "not known: no maker", ""],
            "sites": ["A; B", "B", None, ""],
        }
    )
    sheet = owner_sheet(ASKED, table)
    assert sheet.frame.rows() == [("ore", "China", "10%", "40% [40–60]", "20%")]
    lines = owner_lines(table)
    assert lines[0].endswith("a source tells (2): metal, mud.")
    assert lines[1] == "Not known: no maker (1): salt."
    assert lines[3] == (
        "B: owners are named, but not its part of the output: ore, metal."
    )


@pytest.mark.parametrize(("year", "title"), [("", "form"), ("2024", "form, 2024")])
def test_what_is_known_names_the_year_asked_about(year, title):
    table = pl.DataFrame(
        {"commodity": ["ore"], "production": ["a"], "trade": ["b"], "why": [None]},
        schema_overrides={"why": pl.String},
    )
    sheet = known_sheet(question("", year=year, placed=False), table)
    assert sheet.title.endswith(title)
    assert sheet.frame.row(0) == ("ore", "a", "b", "")
