"""What goes in, as the case states it: its rows with ranges, grades and sources."""

import polars as pl
import pytest

from orepath.study.sheet.inputs import INPUTS, input_sheet
from orepath.world.case import Case
from orepath.world.catalogue import TABLES

BY_TABLE = {kind.table: kind for kind in INPUTS}


def shown(case: Case, table: str) -> pl.DataFrame:
    return input_sheet(case, BY_TABLE[table]).frame


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_every_table_with_ranges_is_shown_with_its_evidence(spec, small):
    ranged = any(column.name.endswith("_low") for column in spec.columns)
    assert not ranged or spec.name in BY_TABLE
    if spec.name in BY_TABLE:
        frame = shown(small, spec.name)
        assert {"Grade", "source", "Note"} <= set(frame.columns)


def test_sites_are_listed_by_what_they_make(small):
    sheet = input_sheet(small, BY_TABLE["sites"])
    odisha = sheet.frame.row(by_predicate=pl.col("Site") == "Odisha sands", named=True)
    assert odisha["Commodity"] == "Ore"
    ends = [odisha[name] for name in ("Output", "Output low", "Output high")]
    assert ends == [200e3, 180e3, 220e3]
    assert odisha["source"] == "invented"
    assert sheet.title == "What sites made in 2024"


def test_only_trade_over_the_focus_places_borders_is_shown(small):
    frame = shown(small, "trade")
    assert (frame["Shipped high"] > 0).all()
    for origin, destination in frame.select("From", "To").iter_rows():
        assert "India" in {origin, destination}


def test_keys_become_words_and_numbers_bear_units(small):
    used, prices = (input_sheet(small, BY_TABLE[t]) for t in ("demand", "prices"))
    assert used.units["Used"] == used.units["Used high"] == "t/a"
    assert prices.units["Price"] == "USD/t"
    assert set(prices.frame["At"]) == {"everywhere else"}
    assert set(shown(small, "routes")["Commodity"]) == {"all goods"}


def test_rows_of_a_group_stand_together(small):
    trade = small.table("trade")
    mixed = small.replace(trade=pl.concat([trade[::2], trade[1::2]]))
    groups = shown(mixed, "trade")["Commodity"].rle_id().unique().len()
    assert groups == mixed.table("trade")["commodity"].n_unique()


def test_figures_with_a_unit_of_their_own_are_written_each_in_it(small):
    sheet = input_sheet(small, BY_TABLE["coefficients"])
    assert sheet.formats == {"Value": "each"}
    assert "unit" in sheet.frame.columns
    assert "Value" not in sheet.units
