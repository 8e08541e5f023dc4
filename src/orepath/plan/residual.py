"""The residual: what the focus actor gains of a tonne more or less, step by step.

The rest of the world answers a tonne that a project brings with a lower price, on all
that is bought and sold. So before a plan is tried, the market is asked what it gives
for quantities up to all that the projects could bring or take, good by good. The
answers are steps of *marginal expenditure*; on them a small program of the projects
alone finds a plan worth trying. It is never believed before the market confirms it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan
from orepath.plan.arrays import Arrays
from orepath.plan.assemble import program_of
from orepath.plan.engine import Engine
from orepath.plan.market import Markets
from orepath.plan.single import Market
from orepath.plan.worth import Starts

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

# Steps over all that the projects could bring or take of a good.
STEPS = 8
# Steps are asked for up to this many times what moves of the good in its base year.
_REACH = 0.5
# Part of the small program's objective that may stay unproven.
_GAP = 1e-3
# Columns of the market itself; all others belong to projects.
_OF_MARKET = ("make", "ship", "open", "use", "excess")


@dataclass(frozen=True)
class Steps:
    """Hold what the focus actor gains of goods brought to one row of the balance.

    Parameters
    ----------
    row : int
        Base-year row: a good at a place.
    width : ndarray (S,)
        kt/a; the steps run from the most that can be taken to the most brought.
    gain : ndarray (S, M)
        USD million per kt in each moment, never rising: what nobody pays more for the
        more there is of it.
    low : float
        Where the first step begins, kt/a; less than 0 where projects take goods.
    price : ndarray (M,)
        Where nothing is brought, USD million per kt.
    share : float
        Part of the projects' profit that ``gain`` counts as the focus actor's.
    """

    row: int
    width: Floats
    gain: Floats
    low: float
    price: Floats
    share: float


@dataclass(frozen=True)
class Small:
    """Hold the small program of the projects of one market.

    Parameters
    ----------
    lp : Arrays
        Columns of projects first, in the order of the program, then steps.
    starts : ndarray
        Positions of the ``start`` columns, in the order of their block.
    labels : tuple of (project, year)
        What each of them starts.
    """

    lp: Arrays
    starts: Index
    labels: Starts


def falling(gain: Floats, width: Floats) -> Floats:
    """Return the nearest gains that never rise from step to step (S, M).

    Steps that rise are pooled with their neighbours, weighed by width.

    Parameters
    ----------
    gain : ndarray (S, M)
        Gain of each step.
    width : ndarray (S,)
        Its width.

    Examples
    --------
    >>> falling(np.array([[3.0], [1.0], [2.0]]), np.ones(3)).ravel().tolist()
    [3.0, 1.5, 1.5]
    """
    found = np.empty_like(gain)
    for m in range(gain.shape[1]):
        pools: list[tuple[float, float, int]] = []
        for value, wide in zip(gain[:, m], width, strict=True):
            pools.append((float(value), float(wide), 1))
            while len(pools) > 1 and pools[-1][0] > pools[-2][0]:
                (a, wa, na), (b, wb, nb) = pools[-2:]
                pools[-2:] = [((a * wa + b * wb) / (wa + wb), wa + wb, na + nb)]
        found[:, m] = np.repeat([p[0] for p in pools], [p[2] for p in pools])
    return found


def chosen(
    markets: Markets, smalls: Sequence[Small], radius: int, at: Starts
) -> Starts:
    """Solve the small programs of all markets together, under their shared budgets.

    Parameters
    ----------
    markets : Markets
        For the budgets.
    smalls : sequence of Small
        One a market.
    radius : int
        How many starts may differ from ``at``.
    at : tuple of (project, year)
        The plan to stay near.
    """
    labels = [label for small in smalls for label in small.labels]
    if not labels:
        return ()
    sizes = np.cumsum([0, *(small.lp.cost.size for small in smalls)])
    starts = np.concatenate(
        [small.starts + first for small, first in zip(smalls, sizes, strict=False)]
    )
    near, far = _limits(markets, labels, starts, at)
    upper = np.append(far, radius - len(set(at) & set(labels)))
    extra = sparse.coo_array(
        (near.data, (near.row, near.col)), shape=(upper.size, int(sizes[-1]))
    )
    each = [small.lp for small in smalls]
    lp = Arrays(
        np.concatenate([one.cost for one in each]),
        sparse.csc_array(
            sparse.vstack([sparse.block_diag([one.matrix for one in each]), extra])
        ),
        np.concatenate(
            [*(one.row_lower for one in each), np.full(upper.size, -np.inf)]
        ),
        np.concatenate([*(one.row_upper for one in each), upper]),
        np.concatenate([one.lower for one in each]),
        np.concatenate([one.upper for one in each]),
    )
    engine = Engine(lp, whole=starts)
    if engine.run(gap=_GAP).status != "optimal":
        return ()
    taken = engine.value[starts] > 0.5
    return tuple(sorted(s for s, some in zip(labels, taken, strict=True) if some))


def _limits(
    markets: Markets, labels: Sequence[tuple[str, int]], starts: Index, at: Starts
) -> tuple[sparse.coo_array, Floats]:
    """Return the rows of the budgets and of the nearness, and the budgets' limits."""
    bills = markets.bills(labels)
    held = set(at)
    moved = np.array([[-1.0 if label in held else 1.0 for label in labels]])
    values = np.vstack([*(bill for bill, _ in bills), moved])
    row, col = np.nonzero(values)
    shape = (len(bills) + 1, int(starts.max()) + 1)
    rows = sparse.coo_array((values[row, col], (row, starts[col])), shape=shape)
    return rows, np.array([limit for _, limit in bills])


