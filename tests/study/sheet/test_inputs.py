"""What goes in, as the case states it: the focus place's rows with their sources."""

from orepath.study.sheet.inputs import (
    anchors_sheet,
    crossed_sheet,
    made_sheet,
    used_sheet,
)


def test_only_the_focus_places_own_sites_are_listed(small):
    frame = made_sheet(small).frame
    assert frame["Site"].to_list() == ["Odisha sands"]
    assert frame.select("Output", "Low", "High").row(0) == (200e3, 180e3, 220e3)
    assert frame["source"].to_list() == ["invented"]


def test_trade_is_listed_in_both_directions_with_names(small):
    frame = crossed_sheet(small).frame
    assert frame.select("From", "To").rows()[:2] == [
        ("India", "China"),
        ("China", "India"),
    ]
    assert (frame["High"] > 0).all()


def test_use_and_prices_bear_units_and_grades(small):
    used, prices = used_sheet(small), anchors_sheet(small)
    assert used.units == {"Used": "t/a", "Low": "t/a", "High": "t/a"}
    assert prices.units == {"Price": "USD/t", "Low": "USD/t", "High": "USD/t"}
    assert set(prices.frame["At"]) == {"everywhere else"}
    assert set(used.frame["Grade"]) == {"C"}
    assert "India" in used.title
    assert "2024" in used.title
