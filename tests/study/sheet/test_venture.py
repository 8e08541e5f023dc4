"""Sheets of the venture and of corridors, filled and empty."""

import polars as pl
import pytest

from orepath.study.sheet.venture import corridors_sheet, lines_sheet, venture_sheet


def test_the_margin_is_the_sum_of_its_lines(study):
    lines = lines_sheet(study.venture).frame["Middle"].to_list()
    assert lines[-1] == pytest.approx(sum(lines[:-1]))
    margin = venture_sheet(study.case, study.venture).frame
    assert margin["Margin"][0] == pytest.approx(lines[-1])


def test_the_prices_that_break_even_stand_below_the_lines(study):
    even = study.venture.break_even
    assert lines_sheet(study.venture).note == (
        f"Nothing is left when slag is at {even['Slag']:,.0f} USD per t, "
        f"or ore is at {even['Ore']:,.0f} USD per t, "
        f"or power is at {even['Power']:,.0f} USD per MWh, all else as it stands."
    )


def test_without_a_venture_both_sheets_are_empty(small):
    assert venture_sheet(small, None).frame.is_empty()
    assert lines_sheet(None).frame.is_empty()


def test_corridors_are_shown_with_their_ranges_or_not_at_all():
    assert corridors_sheet(pl.DataFrame()).frame.is_empty()
    row = {
        "title": "By sea",
        "km": 900.0,
        "cost": 30.0,
        "cost_low": 20.0,
        "cost_high": 40.0,
        "days": 9.0,
        "days_low": 7.0,
        "days_high": 12.0,
        "weakest": "a port",
        "grade": "C",
    }
    sheet = corridors_sheet(pl.DataFrame([row]))
    assert list(sheet.frame.row(0)) == list(row.values())
    assert set(sheet.terminal) <= set(sheet.frame.columns)
