"""What budgets bar, and what they lack."""

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.barrier import barred_of
from orepath.plan.market import Markets
from orepath.plan.result import plan_of
from orepath.plan.search import search
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


def test_a_budget_tells_what_it_bars_and_what_it_lacks(small: Case) -> None:
    purse = pl.when(kind="budget").then(5e6).otherwise("value").alias("value")
    case = small.replace(policies=small.table("policies").with_columns(purse))
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    markets = Markets(case, [program])
    plan = plan_of(calibration, markets, search(markets))
    found = barred_of(plan)
    rows = {row["project"]: row for row in found.iter_rows(named=True)}
    assert rows["smelter"]["gain"] > 50.0
    committed = plan.projects.filter("built")["committed"].sum()
    # Half of 50 kt/a at 800 USD falls on a budget of 5 million.
    assert rows["smelter"]["lacks"] == pytest.approx(20.0 - 5.0 + committed)
    assert barred_of(plan)["gain"].is_sorted(descending=True)
