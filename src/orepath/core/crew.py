"""A crew keeps workers alive, each with what it was given, and asks them over and over.

Unlike :class:`orepath.core.staff.Staff`, which asks whoever is free, a crew brings each
heavy thing to one worker once and then sends all questions to that thing there. A
worker that is killed is replaced, given the same things and asked again.
"""

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from multiprocessing.connection import wait
from types import TracebackType
from typing import Generic, Self, TypeVar

from orepath.core.hand import KILLED, LIVES, Brought, Hand, Lost
from orepath.errors import EngineError

S = TypeVar("S")
Q = TypeVar("Q")
R = TypeVar("R")
Maker = Callable[[S], Callable[[Q], R]]


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
        self._brought = [Brought(make, thing) for thing in things]
        self._hands = [Hand() for _ in range(count)] if count > 1 else []
        self._queues: list[deque[int]] = [deque() for _ in self._hands]
        self._deaths = [0] * len(self._hands)

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
        return tuple(hand.number for hand in self._hands)

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
        self._queues = [deque() for _ in self._hands]
        self._deaths = [0] * len(self._hands)
        for number, (at, _) in enumerate(questions):
            self._queues[self._home[at]].append(number)
        answers: dict[int, R] = {}
        with ExitStack() as undone:
            # Answers still on their way would be taken for those of the next round.
            undone.callback(self.close)
            for who in range(len(self._hands)):
                self._next(who, questions)
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

    def _next(self, who: int, questions: Sequence[tuple[int, Q]]) -> None:
        """Send a worker the first question that it has not answered yet."""
        while self._queues[who]:
            at, question = questions[self._queues[who][0]]
            try:
                self._hands[who].ask(self._brought[at], question)
            except Lost:
                self._mourn(who)
            else:
                return

    def _heard(self, questions: Sequence[tuple[int, Q]], answers: dict[int, R]) -> None:
        """Wait for answers and keep them."""
        busy = {
            hand.pipe: who for who, hand in enumerate(self._hands) if self._queues[who]
        }
        for pipe in wait(list(busy)):
            who = busy[pipe]  # type: ignore[index]
            try:
                answer = self._hands[who].answer()
            except Lost:
                self._mourn(who)
            else:
                answers[self._queues[who].popleft()] = answer
                self._deaths[who] = 0
            self._next(who, questions)

    def _mourn(self, who: int) -> None:
        """Replace a worker that died; of a question that kills all, tell it."""
        self._deaths[who] += 1
        if self._deaths[who] > LIVES:
            raise EngineError(KILLED)
        self._hands[who].replace()


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
