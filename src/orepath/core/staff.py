"""A staff is hands kept as long as work comes in: each question to whoever is free.

Where :class:`orepath.core.crew.Crew` keeps each thing at one home, here every hand has
the same thing and any may answer. A hand that is killed is replaced; what it was asked
is asked again last and alone, when there is most memory for it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self, TypeVar

from orepath.core.hand import KILLED, LIVES, Brought, Hand, Lost
from orepath.errors import EngineError

S = TypeVar("S")
Q = TypeVar("Q")
R = TypeVar("R")


class Staff:
    """Keep processes of this machine and deal questions to them.

    They start at once and get ready while the asker still does other things. A script
    must guard its main part with ``if __name__ == "__main__":``.

    Parameters
    ----------
    count : int
        Processes besides this one, 1 or more.
    rooms : tuple of str
        Modules that they load while nobody asks them yet.
    """

    def __init__(self, count: int, rooms: tuple[str, ...] = ()) -> None:
        self._hands = [Hand(rooms) for _ in range(count)]

    def __enter__(self) -> Self:
        """Return the staff."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Send all home."""
        for hand in self._hands:
            hand.dismiss()

    @property
    def processes(self) -> tuple[int, ...]:
        """Return the process numbers."""
        return tuple(hand.number for hand in self._hands)

    def deal(
        self, make: Callable[[S], Callable[[Q], R]], thing: S, questions: Sequence[Q]
    ) -> Iterator[tuple[int, R]]:
        """Bring a thing to all and deal questions to whoever is free.

        Parameters
        ----------
        make : callable
            Makes of the thing what answers, once in each process; a function or class
            of a module.
        thing, questions : object, sequence
            Must pickle.

        Yields
        ------
        tuple of int and answer
            The question's position, in the order in which answers come.

        Raises
        ------
        EngineError
            A question cost several processes their lives. Errors of the answering
            itself come through as they are.
        """
        dealt = _Round(Brought(make, thing), questions)
        try:
            for hand in self._hands:
                dealt.next(hand)
            while dealt.busy:
                yield from dealt.heard()
        finally:
            # Answers still on their way would be taken for those of the next round.
            for hand in dealt.busy:
                hand.dismiss()
            for hand in self._hands:
                hand.forget(dealt.brought)


class _Round:
    """Hold the questions to one thing, and who is at which."""

    def __init__(self, brought: Brought, questions: Sequence[Any]) -> None:
        self.brought = brought
        self.busy: dict[Hand, int] = {}
        self._questions = questions
        self._queue = deque(range(len(questions)))
        self._suspects: deque[int] = deque()
        self._deaths: dict[int, int] = {}

    def next(self, hand: Hand) -> None:
        """Send a free hand the next question, if there is one for it."""
        while True:
            # What has killed once is asked when nobody else needs the memory.
            line = self._queue or (None if self.busy else self._suspects)
            if not line:
                return
            at = line.popleft()
            try:
                hand.ask(self.brought, self._questions[at])
            except Lost:
                self._mourn(hand, at)
            else:
                self.busy[hand] = at
                return

    def heard(self) -> list[tuple[int, Any]]:
        """Wait for answers and return them, everybody being busy again by then."""
        pipes = {hand.pipe: hand for hand in self.busy}
        found = []
        for pipe in wait(list(pipes)):
            hand = pipes[pipe]  # type: ignore[index]
            try:
                answer = hand.answer()
            except Lost:
                self._mourn(hand, self.busy.pop(hand))
            else:
                found.append((self.busy.pop(hand), answer))
            self.next(hand)
        return found

    def _mourn(self, hand: Hand, at: int) -> None:
        """Replace a hand that died, and remember at what."""
        self._deaths[at] = self._deaths.get(at, 0) + 1
        if self._deaths[at] >= LIVES:
            raise EngineError(KILLED)
        self._suspects.append(at)
        hand.replace()
