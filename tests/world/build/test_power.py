"""Power: a price everywhere, and a place's own where it is known."""

from orepath.world.build.power import power_prices, powers


def test_each_place_pays_its_own_price_or_that_of_everywhere(made):
    rows = dict(powers(made.places).select("place", "price").iter_rows())
    assert rows["*"] == 90
    assert rows["JPN"] == 130
    assert set(rows) <= {*made.places.codes, "*"}


def test_every_price_is_an_estimate_with_its_reason():
    rows = power_prices()
    assert (rows["grade"] == "C").all()
    assert (rows["note"] != "").all()
    assert ((rows["low"] <= rows["price"]) & (rows["price"] <= rows["high"])).all()
