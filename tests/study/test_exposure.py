"""What the tables of a case become for the assessment, by hand."""

import polars as pl
import pytest

from orepath.study.exposure import (
    bottleneck_of,
    exposure_of,
    flows_of,
    sources_after,
    supply_of,
    used_up,
)


@pytest.fixture
def remelted(small):
    """The small case in which India also remelts 7 kt of slag, at another stage."""
    process = small.table("processes").filter(pl.col("process") == "smelt")
    site = small.table("sites").filter(pl.col("site") == "kaz_smelt")
    return small.replace(
        processes=small.table("processes").vstack(
            process.with_columns(process=pl.lit("remelt"), stage=pl.lit("recycle"))
        ),
        sites=small.table("sites").vstack(
            site.with_columns(
                site=pl.lit("ind_remelt"),
                place=pl.lit("IND"),
                process=pl.lit("remelt"),
                output=pl.lit(7e3),
                output_low=pl.lit(6e3),
                output_high=pl.lit(8e3),
            )
        ),
    )


def test_supply_is_the_gross_output_of_sites_with_its_ends(small):
    rows = supply_of(small).select(
        "commodity", "stage", "place", "value", "low", "high"
    )
    assert rows.rows() == [
        ("ore", "mine", "IND", 200e3, 180e3, 220e3),
        ("ore", "mine", "CHN", 1800e3, 1600e3, 2000e3),
        ("slag", "smelt", "CHN", 700e3, 600e3, 800e3),
        ("slag", "smelt", "KAZ", 20e3, 15e3, 25e3),
    ]
    assert supply_of(small)["year"].unique().to_list() == [2024]


def test_sites_of_one_place_add_up_with_their_ends(small):
    twin = small.table("sites").filter(pl.col("site") == "kaz_smelt")
    twin = twin.with_columns(site=pl.lit("second"))
    both = supply_of(small.replace(sites=small.table("sites").vstack(twin)))
    row = both.filter(pl.col("place") == "KAZ").row(0, named=True)
    assert (row["value"], row["low"], row["high"]) == (40e3, 30e3, 50e3)


def test_what_plants_take_in_counts_as_use_beside_final_use(small):
    rows = used_up(small).select("commodity", "place", "value", "low", "high").rows()
    hand = [
        ("slag", "IND", 62e3, 45e3, 80e3),
        ("slag", "CHN", 640e3, 500e3, 800e3),
        ("slag", "KAZ", 20e3, 15e3, 25e3),
        ("ore", "CHN", 1.8 * 700e3, 1.8 * 600e3, 1.8 * 800e3),
        ("ore", "KAZ", 1.8 * 20e3, 1.8 * 15e3, 1.8 * 25e3),
    ]
    assert [row[:2] for row in rows] == [row[:2] for row in hand]
    for row, by_hand in zip(rows, hand, strict=True):
        assert row[2:] == pytest.approx(by_hand[2:])


def test_a_flow_that_may_not_exist_at_all_is_left_out(small):
    none = small.table("trade").with_columns(
        quantity_high=pl.when(pl.col("quantity") == 0)
        .then(0.0)
        .otherwise("quantity_high")
    )
    assert flows_of(small, "trade").height == 5
    assert flows_of(small.replace(trade=none), "trade").height == 3


def test_exposure_of_the_small_case_is_as_by_hand(small):
    table = exposure_of(small)
    assert table.columns[:2] == ["name", "commodity"]
    assert table["name"].to_list() == ["Ore", "Slag"]
    ore, slag = table.rows(named=True)
    assert ore["hhi"] == pytest.approx(0.1**2 + 0.9**2)
    assert slag["hhi"] == pytest.approx((700 / 720) ** 2 + (20 / 720) ** 2)
    assert slag["reliance"] == pytest.approx(1.0)
    assert slag["import_top_share"] == pytest.approx(1.0)
    assert slag["n1_embargo"] == pytest.approx(20 / 82)
    assert ore["top_origin"] is None


def test_a_good_that_is_not_traded_is_not_asked_for(small):
    assert "iron" not in exposure_of(small)["commodity"]


def test_a_good_made_at_two_stages_is_one_row_at_the_larger_stage(remelted):
    table = exposure_of(remelted)
    (slag,) = table.filter(pl.col("commodity") == "slag").rows(named=True)
    assert slag["stage"] == "smelt"
    assert slag["supply"] == pytest.approx(727e3)
    assert slag["focus_share"] == pytest.approx(7 / 727)


def test_the_bottleneck_is_the_stage_of_highest_risk(small):
    row = bottleneck_of(small, exposure_of(small)).row(0, named=True)
    assert (row["mineral"], row["commodity"]) == ("titanium", "slag")


def test_sources_at_the_end_add_up_to_the_supply_of_the_last_period(plan, small):
    rows = sources_after(plan).filter(pl.col("commodity") == "slag")
    last = plan.supply.filter(
        (pl.col("moment") == "2030-2034") & (pl.col("commodity") == "slag")
    )
    for side in ("with", "without"):
        row = rows.filter(pl.col("side") == side).row(0, named=True)
        home = last.filter(pl.col("origin") == small.settings.focus)[side].sum()
        assert row["total"] == pytest.approx(last[side].sum())
        assert row["home"] == pytest.approx(home / last[side].sum())
        assert 0 < row["hhi"] <= row["top_share"] <= 1
