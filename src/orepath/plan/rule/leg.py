"""Legs are shared: a strait or a stop carries so much of all goods together."""

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.network import KT, Network
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.project import contract_pair, figure, of_kind, project_rows
from orepath.world.case import Case
from orepath.world.route import route_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def passing(n: Network, stop: str) -> Flags:
    """Return which trade pairs have a route over a stop (F,).

    Parameters
    ----------
    n : Network
        With its case.
    stop : str
        A word of ``via`` in the table of routes.
    """
    return np.array([stop in stops for stops in _stops(n.case)], dtype=bool)


@remembered
def _stops(case: Case) -> tuple[frozenset[str], ...]:
    """Return the stops on the route of every trade pair."""
    via = route_of(case)["via"].to_list()
    return tuple(frozenset((words or "").split()) for words in via)


def shipping(n: Network, pairs: Flags) -> dict[str, Flags]:
    """Return which items of each block of shipments belong to some pairs.

    Parameters
    ----------
    n : Network
        With its blocks.
    pairs : ndarray of bool (F,)
        Trade pairs.

    Returns
    -------
    dict of str to ndarray of bool
        For ``ship`` and ``open`` by pair, for ``haul`` by project.
    """
    hauls = np.zeros(n.projects.height, dtype=bool)
    for j in np.unique(n.blocks["haul"].item):
        hauls[j] = pairs[contract_pair(n, int(j))]
    return {"ship": pairs, "open": pairs, "haul": hauls}


def leg_capacity(draft: Draft) -> None:
    """Let no more pass a stop than it can carry, of all goods together.

    Σ f - Σ_j Σ_s size_j · running[j,s,t(m)] · start[j,s] ≤ capacity, over shipments and
    contracts whose route passes the stop, and over its upgrades j. A stop that carried
    more in the base year can carry that. Rows are written only where all that could be
    shipped at the most exceeds the capacity: all others hold by themselves.
    """
    n = draft.network
    parts: list[Triplets] = []
    limits: list[float] = []
    names: list[str] = []
    carried = n.calibration.year.quantity[n.calibration.balance.pairs]
    table = n.case.table("capacities")
    for stop, capacity in zip(table["stop"], table["capacity"], strict=True):
        columns, moment, upper = _shipped(n, stop)
        most = max(capacity, float(carried[passing(n, stop)].sum()))
        possible = np.bincount(moment, upper, minlength=len(n.moments))
        for m in np.flatnonzero(possible > most * KT):
            here = columns[moment == m]
            row = len(limits)
            parts.append((np.full(here.size, row), here, np.ones(here.size)))
            parts.append(_widened(n, stop, int(m), row))
            limits.append(most * KT)
            names.append(f"{stop}, {n.moments.label[m]}")
    if limits:
        draft.add(
            "leg capacity",
            stacked(parts),
            (np.full(len(limits), -np.inf), np.array(limits)),
            lambda i: names[i],
        )


def _shipped(
    n: Network, stop: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return columns, moments and upper limits of all that passes a stop."""
    found = []
    for name, mine in shipping(n, passing(n, stop)).items():
        block = n.blocks[name]
        hit = np.flatnonzero(mine[block.item])
        found.append((block.index[hit], block.moment[hit], block.upper[hit]))
    columns, moment, upper = (
        np.concatenate(arrays) for arrays in zip(*found, strict=True)
    )
    return columns, moment, upper


def _widened(n: Network, stop: str, moment: int, row: int) -> Triplets:
    """Return what the start of each upgrade of a stop adds to its capacity."""
    start, rows = n.blocks["start"], project_rows(n)
    upgrades = [j for j in of_kind(n, "upgrade") if rows[j]["stop"] == stop]
    mine = np.isin(start.item, upgrades)
    j, begun = start.item[mine], start.moment[mine]
    size = figure(n, "size")[j] * KT
    more = size * n.running[j, begun, n.moments.trunk[moment]]
    some = np.flatnonzero(more)
    return np.full(some.size, row), start.index[mine][some], -more[some]
