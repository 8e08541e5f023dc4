"""A cluster is workers of Dask, on this machine or others, dealt the same questions.

Whoever joins while the work goes on takes part in it; what a worker was asked that dies
is asked of another. Nobody but this room knows the distributed engine.
"""

import asyncio
import pickle
import platform
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import count
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from orepath.core.hand import LIVES, Brought
from orepath.errors import EngineError, InputError, Problem

S = TypeVar("S")
Q = TypeVar("Q")
R = TypeVar("R")

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/]+:\d+")
_PATIENCE = 10.0  # s for a scheduler to answer, also when it was there before
_JOINING = 3.0  # times as long for a first worker to join
# Numbers differ in the last digit, and files by a byte, where any of these differs.
_LIBRARIES = ("orepath", "highspy", "numpy", "polars", "scipy")


class Cluster:
    """Hold the way to a Dask scheduler and deal questions to its workers.

    Parameters
    ----------
    address : str
        Of the scheduler: ``tcp://host:port``.
    patience : float
        Seconds to wait for the scheduler, and three times as long for a first worker.

    Raises
    ------
    InputError
        The address is none, nobody answers there, or no worker has joined.
    EngineError
        Dask is not installed.
    """

    def __init__(self, address: str, patience: float = _PATIENCE) -> None:
        if not _ADDRESS.fullmatch(address):
            fix = "give one such as tcp://localhost:8786"
            raise _misplaced(f"'{address}' is no address of a scheduler", fix)
        self._address = address
        self._client = _client(address, patience)
        try:
            self._client.wait_for_workers(1, timeout=_JOINING * patience)
        except TimeoutError:
            self._client.close()
            raise _misplaced(
                f"the scheduler at {address} has no workers",
                f"start some: dask worker {address} --nworkers auto --nthreads 1",
            ) from None

    def __enter__(self) -> Self:
        """Return the cluster."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take leave of the scheduler; its workers stay."""
        self._client.close(timeout=1.0)

    def deal(
        self, make: Callable[[S], Callable[[Q], R]], thing: S, questions: Sequence[Q]
    ) -> Iterator[tuple[int, R]]:
        """Bring a thing to all and deal questions to whoever is free.

        Parameters
        ----------
        make : callable
            Makes of the thing what answers, once in each thread of each worker.
        thing, questions : object, sequence
            Must pickle.

        Yields
        ------
        tuple of int and answer
            The question's position, in the order in which answers come.

        Raises
        ------
        EngineError
            The scheduler was lost, or a question cost several workers their lives.
            Errors of the answering itself come through as they are.
        InputError
            A worker has other versions than this process.
        """
        dealt = _Round(self._client, Brought(make, thing), questions)
        coming = dealt.answers()
        try:
            while True:
                # A fault of the answering may look like one of the way to it.
                with self._losing():
                    told = next(coming, None)
                if told is None:
                    return
                at, fault, answer = told
                if fault is not None:
                    raise fault
                yield at, answer
        finally:
            dealt.end()

    @contextmanager
    def _losing(self) -> Iterator[None]:
        """Tell in words that the scheduler was lost."""
        try:
            yield
        except (OSError, TimeoutError, _Gone) as fault:
            raise EngineError(
                f"the scheduler at {self._address} was lost; what was done by then is "
                "kept: start it again, with workers, and give the same command"
            ) from fault


def _misplaced(what: str, fix: str) -> InputError:
    """Return the fault of a scheduler that does not serve."""
    return InputError(Problem("scheduler", what, fix))


def _client(address: str, patience: float) -> Any:
    """Return a client of a scheduler."""
    try:
        from distributed import Client
    except ImportError:
        raise EngineError(
            "a scheduler needs Dask, which is not installed: pip install orepath[dask]"
        ) from None
    try:
        return Client(address, timeout=patience, set_as_default=False)
    except (OSError, TimeoutError):
        raise _misplaced(
            f"the scheduler at {address} cannot be reached",
            "start it: dask scheduler; and workers of it; or leave the address out to "
            "work here",
        ) from None


