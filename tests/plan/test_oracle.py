"""The program against an independent one, written row by row with its own numbering.

The oracle uses nothing of ``rules``, ``policy``, ``costs`` and ``unfold``: it takes the
calibrated quantities, prices and wedges and the corners of the stairs as figures; all
else (moments, growth, chances, timing of projects) is worked out anew.
"""

from collections.abc import Callable
from typing import Any

import pytest
from tests.plan.oracle.whole import Whole

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025},
    {"smelter": 2027, "contract": 2025},
    {"contract": 2030, "stock": 2027},
    {"smelter": 2025, "contract": 2025, "stock": 2027},
    {"smelter": 2030, "stock": 2030},
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: "+".join(p) or "nothing")
def test_the_independent_program_agrees_on_every_fixed_plan(
    small: Case, calibration: Calibration, program: Program, plan: dict[str, int]
) -> None:
    other = Whole(small, calibration, budget=False)
    fixed = {key: float(plan.get(k[0]) == k[1]) for k, key in other.starts.items()}
    ours = Solver(program).solve(program.network.starts(plan)).objective
    assert ours == pytest.approx(other.sheet.least(fixed), rel=1e-8)


def test_the_independent_program_agrees_when_starts_are_free(
    small: Case, calibration: Calibration, program: Program
) -> None:
    other = Whole(small, calibration, budget=True)
    ours = Solver(program).solve().objective
    assert ours == pytest.approx(other.sheet.least({}), rel=1e-8)


@pytest.mark.parametrize("crore", [0.0, 10.0, 100.0])
def test_the_independent_program_agrees_under_a_budget_that_binds(
    small: Case, calibration: Calibration, edited: Callable[..., Case], crore: float
) -> None:
    usd = float(small.table("policies")["value"][0]) / 300.0 * crore
    case = edited(small, "policies", {"kind": "budget"}, value=usd)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Whole(case, calibration, budget=True)
    bound = Solver(program).solve().objective
    assert bound == pytest.approx(other.sheet.least({}), rel=1e-8)
    free = Whole(case, calibration, budget=False).sheet.least({})
    assert bound > free + 1e-3


ALL = {
    "seek": 2025, "pit": 2027, "loan": 2025, "berth": 2027, "skill": 2025,
    "smelter": 2025, "contract": 2025, "stock": 2027,
}  # fmt: skip
RICH_PLANS: list[dict[str, int]] = [
    {name: ALL[name] for name in names}
    for names in (
        ("seek",), ("seek", "pit"), ("loan",), ("berth",), ("skill",),
        ("smelter", "loan"), ("contract", "berth"), tuple(ALL),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def rich_program(rich: Case) -> Program:
    calibration = calibrate(rich)
    return program_of(rich, calibration, branches_of(rich, calibration))


@pytest.mark.parametrize("plan", RICH_PLANS, ids="+".join)
def test_the_independent_program_agrees_on_projects_of_every_kind(
    rich: Case, rich_program: Program, plan: dict[str, int]
) -> None:
    other = Whole(rich, rich_program.network.calibration, budget=False)
    fixed = {key: float(plan.get(k[0]) == k[1]) for k, key in other.starts.items()}
    ours = Solver(rich_program).solve(rich_program.network.starts(plan)).objective
    assert ours == pytest.approx(other.sheet.least(fixed), rel=1e-8)


@pytest.mark.parametrize("months", [18.0, 30.0, 60.0])
def test_the_independent_program_agrees_on_disruptions_of_several_years(
    rich: Case, edited: Callable[..., Case], months: float
) -> None:
    case = edited(rich, "shocks", {"shock": "chn_stop"}, months=months, severity=0.7)
    case = edited(case, "sites", {"site": "ind_mine"}, reserves=1.1e6)
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Whole(case, calibration, budget=True)
    assert Solver(program).solve().objective == pytest.approx(
        other.sheet.least({}), rel=1e-8
    )


RICH_VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("pit", {}),
    ("seek", {"chance": 0.95}),
    ("loan", {"offtake": 1.0, "opex": 20.0}),
    ("smelter", {"least": 1.0, "opex": 400.0}),
    ("berth", {"commodity": "slag", "saving": 30.0}),
    ("berth", {"requires": "skill loan"}),
    ("skill", {"size": 1e6, "capex": 1.0}),
    ("pit", {"reserves": 1e5}),
    ("yard", {"size": 2e5, "opex": 10.0}),
    ("berth", {"size": 3e3}),
    ("contract", {"size": 4e4}),
    ("contract", {"recourse": True, "capex": 10.0}),
]


@pytest.mark.parametrize("variant", RICH_VARIANTS, ids=lambda v: v[0] + "".join(v[1]))
def test_the_independent_program_agrees_when_starts_of_every_kind_are_free(
    rich: Case, edited: Callable[..., Case], variant: tuple[str, dict[str, Any]]
) -> None:
    name, cells = variant
    case = edited(rich, "projects", {"project": name}, **cells) if cells else rich
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Whole(case, calibration, budget=True)
    assert Solver(program).solve().objective == pytest.approx(
        other.sheet.least({}), rel=1e-8
    )


VARIANTS: list[tuple[str, dict[str, str], dict[str, float]]] = [
    ("projects", {"project": "smelter"}, {"life": 4.0, "lead": 1.0, "share": 0.1}),
    ("projects", {"project": "contract"}, {"earliest": 2027, "latest": 2027}),
    ("projects", {"project": "stock"}, {"size": 20_000.0, "release": 2.0}),
    ("routes", {"origin": "CHN"}, {"loss": 0.04, "cost": 75.0}),
    ("shocks", {"shock": "hormuz"}, {"severity": 0.3, "months": 3.0}),
    ("relations", {}, {"ramp": 0.02, "opening": 0.2, "elasticity": 1.5}),
    ("demand", {"place": "IND"}, {"growth": -0.03, "choke": 8.0, "elasticity": 0.2}),
    ("sites", {"site": "kaz_smelt"}, {"capacity": 21_000.0}),
    ("sites", {"site": "ind_mine"}, {"reserves": 7e5}),
    ("policies", {"policy": "cap"}, {"value": 0.5, "start": 2027, "end": 2029}),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v[0] + "".join(v[2]))
def test_the_independent_program_agrees_on_varied_cases(
    small: Case,
    edited: Callable[..., Case],
    variant: tuple[str, dict[str, str], dict[str, float]],
) -> None:
    table, where, cells = variant
    case = edited(small, table, where, **cells)
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Whole(case, calibration, budget=True)
    ours = Solver(program).solve().objective
    assert ours == pytest.approx(other.sheet.least({}), rel=1e-8)
