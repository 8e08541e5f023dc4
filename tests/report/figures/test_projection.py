"""Where places lie on the drawing."""

import json

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from orepath.report.figures.projection import Projection, great_circle, region, world

LON = st.floats(-179.0, 179.0)
LAT = st.floats(-80.0, 80.0)


@pytest.mark.parametrize(
    "projection", [world(900), region([50.0, 90.0], [10.0, 55.0], 900)]
)
def test_our_pixels_are_those_of_the_chart_library(projection: Projection):
    places = [(77.2, 28.6), (71.4, 51.1), (60.6, 25.3)]
    marks = {
        "data": {"values": [{"lon": x, "lat": y} for x, y in places]},
        "mark": "circle",
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
        },
        "width": projection.width,
        "height": projection.height,
        "projection": projection.chart_settings(),
        "padding": 0,
    }
    scenegraph = json.dumps(vl_convert.vegalite_to_scenegraph(marks))
    found = [
        (item["x"], item["y"]) for item in _symbols(json.loads(scenegraph)) if item
    ]
    expected = projection.pixels(*np.array(places).T)
    np.testing.assert_allclose(np.array(found), expected, atol=0.05)


def _symbols(graph):
    if isinstance(graph, dict):
        if graph.get("marktype") == "symbol":
            yield from graph["items"]
        for value in graph.values():
            yield from _symbols(value)
    elif isinstance(graph, list):
        for value in graph:
            yield from _symbols(value)


@given(LON, LAT, LON, LAT)
def test_a_great_circle_begins_and_ends_at_its_places(x0, y0, x1, y1):
    line = great_circle((x0, y0), (x1, y1), bow=0.1)
    np.testing.assert_allclose(line[0], (x0, y0), atol=1e-4)
    np.testing.assert_allclose(line[-1], (x1, y1), atol=1e-4)


def test_a_bow_to_the_right_of_an_eastward_way_lies_south():
    line = great_circle((0.0, 0.0), (90.0, 0.0), bow=0.1)
    assert line[len(line) // 2, 1] < -5.0


def test_a_way_to_the_same_place_stays_there():
    line = great_circle((80.0, 20.0), (80.0, 20.0), bow=0.1)
    np.testing.assert_allclose(line, np.tile((80.0, 20.0), (len(line), 1)))


def test_a_region_holds_all_its_places_within_the_margin():
    longitude, latitude = [41.0, 83.0, 73.0], [42.0, 50.0, 9.0]
    found = region(longitude, latitude, 900)
    pixels = found.pixels(longitude, latitude)
    assert pixels.min() >= 69.9
    assert pixels[:, 0].max() <= 830.1
    assert pixels[:, 1].max() <= found.height - 69.9
    assert 450 <= found.height <= 676
