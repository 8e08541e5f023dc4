"""Scrap by hand: what comes back of past use, and that the base year stays itself."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.cluster import cluster_of

Edit = Callable[..., Case]
Floats = NDArray[np.float64]


def made(case: Case) -> Program:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


def by_moment(program: Program, value: Floats, name: str, item: int) -> Floats:
    """Return what an item of a block does in each moment, kt/a."""
    n = program.network
    block = n.blocks[name]
    mine = block.item == item
    total = np.zeros(len(n.moments))
    np.add.at(total, block.moment[mine], value[block.columns][mine])
    return total


def fixed(case: Case, edited: Edit, years: float, **cells: float) -> Case:
    """Let everything serve the same number of years, everywhere."""
    case = case.replace(lifetimes=case.table("lifetimes").filter(place="*"))
    words = {"distribution": "fixed", "mean": years, "shape": None} | cells
    return edited(case, "lifetimes", {}, **words)


def test_what_serves_five_years_comes_back_from_five_years_before(
    rich: Case, edited: Edit
) -> None:
    case = fixed(rich, edited, 5.0, collected=0.5, recovered=0.8)
    case = edited(case, "projects", {"project": "yard"}, size=1e6, opex=0.0)
    program = made(case)
    n = program.network
    answer = Solver(program).solve(n.starts({"yard": 2025}))
    yard = n.projects["project"].to_list().index("yard")
    b = n.calibration.balance
    site = int(np.flatnonzero((b.site_process == 2) & (b.site_place == 0))[0])
    collected = by_moment(program, answer.value, "run", yard)
    collected += by_moment(program, answer.value, "make", site)
    use = by_moment(program, answer.value, "use", 0)
    base = float(n.calibration.year.quantity[b.uses][0]) * 1e-3
    # 2025 and 2026 have what was used in 2020 and 2021, when it grew by 6 % a year.
    past = base * (1.06**-4 + 1.06**-3) / 2
    assert collected[0] == pytest.approx(0.4 * past)
    # 2027 to 2029: 2022 to 2024, the base year itself.
    past = base * (1.06**-2 + 1.06**-1 + 1.0) / 3
    assert collected[1] == pytest.approx(0.4 * past)
    # 2030 to 2034: two years of the first period, three of the second.
    assert collected[2] == pytest.approx(0.4 * (2 * use[0] + 3 * use[1]) / 5)
    # A disruption strikes in 2030 and finds what was used in 2025.
    assert collected[4] == pytest.approx(0.4 * use[0])


def test_more_is_not_collected_than_comes_back(rich: Case) -> None:
    free = made(rich.replace(lifetimes=rich.table("lifetimes").clear()))
    bound = made(rich)
    yard = free.network.projects["project"].to_list().index("yard")
    ran, less = (
        by_moment(
            p, Solver(p).solve(p.network.starts({"yard": 2025})).value, "run", yard
        )
        for p in (free, bound)
    )
    assert ran[0] > 25.0
    assert less[0] < 20.0


@pytest.mark.parametrize("collected", [0.05, 0.4, 1.0])
def test_the_base_year_repeats_itself_whatever_comes_back(
    rich: Case, edited: Edit, settled: Callable[..., Case], collected: float
) -> None:
    """The next year, without growth, is the year that was observed."""
    case = settled(rich, periods=(2025,), end=2025, shock_year=2025)
    case = edited(case, "demand", {}, growth=0.0)
    case = edited(case, "coefficients", {"figure": "expansion"}, value=0.0)
    case = edited(case, "lifetimes", {}, collected=collected)
    case = case.replace(policies=case.table("policies").clear())
    calibration = calibrate(case)
    program = program_of(case, calibration)
    answer = Solver(program).solve(program.network.starts({}))
    b = calibration.balance
    made_ = [
        by_moment(program, answer.value, "make", k)[0] for k in range(b.site_place.size)
    ]
    assert made_ == pytest.approx(calibration.year.quantity[b.sites] * 1e-3, rel=1e-6)


def test_a_row_that_cannot_bind_is_not_written(rich: Case, edited: Edit) -> None:
    case = fixed(rich, edited, 20.0, collected=1.0, recovered=1.0)
    case = edited(case, "projects", {"project": "yard"}, size=1.0)
    labels = [
        group.label(i)
        for group in made(case).groups
        if group.rule == "cohort"
        for i in range(group.size)
    ]
    # All that India used comes back, ten times what its yards can take.
    assert not [label for label in labels if "IND" in label]


def test_goods_that_come_back_as_others_share_a_market(pair: Case) -> None:
    """Used goods of one chain that are collected in the other join the two."""
    schema = pair.table("lifetimes").schema
    row = dict.fromkeys(schema) | {
        "process": "smelt_twin", "commodity": "slag", "place": "*",
        "distribution": "fixed", "mean": 5.0, "collected": 0.5, "recovered": 1.0,
        "source": "invented", "grade": "C", "note": "",
    }  # fmt: skip
    assert cluster_of(pair).max() == 1
    joined = pair.replace(lifetimes=pl.DataFrame([row], schema=schema))
    assert cluster_of(joined).max() == 0
