"""Residual steps: what the market says of a tonne, and the plan that follows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.residual import chosen, falling, small_of
from orepath.plan.single import Market
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=8), st.data())
def test_steps_never_rise_and_are_worth_the_same_together(
    gains: list[float], data: st.DataObject
) -> None:
    widths = data.draw(
        st.lists(st.floats(0.1, 5), min_size=len(gains), max_size=len(gains))
    )
    gain, width = np.array(gains)[:, None], np.array(widths)
    found = falling(gain, width)[:, 0]
    assert (np.diff(found) <= 1e-9).all()
    assert float(found @ width) == pytest.approx(float(gain[:, 0] @ width), abs=1e-6)


def test_steps_that_fall_stay_as_they_are() -> None:
    gain = np.array([[5.0, 2.0], [3.0, 2.0], [1.0, -1.0]])
    assert falling(gain, np.ones(3)).tolist() == gain.tolist()


def test_goods_brought_lower_their_price(program: Program) -> None:
    """India buys slag: the more is brought, the cheaper all that it buys."""
    market = Market(program)
    row = program.network.calibration.balance.row("slag", "IND")
    (_, dear), (base, price), (_, cheap) = (
        market.gifted(row, quantity) for quantity in (-1.0, 0.0, 2.0)
    )
    assert (cheap <= price + 1e-9).all()
    assert (price <= dear + 1e-9).all()
    weight = program.network.moments.weight
    assert float(base @ weight) == pytest.approx(market.worth(()).focus)


def test_the_small_program_proposes_what_enumeration_finds(program: Program) -> None:
    markets = Markets(program.network.case, [program])
    small = small_of(markets.parts[0])
    plan = chosen(markets, [small], 9, ())
    assert {name for name, _ in plan} == {"smelter", "contract", "stock"}
    assert markets.worth(plan).focus > markets.worth(()).focus


def test_a_proposal_stays_near_and_within_the_budget(program: Program) -> None:
    markets = Markets(program.network.case, [program])
    small = small_of(markets.parts[0])
    assert len(chosen(markets, [small], 1, ())) == 1
    assert chosen(markets, [small], 0, ()) == ()
    held = (("smelter", 2027),)
    assert chosen(markets, [small], 0, held) == held
    for radius in range(4):
        plan = chosen(markets, [small], radius, held)
        assert len(set(plan) ^ set(held)) <= radius
        assert markets.affordable(plan)


def test_no_project_no_proposal(small: Case) -> None:
    bare = small.replace(projects=small.table("projects").clear())
    markets = Markets(bare, [program_of(bare, calibrate(bare))])
    assert small_of(markets.parts[0]).labels == ()
    assert chosen(markets, [small_of(markets.parts[0])], 3, ()) == ()
