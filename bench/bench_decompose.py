"""Measure the decomposition against HiGHS on the whole program.

Run ``python bench/bench_decompose.py [--full] [--limit 600]``. The program is an
invented one (``instance.py``) of 15 minerals, 60 countries, 10 years and 5 scenarios;
without ``--full`` it is a fifth of that. Each measurement has a process of its own, so
that memory can be told, that of the workers included. Wall time depends on what else
the machine does; processor time hardly does, so both are printed. The gap is a part of
the objective, to which all that is used everywhere contributes; so what is unproven is
also told as a part of what the projects bring. Nothing is asserted of time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from instance import Instance, Size, instance
from orepath.plan.decompose.course import Course
from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.part import split
from orepath.plan.engine import Engine, Method

GAP = 1e-4
Told = dict[str, float]


def by_parts(made: Instance, *, workers: int, trunk: bool, whole: bool) -> Told:
    """Take the program apart and solve it; the time counts from the bare arrays."""
    links = np.sort(np.append(made.starts, made.trunk)) if trunk else made.starts
    taken = split(made.lp, links)
    starts = np.searchsorted(links, made.starts)
    effort = Effort(gap=GAP, workers=workers)
    found = Course(taken, effort, whole=starts if whole else None).run()
    return {
        "objective": found.objective,
        "bound": found.bound,
        "rounds": found.rounds,
        "parts": len(taken.parts),
    }


def as_one(made: Instance, solver: Method, *, whole: bool, limit: float) -> Told:
    """Solve the program as one."""
    engine = Engine(made.lp, solver=solver, whole=made.starts if whole else None)
    end = engine.run(gap=GAP, seconds=limit)
    return {"objective": end.objective, "bound": end.bound}


def without(made: Instance) -> float:
    """Return what the course without projects costs, part by part."""
    cost = 0.0
    taken = split(made.lp, made.starts)
    for part in taken.parts:
        end = Engine(part.lp).run()
        cost += end.objective
    return cost


def measured(asked: dict[str, Any]) -> Told:
    """Do one measurement in this process."""
    made = instance(Size(**asked["size"]))
    method, whole = asked["method"], asked["whole"]
    if method == "nothing":
        return {"objective": without(made)}
    before, since = _processor(), time.perf_counter()
    if method == "parts":
        found = by_parts(
            made, workers=asked["workers"], trunk=asked["trunk"], whole=whole
        )
    else:
        found = as_one(made, method, whole=whole, limit=asked["limit"])
    found["wall"] = time.perf_counter() - since
    found["processor"] = _processor() - before
    found["columns"] = made.lp.cost.size
    return found


def _processor() -> float:
    """Return processor seconds of this process and of the workers it has ended."""
    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


def apart(**asked: Any) -> Told:
    """Do one measurement in a process of its own and add its peak memory, in MB."""
    command = [sys.executable, __file__, "--one", json.dumps(asked)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = [0.0]
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.1):
                peak[0] = max(peak[0], _resident(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, _ = process.communicate()
        over.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"a measurement failed: {asked}")
    found: Told = json.loads(out)
    found["memory"] = peak[0]
    return found


def _resident(process: int) -> float:
    """Return the memory of a process and all its children in MB; 0 where unknown."""
    home = Path("/proc") / str(process)
    try:
        pages = int((home / "statm").read_text().split()[1])
        children = (home / "task" / str(process) / "children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    own = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return own + sum(_resident(int(child)) for child in children)


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--full", action="store_true", help="the whole instance")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for HiGHS")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(json.loads(asked.one))))
        return
    size = Size() if asked.full else Size(minerals=3)

    def run(size: Size, method: str, **more: Any) -> Told:
        usual = {"workers": 2, "trunk": False, "whole": False, "limit": asked.limit}
        return apart(size=asdict(size), method=method, **{**usual, **more})

    print(
        f"{'':<44}{'columns':>10}{'wall s':>8}{'cpu s':>8}{'MB':>7}"
        f"{'gap':>9}{'of gain':>9}{'rounds':>7}"
    )
    against(size, run)
    against(replace(size, ramps=True), run)
    sharing(size, run)
    in_whole_things(run)
    growth(run)


Run = Callable[..., Told]


def against(size: Size, run: Run) -> None:
    """Compare with HiGHS on the whole program."""
    what = "with ramps" if size.ramps else "starts shared"
    base = run(size, "nothing")["objective"]
    ours = line(f"{what}: by parts, 2 workers", run(size, "parts"), base)
    line(f"{what}: by parts, 1 worker", run(size, "parts", workers=1), base)
    for solver in ("simplex", "ipx"):
        theirs = line(f"{what}: HiGHS {solver}", run(size, solver), base)
        wall = theirs["wall"] / ours["wall"]
        work = theirs["processor"] / ours["processor"]
        print(f"{'  HiGHS : ours':<54}{wall:8.1f}{work:8.1f}")


def in_whole_things(run: Run) -> None:
    """Compare where projects start as a whole or not at all, on a fifth."""
    size = Size(minerals=3)
    line("whole starts: by parts, 2 workers", run(size, "parts", whole=True))
    line("whole starts: HiGHS", run(size, "simplex", whole=True))


def sharing(size: Size, run: Run) -> None:
    """Tell what it costs that scenarios share all before the shock."""
    size = replace(size, shock=4)
    line("trunk shared: chains as parts", run(size, "parts"))
    line("trunk shared: trunk in the master", run(size, "parts", trunk=True))
    line("trunk shared: HiGHS simplex", run(size, "simplex"))


def growth(run: Run) -> None:
    """Tell how time grows with scenarios, on a fifth of the instance."""
    for shock, trunk, what in (
        (0, False, "starts shared"),
        (4, True, "trunk in the master"),
        (4, False, "chains as parts"),
    ):
        for scenarios in (5, 10, 20, 50):
            size = Size(minerals=3, scenarios=scenarios, shock=shock)
            told = f"{what}: {scenarios} scenarios"
            line(told, run(size, "parts", trunk=trunk))


def line(name: str, found: Told, base: float | None = None) -> Told:
    """Print a measurement and return it."""
    gap = (found["objective"] - found["bound"]) / max(abs(found["objective"]), 1e-9)
    known = np.isfinite(found["bound"])
    gain = ""
    if base is not None and known:
        part = (found["objective"] - found["bound"]) / (base - found["bound"])
        gain = f"{max(part, 0.0):.1%}"
    told = f"{max(gap, 0.0):.1e}" if known else "no end"
    print(
        f"{name:<44}{found['columns']:10,.0f}{found['wall']:8.1f}"
        f"{found['processor']:8.1f}{found['memory']:7.0f}{told:>9}{gain:>9}"
        f"{found.get('rounds', 0) or '':>7}",
        flush=True,
    )
    return found


if __name__ == "__main__":
    main()
