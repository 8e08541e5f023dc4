"""Answering: clusters searched side by side give the plan of one, to the byte."""

from collections.abc import Callable

import pytest

from orepath.study.answering import plan_case
from orepath.world.calibrate import calibrate
from orepath.world.case import Aim, Case, Risk

Settle = Callable[..., Case]


@pytest.mark.slow
def test_two_workers_find_what_one_finds_also_under_risk(
    pair: Case, settled: Settle
) -> None:
    case = settled(pair, risk=Risk(aversion=0.3, samples=6))
    calibration = calibrate(case)
    one, two = (plan_case(case, calibration, workers=count) for count in (1, 2))
    assert one.search.best.focus == two.search.best.focus
    assert one.search.foresight == two.search.foresight
    for table in ("projects", "flows", "surplus", "costs", "use", "audit"):
        assert getattr(one, table).equals(getattr(two, table)), table


def test_the_plan_of_the_world_has_the_same_tables(pair: Case, settled: Settle) -> None:
    case = settled(pair, plan=Aim(whose="world"))
    calibration = calibrate(case)
    found = plan_case(case, calibration)
    assert found.search.best.z <= found.search.bound + 1e-6
    assert found.search.foresight is None
    assert found.projects.height == case.table("projects").height
    focus = plan_case(pair, calibration)
    assert found.projects.columns == focus.projects.columns
    assert found.search.best.z >= focus.search.best.z - 1e-6
