"""A hand is a process that is kept: things are brought to it, it answers questions.

What it makes of a thing it keeps for the next question to that thing. Nothing that
happens in it gets lost in silence: faults come through as they are, and whoever asks a
hand that was killed hears :class:`Lost`.
"""

import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from orepath.errors import EngineError

KILLED = (
    "a worker process was killed again and again, most likely for want of memory; "
    "run again with fewer workers"
)
"""What is told of a question that cost as many hands their lives as :data:`LIVES`."""

LIVES = 3

_NUMBERS = count()


class Lost(Exception):  # it is not an error: the work goes on without it
    """Tell that a hand is dead, and with it what it was asked."""


@dataclass(frozen=True)
class Brought:
    """Hold what is brought to hands.

    Parameters
    ----------
    make : callable
        Makes of the thing what answers questions to it; a function or class of a
        module, so that another process can find it.
    thing : object
        Must pickle.
    key : int
        Tells it from other things.
    """

    make: Callable[[Any], Callable[[Any], Any]]
    thing: Any
    key: int = field(default_factory=lambda: next(_NUMBERS))

    def packed(self) -> bytes:
        """Return it as bytes."""
        return pickle.dumps((self.make, self.thing), pickle.HIGHEST_PROTOCOL)


def _check_script() -> None:
    """Refuse a script without a file: every new process reads it again."""
    main = sys.modules["__main__"]
    said = getattr(main, "__file__", None)
    # What is run as a module, or typed in, is not read as a file.
    if said is None or getattr(main, "__spec__", None) is not None:
        return
    if not Path(said).is_file():
        raise EngineError(
            f"worker processes read the script again, and {said} is no file: save it "
            "and run the file, or ask for one worker"
        )


class Hand:
    """Hold one worker process and the pipe to it.

    Parameters
    ----------
    rooms : tuple of str
        Modules that it loads while nobody asks it yet.

    Raises
    ------
    EngineError
        The script that asks is not a file, but was read from a pipe.
    """

    def __init__(self, rooms: tuple[str, ...] = ()) -> None:
        self._rooms = rooms
        self.pipe: Connection
        self.process: SpawnProcess
        self._start()

    def _start(self) -> None:
        """Start the process."""
        _check_script()
        # A new process, not a copy of this one: copies of threads that hold locks hang.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, self._rooms), daemon=True
        )
        self.process.start()
        theirs.close()
        self._given: set[int] = set()

    @property
    def number(self) -> int:
        """Return the process number."""
        return int(self.process.pid or 0)

    def ask(self, brought: Brought, question: object) -> None:
        """Send a question, and before the first one the thing itself.

        Parameters
        ----------
        brought : Brought
            What is asked.
        question : object
            Must pickle.

        Raises
        ------
        Lost
            The process is dead.
        """
        if self.pipe.closed:
            self._start()
        try:
            if brought.key not in self._given:
                self.pipe.send(("keep", brought.key, brought.packed()))
                self._given.add(brought.key)
            self.pipe.send(("ask", brought.key, question))
        except OSError as fault:
            raise Lost from fault

    def answer(self) -> Any:
        """Return the answer to the question asked; wait for it if need be.

        Raises
        ------
        Lost
            The process is dead. Faults of the answering come through as they are.
        """
        try:
            well, answer = self.pipe.recv()
        except (EOFError, OSError) as fault:
            raise Lost from fault
        if not well:
            raise answer
        return answer

    def forget(self, brought: Brought) -> None:
        """Let the process forget a thing.

        Parameters
        ----------
        brought : Brought
            Nothing happens if it was never brought here.
        """
        if brought.key in self._given and not self.pipe.closed:
            self._given.remove(brought.key)
            # If it is dead, that is told to whoever asks next.
            with suppress(OSError):
                self.pipe.send(("forget", brought.key, None))

    def replace(self) -> None:
        """Put a new process in the place of this one."""
        self.dismiss()
        self._start()

    def dismiss(self) -> None:
        """End the process; a later question starts a new one."""
        with suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()


def _serve(pipe: Connection, rooms: tuple[str, ...]) -> None:
    """Answer questions until nobody asks any more."""
    # Ctrl-C is for the one who asks; he sends the workers home.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for room in rooms:
        import_module(room)
    packed: dict[int, bytes] = {}
    made: dict[int, Callable[[Any], Any]] = {}
    with suppress(EOFError, OSError):
        while True:
            what, key, message = pipe.recv()
            if what == "keep":
                packed[key] = message
            elif what == "forget":
                packed.pop(key, None)
                made.pop(key, None)
            else:
                try:
                    if key not in made:
                        make, thing = pickle.loads(packed.pop(key))
                        made[key] = make(thing)
                    told = pickle.dumps((True, made[key](message)))
                # Whatever goes wrong here is told there, where somebody can act on it.
                except Exception as fault:  # noqa: BLE001
                    told = pickle.dumps((False, fault))
                pipe.send_bytes(told)
