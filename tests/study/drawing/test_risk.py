"""Exposure as colours and disruptions as bars."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.study.drawing.risk import exposure_cells, strike_bars


def cell(study, **words):
    told = study.exposure.with_columns(**{k: pl.lit(v) for k, v in words.items()})
    return {
        row["indicator"]: (row["value"], row["shown"])
        for row in exposure_cells(replace(study, exposure=told)).iter_rows(named=True)
    }


def test_every_good_has_every_indicator(study):
    cells = exposure_cells(study)
    assert cells.height == 2 * 5
    assert cells["value"].drop_nulls().is_between(0, 1).all()
    assert cells["state"].unique().to_list() == ["2024"]


def test_the_riskiest_good_stands_first(study):
    risks = study.exposure.with_columns(geopolrisk=pl.Series([0.1, 0.3]))
    drawn = exposure_cells(replace(study, exposure=risks))["stage"]
    assert drawn.unique(maintain_order=True).to_list() == risks["name"].to_list()[::-1]


def test_a_net_exporter_is_not_coloured_but_its_number_is_shown(study):
    assert cell(study, reliance=-3.0)["Import reliance"] == (0.0, "-300%")


def test_the_part_not_covered_is_what_is_missing_to_one(study):
    name = "Not covered without the largest"
    assert cell(study, n1_embargo=0.25)[name] == (0.75, "75%")
    assert cell(study, n1_embargo=2.5)[name] == (0.0, "0%")
    assert cell(study, n1_embargo=-1.0)[name] == (1.0, "200%")


def test_a_high_risk_is_in_full_colour(study):
    assert cell(study, geopolrisk=0.2)["GeoPolRisk"] == (pytest.approx(0.5), "0.20")
    assert cell(study, geopolrisk=0.9)["GeoPolRisk"] == (1.0, "0.90")


def test_what_is_not_known_has_no_colour(study):
    assert cell(study, hhi=None)["World concentration (HHI)"] == (None, "not known")


def test_bars_add_tonnes_of_all_goods_and_count_the_loss_once(study):
    bars = strike_bars(study)
    dear = bars.filter(state="before")["cost"].to_list()
    assert dear == sorted(dear, reverse=True)
    assert bars["state"].to_list() == ["before", "after"] * 3
    for row in bars.iter_rows(named=True):
        side = {"before": "without", "after": "with"}[row["state"]]
        mine = study.strikes.filter(
            (pl.col("name") == row["event"]) & (pl.col("side") == side)
        )
        assert row["shortfall"] == pytest.approx(mine["short"].sum())
        assert row["cost"] == pytest.approx(mine["loss"][0] * 1e6)
