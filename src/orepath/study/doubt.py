"""A doubtful figure is one cell of a case with a range, and what may hang on it.

Which figures are worth finding out is settled by solving (``information``); this room
only chooses which to try. For each figure it asks by how much its range moves the
receipts or costs of every project, and whether that could outweigh what the project
gains or lacks. A figure that can turn no project comes after all that can.

Prices of one chain are one doubt. A dear year for a metal is a dear year for its ore;
were the ore's price moved alone, the margin between the two would swing as it never
does, and a plant would seem to hang on the price of its ore.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.plan.result import Plan
from orepath.study.stake import Stake, columns_with_range
from orepath.study.variant import Cell
from orepath.study.weight import WEIGHED
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME, TABLES

Floats = NDArray[np.float64]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Span:
    """Hold one cell of a case with its range.

    Parameters
    ----------
    cell : Cell
        Where it stands.
    value, low, high : float
        In the inner unit.
    """

    cell: Cell
    value: float
    low: float
    high: float

    def at(self, part: float) -> float:
        """Return the number some part of the way to an end of the range.

        Parameters
        ----------
        part : float
            -1 is the low end, 0 the value, 1 the high end.

        Examples
        --------
        >>> span = Span(Cell("prices", "price", 0), 100.0, 80.0, 160.0)
        >>> span.at(-1.0), span.at(0.5)
        (80.0, 130.0)
        """
        end = self.high if part > 0 else self.low
        return self.value + abs(part) * (end - self.value)


@dataclass(frozen=True)
class Doubt:
    """Hold one figure of which nobody is sure, and those that move with it.

    Parameters
    ----------
    cell : Cell
        Where it stands.
    value, low, high : float
        In the inner unit.
    unit : str
        That unit.
    turns : float
        By how much half its range could outweigh what a change of the plan gives up,
        summed over the projects, discounted USD million; 0 where it can turn none.
    money : float
        What half its range moves in all projects, discounted USD million.
    rate : tuple of (str, float)
        The projects it moves, and by how much, USD million a year.
    grade, source, note : str
        Its evidence; of several figures the worst grade and all sources.
    others : tuple of Span
        Prices of the same chain, which stand as low or as high in their ranges.
    """

    cell: Cell
    value: float
    low: float
    high: float
    unit: str
    turns: float
    money: float
    rate: tuple[tuple[str, float], ...]
    grade: str
    source: str
    note: str
    others: tuple[Span, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Return the rows of all figures moved, the weightiest first."""
        return (self.cell.row, *(one.cell.row for one in self.others))

    def put(self, value: float) -> dict[Cell, float]:
        """Return what every cell holds once the figure has a value.

        Parameters
        ----------
        value : float
            Of the figure itself; the others stand alike between their ends.
        """
        if value >= self.high:
            part = 1.0
        elif value <= self.low:
            part = -1.0
        else:
            end = self.high if value > self.value else self.low
            part = abs(value - self.value) / abs(end - self.value)
            part = part if value > self.value else -part
        return {self.cell: value} | {o.cell: o.at(part) for o in self.others}


def doubts_of(
    plan: Plan, most: int | None = None, *, apart: bool = False
) -> tuple[Doubt, ...]:
    """Return the figures of a case that have a range, the weightiest first.

    Parameters
    ----------
    plan : Plan
        For its case, base year, horizon, and what each project gains or lacks.
    most : int or None
        How many; None returns all that move any money.
    apart : bool
        Whether each price is moved by itself. Otherwise the prices of a chain (of
        :func:`chains`), of all its goods at all places, are one doubt: each stands at
        its own low end, or each at its own high end.

    Returns
    -------
    tuple of Doubt
        By ``turns``, then by ``money``. Policies are left out: they are chosen, not
        found out.

    Notes
    -----
    Published prices of an ore, its concentrate and its metal rise and fall together,
    and so do those of one good at several places. What the margin between two of them
    is in doubt by is told by the costs, recipes and freight between them, which are
    figures of their own.
    """
    stake = Stake(plan)
    found = list(_all_doubts(stake))
    if not apart:
        found = _joined(stake, found)
    doubts = [doubt for doubt, _ in found if doubt.money > 0.0]
    doubts.sort(key=lambda one: (-one.turns, -one.money, one.cell.where))
    return tuple(doubts[:most])


def chains(case: Case) -> dict[str, str]:
    """Return of every good by which other its chain is known.

    A chain is what is made of what, of one mineral: two of its goods hang together
    where a process takes the one in to make the other. A by-product of another mineral
    has a market of its own.

    Parameters
    ----------
    case : Case
        For its recipes.

    Returns
    -------
    dict of str to str
        Every good of the case to the first good of its chain.
    """
    mineral = dict(case.table("commodities").select("commodity", "mineral").iter_rows())
    first = {name: name for name in mineral}
    taken = case.table("recipes").filter(direction="in").select("process", "commodity")
    heads = case.table("processes").select("process", "output")
    for good, made in (
        taken.join(heads, on="process").select("commodity", "output").iter_rows()
    ):
        if mineral[good] == mineral[made] and first[good] != first[made]:
            kept, gone = first[good], first[made]
            first = {n: kept if f == gone else f for n, f in first.items()}
    return first


