"""Groups and places by any of their names."""

import pytest

from orepath.errors import InputError
from orepath.evidence.group import group, groups, places
from orepath.evidence.importer.country import codes


@pytest.mark.parametrize(
    ("name", "count"),
    [("Central Asia", 5), ("EU27", 27), ("OECD", 38), ("BRICS", 10), ("EAEU", 5),
     ("SCO", 10), ("Quad", 4), ("G7", 7), ("MSP", 14), ("ASEAN", 11), ("GCC", 6)],
)  # fmt: skip
def test_a_group_has_its_members_once_each(name, count):
    one = groups()[name]
    assert len(set(one.members)) == len(one.members) == count
    assert set(one.members) <= codes()
    assert one.grade == "A"
    assert one.source


def test_a_group_is_found_by_any_name():
    assert group("european  union") is groups()["EU27"]
    assert group("minerals security partnership").name == "MSP"


def test_places_are_codes_names_and_groups_each_once():
    assert places("kaz") == ("KAZ",)
    assert places(["Quad", "India", "Turkey"]) == ("AUS", "IND", "JPN", "USA", "TUR")


def test_unknown_places_are_told_at_once_with_the_nearest():
    with pytest.raises(InputError) as told:
        places(["Kazakstan", "Centrl Asia", "Q7X"])
    fixes = [problem.fix for problem in told.value.problems]
    assert fixes[0] == "did you mean 'kazakhstan'?"
    assert fixes[1] == "did you mean 'central asia'?"
    assert len(fixes) == 3


def test_an_unknown_group_is_refused():
    with pytest.raises(InputError, match="did you mean 'brics'"):
        group("brixs")
