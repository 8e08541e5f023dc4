"""A crew: things kept at workers, asked over and over, and workers that die."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from orepath.core.crew import Crew
from orepath.errors import EngineError, InputError, Problem

Answer = Callable[[int], tuple[int, int]]


def counter(first: int) -> Answer:
    """Return what adds up all it is asked, and says so with its process."""
    held = [first]

    def answer(more: int) -> tuple[int, int]:
        held[0] += more
        return held[0], os.getpid()

    return answer


def faulty(_: int) -> Callable[[int], int]:
    def answer(number: int) -> int:
        if number < 0:
            raise InputError(Problem("here", "below nought", "mend it"))
        return number

    return answer


def mortal(mark: str) -> Callable[[int], int]:
    """Return what kills its process until the mark is there."""

    def answer(number: int) -> int:
        if number and not Path(mark).exists():
            Path(mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return answer


def deadly(_: str) -> Callable[[int], int]:
    def answer(number: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    return answer


@pytest.mark.slow
def test_things_stay_where_they_were_brought_and_answer_as_here():
    asked = [(0, 1), (2, 5), (0, 1), (1, 0)]
    with Crew(counter, [10, 20, 30]) as here, Crew(counter, [10, 20, 30], 2) as there:
        for _ in range(2):
            expected = [value for value, _ in here.ask(asked)]
            found = there.ask(asked)
            assert [value for value, _ in found] == expected
        assert {pid for _, pid in found} == set(there.processes)
    assert expected == [13, 40, 14, 20]
    with there:
        assert there.ask([(0, 1)])[0][0] == 11, "new workers begin anew"


@pytest.mark.slow
def test_faults_come_through_whole_and_end_the_work():
    with Crew(faulty, [0, 0], 2) as crew, pytest.raises(InputError) as raised:
        crew.ask([(0, 1), (1, -1)])
    assert raised.value.problems == (Problem("here", "below nought", "mend it"),)


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_asked_again(tmp_path: Path):
    marks = [str(tmp_path / "a"), str(tmp_path / "b")]
    with Crew(mortal, marks, 2) as crew:
        assert crew.ask([(0, 0), (1, 0)]) == [0, 0]
        before = crew.processes
        assert crew.ask([(0, 1), (1, 0), (0, 2)]) == [1, 0, 2]
        assert crew.processes[0] != before[0]
        assert crew.processes[1] == before[1]
        os.kill(crew.processes[1], signal.SIGKILL)
        assert crew.ask([(1, 0), (0, 3)]) == [0, 3]


@pytest.mark.slow
def test_a_question_that_kills_whoever_is_asked_is_told():
    with Crew(deadly, ["", ""], 2) as crew, pytest.raises(EngineError, match="fewer"):
        crew.ask([(0, 1)])


def test_one_worker_is_this_process():
    with Crew(counter, [1]) as crew:
        assert crew.ask([(0, 0)]) == [(1, os.getpid())]
        assert crew.processes == ()
