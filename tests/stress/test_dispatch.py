"""A year cut out of a plan: the same market, as a small program of its own."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from orepath.core.sampling import stream
from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.stress.cut import Cuts, left_of
from orepath.stress.dispatch import Dispatch, dispatch_of
from orepath.stress.operation import Answers, Operation
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case

PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025, "contract": 2025},
    {"stock": 2025, "skill": 2025, "berth": 2025},
    {"seek": 2025, "pit": 2027, "loan": 2025},
]


@dataclass(frozen=True)
class Solved:
    """A program with many disruptions, its answer, and the undisturbed year of it."""

    program: Program
    answer: Answer
    dispatch: Dispatch
    operation: Operation

    @property
    def cuts(self) -> Cuts:
        return self.dispatch.cut(left_of(self.program.network.branches))

    def cost(self, branch: int) -> float:
        """Return what a branch of the whole program costs, USD million a year."""
        n = self.program.network
        moment = n.moments.branches[branch]
        mine = np.concatenate(
            [
                b.index[b.moment == moment]
                for b in n.blocks.values()
                if b.name != "start"
            ]
        )
        found = self.program.cost[mine] @ self.answer.value[mine]
        return float(found / n.moments.weight[moment])


def cost_of(part: Dispatch, cuts: Cuts, answers: Answers) -> NDArray[np.float64]:
    """Return what each year costs, its stairs filled from their feet."""
    stair = part.steps.stair
    foot = part.steps.foot * cuts.scale[:, stair]
    room = part.steps.width * cuts.scale[:, stair]
    taken = np.clip(answers.total[:, stair] - foot, 0.0, room)
    return np.asarray(taken @ part.steps.cost)


def scattered(like: Branch, seed: int, part: float) -> Branch:
    """Return a disruption that hits some of everything, each a little differently."""
    drawn = stream(seed, "scattered")

    def left(size: int) -> NDArray[np.float64]:
        return np.where(drawn.random(size) < part, drawn.random(size), 1.0)

    sizes = (like.site_left.size, like.pair_left.size, like.project_left.size)
    return Branch(f"scattered {seed}", 1e-3, *(left(size) for size in sizes))


def solved(case: Case, calibration: Calibration, plan: dict[str, int]) -> Solved:
    recorded = branches_of(case, calibration)
    more = [scattered(recorded[0], s, p) for s, p in ((1, 0.1), (2, 0.4), (3, 1.0))]
    program = program_of(case, calibration, (*recorded, *more))
    answer = Solver(program).solve(program.network.starts(plan))
    part = dispatch_of(program, answer, int(program.network.moments.branches[0]))
    return Solved(program, answer, part, Operation(part))


@pytest.fixture(scope="module", params=PLANS, ids=lambda p: "+".join(p) or "nothing")
def year(rich: Case, request: pytest.FixtureRequest) -> Solved:
    return solved(rich, calibrate(rich), request.param)


def test_the_undisturbed_year_costs_what_it_does_in_the_plan(year: Solved) -> None:
    found = cost_of(year.dispatch, year.dispatch.uncut(), year.operation.base)
    assert found[0] == pytest.approx(year.cost(0), rel=1e-9)


def test_a_disrupted_year_costs_what_it_does_as_a_branch_of_the_plan(
    year: Solved,
) -> None:
    found = cost_of(year.dispatch, year.cuts, year.operation.answers(year.cuts))
    own = [year.cost(branch) for branch in range(len(year.program.network.branches))]
    assert found == pytest.approx(own, rel=1e-7)


def test_a_disrupted_year_cut_out_by_itself_answers_alike(year: Solved) -> None:
    moments = year.program.network.moments.branches
    found = cost_of(year.dispatch, year.cuts, year.operation.answers(year.cuts))
    for slot, moment in enumerate(moments[-3:], start=len(moments) - 3):
        alone = Operation(dispatch_of(year.program, year.answer, int(moment)))
        own = cost_of(alone.dispatch, alone.dispatch.uncut(), alone.base)
        assert found[slot] == pytest.approx(own[0], rel=1e-7)


def test_a_disruption_never_helps(year: Solved) -> None:
    found = cost_of(year.dispatch, year.cuts, year.operation.answers(year.cuts))
    assert found.min() >= found[0] - 1e-7


def test_the_more_is_left_the_less_a_year_costs(year: Solved) -> None:
    worst = year.program.network.branches[-1]
    less = [
        Branch(
            "part",
            1e-3,
            *(
                1.0 - part * (1.0 - left)
                for left in (worst.site_left, worst.pair_left, worst.project_left)
            ),
        )
        for part in np.linspace(0.0, 1.0, 9)
    ]
    cuts = year.dispatch.cut(left_of(less))
    found = cost_of(year.dispatch, cuts, year.operation.answers(cuts))
    assert np.diff(found).min() >= -1e-7


def test_stairs_carry_what_the_plans_answer_says(year: Solved) -> None:
    # Goods of one price may be bought here or there, so only their use is compared.
    use = year.dispatch.of("use")
    found = year.operation.base.total[0, use].sum()
    assert found == pytest.approx(year.dispatch.total[use].sum(), rel=1e-6)


def test_rows_that_speak_of_one_stair_become_its_height(year: Solved) -> None:
    part = year.dispatch
    kept = {g.rule for g in year.program.groups for row in part.row
            if g.start <= row < g.start + g.size}  # fmt: skip
    assert "ramp" not in kept
    assert not any(rule.startswith("started") for rule in kept)
    assert np.isfinite(part.height[part.of("ship")]).all()
