"""What a plan makes of every policy: its value, what was reached, what was paid."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.policy.hold import Hold, holds_of
from orepath.plan.result import Plan
from orepath.plan.table import Part
from orepath.plan.worth import Outcome
from orepath.world.tables.policy import POLICY_UNITS, SHARES

Floats = NDArray[np.float64]

SCHEMA = {
    "policy": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "who": pl.String,
    "moment": pl.String,
    "limit": pl.Float64,
    "reached": pl.Float64,
    "without": pl.Float64,
    "unit": pl.String,
    "violation": pl.Float64,
    "paid": pl.Float64,
}


def kept_of(plan: Plan) -> pl.DataFrame:
    """Return every policy that limits something, and how far it is kept.

    Parameters
    ----------
    plan : Plan
        With its answers.

    Returns
    -------
    polars.DataFrame
        policy, name, kind, who (origin, bloc or owner), moment (empty for a budget in
        all), limit and reached (with the plan), without (the plan) in ``unit``,
        violation (part of the limit by which it is broken, 0 where it is kept), paid
        (USD million, discounted). Budgets are added up over all markets. The worst
        broken come first, then what is nearest to its limit.
    """
    rows = [row for part in plan.parts for row in _of_part(part)]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    keys = ["policy", "who", "moment"]
    budget = pl.col("kind") == "budget"
    added = (
        frame.filter(budget)
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("name", "kind", "limit", "unit", "paid").first(),
            pl.col("reached", "without").sum(),
        )
        .with_columns(_broken().alias("violation"))
        .select(*SCHEMA)
    )
    least = pl.col("kind").is_in([*SHARES, "reserve_days"])
    limit, reached = pl.col("limit"), pl.col("reached")
    near = pl.when(least).then(limit / reached).otherwise(reached / limit)
    return pl.concat([frame.filter(~budget), added]).sort(
        "violation", near.fill_nan(0.0), descending=True, maintain_order=True
    )


def _broken() -> pl.Expr:
    """Return by which part of itself a most is exceeded."""
    over = (pl.col("reached") - pl.col("limit")).clip(0.0)
    return over / pl.max_horizontal(pl.col("limit"), pl.lit(_TINY))


_TINY = 1e-9
_ROUNDING = 1e-6


def _of_part(part: Part) -> list[tuple[object, ...]]:
    """Return the rows of one market."""
    found: list[tuple[object, ...]] = []
    for hold in holds_of(part.program):
        now, before = (_reached(part, hold, one) for one in (part.best, part.without))
        limit, paid = _limits(part, hold), _paid(part, hold)
        over = limit - now if hold.least else now - limit
        beyond = np.maximum(over, 0.0) / np.maximum(limit, _TINY)
        beyond[beyond < _ROUNDING] = 0.0
        head = (hold.policy, hold.name, hold.kind)
        unit = POLICY_UNITS[hold.kind]
        for i, (who, when) in enumerate(zip(hold.members, hold.moments, strict=True)):
            numbers = (float(limit[i]), float(now[i]), float(before[i]))
            tail = (unit, float(beyond[i]), float(paid[i]))
            found.append((*head, who, when, *numbers, *tail))
    return found


def _limits(part: Part, hold: Hold) -> Floats:
    """Return the limit of every row in the policy's own unit."""
    if hold.kind != "budget":
        return np.full(hold.rows.size, float(hold.row["value"]))
    return part.program.row_upper[hold.rows] * 1e6


def _reached(part: Part, hold: Hold, outcome: Outcome) -> Floats:
    """Return what an answer makes of every row."""
    value = outcome.answer.value.copy()
    value[part.network.blocks["excess"].columns] = 0.0
    found = hold.reached(part.program.matrix[hold.rows, :] @ value, value)
    found[np.abs(found) < _TINY] = 0.0
    return found


def _paid(part: Part, hold: Hold) -> Floats:
    """Return what is paid for exceeding every row, discounted USD million."""
    if not hold.soft:
        return np.zeros(hold.rows.size)
    block = part.network.blocks["excess"]
    names = part.network.case.table("policies")["policy"].to_list()
    line = part.program.cost * part.best.answer.value
    # Excess stands in the order of the rows it belongs to.
    return np.asarray(line[block.columns][block.item == names.index(hold.policy)])
