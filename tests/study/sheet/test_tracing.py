"""Every result leads to its inputs, and every input to its source, in two clicks."""

import re

import polars as pl
import pytest

from orepath.plan.costs import COST_LINES
from orepath.report.pages import rendered
from orepath.study.pages import page_of
from orepath.study.sheet.form import Sheet
from orepath.study.sheet.tracing import (
    BY_CELL,
    RESTS,
    inputs_of,
    rests_of,
    row_link,
    table_of,
)
from orepath.study.sheets import sheets_of


@pytest.fixture(scope="module")
def page(study):
    return page_of(study)


@pytest.fixture(scope="module")
def html(page):
    return rendered(page)


@pytest.fixture(scope="module")
def sheets(study):
    return sheets_of(study)


def test_every_row_of_every_result_leads_to_a_spot_or_bears_its_source(page, html):
    spots = set(re.findall(r'\bid="([^"]+)"', html))
    tables = [table for section in page.sections for table in section.tables]
    assert len(tables) > 15
    for table in tables:
        if "source" in table.frame.columns:
            assert table.frame["source"].str.len_chars().min() > 0, table.title
            continue
        assert len(table.rests) == table.frame.height, table.title
        for ways in table.rests:
            assert ways, table.title
            assert {way.anchor for way in ways} <= spots, table.title


def test_no_link_dangles_and_no_anchor_is_given_twice(html):
    spots = re.findall(r'\bid="([^"]+)"', html)
    assert len(spots) == len(set(spots))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(spots)


def test_every_figure_and_every_finding_leads_to_a_table(page):
    for section in page.sections:
        assert all(drawn.rests for drawn in section.figures)
        assert all(point.rests for point in section.points)
    assert all(figure.rests for figure in page.key_figures)


def test_a_case_with_less_in_it_is_traced_as_well(bare):
    sheets = sheets_of(bare)
    for sheet in sheets.values():
        table = table_of(bare.case, sheets, sheet)
        assert all(table.rests), sheet.name
        assert bool(table.rests) != ("source" in sheet.frame.columns), sheet.name


def test_each_sheet_of_results_names_its_inputs(sheets):
    results = {name for name in sheets if not name.startswith("inputs_")}
    assert results <= set(RESTS)
    for name in results:
        assert inputs_of(sheets[name], sheets), name


def test_cost_lines_rules_and_parts_are_all_known(study, sheets):
    assert {line.capitalize() for line, _ in COST_LINES} == set(BY_CELL["costs"][1])
    assert set(sheets["audit"].frame["Rule"]) <= set(BY_CELL["audit"][1])
    assert set(study.plan.surplus["part"]) == set(BY_CELL["surplus"][1])


def test_a_row_leads_to_the_rows_of_its_own_commodity(study, sheets):
    frame = pl.DataFrame({"Commodity": ["Slag"]})
    ((first, *_),) = rests_of(study.case, sheets, Sheet("exposure", "E", frame))
    assert first.word == "sites"
    assert first.anchor == "in-sites-slag"


def test_a_lost_supplier_leads_to_its_commodity(study, sheets):
    frame = pl.DataFrame({"Lost supplier": ["Slag from China"]})
    (ways,) = rests_of(study.case, sheets, Sheet("suppliers", "S", frame))
    assert "in-trade-slag" in {way.anchor for way in ways}


def test_a_row_whose_word_no_input_shares_leads_to_whole_tables(study, sheets):
    frame = pl.DataFrame({"Commodity": ["Moon dust"]})
    (ways,) = rests_of(study.case, sheets, Sheet("supply_end", "S", frame))
    assert "in-trade" in {way.anchor for way in ways}


def test_a_headline_leads_to_its_row_or_else_to_the_table(sheets):
    first = sheets["exposure"].frame["Commodity"][0]
    (way,) = row_link(sheets, "exposure", first)
    assert way.anchor.startswith("t-exposure-")
    (whole,) = row_link(sheets, "exposure", "no such row")
    assert whole.anchor == "t-exposure"
    assert row_link(sheets, "no such sheet", first) == ()


def test_an_input_is_grouped_only_where_groups_have_several_rows(study, sheets):
    trade = table_of(study.case, sheets, sheets["inputs_trade"])
    projects = table_of(study.case, sheets, sheets["inputs_projects"])
    assert (trade.group, trade.marks) == ("Commodity", ())
    assert projects.group == ""
    assert projects.marks[0].startswith("in-projects-")
    assert trade.rests == projects.rests == ()
