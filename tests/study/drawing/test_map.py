"""Arcs of trade and legs of corridors, with their ends on the map."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.study.analysis import corridors_of
from orepath.study.drawing.map import corridor_legs, trade_arcs
from orepath.world.load import load_case

ENDS = [f"{end}_{part}" for end in ("origin", "destination") for part in ("lon", "lat")]


def test_arcs_are_the_balanced_trade_those_of_the_focus_first(study):
    arcs = trade_arcs(study)
    assert arcs["highlight"].to_list() == [True, True, False]
    # Those worth most first: a tonne of slag is worth several of ore.
    assert arcs["worth"][0] >= arcs["worth"][1]
    assert set(arcs.select("commodity", "origin_name", "destination_name").rows()) == {
        ("Ore", "India", "China"),
        ("Slag", "China", "India"),
        ("Ore", "China", "Kazakhstan"),
    }
    year, balance = study.calibration.year, study.calibration.balance
    assert arcs["tonnes"].max() == pytest.approx(year.quantity[balance.pairs].max())
    mine = arcs.filter(commodity="Ore", destination_name="China")
    assert mine.select(ENDS).row(0) == (79, 21, 105, 35)


def test_crumbs_of_trade_are_not_drawn(study):
    assert (trade_arcs(study)["tonnes"] > 50).all()


@pytest.fixture(scope="module")
def legs(study):
    case = load_case("india-titanium")
    titanium = replace(study, case=case, corridors=corridors_of(case))
    return corridor_legs(titanium), titanium


def test_every_corridor_is_drawn_leg_after_leg(legs):
    table, titanium = legs
    case = titanium.case
    assert set(table["corridor"]) == set(case.table("corridors")["title"])
    for row in case.table("corridors").iter_rows(named=True):
        mine = table.filter(pl.col("corridor") == row["title"])
        assert mine["origin_name"][0] == row["from"]
        assert mine["destination_name"][-1] == row["to"]
        assert mine["destination_name"][:-1].to_list() == (
            mine["origin_name"][1:].to_list()
        )


def test_the_cheapest_corridor_alone_is_marked(legs):
    table, titanium = legs
    best = titanium.corridors.sort("cost")["title"][0]
    marked = table.filter("highlight")["corridor"].unique().to_list()
    assert marked == [best]


def test_a_course_ends_near_the_end_of_its_leg(legs):
    table, _ = legs
    drawn = table.filter(pl.col("path").is_not_null())
    assert drawn.height > 0
    for row in drawn.iter_rows(named=True):
        lon, lat = row["path"][-1]
        turn = abs(lon - row["destination_lon"]) % 360
        assert min(turn, 360 - turn) < 2.0, row
        assert abs(lat - row["destination_lat"]) < 2.0, row
