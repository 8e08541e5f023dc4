"""Doubtful figures: which are tried, and why."""

import polars as pl
import pytest

from orepath.plan.result import Plan
from orepath.study.doubt import Doubt, chains, doubts_of
from orepath.study.stake import Stake, changes_of, columns_with_range
from orepath.study.weight import UNWEIGHED, WEIGHED
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME, TABLES


def test_every_figure_with_a_range_is_weighed_or_left_out_for_a_reason(
    plan: Plan,
) -> None:
    ranged = {
        (spec.name, column)
        for spec in TABLES
        for column in columns_with_range(plan.case.table(spec.name))
    }
    assert ranged == WEIGHED.keys() | UNWEIGHED.keys()
    assert not WEIGHED.keys() & UNWEIGHED.keys()
    assert all(UNWEIGHED.values())


def test_the_weightiest_come_first_and_carry_their_evidence(plan: Plan) -> None:
    doubts = doubts_of(plan)
    assert doubts == tuple(sorted(doubts, key=lambda d: (-d.turns, -d.money)))
    for doubt in doubts:
        assert doubt.low <= doubt.value <= doubt.high
        assert doubt.low < doubt.high
        assert doubt.grade in "ABC"
        assert doubt.cell.table in BY_NAME
        row = plan.case.table(doubt.cell.table).row(doubt.cell.row, named=True)
        assert row[doubt.cell.column] == doubt.value
    assert doubts_of(plan, 3) == doubts[:3]


def test_a_capital_cost_moves_its_own_project_alone(plan: Plan) -> None:
    (one,) = [
        doubt
        for doubt in doubts_of(plan)
        if doubt.cell.table == "projects"
        and doubt.cell.column == "capex"
        and doubt.value == 800.0
    ]
    ((name, rate),) = one.rate
    assert name == "smelter"
    # Half of 2,500 - 423 USD on 50 kt/a at the annuity of 8 % over 20 years.
    assert rate == pytest.approx((2500 - 423) / 2 * 50e3 * 0.1018522 / 1e6, rel=1e-5)
    assert one.unit == "USD/(t/a)"


def test_a_price_moves_makers_and_users_by_what_they_turn_over(plan: Plan) -> None:
    stake = Stake(plan)
    at = stake.names.index("smelter")
    assert stake.goods["slag"][at] == pytest.approx(50e3 * stake.price("slag", "IND"))
    ore = stake.goods["ore"][at]
    assert ore == pytest.approx(-1.8 * 50e3 * stake.price("ore", "IND"))


def prices(plan: Plan, *, apart: bool) -> dict[str, Doubt]:
    goods = plan.case.table("prices")["commodity"]
    return {
        goods[doubt.cell.row]: doubt
        for doubt in doubts_of(plan, apart=apart)
        if doubt.cell.table == "prices"
    }


def test_prices_of_a_chain_are_one_doubt_of_the_margin_between_them(plan: Plan) -> None:
    """Slag is 970 (800 to 1,100) and ore 330 (250 to 400) USD/t; 1.8 t make one."""
    alone, joined = prices(plan, apart=True), prices(plan, apart=False)
    assert set(alone) == {"slag", "ore", "iron"}
    # Pig iron leaves the smelter beside slag; nothing of it enters the next stage.
    assert set(joined) == {"slag", "iron"}
    chain = joined["slag"]
    assert [one.cell.row for one in chain.others] == [alone["ore"].cell.row]
    # As a part of the price of the base year: 50 kt sold, 90 kt bought.
    stake = Stake(plan)
    slag = 50e3 * stake.price("slag", "IND") * 150 / 970 / 1e6
    ore = 90e3 * stake.price("ore", "IND") * 75 / 330 / 1e6
    assert dict(alone["slag"].rate)["smelter"] == pytest.approx(slag)
    assert dict(alone["ore"].rate)["smelter"] == pytest.approx(ore)
    assert dict(chain.rate)["smelter"] == pytest.approx(abs(slag - ore))
    assert chain.rows == (alone["slag"].cell.row, alone["ore"].cell.row)


@pytest.mark.parametrize(
    ("value", "ore"),
    [(800.0, 250.0), (885.0, 290.0), (970.0, 330.0), (1035.0, 365.0), (1200.0, 400.0)],
)
def test_prices_of_a_chain_stand_alike_in_their_ranges(
    plan: Plan, value: float, ore: float
) -> None:
    chain = prices(plan, apart=False)["slag"]
    other = chain.others[0].cell
    assert chain.put(value) == pytest.approx({chain.cell: value, other: ore})


def test_a_chain_is_what_is_made_of_what_of_one_mineral(small: Case) -> None:
    first = chains(small)
    assert first == {"ore": "ore", "slag": "ore", "iron": "iron"}
    table = small.table("commodities").with_columns(
        mineral=pl.when(commodity="slag")
        .then(pl.lit("slags"))
        .otherwise(pl.col("mineral"))
    )
    apart = chains(small.replace(commodities=table))
    assert apart == {name: name for name in ("ore", "slag", "iron")}


def test_changes_are_all_starts_and_drops(plan: Plan) -> None:
    changes = changes_of(plan)
    for name, years in plan.markets.options().items():
        mine = [c.year for c in changes if c.project == name]
        built = plan.starts.get(name)
        expected = [year for year in years if year != built]
        assert mine == [*expected, *([None] if built else [])]
    assert all(change.lack >= -1e-9 for change in changes)
    assert all(change.years >= 0.0 for change in changes)
