"""Measure how much of a plan's worth hangs on which of equal optima is found.

Run ``python bench/bench_wobble.py STUDY RUN``, RUN the folder that a run wrote.
Each market is solved under the plan and without it, strand by strand and as one
program. The world's surplus must agree; what the focus place has of it may not.
Disrupted years are not drawn here.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from orepath.plan.market import Market
from orepath.plan.solve import Solver
from orepath.study.answering import programs_of
from orepath.world.calibrate import calibrate
from orepath.world.case import Risk
from orepath.world.load import load_case


def main(study: str, run: str) -> None:
    """Print the gain of a plan both ways, and how far apart they are."""
    case = load_case(study)
    settings = case.settings.model_copy(update={"risk": Risk()})
    case = replace(case, settings=settings)
    plan = json.loads((Path(run) / "manifest.json").read_text())["plan"]
    print(f"{'market of':28}{'gain':>10}{'apart':>10}{'level':>10}  USD million")
    for program in programs_of(case, calibrate(case)):
        n = program.network
        names = set(n.projects["project"])
        starts = tuple(sorted(s for s in plan.items() if s[0] in names))
        market, solver = Market(program), Solver(program)
        parted = [market.outcome(one) for one in (starts, ())]
        whole = [
            market.judged(one, solver.solve(n.starts(dict(one))))
            for one in (starts, ())
        ]
        gains = [one.mean - without.mean for one, without in (parted, whole)]
        level = parted[1].mean - whole[1].mean
        label = n.calibration.balance.chain.commodities.labels[0]
        print(f"{label:28}{gains[0]:10.2f}{gains[0] - gains[1]:10.3f}{level:10.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
