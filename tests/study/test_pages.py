"""The page of a study: sections in the order of the questions, none without content."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.study import pages
from orepath.study.pages import page_of


@pytest.fixture(scope="module")
def page(study):
    return page_of(study)


def test_the_sections_follow_the_questions(page):
    assert [section.id for section in page.sections] == [
        "in-short",
        "exposure",
        "plan",
        "firm",
        "supply",
        "stress",
        "venture",
        "gainers",
        "doubt",
        "inputs",
    ]


def test_a_case_without_disruptions_and_venture_has_no_such_sections(bare):
    anchors = {section.id for section in page_of(bare).sections}
    assert not anchors & {"firm", "stress", "venture"}
    assert "plan" in anchors


def test_a_plan_that_builds_nothing_is_drawn_all_the_same(dear):
    assert dear.plan.starts == {}
    (plan,) = [part for part in page_of(dear).sections if part.id == "plan"]
    assert plan.figures
    assert plan.tables


def test_a_long_table_is_cut_and_says_where_all_of_it_is(study, monkeypatch):
    monkeypatch.setattr(pages, "SECTIONS", (pages._gainers,))
    rows = study.plan.surplus
    many = pl.concat([rows.with_columns(actor=pl.lit(f"p{i}")) for i in range(30)])
    longer = replace(study, plan=replace(study.plan, surplus=many))
    (part,) = page_of(longer).sections
    (table,) = part.tables
    assert table.frame.height == 25
    assert "all in tables/surplus.csv" in table.note


def test_a_scenario_stands_in_the_title(study, monkeypatch):
    monkeypatch.setattr(pages, "SECTIONS", ())
    case = replace(study.case, scenario="dear", scenario_title="Power is dear")
    page = page_of(replace(study, case=case))
    assert page.title.endswith(": Power is dear")
    assert page_of(study).title == study.case.settings.title


def test_what_goes_in_is_folded_and_all_there(study, page):
    (part,) = [part for part in page.sections if part.id == "inputs"]
    assert all(table.folded for table in part.tables)
    assert " ".join(study.case.settings.notes.split()) in part.text
    (sites,) = [t for t in part.tables if t.anchor == "in-sites"]
    assert sites.frame.height == study.case.table("sites").height
