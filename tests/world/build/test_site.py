"""Sites: published output split by shares; makers that nobody lists."""

import polars as pl
import pytest

from orepath.world.build.case import built
from orepath.world.build.order import ordered


def test_sites_of_a_good_at_a_place_add_up_to_its_output(made):
    sites = made.case.table("sites").filter(
        pl.col("process").str.starts_with("pigment"), place="USA"
    )
    assert sites["output"].sum() == pytest.approx(940000, rel=1e-4)


def test_a_published_site_cites_its_row(made):
    row = made.case.table("sites").filter(site="reduce_sponge_KAZ").row(0, named=True)
    assert row["source"].startswith("usgs-2026/titanium-sponge/production/KAZ")
    assert row["grade"] == "A"
    assert row["output_low"] <= row["output"] <= row["output_high"]


def test_a_split_site_is_an_estimate_that_says_so(made):
    row = made.case.table("sites").filter(site="pigment_sulphate_CHN")
    assert row["grade"].item() == "C"
    assert "split" in row["note"].item()


def test_an_unlisted_site_may_be_none_at_all(made):
    rows = made.case.table("sites").filter(pl.col("site").str.ends_with("unlisted"))
    assert rows.height
    assert (rows["output_low"] == 0).all()
    assert rows["output_high"].to_list() == pytest.approx(
        (2 * rows["output"]).to_list(), rel=1e-3
    )
    assert rows["name"].str.starts_with("Unlisted").all()


def test_an_output_of_another_year_says_so():
    made = built(ordered("USA", "cobalt", base_year=2023, most=6))
    notes = made.case.table("sites").filter(process="refine_cobalt")["note"]
    assert notes.str.contains("published for 2024, the nearest year").any()
