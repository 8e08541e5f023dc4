"""Prices of many disrupted years at once, read off the same curves as those of a plan.

The least squares of :mod:`orepath.plan.prices` are set up and solved for many years
together: goods meet few others, so the factors are as sparse as the market.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from orepath.plan.network import KT
from orepath.plan.prices import ANCHOR, loudness
from orepath.plan.program import Program
from orepath.stress.cut import Cuts
from orepath.stress.dispatch import Dispatch

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]

HEARD = ("make", "ship", "open", "use")
"""Blocks whose participants say what goods are worth at the margin."""

# As in the prices of a plan: what is too little to see.
_FULL = 1.0 - 1e-9
_SEEN = 1e-9
_LEFT_OVER = 1e-6  # kt/a
_WORTHLESS = 1e-7  # USD million per kt
# Years priced together: more would not be faster, and would need more memory.
_TOGETHER = 64


@dataclass(frozen=True)
class Voices:
    """Hold what participants say goods are worth at the margin, and how loudly.

    Parameters
    ----------
    said : ndarray (T, H)
        Marginal cost, or minus the marginal worth, USD million per kt.
    loud : ndarray (T, H)
        Weight; 0 for who has no say.
    """

    said: Floats
    loud: Floats


class Pricing:
    """Price the goods of disrupted years.

    Parameters
    ----------
    program : Program
        The whole.
    dispatch : Dispatch
        The year cut out of it.

    Attributes
    ----------
    rows, goods : ndarray of int (R,)
        Row of the dispatch, and of the base-year balance, that each price is of.
    """

    def __init__(self, program: Program, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        group = program.group("balance").rows
        anchor = program.network.calibration.anchor * KT
        inside = (dispatch.row >= group.start) & (dispatch.row < group.stop)
        self.rows = np.flatnonzero(inside)
        self._others = np.flatnonzero(~inside)
        self.goods = (dispatch.row[self.rows] - group.start) % anchor.size
        self._heard = np.concatenate([dispatch.of(name) for name in HEARD])
        net = dispatch.net.tocsr()
        self._net = sparse.csc_array(net[self.rows][:, self._heard])
        self._other = sparse.csc_array(net[self._others][:, self._heard])
        self._anchor = anchor[self.goods]
        gross = abs(self._net).T @ self._anchor
        self._worth = np.maximum(gross, 1e-9)
        self._steps = tuple(each[self._heard] for each in dispatch.steps.grid())

    def prices(self, cuts: Cuts, total: Floats, dual: Floats) -> Floats:
        """Return the prices of disrupted years.

        Parameters
        ----------
        cuts : Cuts
            What T disruptions leave.
        total, dual : ndarray (T, S), (T, r)
            What every stair carries, and what one more unit of each row is worth.

        Returns
        -------
        ndarray (T, R)
            USD million per kt, of :attr:`goods`; 0 for what is thrown away.

        Notes
        -----
        About as many steps a year as the market has trade and recipes.
        """
        found = np.zeros((len(cuts), self.goods.size))
        for first in range(0, len(cuts), _TOGETHER):
            years = np.arange(first, min(first + _TOGETHER, len(cuts)))
            found[years] = self._fitted(cuts.of(years), total[years], dual[years])
        return found

    def _fitted(self, cuts: Cuts, total: Floats, dual: Floats) -> Floats:
        """Fit the prices of some years to what participants say."""
        heard = self._voices(cuts, total, dual)
        weight = heard.loud / self._worth**2
        own = dual[:, self.rows]
        pull = ANCHOR * _middle(heard.loud)[:, None] / self._anchor**2
        right = (weight * heard.said) @ self._net.T + pull * own
        # Years share no goods: one matrix with a block a year, ordered block by block.
        net = sparse.kron(sparse.eye_array(len(cuts)), self._net, format="csc")
        normal = net.multiply(weight.ravel()[None, :]) @ net.T
        normal = normal + sparse.diags_array(pull.ravel())
        factors = linalg.splu(sparse.csc_array(normal), permc_spec="MMD_AT_PLUS_A")
        price = factors.solve(right.ravel()).reshape(own.shape)
        over = self._over(cuts, total)
        price[(over > _LEFT_OVER) & (np.abs(own) < _WORTHLESS)] = 0.0
        return price

    def _over(self, cuts: Cuts, total: Floats) -> Floats:
        """Return what is left over of each good, kt/a (T, R)."""
        part = self._dispatch
        over = np.asarray(total @ part.net.T) - part.lower
        for at, (row, stair, _) in enumerate(part.owed):
            over[:, row] += part.slope[at] * (cuts.owed[:, at] - 1.0) * total[:, stair]
        return np.asarray(over[:, self.rows])

    def _voices(self, cuts: Cuts, total: Floats, dual: Floats) -> Voices:
        """Return what the participants of some years say."""
        used = total[:, self._heard]
        hit, scale = cuts.hit[:, self._heard], cuts.scale[:, self._heard]
        foot, width, cost = self._steps
        deep = np.divide(used, scale, out=np.zeros_like(used), where=scale > 0.0)
        step = (deep[:, :, None] > foot + _SEEN * width).sum(axis=2) - 1
        active, at = step >= 0, np.maximum(step, 0)
        left = _Left(self._steps, hit, scale)
        room, above, below = (left.room(at + more) for more in (0, 1, -1))
        who = np.arange(step.shape[1])
        last, first = above <= _SEEN, at == 0
        part = (used - foot[who, at] * scale) / np.maximum(room, _SEEN)
        part = np.clip(part, 0.0, 1.0)
        free = active & ~(last & (part >= _FULL))
        here = left.cost(at)
        rise = (left.cost(at + 1) - here) / np.maximum((room + above) / 2, _SEEN)
        fall = (here - left.cost(at - 1)) / np.maximum((room + below) / 2, _SEEN)
        rise, fall = np.where(last, 0.0, rise), np.where(first, 0.0, fall)
        off = part - 0.5
        slope = np.where(off >= 0.0, rise, fall)
        # Who stands at an end of its curve moves along the part it has.
        moves = np.where(np.where(off >= 0.0, last, first), rise + fall, slope)
        extra = cuts.extra[:, self._heard]
        other, ramp = self._others_of(cuts, used, cost[who, at] + extra, dual)
        said = here + extra + off * room * slope - other - ramp
        loud = loudness(moves, used, self._worth, ramp)
        return Voices(said, np.where(free, loud, 0.0))

    def _others_of(
        self, cuts: Cuts, used: Floats, cost: Floats, dual: Floats
    ) -> tuple[Floats, Floats]:
        """Return what all rules but the balances add to each margin (T, H).

        Rows that join stairs first, then the height at which a ramp holds one alone.
        """
        other = dual[:, self._others] @ self._other
        gain = cost - dual[:, self.rows] @ self._net - other
        # A stair at the height that a rule allows it: what the rule's row would cost.
        limit = self._dispatch.height[self._heard]
        bound = (used >= limit - _LEFT_OVER) & (limit < cuts.hit[:, self._heard])
        return np.asarray(other), np.where(bound, np.minimum(gain, 0.0), 0.0)


class _Left:
    """Tell what a disruption leaves of the steps of stairs.

    Parameters
    ----------
    steps : tuple of ndarray (H, N)
        Foot, width and cost.
    hit, scale : ndarray (T, H)
        How high each stair may still be used, and how much narrower it has become.
    """

    def __init__(
        self, steps: tuple[Floats, Floats, Floats], hit: Floats, scale: Floats
    ) -> None:
        self._foot, self._width, self._cost = steps
        self._hit, self._scale = hit, scale
        self._who, self._end = np.arange(hit.shape[1]), self._foot.shape[1]

    def _at(self, step: Index) -> tuple[Index, Index]:
        """Return the position of a step, or of the nearest there is (T, H)."""
        return self._who, np.clip(step, 0, self._end - 1)

    def room(self, step: Index) -> Floats:
        """Return the room of a step of each stair, kt/a (T, H)."""
        at = self._at(step)
        # Where a stair has no scale left, an endless foot meets it: no step is there.
        with np.errstate(invalid="ignore"):
            free = np.nan_to_num(self._hit - self._foot[at] * self._scale, nan=0.0)
        inside = (step >= 0) & (step < self._end)
        return np.where(inside, np.clip(free, 0.0, self._width[at] * self._scale), 0.0)

    def cost(self, step: Index) -> Floats:
        """Return the cost in the middle of what is left of a step (T, H).

        As in the prices of a plan, the last one's lies on the line through those below.
        """
        own, below, lower = (self._at(step - less) for less in (0, 1, 2))
        width = (self._width[below] + self._width[lower]) * self._scale
        rise = (self._cost[below] - self._cost[lower]) / np.maximum(width, _SEEN)
        room = self.room(step) + self._width[below] * self._scale
        line = np.minimum(self._cost[own], self._cost[below] + rise * room)
        last = (self.room(step + 1) <= _SEEN) & (step >= 2)
        return np.where(last, line, self._cost[own])


def _middle(loud: Floats) -> Floats:
    """Return the middle of the weights of those who have a say, 1 where nobody has."""
    heard = np.where(loud > 0.0, loud, np.nan)
    found = np.ones(loud.shape[0])
    some = (loud > 0.0).any(axis=1)
    found[some] = np.nanmedian(heard[some], axis=1)
    return found
