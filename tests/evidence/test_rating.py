"""Governance by place: two readings, and the nearest year where one is lacking."""

import pytest

from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.evidence.rating import governance


def test_the_value_is_the_mean_of_six_and_stability_one_of_them():
    rows = library().governance(place="KAZ", year=2022)
    row = governance(2022, places="KAZ").row(0, named=True)
    assert row["indicators"] == 6
    assert row["value"] == pytest.approx(rows["estimate"].mean())
    stability = rows.filter(indicator="PV")["estimate"].item()
    assert row["stability"] == stability


def test_a_year_without_indicators_takes_the_nearest_and_says_which():
    rows = governance([2001, 2030], places="KAZ")
    assert rows["of_year"].to_list() == [2005, 2023]
    assert rows["year"].to_list() == [2001, 2030]


def test_without_years_every_published_one_stands_once():
    rows = governance(places="IND")
    assert rows["year"].to_list() == list(range(2005, 2024))
    assert rows["of_year"].equals(rows["year"].rename("of_year"))


def test_an_unknown_place_is_refused():
    with pytest.raises(InputError, match="unknown place 'KZK'"):
        governance(2022, places="KZK")
