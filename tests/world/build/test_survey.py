"""Surveys: evidence in gross tonnes, each form at its best known year."""

import pytest

from orepath.evidence.supply import supply


def test_output_in_oxide_becomes_gross_by_the_content_of_the_chain(made):
    oxide = supply(years=2024, commodities="rutile")["value"].sum()
    rows = made.survey.made.filter(commodity="rutile")
    assert rows["value"].sum() == pytest.approx(oxide / 0.95)


def test_gross_forms_are_left_as_they_are(made):
    row = made.survey.made.filter(commodity="titanium sponge", place="KAZ")
    assert row["value"].item() == 19000.0


def test_capacity_is_asked_only_for_where_tonnes_are_published_in_gross(made):
    row = made.survey.able.filter(commodity="TiO2 pigment", place="JPN")
    assert row.select("value", "grade").row(0) == (322000.0, "C")


def test_a_form_without_open_trade_is_not_open(made):
    ores = ("ilmenite", "rutile", "synthetic rutile")
    assert made.survey.open == (*ores, "titanium sponge")
    assert set(made.survey.sent["commodity"]) == set(made.survey.open)


def test_a_lone_figure_of_a_neighbouring_year_is_taken(made):
    row = made.survey.made.filter(commodity="TiO2 pigment", place="CHN")
    assert row.select("year", "whole").row(0) == (2023, False)
