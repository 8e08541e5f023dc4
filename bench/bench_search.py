"""Measure how often the search finds the best plan, how far off it is, and how fast.

Run ``python bench/bench_search.py [CASES [PROJECTS]]``. Drawn are small invented cases
with random projects, sizes, costs, shares and budgets; the search with enumeration
barred is held against the enumeration of all plans. Then one case with many projects is
searched. A ratio of right plans says more than the times of one machine.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from orepath.core.sampling import stream
from orepath.plan import search as room
from orepath.plan.assemble import program_of
from orepath.plan.market import Markets
from orepath.plan.search import search
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.load import load_case

SMALL = Path(__file__).parents[1] / "tests" / "cases" / "small"
# Two plans nearer than this, USD million, cannot be told apart.
GRAIN = 0.5
_ALL = 10_000


def drawn(small: Case, seed: int, count: int, scale: float = 1.0) -> Case:
    """Draw a case: projects of all kinds, and a budget that bars some of them.

    Parameters
    ----------
    small : Case
        The invented case whose market answers.
    seed : int
        Of the draw.
    count : int
        Projects.
    scale : float
        Multiplies their sizes.
    """
    rng = stream(seed, "bench", "search")
    table = small.table("projects")
    rows = [_project(table, rng, i, scale) for i in range(count)]
    bill = sum(row["capex"] * row["size"] * row["paid"] for row in rows)
    policies = small.table("policies").with_columns(
        pl.when(kind="budget")
        .then(bill * rng.uniform(0.2, 1.2) + 1e6)
        .otherwise("value")
        .alias("value")
    )
    projects = pl.DataFrame(rows, schema=table.schema)
    return small.replace(projects=projects, policies=policies)


def _project(
    table: pl.DataFrame, rng: np.random.Generator, i: int, scale: float
) -> dict[str, Any]:
    """Draw one project."""
    kind = str(rng.choice(["smelter", "abroad", "mine", "contract", "stock"]))
    likeness = {"contract": 1, "stock": 2}.get(kind, 0)
    row: dict[str, Any] = table.row(likeness, named=True)
    row |= {"project": f"{kind}{i}", "share": float(rng.uniform(0.2, 1.0))}
    row |= {"paid": float(rng.uniform(0.3, 1.0))}
    row["size"] *= float(rng.uniform(0.3, 2.0)) * scale
    row["latest"] = [2025, 2027][int(rng.integers(2))]
    if kind in ("smelter", "abroad"):
        row |= {"capex": float(rng.uniform(200.0, 2500.0))}
        row |= {"place": "IND" if kind == "smelter" else "KAZ"}
    if kind == "mine":
        row |= {"process": "mine", "capex": float(rng.uniform(50.0, 500.0))}
    if kind == "contract":
        row |= {"place": str(rng.choice(["KAZ", "CHN"]))}
    return row


def markets_of(case: Case) -> Markets:
    """Return the world that answers the plans of a case."""
    calibration = calibrate(case)
    return Markets(
        case, [program_of(case, calibration, branches_of(case, calibration))]
    )


def regrets(small: Case, cases: int, count: int) -> Iterator[tuple[float, float, int]]:
    """Yield what the search misses, what the best plan gains, and plans it solved."""
    limit = room.ENUMERATED
    for seed in range(cases):
        market = markets_of(drawn(small, seed, count))
        try:
            room.ENUMERATED = 0
            found = search(market)
            room.ENUMERATED = _ALL
            best = search(market)
        finally:
            room.ENUMERATED = limit
        gain = best.best.focus - best.without.focus
        yield best.best.focus - found.best.focus, gain, found.tried


def main(cases: int, many: int) -> None:
    """Measure and print."""
    small = load_case(str(SMALL))
    for count in (4, 5, 6):
        since = time.perf_counter()
        found = np.array(list(regrets(small, cases, count)))
        right = float((found[:, 0] <= GRAIN).mean())
        part = found[:, 0] / np.maximum(found[:, 1], GRAIN)
        print(
            f"{count} projects, {cases} cases: right in {right:.1%}; regret "
            f"{found[:, 0].max():.2f} at worst, {part.mean():.3%} of the gain on "
            f"average; {found[:, 2].mean():.0f} plans solved a case; "
            f"{time.perf_counter() - since:.0f} s with all enumerations"
        )
    market = markets_of(drawn(small, 1, many, scale=0.1))
    since = time.perf_counter()
    end = search(market)
    seconds = time.perf_counter() - since
    print(
        f"{many} projects: {len(end.best.starts)} built, gain "
        f"{end.best.focus - end.without.focus:,.1f}, {end.tried} plans solved in "
        f"{seconds:.1f} s ({seconds / end.tried * 1e3:.1f} ms a plan)"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [60, 100][len(given) :]))
