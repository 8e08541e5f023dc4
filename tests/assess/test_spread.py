"""Draws that belong to their observation."""

import numpy as np
import polars as pl

from orepath.assess.spread import drawn, streams, streams_at

PLACES, YEARS = ["AUS", "IND", "ZAF"], ["2023", "2024"]


def parts(place, year):
    return [(PLACES, np.array(place)), (YEARS, np.array(year))]


def test_a_stream_belongs_to_table_labels_and_seed():
    begin = streams_at("supply", 0, parts([0, 1, 2], [0, 0, 1]))
    assert len(set(begin.tolist())) == 3
    mixed = streams_at("supply", 0, parts([2, 1, 0], [1, 0, 0]))
    assert (mixed[::-1] == begin).all()
    other = [(["ZAF"], np.array([0])), (["2024"], np.array([0]))]
    assert (streams_at("supply", 0, other) == begin[2:]).all()
    rows = pl.DataFrame({"place": PLACES, "year": [2023, 2023, 2024]})
    assert (streams(rows, ("place", "year"), "supply", 0) == begin).all()
    assert not (streams_at("demand", 0, parts([0, 1, 2], [0, 0, 1])) == begin).any()
    assert not (streams_at("supply", 1, parts([0, 1, 2], [0, 0, 1])) == begin).any()


def test_the_first_row_is_the_value_and_a_number_without_range_stays():
    one = np.array([5.0, 7.0])
    begin = np.array([1, 2], dtype=np.uint64)
    found = drawn(one, one, np.array([5.0, 9.0]), begin, 3)
    assert found.shape == (4, 2)
    assert found[0].tolist() == [5.0, 7.0]
    assert found[:, 0].tolist() == [5.0] * 4
    assert found[1:, 1].min() >= 7.0


def test_the_ends_are_the_tenth_and_ninetieth_percentile_and_none_is_negative():
    rows = 4_000
    names = [str(row) for row in range(rows)]
    begin = streams_at("supply", 0, [(names, np.arange(rows))])
    low, value, high = (np.full(rows, end) for end in (1.0, 10.0, 12.0))
    found = drawn(low, value, high, begin, 25)[1:]
    assert abs((found < 1.0).mean() - 0.1) < 0.005
    assert abs((found < 10.0).mean() - 0.5) < 0.01
    assert abs((found > 12.0).mean() - 0.1) < 0.005
    assert found.min() == 0.0
    # Neither neighbours nor the draws of one row know of each other.
    assert abs(np.corrcoef(found[:-1].ravel(), found[1:].ravel())[0, 1]) < 0.02
    assert abs(np.corrcoef(found[:, :-1].ravel(), found[:, 1:].ravel())[0, 1]) < 0.02
