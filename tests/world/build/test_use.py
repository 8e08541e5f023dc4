"""Use: growth of the energy agency where it projects, else that of the chain."""

import pytest

from orepath.world.build.use import projected


def test_copper_grows_as_the_agency_says():
    middle, least, most, row = projected()["copper"]
    assert 0 < least <= middle <= most < 0.1
    assert row.startswith("iea/totaldemand/copper")


def test_a_mineral_without_projection_grows_as_its_chain_says(made):
    rows = made.case.table("demand").filter(commodity="titanium sponge")
    assert rows["growth"].unique().to_list() == [0.035]


def test_rare_earths_go_by_their_common_name():
    assert "rare earths" in projected()


def test_use_of_a_feed_may_be_none(made):
    rows = made.case.table("demand").filter(commodity="ilmenite")
    assert (rows["quantity_low"] == 0).all()
    assert (rows["grade"] == "C").all()


def test_apparent_use_of_published_goods_is_second_hand(made):
    rows = made.case.table("demand").filter(commodity="titanium sponge", place="JPN")
    assert rows["grade"].item() == "B"
    assert rows["quantity_high"].item() == pytest.approx(
        1.6 * rows["quantity"].item(), rel=1e-3
    )
