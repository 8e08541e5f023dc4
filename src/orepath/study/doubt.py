"""A doubtful figure is one cell of a case with a range, and what may hang on it.

Which figures are worth finding out is settled by solving (``information``); this room
only chooses which to try. For each figure it asks by how much its range moves the
receipts or costs of every project, and whether that could outweigh what the project
gains or lacks. A figure that can turn no project comes after all that can.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.plan.result import Plan
from orepath.study.stake import Stake, columns_with_range
from orepath.study.variant import Cell
from orepath.study.weight import WEIGHED
from orepath.world.catalogue import BY_NAME, TABLES

Floats = NDArray[np.float64]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Doubt:
    """Hold one figure of which nobody is sure.

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
        Its evidence.
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


def doubts_of(plan: Plan, most: int | None = None) -> tuple[Doubt, ...]:
    """Return the figures of a case that have a range, the weightiest first.

    Parameters
    ----------
    plan : Plan
        For its case, base year, horizon, and what each project gains or lacks.
    most : int or None
        How many; None returns all that move any money.

    Returns
    -------
    tuple of Doubt
        By ``turns``, then by ``money``. Policies are left out: they are chosen, not
        found out.
    """
    found = [doubt for doubt in _all_doubts(plan) if doubt.money > 0.0]
    found.sort(key=lambda one: (-one.turns, -one.money, one.cell.where))
    return tuple(found[:most])


def _all_doubts(plan: Plan) -> Iterator[Doubt]:
    """Yield every figure with a range that the plan reads."""
    stake = Stake(plan)
    for spec in TABLES:
        frame = plan.case.table(spec.name)
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
                rate = np.abs(weigh(stake, row)) * (high - low) / 2e6
                turns, money = _turned(stake, rate)
                yield Doubt(
                    Cell(spec.name, name, at),
                    value,
                    low,
                    high,
                    _unit(BY_NAME[spec.name].column(name).unit, row),
                    turns,
                    money,
                    tuple(
                        (stake.names[j], float(rate[j])) for j in np.flatnonzero(rate)
                    ),
                    row["grade"],
                    row["source"],
                    row["note"] or "",
                )


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
