"""Laws of the whole program: what must hold whatever the figures are."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.market import Markets
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import search
from orepath.plan.single import Market
from orepath.plan.solve import Answer, Solver
from orepath.plan.surplus import surplus_of
from orepath.plan.table import Part, audit_table
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
Floats = NDArray[np.float64]

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025},
    {"smelter": 2027, "contract": 2025, "stock": 2027},
]


def planned(program: Program) -> Plan:
    markets = Markets(program.network.case, [program])
    return plan_of(program.network.calibration, markets, search(markets))


@pytest.fixture(scope="module")
def plan(program: Program) -> Plan:
    return planned(program)


def duals(program: Program, answer: Answer) -> Floats:
    """Return the duals of the balances as prices, USD/t (R, M)."""
    weight = program.network.moments.weight
    value = answer.dual[program.group("balance").rows].reshape(weight.size, -1)
    return (value / weight[:, None]).T * 1e3


def test_the_base_year_repeats_itself(still: Case) -> None:
    calibration = calibrate(still)
    n = (program := program_of(still, calibration)).network
    answer = Solver(program).solve(n.starts({}))
    b = calibration.balance
    for name, part in (("make", b.sites), ("ship", b.pairs), ("use", b.uses)):
        block = n.blocks[name]
        base = calibration.year.quantity[part]
        found = np.bincount(
            block.item, answer.value[block.columns] * 1e3, minlength=base.size
        )
        active = base > 1.0
        # A flow of less than a tonne a year counts as none.
        assert found[active] == pytest.approx(base[active], abs=2.0)
    assert answer.value[n.blocks["open"].columns] == pytest.approx(0.0, abs=1e-6)


def test_no_tonne_is_made_from_nothing(plan: Plan) -> None:
    """Made + arrived - taken in - sent - used ≥ 0, from the result tables alone."""
    case, stem = plan.case, plan.periods
    recipes = case.table("recipes")
    loss = {("IND", "KAZ"): 0.01, ("KAZ", "IND"): 0.01}
    left: dict[tuple[str, str, str], float] = {}

    def add(moment: str, g: str, place: str, tonnes: float) -> None:
        key = (moment, g, place)
        left[key] = left.get(key, 0.0) + tonnes

    for row in plan.output.iter_rows(named=True):
        add(row["moment"], row["commodity"], row["place"], row["tonnes"])
        for r in recipes.filter(process=row["process"]).iter_rows(named=True):
            sign = 1.0 if r["direction"] == "out" else -1.0
            amount = sign * r["quantity"] * row["tonnes"]
            add(row["moment"], r["commodity"], row["place"], amount)
    for row in plan.flows.iter_rows(named=True):
        ends = (row["origin"], row["destination"])
        add(row["moment"], row["commodity"], ends[0], -row["tonnes"])
        arrived = row["tonnes"] * (1 - loss.get(ends, 0.0))
        add(row["moment"], row["commodity"], ends[1], arrived)
    for row in plan.use.iter_rows(named=True):
        add(row["moment"], row["commodity"], row["place"], -row["served"])
    # The stock is filled in the period in which it starts, at 10 kt over its years.
    filled = {"2025-2026": 5e3, "2027-2029": 1e4 / 3, "2030-2034": 2e3}
    year = plan.starts["stock"]
    when = next(label for label in stem if label.startswith(str(year)))
    add(when, "slag", "IND", -filled[when])
    short = {key: tonnes for key, tonnes in left.items() if key[0] in stem}
    assert min(short.values()) > -2.0
    assert max(short.values()) < 2.0, "goods thrown away although they have a price"


@pytest.mark.parametrize("starts", PLANS, ids=lambda p: "+".join(p) or "nothing")
@pytest.mark.parametrize("priced", [market_prices, duals])
def test_what_actors_gain_sums_to_the_objective_and_duties(
    program: Program,
    starts: dict[str, int],
    priced: Callable[[Program, Answer], Floats],
) -> None:
    answer = Solver(program).solve(program.network.starts(starts))
    parts = surplus_of(program, answer, priced(program, answer))
    whole = -answer.objective + parts.duties.sum()
    assert parts.total == pytest.approx(whole, rel=1e-9)
    told = (
        parts.users.sum()
        + parts.makers.sum()
        + parts.importers.sum()
        + parts.duties.sum()
        + parts.projects.sum()
        + parts.penalties
        + parts.grants
    )
    assert told == pytest.approx(whole, rel=1e-9)
    assert parts.exporters.sum() == pytest.approx(parts.importers.sum(), rel=1e-9)


def test_the_cost_lines_sum_to_the_objective(program: Program, plan: Plan) -> None:
    assert np.sum(list(program.lines.values()), axis=0) == pytest.approx(program.cost)
    z = plan.parts[0].best.answer.objective
    assert plan.costs["with"].sum() == pytest.approx(z, rel=1e-9)
    z = plan.parts[0].without.answer.objective
    assert plan.costs["without"].sum() == pytest.approx(z, rel=1e-9)


def test_every_rule_is_audited_and_none_is_broken(program: Program, plan: Plan) -> None:
    assert plan.audit["rule"].to_list() == [g.rule for g in program.groups]
    assert plan.audit.filter(pl.col("rule") != "budget")["largest_breach"].max() < 1e-6


@settings(max_examples=6)
@given(
    small_size=st.floats(1e3, 8e4),
    more=st.floats(1.0, 3.0),
    year=st.sampled_from([2025, 2027, 2030]),
)
def test_more_capacity_at_no_capital_never_costs_the_world(
    small: Case,
    calibration: Calibration,
    edited: Edit,
    small_size: float,
    more: float,
    year: int,
) -> None:
    found = []
    for size in (small_size, small_size * more):
        case = edited(small, "projects", {"project": "smelter"}, size=size, capex=0.0)
        program = program_of(case, calibration, branches_of(case, calibration))
        starts = program.network.starts({"smelter": year, "contract": 2025})
        found.append(Solver(program).solve(starts).objective)
    assert found[1] <= found[0] + 1e-6 * abs(found[0])


def test_a_project_that_may_be_left_idle_never_costs_the_world_at_no_capital(
    small: Case, calibration: Calibration, edited: Edit
) -> None:
    case = edited(small, "projects", {"project": "smelter"}, capex=0.0)
    program = program_of(case, calibration, branches_of(case, calibration))
    solver, n = Solver(program), program.network
    nothing = solver.solve(n.starts({})).objective
    late, soon = (
        solver.solve(n.starts({"smelter": y})).objective for y in (2027, 2025)
    )
    assert soon <= late + 1e-6 <= nothing + 2e-6


@settings(max_examples=6)
@given(
    severities=st.lists(st.floats(0.0, 1.0), min_size=2, max_size=4),
    shock=st.sampled_from(["chn_stop", "chn_outage", "hormuz"]),
)
def test_a_shock_never_helps_the_world_and_a_worse_one_less(
    small: Case,
    calibration: Calibration,
    edited: Edit,
    severities: list[float],
    shock: str,
) -> None:
    found = []
    for severity in (0.0, *sorted(severities)):
        case = edited(small, "shocks", {"shock": shock}, severity=severity)
        program = program_of(case, calibration, branches_of(case, calibration))
        starts = program.network.starts({"smelter": 2027, "stock": 2027})
        found.append(Solver(program).solve(starts).objective)
    steps = np.diff(found)
    assert (steps >= -1e-6 * abs(found[0])).all()


def test_a_shock_without_severity_is_no_shock(
    small: Case, calibration: Calibration
) -> None:
    b = calibration.balance
    whole = Branch(
        "nothing",
        0.1,
        np.ones(b.site_place.size),
        np.ones(b.pair_origin.size),
        np.ones(small.table("projects").height),
    )
    with_it = program_of(small, calibration, (whole,))
    answer = Solver(with_it).solve(with_it.network.starts({}))
    price = market_prices(with_it, answer)
    m = with_it.network.moments
    trunk = int(m.trunk[m.branches[0]])
    use = with_it.network.blocks["use"]
    used = np.zeros((b.use_place.size, len(m)))
    np.add.at(used, (use.item, use.moment), answer.value[use.columns])
    assert used[:, -1] == pytest.approx(used[:, trunk], rel=1e-6, abs=1e-6)
    assert price[:, -1] == pytest.approx(price[:, trunk], rel=1e-2)


@pytest.fixture(scope="module")
def rich_program(rich: Case) -> Program:
    calibration = calibrate(rich)
    return program_of(rich, calibration, branches_of(rich, calibration))


@pytest.mark.parametrize(
    ("table", "where", "cells"),
    [
        ("sites", {"site": "ind_mine"}, {"reserves": 3e6}),
        ("projects", {"project": "pit"}, {"reserves": 1e6}),
        ("projects", {"project": "seek"}, {"chance": 0.8}),
        ("projects", {"project": "smelter"}, {"least": 0.2}),
        ("projects", {"project": "loan"}, {"offtake": 0.2}),
        ("projects", {"project": "berth"}, {"saving": 20.0}),
        ("projects", {"project": "skill"}, {"size": 160e3}),
        ("projects", {"project": "call"}, {"lead": 0.0}),
        ("lifetimes", {}, {"collected": 0.9}),
        ("capacities", {}, {"capacity": 1e6}),
        ("tiers", {}, {"multiple": 2.5}),
    ],
    ids=lambda v: v if isinstance(v, str) else "-".join(map(str, v)),
)
def test_more_room_never_costs_the_world(
    rich: Case,
    rich_program: Program,
    edited: Edit,
    table: str,
    where: dict[str, str],
    cells: dict[str, float],
) -> None:
    """A wider limit of any rule, or a more patient user, serves the world better."""
    case = edited(rich, table, where, **cells)
    program = program_of(case, *_with_branches(case))
    found = Solver(program).solve().objective
    before = Solver(rich_program).solve().objective
    assert found <= before + 1e-6 * abs(before)


def _with_branches(case: Case) -> tuple[Calibration, tuple[Branch, ...]]:
    calibration = calibrate(case)
    return calibration, branches_of(case, calibration)


def test_every_rule_there_is_is_audited_and_kept(rich_program: Program) -> None:
    market = Market(rich_program)
    plan = tuple(
        sorted(
            {
                "berth": 2027, "call": 2027, "contract": 2025, "loan": 2025,
                "pit": 2027, "seek": 2025, "skill": 2025, "smelter": 2025,
                "stock": 2027, "yard": 2025,
            }.items()
        )
    )  # fmt: skip
    built = market.outcome(plan)
    audit = audit_table(Part(rich_program, built, market.outcome(())))
    written = [group.rule for group in rich_program.groups]
    assert audit["rule"].to_list() == written
    assert set(written) >= {
        "balance", "once", "precedence", "started run", "started haul",
        "started release", "started ease", "least use", "offtake", "ease",
        "depletion", "cohort", "leg capacity", "ramp",
    }  # fmt: skip
    kept = audit.filter(pl.col("rule") != "budget")
    assert kept["largest_breach"].max() < 1e-6
