"""What binds, and what one more unit is worth: against plans solved by hand."""

import polars as pl
import pytest

from orepath.plan.limit import PART, limits_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.world.case import Case


@pytest.fixture(scope="module")
def plan(small: Case, program: Program) -> Plan:
    markets = Markets(small, [program])
    return plan_of(program.network.calibration, markets, search(markets))


@pytest.fixture(scope="module")
def limits(plan: Plan) -> pl.DataFrame:
    return limits_of(plan)


def test_every_built_size_is_looked_at(plan: Plan, limits: pl.DataFrame) -> None:
    sizes = limits.filter(rule="size")
    assert set(sizes["what"]) == set(plan.starts)
    units = dict(sizes.select("what", "unit").iter_rows())
    assert units == {"smelter": "t/a", "contract": "t/a", "stock": "t"}


def test_a_size_is_worth_what_a_larger_project_brings(
    small: Case, limits: pl.DataFrame, plan: Plan
) -> None:
    from orepath.plan.assemble import program_of
    from orepath.stress.shocks import branches_of
    from orepath.world.calibrate import calibrate

    row = limits.filter(what="smelter").row(0, named=True)
    worth = {}
    for factor in (1.0 - PART, 1.0):
        sized = pl.col("size") * factor
        projects = small.table("projects").with_columns(
            pl.when(project="smelter").then(sized).otherwise("size").alias("size")
        )
        case = small.replace(projects=projects)
        calibration = calibrate(case)
        program = program_of(case, calibration, branches_of(case, calibration))
        markets = Markets(case, [program])
        worth[factor] = markets.worth(plan.search.best.starts).focus
    step = PART * row["now"]
    each = (worth[1.0] - worth[1.0 - PART]) * 1e6 / step / row["years"]
    assert row["left"] == pytest.approx(each, rel=1e-3)


def test_a_cap_that_is_exceeded_is_worth_its_price(limits: pl.DataFrame) -> None:
    row = limits.filter(pl.col("what").str.ends_with(": CHN")).row(0, named=True)
    assert row["rule"] == "share cap"
    assert row["now"] is None
    # A multiple of the published price of 970 USD/t.
    assert row["right"] == pytest.approx(row["left"])
    times = row["right"] / 9.7
    assert times == pytest.approx(round(times), abs=1e-4)


def test_only_relations_of_the_focus_place_are_looked_at(limits: pl.DataFrame) -> None:
    ramps = limits.filter(rule="ramp")["what"].to_list()
    assert all("IND" in what for what in ramps)


def test_the_fewest_may_be_asked_for_and_each_is_told(plan: Plan) -> None:
    told: list[int] = []
    few = limits_of(plan, most=1, tell=told.append)
    assert few.height == len(plan.starts) + 1
    assert told == list(range(1, few.height + 1))


def test_without_a_plan_no_size_binds(small: Case, program: Program) -> None:
    projects = small.table("projects").with_columns(capex=pl.lit(1e7))
    case = small.replace(projects=projects)
    from orepath.plan.assemble import program_of
    from orepath.world.calibrate import calibrate

    calibration = calibrate(case)
    dear = program_of(case, calibration, program.network.branches)
    markets = Markets(case, [dear])
    bare = plan_of(calibration, markets, search(markets))
    assert "smelter" not in bare.starts
    assert "smelter" not in set(limits_of(bare).filter(rule="size")["what"])
