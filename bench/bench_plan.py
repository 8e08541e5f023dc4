"""Measure how long the programs of a study take to build, against bare alternatives.

Run ``python bench/bench_plan.py [STUDY ...]``; without a name, titanium for India, the
flagship with all its markets, and titanium again with a hundred disruptions, which
makes a large program. Printed are processor times of the best of a few runs, and ratios
of them: a ratio says more than the times of one machine. Nothing is asserted of time.

Built is everything from the calibrated case to the arrays a solver takes: columns laid
out, rows stated, costs and limits. *Bare scipy* is given all these numbers: it only
sorts ready coefficients into a matrix and joins ready vectors. It is told at its best
(coefficients already in order of the columns, narrow indices) and as index arithmetic
leaves them (by rule, wide indices). *linopy* states the same program block by block and
rule by rule, is given every number too, and hands over arrays as we do.
"""

import gc
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy import sparse

from bench_peer import Linopy, Market, markets_of, sheets_of
from orepath.plan.assemble import assembled
from orepath.plan.program import Program
from orepath.plan.single import Market as Solved
from orepath.plan.solve import Solver, arrays_of
from orepath.plan.unfold import unfold

REPEATS = 5
LARGE = 100
"""Disruptions of the large program."""


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the seconds of the fastest of a few runs."""
    seconds = []
    for _ in range(repeats):
        gc.collect()
        since = time.process_time()
        work()
        seconds.append(time.process_time() - since)
    return min(seconds)


def bare(program: Program, *, ordered: bool) -> Callable[[], object]:
    """Return the assembly that nobody can undercut: all numbers are there already."""
    matrix = program.matrix if ordered else program.matrix.tocsr()
    part = matrix.tocoo()
    width = np.int32 if ordered else np.int64
    row, column = part.row.astype(width), part.col.astype(width)
    blocks = program.network.blocks.values()
    costs = [program.cost[block.columns] for block in blocks]
    uppers = [block.upper for block in blocks]
    limits = [(group.lower, group.upper) for group in program.groups]

    def work() -> object:
        triplets = (part.data, (row, column))
        return (
            sparse.csc_array(sparse.coo_array(triplets, shape=part.shape)),
            np.concatenate(costs),
            np.zeros(part.shape[1]),
            np.concatenate(uppers),
            np.concatenate([lower for lower, _ in limits]),
            np.concatenate([upper for _, upper in limits]),
        )

    return work


def built(market: Market) -> Callable[[], object]:
    """Return our own way from the calibrated case to arrays."""

    def work() -> object:
        network = unfold(market.case, market.calibration, market.branches)
        return arrays_of(assembled(network))

    return work


def by_linopy(program: Program, *, sparsely: bool) -> Callable[[], object]:
    """Return the same program stated in linopy and read back as arrays."""
    sheets = sheets_of(program)

    def work() -> object:
        model = Linopy(program, sheets, best=sparsely).model
        whole = model.matrices
        return whole.A, whole.c, whole.lb, whole.ub, whole.b, whole.sense

    return work


def timed(market: Market, *, peers: bool) -> tuple[Program, dict[str, float]]:
    """Measure one market."""
    network = unfold(market.case, market.calibration, market.branches)
    program = assembled(network)
    seconds = {
        "build": best(built(market)),
        "  lay out the columns": best(
            lambda: unfold(market.case, market.calibration, market.branches)
        ),
        "  state rows, costs, limits": best(lambda: arrays_of(assembled(network))),
        "bare scipy, at its best": best(bare(program, ordered=True)),
        "bare scipy, by rule": best(bare(program, ordered=False)),
    }
    if peers and find_spec("linopy"):
        seconds["linopy, as documented"] = best(by_linopy(program, sparsely=False), 2)
        seconds["linopy, sparse"] = best(by_linopy(program, sparsely=True), 2)
    return program, seconds


def solved(program: Program) -> dict[str, float]:
    """Measure the plan without projects, and the reading of prices and surpluses."""
    none = program.network.starts({})
    seconds = {"hand over to the solver": best(lambda: Solver(program), 3)}
    seconds["solve once, cold"] = best(lambda: Solver(program).solve(none), 2)
    market = Solved(program)
    market.outcome(())
    answer = market.outcome(()).answer
    seconds["read prices and surpluses"] = best(lambda: market.judged((), answer), 3)
    return seconds


def larger(market: Market) -> Market:
    """Return a market with many disruptions, those it has over and over."""
    some, chance = market.branches, 0.3 / LARGE
    many = [
        replace(some[i % len(some)], name=f"{some[i % len(some)].name} {i}")
        for i in range(LARGE)
    ]
    return replace(
        market, branches=tuple(replace(one, probability=chance) for one in many)
    )


def told(name: str, programs: Sequence[Program], seconds: dict[str, float]) -> None:
    """Print the measurements of a study."""
    rows, columns = np.sum([one.matrix.shape for one in programs], axis=0)
    count = sum(one.matrix.nnz for one in programs)
    print(f"{name}: {rows:,} rows, {columns:,} columns, {count:,} coefficients")
    for what, value in seconds.items():
        ratio = value / seconds["build"]
        print(f"  {what:<34}{value * 1e3:10.1f} ms{ratio:10.2f} times our build")


def measured(name: str, markets: Sequence[Market], *, whole: bool = True) -> None:
    """Measure the markets of a study and print their sums."""
    sums: dict[str, float] = {}
    programs = []
    for market in markets:
        program, seconds = timed(market, peers=whole)
        seconds |= solved(program) if whole else {}
        for what, value in seconds.items():
            sums[what] = sums.get(what, 0.0) + value
        programs.append(program)
    told(name, programs, sums)


def main(studies: Sequence[str]) -> None:
    """Measure studies one after the other, and a large program if none is named."""
    warnings.simplefilter("ignore")
    for study in studies or ("india-titanium", "india-central-asia"):
        measured(study, markets_of(study))
    if not studies:
        large: Any = [larger(one) for one in markets_of("india-titanium")]
        measured(f"india-titanium, {LARGE} disruptions", large, whole=False)


if __name__ == "__main__":
    main(sys.argv[1:])
