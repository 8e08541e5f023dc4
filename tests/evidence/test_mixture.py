"""A mixed code: cheap and dear forms are told apart by what a tonne was worth."""

import polars as pl
import pytest

from orepath.evidence.form import mixtures
from orepath.evidence.library import library
from orepath.evidence.mixture import parted
from orepath.evidence.shipment import trade

TWO = ("ilmenite", "rutile")


def flow(origin, tonnes, usd, forms=TWO, hs="261400"):
    many = len(forms)
    return pl.DataFrame(
        {
            "hs": [hs] * many, "exporter": [origin] * many, "importer": ["CHN"] * many,
            "year": [2024] * many, "commodity": list(forms),
            "quantity": [tonnes] * many, "quantity_low": [0.9 * tonnes] * many,
            "quantity_high": [1.1 * tonnes] * many, "tonnes": [tonnes] * many,
            "usd": [usd] * many, "grade": ["C"] * many,
        }
    )  # fmt: skip


def test_half_way_between_the_prices_half_is_rutile():
    found = parted(flow("SLE", 100.0, 81_500.0))
    assert found["quantity"].to_list() == pytest.approx([50.0, 50.0])
    assert found["quantity_low"].to_list() == pytest.approx([22.5, 22.5])
    assert found["usd"].to_list() == pytest.approx([16_500.0, 65_000.0])


def test_tonnes_and_value_of_a_believable_flow_are_kept():
    found = parted(flow("AUS", 100.0, 90_000.0, (*TWO, "synthetic rutile")))
    assert found["quantity"].sum() == pytest.approx(100.0)
    assert found["usd"].sum() == pytest.approx(90_000.0)


def test_what_is_no_dearer_than_ilmenite_holds_no_rutile():
    found = parted(flow("SLE", 100.0, 44_000.0))
    assert found["commodity"].to_list() == ["ilmenite"]
    assert found["quantity_low"].item() == pytest.approx(90.0)


def test_a_maker_of_no_rutile_sells_none_however_dear():
    found = parted(flow("MOZ", 743.0, 716_000.0))
    assert found["commodity"].to_list() == ["ilmenite"]
    assert found["quantity"].item() == 743.0
    # Its value is doubted: at most half as dear again as ilmenite.
    assert found["usd"].item() == pytest.approx(743 * 330 * 1.5)


def test_tonnes_that_cost_next_to_nothing_are_doubted():
    found = parted(flow("KOR", 245.5, 245.5 * 54.0))
    assert found["quantity"].item() == pytest.approx(245.5 * 54 / 330)
    assert found["quantity_high"].item() == pytest.approx(1.1 * 245.5)


def test_the_dear_part_of_a_smelter_is_slag():
    found = parted(flow("CAN", 100.0, 150_000.0, (*TWO, "titanium slag")))
    assert found["commodity"].to_list() == ["titanium slag"]


def test_codes_of_one_form_are_left_alone():
    plain = flow("KAZ", 10.0, 100.0, ("titanium sponge",), "810820")
    assert parted(plain).equals(plain)


def test_what_is_sold_of_rutile_is_about_what_is_mined():
    sold = trade(years=2024, commodities="rutile").group_by("origin").agg(
        pl.col("gross").sum()
    )  # fmt: skip
    mined = {"AUS": 200_000, "SLE": 80_000, "ZAF": 102_000, "KEN": 41_000}
    for place, oxide in mined.items():
        gross = sold.filter(origin=place)["gross"].item()
        assert 0.6 < gross / (oxide / 0.95) < 1.3, place


def test_the_parts_of_an_origin_add_up_and_every_price_stands_on_something():
    rows = mixtures()
    dear = rows.drop_nulls("part").with_columns(pl.col("origins").list.join(" "))
    known = set(library().observations(measure="price")["id"]) | {"assumption"}
    assert set(rows["source"]) <= known
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()
    parts = dict(dear.group_by("origins").agg(pl.col("part").sum()).rows())
    assert parts["AUS"] == 1.0
    assert parts["IND"] == 1.0
    assert rows.filter(pl.col("part").is_null()).height == rows["hs"].n_unique()
