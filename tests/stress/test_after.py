"""Years after the first: as the plan sees them, with less in stock each time."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.stress.after import After, First, after
from orepath.stress.chain import Chain, Side, chain_of
from orepath.stress.cut import left_of
from orepath.stress.dispatch import dispatch_of
from orepath.stress.draw import Hazards, Years, hazards_of, lasting, later, years_of
from orepath.stress.operation import Operation
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


@pytest.fixture(scope="module")
def long(small: Case, edited: Edit) -> Case:
    """The small case, its ban of slag half as hard and two and a half years long."""
    return edited(
        small, "shocks", {"shock": "chn_stop"}, severity=0.5, severity_low=0.5,
        severity_high=0.5, months=30.0, months_low=30.0, months_high=30.0,
    )  # fmt: skip


def struck(hazards: Hazards, months: float) -> Years:
    """Return one year in which the first disruption strikes."""
    on = np.zeros((1, len(hazards.names)), dtype=bool)
    on[0, 0] = True
    severity = hazards.severity[:, 1]
    return Years(on, on * hazards.part(severity, np.array(months)), on * months)


def lived(chain: Chain, side: Side, hazards: Hazards, months: float) -> After:
    years = struck(hazards, months)
    operation = Operation(side.dispatch)
    cuts = side.dispatch.cut(chain.reach.left(years))
    answers = operation.answers(cuts)
    toll = side.assessor.tolls(cuts, answers, operation.base)
    more = Operation(side.dispatch, tall=True)
    return after(First(years, answers, toll), side, chain.reach, hazards, more)


def costs(program: Program, answer: Answer) -> list[float]:
    """Return what every branch costs in a plan, USD million a year."""
    n = program.network
    spent = program.cost * answer.value
    return [
        sum(
            float(spent[block.columns][block.moment == moment].sum())
            for block in n.blocks.values()
            if block.name != "start"
        )
        / float(n.moments.weight[moment])
        for moment in n.moments.branches
    ]


@pytest.mark.parametrize("plan", [{}, {"smelter": 2025, "contract": 2025}])
def test_a_following_year_costs_what_it_does_in_the_plan(
    long: Case, plan: dict[str, int]
) -> None:
    calibration = calibrate(long)
    branches = branches_of(long, calibration)
    program = program_of(long, calibration, branches)
    answer = Solver(program).solve(program.network.starts(plan))
    part = dispatch_of(program, answer, int(program.network.moments.branches[0]))
    operation = Operation(part, tall=True)
    planned = costs(program, answer)
    for slot, branch in enumerate(branches):
        if branch.year == 1:
            continue
        cuts = part.cut(left_of([branch]))
        height = np.minimum(part.tall[branch.year - 2], cuts.hit)
        cuts = replace(cuts, height=height)
        total = operation.answers(cuts).total
        stair = part.steps.stair
        scale = cuts.scale[:, stair]
        taken = total[:, stair] - part.steps.foot * scale
        taken = np.clip(taken, 0.0, part.steps.width * scale)
        assert (taken @ part.steps.cost)[0] == pytest.approx(planned[slot], rel=1e-7)


def test_what_lasts_a_year_has_no_years_after(long: Case) -> None:
    calibration = calibrate(long)
    chain, hazards = chain_of(long, calibration, {}), hazards_of(long, 7)
    found = lived(chain, chain.sides[0], hazards, 12.0)
    assert found.solved == 0
    assert (found.users == 0.0).all()


def test_longer_costs_more_and_takes_longer_to_recover_from(long: Case) -> None:
    calibration = calibrate(long)
    chain, hazards = chain_of(long, calibration, {}), hazards_of(long, 7)
    each = [
        lived(chain, chain.sides[0], hazards, months)
        for months in (6.0, 18.0, 24.0, 30.0, 60.0)
    ]
    users = [float(one.users[0]) for one in each]
    assert users[0] == 0.0
    assert np.diff(users).min() > 0.0
    # Half of half a year's slag from China is some eighth of what India uses.
    assert [one.recover.max() for one in each] == [6.0, 18.0, 24.0, 30.0, 36.0]


def test_what_stocks_gave_in_the_first_year_is_gone_in_the_next(long: Case) -> None:
    calibration = calibrate(long)
    hazards = hazards_of(long, 7)
    chain = chain_of(long, calibration, {"stock": 2025})
    without, stocked = (lived(chain, side, hazards, 24.0) for side in chain.sides)
    first = [
        Operation(side.dispatch).answers(
            side.dispatch.cut(chain.reach.left(struck(hazards, 24.0)))
        ).total[:, side.dispatch.of("release")].sum()
        for side in chain.sides
    ]  # fmt: skip
    assert first[1] > first[0] == 0.0
    # All of it was used up at once, so the year after is as bad as without it.
    height = chain.sides[1].dispatch.height[chain.sides[1].dispatch.of("release")]
    assert first[1] == pytest.approx(height.sum())
    assert stocked.users[0] == pytest.approx(without.users[0], rel=2e-2)


def test_the_part_of_a_following_year_is_what_is_left_of_the_months(
    long: Case,
) -> None:
    hazards = hazards_of(long, 7)
    assert lasting(hazards)
    years = struck(hazards, 30.0)
    assert [later(hazards, years, k)[0, 0] for k in (2, 3, 4)] == [0.5, 0.25, 0.0]
    late = replace(hazards, first=np.full(len(hazards.names), 3.0))
    years = struck(late, 12.0)
    assert later(late, years, 2)[0, 0] == pytest.approx(0.5 * 9.0 / 12.0)
    short = replace(hazards, months=np.full_like(hazards.months, 12.0))
    assert not lasting(short)
    drawn = years_of(short, 0)
    assert (later(short, drawn, 2) == 0.0).all()
