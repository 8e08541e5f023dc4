"""Words of a user become a question; unknown ones are kept or refused."""

import pytest

from orepath.errors import InputError
from orepath.study.question import question


def faults(**said):
    with pytest.raises(InputError) as raised:
        question(**said)
    return {problem.where: problem for problem in raised.value.problems}


def test_a_country_is_known_by_code_and_name():
    assert question("india").place == question("IND").place == "IND"
    assert question("IND").title == "India"


def test_a_group_is_one_place_of_many_members():
    asked = question("central asia")
    assert asked.place == "Central Asia"
    assert asked.members == ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def test_a_list_gives_its_minerals_and_tells_words_that_fit_none():
    asked = question("IND", roster="india-30")
    assert len(asked.minerals) + len(asked.unknown) >= 29
    assert "titanium" in asked.minerals


def test_an_unknown_mineral_does_not_stop_the_others():
    asked = question("IND", minerals="titanium,cobold")
    assert asked.minerals == ("titanium",)
    assert asked.unknown == (("cobold", "did you mean 'cobalt'?"),)


def test_a_question_of_which_no_mineral_is_left_is_refused():
    assert "cobold" in faults(place="IND", minerals="cobold")["minerals"].what


def test_years_may_be_one_several_or_a_span():
    assert question("IND", year="2024").years == (2024,)
    assert question("IND", year="2015-2017, 2024").years == (2015, 2016, 2017, 2024)


def test_a_year_of_which_nothing_is_known_offers_the_nearest():
    assert faults(place="IND", year="2050")["year"].fix == "the nearest is 2025"


def test_all_faults_are_told_at_once():
    found = faults(
        place="Indja", stage="mines", year="last", against="CHM", roster="india-31"
    )
    assert set(found) == {"place", "stage", "year", "list"}
    assert found["stage"].fix == "did you mean 'mine'?"


def test_no_place_is_refused_with_what_to_write():
    assert "--place IND" in faults(place=" ")["place"].fix


def test_a_bloc_that_holds_a_group_holds_it_as_one_place():
    words = {"against": "EU27", "beside": "CHN"}
    asked = question("EU27", minerals="copper", **words)
    assert (asked.against, asked.group) == (("EU27",), ("CHN",))
    assert question("DEU", against="EU27").against == question("EU27").members


def test_a_bloc_that_cuts_a_group_in_two_is_refused():
    found = faults(place="EU27", minerals="copper", against="DEU")
    assert found["against"].what == "DEU of 'DEU' are members of EU27 itself"


def test_a_question_about_the_world_needs_no_place():
    asked = question("", minerals="copper", placed=False)
    assert (asked.members, asked.place) == ((), "")
    assert question("IND", placed=False).place == "IND"
