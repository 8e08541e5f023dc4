"""Rules of the user's own: what they bind, which market they join, what is refused."""

import pickle
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

import orepath as op
from orepath.errors import InfeasiblePlan, InputError
from orepath.plan.assemble import program_of
from orepath.plan.beginning import Beginnings
from orepath.plan.extension import OWN, OwnDraft, choice_of, with_rules
from orepath.plan.market import Markets
from orepath.plan.network import Network
from orepath.plan.program import Program
from orepath.plan.search import search
from orepath.plan.solve import Solver
from orepath.study.answering import plan_case, programs_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters
from orepath.world.own import OwnRule

Under = Callable[..., Case]


def from_kazakhstan(draft: OwnDraft) -> None:
    """At least 3 kt of slag a year from Kazakhstan, from 2027 on."""
    ends = {"commodity": "slag", "origin": "KAZ", "destination": "IND"}
    known, new = draft.columns("ship", **ends), draft.columns("open", **ends)
    draft.each_year((known, 1.0), (new, 1.0), least=3.0, years=(2027, 2034))


def one_at_most(draft: OwnDraft) -> None:
    """Either the smelter or the contract, not both."""
    smelter = draft.columns("start", project="smelter")
    contract = draft.columns("start", project="contract")
    draft.in_all((smelter, 1.0), (contract, 1.0), most=1.0)


def both_slags(draft: OwnDraft) -> None:
    """The twin smelter makes no more than the other one."""
    one = draft.columns("run", project="smelter")
    twin = draft.columns("run", project="smelter_twin")
    draft.each_year((one, 1.0), (twin, -1.0), least=0.0)


def nothing_at_all(draft: OwnDraft) -> None:
    """Ask for more ore in India than the ground gives, and for less."""
    mine = draft.columns("make", process="mine", place="IND")
    draft.each_year((mine, 1.0), least=1e4)


def test_a_rule_of_ones_own_binds_in_its_years(
    small: Case, calibration: Calibration
) -> None:
    case = with_rules(small, [from_kazakhstan])
    program = program_of(case, calibration)
    free = Solver(program_of(small, calibration)).solve(program.network.starts({}))
    answer = Solver(program).solve(program.network.starts({}))
    n: Network = program.network
    block = n.blocks["open"]
    pair = n.calibration.balance.labels[n.calibration.balance.pairs].index(
        "slag · KAZ to IND"
    )
    for moment, least in enumerate([0.0, 3.0, 3.0]):
        mine = (block.item == pair) & (block.moment == moment)
        assert answer.value[block.columns][mine].sum() >= least - 1e-6
    assert answer.objective > free.objective


def test_its_rows_bear_its_name_and_moment(
    small: Case, calibration: Calibration
) -> None:
    program = program_of(with_rules(small, [from_kazakhstan]), calibration)
    group = program.group(f"{OWN}from_kazakhstan")
    assert [program.row_label(group.start + i) for i in range(group.size)] == [
        "own: from_kazakhstan: 2027-2029",
        "own: from_kazakhstan: 2030-2034",
    ]


def test_a_rule_on_starts_alone_is_a_condition_on_plans(
    small: Case, calibration: Calibration, under: Under
) -> None:
    case = with_rules(under(small), [one_at_most])
    program = program_of(case, calibration)
    markets = Markets(case, [program])
    assert markets.affordable([("smelter", 2025)])
    assert not markets.affordable([("smelter", 2025), ("contract", 2030)])
    assert len(search(markets).best.starts) <= 2
    choice = choice_of(program)
    assert choice is not None
    assert choice.matrix.shape == (1, program.network.blocks["start"].size)


def test_a_program_without_own_rules_has_no_choice(program: Program) -> None:
    assert choice_of(program) is None


def test_a_rule_on_flows_is_no_condition_on_plans(
    small: Case, calibration: Calibration
) -> None:
    case = with_rules(small, [from_kazakhstan])
    assert choice_of(program_of(case, calibration)) is None


def test_the_plan_that_is_found_keeps_a_rule_of_ones_own(
    small: Case, under: Under
) -> None:
    free = op.optimize(under(small))
    plan = op.optimize(under(small), rules=[one_at_most])
    assert not {"smelter", "contract"} <= set(plan.starts)
    assert plan.search.best.focus <= free.search.best.focus + 0.5
    assert "own: one_at_most" in plan.audit["rule"].to_list()
    # Stress keeps the rule as well: the case brings it along.
    assert op.stress_plan(plan).height


def test_a_rule_that_joins_goods_keeps_them_in_one_market(
    pair: Case, under: Under
) -> None:
    case = under(pair)
    assert len(clusters(with_rules(case, [both_slags]))) == 2
    joined = with_rules(case, [OwnRule(both_slags, joins=("slag", "slag_twin"))])
    (whole,) = clusters(joined)
    program = program_of(whole, calibrate(joined))
    assert program.group("own: both_slags").size == len(program.network.moments)


