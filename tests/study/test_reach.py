"""The reach of a figure: what is not worth trying, by hand."""

from dataclasses import replace

import pytest

from orepath.plan.result import Plan
from orepath.study.doubt import Doubt
from orepath.study.reach import ALWAYS, Reach
from orepath.study.stake import Change
from orepath.study.variant import Cell

PRICE = Doubt(
    Cell("prices", "price", 1),
    970.0,
    800.0,
    1100.0,
    "USD/t",
    0.0,
    0.0,
    (("smelter", 3.0),),
    "C",
    "invented",
    "",
)


@pytest.fixture
def reach(plan: Plan) -> Reach:
    return Reach(plan.markets, PRICE, 1.0)


def change(project: str, lack: float, year: int = 2027, years: float = 5.0) -> Change:
    return Change(project, year, lack, years)


def test_what_uses_the_figure_is_likely_to_lack_less(reach: Reach) -> None:
    assert reach.left(change("smelter", 40.0)) == 40.0 - 3.0 * 5.0
    assert reach.left(change("contract", 40.0)) == 40.0


def test_the_first_changes_are_tried_whatever_they_lack(reach: Reach) -> None:
    dear = change("stock", 1e6)
    for name in ("contract", "smelter"):
        reach.saw(change(name, 1.0), 2.0)
        assert not reach.beyond(dear)


def test_another_start_is_not_tried_where_the_first_moved_too_little(
    reach: Reach,
) -> None:
    reach.saw(change("contract", 30.0), -4.0)
    assert not reach.beyond(change("contract", 7.4, 2030))
    assert reach.beyond(change("contract", 7.6, 2030))
    # Twice the years of running may move twice as much.
    assert not reach.beyond(change("contract", 15.4, 2030, years=10.0))
    assert reach.beyond(change("contract", 15.6, 2030, years=10.0))


def test_what_can_gain_no_more_than_rounding_is_not_tried_again(reach: Reach) -> None:
    reach.saw(change("contract", 0.0), 0.0)
    assert reach.beyond(change("contract", 0.0, 2030))


def test_after_some_of_a_kind_those_are_left_that_lack_far_more(reach: Reach) -> None:
    for year in range(2027, 2027 + ALWAYS):
        reach.saw(change("contract", 10.0, year), 2.0)
    assert not reach.beyond(change("stock", 5.9))
    assert reach.beyond(change("stock", 6.1))
    # The smelter uses the figure: it is of another kind.
    assert not reach.beyond(change("smelter", 100.0))


def test_one_end_tells_what_need_not_be_tried_at_the_other(
    plan: Plan, reach: Reach
) -> None:
    reach.saw(change("contract", 30.0), 2.0)
    near, far = Reach(plan.markets, PRICE, 0.5), Reach(plan.markets, PRICE, 2.0)
    for high in (near, reach):
        assert not high.beyond(change("stock", 1e3), reach)
    assert not near.beyond(change("contract", 9.4), reach)
    assert near.beyond(change("contract", 9.6), reach)
    assert not far.beyond(change("contract", 19.4), reach)
    assert far.beyond(change("contract", 19.6), reach)
    assert not near.beyond(change("contract", 9.6))
    still = Reach(plan.markets, replace(PRICE, rate=()), 0.0)
    still.saw(change("contract", 30.0), 2.0)
    assert near.beyond(change("contract", 9.6), still)
