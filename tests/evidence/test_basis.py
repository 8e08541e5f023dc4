"""Basis: chemistry joins oxide and metal; a gross tonne is refused."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import UnitError
from orepath.evidence.basis import in_content
from orepath.evidence.library import library

LIB = library()


def test_a_contained_tonne_counts_less_than_its_oxide():
    ore = LIB.observations(commodity="ilmenite", measure="production", place="WLD")
    metal = in_content(ore, "Ti")
    assert metal["value"].to_list() == pytest.approx(
        (ore["value"] * 0.5993).to_list(), rel=1e-3
    )
    assert set(metal["basis"]) == {"contained"}
    assert set(metal["content_of"]) == {"Ti"}


def test_a_price_a_tonne_of_oxide_rises_when_counted_a_tonne_of_metal():
    price = LIB.observations(
        commodity="tungsten concentrate", measure="price", year=2024
    )
    metal = in_content(price, "W")
    assert price["value"].item() == pytest.approx(25_200)
    assert metal["value"].item() == pytest.approx(25_200 / 0.7930, rel=1e-3)


@given(st.floats(0, 1e9), st.sampled_from(["Li2O", "Li2CO3", "LiOH.H2O"]))
def test_there_and_back_changes_nothing(value, oxide):
    row = {"commodity": ["lithium"], "basis": ["contained"], "content_of": ["Li"]}
    number = {"value": [value], "low": [None], "high": [value], "unit": ["t/a"]}
    frame = pl.DataFrame(row | number, schema_overrides={"low": pl.Float64})
    back = in_content(in_content(frame, oxide), "Li")
    assert back["value"].item() == pytest.approx(value)
    assert back["low"].item() is None


def test_a_share_stays_a_share():
    share = LIB.observations(
        commodity="titanium concentrates", measure="import reliance", year=2024
    )
    assert in_content(share, "Ti")["value"].equals(share["value"])


def test_a_gross_tonne_never_joins_a_contained_one():
    frame = LIB.observations(commodity=["ilmenite", "chromite"], measure="production")
    with pytest.raises(UnitError, match="a tonne of chromite is gross") as told:
        in_content(frame, "Ti")
    assert told.value.problems[0].where == "observations:chromite:basis"


def test_every_commodity_that_does_not_convert_is_told_at_once():
    frame = LIB.observations(mineral=["chromium", "copper"], measure="production")
    with pytest.raises(UnitError) as told:
        in_content(frame, "Ti")
    assert len(told.value.problems) > 2