def test_a_rule_that_joins_goods_of_one_market_is_applied_there_alone(
    pair: Case, under: Under
) -> None:
    case = with_rules(under(pair), [OwnRule(from_kazakhstan, joins=("slag",))])
    programs = programs_of(case, calibrate(case))
    held = [[g.rule for g in one.groups if g.rule.startswith(OWN)] for one in programs]
    assert held == [["own: from_kazakhstan"], []]


def test_a_rule_of_another_markets_goods_must_name_them(
    pair: Case, under: Under
) -> None:
    case = with_rules(under(pair), [from_kazakhstan])
    with pytest.raises(InputError) as told:
        programs_of(case, calibrate(case))
    (problem,) = told.value.problems
    assert problem.where == "rule from_kazakhstan"
    assert problem.what == "unknown commodity 'slag' in the market of ore_twin"
    assert "joins=" in problem.fix


def test_a_rule_nobody_can_keep_is_named_among_the_conflicts(
    small: Case, calibration: Calibration
) -> None:
    program = program_of(with_rules(small, [nothing_at_all]), calibration)
    with pytest.raises(InfeasiblePlan) as told:
        Solver(program).solve()
    assert any("own: nothing_at_all" in label for label in told.value.conflicts)


def no_smelter_without_kazakhstan(draft: OwnDraft) -> None:
    """Whoever starts the smelter buys far more slag from Kazakhstan than there is."""
    ends = {"commodity": "slag", "origin": "KAZ", "destination": "IND"}
    known, new = draft.columns("ship", **ends), draft.columns("open", **ends)
    smelter = draft.columns("start", project="smelter")
    draft.in_all((known, 1.0), (new, 1.0), (smelter, -1e4), least=0.0)


def the_smelter_must_run(draft: OwnDraft) -> None:
    """At least 1 kt of slag a year from the smelter, from 2030 on."""
    draft.each_year(
        (draft.columns("run", project="smelter"), 1.0), least=1.0, years=(2030, 2034)
    )


def test_a_plan_that_breaks_a_rule_is_left_out_and_told(
    small: Case, under: Under
) -> None:
    free = op.optimize(under(small))
    assert "smelter" in free.starts
    lines: list[str] = []
    case = with_rules(under(small), [no_smelter_without_kazakhstan])
    plan = plan_case(case, calibrate(case), lines.append)
    assert "smelter" not in plan.starts
    assert plan.search.proven
    count = plan.search.barred["own: no_smelter_without_kazakhstan"]
    assert count > 0
    words = "broke your rule “no_smelter_without_kazakhstan” and were left out"
    assert f"{count} plans tried {words}" in lines
    smelter = plan.search.neighbours.filter(project="smelter").row(0, named=True)
    assert (smelter["focus_gain"], smelter["affordable"]) == (None, False)


def test_the_best_of_the_plans_that_keep_a_rule_is_found(
    small: Case, under: Under
) -> None:
    case = with_rules(under(small), [no_smelter_without_kazakhstan])
    barred = op.optimize(case)
    rest = under(small).table("projects").filter(pl.col("project") != "smelter")
    without = op.optimize(under(small).replace(projects=rest))
    assert barred.starts == without.starts
    assert barred.search.best.focus == pytest.approx(without.search.best.focus, abs=0.1)


