"""Sheets of ways compared."""

import pytest

from orepath.study.corridor import compare_ways, named_way
from orepath.study.sheet.corridor import (
    effect_sheet,
    legs_sheet,
    limits_sheet,
    ways_sheet,
)
from orepath.world.atlas import read_atlas


@pytest.fixture(scope="module")
def atlas():
    return read_atlas()


@pytest.fixture(scope="module")
def open_ways(atlas):
    return compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk")


@pytest.fixture(scope="module")
def shut_ways(atlas):
    return compare_ways(atlas, "Mumbai", "Ust-Kamenogorsk", closed=["Iran"])


def test_every_way_has_a_row_with_ranges(open_ways):
    frame = ways_sheet(open_ways).frame
    assert frame.height == len(open_ways.ways)
    assert frame["USD/t"].str.contains(r"^\d+ \(\d+–\d+\)$").all()
    assert frame["Way"].str.contains(r"\(cheapest[,)]").sum() == 1


def test_a_closed_corridor_says_why_in_its_row(shut_ways):
    sheet = ways_sheet(shut_ways)
    assert sheet.title.endswith("IRN closed")
    assert sheet.frame.row(0)[2] == "Bandar Abbas lies in IRN, closed"


def test_limits_are_given_with_grade_or_not_known(open_ways):
    frame = limits_sheet(open_ways).frame
    said = dict(frame.select("Way", "Mt/a").iter_rows())
    assert said["Middle corridor by Poti"] == "6 (6–10) A"
    assert said["Black Sea by Novorossiysk"] == "not known"


def test_a_closing_tells_what_more_it_costs(open_ways, shut_ways):
    sheet = effect_sheet(open_ways, shut_ways)
    rows = {row["Way"]: row for row in sheet.frame.to_dicts()}
    old = open_ways.corridors[0].path
    left = shut_ways.best("cost").path
    row = rows["North-South by Sarakhs"]
    assert row["More"] == pytest.approx(left.cost.value - old.cost.value)
    assert row["Days more"] == pytest.approx(left.days.value - old.days.value)
    assert "Bandar Abbas lies in IRN" in row["Now"]
    assert rows["Fastest"]["Days more"] > 0
    assert "As before: Middle corridor by Poti" in sheet.note


def test_legs_and_changes_add_up_to_the_whole(atlas):
    way = named_way(atlas, "trans-caspian")
    keys = {*way.path.legs["source"], *way.path.legs["rate_source"]}
    frame = legs_sheet(way, dict.fromkeys(keys, 1)).frame
    assert frame["USD/t"].sum() == pytest.approx(way.path.cost.value)
    assert frame["Days"].sum() == pytest.approx(way.path.days.value)
    assert frame["Leg"].str.starts_with("change at").sum() == 3


def test_a_way_round_is_named_by_its_new_stops_or_legs(atlas, open_ways):
    ends = (open_ways.start, open_ways.end)
    shut = compare_ways(atlas, *ends, closed=["Bandar Abbas - Bafq"])
    said = dict(effect_sheet(open_ways, shut).frame.select("Way", "Now").iter_rows())
    assert said["North-South by Sarakhs"] == "by Bandar Abbas > Mashhad (road)"
    assert said["North-South by Incheh Borun"] == "by Amirabad port"
