"""Effort says how hard to try, and a step how far a course has come by then."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Step:
    """Tell how far a course has come.

    Parameters
    ----------
    round : int
        Rounds of questions so far.
    lower, upper : float
        The optimum lies between.
    gap : float
        What is not proven, as a part of the upper one.
    seconds : float
        Since the beginning.
    left : float
        Seconds that are left if the gap goes on closing as it did; infinite while
        nothing can be said.
    kept : int
        Cuts taken over from a run that was cut off.
    """

    round: int
    lower: float
    upper: float
    gap: float
    seconds: float
    left: float
    kept: int = 0

    def __str__(self) -> str:
        """Return the step in words.

        Examples
        --------
        >>> print(Step(3, -102.0, -100.0, 0.02, 4.0, 9.6))
        Round 3: between -102 and -100 m USD, 2.0e-02 not proven, about 10 s left
        """
        known = f"{self.gap:.1e} not proven" if self.gap < np.inf else "nothing proven"
        left = f", about {self.left:.0f} s left" if self.left < np.inf else ""
        kept = f", {self.kept} cuts kept of a run cut off" if self.kept else ""
        lower, upper = (f"{one:,.0f}" for one in (self.lower, self.upper))
        return (
            f"Round {self.round}: between {lower} and {upper} m USD, "
            f"{known}{left}{kept}"
        )


@dataclass(frozen=True)
class Effort:
    """Say how hard to try.

    Parameters
    ----------
    gap : float
        Part of the objective that may stay unproven.
    rounds : int
        Rounds of questions at the most.
    seconds : float
        Time after which no round begins.
    workers : int
        Processes that answer for the parts; the result is the same for any number.
    reach : float
        Where between the best point (0) and the proposal (1) the parts are asked.
    journal : Path or None
        File from which to go on and in which to keep the cuts; or a folder, for a file
        that is named after the program and removed when the run has ended.
    progress : callable or None
        Told after every round.
    """

    gap: float = 1e-6
    rounds: int = 500
    seconds: float = np.inf
    workers: int = 1
    reach: float = 0.5
    journal: Path | None = None
    progress: Callable[[Step], None] | None = None


def gap_of(upper: float, lower: float) -> float:
    """Return what lies between two bounds, as a part of the upper one.

    Examples
    --------
    >>> gap_of(-100.0, -101.0)
    0.01
    """
    if not np.isfinite(upper) or not np.isfinite(lower):
        return np.inf
    return max(upper - lower, 0.0) / max(abs(upper), 1e-9)
