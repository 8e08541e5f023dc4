"""Rules of projects by hand: order, chance, least use, offtake, whole numbers."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from orepath.errors import InputError
from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.network import Network
from orepath.plan.policy.budget import commitments
from orepath.plan.program import Program
from orepath.plan.requirement import unready
from orepath.plan.search import search
from orepath.plan.single import Market
from orepath.plan.solve import Answer, Solver
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]


def made(case: Case) -> Program:
    calibration = calibrate(case)
    return program_of(case, calibration, branches_of(case, calibration))


@pytest.fixture(scope="module")
def program(rich: Case) -> Program:
    return made(rich)


def of(n: Network, name: str, project: str, answer: Answer) -> dict[str, float]:
    """Return a block's value for a project by moment, kt/a."""
    block = n.blocks[name]
    j = n.projects["project"].to_list().index(project)
    value = answer.value[block.columns]
    return {
        n.moments.label[m]: float(v)
        for i, m, v in zip(block.item, block.moment, value, strict=True)
        if i == j
    }


def test_what_hangs_on_a_search_counts_with_its_chance(program: Program) -> None:
    n = program.network
    rows = {row["project"]: row for row in n.projects.iter_rows(named=True)}
    assert rows["pit"]["size"] == pytest.approx(48e3), "0.6 of 80 kt/a"
    assert rows["seek"]["size"] == 80e3, "the search itself is paid in full"
    answer = Solver(program).solve(n.starts({"seek": 2025, "pit": 2027}))
    ran = of(n, "run", "pit", answer)
    assert max(ran.values()) <= 48.0 + 1e-6
    # Ready in 2028: two years of three, then all five.
    assert ran["2027-2029"] <= 32.0 + 1e-6
    bill = dict(zip(rows, commitments(n), strict=True))
    assert bill["pit"] == pytest.approx(48e3 * 300.0 * 1e-6)
    assert bill["seek"] == pytest.approx(80e3 * 10.0 * 1e-6)


def test_nothing_starts_before_what_it_requires_is_ready(program: Program) -> None:
    n = program.network
    block = n.blocks["start"]
    names = n.projects["project"].to_list()

    def begun(plan: dict[str, int]) -> set[tuple[str, int]]:
        return {
            (names[block.item[c]], int(n.moments.first[block.moment[c]]))
            for c in np.flatnonzero(n.starts(plan))
        }

    # A search of one year that starts in 2025 is ready in 2026.
    assert begun({"seek": 2025, "pit": 2025}) == {("seek", 2025)}
    assert begun({"seek": 2025, "pit": 2027}) == {("seek", 2025), ("pit", 2027)}
    assert begun({"pit": 2030}) == set()


def test_a_plan_out_of_order_is_not_affordable_and_the_search_keeps_the_order(
    program: Program,
) -> None:
    alone = program.network.case.table("projects").filter(
        pl.col("project").is_in(["seek", "pit"])
    )
    rich = program.network.case
    case = rich.replace(
        projects=alone.with_columns(opex=0.0, capex=1.0),
        policies=rich.table("policies").clear(),
    )
    markets = Markets(case, [made(case)])
    assert not markets.affordable([("pit", 2027)])
    assert not markets.affordable([("pit", 2025), ("seek", 2025)])
    assert markets.affordable([("pit", 2027), ("seek", 2025)])
    found = search(markets)
    assert {name for name, _ in found.best.starts} == {"seek", "pit"}
    assert unready(alone, dict(found.best.starts)) == ()
    assert found.proven


def test_free_starts_keep_the_order_too(program: Program) -> None:
    n = program.network
    value = Solver(program).solve().value[n.blocks["start"].columns]
    block = n.blocks["start"]
    seek, pit = (n.projects["project"].to_list().index(p) for p in ("seek", "pit"))
    for t in n.moments.stem:
        ready = value[(block.item == seek) & (block.moment < t)].sum()
        assert value[(block.item == pit) & (block.moment <= t)].sum() <= ready + 1e-7
    assert value[block.item == pit].sum() > 0.1, "otherwise nothing was tried"


def test_a_plant_that_loses_money_still_makes_its_least(
    rich: Case, edited: Edit
) -> None:
    dear = edited(rich, "projects", {"project": "smelter"}, opex=900.0)
    program = made(dear)
    n = program.network
    answer = Solver(program).solve(n.starts({"smelter": 2025}))
    ran, idle = (of(n, name, "smelter", answer) for name in ("run", "idle"))
    assert ran["2030-2034"] == pytest.approx(25.0), "half of 50 kt/a"
    assert ran["2027-2029"] == pytest.approx(0.5 * 50.0 * (0.5 + 0.5 + 1.0) / 3)
    assert max(idle.values()) == pytest.approx(0.0, abs=1e-7)
    free = made(edited(dear, "projects", {"project": "smelter"}, least=0.0))
    without = Solver(free).solve(free.network.starts({"smelter": 2025}))
    assert of(free.network, "run", "smelter", without)["2030-2034"] < 25.0


