"""The least and the most of something among plans that give up no more than a little.

Clusters of goods share what may be given up. So the plans of each are thinned to those
of which none holds more at no greater loss, and the thinned lists are joined.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from orepath.plan.worth import Starts

Tried = tuple[float, Starts]
"""What a plan gives up, USD million, and the plan."""
_Point = tuple[float, float, Starts]


@dataclass(frozen=True)
class Amounts:
    """Say how much of something each project brings: capital, or one.

    Parameters
    ----------
    each : mapping of str to float
        By project; what is not named brings none.
    """

    each: Mapping[str, float]

    def of(self, starts: Starts) -> float:
        """Return what a plan holds of it.

        Examples
        --------
        >>> Amounts({"mine": 40.0, "smelter": 250.0}).of((("mine", 2027),))
        40.0
        """
        return sum(self.each.get(name, 0.0) for name, _ in starts)


def spread_of(
    plans: Sequence[Sequence[Tried]],
    amounts: Amounts,
    limit: float,
    good: Callable[[Starts], bool],
) -> tuple[float, float, bool]:
    """Return the least and the most among plans within a limit of loss.

    Parameters
    ----------
    plans : sequence of sequence of (float, Starts)
        For each cluster the plans tried and what each gives up, the others being at
        their best.
    amounts : Amounts
        What is counted.
    limit : float
        What a whole plan may give up, USD million.
    good : callable
        Whether a whole plan may be had: within the limit and the budgets.

    Returns
    -------
    tuple of float, float, bool
        Least, most, and whether nothing further out was refused by ``good``.

    Examples
    --------
    >>> mine, smelter = ("mine", 2025), ("smelter", 2025)
    >>> one = [(0.0, (mine,)), (3.0, ())]
    >>> two = [(0.0, ()), (2.0, (smelter,))]
    >>> count = Amounts({"mine": 1.0, "smelter": 1.0})
    >>> spread_of([one, two], count, 4.0, lambda starts: True)
    (0.0, 2.0, True)
    >>> spread_of([one, two], count, 2.5, lambda starts: True)
    (1.0, 2.0, True)
    """
    ends, sure = [], True
    for sign in (-1.0, 1.0):
        front: list[_Point] = [(0.0, 0.0, ())]
        for tried in plans:
            own = _thinned([(loss, sign * amounts.of(s), s) for loss, s in tried])
            front = _thinned(
                [
                    (a + b, held + more, (*s, *t))
                    for a, held, s in front
                    for b, more, t in own
                    if a + b <= limit
                ]
            )
        for _, held, starts in reversed(front):
            if good(tuple(sorted(starts))):
                ends.append(sign * held + 0.0)
                break
            sure = False
    return ends[0], ends[1], sure


def _thinned(points: list[_Point]) -> list[_Point]:
    """Keep of points those that hold more than all of less loss, in that order."""
    kept: list[_Point] = []
    for point in sorted(points, key=lambda p: (p[0], -p[1])):
        if not kept or point[1] > kept[-1][1] + 1e-12:
            kept.append(point)
    return kept
