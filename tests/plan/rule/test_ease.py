"""What upgrades and trainings save, by hand, and whose gain it is."""

from collections.abc import Callable

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.rule.ease import eased, passing
from orepath.plan.single import Market
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def made(case: Case) -> Program:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


@pytest.fixture(scope="module")
def program(rich: Case) -> Program:
    return made(rich)


def test_an_upgrade_serves_all_that_passes_its_stop(program: Program) -> None:
    n = program.network
    b = n.calibration.balance
    over = {b.labels[b.pairs][f] for f in np.flatnonzero(passing(n, "Malacca"))}
    assert over == {"ore · IND to CHN", "slag · CHN to IND"}


def test_an_upgrade_of_one_good_serves_that_good_alone(
    rich: Case, edited: Edit
) -> None:
    case = edited(rich, "projects", {"project": "berth"}, commodity="slag")
    n = made(case).network
    at, column, _ = eased(n)
    berth = n.projects["project"].to_list().index("berth")
    block = n.blocks["ship"]
    served = column[n.blocks["ease"].item[at] == berth] - block.start
    assert set(block.item[served]) == {2}, "slag from China to India"


def test_no_more_is_saved_than_the_project_can_serve(program: Program) -> None:
    market = Market(program)
    n = program.network
    with_it = market.outcome((("skill", 2025),))
    # 120 kt/a of 200 at 15 USD/t, in every year of the horizon and of its branches.
    saved = program.lines["savings"] @ with_it.answer.value
    assert saved == pytest.approx(-120.0 * 0.015 * n.moments.weight.sum())


def test_no_more_is_saved_than_is_there_to_be_served(rich: Case, edited: Edit) -> None:
    case = edited(rich, "projects", {"project": "skill"}, size=1e7)
    program = made(case)
    answer = Market(program).outcome((("skill", 2025),)).answer
    n = program.network
    make, ease = n.blocks["make"], n.blocks["ease"]
    mined = np.zeros(len(n.moments))
    of_site = make.item == 0
    np.add.at(mined, make.moment[of_site], answer.value[make.columns][of_site])
    skill = ease.item == n.projects["project"].to_list().index("skill")
    eased_ = np.zeros(len(n.moments))
    eased_[ease.moment[skill]] = answer.value[ease.columns][skill]
    assert eased_ == pytest.approx(mined)


def test_what_is_saved_is_the_gain_of_those_it_serves(program: Program) -> None:
    market = Market(program)
    before, after = market.outcome(()), market.outcome((("skill", 2025),))
    names = program.network.projects["project"].to_list()
    capital = program.lines["capital"] @ after.answer.value
    assert after.parts.projects[names.index("skill")] == pytest.approx(-capital)
    saved = -(program.lines["savings"] @ after.answer.value)
    # The ore goes at the world's price as before: the mine keeps what it saves.
    gain = after.parts.sites[0] - before.parts.sites[0]
    assert gain == pytest.approx(saved, rel=0.02)
    assert after.parts.total == pytest.approx(
        -after.answer.objective + after.parts.duties.sum()
    )


def test_parts_of_the_surplus_sum_to_the_whole_with_projects_of_every_kind(
    program: Program,
) -> None:
    plan = (
        ("berth", 2027), ("contract", 2025), ("loan", 2025), ("pit", 2027),
        ("seek", 2025), ("skill", 2025), ("smelter", 2025), ("stock", 2027),
    )  # fmt: skip
    found = Market(program).outcome(plan)
    parts = found.parts
    told = sum(
        float(np.sum(getattr(parts, name)))
        for name in (
            "users", "makers", "importers", "duties", "projects", "penalties", "grants",
        )
    )  # fmt: skip
    assert told == pytest.approx(parts.total, rel=1e-9)
    assert parts.total == pytest.approx(
        -found.answer.objective + parts.duties.sum(), rel=1e-9
    )
    assert parts.importers.sum() == pytest.approx(parts.exporters.sum(), rel=1e-9)
    lines = sum(float(line @ found.answer.value) for line in program.lines.values())
    assert lines == pytest.approx(found.answer.objective, rel=1e-9)
