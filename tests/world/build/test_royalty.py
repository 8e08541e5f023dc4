"""Royalties: a mine pays its state, by mineral where the library knows the rate."""

import polars as pl
import pytest

from orepath.core.gazetteer import gazetteer
from orepath.evidence.library import library
from orepath.world.build import royalty as room
from orepath.world.build.case import built
from orepath.world.build.order import ordered
from orepath.world.build.royalty import royalty
from orepath.world.recipe import chains


def test_the_nearest_row_holds_the_mineral_then_the_place_then_everywhere():
    assert royalty("IND", "rare earths").rate == 0.01
    assert royalty("IND", "copper").source == "fact/F0634"
    assert royalty("KAZ", "copper").on(1000.0) == (80.0, 57.0, 120.0)
    assert royalty("PER", "copper") == royalty("AUS", "zinc")


def test_every_rate_is_a_range_of_a_known_place_and_mineral_with_its_evidence():
    rows = room._rates()
    assert set(rows["place"]) <= {*gazetteer(), "*"}
    assert set(rows["mineral"]) <= {*chains(), "*"}
    assert (rows["low"] <= rows["rate"]).all()
    assert (rows["rate"] <= rows["high"]).all()
    cited = rows.filter(pl.col("source") != "assumption")["source"]
    assert all(library().row(name) for name in cited.unique())
    assert (rows.filter(source="assumption")["grade"] == "C").all()


def test_a_new_mine_pays_it_and_says_so():
    found = built(ordered("KAZ", "copper", most=8)).case
    row = found.table("projects").filter(kind="mine").row(0, named=True)
    chain = found.table("coefficients").filter(
        process=row["process"], figure="opex", place="*"
    )
    price = found.table("prices").filter(commodity="copper ore", place="*")
    paid = row["opex"] - chain["value"].item()
    assert paid == pytest.approx(0.08 * price["price"].item(), rel=1e-3)
    assert "royalty 8 %" in row["note"]
