"""Explain: what one project does to the plan, for whom, and what would change that.

The plan with the project is held against the plan without it, both answered by the
world market. For a project that is built the first is the plan; for one that is not,
the second.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest
from orepath.plan.margin import Margin, margin_of
from orepath.plan.network import Network
from orepath.plan.policy.budget import purses
from orepath.plan.result import Plan
from orepath.plan.single import Market
from orepath.plan.surplus import shares_of
from orepath.plan.turn import turns_of
from orepath.plan.worth import Outcome, Starts

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Explanation:
    """Hold why a project is built or not.

    Money is discounted USD million over the horizon; changes are those of the plan with
    the project against the plan without it.

    Parameters
    ----------
    project : str
        Short name.
    built : bool
        Whether the plan holds it.
    year : int
        In which it starts, or would at best.
    gain, world : float
        What the focus actor, and the world, gain by it.
    other : float
        What the focus actor would gain, were the margins of trade the exporters'.
    affordable : bool
        Whether the budgets let the plan with it be.
    share : float
        The focus actor's part of its profit.
    profit : float
        Of all its owners, after capital.
    margin : Margin
        The profit taken apart.
    focus : polars.DataFrame
        part, change: the focus actor's gain taken apart; sums to ``gain``.
    actors : polars.DataFrame
        actor, part, change: all that moves by more than a thousandth of the largest.
    prices : polars.DataFrame
        commodity, without, with (USD/t, means over the undisturbed years): at the focus
        place, where they move.
    budgets : polars.DataFrame
        policy, name, limit, committed (by the plan), takes (the project).
    turns : polars.DataFrame
        figure, unit, now, needed, way: what must become of a figure for the project to
        be neither gain nor loss; ``needed`` is null where no value does it.
    """

    project: str
    built: bool
    year: int
    gain: float
    world: float
    other: float
    affordable: bool
    share: float
    profit: float
    margin: Margin
    focus: pl.DataFrame
    actors: pl.DataFrame
    prices: pl.DataFrame
    budgets: pl.DataFrame
    turns: pl.DataFrame


@dataclass(frozen=True)
class _Pair:
    """Hold the market of a project with it and without it."""

    market: Market
    position: int
    year: int
    before: Outcome
    after: Outcome


def explain(plan: Plan, project: str) -> Explanation:
    """Explain why a project is built or not.

    Parameters
    ----------
    plan : Plan
        With the markets that answered it.
    project : str
        Short name, as in the table of projects.

    Returns
    -------
    Explanation
        Two plans solved at most.

    Raises
    ------
    InputError
        No such project, one that can never run within the horizon, or one that rules
        bar or ask for, so that there is nothing to hold the plan against.
    """
    markets = plan.markets
    year = year_of(plan, project)
    full = dict(plan.search.best.starts)
    built = project in full
    with_it = tuple(sorted({**full, project: year}.items()))
    without = tuple(sorted((k, v) for k, v in full.items() if k != project))
    more, less = markets.worth(with_it), markets.worth(without)
    pair = _pair(plan, project, with_it, without)
    n = pair.market.program.network
    margin = margin_of(
        pair.market.program, pair.after, pair.before.price, pair.position
    )
    gain = more.focus - less.focus
    return Explanation(
        project,
        built,
        year,
        gain,
        more.world - less.world,
        more.other - less.other,
        markets.affordable(with_it),
        float(shares_of(n).projects[pair.position]),
        float(pair.after.parts.projects[pair.position]),
        margin,
        _focus_parts(pair, gain),
        _actors(pair),
        _prices(pair),
        _budgets(plan, project),
        turns_of(plan, project, gain, margin),
    )


def year_of(plan: Plan, project: str) -> int:
    """Return the year in which a project starts, or at best would.

    What loses in every year loses least when it hardly runs any more, which tells
    nothing of it; so such a project is looked at in the year of the least loss a
    discounted year of running.

    Parameters
    ----------
    plan : Plan
        With what its search found out about every project.
    project : str
        Short name.

    Raises
    ------
    InputError
        No such project, one that can never run within the horizon, or one that rules
        bar or ask for.
    """
    names = plan.case.table("projects")["project"].to_list()
    if project not in names:
        fix = suggest(project, names) if names else "the case lists no projects"
        raise InputError(Problem(project, "no such project in the case", fix))
    around = plan.search.neighbours.filter(project=project)
    if around.is_empty():
        where = f"projects.csv:{names.index(project) + 2}:earliest"
        what = f"{project} cannot run before {plan.case.settings.end + 1}"
        fix = "let it start earlier, or let the last period end later"
        raise InputError(Problem(where, what, fix))
    best = around.row(0, named=True)
    if best["focus_gain"] is None:
        raise InputError(_settled(plan, project, built=best["built"]))
    if best["built"] or best["focus_gain"] > 0:
        return int(best["year"])
    full = dict(plan.search.best.starts)
    now = plan.markets.worth(plan.search.best.starts).focus
    tried = {
        year: tuple(sorted({**full, project: year}.items()))
        for year in plan.markets.options()[project]
    }
    gains = {
        year: plan.markets.worth(starts).focus - now
        for year, starts in tried.items()
        if plan.markets.feasible(starts)
    }
    runs = running_years(
        plan.markets.parts[plan.markets.home(project)].program.network, project
    )
    return max(gains, key=lambda year: gains[year] / max(runs[year], 1e-9))


def _settled(plan: Plan, project: str, *, built: bool) -> Problem:
    """Tell that rules settle a project, whatever it brings."""
    side = "without" if built else "with"
    what = f"no flows keep all rules under the plan {side} {project}"
    rules = ", ".join(plan.search.barred)
    fix = f"loosen a rule that plans broke ({rules}), or ask for another project"
    return Problem(project, what, fix)


def running_years(n: Network, project: str) -> dict[int, float]:
    """Return by the year of the start the discounted years a project runs.

    Parameters
    ----------
    n : Network
        Of the project's market.
    project : str
        Short name. A contract or a stock may run in disrupted years alone.
    """
    j = n.projects["project"].to_list().index(project)
    first = n.moments.first[n.moments.stem].astype(int).tolist()
    weight = np.bincount(n.moments.trunk, n.moments.weight)[: len(first)]
    return dict(zip(first, (n.running[j] @ weight).tolist(), strict=True))


def _pair(plan: Plan, project: str, with_it: Starts, without: Starts) -> _Pair:
    """Return the project's market with it and without it; one of them is the plan's."""
    markets = plan.markets
    home = markets.home(project)
    market = markets.parts[home]
    own = [
        tuple(start for start in starts if markets.home(start[0]) == home)
        for starts in (without, with_it)
    ]
    known = plan.parts[home].best
    before, after = (
        known if starts == known.starts else market.outcome(starts) for starts in own
    )
    position = market.program.network.projects["project"].to_list().index(project)
    return _Pair(market, position, dict(with_it)[project], before, after)


def _focus_parts(pair: _Pair, gain: float) -> pl.DataFrame:
    """Take the focus actor's gain apart."""
    n = pair.market.program.network
    at = n.calibration.balance.places.at(n.case.settings.focus)
    shares = shares_of(n)
    old, new = pair.before.parts, pair.after.parts
    projects = shares.projects * (new.projects - old.projects)
    own = float(projects[pair.position])
    rows = [
        ("users", float(new.users[at] - old.users[at])),
        ("this project", own),
        ("other projects", float(projects.sum()) - own),
        ("own sites", float(shares.sites @ (new.sites - old.sites))),
        ("margins of imports", float(new.importers[at] - old.importers[at])),
        ("duties", float(new.duties[at] - old.duties[at])),
        ("excess over caps", float(new.fined[at] - old.fined[at])),
        ("grants to partners", new.grants - old.grants),
    ]
    # Without an attitude to risk the rest is what two solves of one plan differ by.
    rest = "less at risk" if pair.market.attitude.aversion else "rounding"
    rows.append((rest, gain - sum(change for _, change in rows)))
    frame = pl.DataFrame(rows, ["part", "change"], orient="row")
    return frame.filter(pl.col("change").abs() > _SEEN * max(1.0, abs(gain)))


