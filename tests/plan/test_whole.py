"""The world's plan of all markets: proven under a shared budget, kept over a kill."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from orepath.core.shelf import shelf
from orepath.errors import InfeasiblePlan
from orepath.plan import beginning
from orepath.plan import whole as room
from orepath.plan.climb import WORTH
from orepath.plan.decompose.effort import Effort, Step
from orepath.plan.decompose.world import decomposed
from orepath.plan.extension import OwnDraft, with_rules
from orepath.plan.market import Markets
from orepath.plan.search import search
from orepath.plan.whole import joint_plan
from orepath.study import answering
from orepath.study.answering import plan_case, programs_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Aim, Case
from orepath.world.own import OwnRule

Put = Callable[..., Case]
FUND = {"kind": "budget", "policy": "fund", "value": 15e6}


@pytest.fixture
def shared(pair: Case, under: Put, settled: Put) -> Markets:
    """Two markets of which each can build, and only one within the shared budget."""
    case = under(settled(pair, plan=Aim(whose="world")), {**FUND, "value": 3e6})
    # Smelters that cost USD 2 m of the focus actor's money each, and pay.
    plant = pl.col("kind") == "plant"
    cheap = {"capex": 80.0, "opex": -300.0}
    table = case.table("projects").with_columns(
        pl.when(plant).then(value).otherwise(name).alias(name)
        for name, value in cheap.items()
    )
    case = case.replace(projects=table)
    return Markets(case, programs_of(case, calibrate(case)))


@pytest.fixture
def parted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take programs apart however small they are."""
    monkeypatch.setattr(room, "decomposed", partial(decomposed, large=0))


@pytest.mark.parametrize("large", [0, 10**9])
def test_a_shared_budget_is_kept_and_the_plan_is_proven_under_it(
    shared: Markets, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    listed = search(shared)
    assert listed.proven
    monkeypatch.setattr(room, "decomposed", partial(decomposed, large=large))
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    found = search(shared)
    assert shared.affordable(found.best.starts)
    assert found.proven
    assert found.best.z == pytest.approx(listed.best.z, abs=WORTH)
    assert listed.best.z <= found.bound + 0.01
    apart = sum(joint_plan([part], listed.best.z, Effort())[1] for part in shared.parts)
    assert apart > found.bound + WORTH, "each market by itself would spend it all"


def test_a_plan_short_of_its_bound_is_climbed_from_and_not_proven(
    shared: Markets, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = search(shared)
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    monkeypatch.setattr(beginning, "joint_plan", lambda *_: ((), 1e9))
    found = search(shared)
    assert not found.proven
    assert found.best.z == pytest.approx(listed.best.z, abs=WORTH)


@pytest.mark.usefixtures("parted")
def test_the_course_is_told_and_nothing_is_left_when_it_has_ended(
    pair: Case,
    settled: Put,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orepath.plan.search.ENUMERATED", 0)
    monkeypatch.setattr(
        answering, "shelf", partial(shelf, {"OREPATH_CACHE": str(tmp_path)})
    )
    case = settled(pair, plan=Aim(whose="world"))
    lines: list[str] = []
    plan = plan_case(case, calibrate(case), lines.append)
    assert plan.search.proven
    rounds = [line for line in lines if line.startswith("World's plan, round")]
    assert rounds[-1].startswith(f"World's plan, round {len(rounds)}: worth ")
    assert not list(tmp_path.iterdir())


class Cut(Exception):
    """The run is cut off."""


@pytest.mark.usefixtures("parted")
def test_a_run_that_is_cut_off_goes_on(shared: Markets, tmp_path: Path) -> None:
    steps: list[Step] = []

    def cut(step: Step) -> None:
        steps.append(step)
        if step.upper < float("inf"):
            raise Cut

    level = shared.worth(()).z
    with pytest.raises(Cut):
        joint_plan(shared.parts, level, Effort(journal=tmp_path, progress=cut))
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]
    again: list[Step] = []
    effort = Effort(journal=tmp_path, progress=again.append)
    plan, bound = joint_plan(shared.parts, level, effort)
    assert again[0].kept > 0
    assert not list(tmp_path.iterdir())
    fresh = joint_plan(shared.parts, level, Effort())
    assert bound == pytest.approx(fresh[1], abs=0.2)
    assert shared.worth(plan).z == pytest.approx(shared.worth(fresh[0]).z, abs=0.2)


def far_too_much(draft: OwnDraft) -> None:
    """Ask for more slag from the smelter than it can make."""
    draft.each_year((draft.columns("run", project="smelter"), 1.0), least=1e4)


@pytest.mark.parametrize("large", [0, 10**9])
def test_what_cannot_be_is_named_as_it_is_for_a_program_solved_whole(
    pair: Case,
    under: Put,
    settled: Put,
    monkeypatch: pytest.MonkeyPatch,
    large: int,
) -> None:
    monkeypatch.setattr(room, "decomposed", partial(decomposed, large=large))
    case = under(settled(pair, plan=Aim(whose="world")), FUND)
    case = with_rules(case, [OwnRule(far_too_much, joins=("slag",))])
    markets = Markets(case, programs_of(case, calibrate(case)))
    with pytest.raises(InfeasiblePlan) as told:
        joint_plan(markets.parts, 1e3, Effort())
    assert any("own: far_too_much" in label for label in told.value.conflicts)


def one_must_run(draft: OwnDraft, *, project: str) -> None:
    """At least 1 kt a year from a smelter, from 2030 on."""
    made = draft.columns("run", project=project)
    draft.each_year((made, 1.0), least=1.0, years=(2030, 2034))


@pytest.mark.usefixtures("parted")
def test_what_only_the_shared_budget_bars_is_told_as_such(
    pair: Case, under: Put, settled: Put
) -> None:
    case = under(settled(pair, plan=Aim(whose="world")), FUND)
    rules = [
        OwnRule(partial(one_must_run, project=project), joins=(goods,))
        for project, goods in (("smelter", "slag"), ("smelter_twin", "slag_twin"))
    ]
    case = with_rules(case, rules)
    markets = Markets(case, programs_of(case, calibrate(case)))
    with pytest.raises(InfeasiblePlan, match="a budget that all share") as told:
        joint_plan(markets.parts, 1e3, Effort())
    assert told.value.conflicts == ("budget: shared by all chains",)
