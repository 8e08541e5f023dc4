"""The course of a decomposition: it ends where the whole program does."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from orepath.errors import InfeasiblePlan, SolverError
from orepath.plan.arrays import Arrays
from orepath.plan.decompose import course
from orepath.plan.decompose.course import Course, Found
from orepath.plan.decompose.effort import Effort, Step, gap_of
from orepath.plan.decompose.master import Risk
from orepath.plan.decompose.part import split
from orepath.plan.engine import Engine

Drawn = Callable[..., Any]
CLOSE = Effort(gap=1e-8)


def breach(lp: Arrays, value: Any) -> float:
    """Return the largest breach of a limit."""
    activity = lp.matrix @ value
    return float(
        max(
            (lp.row_lower - activity).max(),
            (activity - lp.row_upper).max(),
            (lp.lower - value).max(),
            (value - lp.upper).max(),
        )
    )


def ended(lp: Arrays, linking: Any, whole: bool) -> Found | None:
    """Return what the decomposition finds; None where nothing fits."""
    try:
        return Course(split(lp, linking), CLOSE, whole=linking if whole else None).run()
    except InfeasiblePlan:
        return None


@given(seed=st.integers(0, 10**6), alike=st.booleans(), whole=st.booleans())
def test_random_programs_end_as_they_do_whole(
    drawn: Drawn, seed: int, alike: bool, whole: bool
):
    lp, linking = drawn(seed, alike=alike)
    end = Engine(lp, whole=linking if whole else None).run(gap=1e-9)
    found = ended(lp, linking, whole)
    if end.status == "infeasible":
        assert found is None
        return
    assert found is not None
    assert found.objective == pytest.approx(end.objective, abs=1e-6, rel=1e-6)
    assert found.bound <= end.objective + 1e-6 * (1 + abs(end.objective))
    assert lp.cost @ found.value == pytest.approx(found.objective, abs=1e-6)
    assert breach(lp, found.value) < 1e-5


def scenarios(seed: int, aversion: float, tail: float) -> tuple[Arrays, Any, Risk, Any]:
    """Return scenarios of one part, the same with ζ and excesses, and their risk."""
    rng = np.random.default_rng(seed)
    count, links = 4, 3
    chance = rng.dirichlet(np.ones(count))
    need, price = rng.uniform(1, 6, count), rng.uniform(1, 9, (1, 3))
    own = np.array([[1.0, 0.8, 0.5]])
    part = sparse.block_diag([own] * count).toarray()
    rows = np.hstack([np.tile(rng.uniform(0, 2, (1, links)), (count, 1)), part])
    cost = np.concatenate([rng.uniform(0, 4, links), np.outer(chance, price).ravel()])
    lp = Arrays(
        cost, sparse.csc_array(rows), need, np.full(count, np.inf),
        np.zeros(cost.size), np.append(np.ones(links), np.full(count * 3, 20.0)),
    )  # fmt: skip
    # excess + ζ - cost ≥ 0, written out for the whole program.
    plain = np.kron(np.eye(count), price)
    worst = np.hstack([np.zeros((count, links)), -plain, np.ones((count, 1)),
                       np.eye(count)])  # fmt: skip
    wide = np.hstack([rows, np.zeros((count, count + 1))])
    weighed = cost.copy()
    weighed[links:] *= 1 - aversion
    whole = Arrays(
        np.concatenate([weighed, [aversion], aversion * chance / (1 - tail)]),
        sparse.csc_array(np.vstack([wide, worst])),
        np.append(need, np.zeros(count)),
        np.full(2 * count, np.inf),
        np.concatenate([lp.lower, [-1e6], np.zeros(count)]),
        np.concatenate([lp.upper, [1e6], np.full(count, np.inf)]),
    )
    risk = Risk(np.arange(count), chance, aversion, tail)
    return lp, np.arange(links), risk, whole


@given(seed=st.integers(0, 10**6), aversion=st.floats(0.1, 1), tail=st.floats(0.1, 0.9))
def test_risk_ends_as_it_does_written_out(seed: int, aversion: float, tail: float):
    lp, linking, risk, whole = scenarios(seed, aversion, tail)
    found = Course(split(lp, linking), CLOSE, risk).run()
    end = Engine(whole).run()
    assert found.objective == pytest.approx(end.objective, rel=1e-6)


def test_the_course_tells_how_far_it_is_and_its_bounds_close(drawn: Drawn):
    told: list[Step] = []
    effort = Effort(gap=1e-6, progress=told.append)
    found = Course(split(*drawn(10)), effort).run()
    assert [step.round for step in told] == list(range(1, found.rounds + 1))
    assert tuple(told) == found.steps
    lower = [step.lower for step in told]
    upper = [step.upper for step in told]
    assert lower == sorted(lower)
    assert upper == sorted(upper, reverse=True)
    assert found.gap <= 1e-6
    assert all(step.left >= 0 for step in told)


def test_no_round_begins_after_the_last_and_the_best_so_far_is_given(drawn: Drawn):
    lp, linking = drawn(10)
    found = Course(split(lp, linking), Effort(gap=0.0, rounds=2)).run()
    assert found.rounds == 2
    assert found.gap > 0
    assert breach(lp, found.value) < 1e-5


@pytest.mark.parametrize("whole", [False, True])
def test_without_time_the_first_round_is_asked_all_the_same(drawn: Drawn, whole: bool):
    lp, linking = drawn(2)
    kind = linking if whole else None
    found = Course(split(lp, linking), Effort(seconds=0.0), whole=kind).run()
    assert found.gap > 0
    assert breach(lp, found.value) < 1e-5


def test_effort_spent_before_anything_fits_is_told():
    rows = sparse.csc_array(np.array([[1.0, 1.0]]))
    lp = Arrays(
        np.ones(2), rows, np.full(1, 2.0), np.full(1, np.inf), np.zeros(2),
        np.array([5.0, 1.0]),
    )  # fmt: skip
    with pytest.raises(SolverError, match="no answer was found"):
        Course(split(lp, np.array([0])), Effort(rounds=1)).run()


def test_a_gap_is_a_part_of_the_upper_bound_and_unknown_without_one():
    assert gap_of(-100.0, -101.0) == pytest.approx(0.01)
    assert gap_of(np.inf, 0.0) == np.inf
    assert gap_of(1.0, 2.0) == 0.0


def test_linking_columns_that_suit_no_part_are_told():
    rows = sparse.csc_array(np.array([[1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]]))
    lp = Arrays(
        np.ones(3), rows, np.array([2.0, 1.0]), np.full(2, np.inf),
        np.zeros(3), np.array([5.0, 0.5, 1.5]),
    )  # fmt: skip
    # One part needs x of 1.5 and more, the other of 0.5 and less.
    with pytest.raises(InfeasiblePlan, match="linking"):
        Course(split(lp, np.array([0])), CLOSE).run()


@pytest.mark.slow
def test_two_workers_find_what_one_does_to_the_last_bit(drawn: Drawn):
    lp, linking = drawn(10)
    ends = [
        Course(split(lp, linking), replace(CLOSE, workers=workers)).run()
        for workers in (1, 2)
    ]
    assert ends[0].value.tobytes() == ends[1].value.tobytes()
    assert [s.lower for s in ends[0].steps] == [s.lower for s in ends[1].steps]


@pytest.mark.slow
def test_the_work_goes_on_when_a_worker_is_killed(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
):
    lp, linking = drawn(10)
    crews: list[Any] = []

    class Watched(course.Crew):  # type: ignore[type-arg,misc]
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            crews.append(self)

    monkeypatch.setattr(course, "Crew", Watched)
    killed = []

    def kill(step: Step) -> None:
        if step.round == 2:
            killed.append(crews[0].processes[0])
            os.kill(killed[0], signal.SIGKILL)

    effort = replace(CLOSE, workers=2, progress=kill)
    found = Course(split(lp, linking), effort).run()
    assert killed
    assert found.objective == pytest.approx(Engine(lp).run().objective, rel=1e-6)


@pytest.mark.parametrize("whole", [False, True])
def test_a_killed_run_goes_on_from_its_journal(
    drawn: Drawn, tmp_path: Path, whole: bool
):
    lp, linking = drawn(10)
    kind = linking if whole else None
    effort = replace(CLOSE, journal=tmp_path / "journal")

    def interrupt(step: Step) -> None:
        if step.round == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Course(
            split(lp, linking), replace(effort, progress=interrupt), whole=kind
        ).run()
    again = Course(split(lp, linking), effort, whole=kind).run()
    afresh = Course(split(lp, linking), CLOSE, whole=kind).run()
    assert again.objective == pytest.approx(afresh.objective, rel=1e-6)
    assert again.rounds < afresh.rounds
    done = Course(split(lp, linking), effort, whole=kind).run()
    assert done.rounds <= 3


def test_a_run_whose_rounds_are_spent_leaves_its_journal(drawn: Drawn, tmp_path: Path):
    lp, linking = drawn(10)
    few = replace(CLOSE, journal=tmp_path, rounds=4)
    Course(split(lp, linking), few).run()
    assert len(list(tmp_path.iterdir())) == 1
    steps: list[Step] = []
    more = replace(CLOSE, journal=tmp_path, progress=steps.append)
    Course(split(lp, linking), more).run()
    assert "cuts kept of a run cut off" in str(steps[0])
    assert not list(tmp_path.iterdir())
