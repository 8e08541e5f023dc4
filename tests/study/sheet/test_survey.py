"""Sheets of a survey: what fits a terminal, what a note says, what is left out."""

import pytest

from orepath.study.question import question
from orepath.study.sheet.survey import (
    answered,
    bloc_sheet,
    contingency_sheet,
    exposure_sheet,
    rank_lines,
    rank_sheet,
    unknown_lines,
    weakest_sheet,
)
from orepath.study.standing import ranked
from orepath.study.survey import exposed, gathered, weakest


@pytest.fixture(scope="module")
def asked():
    words = {"minerals": "titanium,cobalt,graphite,cobold", "against": "CHN"}
    return question("IND", beside="Central Asia", **words)


@pytest.fixture(scope="module")
def table(asked):
    return exposed(asked, gathered(asked))


def test_two_blocs_leave_the_narrow_table_for_one_of_their_own(asked, table):
    sheet, beside = exposure_sheet(asked, table), bloc_sheet(asked, table)
    assert "China makes/sells" in sheet.frame.columns
    assert "China makes/sells" not in sheet.terminal
    assert beside.frame.columns == [
        "Form", "China makes/sells", "Central Asia makes/sells"
    ]  # fmt: skip


def test_one_bloc_stands_beside_the_exposure(table):
    alone = question("IND", minerals="titanium", against="CHN")
    assert bloc_sheet(alone, table) is None
    assert "China makes/sells" in exposure_sheet(alone, table).terminal


def test_notes_are_short_and_say_nothing_of_other_tables(asked, table):
    said = "; ".join(exposure_sheet(asked, table).frame["Mind"])
    assert "no open trade" in said
    assert "demand" not in said
    assert "rates no such material" not in said


def test_rows_of_which_nothing_is_known_are_told_below(table):
    kept = set(answered(table)["commodity"])
    assert {"titanium sponge", "refined cobalt"} <= kept
    lines = " ".join(unknown_lines(table))
    assert all(form in lines for form in set(table["commodity"]) - kept)


def test_use_is_missed_only_where_losses_are_shown(table):
    assert "no demand data" not in " ".join(unknown_lines(table))
    assert "no demand data" in " ".join(unknown_lines(table, ()))


def test_losses_name_the_bloc_that_leaves(asked, table):
    sheet = contingency_sheet(asked, table)
    assert "Without China" in sheet.frame.columns


def test_a_bottleneck_says_of_how_many_forms_it_is_known(asked, table):
    sheet = weakest_sheet(asked, weakest(gathered(asked), table))
    assert sheet.frame["Forms known"].str.contains(r"^\d+ of \d+$").all()
    assert "Year" not in sheet.frame.columns


def test_ranks_beyond_and_missing_ones_are_told():
    told = ranked(question("KAZ", minerals="copper,chromium,titanium"), 3)
    lines = rank_lines(told, 3)
    assert lines[0].startswith("Surely beyond the first 3: ")
    assert any("unnamed" in line for line in lines)


def test_several_years_have_a_column():
    spans = question("IND", minerals="zinc", stage="mine", year="2023-2024")
    table = exposed(spans, gathered(spans))
    assert "Year" in exposure_sheet(spans, table).terminal
    assert table["year"].n_unique() == 2
    assert "Year" in contingency_sheet(spans, table).frame.columns
    made = ranked(spans).table
    assert made["year"].to_list() == [2023, 2024]
    assert "Year" in rank_sheet(spans, made).frame.columns


def test_the_members_of_a_group_are_named():
    group = question("Central Asia", minerals="copper", stage="refine")
    frame = rank_sheet(group, ranked(group).table).frame
    assert frame["Of which"].to_list() == ["Kazakhstan"]
