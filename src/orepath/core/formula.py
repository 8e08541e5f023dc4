"""What a tonne holds follows from its formula and the masses of the atoms.

A mine reports Cr2O3, a smelter Cr, a price is quoted per WO3: all are joined by
stoichiometry alone, so no factor is ever typed in by hand.
"""

import re
from functools import cache
from types import MappingProxyType

from orepath.errors import Problem, UnitError, suggest

# Abridged standard atomic weights, g/mol (IUPAC 2021: doi 10.1515/pac-2019-0603).
MASSES = MappingProxyType(
    {
        "H": 1.008, "Li": 6.94, "Be": 9.0122, "B": 10.81, "C": 12.011, "N": 14.007,
        "O": 15.999, "F": 18.998, "Na": 22.990, "Mg": 24.305, "Al": 26.982,
        "Si": 28.085, "P": 30.974, "S": 32.06, "Cl": 35.45, "K": 39.098, "Ca": 40.078,
        "Sc": 44.956, "Ti": 47.867, "V": 50.942, "Cr": 51.996, "Mn": 54.938,
        "Fe": 55.845, "Co": 58.933, "Ni": 58.693, "Cu": 63.546, "Zn": 65.38,
        "Ga": 69.723, "Ge": 72.630, "As": 74.922, "Se": 78.971, "Br": 79.904,
        "Rb": 85.468, "Sr": 87.62, "Y": 88.906, "Zr": 91.224, "Nb": 92.906,
        "Mo": 95.95, "Ru": 101.07, "Rh": 102.91, "Pd": 106.42, "Ag": 107.87,
        "Cd": 112.41, "In": 114.82, "Sn": 118.71, "Sb": 121.76, "Te": 127.60,
        "I": 126.90, "Cs": 132.91, "Ba": 137.33, "La": 138.91, "Ce": 140.12,
        "Pr": 140.91, "Nd": 144.24, "Sm": 150.36, "Eu": 151.96, "Gd": 157.25,
        "Tb": 158.93, "Dy": 162.50, "Ho": 164.93, "Er": 167.26, "Tm": 168.93,
        "Yb": 173.05, "Lu": 174.97, "Hf": 178.49, "Ta": 180.95, "W": 183.84,
        "Re": 186.21, "Os": 190.23, "Ir": 192.22, "Pt": 195.08, "Au": 196.97,
        "Hg": 200.59, "Tl": 204.38, "Pb": 207.2, "Bi": 208.98, "Th": 232.04,
        "U": 238.03,
    }
)  # fmt: skip

_CARRIERS = frozenset({"H", "C", "N", "O", "F", "Cl", "S"})
_TOKEN = re.compile(r"([A-Z][a-z]?|\(|\))(\d*)")


@cache
def atoms(formula: str) -> MappingProxyType[str, int]:
    """Count the atoms of a formula.

    Parameters
    ----------
    formula : str
        For example ``"Cr2O3"``, ``"Al(OH)3"``, ``"LiOH.H2O"``.

    Returns
    -------
    mapping of str to int
        Element and its count, in order of first appearance.

    Raises
    ------
    UnitError
        When the text is no formula or names no element.

    Examples
    --------
    >>> dict(atoms("LiOH.H2O"))
    {'Li': 1, 'O': 2, 'H': 3}
    """
    total: dict[str, int] = {}
    for part in formula.strip().split("."):
        times, rest = _leading_count(part)
        for element, count in _count(rest, formula).items():
            total[element] = total.get(element, 0) + times * count
    return MappingProxyType(total)


def molar_mass(formula: str) -> float:
    """Return the mass of one mole.

    Parameters
    ----------
    formula : str
        A formula that :func:`atoms` reads.

    Returns
    -------
    float
        Grams a mole, positive.

    Examples
    --------
    >>> round(molar_mass("TiO2"), 3)
    79.865
    """
    return sum(MASSES[element] * count for element, count in atoms(formula).items())


def mass_fraction(formula: str, element: str) -> float:
    """Return how much of a compound's mass is one element.

    Parameters
    ----------
    formula : str
        The compound.
    element : str
        A chemical symbol.

    Returns
    -------
    float
        Tonnes of the element a tonne of the compound, above 0 and at most 1.

    Raises
    ------
    UnitError
        When the compound does not hold the element.

    Examples
    --------
    >>> round(mass_fraction("TiO2", "Ti"), 4)
    0.5993
    """
    counts = atoms(formula)
    if element not in counts:
        raise UnitError(
            Problem(
                formula,
                f"'{formula}' holds no {element}",
                f"it holds: {', '.join(counts)}",
            )
        )
    return MASSES[element] * counts[element] / molar_mass(formula)


def content_factor(held: str, wanted: str) -> float:
    """Return the tonnes of one form that hold what a tonne of another holds.

    Parameters
    ----------
    held, wanted : str
        Two formulas that share exactly one metal, such as ``"Li"`` and ``"Li2CO3"``.

    Returns
    -------
    float
        Tonnes of ``wanted`` a tonne of ``held``, positive.

    Raises
    ------
    UnitError
        When the two share no metal, or more than one.

    Notes
    -----
    The factor is f(held, e) / f(wanted, e), with f the mass fraction and e the metal
    that both hold.

    Examples
    --------
    >>> round(content_factor("Ti", "TiO2"), 3)
    1.668
    >>> round(content_factor("Cr2O3", "Cr"), 4)
    0.6842
    """
    if atoms(held) == atoms(wanted):
        return 1.0
    shared = [e for e in atoms(held) if e in atoms(wanted) and e not in _CARRIERS]
    if len(shared) != 1:
        what = "no metal" if not shared else f"several metals: {', '.join(shared)}"
        raise UnitError(
            Problem(
                f"{held} -> {wanted}",
                f"'{held}' and '{wanted}' share {what}",
                "give two formulas that share exactly one",
            )
        )
    return mass_fraction(held, shared[0]) / mass_fraction(wanted, shared[0])


def _leading_count(part: str) -> tuple[int, str]:
    """Split the count before a hydrate part: ``"5H2O"`` is 5 and ``"H2O"``."""
    digits = re.match(r"\d*", part)
    count = digits.group() if digits else ""
    return (int(count) if count else 1), part[len(count) :]


def _count(part: str, formula: str) -> dict[str, int]:
    """Count the atoms of one part, with brackets kept on a stack."""
    stack: list[dict[str, int]] = [{}]
    at = 0
    while at < len(part):
        token = _TOKEN.match(part, at)
        if token is None:
            raise _no_formula(formula, part[at:])
        symbol, times = token.group(1), int(token.group(2) or 1)
        at = token.end()
        if symbol == "(":
            stack.append({})
            continue
        if symbol == ")":
            if len(stack) == 1:
                raise _no_formula(formula, ")")
            group = stack.pop()
        else:
            if symbol not in MASSES:
                raise _no_formula(formula, symbol)
            group = {symbol: 1}
        for element, count in group.items():
            stack[-1][element] = stack[-1].get(element, 0) + count * times
    if len(stack) != 1 or not stack[0]:
        raise _no_formula(formula, part)
    return stack[0]


def _no_formula(formula: str, rest: str) -> UnitError:
    """Say that a text is no formula, and where it stops being one."""
    return UnitError(
        Problem(
            formula,
            f"'{rest}' is no element or count in the formula '{formula}'",
            suggest(rest, MASSES),
        )
    )
