"""Measure how much of a plan's worth hangs on which of equal optima is found.

Run ``python bench/bench_wobble.py STUDY RUN``, RUN the folder that a run wrote.
Each market is solved under the plan and without it, strand by strand and as one
program; the latter also with every cost moved by up to a millionth, which breaks ties
another way each time. The world's surplus must agree; what the focus place has of it
may not. Told are the gain of the plan, how far from it the furthest of the others is,
and how far the surplus without the plan is from that of the others. Disrupted years
are not drawn here.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from orepath.plan.program import Program
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.plan.worth import Starts
from orepath.study.answering import programs_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Risk
from orepath.world.load import load_case

DRAWS = 4
NUDGE = 1e-6


def main(study: str, run: str) -> None:
    """Print the gain of a plan, and how far apart equal optima have it."""
    case = load_case(study)
    settings = case.settings.model_copy(update={"risk": Risk()})
    case = replace(case, settings=settings)
    plan = json.loads((Path(run) / "manifest.json").read_text())["plan"]
    print(f"{'market of':28}{'gain':>10}{'apart':>10}{'level':>10}  USD million")
    for program in programs_of(case, calibrate(case)):
        n = program.network
        names = set(n.projects["project"])
        starts = tuple(sorted(s for s in plan.items() if s[0] in names))
        market = Market(program)
        with_it, without = (market.outcome(one).mean for one in (starts, ()))
        gain = with_it - without
        others = [whole(market, nudged(program, draw), starts) for draw in range(DRAWS)]
        apart = max((abs(a - b - gain) for a, b in others), default=0.0)
        level = max((abs(b - without) for _, b in others), default=0.0)
        label = n.calibration.balance.chain.commodities.labels[0]
        print(f"{label:28}{gain:10.2f}{apart:10.3f}{level:10.3f}", flush=True)


def nudged(program: Program, draw: int) -> Program:
    """Return a program with ties broken another way; the first draw leaves it alone."""
    if not draw:
        return program
    off = np.random.default_rng(draw).uniform(-NUDGE, NUDGE, program.cost.size)
    return replace(program, cost=program.cost * (1.0 + off))


def whole(market: Market, program: Program, starts: Starts) -> tuple[float, float]:
    """Return the surplus with the plan and without it, solved as one program."""
    n, solver = program.network, Solver(program)
    with_it, without = (
        market.judged(one, solver.solve(n.starts(dict(one)))).mean
        for one in (starts, ())
    )
    return with_it, without


if __name__ == "__main__":
    main(*sys.argv[1:])