def small_of(market: Market) -> Small:
    """Return the small program of one market's projects, asking the market for steps.

    Parameters
    ----------
    market : Market
        Asked once for every step of every good that projects bring or take. Where
        states of a disrupted year are drawn, it is asked without them: a proposal need
        not weigh dozens of years.
    """
    market = _plain(market)
    program, n = market.program, market.program.network
    own = np.concatenate(
        [block.index for name, block in n.blocks.items() if name not in _OF_MARKET]
    )
    if not n.blocks["start"].size:
        return _nothing()
    group = program.group("balance")
    part = sparse.csr_array(program.matrix[:, own])
    whole = np.diff(sparse.csr_array(program.matrix).indptr)
    kept = np.flatnonzero((np.diff(part.indptr) == whole) & (whole > 0))
    balance = part[group.rows]
    count = n.calibration.balance.row_place.size
    touched = np.flatnonzero(np.diff(balance.indptr))
    shares = _shares(market)[own]
    steps = {
        row: _steps(
            market, row, *_range(balance, program.upper[own], shares, row, count)
        )
        for row in sorted({int(r) for r in touched % count})
    }
    weight = n.moments.weight
    brought, cost, most = _laid(steps, touched, weight, count)
    low = np.array([steps[int(r % count)].low for r in touched])
    kept = np.setdiff1d(kept, np.arange(group.start, group.start + group.size))
    kept = np.setdiff1d(kept, _budget_rows(market))
    inner = sparse.hstack(
        [part[kept], sparse.csr_array((kept.size, cost.size))], format="csr"
    )
    outer = sparse.hstack([balance[touched], -brought], format="csr")
    matrix = sparse.csc_array(sparse.vstack([outer, inner]))
    block = n.blocks["start"]
    names = n.projects["project"].to_list()
    return Small(
        Arrays(
            np.append(
                shares * program.cost[own]
                - _uneven(balance, steps, shares, weight, count),
                cost,
            ),
            matrix,
            np.append(low, program.row_lower[kept]),
            np.append(np.full(low.size, np.inf), program.row_upper[kept]),
            np.append(program.lower[own], np.zeros(cost.size)),
            np.append(program.upper[own], most),
        ),
        np.searchsorted(own, block.index),
        tuple(
            (names[j], int(n.moments.first[t]))
            for j, t in zip(block.item, block.moment, strict=True)
        ),
    )


def _nothing() -> Small:
    """Return the small program of a market in which nothing can be started."""
    none = np.zeros(0)
    matrix = sparse.csc_array((0, 0))
    arrays = Arrays(none, matrix, none, none, none, none)
    return Small(arrays, np.zeros(0, dtype=np.int64), ())


def _plain(market: Market) -> Market:
    """Return a market with its recorded disruptions in place of drawn states."""
    n = market.program.network
    shocks = n.case.table("shocks")
    chance = dict(shocks.select("shock", "probability").iter_rows())
    kept = tuple(
        replace(branch, probability=chance.get(branch.name, branch.probability))
        for branch in n.branches
        if branch.name in chance or not branch.weighs
    )
    if len(kept) == len(n.branches) or sum(b.probability for b in kept) >= 1.0:
        return market
    return Market(program_of(n.case, n.calibration, kept))


