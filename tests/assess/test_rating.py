"""Estimates of governance by year, and trade parameters."""

import numpy as np
import polars as pl
import pytest

from orepath.assess.rating import rating
from orepath.assess.table import tables
from orepath.errors import InputError


def checked(governance, years=(2022, 2024)):
    supply = pl.DataFrame(
        [("ore", "mine", place, year, 1.0, 1.0, 1.0)
         for place in ("AUS", "IND") for year in years],
        schema=["commodity", "stage", "place", "year", "value", "low", "high"],
        orient="row",
    )  # fmt: skip
    trade = supply.clear().rename({"place": "origin"})
    return tables(
        {
            "supply": supply,
            "demand": supply.clear(),
            "trade": trade.with_columns(destination=pl.col("origin")),
            "governance": governance,
        }
    )


def estimates(*rows):
    return pl.DataFrame(rows, schema=["place", "year", "value"], orient="row")


def test_an_estimate_without_year_holds_in_every_year():
    found = rating(checked(pl.DataFrame({"place": ["IND"], "value": [0.5]})), {})
    assert found.weight.tolist() == [[5.0, 4.0], [5.0, 4.0]]
    assert found.stability.tolist() == [[0.5, 0.4], [0.5, 0.4]]
    assert found.rated.tolist() == [False, True]
    assert (found.used == found.years[:, None]).all()


def test_a_year_missing_takes_the_nearest_and_of_two_the_later():
    rows = estimates(("AUS", 2021, -2.5), ("AUS", 2023, 2.5), ("IND", 2024, 0.0))
    found = rating(checked(rows), {})
    assert found.weight.tolist() == [[0.0, 5.0], [0.0, 5.0]]
    assert found.used.tolist() == [[2023, 2024], [2023, 2024]]


def test_stability_has_a_column_of_its_own_where_given():
    rows = estimates(("AUS", 2022, 0.0)).with_columns(stability=pl.lit(2.5))
    found = rating(checked(rows, years=(2022,)), {})
    assert (found.weight[0, 0], found.stability[0, 0]) == (5.0, 0.0)


def test_a_barrier_holds_where_its_labels_say():
    rows = estimates(("AUS", 2022, 0.0))
    everywhere = rating(checked(rows), {"IND": 1.1, "XXX": 2.0}).barrier
    assert everywhere.tolist() == [[1.0, 1.1], [1.0, 1.1]]
    once = pl.DataFrame({"place": ["IND"], "year": [2024], "value": [1.1]})
    assert rating(checked(rows), once).barrier.tolist() == [[1.0, 1.0], [1.0, 1.1]]


def test_bad_ratings_and_barriers_are_told_together():
    rows = estimates(("AUS", 2022, 0.0), ("AUS", 2022, 1.0))
    with pytest.raises(InputError) as caught:
        rating(checked(rows), {"IND": -1.0})
    told = str(caught.value)
    assert "governance AUS 2022 — stands several times" in told
    assert "barrier IND — -1.0" in told
    with pytest.raises(InputError, match="barrier:1:value"):
        rating(checked(rows), pl.DataFrame({"place": ["IND"]}))


def test_ratings_are_finite_whatever_is_missing():
    found = rating(checked(estimates(("AUS", 2022, None))), {})
    assert np.isfinite(found.weight).all()
    assert not found.rated.any()
