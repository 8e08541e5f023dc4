"""Explanations: every part adds up, and what is said to turn a project does turn it."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.plan.explain import Explanation, explain, running_years, year_of
from orepath.plan.extension import OwnDraft, with_rules
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


def planned(case: Case) -> Plan:
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    markets = Markets(case, [program])
    return plan_of(calibration, markets, search(markets))


@pytest.fixture(scope="module")
def plan(small: Case) -> Plan:
    return planned(small)


@pytest.fixture(scope="module")
def told(plan: Plan) -> dict[str, Explanation]:
    return {name: explain(plan, name) for name in ("smelter", "contract", "stock")}


def test_the_lines_of_a_tonne_sum_to_the_profit(told: dict[str, Explanation]) -> None:
    for one in told.values():
        assert not one.margin.idle
        assert one.margin.lines["total"].sum() == pytest.approx(one.profit, abs=1e-6)
        each = one.margin.per_tonne * one.margin.tonnes * 1e-3
        assert each == pytest.approx(one.profit, abs=1e-6)


def test_a_smelter_takes_in_what_its_recipe_says(told: dict[str, Explanation]) -> None:
    goods = told["smelter"].margin.lines.filter(kind="goods")
    each = dict(goods.select("commodity", "tonnes").iter_rows())
    assert each == pytest.approx({"slag": 1.0, "iron": 0.6, "ore": -1.8})
    operation = told["smelter"].margin.lines.filter(line="operation")["worth"][0]
    # 150 USD/t and 2.4 MWh at 60 USD.
    assert operation == pytest.approx(-294.0)


def test_a_stock_buys_what_it_keeps_and_sells_what_it_releases(
    told: dict[str, Explanation],
) -> None:
    goods = told["stock"].margin.lines.filter(kind="goods")
    assert (goods["tonnes"] > 0).to_list() == [True, False]
    assert goods["price"][0] > goods["price"][1]


def test_the_parts_of_the_gain_sum_to_it(told: dict[str, Explanation]) -> None:
    for one in told.values():
        assert one.built
        assert one.focus["change"].sum() == pytest.approx(one.gain, rel=1e-2)
        own = one.focus.filter(part="this project")["change"].sum()
        assert own == pytest.approx(one.share * one.profit, rel=1e-6)


def test_actors_sum_to_what_the_world_gains(told: dict[str, Explanation]) -> None:
    for one in told.values():
        assert one.actors["change"].sum() == pytest.approx(one.world, rel=2e-2, abs=0.1)


def test_more_of_a_good_makes_it_cheaper_at_home(told: dict[str, Explanation]) -> None:
    prices = {row["commodity"]: row for row in told["smelter"].prices.to_dicts()}
    assert prices["slag"]["with"] < prices["slag"]["without"]
    assert prices["ore"]["with"] > prices["ore"]["without"]


def test_a_budget_shows_what_the_plan_commits(
    plan: Plan, told: dict[str, Explanation]
) -> None:
    row = told["smelter"].budgets.row(0, named=True)
    assert row["takes"] == pytest.approx(20.0)
    assert row["committed"] <= row["limit"]
    spent = plan.projects.filter("built")["committed"].sum()
    assert row["committed"] == pytest.approx(spent)


def test_at_the_capital_that_turns_it_nothing_is_gained(
    small: Case, told: dict[str, Explanation]
) -> None:
    turns = told["smelter"].turns.filter(figure="capital").row(0, named=True)
    assert turns["way"] == "exact"
    projects = small.table("projects").with_columns(
        pl.when(project="smelter")
        .then(turns["needed"])
        .otherwise("capex")
        .alias("capex")
    )
    case = small.replace(projects=projects)
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    markets = Markets(case, [program])
    rest = (("contract", 2025), ("stock", 2027))
    gain = markets.worth((*rest, ("smelter", 2025))).focus - markets.worth(rest).focus
    assert gain == pytest.approx(0.0, abs=1e-3)


def test_the_premium_pays_for_what_is_gained(told: dict[str, Explanation]) -> None:
    for one in told.values():
        row = one.turns.filter(figure="premium on a tonne").row(0, named=True)
        paid = row["needed"] * one.share * one.margin.tonnes * 1e-3
        assert paid == pytest.approx(-one.gain, rel=1e-9)


def test_a_dear_project_is_told_from_outside(small: Case) -> None:
    projects = small.table("projects").with_columns(
        pl.when(project="smelter").then(5e4).otherwise("capex").alias("capex")
    )
    plan = planned(small.replace(projects=projects))
    one = explain(plan, "smelter")
    assert not one.built
    assert one.gain < 0
    needed = one.turns.filter(figure="capital")["needed"][0]
    assert 0 < needed < 5e4
    rest = dict(plan.search.best.starts)
    worths = [
        plan.markets.worth(tuple(sorted({**rest, "smelter": year}.items()))).focus
        for year in plan.markets.options()["smelter"]
    ]
    assert one.gain >= min(worths) - plan.search.best.focus - 1e-9


def test_what_would_not_run_is_told_at_full_output(small: Case) -> None:
    projects = small.table("projects").with_columns(
        pl.when(project="smelter").then(5000.0).otherwise("opex").alias("opex")
    )
    one = explain(planned(small.replace(projects=projects)), "smelter")
    assert one.margin.idle
    assert one.margin.per_tonne < -3000
    row = one.turns.filter(figure="premium on a tonne").row(0, named=True)
    assert row["way"] == "at market prices"
    assert row["needed"] == pytest.approx(-one.margin.per_tonne)


def test_years_of_running_fall_with_the_start(program: Program) -> None:
    years = running_years(program.network, "smelter")
    assert list(years) == [2025, 2027, 2030]
    assert years[2025] > years[2027] > years[2030] > 0


def test_an_unknown_project_is_answered_with_the_near_one(plan: Plan) -> None:
    with pytest.raises(InputError, match="did you mean 'smelter'") as fault:
        year_of(plan, "smeltr")
    assert fault.value.problems[0].where == "smeltr"


def test_a_project_that_never_runs_is_said_to(small: Case) -> None:
    projects = small.table("projects").with_columns(
        pl.when(project="smelter").then(60.0).otherwise("lead").alias("lead")
    )
    plan = planned(small.replace(projects=projects))
    with pytest.raises(InputError, match="cannot run before 2035") as fault:
        explain(plan, "smelter")
    assert fault.value.problems[0].where == "projects.csv:2:earliest"


def no_smelter(draft: OwnDraft) -> None:
    """Whoever starts the smelter buys far more slag from Kazakhstan than there is."""
    slag = draft.columns("open", commodity="slag", origin="KAZ", destination="IND")
    smelter = draft.columns("start", project="smelter")
    draft.in_all((slag, 1.0), (smelter, -1e4), least=0.0)


def a_smelter_runs(draft: OwnDraft) -> None:
    """At least 1 kt of slag a year from the smelter, from 2030 on."""
    run = draft.columns("run", project="smelter")
    draft.each_year((run, 1.0), least=1.0, years=(2030, 2034))


@pytest.mark.parametrize(
    ("rule", "side"), [(no_smelter, "with"), (a_smelter_runs, "without")]
)
def test_what_rules_settle_is_told_instead_of_explained(
    small: Case, rule: Callable[[OwnDraft], None], side: str
) -> None:
    held = planned(with_rules(small, [rule]))
    with pytest.raises(InputError) as fault:
        explain(held, "smelter")
    (problem,) = fault.value.problems
    assert problem.what == f"no flows keep all rules under the plan {side} smelter"
    assert f"own: {rule.__name__}" in problem.fix


def no_smelter_before_2030(draft: OwnDraft) -> None:
    """Whoever starts the smelter before 2030 buys more slag than there is."""
    slag = draft.columns("open", commodity="slag", origin="KAZ", destination="IND")
    start = draft.columns("start", project="smelter")
    early = draft.network.moments.first[start.moment] < 2030
    some = replace(start, column=start.column[early], moment=start.moment[early])
    draft.in_all((slag, 1.0), (some, -1e4), least=0.0)


def test_years_that_rules_bar_are_passed_over(small: Case) -> None:
    dear = small.replace(
        projects=small.table("projects").with_columns(
            pl.when(project="smelter").then(12000.0).otherwise("capex").alias("capex")
        )
    )
    held = planned(with_rules(dear, [no_smelter_before_2030]))
    found = explain(held, "smelter")
    assert (found.built, found.year) == (False, 2030)
    assert found.gain < 0.0
    (needed,) = found.turns.filter(figure="capital")["needed"]
    free = explain(planned(dear), "smelter")
    assert needed <= free.turns.filter(figure="capital")["needed"][0]
