"""Exposure: of a case, and of any place from the library alone."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from orepath.world.case import Case


def assess_case(case: "Case") -> "pl.DataFrame":
    """Tell how exposed the focus place of a case is, one row a commodity.

    Parameters
    ----------
    case : orepath.world.case.Case
        A case that was read.

    Returns
    -------
    polars.DataFrame
        Concentration, reliance, risk and cover in the base year, with their ranges.
    """
    from orepath.study.exposure import exposure_of

    return exposure_of(case)


def assess_place(
    place: str,
    minerals: "str | Sequence[str]" = (),
    *,
    listed: str = "",
    year: "int | str" = "",
    against: str = "",
    group: str = "",
) -> "pl.DataFrame":
    """Tell how exposed any place is from the library, one row a form and year.

    Parameters
    ----------
    place : str
        A country by code or name, or a group such as ``EU27``, taken as one place.
    minerals : str or sequence of str
        Minerals; none asks for all of the list, or of the library.
    listed : str
        A list of critical minerals, such as ``india-30``.
    year : int or str
        A year or a span such as ``2015-2024``; the latest of open trade without.
    against, group : str
        Places or groups whose part is told beside.

    Returns
    -------
    polars.DataFrame
        The indicators with their ranges; ``note`` says what is not known and why.

    Raises
    ------
    InputError
        A word is unknown; all at once, with the nearest known one.

    Examples
    --------
    >>> found = assess_place("India", "titanium", year=2024)
    >>> row = found.filter(commodity="ilmenite")
    >>> row["top_origin"].to_list()
    ['MOZ']
    """
    from orepath.study.question import question
    from orepath.study.survey import exposed, gathered

    words = minerals if isinstance(minerals, str) else ",".join(minerals)
    asked = question(
        place,
        minerals=words,
        roster=listed,
        year=str(year),
        against=against,
        beside=group,
    )
    return exposed(asked, gathered(asked))
