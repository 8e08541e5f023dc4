"""The survey's words for commodities, titles and statistics."""

import pytest

from orepath.errors import InputError
from orepath.evidence.importer.usgs_word import form, named, statistic


def titled(commodity, title, head=""):
    return {"commodity": commodity, "measure": title, "head": head}


def test_a_name_that_nobody_declared_is_refused():
    with pytest.raises(InputError, match="no name for 'Unobtainium'"):
        named("Unobtainium", "Mine production")


def test_a_declared_form_bears_the_stage_of_the_world_table():
    found = form(titled("TiO2 pigment", "Production"), "production")
    assert (found["commodity"], found["stage"]) == ("TiO2 pigment", "refine")


def test_an_undeclared_form_is_named_by_its_title_and_the_chapters_basis():
    head = "(Data in metric tons, tungsten content, unless otherwise specified)"
    title = "Imports for consumption: Ferrotungsten"
    found = form(titled("Tungsten", title, head), "imports")
    assert found["commodity"] == "tungsten: Ferrotungsten"
    assert (found["basis"], found["content_of"]) == ("contained", "W")
    price = form(titled("Tungsten", title, head), "price")
    assert (price["basis"], price["content_of"]) == ("", "")


def test_gross_weight_and_scrap_are_read_from_the_title():
    gross = form(titled("Tungsten", "Imports: Scrap, gross weight"), "imports")
    assert (gross["basis"], gross["stage"]) == ("gross", "recycle")


@pytest.mark.parametrize(
    ("said", "detail", "measure"),
    [
        ("Import", "", "imports"),
        ("Consumption", "Consumption, reported", "reported consumption"),
        ("Consumption", "Consumption, apparent", "consumption"),
        ("Shipment", "Shipments from mine", "shipments"),
    ],
)
def test_a_statistic_has_one_of_our_words(said, detail, measure):
    assert statistic(said, detail) == measure
