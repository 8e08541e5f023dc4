"""Workers do independent tasks side by side; where they do them changes no result.

They are this process, other processes of this machine, or a cluster of Dask: whoever
asks for work is handed them as one word, :data:`Workers`, and need not know which.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from orepath.core.cluster import Cluster
from orepath.core.staff import Staff

S = TypeVar("S")
T = TypeVar("T")
Q = TypeVar("Q")
R = TypeVar("R")
Done = Callable[[int, int], None]

Workers = int | Staff | Cluster
"""How many processes, begun for one piece of work and 1 for none besides this one; or
those that are kept for several; or those of a scheduler."""


def processors() -> int:
    """Return how many processes this machine can really run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def kept(
    processes: int, scheduler: str = "", rooms: tuple[str, ...] = ()
) -> AbstractContextManager[Workers]:
    """Return workers to be kept for several pieces of work.

    Parameters
    ----------
    processes : int
        Of this machine, where there is no scheduler; 1 works here.
    scheduler : str
        Address of one of Dask; empty for none.
    rooms : tuple of str
        Modules that processes load while nobody asks them yet.

    Raises
    ------
    InputError
        The scheduler cannot be reached, or has no workers.
    EngineError
        Dask is not installed.

    Examples
    --------
    >>> with kept(1) as workers:
    ...     mapped(abs, [-1, 2], workers)
    [1, 2]
    """
    if scheduler:
        return Cluster(scheduler)
    return Staff(processes, rooms) if processes > 1 else nullcontext(1)


def dealt(
    make: Callable[[S], Callable[[Q], R]],
    thing: S,
    questions: Sequence[Q],
    workers: Workers = 1,
) -> Iterator[tuple[int, R]]:
    """Bring one thing to all workers and deal questions to whoever is free.

    Parameters
    ----------
    make : callable
        Makes of the thing what answers, once at each worker; a function or class of a
        module, so that another process can find it.
    thing, questions : object, sequence
        Must pickle where others work.
    workers : Workers
        Who works. A script that asks for processes must guard its main part with
        ``if __name__ == "__main__":``.

    Yields
    ------
    tuple of int and answer
        The question's position, in the order in which answers come.

    Raises
    ------
    EngineError
        A question cost several workers their lives, or the scheduler was lost. Errors
        of the answering itself come through as they are.

    Examples
    --------
    >>> list(dealt(lambda base: lambda power: base**power, 2, [3, 5]))
    [(0, 8), (1, 32)]
    """
    if workers == 1 or len(questions) <= 1:
        yield from _here(make, thing, questions)
    elif isinstance(workers, int):
        with Staff(min(workers, len(questions))) as staff:
            yield from staff.deal(make, thing, questions)
    else:
        yield from workers.deal(make, thing, questions)


def _here(
    make: Callable[[S], Callable[[Q], R]], thing: S, questions: Sequence[Q]
) -> Iterator[tuple[int, R]]:
    """Answer questions in this process, one after another."""
    if questions:
        answer = make(thing)
        for at, question in enumerate(questions):
            yield at, answer(question)


def mapped(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: Workers = 1,
    done: Done | None = None,
) -> list[R]:
    """Apply a function to every task and return the results in the tasks' order.

    Parameters
    ----------
    work : callable
        A function of a module, so that another process can find it.
    tasks : sequence
        What it is applied to; must pickle where others work.
    workers : Workers
        Who works, as for :func:`dealt`.
    done : callable or None
        Told after every task: how many are done, of how many.

    Returns
    -------
    list
        The same whoever works.

    Raises
    ------
    EngineError
        A task cost several workers their lives, or the scheduler was lost; a worker
        that is killed now and then is replaced. Errors of the work itself come through
        as they are.

    Examples
    --------
    >>> mapped(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    found: dict[int, R] = {}
    for at, result in dealt(_itself, work, tasks, workers):
        found[at] = result
        if done is not None:
            done(len(found), len(tasks))
    return [found[at] for at in range(len(tasks))]


def _itself(work: Callable[[T], R]) -> Callable[[T], R]:
    """Return the work: nothing has to be made of it."""
    return work
