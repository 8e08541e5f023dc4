"""Reserves by hand: what is won in all years, and in a disrupted one, is no more."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.rule.depletion import spans
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
Floats = NDArray[np.float64]


def made(case: Case) -> Program:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


def mined(program: Program, value: Floats) -> Floats:
    """Return what India's mine makes by moment, kt/a."""
    n = program.network
    make = n.blocks["make"]
    mine = make.item == 0
    total = np.zeros(len(n.moments))
    np.add.at(total, make.moment[mine], value[make.columns][mine])
    return total


def test_the_years_before_a_disruption_count_and_then_its_own(small: Case) -> None:
    n = made(small).network
    label, whole = spans(n)[0]
    assert (label, whole.tolist()) == ("in all", [2, 3, 5, 0, 0, 0, 0])
    label, struck = spans(n)[2]
    assert (label, struck.tolist()) == ("chn_stop", [2, 3, 0, 0, 1, 0, 0])


def test_a_mine_stops_when_its_reserves_do(small: Case, edited: Edit) -> None:
    free = made(small)
    before = mined(free, Solver(free).solve(free.network.starts({})).value)
    assert before[:3] @ [2, 3, 5] > 1_800.0, "kt in ten years"
    program = made(edited(small, "sites", {"site": "ind_mine"}, reserves=1.2e6))
    answer = Solver(program).solve(program.network.starts({}))
    won = mined(program, answer.value)
    assert won[:3] @ [2, 3, 5] == pytest.approx(1_200.0)
    for branch in (3, 4, 5, 6):
        assert won[:2] @ [2, 3] + won[branch] <= 1_200.0 + 1e-6
    assert answer.objective > Solver(free).solve(free.network.starts({})).objective


def test_what_is_left_for_a_disrupted_year_is_what_was_not_won_before(
    small: Case, edited: Edit
) -> None:
    program = made(edited(small, "sites", {"site": "ind_mine"}, reserves=2e5))
    won = mined(program, Solver(program).solve(program.network.starts({})).value)
    assert won[:3] @ [2, 3, 5] == pytest.approx(200.0)
    assert (won[:2] @ [2, 3] + won[3:] <= 200.0 + 1e-6).all()


def test_reserves_that_cannot_run_out_write_no_row(small: Case, edited: Edit) -> None:
    # At its capacity of 260 kt/a the mine wins 2.6 Mt in ten years.
    ample = made(edited(small, "sites", {"site": "ind_mine"}, reserves=2.6e6 + 1))
    assert "depletion" not in [group.rule for group in ample.groups]
    short = made(edited(small, "sites", {"site": "ind_mine"}, reserves=2.6e6 - 1))
    assert short.group("depletion").size == 1
    one, other = (
        Solver(p).solve(p.network.starts({})).objective for p in (ample, short)
    )
    assert one == pytest.approx(other, rel=1e-9)


def test_a_project_wins_no_more_than_its_expected_reserves(
    rich: Case, edited: Edit
) -> None:
    program = made(edited(rich, "projects", {"project": "pit"}, reserves=2e5))
    n = program.network
    answer = Solver(program).solve(n.starts({"seek": 2025, "pit": 2027}))
    run = n.blocks["run"]
    pit = n.projects["project"].to_list().index("pit")
    mine = (run.item == pit) & (run.moment < 3)
    won = (answer.value[run.columns] * n.moments.years[run.moment])[mine].sum()
    assert won == pytest.approx(0.6 * 200.0)


def test_scarcity_is_the_mines_own_and_the_parts_still_sum(
    small: Case, edited: Edit
) -> None:
    program = made(edited(small, "sites", {"site": "ind_mine"}, reserves=1.2e6))
    found = Market(program).outcome(())
    duties = found.parts.duties.sum()
    assert found.parts.total == pytest.approx(-found.answer.objective + duties)
