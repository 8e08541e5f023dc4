"""The door to the solver: what it refuses, and what its answers are checked for."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan import assemble
from orepath.plan.assemble import program_of
from orepath.plan.program import Draft, Program
from orepath.plan.rules import RULES
from orepath.plan.solve import Solver
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Rule = Callable[[Draft], None]


def duty(block: str, least: float, most: float = np.inf) -> Rule:
    """Return a rule: Σ of the contract's first columns of a block within limits."""

    def rule(draft: Draft) -> None:
        part = draft.network.blocks[block]
        j = draft.network.projects["project"].to_list().index("contract")
        mine = part.index[part.item == j][: 1 if block == "haul" else None]
        rows = np.zeros(mine.size, dtype=np.int64)
        limits = (np.array([least]), np.array([most]))
        draft.add(
            f"duty to {block}", (rows, mine, np.ones(mine.size)), limits, lambda _: "x"
        )

    return rule


@pytest.fixture
def under(
    small: Case, calibration: Calibration, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Program]:
    """Assemble the small case under further rules."""

    def assembled(*rules: Rule) -> Program:
        monkeypatch.setattr(assemble, "RULES", (*RULES, *rules))
        return program_of(small, calibration)

    return assembled


def test_rules_in_conflict_are_named(under: Callable[..., Program]) -> None:
    program = under(duty("haul", 4.0), duty("start", 0.0, 0.5))
    with pytest.raises(InfeasiblePlan) as told:
        Solver(program).solve()
    assert set(told.value.conflicts) == {
        "started haul: contract, 2025-2026",
        "duty to haul: x",
        "duty to start: x",
    }
    for name in told.value.conflicts:
        assert name in str(told.value)


def test_a_size_in_conflict_with_a_rule_is_named(
    under: Callable[..., Program],
) -> None:
    with pytest.raises(InfeasiblePlan) as told:
        Solver(under(duty("haul", 400.0))).solve()
    assert told.value.conflicts == (
        "duty to haul: x",
        "limit: haul contract, 2025-2026",
    )


def test_a_plan_without_the_project_a_duty_needs_is_infeasible(
    under: Callable[..., Program],
) -> None:
    program = under(duty("haul", 4.0))
    solver = Solver(program)
    with pytest.raises(InfeasiblePlan, match="started haul: contract"):
        solver.solve(program.network.starts({}))
    answer = solver.solve(program.network.starts({"contract": 2025}))
    assert answer.violation < 1e-6, "the solver goes on after a refused plan"


def test_a_worth_without_limit_is_told(program: Program) -> None:
    endless = replace(program, upper=np.full(program.upper.size, np.inf))
    endless = replace(endless, cost=-np.ones(program.cost.size))
    with pytest.raises(UnboundedPlan):
        Solver(endless).solve(program.network.starts({}))


def test_a_negative_capacity_is_not_accepted(program: Program) -> None:
    upper = program.upper.copy()
    upper[0] = -1.0
    with pytest.raises(SolverError, match="does not accept"):
        Solver(replace(program, upper=upper))


@pytest.mark.parametrize("part", ["cost", "upper"])
def test_a_column_that_is_no_number_is_named(program: Program, part: str) -> None:
    values = getattr(program, part).copy()
    values[program.network.blocks["use"].start] = np.nan
    with pytest.raises(SolverError, match=r"of use use of slag · IND, 2025-2026 is no"):
        Solver(replace(program, **{part: values}))


def test_a_coefficient_that_is_no_number_is_named(program: Program) -> None:
    matrix = program.matrix.copy()
    matrix.data[0] = np.nan
    with pytest.raises(SolverError, match=r"balance: ore at IND, 2025-2026 is no"):
        Solver(replace(program, matrix=matrix))


def test_every_column_and_row_has_a_name_of_its_kind(program: Program) -> None:
    n = program.network
    for name, block in n.blocks.items():
        if not block.size:
            continue
        for column in (block.start, block.start + block.size - 1):
            assert program.column_label(column).startswith(f"{name} ")
    for group in program.groups:
        for row in (group.start, group.start + group.size - 1):
            assert program.row_label(row).startswith(f"{group.rule}: ")
    with pytest.raises(KeyError):
        program.column_label(n.columns)
    with pytest.raises(KeyError):
        program.row_label(program.matrix.shape[0])
    with pytest.raises(KeyError):
        program.group("no rule")


def test_fixed_starts_may_exceed_the_budget_and_free_ones_may_not(
    small: Case, calibration: Calibration, edited: Callable[..., Case]
) -> None:
    case = edited(small, "policies", {"kind": "budget"}, value=0.0)
    program = program_of(case, calibration)
    solver = Solver(program)
    smelter = program.network.starts({"smelter": 2025})
    built = solver.solve(smelter)
    assert built.value[program.network.blocks["start"].columns] == pytest.approx(
        smelter
    )
    block = program.network.blocks["start"]
    free = solver.solve().value[block.columns]
    # Only the contract takes nothing from the budget.
    assert free[block.item != 1] == pytest.approx(0.0, abs=1e-9)
    assert solver.solve(smelter).objective == pytest.approx(built.objective)


def test_solving_warm_ends_where_solving_cold_does(program: Program) -> None:
    warm, n = Solver(program), program.network
    for starts in ({}, {"smelter": 2025}, {"stock": 2027}, {}):
        cold = Solver(program).solve(n.starts(starts))
        again = warm.solve(n.starts(starts))
        assert again.objective == pytest.approx(cold.objective, rel=1e-9)
    assert again.iterations < cold.iterations