class _Gone(Exception):  # told on as an EngineError
    """Tell that the scheduler does not answer any more."""


class _Round:
    """Hold the questions to one thing, and what is asked and not answered."""

    def __init__(self, client: Any, brought: Brought, questions: Sequence[Any]) -> None:
        self._client, self._brought, self._questions = client, brought, questions
        self._key = f"orepath-{uuid4().hex}"
        self._numbers = count()
        self._asked: dict[Any, int] = {}
        self._deaths = 0

    def answers(self) -> Iterator[tuple[int, Exception | None, Any]]:
        """Ask all, and yield position, fault and answer as they come."""
        from distributed import as_completed

        self._ask(list(range(len(self._questions))))
        coming = as_completed(list(self._asked), loop=self._client.loop)
        for future in coming:
            at = self._asked.pop(future)
            try:
                told = _told(future)
            except (asyncio.CancelledError, CancelledError):
                # The scheduler is gone, or with its last holder what was brought.
                left = [at, *self._asked.values()]
                self.end()
                self._mourn()
                coming.clear()
                self._ask(left)
                coming.update(list(self._asked))
            else:
                yield at, *told

    def end(self) -> None:
        """Take back what is asked and not answered."""
        # A scheduler that is gone cannot be told.
        with suppress(Exception):
            self._client.cancel(list(self._asked), force=True)
        self._asked.clear()

    def _ask(self, left: Sequence[int]) -> None:
        """Bring the thing to every worker and ask."""
        packed = self._brought.packed()
        held = self._client.scatter([packed], broadcast=True, hash=False)[0]
        for at in left:
            future = self._client.submit(
                _answered,
                held,
                (self._key, _versions()),
                self._questions[at],
                key=f"{self._key}-{next(self._numbers)}",
                pure=False,
            )
            self._asked[future] = at

    def _mourn(self) -> None:
        """Make sure that the scheduler is there, and that this does not go on."""
        self._deaths += 1
        if self._client.status != "running" or self._deaths > LIVES:
            raise _Gone
        self._client.scheduler_info()


def _told(future: Any) -> tuple[Exception | None, Any]:
    """Return the fault of an answer, or the answer."""
    from distributed.scheduler import KilledWorker

    if future.status != "error":
        return None, future.result()
    fault = future.exception()
    if isinstance(fault, KilledWorker):
        fault = EngineError(
            "a task cost several workers of the cluster their lives, most likely for "
            "want of memory; start workers with more of it, or fewer threads"
        )
    return fault, None


def _versions() -> dict[str, str]:
    """Return what answers depend on beside the question."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: version(name) for name in _LIBRARIES}}


class _Shelf:
    """Keep in a worker what was made of things, while nobody uses it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[str, list[Callable[[Any], Any]]] = {}

    def taken(self, key: str) -> Callable[[Any], Any] | None:
        """Return one made before that is free, and forget all but its like."""
        with self._lock:
            self._made = {key: self._made.get(key, [])}
            return self._made[key].pop() if self._made[key] else None

    def put(self, key: str, made: Callable[[Any], Any]) -> None:
        """Put one back."""
        with self._lock:
            if key in self._made:
                self._made[key].append(made)


_SHELF = _Shelf()


def _answered(packed: bytes, mark: tuple[str, dict[str, str]], question: object) -> Any:
    """Answer a question in a worker."""
    key, theirs = mark
    answer = _SHELF.taken(key)
    if answer is None:
        _refuse_others(theirs)
        make, thing = pickle.loads(packed)
        answer = make(thing)
    told = answer(question)
    _SHELF.put(key, answer)
    return told


def _refuse_others(theirs: dict[str, str]) -> None:
    """Refuse to work for one who has other versions."""
    problems = [
        Problem(
            f"scheduler:{platform.node()}",
            f"this worker has {name} {mine}, and the command runs {theirs[name]}",
            "install the same versions at every worker",
        )
        for name, mine in _versions().items()
        if theirs[name] != mine
    ]
    if problems:
        raise InputError(problems)
