"""Measure how long the program of a study takes to build, against bare alternatives.

Run ``python bench/bench_plan.py [STUDY]``; without a name, titanium for India. Printed
are times of the best of a few runs, and ratios of them: a ratio says more than
the times of one machine. Nothing is asserted of time.
"""

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.assemble import assembled
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.plan.unfold import unfold
from orepath.stress.shocks import branches_of
from orepath.world.calibrate import calibrate
from orepath.world.load import load_case

REPEATS = 5
Floats = NDArray[np.float64]


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the seconds of the fastest of a few runs."""
    seconds = []
    for _ in range(repeats):
        since = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - since)
    return min(seconds)


def bare(program: Program) -> Callable[[], sparse.csc_array]:
    """Return the assembly that nobody can undercut: triplets are there already."""
    part = program.matrix.tocoo()
    shape = program.matrix.shape

    def work() -> sparse.csc_array:
        triplets = (part.data, (part.row, part.col))
        return sparse.csc_array(sparse.coo_array(triplets, shape=shape))

    return work


def by_linopy(program: Program) -> Callable[[], Any]:
    """Return the same program stated in linopy, term by term grouped into rows.

    Handed over to the same solver's object, as ours is, and not solved.
    """
    import linopy
    import xarray as xr

    part = program.matrix.tocoo()
    low, high = program.row_lower, program.row_upper
    held = np.unique(part.row)

    def work() -> Any:
        model = linopy.Model()
        column = [("column", np.arange(program.cost.size))]
        x = model.add_variables(
            xr.DataArray(program.lower, column),
            xr.DataArray(program.upper, column),
            name="x",
        )
        entries = xr.Dataset(
            {
                "coeffs": (("entry", "_term"), part.data[:, None]),
                "vars": (("entry", "_term"), x.labels.values[part.col][:, None]),
            },
            {"entry": np.arange(part.nnz)},
        )
        row = xr.DataArray(part.row, {"entry": np.arange(part.nnz)}, name="row")
        expression = linopy.LinearExpression(entries, model).groupby(row).sum()
        for sign, limit in (("<=", high), (">=", low)):
            right = xr.DataArray(limit[held], {"row": held}, dims="row")
            model.add_constraints(
                expression, sign, right, mask=np.isfinite(right), name=f"rows {sign}"
            )
        model.add_objective((x * xr.DataArray(program.cost, column)).sum())
        return model.to_highspy()

    return work


def main(study: str) -> None:
    """Measure one study and print a table."""
    case = load_case(study)
    seconds: dict[str, float] = {}
    seconds["calibrate"] = best(lambda: calibrate(case), 2)
    calibration = calibrate(case)
    branches = branches_of(case, calibration)
    network = unfold(case, calibration, branches)
    program = assembled(network)
    starts = network.starts({})
    seconds["lay out the columns"] = best(lambda: unfold(case, calibration, branches))
    seconds["assemble the rows and costs"] = best(lambda: assembled(network))
    seconds["hand over to the solver"] = best(lambda: Solver(program))
    seconds["solve once, cold"] = best(lambda: Solver(program).solve(starts), 2)
    seconds["solve once, cold"] -= seconds["hand over to the solver"]
    solver = Solver(program)
    answer = solver.solve(starts)
    block = network.blocks["start"]
    plans = [starts] + [np.eye(block.size)[i] for i in range(min(block.size, 8))]
    since = time.perf_counter()
    for plan in plans[1:]:
        solver.solve(plan)
    warm = (time.perf_counter() - since) / max(len(plans) - 1, 1)
    seconds["solve once more, warm (mean)"] = warm
    seconds["read the prices"] = best(lambda: market_prices(program, answer), 3)
    seconds["bare scipy assembly"] = best(bare(program))
    if find_spec("linopy"):
        seconds["linopy, built and handed over"] = best(by_linopy(program), 2)
        same(program, by_linopy(program)())
    told(study, program, seconds)


def same(program: Program, theirs: Any) -> None:
    """Refuse to compare programs that differ in their optimum."""
    theirs.setOptionValue("output_flag", False)
    theirs.run()
    found = theirs.getInfo().objective_function_value
    ours = Solver(program).solve().objective
    if not np.isclose(found, ours, rtol=1e-7):
        raise SystemExit(f"the programs differ: {ours} here, {found} by linopy")


def told(study: str, program: Program, seconds: dict[str, float]) -> None:
    """Print the measurements."""
    rows, columns = program.matrix.shape
    print(
        f"{study}: {rows:,} rows, {columns:,} columns, "
        f"{program.matrix.nnz:,} coefficients"
    )
    for name, value in seconds.items():
        print(f"  {name:<32}{value * 1e3:10.1f} ms")
    build = seconds["lay out the columns"] + seconds["assemble the rows and costs"]
    solve = seconds["solve once, cold"]
    print(f"  build : cold solve{build / solve:28.2f}")
    print(
        f"  build : bare scipy assembly{build / seconds['bare scipy assembly']:19.1f}"
    )
    if "linopy, built and handed over" in seconds:
        ours = build + seconds["hand over to the solver"]
        theirs = seconds["linopy, built and handed over"]
        print(f"  linopy : ours, handed over{theirs / ours:20.1f}")
    else:
        print("  linopy is not installed: not compared")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "india-titanium")
