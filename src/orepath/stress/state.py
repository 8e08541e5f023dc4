"""A state is one disrupted year: which disruptions meet in it, how hard, how long.

Recorded disruptions come one at a time; a plan against one at a time is a switch, on or
off. So states are drawn: each disruption strikes or not by its yearly chance, several
may meet, and each is as hard and as long as its range allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.sampling import draw, stream
from orepath.world.case import Case

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class State:
    """Hold one drawn state of a disrupted year.

    Parameters
    ----------
    name : str
        ``state 7 of 50``.
    chance : float
        Of a year.
    lost : mapping of str to float
        Part of the year's quantity that each disruption takes, 0 to 1.
    """

    name: str
    chance: float
    lost: Mapping[str, float]


def part_lost(severity: float, months: float) -> float:
    """Return the part of a year's quantity that a disruption takes.

    The severity times the part of the worst year it lasts.

    Parameters
    ----------
    severity : float
        Part lost while it lasts, 0 to 1.
    months : float
        How long it lasts.

    Examples
    --------
    >>> part_lost(0.5, 6), part_lost(0.5, 24)
    (0.25, 0.5)
    """
    return severity * min(months, 12.0) / 12.0


def months_in(year: int, months: float, start: int | None = None) -> float:
    """Return how many months a disruption lasts within one calendar year.

    Parameters
    ----------
    year : int
        1 is that in which it begins.
    months : float
        How long it lasts.
    start : int or None
        Month in which it begins, 1 to 12; none is the first.

    Examples
    --------
    >>> [months_in(year, 15.0) for year in (1, 2, 3)]
    [12.0, 3.0, 0.0]
    >>> [months_in(year, 15.0, 7) for year in (1, 2, 3)]
    [6.0, 9.0, 0.0]
    """
    begins = (start or 1) - 1.0
    first, last = 12.0 * (year - 1), 12.0 * year
    return max(min(begins + months, last) - max(begins, first), 0.0)


def states_of(case: Case) -> tuple[State, ...]:
    """Draw the states of a disrupted year that a case asks for.

    Disruptions strike independently by their yearly chances, given that one strikes at
    least; severity and months are drawn from their ranges.

    Parameters
    ----------
    case : Case
        ``risk.samples`` says how many; none where that is 0 or nothing can strike.

    Returns
    -------
    tuple of State
        Of equal chances, which sum to the chance that anything strikes in a year. What
        is drawn for a disruption depends on the seed and its name alone.

    Notes
    -----
    With pₖ the yearly chances, the k-th disruption strikes with certainty pₖ once
    another has, and with pₖ / (1 - Πⱼ≥ₖ (1 - pⱼ)) before: exact, without rejection.
    """
    size = case.settings.risk.samples
    shocks = case.table("shocks").filter(pl.col("probability") > 0.0)
    if not size or shocks.is_empty():
        return ()
    chance = shocks["probability"].to_numpy()
    names = shocks["shock"].to_list()
    struck = _occurring(case, chance, names)
    severity, months = (_drawn(case, shocks, what) for what in ("severity", "months"))
    lost = severity * np.minimum(months, first_months(shocks)) / 12.0
    each = anything(chance) / size
    return tuple(
        State(
            f"state {i + 1} of {size}",
            each,
            {names[k]: float(lost[i, k]) for k in np.flatnonzero(struck[i])},
        )
        for i in range(size)
    )


def first_months(shocks: pl.DataFrame) -> Floats:
    """Return how many months of the year in which it begins each disruption may last.

    Parameters
    ----------
    shocks : polars.DataFrame
        Rows of the table of shocks.
    """
    return 13.0 - shocks["start"].fill_null(1).to_numpy().astype(np.float64)


def anything(chance: Floats) -> float:
    """Return the chance that at least one of several disruptions strikes in a year.

    Parameters
    ----------
    chance : ndarray (S,)
        Yearly chances of independent disruptions.

    Examples
    --------
    >>> anything(np.array([0.5, 0.5]))
    0.75
    """
    return float(1.0 - np.prod(1.0 - chance))


def _occurring(case: Case, chance: Floats, names: list[str]) -> NDArray[np.bool_]:
    """Draw which disruptions strike in each state (N, S), one at least."""
    size, seed = case.settings.risk.samples, case.settings.seed
    struck = np.zeros((size, chance.size), dtype=bool)
    yet = np.zeros(size, dtype=bool)
    for k, name in enumerate(names):
        # The last one must strike where none has; rounding may not spare it.
        last = k == chance.size - 1
        due = 1.0 if last else chance[k] / anything(chance[k:])
        # One number from each of N equal parts of (0, 1): few states, yet each
        # disruption strikes nearly as often as its chance says.
        rng = stream(seed, "state", name, "strikes")
        uniform = (rng.permutation(size) + rng.random(size)) / size
        struck[:, k] = uniform < np.where(yet, chance[k], due)
        yet |= struck[:, k]
    return struck


def _drawn(case: Case, shocks: pl.DataFrame, what: str) -> Floats:
    """Draw severities or months of every disruption and state (N, S)."""
    size, seed = case.settings.risk.samples, case.settings.seed
    columns = ("shock", f"{what}_low", what, f"{what}_high")
    return np.column_stack(
        [
            draw(low, value, high, size, stream(seed, "state", name, what))
            for name, low, value, high in shocks.select(columns).iter_rows()
        ]
    )