_Found = tuple[Doubt, Floats]
"""A doubt, and what half its range moves in each project, signed, USD m a year."""


def _all_doubts(stake: Stake) -> Iterator[_Found]:
    """Yield every figure with a range that the plan reads."""
    for spec in TABLES:
        frame = stake.case.table(spec.name)
        for name in columns_with_range(frame):
            weigh = WEIGHED.get((spec.name, name))
            if weigh is None:
                continue
            for at, row in enumerate(frame.iter_rows(named=True)):
                value, low, high = (
                    row[f"{name}{end}"] for end in ("", "_low", "_high")
                )
                if value is None or low is None or high is None or not high > low:
                    continue
                rate = weigh(stake, row) * (high - low) / 2e6
                doubt = Doubt(
                    Cell(spec.name, name, at),
                    value,
                    low,
                    high,
                    _unit(BY_NAME[spec.name].column(name).unit, row),
                    0.0,
                    0.0,
                    (),
                    row["grade"],
                    row["source"],
                    row["note"] or "",
                )
                yield _weighed(stake, doubt, rate), rate


def _weighed(stake: Stake, doubt: Doubt, rate: Floats) -> Doubt:
    """Return a doubt with what it moves, and what that could turn."""
    size = np.abs(rate)
    turns, money = _turned(stake, size)
    moved = tuple((stake.names[j], float(size[j])) for j in np.flatnonzero(size))
    return replace(doubt, turns=turns, money=money, rate=moved)


def _joined(stake: Stake, found: Sequence[_Found]) -> list[_Found]:
    """Make one doubt of the prices of every chain."""
    first = chains(stake.case)
    goods = stake.case.table("prices")["commodity"].to_list()
    kept: list[_Found] = []
    groups: dict[str, list[_Found]] = {}
    for doubt, rate in found:
        if doubt.cell.table == "prices":
            chain = groups.setdefault(first[goods[doubt.cell.row]], [])
            chain.append((doubt, rate))
        else:
            kept.append((doubt, rate))
    return kept + [_one(stake, chain, goods) for chain in groups.values()]


def _one(stake: Stake, chain: Sequence[_Found], goods: Sequence[str]) -> _Found:
    """Make one doubt of several prices.

    What a project buys dearer is set against what it sells dearer. Of the prices of one
    good at several places only that counts which moves a project most.
    """
    by_good: dict[str, list[Floats]] = {}
    for doubt, rate in chain:
        by_good.setdefault(goods[doubt.cell.row], []).append(rate)
    net: Floats = np.zeros(len(stake.names))
    for rates in by_good.values():
        each = np.array(rates)
        net += each[np.abs(each).argmax(axis=0), np.arange(net.size)]
    order = sorted((doubt for doubt, _ in chain), key=lambda one: -one.money)
    lead, rest = order[0], order[1:]
    joined = replace(
        lead,
        grade=max(one.grade for one in order),
        source="; ".join(dict.fromkeys(one.source for one in order)),
        others=tuple(Span(o.cell, o.value, o.low, o.high) for o in rest),
    )
    return _weighed(stake, joined, net), net


def _turned(stake: Stake, rate: Floats) -> tuple[float, float]:
    """Return what yearly amounts could turn, and move, summed over the projects."""
    turns, money = dict.fromkeys(stake.names, 0.0), dict.fromkeys(stake.names, 0.0)
    for change, swing in zip(stake.changes, stake.swings(rate).tolist(), strict=True):
        name = change.project
        money[name] = max(money[name], swing)
        turns[name] = max(turns[name], swing - max(change.lack, 0.0))
    return sum(turns.values()), sum(money.values())


def _unit(unit: str, row: Row) -> str:
    """Return the inner unit of a figure, which in some tables the row decides."""
    if unit == "by figure":
        return FIGURE_UNITS.get(row["figure"], "")
    if " or " in unit:
        stock, other = reversed(unit.split(" or "))
        return stock if row.get("kind") == "stock" else other
    return "" if unit == "-" else unit


FIGURE_UNITS: Mapping[str, str] = {
    "power": "MWh/t",
    "opex": "USD/t",
    "capex": "USD/(t/a)",
    "lead": "a",
    "life": "a",
    "ramp_up": "a",
    "emission": "t/t",
    "elasticity": "",
    "expansion": "fraction/a",
}
"""Inner units of the figures of processes."""
