"""The worth of information: what a plan loses because a figure is not known.

The plan is made with every figure at its middle. Should a figure turn out to be at the
low or the high end of its range, the plan stands in a world it was not made for, and
another might have been better. That regret, weighed by how likely the ends are, is what
it is worth to find the figure out first. How far the result swings says nothing of it:
a figure that moves every plan alike needs no better knowing.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl

from orepath.core.workers import mapped
from orepath.plan.around import GRAIN
from orepath.plan.result import Plan
from orepath.plan.worth import Starts
from orepath.study.answering import Tell, silent
from orepath.study.doubt import Doubt, doubts_of
from orepath.study.regret import Finding, Task, regrets
from orepath.study.stake import changes_of

FIGURES = 50
"""Figures tried unless told otherwise."""


LOTS = 3
"""Lots of figures a worker, so that none ends long before the others."""


def information(
    plan: Plan,
    figures: int = FIGURES,
    tell: Tell = silent,
    workers: int = 1,
    *,
    apart: bool = False,
) -> pl.DataFrame:
    """Find what the widest figures of a case are worth knowing.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    figures : int
        How many of ``doubts_of`` to try.
    tell : callable
        Told one line of words as figures are done.
    workers : int
        Processes that try them.
    apart : bool
        Whether each price is moved by itself, as in ``doubts_of``.

    Returns
    -------
    polars.DataFrame
        table, column, row, rows (all that are moved together, ``row`` first), value,
        low, high, unit, worth (value of information,
        discounted USD million), loss_low, loss_high (regret at either end),
        changes_low, changes_high (what the better plan does otherwise: ``+project``,
        ``-project``, ``project year``), steady (what a plan does otherwise that is
        better without knowing the figure, if there is one), trouble, grade, source,
        note. Most worth first; of equal worth the widest first.

    Notes
    -----
    VOI(θ) = Σ_i w_i W(n*(θ_i); θ_i) - max_n Σ_i w_i W(n; θ_i) with w = ¼, ½, ¼ and n
    among n⁰ and the plans n* of both ends. As long as n⁰ is best among them this is the
    weighed regret of keeping it. What is better at both ends alike is no matter of
    knowing, and counts for nothing.

    For each end the clusters the figure touches are rebuilt, and n* is searched from n⁰
    by single changes, those first that the figure could turn. n* is found, not proven.
    """
    tell("Choosing the figures to try")
    doubts = doubts_of(plan, figures, apart=apart)
    changes, starts = changes_of(plan), plan.search.best.starts
    known = tuple(part.known for part in plan.markets.parts)
    grain = grain_of(plan)
    tasks = [
        Task(plan.case, known, starts, changes, lot, grain)
        for lot in lots_of(plan, doubts, LOTS * workers)
    ]

    def done(count: int, of: int) -> None:
        tell(f"Trying what figures are worth knowing: {count} of {of} parts done")

    tell(f"Trying what {len(doubts)} figures are worth knowing")
    found = mapped(regrets, tasks, workers, done)
    pairs = [
        (doubt, pair)
        for task, one in zip(tasks, found, strict=True)
        for doubt, pair in zip(task.doubts, one, strict=True)
    ]
    rows = [_row(doubt, one, starts) for doubt, one in pairs]
    order = pl.DataFrame(rows, _SCHEMA, orient="row")
    return order.sort(["worth", "money"], descending=True).drop("money")


def lots_of(plan: Plan, doubts: Sequence[Doubt], count: int) -> list[tuple[Doubt, ...]]:
    """Part figures into lots of about equal work, the most laborious lot first.

    Figures of the same clusters stay together where they can: what a process builds
    for one serves the next.

    Parameters
    ----------
    plan : Plan
        With the programs of its clusters.
    doubts : sequence of Doubt
        In any order.
    count : int
        Lots at most.

    Returns
    -------
    list of tuple of Doubt
        None is empty.
    """
    options = plan.markets.options()
    size = [0.0] * len(plan.parts)
    for name, years in options.items():
        at = plan.markets.home(name)
        size[at] += len(years) * plan.parts[at].program.matrix.nnz

    def homes(doubt: Doubt) -> tuple[int, ...]:
        return tuple(sorted({plan.markets.home(name) for name, _ in doubt.rate}))

    work = {id(doubt): sum(size[at] for at in homes(doubt)) for doubt in doubts}
    share = sum(work.values()) / max(count, 1)
    lots: list[list[Doubt]] = []
    held = share
    for doubt in sorted(doubts, key=homes):
        if held >= share or held + work[id(doubt)] > 1.5 * share:
            lots.append([])
            held = 0.0
        lots[-1].append(doubt)
        held += work[id(doubt)]
    lots.sort(key=lambda lot: -sum(work[id(doubt)] for doubt in lot))
    return [tuple(lot) for lot in lots]


def grain_of(plan: Plan) -> float:
    """Return what two plans must differ by to be told apart, USD million.

    Solved again, a plan may end in another of several equally good corners, whose
    prices differ a little. Never less than ``GRAIN``.

    Parameters
    ----------
    plan : Plan
        Whose answer was solved once more when its tables were written.
    """
    again = plan.markets.worth(plan.search.best.starts).focus
    return max(GRAIN, abs(plan.search.best.focus - again))


_SCHEMA: dict[str, Any] = {
    "table": pl.String,
    "column": pl.String,
    "row": pl.Int64,
    "rows": pl.List(pl.Int64),
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "money": pl.Float64,
    "worth": pl.Float64,
    "loss_low": pl.Float64,
    "loss_high": pl.Float64,
    "changes_low": pl.String,
    "changes_high": pl.String,
    "steady": pl.String,
    "trouble": pl.String,
    "grade": pl.String,
    "source": pl.String,
    "note": pl.String,
}


def _row(doubt: Doubt, found: Finding, plan: Starts) -> tuple[object, ...]:
    """Return one figure's row."""
    low, high = found.low, found.high
    return (
        doubt.cell.table,
        doubt.cell.column,
        doubt.cell.row,
        list(doubt.rows),
        doubt.value,
        doubt.low,
        doubt.high,
        doubt.unit,
        doubt.money,
        found.worth,
        low.loss,
        high.loss,
        _changes(low.kept, low.better),
        _changes(high.kept, high.better),
        _changes(plan, found.steady),
        "; ".join(dict.fromkeys(r.trouble for r in (low, high) if r.trouble)),
        doubt.grade,
        doubt.source,
        doubt.note,
    )


def _changes(kept: Starts, better: Starts) -> str:
    """Tell what a better plan does otherwise."""
    old, new = dict(kept), dict(better)
    words = [f"-{name}" for name in old if name not in new]
    words += [f"+{name}" for name in new if name not in old]
    words += [
        f"{name} {year}" for name, year in new.items() if old.get(name, year) != year
    ]
    return ", ".join(words)
