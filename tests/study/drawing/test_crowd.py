"""What a figure shows of a crowd."""

import polars as pl

from orepath.study.drawing.crowd import OTHER, heaviest, lumped

ROWS = pl.DataFrame(
    {"good": ["a", "b", "c", "b"], "tonnes": [1.0, 2.0, None, 3.0], "at": [1, 2, 3, 4]}
)
SUM = pl.col("tonnes").sum()


def test_few_are_all_shown():
    assert heaviest(ROWS, "good", SUM, 3).equals(ROWS)


def test_of_many_the_weightiest_are_kept_in_their_order():
    assert heaviest(ROWS, "good", SUM, 2)["at"].to_list() == [1, 2, 4]


def test_what_has_no_weight_comes_last():
    kept = heaviest(ROWS, "good", pl.col("tonnes").first(), 2)
    assert set(kept["good"]) == {"a", "b"}


def test_the_rest_is_lumped_and_no_row_is_lost():
    found = lumped(ROWS, "good", SUM, 1)
    assert found["good"].to_list() == [OTHER, "b", OTHER, "b"]
    assert found.drop("good").equals(ROWS.drop("good"))
