"""Doubtful figures: which are tried, and why."""

import pytest

from orepath.plan.result import Plan
from orepath.study.doubt import doubts_of
from orepath.study.stake import Stake, changes_of, columns_with_range
from orepath.study.weight import UNWEIGHED, WEIGHED
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


def test_changes_are_all_starts_and_drops(plan: Plan) -> None:
    changes = changes_of(plan)
    for name, years in plan.markets.options().items():
        mine = [c.year for c in changes if c.project == name]
        built = plan.starts.get(name)
        expected = [year for year in years if year != built]
        assert mine == [*expected, *([None] if built else [])]
    assert all(change.lack >= -1e-9 for change in changes)
    assert all(change.years >= 0.0 for change in changes)
