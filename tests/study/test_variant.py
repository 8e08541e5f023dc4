"""Variants: one figure moved, the rest as it was, and only what it touches rebuilt."""

import pytest

from orepath.errors import InputError
from orepath.study.answering import plan_case
from orepath.study.variant import Cell, base_of, markets_of, moved
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

SLAG = Cell("prices", "price", 1)


@pytest.fixture(scope="module")
def twins(pair: Case) -> Case:
    return pair.replace(
        policies=pair.table("policies").clear(), shocks=pair.table("shocks").clear()
    )


def test_a_moved_figure_changes_its_cell_alone(small: Case) -> None:
    case = moved(small, [SLAG], lambda price: price * 2)
    old, new = small.table("prices"), case.table("prices")
    assert new["price"][1] == 2 * old["price"][1]
    assert new["price"].to_list()[2:] == old["price"].to_list()[2:]
    assert case.table("sites").equals(small.table("sites"))


def test_an_unmoved_variant_answers_without_solving(twins: Case) -> None:
    plan = plan_case(twins, calibrate(twins))
    base = base_of(twins, [part.known for part in plan.markets.parts])
    markets = markets_of(base, moved(twins, [SLAG], lambda price: price))
    before = markets.tried
    again = markets.worth(plan.search.best.starts)
    assert again.focus == pytest.approx(plan.search.best.focus, rel=1e-9)
    assert markets.tried == before


def test_only_the_cluster_that_is_touched_forgets(twins: Case) -> None:
    plan = plan_case(twins, calibrate(twins))
    base = base_of(twins, [part.known for part in plan.markets.parts])
    markets = markets_of(base, moved(twins, [SLAG], lambda price: price * 1.1))
    assert [bool(part.known) for part in markets.parts] == [False, True]
    assert markets.parts[1].program is base.programs[1]


def test_disruptions_are_rebuilt_when_their_figures_move(small: Case) -> None:
    base = base_of(small, [()])
    cell = Cell("shocks", "probability", 0)
    markets = markets_of(base, moved(small, [cell], lambda _: 0.2))
    n = markets.parts[0].program.network
    chance = {branch.name: branch.probability for branch in n.branches}
    assert chance["chn_stop"] == 0.2


def test_a_number_beyond_its_limits_is_refused(small: Case) -> None:
    with pytest.raises(InputError) as fault:
        moved(small, [Cell("projects", "share", 0)], lambda _: 1.5)
    assert fault.value.problems[0].where == "projects.csv:2:share"


def test_a_recipe_that_makes_matter_from_nothing_is_refused(small: Case) -> None:
    with pytest.raises(InputError):
        moved(small, [Cell("recipes", "quantity", 0)], lambda _: 0.1)
