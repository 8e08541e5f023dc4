"""A staff: the same thing everywhere, each question to whoever is free."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from orepath.core.staff import Staff
from orepath.core.workers import dealt, kept, mapped
from orepath.errors import EngineError, InputError, Problem

pytestmark = pytest.mark.slow


def counter(first: int) -> Callable[[int], tuple[int, int, int]]:
    """Return what adds, and says in which process and how often it was asked."""
    asked = [0]

    def answer(more: int) -> tuple[int, int, int]:
        if more < 0:
            raise InputError(Problem("here", "below nought", "mend it"))
        asked[0] += 1
        return first + more, os.getpid(), asked[0]

    return answer


def mortal(mark: str) -> Callable[[int], int]:
    """Return what kills its process at 1 until the mark is there."""

    def answer(number: int) -> int:
        if number == 1 and not Path(mark).exists():
            Path(mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return answer


def patient(room: str) -> Callable[[int], int]:
    """Return what answers 0 only when somebody else has answered 1 to 5."""

    def answer(number: int) -> int:
        (Path(room) / str(number)).touch()
        until = time.monotonic() + 60.0
        while number == 0 and len(list(Path(room).iterdir())) < 6:
            if time.monotonic() > until:
                raise EngineError("nobody else was asked")
            time.sleep(0.01)
        return number

    return answer


def deadly(_: str) -> Callable[[int], int]:
    def answer(number: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    return answer


def unfit(_: int) -> Callable[[int], int]:
    raise InputError(Problem("there", "no such thing", "bring another"))


def test_all_have_the_thing_and_are_kept_for_the_next_one() -> None:
    with Staff(2) as staff:
        for thing in (10, 20):
            found = dict(dealt(counter, thing, range(6), staff))
            assert [found[at][0] for at in range(6)] == [thing + at for at in range(6)]
            assert {pid for _, pid, _ in found.values()} <= set(staff.processes)
            assert min(asked for *_, asked in found.values()) == 1, "made anew"
        assert mapped(abs, [-1, -2], staff) == [1, 2]


def test_a_slow_question_holds_nobody_up(tmp_path: Path) -> None:
    with Staff(2, ("orepath.core.axes",)) as staff:
        order = [at for at, _ in staff.deal(patient, str(tmp_path), range(6))]
    assert sorted(order) == list(range(6))
    assert order.index(0) >= 4, "only the last other answer may come after it"


def test_faults_come_through_whole_and_the_staff_serves_on() -> None:
    with Staff(2) as staff:
        with pytest.raises(InputError) as raised:
            list(staff.deal(counter, 0, [1, -1, 2, 3]))
        assert raised.value.problems == (Problem("here", "below nought", "mend it"),)
        with pytest.raises(InputError, match="no such thing"):
            list(staff.deal(unfit, 0, [1, 2]))
        assert mapped(abs, [-1, -2], staff) == [1, 2]


def test_what_is_left_off_is_no_answer_to_what_is_asked_next() -> None:
    with Staff(2) as staff:
        coming = staff.deal(counter, 0, range(4))
        next(coming)
        coming.close()
        found = dict(staff.deal(counter, 10, [7, 8, 9]))
    assert [found[at][0] for at in range(3)] == [17, 18, 19]


def test_a_killed_worker_is_replaced_and_its_question_comes_last(
    tmp_path: Path,
) -> None:
    with Staff(2) as staff:
        found = list(staff.deal(mortal, str(tmp_path / "mark"), range(6)))
        assert sorted(found) == [(at, at) for at in range(6)]
        assert found[-1] == (1, 1)
        os.kill(staff.processes[0], signal.SIGKILL)
        assert mapped(abs, [-1, -2], staff) == [1, 2]


def test_a_question_that_kills_whoever_is_asked_is_told() -> None:
    with kept(2) as staff, pytest.raises(EngineError, match="fewer workers"):
        list(dealt(deadly, "", [1, 2], staff))


def test_one_question_needs_no_other_process() -> None:
    with Staff(1) as staff:
        ((_, (_, pid, _)),) = dealt(counter, 0, [1], staff)
    assert pid == os.getpid()
    assert list(dealt(counter, 0, [], 4)) == []
