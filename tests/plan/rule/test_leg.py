"""A narrow strait by hand: what passes, what widens it, and whom it joins."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.rule.leg import passing
from orepath.plan.solve import Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.cluster import cluster_of
from orepath.world.crowd import crowded, goods_over

Edit = Callable[..., Case]
Floats = NDArray[np.float64]


def made(case: Case) -> Program:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


def narrow(case: Case, added: Edit, capacity: float) -> Case:
    row = {"stop": "Malacca", "capacity": capacity, "unit": "t/a"}
    empty = case.replace(capacities=case.table("capacities").clear())
    return added(empty, "capacities", row)


def over(program: Program, value: Floats) -> Floats:
    """Return what passes Malacca in each moment, kt/a."""
    n = program.network
    total = np.zeros(len(n.moments))
    pairs = passing(n, "Malacca")
    for name in ("ship", "open"):
        block = n.blocks[name]
        mine = pairs[block.item]
        np.add.at(total, block.moment[mine], value[block.columns][mine])
    return total


def test_no_more_passes_a_strait_than_it_can_carry(small: Case, added: Edit) -> None:
    free = made(small)
    before = over(free, Solver(free).solve(free.network.starts({})).value)
    assert before[2] > 260.0
    bound = made(narrow(small, added, 255e3))
    answer = Solver(bound).solve(bound.network.starts({}))
    after = over(bound, answer.value)
    assert after[:3] == pytest.approx(np.minimum(before[:3], 255.0), rel=1e-3)
    assert (after <= 255.0 + 1e-6).all()
    assert answer.objective > Solver(free).solve(free.network.starts({})).objective


def test_an_upgrade_widens_its_strait(rich: Case, added: Edit, edited: Edit) -> None:
    case = narrow(rich, added, 255e3)
    case = edited(case, "projects", {"project": "berth"}, size=5e3, saving=0.0)
    program = made(case)
    solver, n = Solver(program), program.network
    without, wider = (
        over(program, solver.solve(n.starts(plan)).value)
        for plan in ({}, {"berth": 2027})
    )
    assert without[2] == pytest.approx(255.0)
    assert wider[2] == pytest.approx(260.0)
    assert wider[0] == pytest.approx(without[0], rel=1e-3)


def test_a_strait_that_carried_more_in_the_base_year_carries_that(
    still: Case, added: Edit
) -> None:
    case = narrow(still, added, 50e3)
    calibration = calibrate(case)
    program = program_of(case, calibration)
    flow = over(program, Solver(program).solve(program.network.starts({})).value)
    pairs = passing(program.network, "Malacca")
    seen = calibration.year.quantity[calibration.balance.pairs][pairs].sum()
    assert flow[0] == pytest.approx(seen * 1e-3, rel=1e-4)


def test_a_row_is_written_only_where_it_can_bind_and_then_dropping_it_changes_nothing(
    small: Case, added: Edit
) -> None:
    free = made(small)
    n = free.network
    most = np.zeros(len(n.moments))
    for name in ("ship", "open"):
        block = n.blocks[name]
        mine = passing(n, "Malacca")[block.item]
        np.add.at(most, block.moment[mine], block.upper[mine])
    ample = made(narrow(small, added, most.max() * 1e3 + 1.0))
    assert "leg capacity" not in [group.rule for group in ample.groups]
    # One more tonne than the second most: only the fullest moments have a row.
    second = float(np.sort(np.unique(most.round(6)))[-2])
    some = made(narrow(small, added, second * 1e3 + 1.0))
    rows = some.group("leg capacity")
    full = np.flatnonzero(most > second + 1e-3)
    assert 0 < full.size < most.size
    assert [rows.label(i) for i in range(rows.size)] == [
        f"Malacca, {n.moments.label[m]}" for m in full
    ]
    for starts in ({}, {"smelter": 2025, "contract": 2027}):
        found = [
            Solver(p).solve(p.network.starts(starts)).objective
            for p in (free, ample, some)
        ]
        assert found == pytest.approx([found[0]] * 3, rel=1e-9)


def test_goods_that_could_fill_a_strait_together_share_a_market(
    pair: Case, added: Edit
) -> None:
    assert goods_over(pair)["Malacca"] == {"ore", "slag", "ore_twin", "slag_twin"}
    wide, tight = narrow(pair, added, 2e7), narrow(pair, added, 2e6)
    assert crowded(wide) == {}
    assert set(crowded(tight)) == {"Malacca"}
    assert cluster_of(wide).max() == 1
    assert cluster_of(tight).max() == 0


def test_what_could_be_shipped_is_never_judged_too_low(
    small: Case, added: Edit
) -> None:
    """What the tables promise is more than the program's own limits allow."""
    n = made(small).network
    most = np.zeros(len(n.moments))
    for name in ("ship", "open"):
        block = n.blocks[name]
        mine = passing(n, "Malacca")[block.item]
        np.add.at(most, block.moment[mine], block.upper[mine])
    assert crowded(narrow(small, added, most.max() * 1e3)) != {}


def test_an_upgrade_joins_what_passes_its_stop_unless_it_names_its_good(
    pair: Case, added: Edit
) -> None:
    berth = {
        "project": "berth", "name": "Berth", "kind": "upgrade", "place": "IND",
        "stop": "Malacca", "size": 1e4, "unit": "t/a", "saving": 1.0, "capex": 1.0,
        "capex_unit": "USD/(t/a)", "opex": 0.0, "lead": 0.0, "life": 10.0,
        "earliest": 2025, "latest": 2030, "share": 1.0, "paid": 1.0,
    }  # fmt: skip
    assert cluster_of(added(pair, "projects", berth)).max() == 0
    one = added(pair, "projects", berth | {"commodity": "slag"})
    assert cluster_of(one).max() == 1


def test_projects_that_require_each_other_join_their_goods(
    pair: Case, edited: Edit
) -> None:
    case = edited(pair, "projects", {"project": "smelter"}, requires="smelter_twin")
    assert cluster_of(case).max() == 0
