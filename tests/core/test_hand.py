"""A hand: what it is brought, asked, and how its end is told."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.machinery import ModuleSpec
from multiprocessing import Pipe
from types import ModuleType
from typing import Any

import pytest

from orepath.core import hand as room
from orepath.core.hand import Brought, Hand, Lost
from orepath.errors import EngineError, InputError, Problem


def power(base: int) -> Callable[[int], int]:
    if base < 0:
        raise InputError(Problem("here", "below nought", "mend it"))
    return lambda exponent: base**exponent


@pytest.fixture
def hand() -> Iterator[Hand]:
    hand = Hand()
    yield hand
    hand.dismiss()


@pytest.mark.slow
def test_a_hand_answers_dies_and_is_replaced(hand: Hand) -> None:
    brought = Brought(power, 2)
    for exponent in (3, 4):
        hand.ask(brought, exponent)
        assert hand.answer() == 2**exponent
    hand.forget(Brought(power, 5))
    hand.ask(brought, 5)
    os.kill(hand.number, signal.SIGKILL)
    hand.process.join()
    with pytest.raises(Lost):
        # It may have answered before it was killed.
        hand.answer(), hand.answer()
    with pytest.raises(Lost):
        hand.ask(brought, 6)
    hand.forget(brought)
    hand.replace()
    hand.ask(brought, 6)
    assert hand.answer() == 64


@pytest.mark.slow
def test_one_sent_home_comes_back_when_asked(hand: Hand) -> None:
    hand.dismiss()
    hand.forget(Brought(power, 2))
    hand.ask(Brought(power, 2), 2)
    assert hand.answer() == 4


def served(monkeypatch: pytest.MonkeyPatch, *messages: object) -> list[Any]:
    """Return what the other side answers; it is run in this process."""
    monkeypatch.setattr(room.signal, "signal", lambda *_: None)
    ours, theirs = Pipe()
    with closing(ours), closing(theirs):
        for message in messages:
            ours.send(message)
        asked = sum(isinstance(m, tuple) and m[0] == "ask" for m in messages)
        # It ends as it would if the asker were gone.
        ours.send(None)
        with pytest.raises(TypeError):
            room._serve(theirs, ("orepath.core.axes",))
        return [ours.recv() for _ in range(asked)]


def test_the_other_side_makes_keeps_forgets_and_tells_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, bad = Brought(power, 3), Brought(power, -3)
    told = served(
        monkeypatch,
        ("keep", 0, good.packed()),
        ("keep", 1, bad.packed()),
        ("ask", 0, 2),
        ("ask", 0, 3),
        ("ask", 1, 2),
        ("forget", 0, None),
        ("ask", 0, 2),
    )
    assert told[:2] == [(True, 9), (True, 27)]
    assert [well for well, _ in told[2:]] == [False, False]
    assert isinstance(told[2][1], InputError)
    assert isinstance(told[3][1], KeyError), "nobody asks what was forgotten"


def test_a_script_read_from_a_pipe_is_told_of_and_not_taken_for_want_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    main = ModuleType("__main__")
    main.__file__ = "<stdin>"
    monkeypatch.setitem(sys.modules, "__main__", main)
    with pytest.raises(EngineError, match="<stdin> is no file: save it") as caught:
        Hand()
    assert "memory" not in str(caught.value)


@pytest.mark.parametrize("said", [None, __file__])
def test_what_is_typed_in_or_saved_may_ask_for_hands(
    monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    main = ModuleType("__main__")
    main.__file__ = said
    monkeypatch.setitem(sys.modules, "__main__", main)
    room._check_script()


def test_a_module_that_is_run_may_ask_for_hands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    main = ModuleType("__main__")
    main.__file__, main.__spec__ = "gone.py", ModuleSpec("orepath", None)
    monkeypatch.setitem(sys.modules, "__main__", main)
    room._check_script()
