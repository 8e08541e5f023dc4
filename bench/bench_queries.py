"""Measure how long each query of evidence takes at the terminal, start included.

Every command runs in a process of its own, as a user would call it, and the fastest of
a few runs counts: the first one writes the compiled files of Python. The last line is
the load of one study by itself, without the start of Python.
"""

import argparse
import os
import resource
import shlex
import subprocess
import sys
import time

QUERIES = (
    "evidence show usgs-2026/titanium-sponge/production/KAZ/2024",
    "evidence series 'titanium sponge' KAZ",
    "evidence conflicts",
    "evidence conflicts --case india-titanium",
    "evidence gaps",
    "evidence gaps titanium",
    "evidence claims",
    "evidence sources",
    "evidence audit india-titanium",
)
LOAD = """
import time
from orepath.world.load import load_case
start = time.perf_counter()
load_case("india-titanium")
print(time.perf_counter() - start)
"""


def main() -> None:
    """Run every query and print seconds of the clock and of the processor."""
    parser = argparse.ArgumentParser(description="Measure the queries of evidence.")
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    # Without compiled files every start would compile the package again.
    spared = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    print("clock  processor")
    for query in QUERIES:
        words = [sys.executable, "-m", "orepath", *shlex.split(query)]
        wall, used = min(_timed(words, spared) for _ in range(runs))
        print(f"{wall:5.2f}  {used:5.2f} s  orepath {query}")
    load = [sys.executable, "-c", LOAD]
    times = [
        float(subprocess.run(load, env=spared, check=True, capture_output=True).stdout)
        for _ in range(runs)
    ]
    print(f"{min(times):5.2f}         s  load of india-titanium")


def _timed(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds that a command took by the clock and of the processor."""
    start, before = time.perf_counter(), _used()
    subprocess.run(words, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start, _used() - before


def _used() -> float:
    """Return the processor seconds of all processes started and ended so far."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


if __name__ == "__main__":
    main()
