"""Drawing years: which disruptions meet in a year, how hard and for how long.

Disruptions of one bloc have a common cause, so they strike together more often than by
chance. Years are drawn in blocks, each from streams of its own: the same years come out
whoever draws which block, and more years do not change those drawn before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.sampling import draw, stream
from orepath.errors import InputError, Problem
from orepath.stress.cut import Left
from orepath.stress.effect import Effect
from orepath.stress.kind import effects_of
from orepath.stress.state import first_months
from orepath.stress.target import Row
from orepath.world.case import Case

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CORRELATION = 0.3
"""Between the causes of disruptions of one bloc; grade C, nobody has measured it."""

BLOCK = 250
"""Years drawn together."""


@dataclass(frozen=True)
class Hazards:
    """Hold the disruptions that may strike, as arrays.

    Parameters
    ----------
    names : tuple of str
        Of the disruptions (N,).
    blocs : tuple of str
        What each shares its cause with: the bloc of its place, else the place; a strait
        has a cause of its own.
    chance : ndarray (N,)
        Yearly chance of each, 0 to 1.
    severity, months : ndarray (N, 3)
        Low end, value and high end.
    seed : int
        Of all draws.
    correlation : float
        Between causes of one bloc, 0 to less than 1.
    first : ndarray (N,) or None
        Months of the year in which it begins that each may last; none is all of them.
    """

    names: tuple[str, ...]
    blocs: tuple[str, ...]
    chance: Floats
    severity: Floats
    months: Floats
    seed: int
    correlation: float = CORRELATION
    first: Floats | None = None

    def part(self, severity: Floats, months: Floats) -> Floats:
        """Return the part of the first year's quantity that each takes (..., N).

        Parameters
        ----------
        severity, months : ndarray (..., N)
            How hard and how long each strikes.
        """
        return np.asarray(severity * np.minimum(months, self.most) / 12.0)

    @property
    def most(self) -> Floats:
        """Return the months of its first year that each may last (N,)."""
        return np.full(len(self.names), 12.0) if self.first is None else self.first


@dataclass(frozen=True)
class Years:
    """Hold drawn years.

    Parameters
    ----------
    struck : ndarray of bool (T, N)
        Which disruptions strike.
    lost : ndarray (T, N)
        Part of the year's quantity each takes; 0 where it does not strike.
    months : ndarray (T, N)
        How long each lasts; 0 where it does not strike.
    """

    struck: Flags
    lost: Floats
    months: Floats

    def __len__(self) -> int:
        """Return the number of years."""
        return int(self.struck.shape[0])


def hazards_of(case: Case, seed: int, correlation: float = CORRELATION) -> Hazards:
    """Return the disruptions of a case that may strike.

    Parameters
    ----------
    case : Case
        With its shocks and the blocs of its places.
    seed : int
        0 or more.
    correlation : float
        Between the causes of disruptions of one bloc.

    Raises
    ------
    InputError
        The correlation is not in [0, 1).
    """
    if not 0.0 <= correlation < 1.0:
        raise InputError(
            Problem(
                "correlation", f"{correlation:g}", "give 0 or more, and less than 1"
            )
        )
    shocks = case.table("shocks")
    blocs = dict(case.table("places").select("place", "bloc").iter_rows())
    causes = [_cause(row, blocs) for row in shocks.iter_rows(named=True)]

    def ends(what: str) -> Floats:
        columns = (f"{what}_low", what, f"{what}_high")
        return shocks.select(pl.col(columns).cast(pl.Float64)).to_numpy()

    return Hazards(
        tuple(shocks["shock"]),
        tuple(causes),
        shocks["probability"].to_numpy(),
        ends("severity"),
        ends("months"),
        seed,
        correlation,
        first_months(shocks),
    )


def _cause(row: Row, blocs: Mapping[str, str | None]) -> str:
    """Return what a disruption shares its cause with, at the last nothing but itself.

    A strait or leg has a cause of its own; a tariff that of the bloc which levies it.
    """
    place = row["destination"] if row["kind"] == "tariff" else None
    place = place or row["place"] or row["destination"]
    shared = row["stop"] or row["leg"] or row["bloc"] or blocs.get(place) or place
    return str(shared or row["owner"] or row["shock"])


def years_of(hazards: Hazards, block: int, size: int = BLOCK) -> Years:
    """Draw one block of years.

    Parameters
    ----------
    hazards : Hazards
        What may strike.
    block : int
        Number of the block, from 0 on.
    size : int
        Years in it; the first of them are the same in a smaller block.

    Returns
    -------
    Years
        What is drawn for a disruption depends on the seed, the block, its name and its
        bloc alone.

    Notes
    -----
    One-factor Gaussian copula: with z = √ρ f + √(1 - ρ) e, f drawn once a bloc and year
    and e for each disruption, it strikes where z > Φ⁻¹(1 - chance). Each strikes by its
    chance, and two of one bloc together more often. Severity and months are drawn
    triangular from their ranges, whoever else strikes. O(years · disruptions).

    References
    ----------
    Li, D. X. (2000). On default correlation: a copula function approach. Journal of
    Fixed Income 9(4), 43-54. doi 10.3905/jfi.2000.319253
    """
    from scipy.special import ndtri

    def opened(*names: str) -> np.random.Generator:
        return stream(hazards.seed, "trial", str(block), *names)

    common = {
        bloc: opened("bloc", bloc).standard_normal(BLOCK)[:size]
        for bloc in set(hazards.blocs)
    }
    shape = (size, len(hazards.names))
    struck, lost, months = np.zeros(shape, dtype=bool), np.zeros(shape), np.zeros(shape)
    edge = ndtri(1.0 - hazards.chance)
    rho = hazards.correlation
    for k, (name, bloc) in enumerate(zip(hazards.names, hazards.blocs, strict=True)):
        own = opened("strikes", name).standard_normal(BLOCK)[:size]
        struck[:, k] = np.sqrt(rho) * common[bloc] + np.sqrt(1.0 - rho) * own > edge[k]
        hard, long = (
            draw(low, value, high, BLOCK, opened(what, name))[:size]
            for what, (low, value, high) in (
                ("severity", hazards.severity[k]),
                ("months", hazards.months[k]),
            )
        )
        lost[:, k] = np.where(struck[:, k], hard, 0.0)
        months[:, k] = np.where(struck[:, k], long, 0.0)
    lost = hazards.part(lost, months)
    return Years(struck, lost, months)


def lasting(hazards: Hazards) -> bool:
    """Return whether any disruption may last beyond the year in which it begins.

    Parameters
    ----------
    hazards : Hazards
        What may strike.
    """
    return bool((hazards.months[:, 2] > hazards.most).any())


def later(hazards: Hazards, years: Years, year: int) -> Floats:
    """Return the part of a following year's quantity that each takes (T, N).

    Parameters
    ----------
    hazards : Hazards
        What may strike.
    years : Years
        As drawn: those in which disruptions begin.
    year : int
        2 for the year after, and so on.
    """
    ran = np.minimum(years.months, hazards.most)
    now = np.clip(years.months - hazards.most - 12.0 * (year - 2), 0.0, 12.0)
    hard = np.divide(years.lost, ran, out=np.zeros_like(ran), where=ran > 0.0)
    return np.asarray(hard * now)


@dataclass(frozen=True)
class Reach(Effect):
    """Hold what each of N disruptions does in one cluster of goods.

    Parameters
    ----------
    **parts
        As of :class:`orepath.stress.effect.Effect`, N on a first axis.
    """

    def left(self, years: Years) -> Left:
        """Return what drawn years leave.

        Parameters
        ----------
        years : Years
            T of them.
        """
        return self.struck(years.lost)


def reach_of(case: Case) -> Reach:
    """Return what every disruption of a case does, in the order of its shocks.

    Parameters
    ----------
    case : Case
        One cluster of goods; shocks that hit others hit nothing here.
    """
    return Reach(**vars(effects_of(case)))
