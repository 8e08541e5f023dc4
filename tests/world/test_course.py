"""Courses of legs on the map."""

import pytest

from orepath.world.atlas import read_atlas
from orepath.world.course import SCHEMA, drawn


@pytest.fixture(scope="module")
def table():
    atlas = read_atlas()
    ways = [
        ("suez", atlas.network.through("Visakhapatnam", "Baku", ["Poti"])),
        ("west", atlas.network.through("Rasht", "Moscow", ["Astara", "Astrakhan"])),
    ]
    return drawn(ways, atlas.tables["stops"], "west")


def test_every_leg_stands_once_with_its_ends_in_order(table):
    assert tuple(table.columns) == SCHEMA
    ends = table.select("origin_name", "destination_name").rows()
    assert ends[:2] == [("Visakhapatnam", "Poti"), ("Poti", "Baku")]
    assert table["highlight"].to_list() == [False] * 2 + [True] * (len(ends) - 2)


def test_a_drawn_course_runs_the_way_the_leg_is_ridden(table):
    row = table.row(1, named=True)
    start, end = row["path"][0], row["path"][-1]
    assert start == pytest.approx([row["origin_lon"], row["origin_lat"]], abs=0.3)
    assert end == pytest.approx(
        [row["destination_lon"], row["destination_lat"]], abs=0.3
    )


def test_a_sea_leg_without_a_course_borrows_one_and_land_goes_straight(table):
    rows = {r["destination_name"]: r for r in table.to_dicts()}
    assert len(rows["Poti"]["path"]) > 5
    assert rows["Poti"]["path"][-1] == [41.67, 42.15]
    assert rows["Moscow"]["path"] is None
