"""Numbers as publishers write them."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from orepath.evidence.importer.quantity import calendar_year, inner, number


@given(st.floats(min_value=0, max_value=1e12).map(lambda x: round(x, 2)))
def test_a_number_is_read_back_with_either_decimal_mark(value):
    english = f"{value:,.2f}"
    other = english.translate(str.maketrans(",.", ".,"))
    frame = pl.DataFrame({"x": [english], "y": [other]})
    assert frame.select(number("x"), number("y", ",")).row(0) == (value, value)


def test_a_decimal_comma_is_never_taken_for_something_else():
    frame = pl.DataFrame({"x": ["1,5", "1,50", "12,3456", "abc", None]})
    assert frame.select(number("x"))["x"].to_list() == [None] * 5


def test_a_year_is_four_digits_or_its_first_day():
    said = ["2024", "2024.0", "2024-01-01", "2024-06-30", "45292", "24", None]
    frame = pl.DataFrame({"x": said}).select(calendar_year("x"))
    assert frame["x"].to_list() == [2024, 2024, 2024, None, None, None, None]


def test_amounts_of_a_year_are_flows_and_stocks_are_not():
    assert inner("kt", "production") == (1000.0, "t/a")
    assert inner("kt", "stocks") == (1000.0, "t")
