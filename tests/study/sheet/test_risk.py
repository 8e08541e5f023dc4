"""Sheets of exposure, disruptions and lost suppliers, by hand."""

import polars as pl

from orepath.study.sheet.risk import exposure_sheet, strike_sheet, suppliers_sheet

STRIKES = pl.DataFrame(
    {
        "shock": ["s"] * 4,
        "name": ["A strike"] * 4,
        "side": ["without", "without", "with", "with"],
        "commodity": ["ore", "slag"] * 2,
        "short": [10.0, 5.0, 4.0, 0.0],
        "price": [1.5, 3.0, 2.0, 1.0],
        "loss": [2.0, 2.0, 0.5, 0.5],
        "country": [3.0, 3.0, 1.0, 1.0],
        "probability": [0.1] * 4,
    }
)


def test_a_disruption_adds_tonnes_takes_loss_once_and_the_worst_price(small):
    sheet = strike_sheet(small, STRIKES)
    assert sheet.frame.rows() == [
        ("A strike", 0.1, 2.0e6, 0.5e6, 3.0e6, 1.0e6, 15.0, 4.0, 3.0, 2.0),
    ]
    assert sheet.units["Loss with"] == "USD"


def test_without_disruptions_the_sheet_is_empty(small):
    assert strike_sheet(small, STRIKES.clear()).frame.is_empty()


def test_exposure_shows_names_and_nothing_for_imports_that_are_not(small, study):
    ore, slag = exposure_sheet(small, study.exposure).frame.rows(named=True)
    assert (ore["Commodity"], ore["Top producer"], ore["Top origin"]) == (
        "Ore",
        "China",
        None,
    )
    assert (slag["Top origin"], slag["Of imports"]) == ("China", 1.0)


def test_lost_suppliers_are_told_in_dollars_the_worst_first(study):
    frame = suppliers_sheet(study.suppliers).frame
    assert frame["Loss without"].to_list() == [
        loss * 1e6 for loss in study.suppliers["loss_without"]
    ]
    assert frame["Loss without"].is_sorted(descending=True)
