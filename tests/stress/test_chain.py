"""A chain: one cluster of goods, ready to be tried without and with the plan."""

import numpy as np
import pytest

from orepath.stress.chain import SIDES, Chain, chain_of, guided
from orepath.stress.draw import hazards_of, years_of
from orepath.stress.operation import Operation
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

PLAN = {"stock": 2025, "somebody else's": 2025}


@pytest.fixture(scope="module")
def chain(small: Case, calibration: Calibration) -> Chain:
    return chain_of(small, calibration, PLAN)


def test_only_the_plan_has_its_stock(chain: Chain) -> None:
    without, with_plan = (side.assessor.stock for side in chain.sides)
    assert len(chain.sides) == len(SIDES)
    assert without.sum() == 0.0
    assert with_plan.sum() > 0.0


def test_the_same_chain_comes_out_again(
    small: Case, calibration: Calibration, chain: Chain
) -> None:
    again = chain_of(small, calibration, PLAN)
    for one, other in zip(chain.sides, again.sides, strict=True):
        assert np.array_equal(one.dispatch.height, other.dispatch.height)
        assert np.array_equal(one.dispatch.steps.cost, other.dispatch.steps.cost)


def test_guides_change_no_answer(small: Case, chain: Chain) -> None:
    hazards = hazards_of(small, 7)
    part = chain.sides[1].dispatch
    cuts = part.cut(chain.reach.left(years_of(hazards, 0)))
    plain, helped = Operation(part), guided(part, chain.reach, hazards)
    use = part.of("use")
    ours, theirs = plain.answers(cuts), helped.answers(cuts)
    assert ours.solved.any()
    assert np.array_equal(ours.solved, theirs.solved)
    assert ours.total[:, use] == pytest.approx(theirs.total[:, use], abs=1e-6)


def test_a_case_without_disruptions_has_no_guides(
    small: Case, calibration: Calibration
) -> None:
    calm = small.replace(shocks=small.table("shocks").clear())
    chain = chain_of(calm, calibration, {})
    hazards = hazards_of(calm, 7)
    years = years_of(hazards, 0)
    cuts = chain.sides[0].dispatch.cut(chain.reach.left(years))
    part = chain.sides[0].dispatch
    assert not guided(part, chain.reach, hazards).answers(cuts).solved.any()
