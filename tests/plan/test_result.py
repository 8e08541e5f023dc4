"""A plan's tables: one row a fact, and the facts those of the answer."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.plan.grade import grades_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.plan.single import Market


@pytest.fixture(scope="module")
def plan(program: Program) -> Plan:
    markets = Markets(program.network.case, [program])
    return plan_of(program.network.calibration, markets, search(markets))


def test_projects_tell_start_ready_capital_and_commitment(plan: Plan) -> None:
    rows = {row["project"]: row for row in plan.projects.iter_rows(named=True)}
    smelter = rows["smelter"]
    assert smelter["built"]
    assert smelter["start"] == plan.starts["smelter"] == 2025
    assert smelter["ready"] == 2027
    # 50 kt/a at 800 USD/(t/a), half of it paid from the budget.
    assert smelter["capital"] == pytest.approx(40.0)
    assert smelter["committed"] == pytest.approx(20.0)
    # 10 kt at 10 USD/t of store, and the slag at its published 970 USD/t.
    assert rows["stock"]["committed"] == pytest.approx(9.8)
    assert rows["contract"]["committed"] == 0.0


def test_a_project_not_built_has_no_start(program: Program) -> None:
    markets = Markets(program.network.case, [program])
    none = search(markets)
    calm = replace(none, best=none.without)
    bare = plan_of(program.network.calibration, markets, calm)
    assert bare.starts == {}


def test_the_gain_of_a_built_project_is_what_the_plan_loses_without_it(
    plan: Plan, program: Program
) -> None:
    best = plan.search.best
    rest = tuple(s for s in best.starts if s[0] != "smelter")
    without = Market(program).outcome(rest)
    row = plan.projects.filter(project="smelter")
    assert row["focus_gain"][0] == pytest.approx(best.focus - without.focus, abs=0.05)
    assert row["world_gain"][0] == pytest.approx(best.world - without.world, abs=1e-6)


def test_supply_of_the_focus_place_agrees_with_flows_and_output(plan: Plan) -> None:
    label = "2030-2034"
    here = plan.supply.filter(moment=label, commodity="slag")
    sent = plan.flows.filter(moment=label, commodity="slag", destination="IND")
    made = plan.output.filter(moment=label, commodity="slag", place="IND")
    found = dict(here.select("origin", "with").iter_rows())
    assert found["IND"] == pytest.approx(made["tonnes"].sum())
    for origin, tonnes in sent.select("origin", "tonnes").iter_rows():
        assert found[origin] == pytest.approx(tonnes)
    before = dict(here.select("origin", "without").iter_rows())
    assert before["IND"] == 0.0
    assert before["CHN"] > found["CHN"], "the smelter replaces imports"


def test_output_names_who_makes_it(plan: Plan) -> None:
    made = plan.output.filter(by="smelter")
    assert set(made["place"]) == {"IND"}
    assert made["tonnes"].max() <= 50_000.0 + 1e-3
    assert "2025-2026" not in made["moment"].to_list(), "it takes two years to build"


def test_use_is_served_short_and_priced_on_both_sides(plan: Plan) -> None:
    use = plan.use.filter(commodity="slag", place="IND")
    base = plan.calibration.year.quantity[plan.calibration.balance.uses][0]
    first = use.filter(moment="2025-2026").row(0, named=True)
    assert first["wanted"] == pytest.approx(base * 1.06**1.5)
    stop = use.filter(moment="chn_stop").row(0, named=True)
    assert stop["short"] < stop["short_without"]
    short = (use["wanted"] - use["served"]).clip(lower_bound=0.0)
    assert use["short"].to_list() == pytest.approx(short.to_list())


def test_the_surplus_table_sums_to_the_worlds_surplus(plan: Plan) -> None:
    table = plan.surplus
    assert table["with"].sum() == pytest.approx(plan.search.best.world)
    assert table["without"].sum() == pytest.approx(plan.search.without.world)
    change = plan.search.best.world - plan.search.without.world
    assert table["change"].sum() == pytest.approx(change)
    assert "exporters" not in set(table["part"]), "the same rents, not further ones"


def test_shares_of_grades_sum_to_one_and_the_small_case_is_all_estimate(
    plan: Plan,
) -> None:
    table = grades_of(plan)
    sums = table.group_by("what").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0, 1.0, 1.0])
    assert table.filter(grade="C")["share"].to_list() == pytest.approx([1.0] * 3)


def test_a_better_figure_moves_its_worth_to_its_grade(plan: Plan) -> None:
    case = plan.case
    sites = case.table("sites").with_columns(
        grade=pl.when(site="ind_mine").then(pl.lit("A")).otherwise("grade")
    )
    prices = case.table("prices").with_columns(
        grade=pl.when(commodity="ore").then(pl.lit("B")).otherwise("grade")
    )
    better = case.replace(
        sites=sites.cast(dict(case.table("sites").schema)),
        prices=prices.cast(dict(case.table("prices").schema)),
    )
    program = plan.parts[0].program
    network = replace(program.network, case=better)
    part = replace(plan.parts[0], program=replace(program, network=network))
    regraded = replace(plan, parts=(part,))
    table = grades_of(regraded)
    worth = {
        (w, g): v for g, w, v in table.select("grade", "what", "worth").iter_rows()
    }
    n = program.network
    b = n.calibration.balance
    make = n.blocks["make"]
    mined = (make.item == 0) * n.moments.weight[make.moment]
    tonnes = float((plan.parts[0].best.answer.value[make.columns] * mined).sum())
    mine = tonnes * n.calibration.price[b.row("ore", "IND")] * 1e-3
    assert worth["quantity", "A"] == pytest.approx(mine)
    assert worth["price", "B"] > mine, "the ore shipped counts beside the ore mined"
    assert worth["both", "B"] == pytest.approx(mine), "the worse of both grades"
