"""The worth of information: regret, by hand and by law."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.plan.around import GRAIN
from orepath.plan.result import Plan
from orepath.study.answering import plan_case
from orepath.study.doubt import Doubt, doubts_of
from orepath.study.information import grain_of, information, lots_of
from orepath.study.regret import Task, regret, regrets, shrunk
from orepath.study.stake import Change, changes_of
from orepath.study.variant import Base, base_of, markets_of, moved, put
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


def tried(plan: Plan) -> tuple[Base, Task]:
    known = tuple(part.known for part in plan.markets.parts)
    doubts = doubts_of(plan)
    task = Task(plan.case, known, plan.search.best.starts, changes_of(plan), doubts)
    return base_of(plan.case, known), task


@pytest.fixture(scope="module")
def bench(plan: Plan) -> tuple[Base, Task]:
    return tried(plan)


def of(task: Task, table: str, column: str, row: int = 0) -> Doubt:
    (one,) = [
        doubt
        for doubt in task.doubts
        if (doubt.cell.table, doubt.cell.column, doubt.cell.row) == (table, column, row)
    ]
    return one


def test_a_figure_that_is_not_moved_gives_no_regret(bench: tuple[Base, Task]) -> None:
    base, task = bench
    for doubt in task.doubts[:6]:
        found = regret(base, task, doubt, doubt.value)
        assert (found.loss, found.trouble) == (0.0, "")
        assert found.better == found.kept == task.starts


def test_regret_is_never_less_than_nothing(bench: tuple[Base, Task]) -> None:
    base, task = bench
    for doubt in task.doubts[:10]:
        for value in (doubt.low, doubt.high):
            assert regret(base, task, doubt, value).loss >= 0.0


def test_regret_of_a_dear_plant_is_what_dropping_it_saves(small: Case) -> None:
    """Capital changes no flow: W falls by the focus actor's share of it, in a line."""
    case = small.replace(policies=small.table("policies").clear())
    base, task = tried(plan_case(case, calibrate(case)))
    doubt = of(task, "projects", "capex")
    found = regret(base, task, doubt, 20000.0)
    gain = next(
        change.lack
        for change in task.changes
        if (change.project, change.year) == ("smelter", None)
    )
    assert dict(task.starts)["smelter"] == 2025
    line = base.programs[0].lines["capital"]
    block = base.programs[0].network.blocks["start"]
    charge = 0.5 * float(line[block.columns][0]) / 800.0
    assert found.loss == pytest.approx(charge * (20000.0 - 800.0) - gain, rel=1e-3)
    assert "smelter" not in dict(found.better)
    assert "smelter" in dict(found.kept)


def test_a_budget_that_bars_the_plan_makes_it_shrink(small: Case) -> None:
    plan = plan_case(small, calibrate(small))
    base, _ = tried(plan)
    projects = small.table("projects")["project"].to_list()
    cell = of(tried(plan)[1], "projects", "capex").cell
    assert projects[cell.row] == "smelter"
    markets = markets_of(base, moved(small, [cell], lambda _: 1e6))
    kept = shrunk(markets, plan.search.best.starts)
    assert markets.affordable(kept)
    assert set(kept) < set(plan.search.best.starts)
    assert "smelter" not in dict(kept)


def test_no_figure_is_worth_more_than_its_weighed_regret(plan: Plan) -> None:
    found = information(plan, 6)
    assert found.height == 6
    whole = (found["loss_low"] + found["loss_high"]) / 4
    assert (found["worth"] <= whole + 1e-9).all()
    assert (found["worth"] >= 0.0).all()
    assert found["worth"].to_list() == sorted(found["worth"], reverse=True)
    assert set(found["trouble"]) == {""}


