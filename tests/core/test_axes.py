"""Axes: labels meet exactly, in order, or are refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.axes import Axis, aligned
from orepath.errors import AxisError

PLACES = Axis("place", ("IND", "KAZ", "CHN"))

labels = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


def test_labels_are_found_in_the_order_asked_and_as_often():
    assert PLACES.index(["CHN", "IND", "CHN"]).tolist() == [2, 0, 2]
    assert PLACES.at("KAZ") == 1
    assert len(PLACES) == 3


def test_no_labels_asked_gives_no_positions():
    found = PLACES.index([])
    assert found.tolist() == []
    assert found.dtype.kind == "i"


@given(labels)
def test_a_label_stands_where_its_position_says(words):
    axis = Axis("place", tuple(words))
    assert [axis.labels[i] for i in axis.index(reversed(words))] == words[::-1]


def test_a_label_that_stands_twice_is_refused_by_name():
    with pytest.raises(AxisError) as caught:
        Axis("place", ("IND", "KAZ", "IND"))
    (problem,) = caught.value.problems
    assert problem.where == "place"
    assert "['IND']" in problem.what


def test_all_unknown_labels_are_told_at_once_and_each_once():
    with pytest.raises(AxisError) as caught:
        PLACES.index(["INDD", "KAZ", "USA", "INDD"])
    assert [p.what for p in caught.value.problems] == [
        "unknown label 'INDD'",
        "unknown label 'USA'",
    ]
    assert caught.value.problems[0].fix == "did you mean 'IND'?"


def test_equal_labels_align():
    aligned("place", ("IND", "KAZ"), ["IND", "KAZ"])


@pytest.mark.parametrize(
    ("right", "told"),
    [
        (("IND", "USA"), "only left ['KAZ'], only right ['USA']"),
        (("KAZ", "IND"), "only left [], only right []"),
        (("IND", "KAZ", "KAZ"), "only left [], only right []"),
    ],
)
def test_labels_that_differ_even_in_order_do_not_align(right, told):
    with pytest.raises(AxisError, match="align both") as caught:
        aligned("place", ("IND", "KAZ"), right)
    assert told in caught.value.problems[0].what
