"""Strands: a program with its starts fixed falls apart, and the parts are the whole."""

import re
from dataclasses import replace

import numpy as np
import pytest

from orepath.errors import InfeasiblePlan, SolverError
from orepath.plan.ending import Ending
from orepath.plan.engine import Engine
from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.plan.strand import Strand, Strands

PLANS = (
    {},
    {"smelter": 2025},
    {"smelter": 2030, "contract": 2025},
    {"stock": 2027},
    {"contract": 2027, "smelter": 2025, "stock": 2025},
)


def test_the_strands_together_are_the_whole_program(program: Program) -> None:
    strands, whole = Strands(program), Solver(program)
    for plan in PLANS:
        starts = program.network.starts(plan)
        one, other = strands.solve(starts), whole.solve(starts)
        assert one.objective == pytest.approx(other.objective, rel=1e-10)
        assert one.objective == pytest.approx(float(program.cost @ one.value))
        assert one.violation < 1e-6
        activity = program.matrix @ one.value
        free = np.ones(activity.size, dtype=bool)
        free[program.group("budget").rows] = False
        assert (activity >= program.row_lower - 1e-6)[free].all()
        assert (activity <= program.row_upper + 1e-6)[free].all()


def test_every_moment_is_in_one_strand_and_disruptions_stay_with_their_year(
    program: Program,
) -> None:
    strands = Strands(program)
    columns = np.concatenate([strand.columns for strand in strands.each])
    start = program.network.blocks["start"]
    assert columns.size == program.cost.size - start.size
    assert np.unique(columns).size == columns.size
    assert len(strands.each) == 3, "two periods, and the third with its disruptions"


def test_only_what_a_change_touches_is_solved_again(program: Program) -> None:
    strands = Strands(program)
    n = program.network
    strands.solve(n.starts({"contract": 2025}))
    assert strands.solve(n.starts({"contract": 2025})).iterations == 0
    # Whenever the contract began, it is the same in the last period.
    known = [len(strand._known) for strand in strands.each]
    strands.solve(n.starts({"contract": 2027}))
    grown = [
        len(strand._known) - before
        for strand, before in zip(strands.each, known, strict=True)
    ]
    assert grown == [1, 0, 0]


def test_a_gift_to_a_row_is_worth_its_dual(program: Program) -> None:
    strands = Strands(program)
    starts = program.network.starts({})
    base = strands.solve(starts)
    row = int(np.argmax(base.dual[program.group("balance").rows]))
    given = np.zeros(base.dual.size)
    given[row] = 1e-4
    gain = base.objective - strands.solve(starts, given).objective
    assert gain == pytest.approx(1e-4 * base.dual[row], rel=0.05)


def test_taking_away_what_is_not_there_is_refused(program: Program) -> None:
    given = np.zeros(program.matrix.shape[0])
    given[program.group("balance").rows] = -1e4
    with pytest.raises(InfeasiblePlan, match="taken away"):
        Strands(program).solve(program.network.starts({}), given)


def test_the_rules_in_conflict_are_named_as_by_the_whole_program(
    program: Program,
) -> None:
    balance = program.group("balance")
    lower = balance.lower.copy()
    lower[0] = 1e4
    groups = tuple(
        replace(group, lower=lower) if group.rule == "balance" else group
        for group in program.groups
    )
    barred = replace(program, groups=groups)
    with pytest.raises(InfeasiblePlan, match=re.escape(barred.row_label(0))):
        Strands(barred).solve(program.network.starts({}))


def test_free_starts_cost_no_more_than_any_plan(program: Program) -> None:
    market = Market(program)
    free = Solver(program).solve(None).objective
    for plan in PLANS:
        assert free <= market.outcome(tuple(plan.items())).answer.objective + 1e-6


def test_where_a_strand_names_no_conflict_the_whole_program_does(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    balance = program.group("balance")
    barred = replace(balance, lower=balance.lower + 1e7)
    groups = tuple(barred if g.rule == "balance" else g for g in program.groups)
    broken = replace(program, groups=groups)
    starts = program.network.starts({})
    with pytest.raises(InfeasiblePlan) as own:
        Strands(broken).solve(starts)
    assert any(label.startswith("balance: ") for label in own.value.conflicts)
    monkeypatch.setattr(Strand, "conflict", lambda _: None)
    with pytest.raises(InfeasiblePlan) as whole:
        Strands(broken).solve(starts)
    assert any(label.startswith("balance: ") for label in whole.value.conflicts)
    # Were the whole solvable, a strand without an answer would be the solver's fault.
    monkeypatch.setattr(Strand, "solve", lambda *_: None)
    with pytest.raises(SolverError, match="the whole has one"):
        Strands(program).solve(starts)


def test_after_a_plan_without_an_answer_the_next_one_has_its_own(
    program: Program,
) -> None:
    strands, fresh = Strands(program), Strands(program)
    starts = program.network.starts({"smelter": 2025})
    taken = np.zeros(program.matrix.shape[0])
    taken[program.group("balance").rows] = -1e6
    with pytest.raises(InfeasiblePlan, match="taken away"):
        strands.solve(starts, taken)
    assert strands.solve(starts).objective == pytest.approx(
        fresh.solve(starts).objective, rel=1e-12
    )


def test_a_run_led_astray_by_its_beginning_is_begun_anew(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    strands, fresh = Strands(program), Strands(program)
    starts = program.network.starts({"smelter": 2025})
    strands.solve(program.network.starts({}))
    warm = {id(strand._engine) for strand in strands.each}
    run = Engine.run

    def astray(engine: Engine, *given: float) -> Ending:
        if id(engine) in warm:
            raise SolverError("HiGHS ended with Unknown")
        return run(engine, *given)

    monkeypatch.setattr(Engine, "run", astray)
    assert strands.solve(starts).objective == pytest.approx(
        fresh.solve(starts).objective, rel=1e-10
    )


def test_a_run_that_fails_twice_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Engine) -> Ending:
        raise SolverError("HiGHS ended with Unknown")

    strand = Strands(program).each[0]
    monkeypatch.setattr(Engine, "run", fails)
    with pytest.raises(SolverError, match="Unknown"):
        strand.solve(np.zeros(strand.rows.size), 4)
