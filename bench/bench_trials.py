"""Measure how fast disrupted years are answered: warm, cold, and rebuilt in linopy.

Run ``python bench/bench_trials.py [STUDY] [--chain COMMODITY] [--years N]``. A chain is
a cluster of goods, named by one of them; without a name the first. Printed are years a
second of one core in processor time, and their ratios: a ratio says more than the speed
of one machine. Nothing is asserted of time; that all ways find the same cost is.
"""

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.core.workers import kept, mapped
from orepath.plan.arrays import Arrays
from orepath.plan.engine import Engine
from orepath.stress.chain import Chain, chain_of, guided
from orepath.stress.cut import Cuts, left_of
from orepath.stress.dispatch import Dispatch
from orepath.stress.draw import Hazards, hazards_of, years_of
from orepath.stress.operation import Answers, Operation
from orepath.stress.removal import couples, removals
from orepath.stress.trials import Job, run
from orepath.world.calibrate import calibrate
from orepath.world.cluster import clusters
from orepath.world.load import load_case

Floats = NDArray[np.float64]

SEED = 7
HARD = 300
COLD = 25
REBUILT = 4


def main() -> None:
    """Measure one chain of a study and print a table."""
    parser = argparse.ArgumentParser(description="Measure trials.")
    parser.add_argument("study", nargs="?", default="india-titanium")
    parser.add_argument("--chain", default="", help="one of its commodities")
    parser.add_argument("--years", type=int, default=10_000)
    asked = parser.parse_args()
    case = load_case(asked.study)
    hazards = hazards_of(case, SEED)
    for one, calibration in zip(clusters(case), calibrate(case).each, strict=True):
        goods = one.table("commodities")["commodity"].to_list()
        if asked.chain in ("", *goods):
            chain = chain_of(one, calibration, {})
            single = removals(one, calibration, ["suppliers", "stages", "stops"])
            both = [branch for _, branch in couples(single)]
            chosen = np.linspace(0, len(both) - 1, min(HARD, len(both))).astype(int)
            part = chain.sides[0].dispatch
            hard = part.cut(left_of([both[i] for i in chosen]))
            known = part.cut(left_of([branch for _, branch in single]))
            measured(goods[0], chain, (hard, known), (hazards, asked.years))
            streamed(chain, hazards, asked.years)
            return
    raise SystemExit(f"{asked.study} has no {asked.chain}")


