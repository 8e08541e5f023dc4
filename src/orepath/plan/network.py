"""The network is the base year unfolded over time: moments and blocks of columns.

A moment is a stretch of time in which operation is constant. The trunk is the
undisturbed course, one moment a period; each branch adds one moment in which a
disruption has struck, or lasts. A branch shares all that came before with the trunk, so
the plan cannot foresee it. All quantities here are kt/a, all money is USD million.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.branch import Branch
from orepath.plan.requirement import expected, unready
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.figure import coefficient

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

KT = 1e-3  # t -> kt, and USD/t -> USD million per kt


@dataclass(frozen=True)
class Moments:
    """Hold the moments: the T periods of the trunk first, then one a branch.

    Parameters
    ----------
    label : tuple of str
        ``2025-2026``, or the branch's name.
    first, years : ndarray (M,)
        First calendar year, and length in years.
    offset : ndarray (M,)
        Middle of the moment, years after the base year.
    weight : ndarray (M,)
        Discounted years the moment stands for; the weights of all moments sum to the
        discounted length of the horizon.
    trunk : ndarray (M,)
        The trunk moment in which a branch strikes; a trunk moment points to itself.
    """

    label: tuple[str, ...]
    first: Floats
    years: Floats
    offset: Floats
    weight: Floats
    trunk: Index

    def __len__(self) -> int:
        """Return the number of moments."""
        return len(self.label)

    @cached_property
    def branches(self) -> Index:
        """Return the moments that are branches."""
        return np.flatnonzero(self.trunk != np.arange(len(self)))

    @cached_property
    def stem(self) -> Index:
        """Return the moments of the trunk."""
        return np.flatnonzero(self.trunk == np.arange(len(self)))


def moments_of(case: Case, branches: tuple[Branch, ...]) -> Moments:
    """Lay out the moments of a case.

    A branch of probability π stands for π of every year of the horizon, and the trunk
    for the rest: a disruption of two years has as often a second year as a first one.

    Parameters
    ----------
    case : Case
        For periods, end, shock year and discount rate.
    branches : tuple of Branch
        Disruptions, whose chances sum to less than one.

    Returns
    -------
    Moments
        T + B of them, M in all.
    """
    s = case.settings
    first = np.array(s.periods, dtype=np.float64)
    years = np.diff(np.append(first, s.end + 1))
    offset = first + (years - 1) / 2 - s.base_year
    factor = (1.0 + s.discount_rate) ** -offset
    chance = np.array([b.probability for b in branches])
    later = np.array([b.year - 1.0 for b in branches])
    struck = int(np.searchsorted(first, s.shock_year, side="right") - 1)
    m = len(branches)
    return Moments(
        (
            *(f"{int(a)}-{int(a + n - 1)}" for a, n in zip(first, years, strict=True)),
            *(b.name for b in branches),
        ),
        np.append(first, first[struck] + later),
        np.append(years, np.ones(m)),
        np.append(offset, np.repeat(offset[struck], m)),
        np.append(factor * years * (1.0 - chance.sum()), factor @ years * chance),
        np.append(np.arange(first.size), np.repeat(struck, m)),
    )


@dataclass(frozen=True)
class Block:
    """Hold columns of one kind as flat arrays of equal length.

    Parameters
    ----------
    name : str
        ``make``, ``ship``, ``open``, ``use``, ``run``, ``haul``, ``release``, ``ease``,
        ``idle``, ``recourse``, ``excess``, ``start``.
    start : int
        Position of the first column in the program.
    item : ndarray (C,)
        Site, pair, use, project or policy the column belongs to.
    moment : ndarray (C,)
        Moment; for ``start`` the period in which the project starts.
    upper : ndarray (C,)
        Most, kt/a; ``start`` counts whole projects.
    cost : ndarray (C,)
        USD million per kt, undiscounted; negative for the worth of use.
    label : callable or None
        Names the n-th column for readers where its item does not tell.
    """

    name: str
    start: int
    item: Index
    moment: Index
    upper: Floats
    cost: Floats
    label: Callable[[int], str] | None = field(default=None, kw_only=True)

    @property
    def size(self) -> int:
        """Return the number of columns."""
        return self.item.size

    @property
    def columns(self) -> slice:
        """Return the block's columns in the program."""
        return slice(self.start, self.start + self.size)

    @property
    def index(self) -> Index:
        """Return the block's column numbers in the program."""
        return np.arange(self.start, self.start + self.size)


