"""Cases: loaded by folder or name, and made for any country."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepath.world.case import Case


def load_case(name: "str | Path", scenario: str = "") -> "Case":
    """Read, convert and check a case.

    Parameters
    ----------
    name : str or Path
        A case folder, or the name of a built-in study.
    scenario : str
        Name of a scenario of the case to apply; empty leaves the case as it is.

    Returns
    -------
    orepath.world.case.Case
        Frozen, in gross tonnes and USD of its price year.

    Raises
    ------
    InputError
        With every problem found, each with its place and remedy.

    Examples
    --------
    >>> load_case("india-titanium").settings.focus
    'IND'
    """
    from orepath.world.load import load_case as read
    from orepath.world.scenario import changed

    case = read(name)
    return changed(case, scenario) if scenario else case


def build_case(
    focus: str,
    minerals: "str | Sequence[str]",
    partners: "str | Sequence[str]" = (),
    *,
    start: int = 2026,
    end: int = 2040,
    places: int = 24,
) -> "Case":
    """Make a running case for any country from the embedded library alone.

    Parameters
    ----------
    focus : str
        The place for which is planned, by code or name.
    minerals : str or sequence of str
        Minerals with a chain, words of lists, or whole lists.
    partners : str or sequence of str
        Places or groups that are kept whatever their size.
    start, end : int
        First and last year of the plan.
    places : int
        Most places; all others are the rest of the world.

    Returns
    -------
    orepath.world.case.Case
        It calibrates, plans and reports without an edit.

    Raises
    ------
    InputError
        Unknown words, a mineral without a chain, years out of range; all at once.

    Examples
    --------
    >>> build_case("JPN", "titanium", places=8).settings.currency
    'JPY'
    """
    from orepath.world.build.case import build_case as built

    return built(focus, minerals, partners, start, end, most=places)
