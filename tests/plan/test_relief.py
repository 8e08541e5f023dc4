"""Contradictory policies: who must give, by how much, what excludes what, in words."""

from collections.abc import Callable
from typing import Any

import pytest

from orepath.errors import InfeasiblePlan
from orepath.plan.assemble import program_of
from orepath.plan.extension import OwnDraft, with_rules
from orepath.plan.policy.hold import holds_of
from orepath.plan.program import Program
from orepath.plan.relief import Relief, refuse_contradictions, relief_of
from orepath.study.answering import plan_case, programs_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Under = Callable[..., Case]

HOME = {"kind": "domestic_share", "policy": "home", "value": 0.6, "start": 2030}
FRIENDS = {
    "kind": "partner_share",
    "policy": "friends",
    "value": 0.6,
    "members": "KAZ",
    "start": 2030,
}
CAP = {"kind": "share_cap", "policy": "cap", "value": 0.6}


@pytest.fixture
def programmed(
    small: Case, calibration: Calibration, under: Under
) -> Callable[..., Program]:
    return lambda *rows: program_of(under(small, *rows), calibration)


def found(program: Program) -> Relief:
    """Return the ways out of a contradiction there is."""
    relief = relief_of(program)
    assert relief is not None
    return relief


def ways(relief: Relief) -> list[str]:
    return [one.words for one in relief.alone]


def test_policies_that_can_be_kept_need_no_relief(
    programmed: Callable[..., Program],
) -> None:
    mild = {**CAP, "value": 0.95}
    assert relief_of(programmed(mild, {**HOME, "value": 0.1})) is None
    assert (
        relief_of(programmed({**CAP, "excess": 0.2}, {**HOME, "excess": 1.0})) is None
    )


def test_a_budget_alone_never_contradicts_anything(
    programmed: Callable[..., Program],
) -> None:
    assert relief_of(programmed({"kind": "budget", "value": 0.0})) is None


def test_a_cap_no_relation_can_keep_must_rise_to_what_its_partner_sends(
    programmed: Callable[..., Program],
) -> None:
    # Kazakhstan opens slowly: in the first years China sends all but everything.
    relief = found(programmed(CAP))
    (words,) = ways(relief)
    assert words == ("raise the cap on slag imports from one origin from 60 % to 100 %")
    assert "share cap: Cap: CHN, 2025-2026" in relief.conflicts


def test_two_shares_of_more_than_the_whole_leave_one_to_give_a_fifth(
    small: Case, calibration: Calibration, under: Under
) -> None:
    many = {"kind": "partner_share", "policy": "east", "value": 0.6, "members": "CHN"}
    plants = small.table("projects").filter(kind="plant")
    case = under(small.replace(projects=plants), HOME, {**many, "start": 2030})
    relief = found(program_of(case, calibration))
    assert ways(relief) == [
        "lower the domestic share of slag from 60 % to 40 %",
        "lower the share of slag from CHN from 60 % to 40 %",
    ]
    assert set(relief.between) == {"Home", "East"}
    assert {label.partition(":")[0] for label in relief.conflicts} >= {
        "domestic share",
        "partner share",
        "use",
    }


def test_the_relaxation_that_is_told_is_enough_and_little_less_is_not(
    small: Case, calibration: Calibration, under: Under
) -> None:
    relief = found(program_of(under(small, HOME, FRIENDS), calibration))
    (only,) = relief.alone
    assert only.give.policy == "friends"
    for value, enough in ((only.value - 1e-3, True), (only.value + 0.02, False)):
        case = under(small, HOME, {**FRIENDS, "value": value})
        kept = relief_of(program_of(case, calibration)) is None
        assert kept == enough


def test_a_budget_too_small_for_a_share_is_told_with_the_money_it_lacks(
    small: Case, calibration: Calibration, under: Under
) -> None:
    fund = {"kind": "budget", "policy": "fund", "value": 5e6}
    relief = found(program_of(under(small, HOME, fund), calibration))
    assert [one.give.policy for one in relief.alone] == ["home", "fund"]
    money = relief.alone[1]
    assert money.words.startswith("raise the budget “Fund” from USD 5 m to USD 12.")
    case = under(small, HOME, {**fund, "value": money.value * 1.001})
    assert relief_of(program_of(case, calibration)) is None


def test_a_yearly_budget_gives_in_all_its_years(
    small: Case, calibration: Calibration, under: Under
) -> None:
    fund = {"kind": "budget", "policy": "fund", "value": 1e6, "yearly": True}
    relief = found(program_of(under(small, HOME, fund), calibration))
    money = next(one for one in relief.alone if one.give.policy == "fund")
    case = under(small, HOME, {**fund, "value": money.value * 1.001})
    assert relief_of(program_of(case, calibration)) is None