@dataclass(frozen=True, eq=False)
class Network:
    """Hold the moments, the projects' timing and the blocks of columns.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    moments : Moments
        Time.
    branches : tuple of Branch
        Disruptions in the program.
    blocks : dict of str to Block
        By name, in column order.
    site_growth : ndarray (K, M)
        Reference output over the base year's.
    pair_growth : ndarray (F, M)
        Reference shipment over the base year's.
    use_growth : ndarray (D, M)
        Reference use over the base year's.
    running : ndarray (J, T, T)
        Part of period ``t`` in which project ``j`` started in period ``s`` gives full
        output: ``running[j, s, t]``.
    """

    case: Case
    calibration: Calibration
    moments: Moments
    branches: tuple[Branch, ...]
    blocks: dict[str, Block]
    site_growth: Floats
    pair_growth: Floats
    use_growth: Floats
    running: Floats

    @property
    def projects(self) -> pl.DataFrame:
        """Return the projects of the case, their sizes in expectation.

        What requires an exploration counts with the part of its size that the chance of
        success leaves: in output, capital and budget alike.
        """
        return projects_of(self.case)

    @property
    def columns(self) -> int:
        """Return the number of columns."""
        return sum(block.size for block in self.blocks.values())

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Return which columns count whole projects only (columns,).

        These are the starts of projects that cannot be built in part.
        """
        found = np.zeros(self.columns, dtype=bool)
        block = self.blocks["start"]
        found[block.columns] = self.projects["whole"].to_numpy()[block.item]
        return found

    def starts(self, plan: dict[str, int]) -> Floats:
        """Return the values of the ``start`` columns of a plan.

        Parameters
        ----------
        plan : dict of str to int
            Project to the first year of the period in which it starts.

        Returns
        -------
        ndarray
            0 or 1 for each ``start`` column; 0 for a project whose requirements are not
            ready by then, which cannot start.
        """
        plan = dict(plan)
        for name in unready(self.projects, plan):
            del plan[name]
        block = self.blocks["start"]
        names = self.projects["project"].to_list()
        first = self.moments.first.astype(int)
        return np.array(
            [
                float(plan.get(names[j]) == first[t])
                for j, t in zip(block.item, block.moment, strict=True)
            ]
        )


@remembered
def projects_of(case: Case) -> pl.DataFrame:
    """Return the projects of a case, their sizes in expectation.

    Parameters
    ----------
    case : Case
        With its projects.
    """
    return expected(case.table("projects"))


def running_of(case: Case, moments: Moments) -> Floats:
    """Return the part of each period in which a started project runs (J, T, T).

    A project runs from ``lead`` years after its start for ``life`` years, at half its
    output while it ramps up. Year by year, O(J·T·years).

    Parameters
    ----------
    case : Case
        Projects, and the ``ramp_up`` of their processes.
    moments : Moments
        Time.

    Returns
    -------
    ndarray (J, T, T)
        Project, period of the start, period looked at; 0 to 1.
    """
    projects = case.table("projects")
    stem = moments.stem
    first, years = moments.first[stem], moments.years[stem]
    process = [name or "" for name in projects["process"].to_list()]
    ramp = coefficient(case, "ramp_up", process, projects["place"].to_list())
    # Project, period of the start, period looked at, year of that period.
    lead, life, ramp = (
        figure[:, None, None, None]
        for figure in (projects["lead"].to_numpy(), projects["life"].to_numpy(), ramp)
    )
    year = np.arange(years.max())
    age = first[:, None] + year - (first[:, None, None] + lead)
    alive = (age >= 0) & (age < life) & (year < years[:, None])
    full = np.where(age < ramp, 0.5, 1.0)
    return np.asarray((full * alive).sum(axis=3) / years, dtype=np.float64)