def test_a_climb_passes_over_plans_that_break_a_rule(
    small: Case, under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = with_rules(under(small), [no_smelter_without_kazakhstan])
    listed = op.optimize(case)
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    climbed = op.optimize(case)
    assert climbed.search.barred
    assert not climbed.search.proven
    assert climbed.search.best.focus == pytest.approx(listed.search.best.focus, abs=0.5)


@pytest.mark.parametrize("enumerated", [256, 0])
def test_a_rule_that_only_a_project_can_keep_is_kept(
    small: Case, under: Under, monkeypatch: pytest.MonkeyPatch, enumerated: int
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", enumerated)
    plan = op.optimize(under(small), rules=[the_smelter_must_run])
    assert "smelter" in plan.starts
    assert dict(plan.search.without.starts).keys() == {"smelter"}
    assert plan.search.barred["own: the_smelter_must_run"] > 0


@pytest.mark.parametrize("enumerated", [256, 0])
def test_a_rule_no_plan_keeps_is_refused_by_name(
    small: Case, under: Under, monkeypatch: pytest.MonkeyPatch, enumerated: int
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", enumerated)
    with pytest.raises(InfeasiblePlan, match="your rule “nothing_at_all”") as told:
        op.optimize(under(small), rules=[nothing_at_all])
    assert any("own: nothing_at_all" in label for label in told.value.conflicts)


def some_smelter(draft: OwnDraft) -> None:
    """Start the smelter, whatever it brings."""
    draft.in_all((draft.columns("start", project="smelter"), 1.0), least=1.0)


@pytest.mark.parametrize("enumerated", [256, 0])
def test_a_rule_that_no_budget_affords_is_refused(
    small: Case, under: Under, monkeypatch: pytest.MonkeyPatch, enumerated: int
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", enumerated)
    poor = under(small, {"kind": "budget", "value": 1e6})
    with pytest.raises(InfeasiblePlan, match="keeps all rules and budgets"):
        op.optimize(poor, rules=[some_smelter])


def the_twin_must_run(draft: OwnDraft) -> None:
    """At least 1 kt of slag a year from the other smelter, from 2030 on."""
    twin = draft.columns("run", project="smelter_twin")
    draft.each_year((twin, 1.0), least=1.0, years=(2030, 2034))


def test_what_one_market_must_build_leaves_the_other_as_it_is(
    pair: Case, under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    rule = OwnRule(the_twin_must_run, joins=("slag_twin",))
    case = with_rules(under(pair), [rule])
    markets = Markets(case, programs_of(case, calibrate(case)))
    assert dict(Beginnings(markets, ()).least.starts).keys() == {"smelter_twin"}
    assert "smelter_twin" in dict(search(markets).best.starts)


def test_what_two_markets_must_build_and_cannot_pay_is_refused(
    pair: Case, under: Under, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    fund = {"kind": "budget", "policy": "fund", "value": 25e6}
    rules = [
        OwnRule(the_smelter_must_run, joins=("slag",)),
        OwnRule(the_twin_must_run, joins=("slag_twin",)),
    ]
    with pytest.raises(InfeasiblePlan, match="your rule “the_smelter_must_run”"):
        op.optimize(under(pair, fund), rules=rules)


def test_twins_tell_the_rule_that_one_of_them_breaks(pair: Case, under: Under) -> None:
    rule = OwnRule(no_smelter_without_kazakhstan, joins=("slag",))
    plan = op.optimize(under(pair), rules=[rule])
    assert "smelter" not in plan.starts
    assert "smelter_twin" in plan.starts
    assert plan.search.barred["own: no_smelter_without_kazakhstan"] > 0


def test_a_case_with_a_rule_goes_to_another_process(small: Case) -> None:
    case = with_rules(small, [OwnRule(np.sum, joins=("slag",))])
    assert pickle.loads(pickle.dumps(case)).own == case.own


@pytest.mark.parametrize(
    ("rules", "where", "what"),
    [
        ([3], "rules[0]", "3 is no function"),
        (
            [OwnRule(one_at_most, joins=("slagg",))],
            "rules[0]:joins",
            "unknown commodity 'slagg'",
        ),
    ],
)
def test_what_is_no_rule_is_refused(
    small: Case, rules: list[OwnRule], where: str, what: str
) -> None:
    with pytest.raises(InputError) as told:
        with_rules(small, rules)
    (problem,) = told.value.problems
    assert (problem.where, problem.what) == (where, what)


def some(draft: OwnDraft) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    column = draft.columns("run").column[:1]
    return np.zeros(1, np.int64), column, np.ones(1)


FAULTY: dict[str, tuple[Callable[[OwnDraft], None], str]] = {
    "block": (lambda d: d.columns("makes"), "unknown block 'makes'"),
    "label": (
        lambda d: d.columns("make", origin="KAZ"),
        "columns of 'make' have no 'origin'",
    ),
    "word": (
        lambda d: d.columns("make", place="KAS"),
        "unknown place 'KAS' in the market of ore",
    ),
    "no limit": (
        lambda d: d.each_year((d.columns("run"), 1.0)),
        "a row without a limit, or with the least above the most",
    ),
    "order": (
        lambda d: d.in_all((d.columns("run"), 1.0), least=2.0, most=1.0),
        "a row without a limit, or with the least above the most",
    ),
    "nan": (
        lambda d: d.in_all((d.columns("run"), float("nan")), least=2.0),
        "a coefficient or limit is no number",
    ),
    "length": (
        lambda d: d.add(
            (*some(d)[:2], np.ones(2)), (np.zeros(1), np.ones(1)), lambda _: "x"
        ),
        "rows, columns and coefficients, or the limits, differ in length",
    ),
    "outside": (
        lambda d: d.add(
            (np.ones(1, np.int64), *some(d)[1:]),
            (np.zeros(1), np.ones(1)),
            lambda _: "x",
        ),
        "a row lies outside 0 to 0, or a column outside 0 to ",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_rule_is_told_by_its_name(
    small: Case, calibration: Calibration, name: str
) -> None:
    faulty, what = FAULTY[name]
    with pytest.raises(InputError) as told:
        program_of(with_rules(small, [faulty]), calibration)
    (problem,) = told.value.problems
    assert problem.where == "rule <lambda>"
    assert problem.what.startswith(what)


def two_at_least(draft: OwnDraft) -> None:
    """Start two projects or more."""
    draft.in_all((draft.columns("start"), 1.0), least=2.0)


def test_a_condition_on_plans_binds_free_starts_alone(
    small: Case, calibration: Calibration, under: Under
) -> None:
    program = program_of(with_rules(under(small), [two_at_least]), calibration)
    start = program.network.blocks["start"].columns
    assert Solver(program).solve().value[start].sum() >= 2.0 - 1e-6
    # What a plan that breaks it would bring is a fair question all the same.
    bare = Solver(program).solve(program.network.starts({}))
    assert bare.value[start].sum() == 0.0
