"""Laws of telling: other names, another order, other money change no plan."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.plan.solve import Answer, Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
Floats = NDArray[np.float64]


def planned(program: Program) -> Plan:
    markets = Markets(program.network.case, [program])
    return plan_of(program.network.calibration, markets, search(markets))


@pytest.fixture(scope="module")
def plan(program: Program) -> Plan:
    return planned(program)


# Every column that counts money, by table; ranges scale with their figure.
MONEY = {
    "prices": ("price",),
    "power": ("price",),
    "routes": ("cost",),
    "projects": ("capex", "opex"),
}


def in_other_money(case: Case, rate: float) -> Case:
    """Return the case with all money counted in another currency."""
    tables = {}
    for name, columns in MONEY.items():
        ends = [f"{c}{end}" for c in columns for end in ("", "_low", "_high")]
        tables[name] = case.table(name).with_columns(pl.col(ends) * rate)
    ends = ["value", "value_low", "value_high"]
    tables["coefficients"] = case.table("coefficients").with_columns(
        pl.when(figure="opex").then(pl.col(c) * rate).otherwise(pl.col(c)).alias(c)
        for c in ends
    )
    tables["policies"] = case.table("policies").with_columns(
        pl.when(kind="budget").then(pl.col(c) * rate).otherwise(pl.col(c)).alias(c)
        for c in ends
    )
    return case.replace(**tables)


@settings(max_examples=5)
@given(rate=st.floats(0.05, 100.0))
def test_counting_in_another_currency_moves_no_tonne(
    small: Case, program: Program, rate: float
) -> None:
    case = in_other_money(small, rate)
    calibration = calibrate(case)
    other = program_of(case, calibration, branches_of(case, calibration))
    assert other.cost == pytest.approx(program.cost * rate, rel=1e-6, abs=1e-9)
    for starts in ({}, {"smelter": 2027, "contract": 2025, "stock": 2027}):
        a = Solver(program).solve(program.network.starts(starts))
        b = Solver(other).solve(other.network.starts(starts))
        assert b.objective == pytest.approx(a.objective * rate, rel=1e-7)
        assert served(other, b) == pytest.approx(served(program, a), abs=1e-3)


def served(program: Program, answer: Answer) -> Floats:
    """Return use by use and moment, kt/a, flat."""
    n = program.network
    block = n.blocks["use"]
    total = np.zeros((n.calibration.balance.use_place.size, len(n.moments)))
    np.add.at(total, (block.item, block.moment), answer.value[block.columns])
    return total.ravel()


def renamed(case: Case, seed: int) -> tuple[Case, dict[str, str]]:
    """Return the case with places renamed and the rows of every table shuffled."""
    names = case.table("places")["place"].to_list()
    other = dict(zip(names, ["QQQ", "ZZZ", "AAA"], strict=True))
    tables = {}
    for name, frame in case.tables.items():
        columns = [c for c in ("place", "origin", "destination") if c in frame.columns]
        renamed = frame.with_columns(pl.col(c).replace(other) for c in columns)
        tables[name] = renamed.sample(fraction=1.0, shuffle=True, seed=seed)
    settings_ = case.settings.model_copy(update={"focus": other[case.settings.focus]})
    return Case(settings_, tables), other


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_names_and_another_order_change_nothing(
    small: Case, program: Program, plan: Plan, seed: int
) -> None:
    case, _ = renamed(small, seed)
    calibration = calibrate(case)
    other = program_of(case, calibration, branches_of(case, calibration))
    free = Solver(other).solve().objective
    assert free == pytest.approx(Solver(program).solve().objective, rel=1e-8)
    found = search(Markets(other.network.case, [other]))
    assert found.best.starts == plan.search.best.starts
    assert found.best.world == pytest.approx(plan.search.best.world, rel=1e-8)
    assert found.best.focus == pytest.approx(plan.search.best.focus, rel=1e-7)


def test_the_same_inputs_give_the_same_bytes(small: Case, plan: Plan) -> None:
    calibration = calibrate(small)
    program = program_of(small, calibration, branches_of(small, calibration))
    again = planned(program)
    for name in (
        "projects",
        "flows",
        "flows_without",
        "supply",
        "use",
        "output",
        "costs",
        "surplus",
        "audit",
    ):
        first, second = getattr(plan, name), getattr(again, name)
        assert first.write_csv() == second.write_csv(), name


@pytest.fixture(scope="module")
def rich_program(rich: Case) -> Program:
    calibration = calibrate(rich)
    return program_of(rich, calibration, branches_of(rich, calibration))


@pytest.mark.parametrize("seed", [1, 2])
def test_other_names_and_another_order_change_nothing_whatever_rules_there_are(
    rich: Case, rich_program: Program, seed: int
) -> None:
    case, _ = renamed(rich, seed)
    calibration = calibrate(case)
    other = program_of(case, calibration, branches_of(case, calibration))
    free = Solver(other).solve().objective
    assert free == pytest.approx(Solver(rich_program).solve().objective, rel=1e-8)


def test_counting_in_another_currency_moves_nothing_whatever_rules_there_are(
    rich: Case, rich_program: Program
) -> None:
    case = in_other_money(rich, 83.0)
    ends = ["saving", "saving_low", "saving_high"]
    dear = case.table("projects").with_columns(pl.col(ends) * 83.0)
    case = case.replace(projects=dear)
    calibration = calibrate(case)
    other = program_of(case, calibration, branches_of(case, calibration))
    free = Solver(other).solve().objective
    same = Solver(rich_program).solve().objective
    assert free == pytest.approx(83.0 * same, rel=1e-7)
