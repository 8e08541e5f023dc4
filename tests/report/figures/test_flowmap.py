"""The map of flows."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.flowmap import flow_map


def test_each_flow_is_one_arc_and_the_focus_is_filled(flows):
    picture = flow_map(flows, "Where titanium goes", focus="India")
    assert picture.svg.count('stroke-linecap="round"') == flows.height
    assert picture.svg.count('fill="#f3e3b3"') == 1
    for word in ("Where titanium goes", "Borders are indicative", "India", "ilmenite"):
        assert word in picture.svg
    assert "Mozambique to China, 1.26 Mt" in picture.alt


def test_the_same_flows_give_the_same_bytes(flows):
    assert flow_map(flows, "T") == flow_map(flows, "T")


def test_the_order_of_rows_changes_nothing_drawn(flows):
    turned = flow_map(flows.reverse(), "T")
    assert turned.svg == flow_map(flows, "T").svg


def test_an_unknown_focus_is_refused_with_a_suggestion(flows):
    with pytest.raises(InputError, match="did you mean 'India'"):
        flow_map(flows, "T", focus="Indja")


def test_a_missing_coordinate_is_refused_with_its_row(flows):
    gap = flows.with_columns(
        origin_lon=pl.when(pl.int_range(pl.len()) == 1).then(None).otherwise(80.0),
        destination_lat=pl.lit(120.0),
    )
    with pytest.raises(InputError) as caught:
        flow_map(gap, "T")
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres[0] == "flows:3:origin_lon"
    assert "flows:2:destination_lat" in wheres


def test_a_map_on_which_nothing_moves_is_refused(flows):
    with pytest.raises(InputError, match="nothing flows"):
        flow_map(flows.with_columns(tonnes=pl.lit(0.0)), "T")
