"""A plan over time: capacity, bills, use, prices and shares, by hand."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.study.drawing.time import (
    additions,
    bills,
    capacities,
    final_goods,
    focus_prices,
    served,
    supplier_shares,
)

YEARS = list(range(2025, 2035))
ANNUITY = 0.08 / (1 - 1.08**-20)


def test_a_plant_stands_from_its_start_and_lead_to_the_end(plan):
    start = plan.starts["smelter"] + 2
    mine = capacities(plan).filter(pl.col("project") == "A slag smelter in Odisha")
    assert mine["year"].to_list() == YEARS
    assert mine["capacity"].to_list() == [50e3 if y >= start else 0.0 for y in YEARS]


def test_a_contract_ends_with_its_life_and_a_stock_makes_nothing(plan):
    short = plan.case.table("projects").with_columns(
        life=pl.when(pl.col("project") == "contract").then(3.0).otherwise("life")
    )
    case = plan.case.replace(projects=short)
    table = capacities(replace(plan, case=case))
    mine = table.filter(pl.col("project") == "A contract for Kazakh slag")
    start = plan.starts["contract"]
    assert mine["capacity"].to_list() == [
        5e3 if start <= y < start + 3 else 0.0 for y in YEARS
    ]
    assert "A slag reserve" not in table["project"]


def test_a_plan_that_builds_nothing_has_no_capacity(bare):
    assert capacities(bare.plan).is_empty()
    assert additions(bare.plan).is_empty()


def test_output_by_mineral_is_worth_its_price_and_contracts_make_nothing(plan):
    made = capacities(plan)
    heads = plan.case.table("projects").join(
        plan.case.table("processes").select("process", good="output"), on="process"
    )
    price = dict(
        plan.case.table("prices").filter(place="*").select("commodity", "price").rows()
    )
    worth = {row["name"]: price[row["good"]] for row in heads.iter_rows(named=True)}
    last = made.filter(pl.col("year") == YEARS[-1])
    total = sum(worth.get(name, 0.0) * t for name, _, t in last.rows())
    found = additions(plan).filter(pl.col("year") == YEARS[-1])
    assert found["project"].to_list() == ["titanium"]
    assert found["capacity"].sum() == pytest.approx(total)


def bill(plan, line):
    table = bills(plan).filter(pl.col("cost_line") == line)
    return dict(table.select("year", "cost").iter_rows())


def test_imports_and_exports_are_paid_at_the_price_of_the_focus(plan):
    price = {
        (row["commodity"], row["year"]): row["price"]
        for row in focus_prices(plan).iter_rows(named=True)
    }
    base = {
        name: plan.calibration.price[plan.calibration.balance.row(key, "IND")]
        for key, name in (("ore", "Ore"), ("slag", "Slag"))
    }
    for line, name, end, sign in (
        ("Imports", "Slag", "destination", 1),
        ("Exports", "Ore", "origin", -1),
    ):
        sent = plan.flows.filter(pl.col(end) == "IND")
        for label, year in (("2025-2026", 2025), ("2030-2034", 2030)):
            tonnes = sent.filter(pl.col("moment") == label)["tonnes"].sum()
            hand = sign * tonnes * price[name, year] * base[name]
            assert bill(plan, line)[year] == pytest.approx(hand)


def test_running_a_plant_costs_operation_and_power(plan):
    made = plan.output.filter(pl.col("by") == "smelter")
    for label, year in (("2027-2029", 2027), ("2030-2034", 2030)):
        tonnes = made.filter(pl.col("moment") == label)["tonnes"].sum()
        hand = tonnes * (150 + 2.4 * 60)
        assert bill(plan, "Projects: running")[year] == pytest.approx(hand)


def test_capital_is_the_annuity_with_interest_while_building(plan):
    hand = 50e3 * 800 * ANNUITY * 1.08 + 10e3 * 10 * ANNUITY
    yearly = bill(plan, "Projects: capital")
    assert plan.starts == {"smelter": 2025, "contract": 2025, "stock": 2027}
    assert yearly[2025] == 0.0
    assert yearly[2027] == pytest.approx(hand, rel=1e-6)
    assert yearly[2030] == pytest.approx(hand, rel=1e-6)


def test_the_end_of_a_chain_is_traded_and_taken_in_by_nobody(plan):
    assert final_goods(plan) == ["slag"]


def test_use_is_met_or_missed(plan):
    table = served(plan, ["slag"])
    mine = plan.use.filter(
        (pl.col("place") == "IND")
        & (pl.col("commodity") == "slag")
        & pl.col("moment").str.starts_with("20")
    )
    assert table["year"].to_list() == [2025, 2027, 2030]
    assert table["commodity"].unique().to_list() == ["Slag"]
    assert table["met"].to_list() == mine["served"].to_list()
    assert table["shortfall"].to_list() == pytest.approx(mine["short"].to_list(), abs=1)


def test_prices_are_told_for_traded_goods_of_the_trunk(plan):
    table = focus_prices(plan)
    assert table["commodity"].unique(maintain_order=True).to_list() == ["Ore", "Slag"]
    assert (table["price"] > 0).all()
    assert table.height == 2 * 3


def test_shares_of_suppliers_sum_to_one(plan):
    table = supplier_shares(plan)
    sums = table.group_by("label", "state").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)
    assert set(table["state"]) == {"before", "after"}


def test_small_origins_are_gathered_under_others(plan):
    last = plan.supply.filter(pl.col("moment") == "2030-2034").row(0, named=True)
    many = pl.DataFrame(
        [
            {**last, "origin": f"p{i}", "with": 1e3 + i, "without": 1e3 + i}
            for i in range(9)
        ]
    )
    table = supplier_shares(replace(plan, supply=many)).filter(
        pl.col("state") == "after"
    )
    assert table.height == 8
    assert table.filter(pl.col("part") == "Others")["share"][0] == pytest.approx(
        2001 / 9036
    )


def test_a_good_that_only_the_plan_buys_has_a_row_on_both_sides_in_one_order(plan):
    last = plan.supply.filter(pl.col("moment") == plan.periods[-1])
    first = last["commodity"][0]
    fresh = pl.when(pl.col("commodity") == first).then(0.0).otherwise("without")
    table = supplier_shares(replace(plan, supply=last.with_columns(without=fresh)))
    before, after = (
        table.filter(state=state)["label"].unique(maintain_order=True).to_list()
        for state in ("before", "after")
    )
    assert before == after
    assert (table.group_by("state").len()["len"] > 0).all()
