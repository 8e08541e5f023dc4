"""The map of corridors."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.figures.corridormap import corridor_map


def test_stops_and_modes_are_named_and_strong_legs_are_thick(legs):
    picture = corridor_map(legs, "Corridors", focus="India")
    for word in ("Bandar Abbas", "Ust-Kamenogorsk", "rail", "ferry", "Borders are"):
        assert word in picture.svg
    assert picture.svg.count('stroke-width="3"') >= 8
    assert "INSTC east: 8 legs" in picture.alt
    assert "Middle: Poti to Ust-Kamenogorsk" in picture.alt


def test_a_shared_leg_is_drawn_once_and_strong_if_any_is(legs):
    shared = legs.head(1).with_columns(
        corridor=pl.lit("Other"), highlight=pl.lit(value=False)
    )
    once = corridor_map(legs, "T")
    both = corridor_map(pl.concat([shared, legs]), "T")
    assert both.svg.count("<path") == once.svg.count("<path")


def test_a_path_is_followed(legs):
    paths = pl.Series("path", [[[69.7, 22.7], [64.0, 20.0], [56.3, 27.2]]])
    one = legs.head(1).drop("highlight")
    assert corridor_map(one.with_columns(paths), "T") != corridor_map(one, "T")


def test_a_path_with_half_a_point_is_refused_with_its_row(legs):
    paths = pl.Series("path", [[[69.7, 22.7], [64.0]]])
    with pytest.raises(InputError, match="legs:2:path"):
        corridor_map(legs.head(1).with_columns(paths), "T")
