"""Tasks done here or in processes: the same results, the same faults."""

import os
import signal
from pathlib import Path

import pytest

from orepath.core.workers import mapped, processors
from orepath.errors import EngineError, InfeasiblePlan, InputError, Problem


def doubled(number: int) -> int:
    return 2 * number


def faulty(number: int) -> int:
    if number == 1:
        raise InputError(Problem("here", "wrong", "mend it"))
    if number == 2:
        raise InfeasiblePlan("nothing fits", ["a", "b"])
    return number


def killed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
def test_processes_give_what_this_one_gives_in_the_order_asked_for():
    tasks = [3, 1, 2]
    told = []
    there = mapped(doubled, tasks, 2, lambda done, of: told.append((done, of)))
    assert there == mapped(doubled, tasks) == [6, 2, 4]
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.slow
def test_faults_come_through_whole():
    with pytest.raises(InputError) as raised:
        mapped(faulty, [0, 1], 2)
    assert raised.value.problems == (Problem("here", "wrong", "mend it"),)
    with pytest.raises(InfeasiblePlan) as other:
        mapped(faulty, [0, 2], 2)
    assert other.value.conflicts == ("a", "b")


def mortal(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Path(mark).name


@pytest.mark.slow
def test_a_killed_process_is_replaced_and_the_work_goes_on(tmp_path: Path):
    marks = [str(tmp_path / name) for name in "abc"]
    Path(marks[0]).touch()
    Path(marks[2]).touch()
    told = []
    names = mapped(mortal, marks, 2, lambda done, of: told.append((done, of)))
    assert names == ["a", "b", "c"]
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.slow
def test_a_killed_process_is_told_in_words():
    with pytest.raises(EngineError, match="fewer workers"):
        mapped(killed, [1, 2], 2)


def test_one_task_needs_no_process():
    pid = mapped(lambda _: os.getpid(), [0], 8)
    assert pid == [os.getpid()]


def test_there_is_at_least_one_processor():
    assert processors() >= 1
