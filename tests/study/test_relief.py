"""The European Union's own numbers, joined to forms, and what has none."""

import pytest

from orepath.evidence.form import forms, series
from orepath.evidence.library import library
from orepath.study.relief import SPELT, barrier, relief, unweighed


@pytest.fixture(scope="module")
def eased():
    rows = relief(library())
    return {name: (rate, index) for name, rate, index in rows.rows()}


def test_rates_are_fractions_and_stand_once(eased):
    assert len(eased) == relief(library()).height
    assert set(eased) <= set(forms()["commodity"])
    assert all(0 <= part <= 1 for pair in eased.values() for part in pair)


def test_the_rate_of_the_catalogue_goes_before_that_of_2017(eased):
    # SCRREEN gives 0.34 for zinc ore, the study of 2017 gives 31 %.
    assert eased["zinc ore"] == (0.34, 0.9)
    assert eased["refined zinc"] == (0.31, 0.9)


def test_a_material_spelt_otherwise_in_2017_is_found(eased):
    assert {"bauxite", "barite", "kaolin", "phosphorus"} <= set(eased)
    said = set(series().filter(table="eu_shares")["said"])
    assert set(SPELT) <= said


def test_what_the_union_does_not_rate_is_missing(eased):
    assert "titanium sponge" not in eased


def test_agreements_of_the_union_count_for_its_members_alone():
    inside, outside = barrier(["DEU"], library()), barrier(["IND"], library())
    assert inside["value"].min() == 0.8
    assert outside["value"].min() > 1
    assert barrier(["DEU", "IND"], library()).equals(outside)


def test_a_scrap_ban_restricts_no_form():
    assert "copper" not in unweighed(library())["mineral"].to_list()


def test_restrictions_up_to_2020_are_in_the_parameters():
    assert unweighed(library())["first"].min() > 2020
