"""A cluster of Dask: the answers of this process, whoever dies and whatever is lost."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest
from distributed.scheduler import KilledWorker

from orepath.core import cluster as room
from orepath.core.cluster import Cluster
from orepath.core.hand import Brought
from orepath.core.workers import dealt, kept, mapped
from orepath.errors import EngineError, InputError, Problem

# Event loops of a cluster that is closed leave sockets to the collector.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=":0",
        silence_logs=50,
    ) as cluster:
        yield cluster


@pytest.fixture
def cluster(local: Any) -> Iterator[Cluster]:
    with Cluster(local.scheduler_address) as cluster:
        yield cluster


def power(base: int) -> Callable[[int], tuple[int, int]]:
    """Return what takes a power, and says how often it was asked before."""
    asked = [0]

    def answer(exponent: int) -> tuple[int, int]:
        asked[0] += 1
        return base**exponent, asked[0]

    return answer


def faulty(number: int) -> int:
    if number == -2:
        raise FileNotFoundError("no such mine")
    if number < 0:
        raise InputError(Problem("here", "below nought", "mend it"))
    return number


def mortal(mark: str) -> str:
    """Kill its process until the mark is there."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Path(mark).name


def test_a_thing_is_made_once_at_each_worker(cluster: Cluster) -> None:
    answers = dict(dealt(power, 2, range(12), cluster))
    assert [answers[at][0] for at in range(12)] == [2**at for at in range(12)]
    assert sum(times == 1 for _, times in answers.values()) <= 2


def test_tasks_come_back_in_the_order_asked_for_and_are_told(cluster: Cluster) -> None:
    told: list[tuple[int, int]] = []
    there = mapped(faulty, [3, 1, 2], cluster, lambda *count: told.append(count))
    assert there == [3, 1, 2]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_faults_come_through_whole_and_the_cluster_serves_on(cluster: Cluster) -> None:
    with pytest.raises(InputError) as raised:
        mapped(faulty, [0, -1], cluster)
    assert raised.value.problems == (Problem("here", "below nought", "mend it"),)
    with pytest.raises(FileNotFoundError, match="no such mine"):
        mapped(faulty, [0, -2], cluster)
    assert mapped(faulty, [0, 1], cluster) == [0, 1]


def test_a_killed_worker_costs_nothing_but_time(
    cluster: Cluster, tmp_path: Path
) -> None:
    marks = [str(tmp_path / name) for name in "abcd"]
    for mark in (marks[0], *marks[2:]):
        Path(mark).touch()
    assert mapped(mortal, marks, cluster) == ["a", "b", "c", "d"]


def test_what_was_brought_is_brought_again_when_all_who_had_it_died(
    cluster: Cluster, tmp_path: Path
) -> None:
    marks = [str(tmp_path / name) for name in "ab"]
    assert mapped(mortal, marks, cluster) == ["a", "b"]


def test_a_worker_of_another_version_is_refused(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {**room._versions(), "numpy": "1.0"}
    monkeypatch.setattr(room, "_versions", lambda: mine)
    with pytest.raises(InputError, match=r"has numpy .*, and the command runs 1\.0"):
        mapped(faulty, [0, 1], cluster)


@pytest.mark.parametrize("address", ["", "localhost", "tcp://localhost", "http://x:1"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="tcp://localhost:8786"):
        Cluster(address)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(InputError, match=f"{address} cannot be reached"):
        Cluster(address, 0.2)


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Return what starts a scheduler or worker of its own, to be killed."""
    begun = []

    def begin(*words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "dask", *words, "--dashboard-address", ":0"]
        begun.append(subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()


def test_a_scheduler_without_workers_is_told() -> None:
    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, protocol="tcp", dashboard_address=":0"
        ) as empty,
        pytest.raises(InputError, match="has no workers"),
    ):
        Cluster(empty.scheduler_address, 0.2)


def test_a_scheduler_that_is_lost_is_told(
    dask: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", port)
    dask("worker", address, "--nthreads", "1", "--no-nanny", "--death-timeout", "9")
    with (
        kept(1, address) as cluster,
        pytest.raises(EngineError, match="was lost; what was done by then is kept"),
    ):
        mapped(abs, range(500), cluster, lambda *_: scheduler.kill())


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=r"pip install orepath\[dask\]"):
        Cluster("tcp://127.0.0.1:8786")


def test_a_worker_makes_of_a_thing_what_answers_and_keeps_it() -> None:
    packed = Brought(power, 3).packed()
    mark = ("one", room._versions())
    assert room._answered(packed, mark, 2) == (9, 1)
    assert room._answered(packed, mark, 3) == (27, 2)
    assert room._answered(packed, ("two", mark[1]), 2) == (9, 1)
    assert room._answered(packed, mark, 2) == (9, 1), "one thing is kept at a time"
    with pytest.raises(InputError, match=r"has polars .*, and the command runs 0"):
        room._answered(packed, ("three", {**mark[1], "polars": "0"}), 2)


def test_what_two_threads_use_is_not_the_same() -> None:
    shelf = room._Shelf()
    assert shelf.taken("a") is None
    shelf.put("a", abs)
    assert (shelf.taken("a"), shelf.taken("a")) == (abs, None)
    shelf.taken("b")
    shelf.put("a", abs)
    assert shelf.taken("a") is None, "nobody asks it any more"


class Losing:
    """A client whose tasks are cancelled again and again."""

    def __init__(self, status: str) -> None:
        self.status = status

    def scheduler_info(self) -> None:
        """Answer, as one that is there."""


@pytest.mark.parametrize(("status", "goes_on"), [("running", 3), ("closed", 0)])
def test_what_is_lost_is_asked_again_but_not_for_ever(
    status: str, goes_on: int
) -> None:
    one = room._Round(Losing(status), Brought(power, 2), [])
    for _ in range(goes_on):
        one._mourn()
    with pytest.raises(room._Gone):
        one._mourn()


def test_a_task_that_killed_its_workers_is_told() -> None:
    class Dead:
        status = "error"

        def exception(self) -> Exception:
            return KilledWorker("task", None, 3)

    fault, _ = room._told(Dead())
    assert isinstance(fault, EngineError)
    assert "several workers of the cluster" in str(fault)
