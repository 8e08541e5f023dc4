"""An ore is worth no more than what is made of it fetches."""

import pytest

from orepath.world.build.case import build_case
from orepath.world.build.power import power_prices
from orepath.world.build.worth import caps
from orepath.world.bundle import joined


def test_the_cap_is_the_metal_less_its_cost_over_the_ore_by_hand():
    bundle = joined(["zinc"])
    world = dict.fromkeys(bundle.commodities["commodity"], 0.0) | {
        "refined zinc": 2_800.0
    }
    cost = {
        figure: value
        for process, figure, value in bundle.coefficients.filter(place="*")
        .select("process", "figure", "value")
        .rows()
        if process == "refine_zinc"
    }
    taken = bundle.recipes.filter(
        process="refine_zinc", commodity="zinc ore", direction="in"
    )["quantity"][0]
    power = power_prices().filter(place="*")["price"].item()
    left = 2_800.0 - cost["opex"] - power * cost["power"]
    assert caps(bundle, world)["zinc ore"] == pytest.approx(left / taken)


def test_an_ore_nobody_can_pay_for_has_no_cap():
    bundle = joined(["zinc"])
    assert caps(bundle, dict.fromkeys(bundle.commodities["commodity"], 0.0)) == {}


def test_copper_ore_is_not_paid_for_its_gold():
    prices = build_case("POL", "copper", "DEU", most=10).table("prices")
    rows = prices.filter(commodity="copper ore")
    metal = prices.filter(commodity="refined copper", place="*")["price"][0]
    assert (rows["price"] < 0.27 * metal).all()
    assert rows["note"].str.contains("gold, silver").any()
    assert (rows["price_low"] <= rows["price"]).all()
