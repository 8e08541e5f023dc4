"""Lists of minerals: every word becomes minerals or is told."""

import pytest

from orepath.errors import InputError
from orepath.evidence.form import minerals
from orepath.evidence.library import library
from orepath.evidence.roster import UNMATCHED, listed, lists, named


def test_all_thirty_minerals_of_india_are_in_the_catalogue():
    rows = listed("india-30")
    assert rows["said"].n_unique() == 30
    assert rows["mineral"].null_count() == 0
    assert rows["mineral"].n_unique() == 30
    assert set(rows["mineral"]) <= set(minerals())


@pytest.mark.parametrize(
    ("said", "mineral"),
    [("PGE", "platinum group"), ("REE", "rare earths"), ("Phosphorous", "phosphate")],
)
def test_words_that_differ_are_resolved_by_declaration(said, mineral):
    rows = listed("india-30").filter(said=said)
    assert rows["mineral"].to_list() == [mineral]


def test_what_nothing_is_known_of_stays_and_is_told():
    rows = listed("us-2025").filter(note=UNMATCHED)
    assert rows["said"].to_list() == ["Cesium", "Rubidium"]
    assert rows["mineral"].to_list() == [None, None]


def test_one_word_may_mean_two_minerals():
    rows = listed("us-2025").filter(said="Zirconium And Hafnium")
    assert rows["mineral"].to_list() == ["zirconium", "hafnium"]


@pytest.mark.parametrize("name", ["india-30", "eu-2023", "us-2025"])
def test_a_list_keeps_every_word_of_the_library(name):
    rows = library().table("critical_lists")
    held = rows.filter(list=lists()[name])["mineral"].to_list()
    said = listed(name)["said"].unique(maintain_order=True).to_list()
    assert said == held


def test_words_lists_and_minerals_mix():
    assert named(["Aluminum", "eu-2023"])[0] == "aluminium"
    assert named("copper") == ("copper",)


def test_unknown_words_are_told_at_once():
    with pytest.raises(InputError) as told:
        named(["titanum", "unobtainium", "copper"])
    assert len(told.value.problems) == 2
    assert "did you mean 'titanium'?" in str(told.value)
    with pytest.raises(InputError, match="did you mean 'india-30'"):
        listed("india-3")
