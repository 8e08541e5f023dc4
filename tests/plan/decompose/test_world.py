"""The world's optimum: taken apart it is what it is whole."""

from dataclasses import replace

import numpy as np
import pytest

from orepath.errors import InfeasiblePlan, SolverError, UnboundedPlan
from orepath.plan.decompose import world
from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.world import built, decomposed
from orepath.plan.program import Program
from orepath.plan.solve import Solver

CLOSE = Effort(gap=1e-7)


@pytest.mark.parametrize("apart", ["chains", "branches"])
@pytest.mark.parametrize("whole", [False, True])
def test_the_small_case_taken_apart_is_what_it_is_whole(
    program: Program, apart: str, whole: bool
):
    together = decomposed([program], CLOSE, whole=whole)
    parted = decomposed([program], CLOSE, whole=whole, large=0, apart=apart)  # type: ignore[arg-type]
    assert together.apart == 1
    assert parted.apart > 1
    assert parted.objective == pytest.approx(together.objective, rel=1e-6)
    assert together.gap <= 1e-7
    assert parted.gap <= 1e-7
    if whole:
        assert set(np.round(parted.starts[0], 9)) <= {0.0, 1.0}


def test_what_small_programs_say_is_what_their_solver_says(program: Program):
    found = decomposed([program])
    assert found.objective == pytest.approx(Solver(program).solve().objective)
    assert found.steps == ()


def test_chains_taken_apart_keep_the_budget_they_share(program: Program):
    two = [program, program]
    parted = decomposed(two, CLOSE, large=0)
    together = decomposed(two, CLOSE)
    assert parted.objective == pytest.approx(together.objective, rel=1e-6)
    start = program.network.blocks["start"]
    budget = program.group("budget")
    spent = sum(program.matrix[budget.rows] @ values for values in parted.values)
    assert (spent <= budget.upper + 1e-6).all()
    for starts, values in zip(parted.starts, parted.values, strict=True):
        assert starts.tolist() == values[start.columns].tolist()


def test_a_program_that_does_not_fall_apart_is_solved_whole(program: Program):
    from scipy import sparse

    from orepath.plan.program import Rows

    all_in_one = Rows(
        "all", program.matrix.shape[0], np.array([-np.inf]), np.array([1e9]),
        lambda _: "all",
    )  # fmt: skip
    tied = replace(
        program,
        matrix=sparse.csc_array(
            sparse.vstack([program.matrix, np.ones((1, program.cost.size))])
        ),
        groups=(*program.groups, all_in_one),
    )
    assert decomposed([tied], CLOSE, large=0).apart == 1


@pytest.mark.parametrize("large", [0, 10**9])
def test_what_no_starts_can_mend_is_told(program: Program, large: int):
    balance = program.group("balance")
    barred = replace(balance, lower=balance.lower + 1e7)
    groups = tuple(barred if g.rule == "balance" else g for g in program.groups)
    with pytest.raises(InfeasiblePlan):
        decomposed([replace(program, groups=groups)], CLOSE, large=large)


def test_a_worth_without_limit_is_told(program: Program):
    endless = replace(
        program,
        upper=np.full(program.upper.size, np.inf),
        cost=-np.ones(program.cost.size),
    )
    with pytest.raises(UnboundedPlan):
        decomposed([endless])
    with pytest.raises(SolverError):
        decomposed([endless], large=0)


def test_the_projects_of_an_optimum_are_named_with_their_years(program: Program):
    found = decomposed([program], CLOSE, whole=True)
    plan = built([program], found)
    assert plan
    assert program.network.starts(dict(plan)).tolist() == pytest.approx(
        found.starts[0].tolist()
    )


def test_a_short_course_goes_to_the_master_by_itself(
    program: Program, monkeypatch: pytest.MonkeyPatch
):
    chains = decomposed([program], CLOSE, large=0)
    monkeypatch.setattr(world, "_SHORT", 1.0)
    branches = decomposed([program], CLOSE, large=0)
    assert branches.apart != chains.apart
    assert branches.objective == pytest.approx(chains.objective, rel=1e-6)
