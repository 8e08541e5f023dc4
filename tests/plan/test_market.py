"""The market answers each plan once and keeps budgets; clusters answer as one world."""

from collections.abc import Callable

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.plan.worth import Starts
from orepath.stress.shocks import branches_by_part, branches_of
from orepath.stress.trial import strikes
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

Edit = Callable[..., Case]
STARTS = {"smelter": 2025, "smelter_twin": 2027, "stock": 2027, "contract_twin": 2025}


@pytest.fixture(scope="module")
def year(pair: Case) -> Calibration:
    return calibrate(pair)


@pytest.fixture(scope="module")
def programs(pair: Case, year: Calibration) -> list[Program]:
    parts = list(zip(clusters(pair), year.each, strict=True))
    return [
        program_of(case, one, branches)
        for (case, one), branches in zip(parts, branches_by_part(parts), strict=True)
    ]


@pytest.fixture(scope="module")
def plan(pair: Case, year: Calibration, programs: list[Program]) -> Plan:
    markets = Markets(pair, programs)
    return plan_of(year, markets, search(markets))


def test_a_budget_counts_starts_after_its_last_year(small: Case, edited: Edit) -> None:
    case = edited(small, "policies", {"kind": "budget"}, value=1e6, end=2026)
    calibration = calibrate(case)
    market = Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )
    for year in (2025, 2027, 2030):
        assert not market.affordable((("smelter", year),))
        assert market.affordable((("contract", year),))
    best = search(market).best
    assert {name for name, _ in best.starts} == {"contract"}


def test_without_a_budget_everything_is_affordable(small: Case) -> None:
    case = small.replace(policies=small.table("policies").clear())
    market = Markets(case, [program_of(case, calibrate(case))])
    every: Starts = (("contract", 2025), ("smelter", 2025), ("stock", 2025))
    assert market.affordable(every)


def test_every_plan_is_solved_once_and_told(program: Program) -> None:
    told: list[tuple[int, float]] = []
    market = Markets(
        program.network.case,
        [program],
        lambda tried, best: told.append((tried, best)),
    )
    first = market.worth((("smelter", 2025), ("contract", 2025)))
    again = market.worth((("contract", 2025), ("smelter", 2025)))
    assert again is first
    assert told == [(1, first.focus)]
    market.worth(())
    assert told[-1] == (2, first.focus)


def test_a_budget_counts_by_commitment_and_part_paid(small: Case, edited: Edit) -> None:
    """The smelter takes 20 of its 40 million from the budget, whenever it starts."""
    for limit, fits in ((19.9e6, False), (20.1e6, True)):
        case = edited(small, "policies", {"kind": "budget"}, value=limit)
        market = Markets(case, [program_of(case, calibrate(case))])
        for year in (2025, 2030):
            assert market.affordable((("smelter", year),)) is fits


def test_a_share_in_a_project_earns_that_share_of_its_profit(
    small: Case, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, share=0.0)
    calibration = calibrate(case)
    market = Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )
    [none], [built] = market.outcomes(()), market.outcomes((("smelter", 2025),))
    names = market.parts[0].program.network.projects["project"].to_list()
    profit = built.parts.projects[names.index("smelter")]
    owned = edited(case, "projects", {"project": "smelter"}, share=1.0)
    mine = Market(program_of(owned, calibration, branches_of(owned, calibration)))
    gain = mine.outcome((("smelter", 2025),)).focus - mine.outcome(()).focus
    assert gain - (built.focus - none.focus) == pytest.approx(profit, abs=0.05)


def test_solved_apart_is_solved_together(pair: Case, year: Calibration) -> None:
    """The same disruptions everywhere, so that both sides weigh the same moments."""
    case = pair.replace(shocks=pair.table("shocks").clear())
    calm = list(zip(clusters(case), year.each, strict=True))
    apart = Markets(
        case,
        [
            program_of(one, cal, branches)
            for (one, cal), branches in zip(calm, branches_by_part(calm), strict=True)
        ],
    ).outcomes(tuple(STARTS.items()))
    whole = program_of(case, year, branches_of(case, year))
    together = Solver(whole).solve(whole.network.starts(STARTS))
    assert sum(one.answer.objective for one in apart) == pytest.approx(
        together.objective, rel=1e-8
    )


