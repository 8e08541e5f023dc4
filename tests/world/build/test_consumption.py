"""Consumption: what a publisher states of a place goes before what is left over."""

import polars as pl
import pytest

from orepath.evidence.form import forms
from orepath.evidence.library import library
from orepath.world.build.case import built
from orepath.world.build.consumption import consumption, consumption_series
from orepath.world.build.ledger import Stated
from orepath.world.build.order import ordered


@pytest.fixture(scope="module")
def gallium():
    return built(ordered("USA", "gallium", base_year=2023, most=12))


def test_every_series_is_in_the_library_and_means_a_form():
    rows = consumption_series()
    assert set(rows["commodity"]) <= set(forms()["commodity"])
    seen = library().table("observations").select(said="commodity", measure="measure")
    assert rows.join(seen, on=["said", "measure"], how="anti").is_empty()
    assert set(rows["grade"]) <= {"A", "B", "C"}


def test_the_nearest_year_before_stands_in_where_the_base_year_is_withheld():
    row = consumption(["germanium"], 2024).row(0, named=True)
    assert (row["year"], row["value"]) == (2021, 30.0)
    assert row["low"] < 30.0 < row["high"]
    # Older than the base year is no longer first-hand.
    assert row["grade"] == "B"
    assert consumption(["germanium"], 2025).is_empty()


def test_of_two_series_of_a_form_the_first_counts():
    row = consumption(["refined nickel"], 2024).row(0, named=True)
    assert row["source"] == (
        "usgs-2026/nickel-reported-primary/reported-consumption/USA/2024"
    )


def test_forms_without_a_series_of_their_own_have_no_row():
    assert consumption(["tungsten metal", "ferrochromium"], 2024).is_empty()


def test_a_stated_use_stands_in_the_case_with_its_row_and_the_contradiction(gallium):
    used = gallium.case.table("demand").filter(commodity="primary gallium")
    usa = used.filter(place="USA").row(0, named=True)
    assert usa["quantity"] == 17.8
    assert usa["source"] == "usgs-2026/gallium/reported-consumption/USA/2023"
    assert usa["grade"] == "A"
    assert "published for 2023" in usa["note"]
    assert "a contradiction" in usa["note"]


def test_what_is_not_stated_is_spread_over_the_others(gallium):
    used = gallium.case.table("demand").filter(commodity="primary gallium")
    sites = gallium.case.table("sites").filter(
        pl.col("process").str.starts_with("recover_gallium")
    )
    assert used["quantity"].sum() == pytest.approx(sites["output"].sum(), rel=1e-3)


def test_a_country_within_a_group_is_not_stated_for_the_whole():
    made = built(ordered("G7", "gallium", most=8))
    assert not made.year.stated
    assert made.survey.consumed.filter(place="USA").height


def test_a_use_of_nothing_is_infinitely_far_from_something():
    assert Stated(0.0, 0.0, 0.0, 2024, "", "A", 5.0).apart == float("inf")
