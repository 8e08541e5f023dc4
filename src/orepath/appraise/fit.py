"""A fit turns years of real prices into a process, pull only where the data show it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.appraise.process import Process, walking
from orepath.appraise.reversion import DOUBT, p_value, unbiased
from orepath.appraise.series import names, series, told
from orepath.errors import InputError, Problem, suggest
from orepath.evidence.form import forms

Floats = NDArray[np.float64]

# What a series prices, among the forms; other forms of its mineral borrow it.
_SERIES = {
    "aluminium": ("aluminium", "aluminium"),
    "chromium": ("chromium", ""),
    "coal": ("coal (Australian)", "steam coal"),
    "cobalt": ("cobalt", "refined cobalt"),
    "copper": ("copper", "refined copper"),
    "gold": ("gold", "gold metal"),
    "iron": ("iron ore", "iron ore"),
    "lead": ("lead", "refined lead"),
    "manganese": ("manganese", ""),
    "molybdenum": ("molybdenum", ""),
    "natural gas": ("natural gas (Europe)", "natural gas"),
    "nickel": ("nickel", "refined nickel"),
    "petroleum": ("crude oil (Brent)", "petroleum"),
    "phosphate": ("phosphate rock", "phosphate rock"),
    "platinum group": ("platinum", "platinum metal"),
    "potash": ("potash", "potash"),
    "silver": ("silver", "silver ore"),
    "tin": ("tin", "refined tin"),
    "titanium": ("titanium mineral (rutile, natural and synthetic)", "rutile"),
    "tungsten": ("tungsten", ""),
    "zinc": ("zinc", "refined zinc"),
}
_NOT_MINED = ("coal (Australian)", "crude oil (Brent)", "natural gas (Europe)")


@cache
def fitted() -> dict[str, Process]:
    """Return the processes fitted on all series of the library, by series.

    Returns
    -------
    dict of str to Process
        In the order of the names.

    Notes
    -----
    With x the logarithm of the real price: whether it returns is decided by
    :func:`orepath.appraise.reversion.p_value` at one tenth. If so, φ is the slope of
    x[t] on x[t-1] by least squares, corrected for short series
    (:func:`orepath.appraise.reversion.unbiased`); κ = -ln φ, the level is exp(mean x),
    and with s the spread of what φ leaves unexplained σ² = 2κ s²/(1 - φ²). If not,
    κ = 0 and σ is the spread of x[t] - x[t-1].

    References
    ----------
    Schwartz, E. S. (1997), The Journal of Finance 52(3), 923–973, eqs. 1–7.

    Examples
    --------
    >>> fitted()["copper"].kind, fitted()["aluminium"].kind
    ('walks', 'returns')
    """
    found = {}
    for name in names():
        unit, source = told(name)
        one = fit(name, *series(name))
        found[name] = replace(one, unit=unit, source=source, grade="B")
    return found


def fit(name: str, years: Sequence[int], prices: Floats) -> Process:
    """Fit a process on a series of real prices.

    Parameters
    ----------
    name : str
        What the series prices.
    years : sequence of int
        Consecutive calendar years Y, 15 or more.
    prices : ndarray (Y,)
        Real prices, above 0, in money of one year.

    Returns
    -------
    Process
        Grade C, without unit and source: those are the caller's to tell.

    Raises
    ------
    InputError
        Years are missing, prices are not positive, or the series is too short.
    """
    _fit_for_use(name, years, prices)
    logs = np.log(prices)
    doubt = p_value(logs)
    slope = unbiased(_slope(logs), logs.size - 1)
    span = (int(years[0]), int(years[-1]))
    walk = replace(
        walking(name, float(np.diff(logs).std(ddof=1))),
        level=float(prices[-1]), last=float(prices[-1]), p_value=doubt, years=span,
        note=f"walks: real prices of {span[0]}–{span[1]} cannot be told from a random "
        f"walk, which looks as much like returning in {doubt:.0%} of trials",
    )  # fmt: skip
    if doubt > DOUBT or not 0.0 < slope < 1.0:
        return walk
    return _pulled(walk, logs, slope)


def _pulled(walk: Process, logs: Floats, slope: float) -> Process:
    """Return the process of a price that returns, from what it would be as a walk."""
    speed = -float(np.log(slope))
    half = float(np.log(2.0)) / speed
    middle = float(logs.mean())
    rest = logs[1:] - middle - slope * (logs[:-1] - middle)
    spread = float(np.sqrt((rest**2).sum() / (rest.size - 2)))
    first, last = walk.years
    return replace(
        walk,
        kind="returns",
        level=float(np.exp(middle)),
        speed=speed,
        volatility=spread * float(np.sqrt(2.0 * speed / (1.0 - slope**2))),
        half_life=half,
        note=f"returns: real prices of {first}–{last} lose half of a distance from "
        f"their level in {half:.1f} years; a random walk looks so in "
        f"{walk.p_value:.1%} of trials",
    )


def process_of(commodity: str, mineral: str = "") -> Process:
    """Return the process of a commodity's price, borrowed where it has no series.

    Parameters
    ----------
    commodity : str
        A series, or a form as named in the library or a case.
    mineral : str
        The family it belongs to; without it that of the library's form.

    Returns
    -------
    Process
        Of its own series; else that of its family; else a walk with the median spread
        of all metals' series. ``note`` says which, ``grade`` is C where borrowed.

    Raises
    ------
    InputError
        The library knows no such commodity and no mineral is given.

    Examples
    --------
    >>> process_of("refined copper").grade, process_of("copper ore").grade
    ('B', 'C')
    >>> process_of("titanium slag").name
    'titanium mineral (rutile, natural and synthetic)'
    """
    found = fitted()
    if commodity in found:
        return found[commodity]
    family = mineral or _family(commodity)
    name, own = _SERIES.get(family, ("", ""))
    if not name:
        return usual(commodity)
    lent = found[name]
    if commodity == own:
        return lent
    note = f"{commodity} has no series of its own and moves like {name}, which"
    return replace(lent, grade="C", note=f"{note} {lent.note}")


def known(commodity: str) -> bool:
    """Return whether the library knows a series or a form of this name.

    Parameters
    ----------
    commodity : str
        A name.

    Examples
    --------
    >>> known("titanium slag"), known("power")
    (True, False)
    """
    return commodity in names() or commodity in set(forms()["commodity"])


def usual(commodity: str) -> Process:
    """Return the walk of a commodity of whose whole family no series is known.

    Parameters
    ----------
    commodity : str
        What it stands for.

    Returns
    -------
    Process
        With the median spread of all minerals' series, grade C.
    """
    others = [
        float(np.diff(np.log(series(name)[1])).std(ddof=1))
        for name in names()
        if name not in _NOT_MINED
    ]
    note = (
        f"no series of {commodity} or its family is known; it is taken to walk with "
        f"the median spread of {len(others)} minerals' prices, on its own"
    )
    return replace(walking(commodity, float(np.median(others))), note=note)


def _family(commodity: str) -> str:
    """Return the mineral of a form of the library."""
    rows = forms().filter(pl.col("commodity") == commodity)
    if rows.is_empty():
        words = [*names(), *forms()["commodity"].to_list()]
        raise InputError(
            Problem(
                f"price of {commodity}",
                "no such commodity in the library",
                f"{suggest(commodity, words)} — or name its mineral",
            )
        )
    return str(rows["mineral"][0])


def _slope(logs: Floats) -> float:
    """Return the slope of a series on its lag, by least squares with a constant."""
    before, now = logs[:-1] - logs[:-1].mean(), logs[1:] - logs[1:].mean()
    return float((before * now).sum() / (before * before).sum())


def _fit_for_use(name: str, years: Sequence[int], prices: Floats) -> None:
    """Raise unless a series can be fitted on."""
    problems = []
    if len(years) != len(prices) or (np.diff(np.asarray(years)) != 1).any():
        problems.append(
            Problem(
                f"prices of {name}",
                "the years are not consecutive, one price each",
                "fill the gaps or cut the series",
            )
        )
    if not (np.isfinite(prices) & (prices > 0)).all():
        problems.append(
            Problem(
                f"prices of {name}", "a price is not above 0", "leave such years out"
            )
        )
    if problems:
        raise InputError(problems)
