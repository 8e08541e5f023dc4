"""What a plan makes of its policies: own units, worst first, budgets in all."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import orepath as op
from orepath.plan.kept import kept_of
from orepath.plan.result import Plan
from orepath.world.case import Case

Under = Callable[..., Case]


@pytest.fixture(scope="module")
def plan(owned: Case, under: Under, every: list[dict[str, Any]]) -> Plan:
    """A plan under one soft policy of every kind, and a budget."""
    dear = {"excess": 0.3}
    soft = [
        {**one, **({} if "limit" in one["kind"] else dear)}
        for one in every
        if one["kind"] not in ("budget", "duty", "energy_limit")
    ]
    return op.optimize(under(owned, *soft, {"kind": "budget", "value": 30e6}))


def test_shares_are_what_the_flows_say(plan: Plan) -> None:
    row = kept_of(plan).row(
        by_predicate=(pl.col("policy") == "origins")
        & (pl.col("who") == "CHN")
        & (pl.col("moment") == "2025-2026"),
        named=True,
    )
    sent = plan.flows.filter(
        moment="2025-2026", commodity="slag", destination="IND"
    ).group_by("origin").agg(pl.col("tonnes").sum())  # fmt: skip
    by_origin = dict(sent.iter_rows())
    part = by_origin["CHN"] / sum(by_origin.values())
    assert row["reached"] == pytest.approx(part, abs=1e-4)
    assert row["limit"] == 0.8
    assert row["violation"] == pytest.approx(max(part - 0.8, 0.0) / 0.8, abs=1e-4)


def test_all_that_is_paid_is_the_cost_line(plan: Plan) -> None:
    paid = float(kept_of(plan)["paid"].sum())
    line = plan.costs.filter(line="excess shares")["with"][0]
    assert paid == pytest.approx(line, rel=1e-6)
    assert paid > 0.0


def test_only_what_is_broken_is_paid_for(plan: Plan) -> None:
    kept = kept_of(plan)
    whole = kept.filter(pl.col("violation") == 0.0)
    assert whole["paid"].sum() == pytest.approx(0.0, abs=1e-3)
    assert kept["violation"].is_sorted(descending=True)


def test_days_and_tonnes_stand_in_their_own_units(plan: Plan) -> None:
    kept = kept_of(plan)
    units = dict(kept.select("kind", "unit").unique().iter_rows())
    assert units["reserve_days"] == "d"
    assert units["emission_limit"] == "t/a"
    carbon = kept.filter(kind="emission_limit", moment="2030-2034").row(0, named=True)
    made = plan.output.filter(
        moment="2030-2034", process="smelt", place="IND"
    )["tonnes"].sum()  # fmt: skip
    assert carbon["reached"] == pytest.approx(1.5 * made, rel=1e-6, abs=1.0)
    days = kept.filter(kind="reserve_days", moment="2030-2034").row(0, named=True)
    used = plan.use.filter(commodity="slag", place="IND", moment="2030-2034")
    held = 10_000.0 if "stock" in plan.starts else 0.0
    assert days["reached"] == pytest.approx(
        held / used["served"][0] * 365, rel=1e-4, abs=1e-6
    )


def test_a_budget_is_added_up_over_all_markets(pair: Case, under: Under) -> None:
    plan = op.optimize(under(pair, {"kind": "budget", "value": 300e6}))
    (row,) = kept_of(plan).iter_rows(named=True)
    committed = plan.projects.filter("built")["committed"].sum()
    assert row["reached"] == pytest.approx(committed * 1e6)
    assert (row["limit"], row["without"]) == (300e6, 0.0)


def test_a_case_without_policies_has_nothing_to_keep(small: Case, under: Under) -> None:
    few = small.table("projects").filter(kind="stock")
    plan = op.optimize(under(small.replace(projects=few)))
    assert kept_of(plan).is_empty()
