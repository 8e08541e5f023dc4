"""Prices of many years at once are the prices of a plan."""

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.network import KT
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.stress.cut import left_of
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.operation import Operation
from orepath.stress.price import Pricing
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case


@pytest.fixture(scope="module")
def year(
    small: Case, calibration: Calibration
) -> tuple[Program, Answer, Dispatch, Operation]:
    program = program_of(small, calibration, branches_of(small, calibration))
    answer = Solver(program).solve(program.network.starts({"smelter": 2025}))
    part = dispatch_of(program, answer, int(program.network.moments.branches[0]))
    return program, answer, part, Operation(part)


def test_every_good_has_the_price_it_has_in_the_plan(
    year: tuple[Program, Answer, Dispatch, Operation],
) -> None:
    program, answer, part, operation = year
    cuts = part.cut(left_of(program.network.branches))
    found = operation.answers(cuts)
    pricing = Pricing(program, part)
    price = pricing.prices(cuts, found.total, found.dual) / KT
    whole = market_prices(program, answer)[:, program.network.moments.branches]
    # Equal but where a corner has several duals, towards which prices are pulled.
    assert price == pytest.approx(whole[pricing.goods].T, rel=1e-3)


def test_a_year_is_priced_alike_alone_and_among_many(
    year: tuple[Program, Answer, Dispatch, Operation],
) -> None:
    program, _, part, operation = year
    cuts = part.cut(left_of(program.network.branches * 30))
    found = operation.answers(cuts)
    pricing = Pricing(program, part)
    many = pricing.prices(cuts, found.total, found.dual)
    assert len(many) > 64
    for t in (0, 1, 70, len(many) - 1):
        one = np.array([t])
        alone = pricing.prices(cuts.of(one), found.total[one], found.dual[one])
        assert alone[0] == pytest.approx(many[t], rel=1e-12)


def test_no_years_have_no_prices(
    year: tuple[Program, Answer, Dispatch, Operation],
) -> None:
    program, _, part, _ = year
    pricing = Pricing(program, part)
    none = part.uncut().of(np.zeros(0, dtype=np.int64))
    empty = np.zeros((0, part.size)), np.zeros((0, part.lower.size))
    assert pricing.prices(none, *empty).shape == (0, pricing.goods.size)
