"""Sheets of grades, of what was moved, and of prices."""

import polars as pl
import pytest

from orepath.study.sheet.evidence import calibration_sheet, grades_sheet, prices_sheet


def test_the_grades_of_a_row_sum_to_one(study):
    frame = grades_sheet(study.grades).frame
    assert frame["Rests on"].to_list() == [
        "Quantities",
        "Prices",
        "The worse of the two",
    ]
    total = frame.select(pl.sum_horizontal(pl.selectors.float()))
    assert total.to_series().to_list() == pytest.approx([1.0] * 3)


def test_what_moved_most_stands_first(study):
    frame = calibration_sheet(study.calibration).frame
    assert frame["Deviations"].abs().is_sorted(descending=True)
    assert frame["Figure"][0] == "mine · CHN"
    sign = (frame["Settled"] - frame["Observed"]).sign()
    assert sign.to_list() == frame["Deviations"].sign().to_list()


def test_a_price_outside_its_band_says_why(study, small):
    frame = prices_sheet(small, study.calibration).frame
    inside = frame["Price"].is_between(frame["Low"] * 0.999, frame["High"] * 1.001)
    assert (inside | (frame["Why outside"] != "")).all()
