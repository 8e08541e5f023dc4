"""A chain: recipes as a matrix, and matter that comes from nowhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.formula import molar_mass
from orepath.errors import UnitError
from orepath.world.chain import chain_of, check_mass, element_of


def test_the_matrix_of_the_small_case_is_as_by_hand(small):
    chain = chain_of(small)
    assert chain.commodities.labels == ("ore", "slag", "iron")
    assert chain.processes.labels == ("mine", "smelt")
    assert chain.taken.tolist() == [[0, 1.8], [0, 0], [0, 0]]
    assert chain.given.tolist() == [[1, 0], [0, 1], [0, 0.6]]
    assert chain.net.tolist() == [[1, -1.8], [0, 1], [0, 0.6]]
    assert chain.output.tolist() == [0, 1]


def test_a_process_that_returns_part_of_its_own_output_gives_more_than_one(folder):
    folder.add("recipes.csv", "smelt,slag,in,0.1,,,me,C,")
    chain = chain_of(folder.load())
    assert chain.taken[1, 1] == 0.1
    assert chain.net[1, 1] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("content", "element", "part"),
    [
        ("TiO2", "Ti", 47.867 / 79.865),
        ("Ti", "Ti", 1.0),
        ("Fe", "Fe", 1.0),
        ("Fe2O3", "Fe", 2 * 55.845 / 159.687),
        ("V2O5", "V", 2 * 50.9415 / 181.878),
    ],
)
def test_the_leading_element_of_a_content_and_its_part_are_as_by_hand(
    content, element, part
):
    found, share = element_of(content)
    assert found == element
    assert share == pytest.approx(part, rel=1e-4)


def test_a_content_that_is_no_formula_is_refused():
    with pytest.raises(UnitError):
        element_of("Qq")


def test_a_sum_of_elements_is_balanced_as_one():
    assert element_of("Nd+Pr+Dy+Tb") == ("Nd+Pr+Dy+Tb", 1.0)
    assert element_of("REO") == ("REO", 1.0)


def faults(case):
    problems = []
    check_mass(
        case.table("commodities"),
        case.table("recipes"),
        case.table("processes"),
        problems,
    )
    return [(p.where, p.what) for p in problems]


def test_the_small_chain_makes_nothing_from_nothing(small):
    assert faults(small) == []


def test_slag_richer_than_its_ore_needs_more_ore(folder):
    # 0.85 t TiO2 a tonne of slag; ore of 0.5 gives it from 1.7 t on.
    folder.swap("recipes.csv", "1.8,1.7,1.82", "1.69,1.6,1.7")
    (problem,) = folder.problems()
    assert problem.where == "recipes.csv:2:quantity"
    titanium = molar_mass("Ti") / molar_mass("TiO2")
    assert problem.what == (
        f"smelt gives off {0.85 * titanium:.4g} t Ti per tonne but takes in only "
        f"{1.69 * 0.5 * titanium:.4g} t"
    )


def test_iron_that_no_input_declares_is_left_alone(folder):
    folder.swap("recipes.csv", "0.6,0.55,0.63", "9,8,10")
    assert faults(folder.load()) == []


@given(st.floats(0.5, 3.0), st.floats(0.0, 0.6))
def test_a_recipe_passes_just_when_no_titanium_is_made(small, ore, back):
    recipes = small.table("recipes")
    rows = recipes.with_columns(
        quantity=np.array([ore, back]),
        commodity=recipes["commodity"].replace("iron", "ore"),
    )
    problems = []
    check_mass(small.table("commodities"), rows, small.table("processes"), problems)
    gained = 0.85 + 0.5 * back - 0.5 * ore
    if abs(gained) > 0.01:
        assert bool(problems) == (gained > 0)
