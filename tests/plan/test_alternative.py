"""Near-optimal alternatives against every plan counted one by one."""

import itertools
from dataclasses import replace

import polars as pl
import pytest

from orepath.plan.alternative import Alternatives, alternatives, tolerance
from orepath.plan.around import GRAIN
from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.search import search
from orepath.plan.spread import Amounts, spread_of
from orepath.plan.worth import Starts, Worth
from orepath.stress.shocks import branches_by_part
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

LIMIT = 5.0


def markets_of(case: Case) -> Markets:
    year = calibrate(case)
    parts = list(zip(clusters(case), year.each, strict=True))
    branches = branches_by_part(parts)
    return Markets(
        case,
        [program_of(*part, own) for part, own in zip(parts, branches, strict=True)],
    )


def every_plan(markets: Markets) -> list[Worth]:
    """Return what all affordable plans bring, the best first."""
    options = markets.options()
    plans = [
        tuple((n, y) for n, y in zip(options, years, strict=True) if y)
        for years in itertools.product(*[(0, *years) for years in options.values()])
    ]
    worths = [markets.worth(plan) for plan in plans if markets.affordable(plan)]
    return sorted(worths, key=lambda one: -one.focus)


@pytest.fixture(scope="module")
def listed(small: Case, program: Program) -> tuple[Markets, list[Worth]]:
    markets = Markets(small, [program])
    return markets, every_plan(markets)


@pytest.fixture(scope="module")
def found(listed: tuple[Markets, list[Worth]]) -> Alternatives:
    markets, plans = listed
    return alternatives(markets, plans[0], LIMIT)


def test_losses_are_those_of_all_plans_counted(
    found: Alternatives, listed: tuple[Markets, list[Worth]]
) -> None:
    _, plans = listed
    assert found.solved == 0
    for row in found.projects.iter_rows(named=True):
        for side, held in (("loss_with", True), ("loss_without", False)):
            best = next(w for w in plans if (row["project"] in dict(w.starts)) is held)
            assert row[side] == pytest.approx(plans[0].focus - best.focus, abs=0.06)
        assert row["exact"]


def test_every_near_plan_holds_a_must_and_none_what_is_to_be_avoided(
    found: Alternatives, listed: tuple[Markets, list[Worth]]
) -> None:
    _, plans = listed
    near = [dict(w.starts) for w in plans if plans[0].focus - w.focus <= LIMIT]
    assert found.near == len(near) > 1
    expected = {
        name: {True: "always", False: "sometimes"}[all(name in p for p in near)]
        if any(name in p for p in near)
        else "never"
        for name in found.projects["project"]
    }
    verdicts = dict(found.projects.select("project", "verdict").iter_rows())
    assert verdicts == expected
    assert {"always", "sometimes"} <= set(verdicts.values())


def test_groups_reach_as_far_as_the_near_plans_do(
    found: Alternatives, listed: tuple[Markets, list[Worth]], small: Case
) -> None:
    _, plans = listed
    near = [dict(w.starts) for w in plans if plans[0].focus - w.focus <= LIMIT]
    table = small.table("projects")
    for row in found.groups.iter_rows(named=True):
        all_of_them = row["by"] in ("all", "mineral")
        mine = table if all_of_them else table.filter(pl.col(row["by"]) == row["group"])
        capital = pl.col("capex") * pl.col("size") / 1e6
        cost = dict(mine.select("project", capital).iter_rows())
        spent = [sum(cost.get(name, 0.0) for name in plan) for plan in near]
        count = [sum(name in cost for name in plan) for plan in near]
        assert (row["least"], row["most"]) == pytest.approx((min(spent), max(spent)))
        assert (row["fewest"], row["greatest"]) == (min(count), max(count))
        assert row["exact"]


def test_with_nothing_to_give_up_the_best_plan_stands_alone(
    listed: tuple[Markets, list[Worth]],
) -> None:
    markets, plans = listed
    found = alternatives(markets, plans[0], 0.0)
    # Plans that differ in the year of a contract nobody needs before are equal.
    assert found.near == sum(w.focus == plans[0].focus for w in plans)
    built = dict(plans[0].starts)
    for row in found.projects.iter_rows(named=True):
        assert row["built"] is (row["project"] in built)
        assert row["verdict"] == ("always" if row["built"] else "never")


def test_a_directed_search_never_claims_more_than_is_there(
    small: Case, program: Program, listed: tuple[Markets, list[Worth]]
) -> None:
    _, plans = listed
    markets = Markets(small, [program])
    best = markets.worth(plans[0].starts)
    rough = alternatives(markets, best, LIMIT)
    exact = alternatives(listed[0], plans[0], LIMIT)
    assert 0 < rough.solved < len(plans)
    both = rough.projects.join(exact.projects, on="project", suffix="_exact")
    for row in both.iter_rows(named=True):
        assert not row["exact"]
        assert row["verdict"] == row["verdict_exact"]
        for side in ("loss_with", "loss_without"):
            assert row[side] >= row[f"{side}_exact"] - 0.06


def test_clusters_share_what_may_be_given_up(pair: Case) -> None:
    case = pair.replace(policies=pair.table("policies").clear())
    markets = markets_of(case)
    for part in markets.parts:
        for years in itertools.product(*[(0, *y) for y in part.options().values()]):
            named = zip(part.options(), years, strict=True)
            part.worth(tuple((n, y) for n, y in named if y))
    tops = [max(part.known, key=lambda one: one.focus) for part in markets.parts]
    best = markets.worth(tuple(start for one in tops for start in one.starts))
    found = alternatives(markets, best, LIMIT)
    assert found.projects["exact"].all()
    whole = found.groups.row(0, named=True)
    sums: list[tuple[float, Starts]] = [
        (best.focus - one.focus - two.focus, (*one.starts, *two.starts))
        for one in markets.parts[0].known
        for two in markets.parts[1].known
    ]
    near = [len(starts) for loss, starts in sums if loss <= LIMIT]
    assert (whole["fewest"], whole["greatest"]) == (min(near), max(near))


def test_a_plan_refused_for_its_bill_is_passed_over() -> None:
    mine, smelter = ("mine", 2025), ("smelter", 2025)
    tried = [[(0.0, ()), (1.0, (mine,)), (2.0, (mine, smelter))]]
    count = Amounts({"mine": 1.0, "smelter": 1.0})
    assert spread_of(tried, count, 5.0, lambda starts: smelter not in starts) == (
        0.0,
        1.0,
        False,
    )


def test_the_tolerance_is_a_part_of_the_gain_but_never_less_than_a_few_million() -> (
    None
):
    nothing = Worth((), 0.0, 0.0, 0.0)
    assert tolerance(Worth((), 10.0, 0.0, 0.0), nothing) == 5.0
    assert tolerance(Worth((), 1000.0, 0.0, 0.0), nothing) == 20.0


def test_a_loss_that_cannot_be_told_from_rounding_is_none(
    program: Program, small: Case
) -> None:
    """A plan solved again may end in an equal corner, a little better or worse."""
    markets = Markets(small, [program])
    best = search(markets).best
    name = best.starts[0][0]
    rest = markets.worth(best.starts[1:])
    fresh = Markets(small, [program])
    fresh.parts[0].learn([best, replace(rest, mean=best.mean + GRAIN / 2)])
    told = alternatives(fresh, best).projects.row(
        by_predicate=pl.col("project") == name, named=True
    )
    assert told["loss_without"] == 0.0