def test_a_plant_that_finds_no_feed_pays_for_what_it_does_not_make(
    rich: Case, edited: Edit
) -> None:
    """No plan is void because a plant is too large for its ore."""
    huge = edited(rich, "projects", {"project": "smelter"}, size=4e6)
    program = made(huge)
    answer = Solver(program).solve(program.network.starts({"smelter": 2025}))
    idle = of(program.network, "idle", "smelter", answer)
    assert idle["2030-2034"] > 100.0
    line = program.lines["idle capacity"] @ answer.value
    weight = dict(
        zip(program.network.moments.label, program.network.moments.weight, strict=True)
    )
    # A tonne of slag is published at 970 USD.
    by_hand = sum(kt * 0.970 * weight[label] for label, kt in idle.items())
    assert line == pytest.approx(by_hand)


def test_what_is_owed_is_shipped_and_no_more_under_the_duty(program: Program) -> None:
    n = program.network
    answer = Solver(program).solve(n.starts({"loan": 2025}))
    ran, sent = (of(n, name, "loan", answer) for name in ("run", "haul"))
    assert ran["2030-2034"] > 5.0
    # Hormuz, on the way, is closed for half a year.
    for label, kt in ran.items():
        owed = 0.25 if label == "hormuz" else 0.5
        assert sent[label] == pytest.approx(owed * kt)


def test_what_a_ban_bars_waits_and_serves_nobody(rich: Case, edited: Edit) -> None:
    ban = {"kind": "export_ban", "place": "KAZ", "severity": 1.0, "months": 9.0}
    program = made(edited(rich, "shocks", {"shock": "chn_stop"}, **ban))
    n = program.network
    answer = Solver(program).solve(n.starts({"loan": 2025}))
    ran, sent = (of(n, name, "loan", answer)["chn_stop"] for name in ("run", "haul"))
    assert sent == pytest.approx(0.25 * 0.5 * ran), "three months of twelve are left"
    b = n.calibration.balance
    row = b.row("slag", "KAZ") + n.moments.label.index("chn_stop") * b.row_place.size
    run = n.blocks["run"]
    loan = n.projects["project"].to_list().index("loan")
    column = run.index[(run.item == loan) & (run.moment == n.moments.branches[1])]
    given = program.matrix[program.group("balance").start + row, column]
    assert float(given[0]) == pytest.approx(1.0 - 0.75 * 0.5)


def test_a_duty_without_a_trade_row_is_refused(rich: Case) -> None:
    trade = rich.table("trade").filter(
        ~((pl.col("origin") == "KAZ") & (pl.col("destination") == "IND"))
    )
    keep = rich.table("projects").filter(pl.col("project") != "contract")
    case = rich.replace(trade=trade, projects=keep)
    with pytest.raises(InputError) as told:
        program_of(case, calibrate(case))
    assert [problem.where for problem in told.value.problems] == [
        "projects.csv:6:destination"
    ]


def test_the_grant_of_a_credit_is_the_focus_actors_and_the_plant_the_partners(
    program: Program, calibration: Calibration
) -> None:
    assert calibration
    market = Market(program)
    built = market.outcome((("loan", 2025),))
    j = program.network.projects["project"].to_list().index("loan")
    # 20 kt/a at 500 USD/(t/a), lead 1 a, 8 %, 20 a; it stands from 2026 on.
    yearly = 10.0 * 1.08**0.5 * 0.08 / (1 - 1.08**-20)
    years = 1 / 1.08**1.5 + 3 / 1.08**4 + 5 / 1.08**8
    assert built.parts.grants == pytest.approx(-0.25 * yearly * years)
    own = dict(program.lines)["capital"] @ built.answer.value
    assert own == pytest.approx(yearly * years)
    assert built.parts.projects[j] > 0.0
    n = program.network
    bill = dict(zip(n.projects["project"], commitments(n), strict=True))
    assert bill["loan"] == pytest.approx(2.5)


def test_starts_are_whole_unless_a_project_says_otherwise(
    rich: Case, edited: Edit
) -> None:
    program = made(edited(rich, "projects", {"project": "loan"}, whole=False))
    n = program.network
    assert program.whole.tolist() == n.whole.tolist()
    block = n.blocks["start"]
    loan = n.projects["project"].to_list().index("loan")
    assert n.whole[block.columns].tolist() == [int(j) != loan for j in block.item]
    assert n.whole.sum() == (block.item != loan).sum()
