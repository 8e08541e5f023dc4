"""Relief tells the cheapest way out where hard policies leave nothing to use.

Shares alone never make a program infeasible: nothing used keeps them all. So policies
contradict each other where they leave less than half of what would be used without
them. An elastic program then lets each policy give way at a price, its own value, and
finds the least that must give; a second one finds the rows that exclude each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.errors import InfeasiblePlan, Problem
from orepath.plan.elastic import SERVED, Elastic, Relaxation, Served
from orepath.plan.network import Network
from orepath.plan.policy.hold import Hold, holds_of, matrix_of
from orepath.plan.policy.supply import intake
from orepath.plan.program import Program

Floats = NDArray[np.float64]

_LEAST = 1e-6  # kt/a


@dataclass(frozen=True)
class Relief:
    """Hold the ways out of a contradiction.

    Parameters
    ----------
    together : tuple of Relaxation
        The least that must give if several may, the largest violation first.
    alone : tuple of Relaxation
        Policies of which one suffices, the smallest violation first.
    conflicts : tuple of str
        Labels of rows and limits that exclude each other.
    between : tuple of str
        Names of the hard policies among them.
    """

    together: tuple[Relaxation, ...]
    alone: tuple[Relaxation, ...]
    conflicts: tuple[str, ...]
    between: tuple[str, ...]


def relief_of(program: Program) -> Relief | None:
    """Find out whether hard policies contradict each other, and what would help.

    Starts are free and may be parts, so what is refused here no plan can keep.

    Parameters
    ----------
    program : Program
        Of one market, budgets in force.

    Returns
    -------
    Relief or None
        None where the policies leave enough to use, or none of them is hard.

    Raises
    ------
    InfeasiblePlan
        No flows keep the rules even without the policies; their conflict is named.

    Notes
    -----
    Two linear programs where nothing is wrong; one more for each hard policy where
    something is.
    """
    asked = _asked(program)
    if asked is None:
        return None
    elastic, gives, served = asked
    if elastic.least(()) is not None:
        return None
    together = elastic.least(range(len(gives))) or []
    single = [elastic.least([at]) for at in range(len(gives))]
    alone = [found[0] for found in single if found]
    return Relief(
        tuple(sorted(together, key=lambda one: -one.violation)),
        tuple(sorted(alone, key=lambda one: one.violation)),
        *elastic.conflict(served),
    )


def _asked(program: Program) -> tuple[Elastic, list[Hold], Served] | None:
    """Ask a market to leave enough to use; None where none but budgets is hard."""
    gives = [hold for hold in holds_of(program) if not hold.soft]
    if all(give.kind == "budget" for give in gives):
        return None
    elastic = Elastic(program, gives)
    served = _served(program.network, gives, elastic.free)
    elastic.ask(served)
    return elastic, gives, served


def shared_problems(programs: Iterable[Program]) -> list[Problem]:
    """Tell budgets too small for what hard policies of several markets need together.

    Parameters
    ----------
    programs : iterable of Program
        Markets that keep their policies each by itself.

    Returns
    -------
    list of Problem
        Needs are the least of each market by itself, starts in parts: a budget that is
        told here suffices for no plan, one that is not told may still be too small.
    """
    needs: dict[str, list[float]] = {}
    budgets: dict[str, tuple[Hold, list[float]]] = {}
    for program in programs:
        asked = _asked(program)
        if asked is None:
            continue
        elastic, gives, _ = asked
        for give in gives:
            if give.kind == "budget":
                limit = program.row_upper[give.rows].tolist()
                budgets[give.policy] = (give, limit)
                taken = elastic.least_taken(give)
                known = needs.get(give.policy, [0.0] * len(taken))
                needs[give.policy] = [a + b for a, b in zip(known, taken, strict=True)]
    found = []
    for policy, (give, limit) in budgets.items():
        part = [n / max(m, _LEAST) for n, m in zip(needs[policy], limit, strict=True)]
        if max(part) > 1.0 + _LEAST:
            value = float(give.row["value"])
            more = value * max(part) if value else max(needs[policy]) * 1e6
            what = (
                f"“{give.name}” cannot pay for what hard policies need in all markets "
                "together"
            )
            where = f"policies.csv:{policy}:value"
            found.append(Problem(where, what, give.words(more)))
    return found


def refuse_contradictions(programs: Iterable[Program]) -> None:
    """Refuse a case whose hard policies leave nothing to use.

    Parameters
    ----------
    programs : iterable of Program
        One a market.

    Raises
    ------
    InfeasiblePlan
        With every way out as a problem, the cheapest first, and the rows in conflict.
    """
    problems: list[Problem] = []
    conflicts: list[str] = []
    held = list(programs)
    for program in held:
        found = relief_of(program)
        if found is not None:
            problems += problems_of(found)
            conflicts += found.conflicts
    if not problems and not conflicts and len(held) > 1:
        problems = shared_problems(held)
    if problems or conflicts:
        ways = "; or ".join(problem.fix for problem in problems)
        raise InfeasiblePlan(
            f"no plan keeps these policies together; {ways or 'take one of them out'}",
            conflicts,
            problems,
        )


def problems_of(relief: Relief) -> list[Problem]:
    """Tell the ways out, one a policy that suffices alone, else all that must give.

    Parameters
    ----------
    relief : Relief
        Of one market.
    """
    ways = relief.alone or relief.together
    rest = "" if relief.alone else ", and do all else that is told here"
    found = []
    for one in ways:
        others = [name for name in relief.between if name != one.give.name]
        beside = (
            f" beside {', '.join(f'“{name}”' for name in others)}" if others else ""
        )
        when = f", worst in {one.when}" if one.when else ""
        soft = "" if one.give.kind == "budget" else ", or give it an excess price"
        found.append(
            Problem(
                f"policies.csv:{one.give.policy}:value",
                f"“{one.give.name}” cannot be kept{beside}: less than half of what "
                f"would otherwise be used is left{when}",
                f"{one.words}{rest or soft}",
            )
        )
    return found


def _served(n: Network, gives: Sequence[Hold], free: Floats) -> Served:
    """Ask for half of what is used without policies, where a share binds it."""
    rows: list[sparse.csr_array] = []
    least: list[float] = []
    labels: list[str] = []
    for (commodity, place), moments in _bound_goods(gives).items():
        taken = matrix_of(n, intake(n, commodity, place))
        for moment in sorted(moments):
            row = taken[[moment], :]
            level = SERVED * float((row @ free)[0])
            if level > _LEAST:
                rows.append(row)
                least.append(level)
                labels.append(
                    f"use: half of the {commodity} otherwise used at {place}, "
                    f"{n.moments.label[moment]}"
                )
    joined = sparse.vstack(rows) if rows else sparse.csr_array((0, n.columns))
    return Served(sparse.csr_array(joined), np.array(least), tuple(labels))


def _bound_goods(gives: Sequence[Hold]) -> dict[tuple[str, str], set[int]]:
    """Return the undisturbed moments in which shares bind a commodity at a place."""
    found: dict[tuple[str, str], set[int]] = {}
    for give in gives:
        if give.base is not None:
            goods = (give.row["commodity"], give.row["place"])
            found.setdefault(goods, set()).update(give.stem.tolist())
    return found