def test_a_change_in_one_market_leaves_the_answer_of_the_other(
    pair: Case, programs: list[Program]
) -> None:
    markets = Markets(pair, programs)
    one = markets.worth((("smelter", 2025),))
    both = markets.worth((("smelter", 2025), ("smelter_twin", 2025)))
    assert markets.tried == 3
    first, second = markets.outcomes(both.starts)
    assert both.focus == pytest.approx(first.focus + second.focus)
    assert one.focus - both.focus == pytest.approx(
        markets.parts[1].worth(()).focus - second.focus
    )


def test_without_a_budget_twins_build_the_same_and_the_plan_is_proven(
    pair: Case, year: Calibration
) -> None:
    case = pair.replace(
        policies=pair.table("policies").clear(), shocks=pair.table("shocks").clear()
    )
    parts = list(zip(clusters(case), year.each, strict=True))
    programs = [
        program_of(one, cal, branches)
        for (one, cal), branches in zip(parts, branches_by_part(parts), strict=True)
    ]
    found = search(Markets(case, programs))
    names = {name for name, _ in found.best.starts}
    assert found.proven
    assert names == {n.removesuffix("_twin") for n in names} | {
        f"{n.removesuffix('_twin')}_twin" for n in names
    }
    markets = Markets(case, programs)
    first, second = markets.outcomes(found.best.starts)
    assert first.focus == pytest.approx(second.focus)


def test_the_budget_is_one_for_all_markets(pair: Case, programs: list[Program]) -> None:
    """Each smelter takes 20 of the shared budget; the budget holds one of them."""
    limit = pl.when(pl.col("kind") == "budget").then(30e6).otherwise("value")
    case = pair.replace(policies=pair.table("policies").with_columns(value=limit))
    markets = Markets(case, programs)
    assert markets.affordable((("smelter", 2025),))
    assert not markets.affordable((("smelter", 2025), ("smelter_twin", 2027)))


def test_tables_hold_both_markets_and_sums_agree(plan: Plan, pair: Case) -> None:
    assert set(plan.projects["project"]) == set(pair.table("projects")["project"])
    assert plan.projects["project"].to_list() == (
        pair.table("projects")["project"].to_list()
    )
    assert set(plan.use["commodity"]) == set(pair.table("demand")["commodity"]) | {
        name for name in plan.use["commodity"].unique() if "iron" in name
    }
    assert plan.surplus["with"].sum() == pytest.approx(plan.search.best.world)
    assert plan.surplus.select("actor", "part").is_unique().all()
    assert plan.audit["rule"].is_unique().all()
    assert plan.audit["largest_breach"].max() < 1e-5
    whole = sum(
        float(part.program.cost @ part.best.answer.value) for part in plan.parts
    )
    assert plan.costs["with"].sum() == pytest.approx(whole)


def test_a_shock_strikes_only_the_markets_it_hits(pair: Case, plan: Plan) -> None:
    own, twin = (
        {branch.name for branch in part.network.branches} for part in plan.parts
    )
    banned = set(
        pair.table("shocks").filter(pl.col("commodity").is_not_null())["shock"]
    )
    assert banned <= own
    assert not banned & twin
    found = strikes(pair, plan.parts)
    keys = found.select("shock", "side", "commodity")
    assert keys.is_unique().all()
    alone = strikes(pair, plan.parts[:1]).select("shock", "side", "loss").unique()
    both = found.select("shock", "side", "loss").unique()
    told = dict(zip(alone.select("shock", "side").rows(), alone["loss"], strict=True))
    for shock, side, loss in both.rows():
        if shock in banned:
            assert loss == pytest.approx(told[shock, side])


def test_a_shock_that_hits_no_market_is_refused(pair: Case, year: Calibration) -> None:
    shocks = pair.table("shocks").with_columns(
        place=pl.lit("KAZ"), kind=pl.lit("outage"), process=pl.lit("nothing")
    )
    parts = list(zip(clusters(pair.replace(shocks=shocks)), year.each, strict=True))
    with pytest.raises(InputError, match="hits no site"):
        branches_by_part(parts)