_SEEN = 1e-3


_PARTS = (
    ("users", "users"),
    ("makers", "makers"),
    ("importers", "importers"),
    ("duties", "duties"),
    ("fined", "penalties"),
)
"""Parts of the surplus that places have, and what they are called."""


def _actors(pair: _Pair) -> pl.DataFrame:
    """Return who gains and who loses, the largest change first."""
    n = pair.market.program.network
    rows: list[tuple[str, str, float]] = []
    for part, words in _PARTS:
        change = getattr(pair.after.parts, part) - getattr(pair.before.parts, part)
        places = n.calibration.balance.places.labels
        rows += [
            (place, words, float(c)) for place, c in zip(places, change, strict=True)
        ]
    change = pair.after.parts.projects - pair.before.parts.projects
    rows += [
        (name, "projects", float(c))
        for name, c in zip(n.projects["project"], change, strict=True)
    ]
    frame = pl.DataFrame(rows, ["actor", "part", "change"], orient="row")
    size = pl.col("change").abs()
    return frame.filter(size > _SEEN * size.max()).sort(size, descending=True)


def _prices(pair: _Pair) -> pl.DataFrame:
    """Return the prices at the focus place that move, those that move most first."""
    n = pair.market.program.network
    b = n.calibration.balance
    at = b.places.at(n.case.settings.focus)
    # Only years in which the project is there can tell what it does to prices.
    stem = n.moments.stem
    ready = n.running[pair.position, :, :].max(axis=0) > 0.0
    stem = stem[ready & (n.moments.first[stem] >= pair.year)]
    weight = n.moments.weight[stem]
    rows = []
    for row in np.flatnonzero(b.row_place == at):
        old, new = (
            float(o.price[row, stem] @ weight / weight.sum())
            for o in (pair.before, pair.after)
        )
        if abs(new - old) > _SEEN * abs(old):
            rows.append((b.chain.commodities.labels[b.row_commodity[row]], old, new))
    frame = pl.DataFrame(
        rows,
        {"commodity": pl.String, "without": pl.Float64, "with": pl.Float64},
        orient="row",
    )
    return frame.sort((pl.col("with") / pl.col("without") - 1).abs(), descending=True)


def _budgets(plan: Plan, project: str) -> pl.DataFrame:
    """Return what each budget holds, what the plan commits and the project takes."""
    networks = [part.program.network for part in plan.markets.parts]
    rows = [
        (p.policy, p.label, p.value, p.taken(plan.search.best.starts), p.bill[project])
        for p in purses(networks)
    ]
    return pl.DataFrame(
        rows,
        {
            "policy": pl.String,
            "name": pl.String,
            "limit": pl.Float64,
            "committed": pl.Float64,
            "takes": pl.Float64,
        },
        orient="row",
    )