def measured(
    name: str, chain: Chain, taken: tuple[Cuts, Cuts], by_chance: tuple[Hazards, int]
) -> None:
    """Measure one chain in every way."""
    (hard, known), (hazards, years) = taken, by_chance
    part, assessor = chain.sides[0].dispatch, chain.sides[0].assessor
    operation = Operation(part)
    helped = guided(part, chain.reach, hazards)
    drawn = [years_of(hazards, block) for block in range(-(-years // 250))]
    several = [part.cut(chain.reach.left(block)) for block in drawn]
    print(
        f"{name}: {operation.columns:,} columns of {part.steps.size:,} in "
        f"{part.size:,} stairs, {part.lower.size:,} rows"
    )
    hit = hard.of(np.flatnonzero(operation.answers(hard).solved))
    answers = operation.answers(hit)
    lines: dict[str, float] = {}
    lines["two removed, warm"] = rate(lambda: operation.answers(hit), len(hit))
    operation.guide(known)
    lines["  from a guide"] = rate(lambda: operation.answers(hit), len(hit))
    toll = rate(lambda: assessor.tolls(hit, answers, operation.base), len(hit))
    lines["  and their toll"] = 1.0 / (1.0 / toll + 1.0 / lines["  from a guide"])
    few = hit.of(np.arange(0, len(hit), max(1, len(hit) // COLD)))
    ours = costs(part, few, operation.answers(few))
    lines["  cold"] = rate(lambda: cold(part, few), len(few))
    same(ours, cold(part, few))
    if find_spec("linopy"):
        some = few.of(np.arange(min(REBUILT, len(few))))
        theirs: list[float] = []
        lines["  rebuilt in linopy"] = rate(
            lambda: theirs.extend(by_linopy(part, some)), len(some)
        )
        same(ours[: len(some)], np.array(theirs))
    count = sum(len(block) for block in several)
    touched = np.mean([helped.answers(block).solved.mean() for block in several])
    lines["drawn years, from a guide"] = rate(
        lambda: [helped.answers(block) for block in several], count
    )
    several_few = several[0].of(np.arange(COLD))
    lines["  cold (drawn)"] = rate(lambda: cold(part, several_few), COLD)
    for words, speed in lines.items():
        print(f"  {words:<26}{speed:>12,.1f} years/s")
    print(f"  share of drawn years in which something used is hit{touched:>8.2f}")
    warm, told = lines["  from a guide"], lines["  and their toll"]
    drawn_ratio = lines["drawn years, from a guide"] / lines["  cold (drawn)"]
    print(f"  two removed, warm : cold{warm / lines['  cold']:>18.1f}")
    print(f"  drawn years, warm : cold{drawn_ratio:>18.1f}")
    if "  rebuilt in linopy" in lines:
        rebuilt = lines["  rebuilt in linopy"]
        print(f"  two removed, warm : linopy{warm / rebuilt:>16.1f}")
        print(f"  two removed, with toll : linopy{told / rebuilt:>11.1f}")


def rate(work: Callable[[], object], count: int) -> float:
    """Return how many of a count are done in a second of processor time."""
    since = time.process_time()
    work()
    return count / (time.process_time() - since)


def arrays(part: Dispatch, cuts: Cuts, year: int) -> Arrays:
    """Return one disrupted year as a program of its own."""
    steps = part.steps
    stair = steps.stair
    room = steps.room(
        np.arange(steps.size), cuts.height[year, stair], cuts.scale[year, stair]
    )
    kept = np.flatnonzero(room > 0.0)
    upper, capped = part.upper.copy(), part.caps.row >= 0
    np.minimum.at(upper, part.caps.row[capped], cuts.quota[year, capped])
    return Arrays(
        (steps.cost + cuts.extra[year, stair])[kept],
        sparse.csc_array(part.net[:, stair[kept]]),
        part.lower,
        upper,
        np.zeros(kept.size),
        room[kept],
    )


def cold(part: Dispatch, cuts: Cuts) -> Floats:
    """Solve every year from nothing, as presolve likes it; return what each costs."""
    programs = (arrays(part, cuts, year) for year in range(len(cuts)))
    return np.array([Engine(program).run().objective for program in programs])


def by_linopy(part: Dispatch, cuts: Cuts) -> list[float]:
    """State every year anew in linopy and solve it; return what each costs."""
    import linopy
    import xarray as xr

    found = []
    for year in range(len(cuts)):
        lp = arrays(part, cuts, year)
        model = linopy.Model()
        column = [("column", np.arange(lp.cost.size))]
        x = model.add_variables(
            xr.DataArray(lp.lower, column), xr.DataArray(lp.upper, column), name="x"
        )
        entry = lp.matrix.tocoo()
        terms = xr.Dataset(
            {
                "coeffs": (("entry", "_term"), entry.data[:, None]),
                "vars": (("entry", "_term"), x.labels.values[entry.col][:, None]),
            },
            {"entry": np.arange(entry.nnz)},
        )
        row = xr.DataArray(entry.row, {"entry": np.arange(entry.nnz)}, name="row")
        expression = linopy.LinearExpression(terms, model).groupby(row).sum()
        held = np.unique(entry.row)
        for sign, limit in (("<=", lp.row_upper), (">=", lp.row_lower)):
            right = xr.DataArray(limit[held], {"row": held}, dims="row")
            model.add_constraints(
                expression, sign, right, mask=np.isfinite(right), name=f"rows {sign}"
            )
        model.add_objective((x * xr.DataArray(lp.cost, column)).sum())
        solver: Any = model.to_highspy()
        solver.silent()
        solver.run()
        found.append(float(solver.getInfo().objective_function_value))
    return found


def costs(part: Dispatch, cuts: Cuts, answers: Answers) -> Floats:
    """Return what each year costs, its stairs filled from their feet."""
    stair = part.steps.stair
    foot, width = (
        each * cuts.scale[:, stair] for each in (part.steps.foot, part.steps.width)
    )
    taken = np.clip(answers.total[:, stair] - foot, 0.0, width)
    dearer = (answers.total * cuts.extra).sum(axis=1)
    return np.asarray(taken @ part.steps.cost + dearer)


def same(ours: Floats, theirs: Floats) -> None:
    """Refuse to compare answers that cost differently."""
    if not np.allclose(ours, theirs, rtol=1e-7):
        raise SystemExit(f"the years differ: {ours} here, {theirs} there")


def streamed(chain: Chain, hazards: Hazards, years: int) -> None:
    """Print how fast a whole run is with one and two processes, and its memory."""
    spawned = multiprocessing.get_context("spawn")
    clock, alone = {}, {}
    for words, workers, count in (
        ("one process", 1, years),
        ("two processes", 2, years),
        ("one process, four times the years", 1, 4 * years),
    ):
        with (
            tempfile.TemporaryDirectory() as room,
            ProcessPoolExecutor(1, spawned) as pool,
        ):
            job = Job((chain,), hazards, count, Path(room) / "trials")
            clock[words], alone[words], peak = pool.submit(
                peaked, job, workers
            ).result()
            print(
                f"  {words:<34}{count / clock[words]:>10,.0f} years/s{peak:>8,.0f} MB"
            )
    for words, took in (("to the clock", clock), ("by processor time", alone)):
        ratio = took["one process"] / took["two processes"]
        print(f"  two processes : one, {words:<20}{ratio:>8.2f}")


def peaked(job: Job, workers: int) -> tuple[float, float, float]:
    """Run a job; return seconds, those it would take undisturbed, and memory, MB.

    Workers are there before, as the command starts them while it reads the case.
    Undisturbed, nobody else would use the processors: this process is at work and then
    the others are, all alike. Memory is the most that this process held.
    """
    with kept(workers, "", ("orepath.stress.trials",)) as hands:
        others = [] if isinstance(hands, int) else hands.processes
        mapped(abs, [0] * 100, hands)
        since, used, theirs = time.perf_counter(), time.process_time(), spent(others)
        run(job, lambda _: None, hands)
        took = time.perf_counter() - since
        alone = time.process_time() - used + (spent(others) - theirs) / workers
    return took, alone, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spent(processes: Sequence[int]) -> float:
    """Return the processor time that processes have used so far, s (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    fields = (Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()
              for pid in processes)  # fmt: skip
    return sum(int(one[11]) + int(one[12]) for one in fields) / ticks


if __name__ == "__main__":
    main()
