"""Parts of a whole."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.shares import grade_bars, share_bars


def test_each_state_is_a_panel_and_large_parts_carry_their_share():
    frame = pl.DataFrame(
        {
            "state": ["before", "before", "after"],
            "label": ["Sponge"] * 3,
            "part": ["China", "Kazakhstan", "India"],
            "share": [0.4, 0.6, 1.0],
        }
    )
    picture = share_bars(frame, "Who supplies India")
    for word in ("Before", "After", "40 %", "60 %", "100 %", "Kazakhstan"):
        assert word in picture.svg
    assert "Sponge after: India 100 %" in picture.alt


def test_past_eight_parts_the_smallest_are_joined():
    frame = pl.DataFrame(
        {
            "label": ["Sponge"] * 10,
            "part": [f"P{i}" for i in range(10)],
            "share": [0.1] * 10,
        }
    )
    picture = share_bars(frame, "T")
    assert "Other" in picture.svg
    assert "30 %" in picture.svg


def test_grades_stand_in_their_order_with_their_meaning():
    frame = pl.DataFrame(
        {"label": ["Cost"] * 3, "grade": ["C", "A", "B"], "share": [0.7, 0.2, 0.1]}
    )
    svg = grade_bars(frame, "Evidence").svg
    at = [svg.index(f">{words}") for words in ("A, official", "B, second", "C, est")]
    assert at == sorted(at)


def test_an_unknown_grade_is_refused_with_its_row():
    frame = pl.DataFrame({"label": ["Cost"], "grade": ["D"], "share": [1.0]})
    with pytest.raises(InputError, match="grades:2:grade"):
        grade_bars(frame, "Evidence")


def test_a_part_without_a_given_colour_is_refused():
    frame = pl.DataFrame({"label": ["Cost"], "part": ["x"], "share": [1.0]})
    with pytest.raises(InputError, match="no colour"):
        share_bars(frame, "T", colours={"y": "#332288"})
