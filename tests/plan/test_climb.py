"""The climb: who may serve whom, what must come along, and where it ends."""

import polars as pl
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.climb import WORTH, Climb, bundles, couples
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case


@pytest.fixture
def market(program: Program) -> Markets:
    return Markets(program.network.case, [program])


def test_only_projects_that_meet_in_a_balance_are_couples(small: Case) -> None:
    """A mine brings the ore a smelter takes; the contract brings slag like the smelter.

    A stock holds slag for disruptions and takes it from nobody who runs.
    """
    table = small.table("projects")
    mine = pl.DataFrame(
        [table.row(0, named=True) | {"project": "mine", "process": "mine"}],
        schema=table.schema,
    )
    case = small.replace(projects=pl.concat([table, mine]))
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    assert couples(Markets(case, [program])) == {("smelter", "mine")}


def test_the_climb_ends_where_no_single_change_helps(market: Markets) -> None:
    options = market.options()
    end = Climb(market, options).up(market.worth(()))
    built = dict(end.starts)
    for name, years in options.items():
        for year in (None, *years):
            rest = {k: v for k, v in built.items() if k != name}
            plan = rest if year is None else {**rest, name: year}
            starts = tuple(sorted(plan.items()))
            if market.affordable(starts):
                assert market.worth(starts).focus <= end.focus + WORTH


def test_the_climb_ends_the_same_from_nothing_and_from_everything(
    market: Markets,
) -> None:
    options = market.options()
    every = tuple(sorted((name, years[-1]) for name, years in options.items()))
    up, down = (Climb(market, options).up(market.worth(at)) for at in ((), every))
    assert up.focus == pytest.approx(down.focus, abs=WORTH)


def test_a_second_climb_knows_what_the_first_one_learnt(market: Markets) -> None:
    climb = Climb(market, market.options())
    end = climb.up(market.worth(()))
    before = market.tried
    assert climb.up(end) is end
    assert market.tried == before


def test_what_requires_another_comes_with_it_in_every_year(rich: Case) -> None:
    calibration = calibrate(rich)
    program = program_of(rich, calibration, branches_of(rich, calibration))
    market = Markets(rich, [program])
    found = [b for b in bundles(market, market.options()) if "pit" in b]
    assert found
    assert all(bundle["seek"] == 2025 for bundle in found)
    assert [bundle["pit"] for bundle in found] == [2027, 2030]