def test_a_reserve_that_no_shed_can_hold_is_told_in_days(
    programmed: Callable[..., Program],
) -> None:
    days = {"kind": "reserve_days", "value": 400.0, "start": 2030}
    (only,) = found(programmed(days)).alone
    assert only.words.startswith("lower the reserve of slag from 400 days to ")
    assert 30 < only.value < 120


def test_a_limit_of_nought_is_raised_to_what_the_share_needs(
    programmed: Callable[..., Program],
) -> None:
    none = {"kind": "energy_limit", "value": 0.0, "commodity": "slag", "start": 2030}
    relief = found(programmed(HOME, none))
    power = next(one for one in relief.alone if one.give.kind == "energy_limit")
    assert power.words.startswith(
        "raise the limit on power at IND from 0 MWh a year to "
    )
    assert power.value > 20e3


def test_where_no_single_policy_suffices_all_that_must_give_are_told(
    programmed: Callable[..., Program],
) -> None:
    cap = {**CAP, "value": 0.5, "start": 2025, "end": 2025}
    home = {**HOME, "start": 2030}
    fund = {"kind": "energy_limit", "value": 0.0, "commodity": "slag"}
    program = programmed(cap, home, {**fund, "start": 2030})
    relief = found(program)
    assert relief.alone == ()
    assert {one.give.policy for one in relief.together} >= {"cap"}
    with pytest.raises(InfeasiblePlan) as told:
        refuse_contradictions([program])
    assert all("do all else" in problem.fix for problem in told.value.problems)


def test_a_contradiction_is_refused_with_problems_and_conflicts(
    programmed: Callable[..., Program],
) -> None:
    with pytest.raises(InfeasiblePlan) as told:
        refuse_contradictions([programmed(), programmed(HOME, FRIENDS)])
    (problem,) = told.value.problems
    assert problem.where == "policies.csv:friends:value"
    assert problem.what == (
        "“Friends” cannot be kept: less than half of what would otherwise be used is "
        "left, worst in 2030-2034"
    )
    assert problem.fix == (
        "lower the share of slag from KAZ from 60 % to 39 %, or give it an excess price"
    )
    assert told.value.conflicts


def test_a_plan_is_not_searched_under_contradictory_policies(
    small: Case, under: Under
) -> None:
    case = under(small, HOME, FRIENDS)
    with pytest.raises(InfeasiblePlan, match="no plan keeps these policies together"):
        plan_case(case, calibrate(case))


def test_soft_policies_have_nothing_to_give(
    owned: Case, calibration: Calibration, under: Under, every: list[dict[str, Any]]
) -> None:
    program = program_of(under(owned, *every), calibration)
    hard = {one["policy"] for one in every if one.get("excess") is None} - {"agreed"}
    assert {hold.policy for hold in holds_of(program) if not hold.soft} == hard


def test_a_budget_that_suffices_for_each_market_may_not_for_both(
    pair: Case, under: Under
) -> None:
    twin = {**HOME, "policy": "twin", "commodity": "slag_twin"}
    fund = {"kind": "budget", "policy": "fund", "value": 15e6}
    case = under(pair, HOME, twin, fund)
    programs = programs_of(case, calibrate(case))
    assert [relief_of(program) for program in programs] == [None, None]
    with pytest.raises(InfeasiblePlan) as told:
        refuse_contradictions(programs)
    (problem,) = told.value.problems
    assert problem.where == "policies.csv:fund:value"
    assert problem.what == (
        "“Fund” cannot pay for what hard policies need in all markets together"
    )
    # Each smelter needs USD 12.4 m or so of the focus actor's money.
    assert problem.fix == "raise the budget “Fund” from USD 15 m to USD 25 m"
    enough = under(pair, HOME, twin, {**fund, "value": 26e6})
    refuse_contradictions(programs_of(enough, calibrate(enough)))


def test_a_yearly_budget_of_all_markets_is_looked_at_year_by_year(
    pair: Case, under: Under
) -> None:
    twin = {**HOME, "policy": "twin", "commodity": "slag_twin"}
    fund = {"kind": "budget", "policy": "fund", "value": 1.0, "yearly": True}
    case = under(pair, HOME, twin, fund)
    with pytest.raises(InfeasiblePlan) as told:
        refuse_contradictions(programs_of(case, calibrate(case)))
    assert any("Fund" in problem.fix for problem in told.value.problems)


def too_much(draft: OwnDraft) -> None:
    """Ask for more ore than the ground gives."""
    draft.each_year((draft.columns("make", site="ind_mine"), 1.0), least=1e4)


def test_what_fails_without_any_policy_is_told_as_such(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = with_rules(under(small, {**HOME, "value": 0.1}), [too_much])
    with pytest.raises(InfeasiblePlan, match="whatever the policies") as told:
        relief_of(program_of(case, calibration))
    assert any("own: too_much" in label for label in told.value.conflicts)
