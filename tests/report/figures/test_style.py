"""The look shared by all figures."""

from orepath.report.figures.style import OTHER, PALETTE, colours_for, heading


def test_a_commodity_keeps_its_colour_whatever_its_company():
    alone = colours_for(["ilmenite"])["ilmenite"]
    assert colours_for(["copper", "rutile", "ilmenite"])["ilmenite"] == alone
    assert (
        colours_for(["Pigment"])["Pigment"]
        == colours_for(["TiO2 pigment"])["TiO2 pigment"]
    )


def test_names_past_the_palette_and_the_rest_are_grey():
    names = [f"mine {i}" for i in range(10)]
    colours = colours_for([*names, "Other (3)"])
    assert [colours[n] for n in names[:8]] == list(PALETTE)
    assert colours["mine 9"] == colours["Other (3)"] == OTHER


def test_no_free_name_takes_a_commodity_colour_in_use():
    colours = colours_for(["ilmenite", "copper", "nickel"])
    assert len(set(colours.values())) == 3


def test_a_heading_without_subtitle_has_none():
    assert "subtitle" not in heading("T")
    assert heading("T", ["a", "b"])["subtitle"] == ["a", "b"]
