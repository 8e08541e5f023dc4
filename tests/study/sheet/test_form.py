"""Keys become names; what has none stays as it is."""

import polars as pl

from orepath.study.sheet.form import named


def test_keys_become_names_and_strangers_stay(small):
    frame = pl.DataFrame({"who": ["IND", "XYZ", None]})
    told = frame.select(named(small, "places", "who", "Place"))
    assert told["Place"].to_list() == ["India", "XYZ", None]
