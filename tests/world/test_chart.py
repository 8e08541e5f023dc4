"""Tests of the chart: points, ways, straits, and that no lane crosses land."""

import gzip
import json
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest

from orepath.core.gazetteer import gazetteer
from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.world.atlas import read_atlas
from orepath.world.chart import Chart, great_circle, read_chart, seas

CELL = 0.25

CUT = {"Suez", "Kiel", "Puerto Ordaz"}
"""Canals, and a port far up a river."""


@pytest.fixture(scope="module")
def chart() -> Chart:
    return read_chart()


def _land() -> np.ndarray:
    """Return which cells of a quarter degree are land, by the coarse outlines."""
    file = resources.files("orepath") / "data" / "geo" / "countries-110m.json.gz"
    told = json.loads(gzip.decompress(file.read_bytes()))
    scale, shift = (np.array(told["transform"][k]) for k in ("scale", "translate"))
    arcs = [np.cumsum(np.array(a), axis=0) * scale + shift for a in told["arcs"]]
    land = np.zeros((720, 1440), dtype=bool)
    for country in told["objects"]["countries"]["geometries"]:
        many = country["type"] == "MultiPolygon"
        for polygon in country["arcs"] if many else [country["arcs"]]:
            cuts: dict[int, list[float]] = {}
            for ring in polygon:
                line = np.concatenate(
                    [arcs[n] if n >= 0 else arcs[~n][::-1] for n in ring]
                )
                line[:, 0] = np.unwrap(line[:, 0], period=360)
                for (x1, y1), (x2, y2) in pairwise(line):
                    ends = sorted(int(np.ceil((y + 90) / CELL - 0.5)) for y in (y1, y2))
                    for row in range(*ends):
                        y = -90 + (row + 0.5) * CELL
                        x = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
                        cuts.setdefault(row, []).append((x + 180) / CELL)
            for row, found in cuts.items():
                found.sort()
                for one, other in zip(found[::2], found[1::2], strict=True):
                    land[row, np.arange(int(np.ceil(one)), int(other)) % 1440] = True
    return land


def _between(a: tuple[float, float], b: tuple[float, float]) -> np.ndarray:
    """Return latitudes and longitudes every 20 km of the great circle."""
    lat, lon = np.radians([a[0], b[0]]), np.radians([a[1], b[1]])
    ends = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    arc = np.arccos(np.clip(ends[:, 0] @ ends[:, 1], -1, 1))
    part = np.linspace(0, 1, max(5, int(6371 * arc / 20)))
    x, y, z = ends[:, :1] * np.sin((1 - part) * arc) + ends[:, 1:] * np.sin(part * arc)
    return np.degrees([np.arctan2(z, np.hypot(x, y)), np.arctan2(y, x)])


def test_no_lane_at_sea_crosses_more_than_a_little_land(chart: Chart) -> None:
    land = _land()
    gross = []
    for way in chart.ways:
        one, other = (chart.points[end] for end in way.ends)
        if way.mode == "sea" and not CUT & {*way.ends, *way.passes}:
            lat, lon = _between((one.lat, one.lon), (other.lat, other.lon))
            rows = np.clip(((lat + 90) / CELL).astype(int), 0, 719)
            ashore = land[rows, ((lon + 180) / CELL).astype(int) % 1440].mean() * way.km
            # Rivers, bays and narrows that the coarse outlines do not draw.
            if ashore > 125 + 0.01 * way.km:
                gross.append((way.ends, round(ashore), round(way.km)))
    assert gross == []


def test_every_place_that_trades_has_a_port_or_a_hub(chart: Chart) -> None:
    trade = library().table("trade")
    places = {*trade["exporter"], *trade["importer"]} - {"ATF"}
    assert places <= set(chart.places())
    assert len(chart.places()) > 200


def test_places_are_countries_that_the_gazetteer_knows_or_small_islands(
    chart: Chart,
) -> None:
    small = {
        "BES",
        "CCK",
        "CXR",
        "GIB",
        "GLP",
        "GUF",
        "MTQ",
        "MYT",
        "REU",
        "TKL",
        "TUV",
    }
    assert set(chart.places()) - set(gazetteer()) <= small


def test_every_end_of_a_way_is_a_point(chart: Chart) -> None:
    ends = {end for way in chart.ways for end in way.ends}
    assert ends <= set(chart.points)
    assert {name for name, point in chart.points.items() if point.stands} <= ends


def test_no_two_ways_by_one_mode_join_the_same_points(chart: Chart) -> None:
    keys = [(frozenset(way.ends), way.mode) for way in chart.ways]
    assert len(keys) == len(set(keys))


def test_straits_bear_the_names_that_the_corridors_pass(chart: Chart) -> None:
    legs = read_atlas().tables["legs"].filter(mode="sea")
    passed = {word for words in legs["passes"] for word in (words or "").split()}
    waters = {word for word in passed if not (len(word) == 3 and word.isupper())}
    straits = set(seas("straits")["strait"])
    assert waters - straits <= {"Chabahar"}
    assert straits <= {word for way in chart.ways for word in way.passes}


def test_ports_that_are_stops_of_the_corridors_lie_where_those_do(chart: Chart) -> None:
    for row in read_atlas().tables["stops"].to_dicts():
        point = chart.points[row["stop"]]
        assert (point.lat, point.lon) == (row["lat"], row["lon"])
        assert point.place == row["place"]


def test_what_is_closed_may_be_written_in_many_ways(chart: Chart) -> None:
    words = ["strait of hormuz", "Black-Sea", "Bandar-Abbas", "rus", "suez canal"]
    found = {"Hormuz", "Bosporus", "Bandar Abbas", "RUS", "Suez"}
    assert chart.closed(words) == found


def test_unknown_closures_are_told_at_once_with_names_that_are_near(
    chart: Chart,
) -> None:
    with pytest.raises(InputError, match="Hormus") as caught:
        chart.closed(["Hormus", "Atlantis"])
    assert len(caught.value.problems) == 2
    assert "Hormuz" in caught.value.problems[0].fix


def test_a_great_circle_over_the_pole_is_half_the_way_round() -> None:
    lat, lon = np.array([[80.0], [80.0]]), np.array([[0.0], [180.0]])
    assert great_circle(lat, lon)[0] == pytest.approx(20 / 360 * 40030, rel=1e-3)


def test_the_caspian_is_its_own_sea(chart: Chart) -> None:
    afloat = {end for way in chart.ways if way.mode == "sea" for end in way.ends}
    assert afloat.isdisjoint({"Baku", "Aktau", "Turkmenbashi", "Amirabad port"})


def test_a_leg_over_land_closes_by_its_two_ends_and_a_lane_at_sea_is_none(
    chart: Chart,
) -> None:
    leg = chart.closed(["khorgos - Almaty"])
    assert leg == chart.closed(["Almaty - Khorgos"]) == {"Almaty - Khorgos"}
    shut = [way for way in chart.ways if way.shut(leg)]
    assert shut
    assert {way.ends for way in shut} <= {("Almaty", "Khorgos"), ("Khorgos", "Almaty")}
    assert all(not way.leg for way in chart.ways if way.mode == "sea")
    assert not any(way.shut(frozenset()) for way in chart.ways)
