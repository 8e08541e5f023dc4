"""Shares without tonnes stay shares."""

import polars as pl

from orepath.evidence.share import shares
from orepath.evidence.supply import supply


def test_shares_are_fractions_and_say_so():
    rows = shares()
    assert set(rows["unit"]) == {"fraction"}
    assert rows["value"].is_between(0, 1).all()
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()


def test_a_share_below_a_bound_may_be_nothing():
    rows = shares("gypsum").filter("at_most")
    assert rows.height > 0
    assert (rows["low"] == 0).all()


def test_the_shares_of_a_form_are_about_the_whole():
    sums = shares().group_by("commodity").agg(pl.col("value").sum())
    assert sums["value"].is_between(0.87, 1.05).all()


def test_no_share_is_ever_a_tonne():
    assert "ec-crm-2023" not in set(supply(partial=True)["source"])


def test_china_separates_nearly_all_dysprosium():
    rows = shares("dysprosium", stages="refine")
    assert rows.select("place", "value", "years").rows() == [("CHN", 1.0, "2016-2020")]
