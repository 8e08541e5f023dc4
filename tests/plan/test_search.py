"""The search: climbing against enumeration on drawn cases, budgets, what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from orepath.core.sampling import stream
from orepath.plan import search as room
from orepath.plan.assemble import program_of
from orepath.plan.climb import WORTH
from orepath.plan.market import Markets
from orepath.plan.policy.budget import commitments
from orepath.plan.program import Program
from orepath.plan.search import Search, search
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case

Edit = Callable[..., Case]

DRAWN = 12
# What a difference of W must exceed to be told from the grain of the stairs, USD m.
GRAIN = 0.5


def drawn(small: Case, seed: int) -> Case:
    """Draw projects and a budget that bars some of their combinations."""
    rng = stream(seed, "search")
    rows: list[dict[str, Any]] = []
    table = small.table("projects")
    likeness = {"smelter": 0, "mine": 0, "contract": 1, "stock": 2}
    kinds = rng.permutation(["smelter", "smelter", "mine", "contract", "stock"])
    for i, kind in enumerate(kinds[:4]):
        row = table.row(likeness[kind], named=True)
        row["project"], row["share"] = f"{kind}{i}", rng.uniform(0.2, 1.0)
        row["paid"] = rng.uniform(0.3, 1.0)
        row["size"] = row["size"] * rng.uniform(0.4, 2.0)
        if kind == "smelter":
            row["capex"] = rng.uniform(200.0, 2000.0)
        if kind == "mine":
            row |= {"process": "mine", "capex": rng.uniform(50.0, 400.0)}
        row["latest"] = [2025, 2027][int(rng.integers(2))]
        rows.append(row)
    policies = small.table("policies").with_columns(
        pl.when(kind="budget")
        .then(rng.uniform(2e6, 8e7))
        .otherwise("value")
        .alias("value")
    )
    projects = pl.DataFrame(rows, schema=table.schema)
    return small.replace(projects=projects, policies=policies)


@dataclass(frozen=True)
class Pair:
    """Hold both searches of one drawn case."""

    market: Markets
    climbed: Search
    tried: int
    listed: Search


@pytest.fixture(scope="module")
def pairs(small: Case) -> list[Pair]:
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for seed in range(DRAWN):
            case = drawn(small, seed)
            calibration = calibrate(case)
            program = program_of(case, calibration, branches_of(case, calibration))
            market = Markets(case, [program])
            patch.setattr(room, "ENUMERATED", 0)
            climbed = search(market)
            patch.setattr(room, "ENUMERATED", 256)
            found.append(Pair(market, climbed, climbed.tried, search(market)))
    return found


def test_the_climb_finds_the_best_plan_of_nearly_all_cases(pairs: list[Pair]) -> None:
    regret = [p.listed.best.focus - p.climbed.best.focus for p in pairs]
    right = sum(r <= GRAIN for r in regret)
    solved = sum(p.tried for p in pairs)
    every = sum(p.listed.tried for p in pairs)
    told = (
        f"{right} of {len(pairs)} right, worst regret {max(regret):.3f} USD million, "
        f"{solved} plans solved instead of {every}"
    )
    assert right >= 0.9 * len(pairs), told
    gain = [p.listed.best.focus - p.listed.without.focus for p in pairs]
    assert all(r <= 0.05 * g + GRAIN for r, g in zip(regret, gain, strict=True)), told
    assert solved < every, told


def test_no_plan_is_better_than_the_enumerated_one(pairs: list[Pair]) -> None:
    for p in pairs:
        assert p.listed.best.focus >= p.climbed.best.focus
        assert p.listed.best.focus >= p.listed.without.focus


def test_a_plan_that_breaks_the_budget_is_never_returned(pairs: list[Pair]) -> None:
    bars = 0
    for p in pairs:
        n = p.market.parts[0].program.network
        bill = dict(zip(n.projects["project"], commitments(n), strict=True))
        row = n.case.table("policies").filter(kind="budget")
        limit = row["value"][0] * 1e-6
        for end in (p.climbed, p.listed):
            for starts in (end.best.starts, end.other):
                assert sum(bill[name] for name, _ in starts) <= limit + 1e-6
        bars += sum(bill.values()) > limit
    assert bars > DRAWN / 4, (
        "the budget must bar something for this test to say anything"
    )


def test_only_what_was_enumerated_is_called_proven(pairs: list[Pair]) -> None:
    for p in pairs:
        assert p.listed.proven
        assert not p.climbed.proven


def test_no_single_affordable_change_improves_what_is_returned(
    pairs: list[Pair],
) -> None:
    for p in pairs:
        for end in (p.climbed, p.listed):
            around = end.neighbours
            added = around.filter(~pl.col("built") & pl.col("affordable"))
            assert added["focus_gain"].max() is None or (
                added["focus_gain"].max() <= WORTH
            )
            built = around.filter("built")
            assert built["project"].to_list() == [
                name for name in around["project"] if name in dict(end.best.starts)
            ]
            # Whatever is built is worth having: the plan without it is worse.
            assert built["focus_gain"].min() is None or (
                built["focus_gain"].min() >= -WORTH
            )


def test_a_large_case_is_climbed_and_says_so(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ENUMERATED", 63)  # one less than there are plans
    found = search(Markets(program.network.case, [program]))
    assert not found.proven
    monkeypatch.undo()
    proven = search(Markets(program.network.case, [program]))
    assert proven.proven
    assert proven.tried == 64
    assert found.best.starts == proven.best.starts
