"""A plan made before is taken up again: asked of the market, not searched anew.

What the search would have known beside the plan is asked of it too: the course without
any project, and every single change.
"""

from collections.abc import Sequence

import polars as pl

from orepath.core.workers import mapped
from orepath.errors import InputError, Problem
from orepath.plan.around import GRAIN
from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.market import Markets
from orepath.plan.relief import refuse_contradictions
from orepath.plan.result import Plan, plan_of
from orepath.plan.search import Search, neighbours_of
from orepath.plan.worth import Starts as Chosen
from orepath.plan.worth import Worth
from orepath.report.number import human
from orepath.study.answering import Tell, programs_of, silent
from orepath.study.starts import Starts
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.cluster import clusters

_Task = tuple[Case, tuple[Branch, ...], Chosen]


def plan_from(
    starts: Starts,
    calibration: Calibration,
    case: Case,
    tell: Tell = silent,
    workers: int = 1,
) -> Plan:
    """Return a plan made before, with what the market answers to it now.

    Parameters
    ----------
    starts : Starts
        As ``starts_in`` reads them.
    calibration, case : Calibration, Case
        Of today.
    tell : callable
        Told one line of words after every cluster of goods.
    workers : int
        Processes that ask the clusters.

    Returns
    -------
    Plan
        Its search is no proof, and says nothing of other owners and other rents.

    Raises
    ------
    InputError
        The plan breaks a budget of the case, or the order of its projects.
    PlanError
        No flows keep all rules under it.
    """
    markets = Markets(case, programs_of(case, calibration))
    refuse_contradictions([part.program for part in markets.parts])
    plan = tuple(sorted(starts.plan.items()))
    if not markets.affordable(plan):
        name = case.settings.name
        what = "the plan breaks a budget of the case, or the order of its projects"
        fix = f"the case has changed; search a new plan: orepath run {name}"
        raise InputError(Problem("--plan", what, fix))
    lot = [
        (one, part.program.network.branches, _own(markets, at, plan))
        for at, (one, part) in enumerate(
            zip(clusters(case), markets.parts, strict=True)
        )
    ]
    # The most laborious first, so that no process is left with it at the end.
    order = sorted(
        range(len(lot)), key=lambda at: -markets.parts[at].program.matrix.nnz
    )

    def done(count: int, of: int) -> None:
        tell(f"Taking up the plan: {count} of {of} chains done")

    found = mapped(asked, [lot[at] for at in order], workers, done)
    for at, known in zip(order, found, strict=True):
        markets.parts[at].learn(known)
    best = markets.worth(plan)
    around = neighbours_of(markets, best)
    search = Search(
        best,
        markets.worth(()),
        proven=False,
        tried=markets.tried,
        other=plan,
        neighbours=around,
        owning=(plan, plan),
    )
    return plan_of(calibration, markets, search)


def _own(markets: Markets, at: int, plan: Chosen) -> Chosen:
    """Return the part of a plan that belongs to one cluster."""
    return tuple(start for start in plan if markets.home(start[0]) == at)


def asked(task: _Task) -> tuple[Worth, ...]:
    """Ask one cluster for its part of a plan, for nothing, and for single changes.

    Parameters
    ----------
    task : tuple of Case, tuple of Branch and plan
        The cluster, the branches that hit it, and its part of the plan.

    Returns
    -------
    tuple of Worth
        All plans tried.
    """
    case, branches, plan = task
    (market,) = Markets(case, [program_of(case, calibrate(case), branches)]).parts
    market.worth(plan)
    built = dict(plan)
    for name, years in market.options().items():
        rest = {k: v for k, v in built.items() if k != name}
        for year in years:
            market.worth(tuple({**rest, name: year}.items()))
        market.worth(tuple(rest.items()))
    market.worth(())
    return market.known


def cautions_of(starts: Starts, plan: Plan) -> list[str]:
    """Tell what to mind of a plan made before.

    Parameters
    ----------
    starts : Starts
        As they were read.
    plan : Plan
        As :func:`plan_from` gives it.
    """
    return [*_since(starts, plan.case), *_better(plan)]


def _since(starts: Starts, case: Case) -> list[str]:
    """Say if the case or the scenario are others than those of the plan."""
    told = []
    if starts.moved:
        names = ", ".join(starts.moved)
        told.append(f"The case has changed since the plan was made: {names}.")
    if starts.scenario != case.scenario:
        one, other = (
            f"the scenario '{name}'" if name else "no scenario"
            for name in (starts.scenario, case.scenario)
        )
        told.append(f"The plan was made under {one} and is looked at under {other}.")
    return told


def _better(plan: Plan) -> Sequence[str]:
    """Say if a single project more or less would make a better plan."""
    side = pl.when("built").then(-pl.col("focus_gain")).otherwise("focus_gain")
    best = (
        plan.search.neighbours.filter(pl.col("built") | pl.col("affordable"))
        .with_columns(more=side)
        .drop_nulls("more")
        .sort("more", descending=True)
        .head(1)
        .to_dicts()
    )
    if not best or best[0]["more"] <= GRAIN:
        return []
    row = best[0]
    focus = plan.case.name_of("places", plan.case.settings.focus)
    return [
        f"There is a better plan by now: {'without' if row['built'] else 'with'} "
        f"{plan.case.name_of('projects', row['project'])} it would bring {focus} "
        f"{human(row['more'] * 1e6, 'USD')} more. Search it anew by leaving out "
        "--plan; what is told here is told of the plan as it was."
    ]