def _budget_rows(market: Market) -> Index:
    """Return the rows of budgets: they are shared with other markets."""
    for group in market.program.groups:
        if group.rule == "budget":
            return np.arange(group.start, group.start + group.size)
    return np.zeros(0, dtype=np.int64)


def _shares(market: Market) -> Floats:
    """Return the focus actor's part of every column of projects (columns,)."""
    share = np.ones(market.program.cost.size)
    for name, block in market.program.network.blocks.items():
        if name not in _OF_MARKET:
            share[block.columns] = market.shares.projects[block.item]
    return share


def _range(
    balance: sparse.csr_array, upper: Floats, shares: Floats, row: int, count: int
) -> tuple[tuple[float, float], float]:
    """Return the most that projects take from a row and bring to it, kt/a.

    And the focus actor's mean part in them.
    """
    entries = sparse.coo_array(balance[row::count])
    value = entries.data * upper[entries.col]
    down = np.bincount(entries.row, np.minimum(value, 0.0))
    up = np.bincount(entries.row, np.maximum(value, 0.0))
    mean = np.average(shares[entries.col], weights=np.abs(value) + 1e-12)
    return (float(down.min(initial=0.0)), float(up.max(initial=0.0))), float(mean)


def _uneven(
    balance: sparse.csr_array,
    steps: dict[int, Steps],
    shares: Floats,
    weight: Floats,
    count: int,
) -> Floats:
    """Return what projects owned more than the mean earn beyond it, at the price."""
    entries = sparse.coo_array(balance)
    row, moment = entries.row % count, entries.row // count
    price = np.array([steps[int(r)].price[m] for r, m in zip(row, moment, strict=True)])
    mean = np.array([steps[int(r)].share for r in row])
    more = (shares[entries.col] - mean) * entries.data * price * weight[moment]
    return np.bincount(entries.col, more, minlength=shares.size).astype(np.float64)


def _steps(market: Market, row: int, ends: tuple[float, float], share: float) -> Steps:
    """Ask the market what a good is worth to the focus actor, step by step."""
    reach = _REACH * _moved(market, row)
    knots = _knots(max(ends[0], -reach), min(ends[1], reach))
    found = [_asked(market, row, float(y)) for y in knots]
    # What cannot be taken away is no step.
    known = [i for i, one in enumerate(found) if one is not None]
    knots = knots[known]
    surplus, price = (
        np.array([one[k] for one in found if one is not None]) for k in (0, 1)
    )
    width = np.diff(knots)
    gain = np.diff(surplus + share * price * knots[:, None], axis=0) / width[:, None]
    at = int(np.argmin(np.abs(knots)))
    return Steps(row, width, falling(gain, width), float(knots[0]), price[at], share)


def _knots(low: float, high: float) -> Floats:
    """Return the ends of the steps between two quantities, 0 among them."""
    down = round(STEPS * -low / max(high - low, 1e-12))
    down = min(max(down, int(low < 0)), STEPS - int(high > 0))
    return np.unique(
        np.append(
            np.linspace(low, 0.0, down + 1), np.linspace(0.0, high, STEPS + 1 - down)
        )
    )


def _moved(market: Market, row: int) -> float:
    """Return what moves of a good at a place in the base year, kt/a."""
    calibration = market.program.network.calibration
    flows = calibration.balance.matrix[[row], :].maximum(0.0)
    return float((flows @ calibration.year.quantity)[0]) * 1e-3


def _asked(market: Market, row: int, quantity: float) -> tuple[Floats, Floats] | None:
    """Return surplus and price by moment; None where so much cannot be taken away."""
    try:
        return market.gifted(row, quantity)
    except InfeasiblePlan:
        return None


def _laid(
    steps: dict[int, Steps], touched: Index, weight: Floats, count: int
) -> tuple[sparse.csr_array, Floats, Floats]:
    """Lay steps over the touched rows of all moments: matrix, cost and upper limit."""
    rows, costs, most = [], [], []
    for at, row in enumerate(touched):
        one, moment = steps[int(row % count)], int(row // count)
        rows.append(np.full(one.width.size, at))
        costs.append(-one.gain[:, moment] * weight[moment])
        most.append(one.width)
    # Where projects bring and take no goods there are no steps at all.
    row_of = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    matrix = sparse.csr_array(
        sparse.coo_array(
            (np.ones(row_of.size), (row_of, np.arange(row_of.size))),
            shape=(touched.size, row_of.size),
        )
    )
    none = np.zeros(0)
    return matrix, np.concatenate([none, *costs]), np.concatenate([none, *most])
