"""A crew keeps workers alive, each with what it was given, and asks them over and over.

Unlike :func:`orepath.core.workers.mapped`, which brings every task to whoever is
free, a crew brings a heavy thing to one worker once and then sends it only questions.
A worker that is killed is replaced, given the same things and asked again.
"""

import heapq
import signal
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from orepath.errors import EngineError

S = TypeVar("S")
Q = TypeVar("Q")
R = TypeVar("R")
Maker = Callable[[S], Callable[[Q], R]]

# A question that has cost so many workers their lives is to blame itself.
_LIVES = 3


class Crew(Generic[S, Q, R]):
    """Keep things at workers and ask them questions.

    Parameters
    ----------
    make : callable
        Makes of each thing what answers questions to it; a function or class of a
        module, so that another process can find it.
    things : sequence
        What is brought to the workers, once; must pickle where there are several.
    workers : int
        Processes besides this one; 1 answers here. A script that asks for several must
        guard its main part with ``if __name__ == "__main__":``.
    weight : sequence of float or None
        How heavy each thing is, to load the workers alike.

    Examples
    --------
    >>> with Crew(lambda base: lambda power: base**power, [2, 10]) as crew:
    ...     crew.ask([(1, 3), (0, 5)])
    [1000, 32]
    """

    def __init__(
        self,
        make: Maker[S, Q, R],
        things: Sequence[S],
        workers: int = 1,
        weight: Sequence[float] | None = None,
    ) -> None:
        self._make = make
        self._things = things
        self._here: dict[int, Callable[[Q], R]] = {}
        count = min(workers, len(things))
        self._home = _shared_out(weight or [1.0] * len(things), max(count, 1))
        self._hands = [self._hired(at) for at in range(count)] if count > 1 else []

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Send the workers home."""
        self.close()

    @property
    def processes(self) -> tuple[int, ...]:
        """Return the workers' process numbers; none where answers are found here."""
        return tuple(int(hand.process.pid or 0) for hand in self._hands)

    def ask(self, questions: Sequence[tuple[int, Q]]) -> list[R]:
        """Ask questions and return the answers in the questions' order.

        Parameters
        ----------
        questions : sequence of (int, question)
            The thing asked, by its position, and the question. Questions to one thing
            reach it in their order.

        Returns
        -------
        list
            The same however many workers there are.

        Raises
        ------
        EngineError
            A question cost several workers their lives. Errors of the answering itself
            come through as they are.
        """
        if not self._hands:
            return [self._at_hand(at)(question) for at, question in questions]
        queues: list[deque[int]] = [deque() for _ in self._hands]
        for number, (at, _) in enumerate(questions):
            queues[self._home[at]].append(number)
        answers: dict[int, R] = {}
        for hand, queue in zip(self._hands, queues, strict=True):
            hand.queue, hand.lives = queue, _LIVES
            self._next(hand, questions)
        with ExitStack() as undone:
            # Answers still on their way would be taken for those of the next round.
            undone.callback(self.close)
            while len(answers) < len(questions):
                self._heard(questions, answers)
            undone.pop_all()
        return [answers[number] for number in range(len(questions))]

    def close(self) -> None:
        """Send the workers home; a later question starts new ones."""
        for hand in self._hands:
            hand.dismiss()

    def _at_hand(self, at: int) -> Callable[[Q], R]:
        """Return what answers for a thing in this process."""
        if at not in self._here:
            self._here[at] = self._make(self._things[at])
        return self._here[at]

    def _hired(self, at: int) -> "_Hand":
        """Start a worker."""
        things = {i: self._things[i] for i, home in enumerate(self._home) if home == at}
        return _Hand(self._make, things)

    def _next(self, hand: "_Hand", questions: Sequence[tuple[int, Q]]) -> None:
        """Send a worker the first question that it has not answered yet."""
        while hand.queue:
            try:
                hand.ask(*questions[hand.queue[0]])
            except (BrokenPipeError, ConnectionError, OSError):
                hand.replace()
            else:
                return

    def _heard(self, questions: Sequence[tuple[int, Q]], answers: dict[int, R]) -> None:
        """Wait for answers and keep them."""
        busy = {hand.pipe: hand for hand in self._hands if hand.queue}
        for pipe in wait(list(busy)):
            hand = busy[pipe]  # type: ignore[index]
            try:
                well, answer = hand.pipe.recv()
            except (EOFError, ConnectionError, OSError):
                hand.replace()
            else:
                if not well:
                    raise answer
                answers[hand.queue.popleft()] = answer
                hand.lives = _LIVES
            self._next(hand, questions)


class _Hand:
    """Hold one worker: its process, the pipe to it and what it was given."""

    def __init__(self, make: Callable[..., Any], things: dict[int, Any]) -> None:
        self._make, self._things = make, things
        self.queue: deque[int] = deque()
        self.lives = _LIVES
        self.pipe: Connection
        self.process: SpawnProcess
        self._start()

    def _start(self) -> None:
        """Start the process."""
        # A new process, not a copy of this one: copies of threads that hold locks hang.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_serve, args=(theirs, self._make), daemon=True
        )
        self.process.start()
        theirs.close()
        self._given: set[int] = set()

    def ask(self, at: int, question: object) -> None:
        """Send a question, and before the first one the thing itself."""
        if not self.process.is_alive() and self.pipe.closed:
            self._start()
        if at not in self._given:
            self.pipe.send((at, self._things[at], True))
            self._given.add(at)
        self.pipe.send((at, question, False))

    def replace(self) -> None:
        """Put a new process in the place of one that died."""
        self.lives -= 1
        if self.lives < 0:
            raise EngineError(
                "a worker process was killed again and again, most likely for want of "
                "memory; run again with fewer workers"
            )
        self.dismiss()
        self._start()

    def dismiss(self) -> None:
        """End the process."""
        with suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.terminate()
        self.process.join()


def _serve(pipe: Connection, make: Callable[[Any], Callable[[Any], Any]]) -> None:
    """Answer questions until nobody asks any more."""
    # Ctrl-C is for the one who asks; he sends the workers home.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept: dict[int, Callable[[Any], Any]] = {}
    with suppress(EOFError, ConnectionError):
        while True:
            at, message, thing = pipe.recv()
            if thing:
                kept[at] = make(message)
                continue
            try:
                answer = True, kept[at](message)
            # Whatever goes wrong here is told there, where somebody can act on it.
            except Exception as fault:  # noqa: BLE001
                answer = False, fault
            pipe.send(answer)


def _shared_out(weight: Sequence[float], workers: int) -> list[int]:
    """Return each thing's worker: the heaviest first, to whoever carries the least.

    Examples
    --------
    >>> _shared_out([5.0, 1.0, 3.0, 2.0], 2)
    [0, 0, 1, 1]
    """
    load = [(0.0, at) for at in range(workers)]
    home = [0] * len(weight)
    for thing in sorted(range(len(weight)), key=lambda at: -weight[at]):
        carried, at = heapq.heappop(load)
        home[thing] = at
        heapq.heappush(load, (carried + weight[thing], at))
    return home
