"""Workers do independent tasks side by side; where they do them changes no result."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from orepath.errors import EngineError

T = TypeVar("T")
R = TypeVar("R")
Done = Callable[[int, int], None]

# So many lots of processes are begun before the killing is told.
_LIVES = 3


def processors() -> int:
    """Return how many processes this machine can really run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def mapped(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: int = 1,
    done: Done | None = None,
) -> list[R]:
    """Apply a function to every task and return the results in the tasks' order.

    Parameters
    ----------
    work : callable
        A function of a module, so that another process can find it.
    tasks : sequence
        What it is applied to; must pickle where there are several workers.
    workers : int
        Processes besides this one; 1 works here, one task after another. Each process
        is begun anew, so a script that asks for several must guard its main part with
        ``if __name__ == "__main__":``.
    done : callable or None
        Told after every task: how many are done, of how many.

    Returns
    -------
    list
        The same whatever ``workers`` is.

    Raises
    ------
    EngineError
        Processes were killed again and again; one that is killed now and then is
        replaced. Errors of the work itself come through as they are.

    Examples
    --------
    >>> mapped(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    if workers <= 1 or len(tasks) <= 1:
        return _here(work, tasks, done)
    found: dict[int, R] = {}
    for _ in range(_LIVES):
        # Whoever was killed, most likely for want of memory, is replaced; what was done
        # by then is kept, and the next lot shares the machine with one fewer.
        if _there(work, tasks, (found, done), workers):
            return [found[at] for at in range(len(tasks))]
        workers = max(workers - 1, 1)
    raise EngineError(
        "a worker process was killed again and again, most likely for want of memory; "
        "run again with fewer workers"
    )


def _there(
    work: Callable[[T], R],
    tasks: Sequence[T],
    so_far: tuple[dict[int, R], Done | None],
    workers: int,
) -> bool:
    """Do in processes what is not done yet; return whether all came back."""
    found, done = so_far
    left = [at for at in range(len(tasks)) if at not in found]
    # A new process, not a copy of this one: copies of threads that hold locks hang.
    pool = ProcessPoolExecutor(min(workers, len(left)), get_context("spawn"))
    try:
        asked = {pool.submit(work, tasks[at]): at for at in left}
        for one in as_completed(asked):
            found[asked[one]] = one.result()
            if done is not None:
                done(len(found), len(tasks))
    except BrokenProcessPool:
        return False
    finally:
        pool.shutdown(cancel_futures=True)
    return True


def _here(work: Callable[[T], R], tasks: Sequence[T], done: Done | None) -> list[R]:
    """Do the tasks in this process, one after another."""
    found = []
    for at, task in enumerate(tasks, start=1):
        found.append(work(task))
        if done is not None:
            done(at, len(tasks))
    return found
