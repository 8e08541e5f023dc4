"""Sheets of the plan against the tables they come from, and by hand."""

import polars as pl
import pytest

from orepath.study.sheet.plan import (
    audit_sheet,
    costs_sheet,
    projects_sheet,
    supply_sheet,
    surplus_sheet,
)


def test_projects_in_the_plan_stand_first_the_worthiest_before_others(plan):
    frame = projects_sheet(plan).frame
    assert frame["Project"][0] == "A slag smelter in Odisha"
    chosen = frame.filter(pl.col("In plan") == "yes")
    assert chosen.height == len(plan.starts)
    assert frame["In plan"].to_list() == sorted(frame["In plan"], reverse=True)
    assert chosen["Worth to focus"].is_sorted(descending=True)


def test_a_project_outside_the_plan_has_no_years(dear):
    frame = projects_sheet(dear.plan).frame
    assert set(frame["In plan"]) == {"no"}
    assert set(frame["Start"]) == set(frame["Output from"]) == {"–"}


def test_money_of_a_project_is_in_dollars(plan):
    row = projects_sheet(plan).frame.row(0, named=True)
    assert row["Capital"] == pytest.approx(50e3 * 800)
    assert row["From budget"] == pytest.approx(50e3 * 800 * 0.5)
    assert int(row["Output from"]) == int(row["Start"]) + 2


def test_a_change_of_supply_is_with_less_without(plan):
    frame = supply_sheet(plan).frame
    change = frame["With plan"] - frame["Without plan"]
    assert frame["Change"].to_list() == pytest.approx(change.to_list())
    assert set(frame["From"]) <= {"India", "China", "Kazakhstan"}


def test_cost_lines_sum_to_the_objective(plan):
    frame = costs_sheet(plan).frame
    part = plan.parts[0]
    for heading, outcome in (
        ("With plan", part.best),
        ("Without plan", part.without),
    ):
        whole = float(part.program.cost @ outcome.answer.value) * 1e6
        assert frame[heading].sum() == pytest.approx(whole)


def test_what_actors_gain_sums_to_the_gain_of_the_world(plan):
    gain = (plan.search.best.world - plan.search.without.world) * 1e6
    frame = surplus_sheet(plan).frame
    hidden = 0.05e6 * plan.surplus.height
    assert frame["Change by plan"].sum() == pytest.approx(gain, abs=hidden)
    assert frame["Change by plan"].abs().is_sorted(descending=True)
    assert "A slag smelter in Odisha" in frame["Actor"]


def test_every_rule_is_audited_and_kept(plan):
    sheet = audit_sheet(plan)
    assert set(sheet.frame["Rule"]) == {
        group.rule for group in plan.parts[0].program.groups
    }
    assert (sheet.frame["Largest breach"] < 1e-3).all()