def test_what_is_better_at_both_ends_is_no_matter_of_knowing(small: Case) -> None:
    """A plan that lacks its best project regrets it whatever the figure is."""
    plan = plan_case(small, calibrate(small))
    poor = tuple(start for start in plan.search.best.starts if start[0] != "smelter")
    base, task = tried(plan)
    lacks = tuple(Change("smelter", year, -50.0, 4.0) for year in (2025, 2027, 2030))
    capex = of(task, "projects", "capex")
    near = replace(capex, low=780.0, high=820.0)
    task = replace(task, starts=poor, changes=lacks, doubts=(near,))
    (found,) = regrets(task)
    assert found.low.loss > 50.0
    assert found.high.loss > 50.0
    assert found.worth == 0.0
    assert dict(found.steady)["smelter"] == 2025
    assert base.case is task.case


def test_a_wide_capital_cost_of_a_lukewarm_plant_is_worth_knowing(small: Case) -> None:
    """At 4,400 USD/(t/a) the smelter hardly pays; at twice that it does not."""
    cells = {"capex": 4400.0, "capex_low": 800.0, "capex_high": 9000.0}
    projects = small.table("projects").with_columns(
        pl.when(project="smelter").then(value).otherwise(name).alias(name)
        for name, value in cells.items()
    )
    plan = plan_case(small.replace(projects=projects), calibrate(small))
    found = information(plan, 12)
    row = found.filter(table="projects", column="capex", row=0).row(0, named=True)
    assert row["worth"] > 5.0
    side = "high" if "smelter" in plan.starts else "low"
    other = "low" if side == "high" else "high"
    assert "smelter" in row[f"changes_{side}"]
    assert row[f"loss_{other}"] < row[f"loss_{side}"]
    assert row["worth"] == pytest.approx((row["loss_low"] + row["loss_high"]) / 4)
    assert row["steady"] == ""


def test_what_cannot_be_tried_is_said(bench: tuple[Base, Task]) -> None:
    base, task = bench
    doubt = of(task, "projects", "share")
    found = regret(base, replace(task), doubt, 1.5)
    assert found.loss == 0.0
    assert "projects.csv:2:share" in found.trouble


def test_what_two_solves_of_a_plan_differ_by_is_no_regret(plan: Plan) -> None:
    assert grain_of(plan) >= GRAIN
    search = plan.search
    apart = replace(search, best=replace(search.best, focus=search.best.focus + 7.0))
    assert grain_of(replace(plan, search=apart)) == pytest.approx(7.0, abs=0.01)
    base, task = tried(plan)
    doubt = of(task, "projects", "capex")
    fine = regret(base, task, doubt, 20000.0).loss
    coarse = replace(task, grain=fine + 1.0)
    assert regret(base, coarse, doubt, 20000.0).loss == 0.0


def test_lots_hold_every_figure_once(pair: Case) -> None:
    free = pair.replace(
        policies=pair.table("policies").clear(), shocks=pair.table("shocks").clear()
    )
    plan = plan_case(free, calibrate(free))
    doubts = doubts_of(plan)
    for count in (1, 2, 3, 7):
        lots = lots_of(plan, doubts, count)
        assert all(lots)
        assert len(lots) <= count + 1
        held = [doubt.cell.where for lot in lots for doubt in lot]
        assert sorted(held) == sorted(doubt.cell.where for doubt in doubts)
    assert lots_of(plan, (), 3) == []


def test_results_do_not_depend_on_the_workers(plan: Plan) -> None:
    assert information(plan, 6).equals(information(plan, 6, workers=2))


def test_both_prices_of_a_chain_move_at_once(plan: Plan) -> None:
    """Ore at 250 and slag at 800 USD/t: the case tried holds both low ends."""
    (chain,) = [doubt for doubt in doubts_of(plan) if len(doubt.rows) > 1]
    base, task = tried(plan)
    moved_so = put(plan.case, chain.put(chain.low)).table("prices")
    prices = dict(moved_so.select("commodity", "price").iter_rows())
    assert (prices["ore"], prices["slag"], prices["iron"]) == (250.0, 800.0, 400.0)
    by_hand = markets_of(base, put(plan.case, chain.put(chain.low)))
    kept = by_hand.worth(task.starts).focus
    better = max(
        by_hand.worth(tuple(start for start in task.starts if start != out)).focus
        for out in task.starts
    )
    found = regret(base, task, chain, chain.low)
    assert found.loss >= max(better - kept, 0.0) - GRAIN
