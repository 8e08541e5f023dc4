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


def voices(block: Block, value: Floats) -> Voice:
    """Return the marginal cost of each participant of a block on its smooth curve.

    The curve runs through the middles of the steps. A participant in its last step's
    end is at a limit and has no say; nor has an idle one.

    Parameters
    ----------
    block : Block
        Steps of sites, pairs or uses.
    value : ndarray (C,)
        kt/a of each step.

    Returns
    -------
    Voice
        O(C log C).
    """
    order = np.lexsort((block.cost, block.moment, block.item))
    item, moment = block.item[order], block.moment[order]
    width, cost = block.upper[order], block.cost[order]
    same = (item[1:] == item[:-1]) & (moment[1:] == moment[:-1])
    # A block without columns has neither a first nor a last one.
    first = np.append(True, ~same)[: item.size]
    last = np.append(~same, True)[: item.size]
    group = np.cumsum(first) - 1
    total = np.bincount(group, value[order])
    # Steps of one cost (a capped worth) are a tie that a solver breaks as it likes, so
    # every stair is filled from its foot.
    foot = np.cumsum(width) - width
    part = np.clip((total[group] - (foot - foot[first][group])) / width, 0.0, 1.0)
    # The marginal step: the last one taken at all.
    used = np.flatnonzero(part > 1e-9)
    margin = np.full(total.size, -1)
    margin[group[used]] = used
    active = margin >= 0
    at = margin[active]
    free = ~(last[at] & (part[at] >= 1.0 - 1e-9))
    at = at[free]
    return Voice(
        block.start + order[at],
        moment[at],
        _on_curve(at, part, (width, cost), (first, last)),
        total[active][free],
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

    Minimises Σ w (net·p - MC - r)² + ε Σ (p - dual)² in each moment, with w the root
    of the participant's share and r what other rules (ramps, caps) add to its margin.
    All moments are solved as one sparse system of R·M rows.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.

    Returns
    -------
    ndarray (R, M)
        USD/t. Rows that are in surplus (thrown away) have price 0.
    """
    n = program.network
    rows = program.group("balance").rows
    m = n.moments
    count = n.calibration.balance.row_place.size
    dual = answer.dual[rows].reshape(len(m), count) / m.weight[:, None]
    other = _other_rules(program, answer)
    heard = [
        voices(n.blocks[name], answer.value[n.blocks[name].columns])
        for name in ("make", "ship", "open", "use")
    ]
    column, moment, cost, quantity = (
        np.concatenate([getattr(v, name) for v in heard])
        for name in ("column", "moment", "cost", "quantity")
    )
    said = cost - other[column] / m.weight[moment]
    net = _nets(program, column)
    anchor = n.calibration.anchor * KT
    loud = _loudness(quantity, moment, len(m))
    prices = _fitted((net, said, loud), moment, dual, anchor)
    prices[_surplus_rows(program, answer, count)] = 0.0
    return np.asarray(prices.T / KT, dtype=np.float64)


def _nets(program: Program, column: Index) -> sparse.csr_array:
    """Return what each column brings to the balances of all moments (V, M·R)."""
    rows = program.group("balance").rows
    return sparse.csr_array(program.matrix[rows, :][:, column].T)


def _other_rules(program: Program, answer: Answer) -> Floats:
    """Return what all rules but the balances add to every column's margin."""
    duals = answer.dual.copy()
    duals[program.group("balance").rows] = 0.0
    return np.asarray(program.matrix.T @ duals, dtype=np.float64)


def _surplus_rows(program: Program, answer: Answer, count: int) -> NDArray[np.bool_]:
    """Return the rows (M, R) in which goods are left over and the dual is nil."""
    group = program.group("balance")
    activity = (program.matrix @ answer.value)[group.rows]
    idle = (activity > 1e-6) & (np.abs(answer.dual[group.rows]) < 1e-9)
    return np.asarray(idle.reshape(-1, count))


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
