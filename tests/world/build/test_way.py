"""Ways: cheap goods in shiploads, dear ones in boxes, the rest from its stand-in."""

import polars as pl

from orepath.world.build.way import distances, ways


def flows(*rows):
    return pl.DataFrame(
        rows, schema=["commodity", "origin", "destination"], orient="row"
    )


def test_a_way_is_as_long_there_as_back(made):
    km = distances(made.places)
    assert (abs(km - km.T) < 1.0).all()
    assert (km.diagonal() == 0).all()


def test_goods_in_parcels_share_one_route_and_others_have_their_own(made):
    rows = ways(
        flows(("ore", "AUS", "JPN"), ("oxide", "AUS", "JPN"), ("metal", "AUS", "JPN")),
        {"ore": 300.0, "oxide": 2000.0, "metal": 12000.0},
        made.places,
    )
    assert sorted(rows["commodity"]) == ["*", "metal"]
    assert (rows["cost_low"] < rows["cost"]).all()
    assert (rows["cost"] < rows["cost_high"]).all()


def test_through_which_straits_the_rest_ships_is_not_said(made):
    row = ways(flows(("ore", "ROW", "JPN")), {"ore": 300.0}, made.places)
    assert row["via"].to_list() == [""]
    assert "for the rest" in row["note"].item()


def test_a_landlocked_place_has_a_way_over_land(made):
    row = ways(flows(("ore", "KAZ", "JPN")), {"ore": 300.0}, made.places)
    assert "rail" in row["mode"].item()
    assert row["cost"].item() > 100
