"""The outlines under the maps."""

from orepath.report.figures.outline import country_names, outlines


def test_both_levels_of_detail_hold_the_countries_of_the_corridors():
    wanted = {"India", "Kazakhstan", "Uzbekistan", "Iran", "China", "Russia"}
    assert wanted <= set(country_names("world"))
    assert wanted <= set(country_names("region"))


def test_the_antarctic_is_left_out():
    names = country_names("world")
    assert "Antarctica" not in names
    assert len(names) == len(set(names)) == 176
    assert outlines("world")["type"] == "Topology"
