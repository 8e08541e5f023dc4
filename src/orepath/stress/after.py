"""After the first year come others: what lasts longer than a year goes on to cost.

Each following year is answered like the first, from what the years before it left:
stocks that were used are gone, and trade relations have grown by a year.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepath.stress.chain import Side
from orepath.stress.cut import Cuts
from orepath.stress.draw import Hazards, Reach, Years, later
from orepath.stress.operation import Answers, Operation
from orepath.stress.shocks import YEARS
from orepath.stress.toll import Toll

Floats = NDArray[np.float64]

BACK = 0.95
"""Part of what is wanted that must be used again for a use to have recovered."""


@dataclass(frozen=True)
class After:
    """Hold what T drawn disruptions cost after the year in which they began.

    Parameters
    ----------
    users, country : ndarray (T,)
        Losses of the following years together, USD million, not discounted.
    recover : ndarray (T, U)
        Months from the beginning until 95 % of what is wanted is used again; 0 where it
        was never less. What is barred is open again at once.
    solved : int
        Following years that had to be solved.
    """

    users: Floats
    country: Floats
    recover: Floats
    solved: int


@dataclass(frozen=True)
class First:
    """Hold the year in which disruptions began, as it was answered.

    Parameters
    ----------
    years : Years
        As drawn.
    answers : Answers
        What the market did.
    toll : Toll
        What it took.
    """

    years: Years
    answers: Answers
    toll: Toll


def after(
    first: First, side: Side, reach: Reach, hazards: Hazards, operation: Operation
) -> After:
    """Live through the years that follow, three in all.

    Parameters
    ----------
    first : First
        The year in which disruptions began.
    side : Side
        The chain under one plan.
    reach : Reach
        What each disruption does in the chain.
    hazards : Hazards
        What may strike.
    operation : Operation
        Of the chain, with room for relations that grow.

    Returns
    -------
    After
        Nothing new strikes in a following year, and nobody has foreseen it.
    """
    mine = reach.any
    length = np.where(mine, first.years.months, 0.0).max(axis=1, initial=0.0)
    begun = np.where(mine, np.minimum(first.years.months, hazards.most), 0.0)
    ends = begun.max(axis=1, initial=0.0)
    users, country = np.zeros((2, length.size))
    recover = np.where(first.toll.part > 1.0 - BACK, ends[:, None], 0.0)
    stocks = side.dispatch.of("release")
    gone = first.answers.total[:, stocks].copy()
    solved = 0
    for year in range(2, YEARS + 1):
        lost = later(hazards, first.years, year)
        rows = np.flatnonzero((lost[:, mine] > 0.0).any(axis=1))
        if not rows.size:
            break
        cuts = _grown(side.dispatch.cut(reach.struck(lost[rows])), side, year)
        cuts.height[:, stocks] = np.maximum(cuts.height[:, stocks] - gone[rows], 0.0)
        answers = operation.answers(cuts)
        toll = side.assessor.tolls(cuts, answers, operation.base)
        users[rows] += toll.users
        country[rows] += toll.country
        gone[rows] += answers.total[:, stocks]
        solved += int(answers.solved.sum())
        until = np.minimum(ends[rows] + 12.0 * (year - 1), length[rows])[:, None]
        recover[rows] = np.where(toll.part > 1.0 - BACK, until, recover[rows])
    return After(users, country, recover, solved)


def _grown(cuts: Cuts, side: Side, year: int) -> Cuts:
    """Return cuts under the heights of a following year."""
    return replace(cuts, height=np.minimum(side.dispatch.tall[year - 2], cuts.hit))
