"""Disruptions of several years by hand: one stock for all, and never any relief."""

from collections.abc import Callable

import numpy as np
import pytest

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.rule.depletion import spans
from orepath.plan.single import Market
from orepath.plan.solve import Answer, Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]
PLAN = {"stock": 2027, "smelter": 2027}


def lasting(case: Case, edited: Edit, months: float, **cells: float) -> Program:
    """Let China's stop of exports last some months, and nothing else happen."""
    alone = case.replace(shocks=case.table("shocks").filter(shock="chn_stop"))
    case = edited(alone, "shocks", {}, months=months, **cells)
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


def released(program: Program, answer: Answer) -> dict[str, float]:
    block = program.network.blocks["release"]
    label = program.network.moments.label
    value = answer.value[block.columns]
    return {label[m]: float(v) for m, v in zip(block.moment, value, strict=True)}


def test_each_year_of_a_disruption_is_a_moment(small: Case, edited: Edit) -> None:
    n = lasting(small, edited, 30.0).network
    assert n.moments.label[3:] == (
        "undisturbed", "chn_stop", "chn_stop, year 2", "chn_stop, year 3",
    )  # fmt: skip
    assert n.moments.first[3:].tolist() == [2030, 2030, 2031, 2032]
    assert [branch.year for branch in n.branches] == [1, 1, 2, 3]
    barred = [float(branch.pair_left.min()) for branch in n.branches]
    assert barred == pytest.approx([1.0, 0.0, 0.0, 0.5])
    weight = n.moments.weight
    assert weight[5] == weight[4] == weight[6]
    plain = lasting(small, edited, 12.0).network.moments.weight
    assert weight.sum() == pytest.approx(plain.sum())


def test_a_stock_is_there_once_for_all_years(small: Case, edited: Edit) -> None:
    program = lasting(small, edited, 36.0)
    answer = Solver(program).solve(program.network.starts(PLAN))
    out = released(program, answer)
    years = [out[f"chn_stop{end}"] for end in ("", ", year 2", ", year 3")]
    assert sum(years) == pytest.approx(10.0)
    assert min(years) > 0.0, "it is spread over them"
    alone = lasting(small, edited, 12.0)
    one = released(alone, Solver(alone).solve(alone.network.starts(PLAN)))
    assert one["chn_stop"] == pytest.approx(10.0)


def test_a_longer_disruption_never_helps(rich: Case, edited: Edit) -> None:
    rich = edited(rich, "sites", {"site": "ind_mine"}, reserves=1.1e6)
    plan = PLAN | {"loan": 2025, "contract": 2025, "yard": 2025}
    found = []
    for months in (12.5, 18.0, 24.0):
        program = lasting(rich, edited, months)
        found.append(Solver(program).solve(program.network.starts(plan)).objective)
    assert (np.diff(found) >= -1e-6).all()


def test_a_year_that_takes_nothing_more_repeats_the_first(
    small: Case, edited: Edit
) -> None:
    """Nothing is barred: the second year is served like the first, or better."""
    program = lasting(small, edited, 24.0, severity=0.0)
    n = program.network
    answer = Solver(program).solve(n.starts({}))
    use = n.blocks["use"]
    used = np.zeros(len(n.moments))
    np.add.at(used, use.moment, answer.value[use.columns])
    assert used[5] == pytest.approx(used[4], rel=1e-3)


def test_who_is_not_hit_delivers_more_in_the_second_year(
    small: Case, edited: Edit
) -> None:
    program = lasting(small, edited, 24.0)
    n = program.network
    rows = program.group("ramp")
    # Ore from India to China: 15 % more in the first year, 32 % in the second.
    matrix = program.matrix[rows.rows, :].tocsr()
    pairs = n.calibration.balance.pair_origin.size
    grown = [float(-matrix[[slot * pairs], :].min()) for slot in range(len(n.branches))]
    assert grown == pytest.approx([1.15, 1.15, 1.15**2])
    assert rows.upper[2 * pairs] == pytest.approx(rows.upper[pairs] * (1.0 + 1.15))


def test_reserves_count_all_years_of_a_disruption(small: Case, edited: Edit) -> None:
    n = lasting(small, edited, 24.0).network
    label, years = spans(n)[-1]
    assert label == "chn_stop, year 2"
    assert years.tolist() == [2, 3, 0, 0, 1, 1]


def test_a_contract_on_call_helps_from_the_second_year_on(
    rich: Case, edited: Edit
) -> None:
    found, hauled = [], []
    for flag in (False, True):
        case = edited(rich, "projects", {"project": "call"}, recourse=flag)
        program = lasting(case, edited, 24.0)
        n = program.network
        answer = Solver(program).solve(n.starts({}))
        found.append(answer.objective)
        haul = n.blocks["haul"]
        call = haul.item == n.projects["project"].to_list().index("call")
        value = answer.value[haul.columns][call]
        moments = (n.moments.label[m] for m in haul.moment[call])
        hauled.append(dict(zip(moments, value, strict=True)))
    assert found[1] < found[0]
    assert max(hauled[0].values()) == 0.0
    assert hauled[1]["chn_stop"] == 0.0, "it takes a year to come"
    assert hauled[1]["chn_stop, year 2"] == pytest.approx(4.0)


def test_a_contract_on_call_costs_its_instalments_while_it_stands(
    rich: Case, edited: Edit
) -> None:
    program = lasting(rich, edited, 24.0)
    n = program.network
    outcome = Market(program).outcome(())
    value = outcome.answer.value[n.blocks["recourse"].columns]
    assert value.tolist() == pytest.approx([1.0])
    yearly = 4e-3 * 30.0 * 1.08**0.5 * 0.08 / (1 - 1.08**-5)
    paid = program.lines["capital"] @ outcome.answer.value
    assert paid == pytest.approx(yearly * n.moments.weight[-1])
    told = sum(
        float(np.sum(getattr(outcome.parts, name)))
        for name in (
            "users", "makers", "importers", "duties", "projects", "penalties", "grants",
        )
    )  # fmt: skip
    assert told == pytest.approx(outcome.parts.total, rel=1e-9)


def test_what_is_started_is_not_called_as_well(rich: Case, edited: Edit) -> None:
    program = lasting(rich, edited, 24.0)
    n = program.network
    answer = Solver(program).solve(n.starts({"call": 2025}))
    assert answer.value[n.blocks["recourse"].columns].tolist() == [0.0]
