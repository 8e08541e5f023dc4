"""Formulas: hand values from atomic masses, laws, and refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.formula import atoms, content_factor, mass_fraction, molar_mass
from orepath.errors import UnitError

HOLDING = {
    "Ti": ("Ti", "TiO2", "FeTiO3", "TiCl4"),
    "Li": ("Li", "Li2O", "Li2CO3", "LiOH", "LiOH.H2O", "LiCl"),
    "Cr": ("Cr", "Cr2O3"),
    "W": ("W", "WO3"),
    "U": ("U", "U3O8"),
}


@pytest.mark.parametrize(
    ("formula", "element", "expected"),
    [
        ("TiO2", "Ti", 0.5993),
        ("FeTiO3", "Ti", 0.3155),
        ("Cr2O3", "Cr", 0.6842),
        ("WO3", "W", 0.7930),
        ("V2O5", "V", 0.5602),
        ("U3O8", "U", 0.8480),
        ("Li2CO3", "Li", 0.1879),
        ("LiOH.H2O", "Li", 0.1654),
        ("TiCl4", "Ti", 0.2523),
        ("Al(OH)3", "Al", 0.3459),
    ],
)
def test_a_mass_fraction_is_as_by_hand(formula, element, expected):
    assert mass_fraction(formula, element) == pytest.approx(expected, abs=2e-4)


def test_a_tonne_of_titanium_needs_1669_kg_of_dioxide():
    assert content_factor("Ti", "TiO2") == pytest.approx(1.669, abs=1e-3)


def test_a_tonne_of_lithium_is_5323_kg_of_carbonate():
    assert content_factor("Li", "Li2CO3") == pytest.approx(5.323, abs=2e-3)


def test_a_hydrate_counts_its_water():
    assert dict(atoms("CuSO4.5H2O")) == {"Cu": 1, "S": 1, "O": 9, "H": 10}


@pytest.mark.parametrize("formula", [f for forms in HOLDING.values() for f in forms])
def test_the_mass_fractions_of_a_formula_sum_to_one(formula):
    assert sum(mass_fraction(formula, e) for e in atoms(formula)) == pytest.approx(1)


@given(st.data())
def test_a_content_there_and_back_changes_nothing(data):
    forms = HOLDING[data.draw(st.sampled_from(sorted(HOLDING)))]
    a, b = data.draw(st.sampled_from(forms)), data.draw(st.sampled_from(forms))
    assert content_factor(a, b) * content_factor(b, a) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "Xx2", "tio2", "Ti)2", "(Ti", "Ti O2", "5"])
def test_a_text_that_is_no_formula_is_refused(text):
    with pytest.raises(UnitError):
        molar_mass(text)


def test_a_metal_that_a_compound_does_not_hold_is_refused():
    with pytest.raises(UnitError, match="holds no Cr"):
        mass_fraction("TiO2", "Cr")


def test_compounds_that_share_no_metal_or_two_are_refused():
    with pytest.raises(UnitError, match="share no metal"):
        content_factor("TiO2", "Cr2O3")
    with pytest.raises(UnitError, match="several metals"):
        content_factor("FeTiO3", "Fe2TiO5")
