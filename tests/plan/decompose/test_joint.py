"""Programs side by side: every column kept, every budget once."""

from dataclasses import replace

import numpy as np
import pytest

from orepath.errors import SolverError
from orepath.plan.decompose.joint import joint_of
from orepath.plan.engine import Engine
from orepath.plan.program import Program
from orepath.plan.solve import Solver


def test_one_program_by_itself_stays_what_it_is(program: Program):
    joint = joint_of([program])
    assert Engine(joint.lp).run().objective == pytest.approx(
        Solver(program).solve().objective
    )
    assert joint.starts.tolist() == program.network.blocks["start"].index.tolist()


def test_two_programs_share_one_budget(program: Program):
    """The same chain twice must make do with one budget, not with two."""
    joint = joint_of([program, program])
    size = program.group("budget").size
    rows = 2 * program.matrix.shape[0] - size
    assert joint.lp.matrix.shape == (rows, 2 * program.cost.size)
    tight = _with_budget(program, 1.0)
    alone = Solver(tight).solve().objective
    both = Engine(joint_of([tight, tight]).lp).run()
    assert both.objective > 2 * alone
    halves = Solver(_with_budget(program, 0.5)).solve().objective
    assert both.objective <= 2 * halves + 1e-6


def test_the_trunk_is_what_is_neither_a_branch_nor_a_start(program: Program):
    joint = joint_of([program])
    network = program.network
    for name, block in network.blocks.items():
        inside = np.isin(block.index, joint.trunk)
        branch = np.isin(block.moment, network.moments.branches)
        assert (inside == ~branch).all() or name == "start"


def test_the_values_of_each_program_are_found_again(program: Program):
    joint = joint_of([program, program])
    own = joint.apart(np.arange(joint.lp.cost.size, dtype=float))
    assert [part.size for part in own] == [program.cost.size] * 2
    assert own[1][0] == program.cost.size


def test_a_budget_with_two_limits_is_refused(program: Program):
    with pytest.raises(SolverError, match="is held to"):
        joint_of([program, _with_budget(program, 0.5)])


def _with_budget(program: Program, part: float) -> Program:
    """Return a program with its budgets multiplied."""
    groups = tuple(
        replace(g, upper=g.upper * part * 1e-2) if g.rule == "budget" else g
        for g in program.groups
    )
    return replace(program, groups=groups)
