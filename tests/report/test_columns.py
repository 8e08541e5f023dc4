"""Checks of the tables handed to the report."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.columns import checked

KINDS = {"place": "text", "lon": "longitude", "tonnes": "positive"}


def test_all_faults_are_told_at_once_with_their_rows():
    frame = pl.DataFrame(
        {"place": ["India", None], "lon": [200.0, 80.0], "tonnes": [1.0, -1.0]}
    )
    with pytest.raises(InputError) as caught:
        checked(frame, "flows", KINDS)
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == ["flows:3:place", "flows:2:lon", "flows:3:tonnes"]


def test_a_missing_column_is_named_with_the_nearest_one():
    frame = pl.DataFrame({"plase": ["India"], "lon": [80.0], "tonnes": [1.0]})
    with pytest.raises(InputError, match="did you mean 'plase'"):
        checked(frame, "flows", KINDS)


def test_a_column_of_another_kind_is_refused():
    frame = pl.DataFrame({"place": ["India"], "lon": ["east"], "tonnes": [1.0]})
    with pytest.raises(InputError, match="found String, expected degrees"):
        checked(frame, "flows", KINDS)


def test_a_table_without_rows_is_refused():
    frame = pl.DataFrame(schema={"place": pl.String, "lon": float, "tonnes": float})
    with pytest.raises(InputError, match="no rows"):
        checked(frame, "flows", KINDS)


def test_nan_is_no_number():
    frame = pl.DataFrame({"place": ["India"], "lon": [80.0], "tonnes": [float("nan")]})
    with pytest.raises(InputError, match="found nan"):
        checked(frame, "flows", KINDS)


def test_optional_columns_may_be_missing_or_have_gaps():
    frame = pl.DataFrame({"place": ["India", "China"], "low": [None, 1]})
    found = checked(frame, "prices", {"place": "text"}, {"low": "number", "h": "flag"})
    assert found.columns == ["place", "low"]
    assert found["low"].to_list() == [None, 1.0]


def test_a_column_that_is_all_unknown_passes_where_gaps_are_allowed():
    frame = pl.DataFrame({"place": ["India"], "low": [None]})
    found = checked(frame, "prices", {"place": "text"}, {"low": "number"})
    assert found["low"].to_list() == [None]
