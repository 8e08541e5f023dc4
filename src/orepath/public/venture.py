"""Ventures and blocks: whether they are worth it, and to whom."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orepath.appraise.term import Venture
    from orepath.study.appraising import Appraisal
    from orepath.study.auctioning import Auctioned


def read_venture(name: "str | Path") -> "Venture":
    """Read the terms of a venture.

    Parameters
    ----------
    name : str or Path
        A venture's file or folder, or the name of a built-in one.

    Returns
    -------
    orepath.appraise.term.Venture
        Frozen; figures with their ranges, grades and sources.

    Raises
    ------
    InputError
        With every problem found, each with its place and remedy.

    Examples
    --------
    >>> read_venture("odisha-slag").place
    'IND'
    """
    from orepath.study.ventures import find_venture

    return find_venture([str(name)]).venture


def appraise_venture(
    venture: "Venture | str | Path",
    settings: "Mapping[str, float] | None" = None,
    *,
    partner: str = "",
    draws: int = 100_000,
    seed: int = 7,
) -> "Appraisal":
    """Tell whether a venture is worth it, to whom, and on which terms.

    Parameters
    ----------
    venture : orepath.appraise.term.Venture, str or Path
        As :func:`read_venture` returned it, or what it takes.
    settings : mapping of str to float, optional
        Figures set to a value, by dotted name: ``{"product.slag.price": 900}``.
    partner : str
        From whose side the tornado and the right to wait are seen; empty is the
        project's.
    draws : int
        Of all figures and prices; 0 leaves chance out.
    seed : int
        Of all draws, 0 or more.

    Returns
    -------
    orepath.study.appraising.Appraisal
        Worth to each actor, break-evens, cover, tornado, draws, rights to decide later.

    Raises
    ------
    InputError
        A name is unknown, or a value out of range.

    Examples
    --------
    >>> found = appraise_venture("odisha-slag", {"product.slag.price": 700}, draws=0)
    >>> bool(found.worths["IREL"].npv[0] < 0)
    True
    """
    from orepath.study.appraising import Asked, appraise, paths_for
    from orepath.study.ventures import changed, find_venture

    case = None
    if isinstance(venture, (str, Path)):
        found = find_venture([str(venture)])
        venture, case = found.venture, found.case
    wanted = changed(venture, [f"{n}={v!r}" for n, v in (settings or {}).items()])
    asked = Asked(draws, seed, partner, paths_for(draws))
    return appraise(wanted, asked, case=case)


def auction_block(
    block: "str | Path", levels: "Sequence[str]" = (), premia: "Sequence[float]" = ()
) -> "Auctioned":
    """Tell whether a mineral block will sell, at which premium, and to whose gain.

    Parameters
    ----------
    block : str or Path
        A block's file, or the name of a built-in one.
    levels : sequence of str
        Levels of exploration to offer it at, as ``"G2"``; all from its own on if empty.
    premia : sequence of float
        Bids to look at beside the usual ones, parts of the mineral's value.

    Returns
    -------
    orepath.study.auctioning.Auctioned
        ``offers`` by level, each with the first attempt, the second and either;
        ``losses`` by bid.

    Raises
    ------
    InputError
        With every problem of the block's file; an unknown name or level; a bid below
        nil.

    Examples
    --------
    >>> found = auction_block("tungsten", ["G2"])
    >>> [one.level for one in found.offers]
    ['G3', 'G2']
    """
    from orepath.study.auctioning import auction_block as auctioned
    from orepath.study.auctioning import find_block

    return auctioned(find_block(str(block)), levels, premia)
