"""Every table a reader sees: its headings, its units and what the terminal shows."""

import polars as pl
import pytest

from orepath.study.sheet.inputs import INPUTS
from orepath.study.sheets import SHEETS, plan_sheets, sheets_of

NAMES = [
    "exposure",
    "projects",
    "alternatives",
    "groups",
    "reasons",
    "limits",
    "supply_end",
    "supply",
    "policies",
    "disruptions",
    "suppliers",
    "fixes",
    "fix_ranking",
    "foresight",
    "venture",
    "venture_lines",
    "corridors",
    "grades",
    "costs",
    "surplus",
    "calibration",
    "prices",
    "audit",
    "cautions",
    *(kind.sheet for kind in INPUTS),
]
# The small case has no corridors and nobody who owns a site.
ABSENT = {
    "corridors",
    "cautions",
    *(f"inputs_{t}" for t in ("owners", "corridors", "legs", "rates")),
    *(f"inputs_{t}" for t in ("tiers", "lifetimes", "capacities")),
}


@pytest.fixture(scope="module")
def sheets(study):
    return [make(study) for make in SHEETS]


@pytest.fixture(scope="module")
def filled(sheets):
    return [sheet for sheet in sheets if not sheet.frame.is_empty()]


def test_the_sheets_stand_in_the_order_of_the_questions(sheets):
    assert [sheet.name for sheet in sheets] == NAMES


def test_units_and_terminal_columns_name_headings_of_the_sheet(filled):
    for sheet in filled:
        headings = set(sheet.frame.columns)
        assert set(sheet.units) <= headings, sheet.name
        assert set(sheet.terminal) <= headings, sheet.name


def test_every_number_with_a_unit_is_a_number(filled):
    for sheet in filled:
        for heading in sheet.units:
            assert sheet.frame.schema[heading].is_numeric(), (sheet.name, heading)


def test_headings_are_words_for_readers(filled):
    for sheet in filled:
        for heading in sheet.frame.columns:
            assert "_" not in heading, (sheet.name, heading)
            assert len(heading) <= 20, (sheet.name, heading)


def test_every_sheet_has_a_title_and_a_number_is_finite(filled):
    for sheet in filled:
        assert sheet.title.strip()
        for name, kind in sheet.frame.schema.items():
            if kind == pl.Float64:
                numbers = sheet.frame[name].drop_nulls()
                assert numbers.is_finite().all(), (sheet.name, name)


def test_a_study_leaves_empty_sheets_out(study, bare):
    assert list(sheets_of(study)) == [name for name in NAMES if name not in ABSENT]
    gone = {"projects", "disruptions", "venture", "venture_lines", "surplus"}
    gone |= {"alternatives", "groups", "reasons", "limits"}
    gone |= {"foresight", "policies", "fixes", "fix_ranking"}
    gone |= {f"inputs_{t}" for t in ("projects", "shocks", "policies")}
    assert set(sheets_of(bare)) == set(NAMES) - gone - ABSENT


def test_a_plan_by_itself_is_told_by_projects_supply_and_foresight(plan):
    names = [sheet.name for sheet in plan_sheets(plan)]
    assert names == ["projects", "supply_end", "foresight"]
