"""The world's own plan: what the market as a whole would build, in whole projects.

The surplus of the world is one concave objective. So its plan needs no climb: a program
with whole-number starts finds it, and says how much better any other could be.
"""

import numpy as np
from numpy.typing import NDArray

from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.world import built, decomposed
from orepath.plan.market import Market
from orepath.plan.network import Network
from orepath.plan.solve import Solver
from orepath.plan.worth import Starts

# Part of the objective that may stay unproven: some USD hundred thousand of a chain.
GAP = 1e-6


def whole_plan(market: Market) -> tuple[Starts, float]:
    """Return the plan with which the world's surplus is largest, budgets kept.

    Parameters
    ----------
    market : Market
        Its budgets bind it by itself.

    Returns
    -------
    tuple of (Starts, float)
        The plan, and what no plan of whole projects exceeds: discounted USD million,
        duties counted as costs.

    Raises
    ------
    InfeasiblePlan
        No plan keeps all rules.
    SolverError
        The solver ended without an answer.
    """
    programs = [market.program]
    optimum = decomposed(programs, Effort(gap=GAP), whole=True)
    return built(programs, optimum), -optimum.bound


def rounded_plan(market: Market) -> Starts:
    """Return what the world would build in parts, rounded to whole projects.

    Parameters
    ----------
    market : Market
        Its budgets bind it by itself.

    Returns
    -------
    tuple of (project, year)
        Starts of a half and more; quickly found, and only a beginning.
    """
    n = market.program.network
    block = n.blocks["start"]
    answer = Solver(market.program).solve(None)
    return _named(n, np.flatnonzero(answer.value[block.columns] >= 0.5))


def _named(n: Network, chosen: NDArray[np.int64]) -> Starts:
    """Return chosen ``start`` columns as a plan."""
    block, names = n.blocks["start"], n.projects["project"].to_list()
    return tuple(
        sorted(
            (names[block.item[c]], int(n.moments.first[block.moment[c]]))
            for c in chosen
        )
    )
