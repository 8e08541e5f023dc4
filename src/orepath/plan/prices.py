"""Market prices, read off all rising cost curves at once instead of off one corner.

A linear program over stairs has a whole interval of prices at every corner, and a
solver returns one end of it. The curves behind the stairs have one price. So prices are
fitted: every site, shipment and use that is neither idle nor at its limit says what the
goods are worth at the margin, and the prices that agree best with all of them are the
market's. Duals remain where nobody has such a say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from orepath.plan.network import KT, Block
from orepath.plan.program import Program
from orepath.plan.solve import Answer

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Blocks whose columns are steps of somebody's curve.
_SPEAKING = ("make", "ship", "open", "use")
# Pull towards the dual, against the pull of a participant of middling weight.
_ANCHOR = 1e-3


@dataclass(frozen=True)
class Voice:
    """Hold what active participants say goods are worth at the margin.

    Parameters
    ----------
    column : ndarray (V,)
        A column of the program that stands for the participant.
    moment : ndarray (V,)
        Moment.
    cost : ndarray (V,)
        Marginal cost, or minus the marginal worth, USD million per kt.
    quantity : ndarray (V,)
        kt/a.
    """

    column: Index
    moment: Index
    cost: Floats
    quantity: Floats


@dataclass(frozen=True)
class Curves:
    """Hold the smooth curves behind the stairs of a block: what never changes of them.

    Parameters
    ----------
    column, moment : ndarray (C,)
        Program column and moment of every step, from the cheapest up, participant by
        participant.
    order : ndarray (C,)
        Position of the step in its block.
    width, cost : ndarray (C,)
        kt/a, and USD million per kt.
    first, last : ndarray (C,)
        Whether the step is the participant's first, or last.
    group : ndarray (C,)
        Number of the participant and moment.
    foot : ndarray (C,)
        Where the step begins on the participant's stair, kt/a.
    """

    column: Index
    moment: Index
    order: Index
    width: Floats
    cost: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    group: Index
    foot: Floats

    def heard(self, value: Floats) -> Voice:
        """Return the marginal cost of each participant on its curve.

        The curve runs through the middles of the steps. A participant in its last
        step's end is at a limit and has no say; nor has an idle one.

        Parameters
        ----------
        value : ndarray (C,)
            kt/a of each step of the block.

        Returns
        -------
        Voice
            O(C).
        """
        total = np.bincount(self.group, value[self.order])
        # Steps of one cost (a capped worth) are a tie that a solver breaks as it likes,
        # so every stair is filled from its foot.
        part = np.clip((total[self.group] - self.foot) / self.width, 0.0, 1.0)
        # The marginal step: the last one taken at all.
        used = np.flatnonzero(part > 1e-9)
        margin = np.full(total.size, -1)
        margin[self.group[used]] = used
        active = margin >= 0
        at = margin[active]
        free = ~(self.last[at] & (part[at] >= 1.0 - 1e-9))
        at = at[free]
        steps, ends = (self.width, self.cost), (self.first, self.last)
        return Voice(
            self.column[at],
            self.moment[at],
            _on_curve(at, part, steps, ends),
            total[active][free],
        )


def curves_of(block: Block) -> Curves:
    """Lay out the curves of a block.

    Parameters
    ----------
    block : Block
        Steps of sites, pairs or uses.

    Returns
    -------
    Curves
        O(C log C).
    """
    order = np.lexsort((block.cost, block.moment, block.item))
    item, moment = block.item[order], block.moment[order]
    width = block.upper[order]
    same = (item[1:] == item[:-1]) & (moment[1:] == moment[:-1])
    # A block without columns has neither a first nor a last one.
    first = np.append(True, ~same)[: item.size]
    last = np.append(~same, True)[: item.size]
    group = np.cumsum(first) - 1
    foot = np.cumsum(width) - width
    return Curves(
        block.start + order,
        moment,
        order,
        width,
        block.cost[order],
        first,
        last,
        group,
        foot - foot[first][group],
    )


def _on_curve(
    at: Index,
    part: Floats,
    steps: tuple[Floats, Floats],
    ends: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> Floats:
    """Return the cost on the line through the middles of a step and its neighbour."""
    width, cost = steps
    first, last = ends
    beyond = part[at] - 0.5
    up = np.minimum(at + 1, cost.size - 1)
    down = np.maximum(at - 1, 0)
    neighbour = np.where(beyond >= 0, up, down)
    lone = np.where(beyond >= 0, last[at], first[at])
    distance = (width[at] + width[neighbour]) / 2
    rise = np.abs(cost[neighbour] - cost[at]) / distance
    # A neighbour of another participant, or a cap (choke price), gives no slope.
    rise = np.where(lone, 0.0, rise)
    return np.asarray(cost[at] + beyond * width[at] * rise, dtype=np.float64)


def market_prices(program: Program, answer: Answer) -> Floats:
    """Return the price of every row of the base-year balance in every moment.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.

    Returns
    -------
    ndarray (R, M)
        USD/t. Rows that are in surplus (thrown away) have price 0.
    """
    return Pricing(program).read(answer)


class Pricing:
    """Read market prices off answers of one program.

    Minimises Σ w (net·p - MC - r)² + ε Σ (p - dual)² in each moment, with w the root
    of the participant's share and r what other rules (ramps, caps) add to its margin.
    All moments are solved as one sparse system of R·M rows.

    Parameters
    ----------
    program : Program
        What its answers share is laid out once.
    """

    def __init__(self, program: Program) -> None:
        n = program.network
        group = program.group("balance")
        rows = np.arange(group.start, group.start + group.size)
        others = np.setdiff1d(np.arange(program.matrix.shape[0]), rows)
        by_row = sparse.csr_array(program.matrix)
        self._curves = [curves_of(n.blocks[name]) for name in _SPEAKING]
        self._columns = [n.blocks[name].columns for name in _SPEAKING]
        self._rows, self._others = rows, others
        self._balance = by_row[rows]
        self._net = sparse.csr_array(self._balance.T)
        self._rest = sparse.csr_array(by_row[others].T)
        self._weight = n.moments.weight
        self._anchor = n.calibration.anchor * KT

    def read(self, answer: Answer) -> Floats:
        """Return the price of every row of the balance in every moment.

        Parameters
        ----------
        answer : Answer
            Of the program.

        Returns
        -------
        ndarray (R, M)
            USD/t. Rows that are in surplus (thrown away) have price 0.
        """
        moments, count = self._weight.size, self._anchor.size
        dual = answer.dual[self._rows].reshape(moments, count) / self._weight[:, None]
        heard = [
            curves.heard(answer.value[columns])
            for curves, columns in zip(self._curves, self._columns, strict=True)
        ]
        column, moment, cost, quantity = (
            np.concatenate([getattr(v, name) for v in heard])
            for name in ("column", "moment", "cost", "quantity")
        )
        # What all rules but the balances add to the participants' margins.
        other = self._rest[column] @ answer.dual[self._others]
        said = cost - other / self._weight[moment]
        loud = _loudness(quantity, moment, moments)
        net = self._net[column]
        prices = _fitted((net, said, loud), moment, dual, self._anchor)
        activity = self._balance @ answer.value
        idle = (activity > 1e-6) & (np.abs(answer.dual[self._rows]) < 1e-9)
        prices[idle.reshape(moments, count)] = 0.0
        return np.asarray(prices.T / KT, dtype=np.float64)


def _loudness(quantity: Floats, moment: Index, moments: int) -> Floats:
    """Weigh participants by the root of their tonnage, so that none drowns the rest."""
    most = np.zeros(moments)
    np.maximum.at(most, moment, quantity)
    return np.asarray(np.sqrt(quantity / np.maximum(most, 1e-9)[moment]))


def _fitted(
    heard: tuple[sparse.csr_array, Floats, Floats],
    moment: Index,
    dual: Floats,
    anchor: Floats,
) -> Floats:
    """Solve the least squares, every residual relative to its price (M, R)."""
    net, said, loud = heard
    moments, count = dual.shape
    price = np.tile(anchor, moments)
    scale = 1.0 / np.maximum(abs(net) @ price, 1e-9)
    weighted = sparse.csr_array(net.multiply((loud * scale**2)[:, None]))
    middle = np.ones(moments)
    for t in range(moments):
        mine = loud[moment == t]
        middle[t] = _ANCHOR * np.median(mine) if mine.size else 1.0
    pull = np.repeat(middle, count) / price**2
    normal = weighted.T @ net + sparse.diags_array(pull)
    right = weighted.T @ said + pull * dual.ravel()
    solved = linalg.splu(sparse.csc_array(normal), permc_spec="MMD_AT_PLUS_A").solve(
        right
    )
    return np.asarray(solved.reshape(moments, count), dtype=np.float64)
