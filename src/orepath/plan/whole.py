"""The world's own plan: what the market as a whole would build, in whole projects.

The surplus of the world is one concave objective. So its plan needs no climb: a program
with whole-number starts finds it, and says how much better any other could be. All
markets are one program, so that the budgets they share are kept, and proven to be.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan
from orepath.plan.decompose.effort import Effort
from orepath.plan.decompose.world import built, decomposed
from orepath.plan.network import Network
from orepath.plan.program import Program
from orepath.plan.relief import refuse_contradictions
from orepath.plan.single import Market
from orepath.plan.solve import Solver
from orepath.plan.worth import Starts

# Part of the objective that may stay unproven: some USD hundred thousand of a chain.
GAP = 1e-6
# USD million that may stay unproven of all chains together.
_UNPROVEN = 0.1


def joint_plan(
    markets: Sequence[Market], level: float, effort: Effort
) -> tuple[Starts, float]:
    """Return the plan of all markets with which the world's surplus is largest.

    Parameters
    ----------
    markets : sequence of Market
        They share their budgets, which are kept together.
    level : float
        About what the world's surplus is, USD million: what may stay unproven is a
        tenth of a million, whatever it is.
    effort : Effort
        Workers, journal and progress; its gap is set here.

    Returns
    -------
    tuple of (Starts, float)
        The plan, and what no plan of whole projects exceeds: discounted USD million,
        duties counted as costs.

    Raises
    ------
    InfeasiblePlan
        No plan keeps all rules; ways out, or the rows in conflict, are named.
    SolverError
        The solver ended without an answer.
    """
    programs = [market.program for market in markets]
    gap = _UNPROVEN / max(abs(level), _UNPROVEN / GAP)
    try:
        optimum = decomposed(programs, replace(effort, gap=gap), whole=True)
    except InfeasiblePlan as fault:
        raise _explained(programs, fault) from fault
    return built(programs, optimum), -optimum.bound


def _explained(programs: Sequence[Program], fault: InfeasiblePlan) -> InfeasiblePlan:
    """Return the error that names what a program taken apart only says cannot be.

    The elastic program finds the cheapest way out, as for a program solved whole; where
    it finds none, the rows in conflict of one market are named.
    """
    try:
        refuse_contradictions(programs)
        for program in programs:
            Solver(program).solve(None)
    except InfeasiblePlan as told:
        return told
    return InfeasiblePlan(
        f"{fault}: each chain by itself can, and projects in parts can; together, in "
        "whole projects, they exceed a budget that all share or a rule on starts",
        ("budget: shared by all chains",),
    )


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
