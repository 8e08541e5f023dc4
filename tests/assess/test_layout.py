"""Many places and many keys in one call: nothing moves anything else."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orepath.assess import layout
from orepath.assess.exposure import exposure

PLACES = [f"P{i:02d}" for i in range(8)]
KEY = ["commodity", "stage", "year"]


def wide(table):
    return table.with_columns(low=pl.col("value") * 0.7, high=pl.col("value") * 1.2)


def world(keys=6, seed=3):
    """Write random tables with ranges: supply, demand, trade, governance."""
    rng = np.random.default_rng(seed)
    heads = [(f"ore {i // 2}", "mine", 2022 + i % 2) for i in range(keys)]
    made = [(*head, place, rng.uniform(1, 9)) for head in heads for place in PLACES]
    sold = [
        (*head, one, other, rng.uniform(0.1, 2))
        for head in heads
        for one in PLACES
        for other in PLACES
        if one != other and rng.random() < 0.6
    ]
    supply, trade = (
        wide(pl.DataFrame(rows, schema=[*KEY, *ends, "value"], orient="row"))
        for rows, ends in ((made, ["place"]), (sold, ["origin", "destination"]))
    )
    rating = pl.DataFrame({"place": PLACES, "value": rng.uniform(-2, 2, len(PLACES))})
    return supply, supply, trade, rating


def same(one, other):
    assert_frame_equal(one, other, check_exact=True)


def test_a_place_alone_and_among_others_has_the_same_bytes():
    tables = world()
    together = exposure(*tables, PLACES)
    assert together.height == 6 * len(PLACES)
    for place in PLACES[:3]:
        alone = exposure(*tables, place)
        same(alone, together.filter(pl.col("focus") == place).drop("focus"))


def test_the_size_of_a_block_and_other_keys_move_nothing(monkeypatch):
    tables = world()
    whole = exposure(*tables, PLACES[:2])
    monkeypatch.setattr(layout, "BLOCK", 1)
    same(exposure(*tables, PLACES[:2]), whole)
    one = exposure(*tables, PLACES[:2], keys=whole.select(KEY)[4:5])
    same(one, whole[4:6])


def test_the_order_of_rows_moves_nothing():
    tables = world()
    mixed = [table.sample(fraction=1.0, shuffle=True, seed=1) for table in tables]
    same(exposure(*mixed, PLACES[:2]), exposure(*tables, PLACES[:2]))


def test_the_unit_of_mass_moves_no_ratio():
    *tables, rating = world()
    ends = ["value", "low", "high"]
    heavy = [table.with_columns(pl.col(ends) * 1000) for table in tables]
    found = exposure(*tables, rating, PLACES[:2])
    scaled = exposure(*heavy, rating, PLACES[:2])
    tonnes = [name for name in found.columns if name.startswith(("supply", "imports"))]
    assert_frame_equal(scaled.drop(tonnes), found.drop(tonnes), check_exact=False)
    assert scaled["supply_high"].to_list() == pytest.approx(
        (found["supply_high"] * 1000).to_list()
    )


def test_the_names_of_places_move_no_value():
    tables = world()
    other = dict(zip(PLACES, reversed(PLACES), strict=True))
    renamed = [
        table.with_columns(
            pl.col(name).replace(other)
            for name in ("place", "origin", "destination")
            if name in table.columns
        )
        for table in tables
    ]
    found = exposure(*tables, PLACES[:2], draws=0)
    again = exposure(*renamed, [other[place] for place in PLACES[:2]], draws=0)
    words = ["focus", "top_supplier", "top_origin"]
    assert_frame_equal(again.drop(words), found.drop(words), check_exact=False)
    assert [other[place] for place in again["top_origin"]] == found[
        "top_origin"
    ].to_list()


def test_the_ends_hold_four_fifths_of_truths_drawn_elsewhere():
    supply, _, trade, rating = world(keys=400, seed=8)
    found = exposure(supply, supply.clear(), trade, rating, "P00", draws=200)
    chance = np.random.default_rng(77)

    def truth(table):
        """Draw what may be true of each row by the library's own normal numbers."""
        z = chance.standard_normal(table.height) / 1.2815515655446004
        value, low, high = (table[name].to_numpy() for name in ("value", "low", "high"))
        true = value + np.where(z < 0, value - low, high - value) * z
        true = pl.Series("value", true.clip(0))
        return table.with_columns(true, low=true, high=true)

    real = exposure(truth(supply), supply.clear(), truth(trade), rating, "P00", draws=0)
    for name in ("supply", "hhi", "reliance", "import_hhi", "geopolrisk"):
        low, high = found[name + "_low"], found[name + "_high"]
        held = real[name].is_between(low, high).mean()
        assert 0.74 <= held <= 0.86, name
