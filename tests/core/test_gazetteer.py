"""Codes, names and spots of countries."""

import importlib.util
from pathlib import Path

import pytest

from orepath.core.gazetteer import gazetteer, name_of

TOOL = Path(__file__).resolve().parents[2] / "tools" / "compile_places.py"


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [
        ("IND", 79, 22),
        ("KAZ", 67, 48),
        # Over the date line, and with parts overseas.
        ("RUS", 97, 62),
        ("FJI", 178, -18),
        ("FRA", 2.5, 46.5),
        ("USA", -99, 39.5),
    ],
)
def test_labels_stand_in_the_largest_part_of_the_country(code, lon, lat):
    country = gazetteer()[code]
    assert country.lon == pytest.approx(lon, abs=4)
    assert country.lat == pytest.approx(lat, abs=2)


def test_names_are_written_out():
    assert not [c.name for c in gazetteer().values() if "." in c.name]


def test_a_code_nobody_drew_stands_for_itself():
    assert name_of("ROW") == "ROW"


def test_the_table_is_what_the_tool_makes_of_the_outlines():
    spec = importlib.util.spec_from_file_location("compile_places", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = [(c.code, c.number, c.name, c.lon, c.lat) for c in gazetteer().values()]
    assert made == tool.places()
