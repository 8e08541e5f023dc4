"""Units: hand values, laws of conversion, and refusals that name what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core import units
from orepath.core.units import CLOSED, WORDS, convert, factor, normalise
from orepath.errors import UnitError

MASSES = (
    "t",
    "kt",
    "Mt",
    "kg",
    "lb",
    "short tons",
    "troy ounces",
    "thousand metric tons",
)
PRICES = ("USD/t", "dollars per kilogram", "cents per pound", "dollars per troy ounce")


@pytest.mark.parametrize(
    ("value", "said", "inner", "expected"),
    [
        (13.3, "dollars per kilogram", "USD/t", 13_300),
        (9_680, "thousand metric tons", "t", 9_680_000),
        (88, "percent", "fraction", 0.88),
        (129.5, "cents per pound", "USD/t", 2_854.986),
        (5.53, "dollars per metric ton unit", "USD/t", 553),
        (2_546.51, "kWh/t", "MWh/t", 2.54651),
        (63.5, "MUSD/(kt/a)", "USD/(t/a)", 63_500),
        (0.08, "USD/t-km", "USD/t/km", 0.08),
        (1, "million carats", "t", 0.2),
        (40, "h", "a", 40 / 8_766),
    ],
)
def test_a_publishers_number_converts_as_by_hand(value, said, inner, expected):
    assert convert(value, said, inner) == pytest.approx(expected, rel=1e-6)


@given(
    st.floats(1e-6, 1e12),
    st.sampled_from([(a, b) for kind in (MASSES, PRICES) for a in kind for b in kind]),
)
def test_a_conversion_there_and_back_changes_nothing(value, pair):
    there, back = pair
    assert convert(convert(value, there, back), back, there) == pytest.approx(value)


@given(st.sampled_from(MASSES), st.sampled_from(MASSES), st.sampled_from(MASSES))
def test_a_detour_over_a_third_unit_changes_nothing(a, b, c):
    assert factor(a, b) * factor(b, c) == pytest.approx(factor(a, c))


@pytest.mark.parametrize("unit", CLOSED)
def test_a_unit_of_the_closed_set_stands_for_itself(unit):
    assert factor(normalise(unit), unit) == pytest.approx(1)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_in_the_table_is_understood(word):
    assert factor(word, word) == pytest.approx(1)


@pytest.mark.parametrize(
    ("short", "spelled"),
    [("kt", "thousand metric tons"), ("Mt", "million metric tons")],
)
@pytest.mark.parametrize("tail", ["", "/a"])
def test_a_symbol_known_beforehand_means_what_its_words_compute(short, spelled, tail):
    assert factor(short + tail, "t" + tail) == factor(spelled + tail, "t" + tail)


def test_an_array_converts_element_by_element():
    import numpy as np

    found = convert(np.array([1.0, 2.0]), "kt", "t")
    assert found.tolist() == [1000.0, 2000.0]


def test_an_unknown_word_is_refused_and_a_near_one_suggested():
    with pytest.raises(UnitError, match="did you mean 'metric tons'") as told:
        convert(1.0, "metrc tons", "t")
    assert told.value.problems[0].where == "metrc tons"


@pytest.mark.parametrize("pair", [("t", "km"), ("USD/t", "USD"), ("t/a", "t")])
def test_units_of_another_kind_are_refused(pair):
    with pytest.raises(UnitError, match="does not convert"):
        convert(1.0, *pair)


@pytest.mark.parametrize("said", ["", "  ", "/", "t//a", "(t", "t/a)", "t/(t/a"])
def test_a_text_that_is_no_unit_is_refused(said):
    with pytest.raises(UnitError):
        normalise(said)


def test_a_unit_without_a_place_inside_is_refused():
    with pytest.raises(UnitError, match="no place in the closed set"):
        normalise("km/t")


def test_capitals_of_long_words_do_not_matter_but_of_symbols_they_do():
    assert factor("Metric Tons", "t") == pytest.approx(1)
    assert factor("Mt", "mt") == pytest.approx(1e6)


@pytest.mark.parametrize("pair", units._OFTEN, ids=" in ".join)
def test_what_is_known_by_heart_is_what_would_be_computed(pair):
    assert units._OFTEN[pair] == pytest.approx(units._computed(*pair), rel=1e-15)
