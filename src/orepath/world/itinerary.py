"""An itinerary is the cheapest way of each pair of places, walked back step by step.

All pairs are chosen from the same shortest-path trees and walked at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from orepath.world.passage import MODES, Passages

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Hold the pairs asked for, the end chosen for each, and the trees they stand in.

    Parameters
    ----------
    origin, destination : list of str
        Places or points, pair by pair.
    row, end : ndarray of shape (P,)
        Which tree the way stands in, and the spot at which it ends; −1 where no way is
        open.
    sources : ndarray of shape (S,)
        The spot at the root of each tree.
    before : ndarray of shape (S, V)
        The spot before each spot of a tree.
    """

    origin: list[str]
    destination: list[str]
    row: Ints
    end: Ints
    sources: Ints
    before: Ints


def chosen(
    net: Passages,
    sides: dict[str, tuple[str, ...]],
    asked: tuple[tuple[str, ...], tuple[str, ...]],
    shut: frozenset[str],
) -> Pairs:
    """Choose the cheapest pair of points for every pair of places.

    Parameters
    ----------
    net : Passages
        The steps of a cargo.
    sides : dict of str to tuple of str
        The points at which each place may load or discharge.
    asked : tuple of two tuples of str
        Origins and destinations; a place with itself is left out.
    shut : frozenset of str
        What nothing may pass.

    Returns
    -------
    Pairs
        In the order asked, destinations within origins.
    """
    starts = list(dict.fromkeys(name for place in asked[0] for name in sides[place]))
    sources = np.array([net.departs[name] for name in starts], dtype=np.int64)
    cost, before = dijkstra(net.matrix(shut), indices=sources, return_predecessors=True)
    rows = {name: spot for spot, name in enumerate(starts)}
    targets = [
        np.array([net.arrives[name] for name in sides[place]]) for place in asked[1]
    ]
    origin, destination, row, end = [], [], [], []
    for place in asked[0]:
        mine = np.array([rows[name] for name in sides[place]])
        best = cost[mine].argmin(axis=0)
        least = cost[mine, :].min(axis=0)
        for other, spots in zip(asked[1], targets, strict=True):
            if other == place:
                continue
            spot = spots[least[spots].argmin()]
            open_ = np.isfinite(least[spot])
            origin.append(place)
            destination.append(other)
            row.append(int(mine[best[spot]]) if open_ else -1)
            end.append(int(spot) if open_ else -1)
    return Pairs(
        origin, destination, np.array(row, dtype=np.int64),
        np.array(end, dtype=np.int64), sources, before.astype(np.int64),
    )  # fmt: skip


@dataclass(frozen=True)
class Walk:
    """Hold what the chosen ways add up to, pair by pair.

    Parameters
    ----------
    pairs : Pairs
    cost, days : ndarray of shape (P, K)
        Quantities on each rate.
    modes : ndarray of shape (P, M)
        km by mode.
    worst : ndarray of shape (P,)
        0, 1, 2 for grade A, B, C.
    codes : tuple of two ndarray
        Pairs and the codes that they pass, in order.
    """

    pairs: Pairs
    cost: NDArray[np.float64]
    days: NDArray[np.float64]
    modes: NDArray[np.float64]
    worst: Ints
    codes: tuple[Ints, Ints]


def walked(net: Passages, pairs: Pairs) -> Walk:
    """Walk all ways back from their ends at once, one step of each a round.

    Returns
    -------
    Walk

    Notes
    -----
    O(P · steps of the longest way · K).
    """
    count = len(pairs.origin)
    cost = np.zeros((count, net.cost.shape[1]))
    days = np.zeros((count, net.days.shape[1]))
    modes = np.zeros((count, len(MODES)))
    worst = np.zeros(count, dtype=np.int64)
    passed: list[tuple[Ints, Ints]] = []
    on = np.flatnonzero(pairs.end >= 0)
    at = pairs.end[on]
    while on.size:
        before = pairs.before[pairs.row[on], at]
        step = net.step[before, at]
        cost[on] += net.cost[step]
        days[on] += net.days[step]
        modes[on, net.mode[step]] += net.km[step]
        worst[on] = np.maximum(worst[on], net.grade[step])
        passed += [(on, net.codes[step, k]) for k in range(net.codes.shape[1])[::-1]]
        going = before != pairs.sources[pairs.row[on]]
        on, at = on[going], before[going]
    which = np.concatenate([np.zeros(0, dtype=np.int64), *(p for p, _ in passed[::-1])])
    code = np.concatenate([np.zeros(0, dtype=np.int64), *(c for _, c in passed[::-1])])
    real = code >= 0
    return Walk(pairs, cost, days, modes, worst, (which[real], code[real]))
