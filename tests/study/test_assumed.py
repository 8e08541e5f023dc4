"""Assumptions: rows of grade C by their reasoning, the most money first."""

import pytest

from orepath.study.assumed import assumptions
from orepath.study.evidence import cited_rows


def test_the_assumption_with_most_money_stands_first(small):
    found = assumptions(small)
    assert found["usd"].to_list() == sorted(found["usd"], reverse=True)


def test_assumptions_hold_all_rows_and_money_of_grade_c(small):
    found, cited = assumptions(small), cited_rows(small).filter(grade="C")
    assert found["rows"].sum() == cited.height
    assert found["usd"].sum() == pytest.approx(cited["usd"].sum())
    assert found["share"].sum() <= 1.0


def test_rows_of_one_table_and_reasoning_are_one_assumption(small):
    found = assumptions(small)
    assert found.select("table", "assumption").is_unique().all()
