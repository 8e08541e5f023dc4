"""The outlines under the maps."""

import pytest

from orepath.errors import InputError
from orepath.report.figures.outline import _is_focus, country_names, outlines


def test_both_levels_of_detail_hold_the_countries_of_the_corridors():
    wanted = {"India", "Kazakhstan", "Uzbekistan", "Iran", "China", "Russia"}
    assert wanted <= set(country_names("world"))
    assert wanted <= set(country_names("region"))


def test_the_antarctic_is_left_out():
    names = country_names("world")
    assert "Antarctica" not in names
    assert len(names) == len(set(names)) == 176
    assert outlines("world")["type"] == "Topology"


def test_a_focus_of_an_abbreviated_name_is_found_by_its_number():
    assert 'indexof(["840"], datum.id)' in _is_focus("United States", "world")
    assert 'indexof(["India"], datum.properties.name)' in _is_focus("India", "world")


def test_several_countries_may_be_one_focus():
    told = _is_focus(["France", "Malta"], "world")
    assert 'indexof(["France"], datum.properties.name)' in told
    assert 'indexof(["470"], datum.id)' in told


def test_a_focus_too_small_to_be_drawn_is_no_fault_but_a_stranger_is():
    assert "datum.id" in _is_focus("Bahrain", "world")
    with pytest.raises(InputError, match="no country is drawn"):
        _is_focus("Atlantis", "world")
