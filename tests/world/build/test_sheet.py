"""Sheets: every column of the catalogue, in order, rounded."""

import polars as pl

from orepath.world.build.sheet import gross, judged, laid
from orepath.world.catalogue import BY_NAME


def test_a_sheet_has_the_columns_of_the_catalogue_and_its_defaults():
    rows = laid("sites", pl.DataFrame({"site": ["a"], "output": [1.0], "more": [2]}))
    assert rows.columns == [column.name for column in BY_NAME["sites"].columns]
    assert rows["capacity"].to_list() == [None]
    assert rows["note"].to_list() == [""]


def test_numbers_keep_five_digits():
    rows = laid("sites", pl.DataFrame({"output": [1234567.0, 0.0012345678]}))
    assert rows["output"].to_list() == [1234600.0, 0.0012346]


def test_a_judged_value_stands_between_its_ends():
    row = pl.DataFrame({"x": [4.0]}).select(judged(pl.col("x"), 0.5, 2.0, "size"))
    assert row.row(0) == (4.0, 2.0, 8.0)


def test_quantities_are_said_to_be_gross():
    assert gross(pl.DataFrame({"x": [1]})).row(0) == (1, "t/a", "gross")
