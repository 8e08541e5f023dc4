"""Strain is what a disruption changes on stairs beside cutting them: costs and caps."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepath.plan.branch import Pressure
from orepath.plan.network import KT, Network
from orepath.plan.policy.supply import pairs_of
from orepath.plan.pressure import SHIPPING, made_price
from orepath.plan.program import Program

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Priced:
    """Hold which stairs become dearer with what, and their base prices.

    Parameters
    ----------
    make, run, ship : ndarray of int
        Stairs of sites, of projects that make, and of shipments of every kind.
    pair : ndarray of int
        Trade pair of each stair of ``ship``.
    made, built, bought : ndarray (K,), (J,), (F,)
        Base price of what sites and projects make, and of each pair's goods at its
        origin, USD million per kt.
    """

    make: Index
    run: Index
    ship: Index
    pair: Index
    made: Floats
    built: Floats
    bought: Floats

    def dearer(self, pressure: Pressure, item: Index) -> tuple[Floats, Floats]:
        """Return what stairs cost more, and the duty in it, USD million per kt (T, S).

        Parameters
        ----------
        pressure : Pressure
            Of T years.
        item : ndarray of int (S,)
            Site or project of each stair.
        """
        levy = np.zeros((pressure.pair_cost.shape[0], item.size))
        levy[:, self.ship] = (pressure.duty_rate * self.bought)[:, self.pair]
        extra = levy.copy()
        freight = pressure.pair_cost * KT + pressure.pair_rate * self.bought
        extra[:, self.ship] += freight[:, self.pair]
        extra[:, self.make] = (pressure.site_rate * self.made)[:, item[self.make]]
        extra[:, self.run] = (pressure.project_rate * self.built)[:, item[self.run]]
        return extra, levy


def priced_of(
    n: Network, names: tuple[str, ...], block: Index, column: Index
) -> Priced:
    """Return which stairs become dearer with what.

    Parameters
    ----------
    n : Network
        The plan's.
    names : tuple of str
        Blocks of columns.
    block, column : ndarray of int (S,)
        Position in ``names``, and a column of the program, of each stair.
    """
    b = n.calibration.balance
    of = {name: np.flatnonzero(block == i) for i, name in enumerate(names)}
    ship = [of[name] for name in SHIPPING]
    pair = [
        pairs_of(n, name)[column[mine] - n.blocks[name].start]
        for name, mine in zip(SHIPPING, ship, strict=True)
    ]
    made, built = made_price(n)
    bought = n.calibration.price[b.row_index(b.pair_commodity, b.pair_origin)]
    return Priced(
        of["make"],
        of["run"],
        np.concatenate(ship),
        np.concatenate(pair),
        made * KT,
        built * KT,
        bought * KT,
    )


@dataclass(frozen=True)
class Caps:
    """Hold the rows that cap what groups of trade pairs ship.

    Parameters
    ----------
    row : ndarray of int (Q,)
        Of the program, or of a dispatch; -1 for a group none of which can ship.
    exported : ndarray (Q,)
        What each group ships in the base year, grown, kt/a.
    """

    row: Index
    exported: Floats

    def __len__(self) -> int:
        """Return the number of groups."""
        return self.row.size

    def of(self, pressure: Pressure) -> Floats:
        """Return how much each group may ship in T years, kt/a (T, Q).

        Parameters
        ----------
        pressure : Pressure
            Of these groups, or of none.
        """
        if pressure.quota.shape[1] != len(self):
            return np.full((pressure.quota.shape[0], len(self)), np.inf)
        free = np.isinf(pressure.quota)
        part = np.where(free, 0.0, pressure.quota)
        return np.where(free, np.inf, part * self.exported)

    def within(self, rows: Index) -> "Caps":
        """Return the same with rows counted among some.

        Parameters
        ----------
        rows : ndarray of int
            Rows of the program that were kept, rising; one at least.
        """
        at = np.minimum(np.searchsorted(rows, self.row), rows.size - 1)
        return replace(self, row=np.where(rows[at] == self.row, at, -1))


def caps_of(program: Program, moment: int) -> Caps:
    """Return the rows that cap groups of pairs in one moment of a program.

    Parameters
    ----------
    program : Program
        With its branches.
    moment : int
        A disrupted moment, or the undisturbed one beside it.
    """
    n = program.network
    first = sum(group.start for group in program.groups if group.rule == "quota")
    for at, branch in zip(n.moments.branches, n.branches, strict=True):
        if branch.pressure is None:
            continue
        groups = branch.pressure.capped
        if at == moment:
            shipped = n.calibration.year.quantity[n.calibration.balance.pairs] * KT
            exported = groups @ (shipped * n.pair_growth[:, moment])
            return Caps(first + np.arange(groups.shape[0]), exported)
        first += groups.shape[0]
    return Caps(np.zeros(0, dtype=np.int64), np.zeros(0))
