"""Prices: published, else of trade, else of the chain; never nothing."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.world.build.case import build_case, built
from orepath.world.build.order import ordered
from orepath.world.build.price import _near_value, _of_chain, deflator


def test_a_published_price_goes_before_the_value_of_trade(made):
    row = made.case.table("prices").filter(commodity="titanium sponge", place="*")
    assert row["price"].item() == 13300
    assert row["source"].item() == "usgs-2026/titanium-sponge/price/USA/2024"


def test_a_form_without_published_price_has_that_of_its_trade(made):
    row = made.case.table("prices").filter(commodity="synthetic rutile", place="*")
    assert row["source"].item() == "baci-202601"
    assert 1000 < row["price"].item() < 1300


def test_of_two_published_prices_that_nearest_to_trade_stands(made):
    # 497 USD/t holds leucoxene; what the USA pay is what a tonne costs in trade.
    row = made.case.table("prices").filter(commodity="ilmenite", place="*")
    assert row["source"].item() == "usgs-2026/ilmenite/price/USA/2024"


def test_a_form_without_price_or_trade_has_that_of_its_chain(made):
    row = made.case.table("prices").filter(commodity="titanium tetrachloride")
    assert row.select("price", "grade").row(0) == (750.0, "C")


def test_every_commodity_has_a_price_everywhere_and_none_is_nothing(made):
    rows = made.case.table("prices")
    everywhere = set(rows.filter(place="*")["commodity"])
    assert everywhere == set(made.case.table("commodities")["commodity"])
    assert (rows["price_low"] >= 1.0).all()
    assert (rows["price_low"] <= rows["price"]).all()
    assert (rows["price"] <= rows["price_high"]).all()


def test_a_place_of_its_own_price_is_not_far_from_the_worlds(made):
    rows = made.case.table("prices")
    world = rows.filter(place="*").select("commodity", world="price")
    own = rows.filter(pl.col("place") != "*").join(world, on="commodity")
    assert own.height
    assert ((own["price"] / own["world"]).is_between(0.59, 1.68)).all()


def test_an_exchange_metal_has_the_mean_of_the_year():
    row = build_case("JPN", "copper", most=4).table("prices").filter(
        commodity="refined copper", place="*"
    )  # fmt: skip
    assert row["price"].item() == pytest.approx(9142.1, rel=1e-4)


def test_money_of_other_years_is_put_into_that_of_the_price_year():
    assert deflator(2022) == pytest.approx(0.980, abs=2e-3)


@pytest.mark.parametrize("mineral", ["magnesium", "silicon"])
def test_a_value_of_the_nearest_year_stands_in_and_says_so(mineral):
    good = f"{mineral} metal"
    row, own = (
        built(ordered("JPN", mineral, base_year=year, most=5))
        .case.table("prices")
        .filter(commodity=good, place="*")
        .row(0, named=True)
        for year in (2023, 2024)
    )
    # Of 2023 customs tell no tonnes of it; the money is that of 2024 either way.
    assert row["price"] == own["price"]
    assert (row["grade"], own["grade"]) == ("C", "B")
    assert row["note"].endswith("of 2024, the nearest year")


def test_a_form_whose_tonnes_nobody_tells_has_no_value_of_another_year():
    head = {"commodity": "titanium tetrachloride", "content": 1.0}
    assert _near_value(ordered("JPN", "titanium"), head) is None


def test_a_good_without_any_price_is_refused():
    with pytest.raises(InputError, match="add a row `price`"):
        _of_chain(None, "unobtainium")
