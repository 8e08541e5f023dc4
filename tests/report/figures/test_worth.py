"""What figures are worth knowing, as bars."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.worth import worth_bars

ROWS = pl.DataFrame(
    {
        "figure": ["Price: slag, everywhere else", "Capital: a smelter " * 4],
        "worth": [7.3e6, 0.4e6],
        "regret": [23.3e6, 1.6e6],
        "grade": ["C", "A"],
        "range": ["USD 600/t to USD 950/t", "USD 400 to USD 900"],
    }
)


def test_each_figure_shows_its_worth_and_its_range():
    picture = worth_bars(ROWS, "Worth")
    for words in ("Price: slag", "USD 7.3 m · USD 600/t to USD 950/t", "grade C"):
        assert words in picture.svg
    assert "Most worth: Price: slag, everywhere else, USD 7.3 m" in picture.alt


def test_a_long_name_is_cut():
    svg = worth_bars(ROWS, "Worth").svg
    assert "…" in svg
    assert "Capital: a smelter " * 4 not in svg


def test_a_grade_of_another_kind_is_refused():
    with pytest.raises(InputError, match="figures:2:grade"):
        worth_bars(ROWS.with_columns(grade=pl.lit("D")), "Worth")
