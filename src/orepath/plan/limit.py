"""What binds a plan, and what one more unit would be worth, or one less cost.

A dual is one of many where several rows meet in a corner, and the price of the world's
objective, not of the focus actor's. So duals only point out which limits to look at;
each of these is moved a little up and a little down, the market solved again, and the
worth of the plan compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.around import GRAIN
from orepath.plan.engine import Engine
from orepath.plan.network import KT, Network
from orepath.plan.program import Rows
from orepath.plan.result import Plan
from orepath.plan.single import Market
from orepath.plan.solve import Answer, arrays_of
from orepath.plan.table import Part
from orepath.plan.worth import Outcome

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Tell = Callable[[int], None]

MOST = 12
"""Limits looked at, besides the sizes of what is built."""
PART = 0.05
"""A limit is moved by this part of itself; or, where that is less, by a thousand tonnes
as far as half of it goes, so that the change rises above the grain of the stairs."""

_OTHERWISE = ("balance", "once", "precedence", "budget", "ease")
"""Rows that are no limit somebody could move, or are looked at in another way."""
_UNITS = {
    "emission limit": "t CO2/a",
    "energy limit": "MWh/a",
    "depletion": "t",
}


@dataclass(frozen=True)
class _Limit:
    """Hold a limit that binds: rows of the program, columns, or the size of a project.

    ``now`` and ``step`` in kt/a; what is moved together is one limit for readers.
    """

    rule: str
    what: str
    unit: str
    now: float
    step: float
    weight: float
    rows: Index
    columns: Index
    start: int = -1


def limits_of(plan: Plan, most: int = MOST, tell: Tell | None = None) -> pl.DataFrame:
    """Return what binds the plan and what moving it is worth.

    Parameters
    ----------
    plan : Plan
        With the answers under it.
    most : int
        Limits looked at besides the sizes of built projects; those whose duals promise
        most.
    tell : callable or None
        Told after every limit how many are done.

    Returns
    -------
    polars.DataFrame
        rule, what, unit, now (the limit in ``unit``; null where it is nil), years
        (discounted years in which it counts), left and right (what the last unit brings
        the focus actor and what one more would, USD per unit and year), world_left,
        world_right. A size counts with its capital. Largest first. What is no larger
        than the grain of the stairs is 0.

    Notes
    -----
    Two warm solves a limit. Left and right differ where the limit ceases to bind within
    the step, or where the worth has a corner.
    """
    found: list[tuple[int, _Limit]] = []
    for at, part in enumerate(plan.parts):
        found += [(at, limit) for limit in _sizes(part)]
        found += [(at, limit) for limit in _rows(part)]
        found += [(at, limit) for limit in _sites(part)]
    sizes = [one for one in found if one[1].start >= 0]
    others = [one for one in found if one[1].start < 0]
    chosen = sizes + sorted(others, key=lambda one: -one[1].weight)[:most]
    benches: dict[int, _Bench] = {}
    rows = []
    for done, (at, limit) in enumerate(chosen, start=1):
        if at not in benches:
            benches[at] = _Bench(plan.markets.parts[at], plan.parts[at].best)
        rows.append(_moved(benches[at], limit))
        if tell:
            tell(done)
    frame = pl.DataFrame(rows, _LIMITS, orient="row")
    size = pl.max_horizontal(pl.col("left").abs(), pl.col("right").abs())
    return frame.sort(size * pl.col("step"), descending=True).drop("step")


_LIMITS = {
    "rule": pl.String,
    "what": pl.String,
    "unit": pl.String,
    "now": pl.Float64,
    "step": pl.Float64,
    "years": pl.Float64,
    "left": pl.Float64,
    "right": pl.Float64,
    "world_left": pl.Float64,
    "world_right": pl.Float64,
}


class _Bench:
    """Move limits of one market under its plan and put them back."""

    def __init__(self, market: Market, best: Outcome) -> None:
        self.market = market
        self.program = market.program
        self._starts = best.starts
        self._engine = Engine(arrays_of(self.program))
        block = self.program.network.blocks["start"]
        self._block = block.index
        self.values = self.program.network.starts(dict(best.starts))
        self._engine.columns(block.index, self.values, self.values)
        for group in self.program.groups:
            if group.rule == "budget":
                free = np.full(group.size, np.inf)
                self._engine.rows(_index(group), -free, free)
        # The strands have solved the plan; together they end where the whole does.
        self._engine.stand(market.standing(best.starts))
        self.base = self._solved()
        self._basis = self._engine.basis()

    def _solved(self) -> Outcome:
        """Solve and judge."""
        end = self._engine.run()
        answer = Answer(
            end.objective,
            self._engine.value,
            self._engine.dual,
            end.violation,
            self._engine.iterations,
        )
        return self.market.judged(self._starts, answer)

    def tried(self, limit: _Limit, step: float) -> Outcome:
        """Return the market with one limit moved by kt/a."""
        p = self.program
        self._engine.set_basis(self._basis)
        lower, upper = p.row_lower[limit.rows], p.row_upper[limit.rows]
        self._engine.rows(limit.rows, lower - step, upper + step)
        low, high = p.lower[limit.columns], p.upper[limit.columns]
        self._engine.columns(limit.columns, low, np.maximum(high + step, low))
        if limit.start >= 0:
            scaled = self.values.copy()
            scaled[limit.start] *= 1.0 + step / limit.now
            self._engine.columns(self._block, scaled, scaled)
        found = self._solved()
        self._engine.rows(limit.rows, lower, upper)
        self._engine.columns(limit.columns, low, high)
        self._engine.columns(self._block, self.values, self.values)
        return found


def _moved(bench: _Bench, limit: _Limit) -> tuple[object, ...]:
    """Return the row of one limit."""
    less, more = (bench.tried(limit, sign * limit.step) for sign in (-1.0, 1.0))
    years = _years(bench.program.network, limit)
    base = bench.base

    def each(change: float) -> float:
        told = change if abs(change) >= GRAIN else 0.0
        return told / (limit.step / KT) / years * 1e6

    return (
        limit.rule,
        limit.what,
        limit.unit,
        limit.now / KT or None,
        limit.step,
        years,
        each(base.focus - less.focus),
        each(more.focus - base.focus),
        each(base.world - less.world),
        each(more.world - base.world),
    )


def _step(now: float) -> float:
    """Return by how much a limit is moved, kt/a."""
    return max(PART * now, min(1.0, now / 2)) if now > 1e-9 else 1.0


def _years(n: Network, limit: _Limit) -> float:
    """Return the discounted years of the moments a limit counts in."""
    if limit.start >= 0:
        block = n.blocks["start"]
        j, t = int(block.item[limit.start]), int(block.moment[limit.start])
        period = n.moments.trunk
        running = n.running[j, t][period] * (period >= t)
        return float(running @ n.moments.weight) or float(n.moments.weight.sum())
    return float(n.moments.weight.sum())


def _sizes(part: Part) -> Iterator[_Limit]:
    """Yield the sizes of all projects that are built."""
    n = part.network
    block = n.blocks["start"]
    none = np.zeros(0, dtype=np.int64)
    for at in np.flatnonzero(part.best.answer.value[block.columns] > 0.5):
        row = n.projects.row(int(block.item[at]), named=True)
        size = float(row["size"]) * KT
        unit = "t" if row["kind"] == "stock" else "t/a"
        if size > 0:
            yield _Limit(
                "size",
                row["project"],
                unit,
                size,
                PART * size,
                0.0,
                none,
                none,
                int(at),
            )


def _rows(part: Part) -> Iterator[_Limit]:
    """Yield the limits of rules and policies whose duals say that they bind."""
    program = part.program
    dual = part.best.answer.dual
    labels = set(part.network.moments.label)
    for group in program.groups:
        if group.rule.startswith("started") or group.rule in _OTHERWISE:
            continue
        hit = np.flatnonzero(np.abs(dual[group.rows]) > 1e-7)
        by: dict[str, list[int]] = {}
        for i in hit:
            by.setdefault(_timeless(group.label(int(i)), labels), []).append(int(i))
        for what, members in by.items():
            if group.rule == "ramp" and not _touches(what, part.network):
                continue
            rows = np.array(members, dtype=np.int64) + group.start
            limit = np.where(
                np.isfinite(program.row_upper[rows]),
                program.row_upper[rows],
                program.row_lower[rows],
            )
            now = float(np.abs(limit).max())
            step = _step(now)
            yield _Limit(
                group.rule,
                what,
                _UNITS.get(group.rule, "t/a"),
                now,
                step,
                float(np.abs(dual[rows]).sum()) * step,
                rows,
                np.zeros(0, dtype=np.int64),
            )


def _sites(part: Part) -> Iterator[_Limit]:
    """Yield the sites of the focus place that make all they can."""
    n = part.network
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    block = n.blocks["make"]
    answer = part.best.answer
    reduced = part.program.cost - np.asarray(part.program.matrix.T @ answer.dual)
    value = answer.value[block.columns]
    sites = n.case.table("sites")
    for site in np.flatnonzero(b.site_place == focus):
        capacity = sites["capacity"][int(site)]
        mine = block.item == site
        if capacity is None or not mine.any():
            continue
        # The dearest step of every moment, where it is filled and more would pay.
        last = [
            int(np.flatnonzero(mine & (block.moment == t))[-1])
            for t in np.unique(block.moment[mine])
        ]
        full = [c for c in last if value[c] > block.upper[c] * (1.0 - 1e-9)]
        worth = -float(sum(reduced[block.start + c] for c in full))
        if full and worth > 1e-7:
            step = _step(float(capacity) * KT)
            yield _Limit(
                "capacity",
                str(sites["site"][int(site)]),
                "t/a",
                float(capacity) * KT,
                step,
                worth * step,
                np.zeros(0, dtype=np.int64),
                block.index[np.array(full)],
            )


def _touches(relation: str, n: Network) -> bool:
    """Return whether a trade relation begins or ends at the focus place."""
    focus = n.case.settings.focus
    return f" · {focus} to " in relation or relation.endswith(f" to {focus}")


def _timeless(label: str, moments: set[str]) -> str:
    """Return a row's label without the moment it ends in."""
    head, _, tail = label.rpartition(", ")
    return head if tail in moments else label


def _index(group: Rows) -> Index:
    """Return the positions of a group's rows."""
    return np.arange(group.start, group.start + group.size)
