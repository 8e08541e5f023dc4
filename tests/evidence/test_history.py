"""A history shows every edition of a series, and what was revised."""

import pytest

from orepath.errors import InputError
from orepath.evidence.history import history, restated, siblings


def test_a_revision_is_the_newer_number_over_the_one_before():
    rows = history("titanium sponge", "KAZ", "production").filter(year=2024)
    assert rows["value"].to_list() == [19_000.0, 14_000.0, 19_000.0]
    assert rows["revised"].to_list() == [
        None,
        pytest.approx(14 / 19),
        pytest.approx(19 / 14),
    ]


def test_one_number_a_year_and_thing_is_preferred():
    rows = history("titanium sponge", "KAZ", "production")
    assert rows.filter(preferred=True)["year"].to_list() == [2023, 2024, 2025]


def test_a_silent_year_stays_in_the_series():
    rows = history("rhenium", "UZB", "reserves")
    assert rows["value"].to_list() == [None]


def test_all_unknown_words_are_told_at_once():
    with pytest.raises(InputError) as caught:
        history("titanium spong", "KAZZ")
    assert len(caught.value.problems) == 2
    assert "did you mean 'titanium sponge'" in str(caught.value)


def test_siblings_are_the_other_rows_of_one_thing():
    found = siblings("observed/F0023")
    assert set(found["value"]) == {19_000.0, 14_000.0}
    assert "observed/F0023" not in set(found["id"])


def test_a_row_of_another_table_has_no_siblings():
    assert siblings("baci/810820/KAZ-KOR/2024").is_empty()


def test_what_is_stated_again_is_one_thing_in_two_editions():
    pairs = restated().filter(
        commodity="titanium sponge", place="KAZ", measure="production"
    )
    assert pairs.select("value", "later", "source").rows() == [
        (14_000.0, 19_000.0, "usgs-2025")
    ]
    assert restated()["place"].is_in(["WLD", "OTH"]).sum() == 0
