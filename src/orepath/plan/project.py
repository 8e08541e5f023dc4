"""Projects have columns of their own: what they make, ship, release and ease."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.errors import InputError, Problem
from orepath.plan.network import KT, Block, Moments, Network, projects_of
from orepath.world.case import Case
from orepath.world.figure import coefficient, power_prices
from orepath.world.tables.project import EASERS, MAKERS

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Layer = Callable[[Network, int], list[Block]]
"""Lays out blocks from a first column on."""


def of_kind(n: Network, *kinds: str) -> Index:
    """Return the positions of projects of some kinds.

    Parameters
    ----------
    n : Network
        With its projects.
    *kinds : str
        Of ``world.tables.project.PROJECT_KINDS``.
    """
    return np.array(
        [j for j, row in enumerate(project_rows(n)) if row["kind"] in kinds],
        dtype=np.int64,
    )


def project_rows(n: Network) -> tuple[dict[str, Any], ...]:
    """Return the projects as rows: asking the table for one at a time takes longer.

    Parameters
    ----------
    n : Network
        With its projects.
    """
    return _rows(n.case)


@remembered
def _rows(case: Case) -> tuple[dict[str, Any], ...]:
    """Read the rows once a case."""
    return tuple(projects_of(case).iter_rows(named=True))


def under_duty(n: Network) -> Index:
    """Return the positions of projects that must ship part of what they make."""
    made = of_kind(n, *MAKERS)
    return made[figure(n, "offtake")[made] > 0.0]


def figure(n: Network, name: str, missing: float = 0.0) -> Floats:
    """Return a figure of every project (J,).

    Parameters
    ----------
    n : Network
        With its projects.
    name : str
        A column of numbers: ``size``, ``lead``, ``least``, ``offtake``.
    missing : float
        Value where a project has none.
    """
    told = _numbers(n.case)[name]
    return np.where(np.isnan(told), missing, told)


@remembered
def _numbers(case: Case) -> dict[str, Floats]:
    """Return the columns of numbers; what a project does not have is no number."""
    frame = projects_of(case)
    return {
        name: np.asarray(frame[name].to_numpy(), dtype=np.float64)
        for name, kind in frame.schema.items()
        if kind.is_numeric()
    }


def run(n: Network, start: int) -> list[Block]:
    """Lay out what projects make: one column a project and moment."""
    return [_spread(n, "run", start, of_kind(n, *MAKERS), project_costs(n.case))]


def haul(n: Network, start: int) -> list[Block]:
    """Lay out shipments under contracts and offtakes: freight and duty, no wedge."""
    bound = np.sort(np.append(of_kind(n, "contract"), under_duty(n)))
    cost = np.zeros(n.projects.height)
    for j in bound:
        cost[j] = n.calibration.pair_cost[contract_pair(n, int(j))]
    return [_spread(n, "haul", start, bound, cost)]


def contract_pair(n: Network, project: int) -> int:
    """Return the trade pair of a contract, or of a plant that owes part of its output.

    Parameters
    ----------
    n : Network
        With its projects.
    project : int
        Position of a contract or of a project with an offtake.

    Raises
    ------
    InputError
        The trade table has no such pair.
    """
    b = n.calibration.balance
    row = project_rows(n)[project]
    good = row["commodity"]
    if row["kind"] in MAKERS:
        process = b.chain.processes.at(row["process"])
        good = b.chain.commodities.labels[b.chain.output[process]]
    hit = np.flatnonzero(
        (b.pair_commodity == b.chain.commodities.at(good))
        & (b.pair_origin == b.places.at(row["place"]))
        & (b.pair_destination == b.places.at(row["destination"]))
    )
    if not hit.size:
        raise InputError(
            Problem(
                f"projects.csv:{project + 2}:destination",
                f"no trade row for {good} from {row['place']} to {row['destination']}",
                "add one to trade.csv with quantity 0",
            )
        )
    return int(hit[0])


def passable(n: Network) -> Floats:
    """Return the part of what each project owes that can pass in a moment (J, M).

    Parameters
    ----------
    n : Network
        With its projects and branches.

    Returns
    -------
    ndarray (J, M)
        1 but where a disruption bars the way from a project to whom it owes output.
    """
    left = np.ones((n.projects.height, len(n.moments)))
    for j in under_duty(n):
        pair = contract_pair(n, int(j))
        for moment, branch in zip(n.moments.branches, n.branches, strict=True):
            left[j, moment] = branch.pair_left[pair]
    return left


def release(n: Network, start: int) -> list[Block]:
    """Lay out releases from stocks in branches.

    A stock is for emergencies: it is released at ``release`` times the published price,
    which also pays for refilling it afterwards.
    """
    stock = of_kind(n, "stock")
    item = np.repeat(stock, n.moments.branches.size)
    moment = np.tile(n.moments.branches, stock.size)
    size = figure(n, "size") * KT
    refill = figure(n, "release")
    for j in stock:
        refill[j] *= n.calibration.anchor[stock_row(n, int(j))]
    return [Block("release", start, item, moment, size[item], refill[item] * KT)]


def stock_row(n: Network, project: int) -> int:
    """Return the balance row a stock is filled from.

    Parameters
    ----------
    n : Network
        With its projects.
    project : int
        Position of a stock.

    Raises
    ------
    InputError
        The commodity neither is made nor arrives at the stock's place.
    """
    row = project_rows(n)[project]
    at = n.calibration.balance.row(row["commodity"], row["place"])
    if at < 0:
        raise InputError(
            Problem(
                f"projects.csv:{project + 2}:commodity",
                f"{row['commodity']} neither is made nor arrives at {row['place']}",
                "choose a commodity that is traded or made there",
            )
        )
    return at


def ease(n: Network, start: int) -> list[Block]:
    """Lay out the tonnes that upgrades and trainings make cheaper."""
    return [_spread(n, "ease", start, of_kind(n, *EASERS), -figure(n, "saving"))]


def idle(n: Network, start: int) -> list[Block]:
    """Lay out what a project falls short of its least use by, in undisturbed years.

    A tonne costs the published price of what is not made, as buyers who were promised
    it would claim: no plant stands idle to avoid a loss, and none makes a plan void
    because its inputs cannot be had.
    """
    b = n.calibration.balance
    least = figure(n, "least")
    bound = np.array([j for j in of_kind(n, *MAKERS) if least[j] > 0], dtype=np.int64)
    price = np.zeros(n.projects.height)
    for j in bound:
        row = project_rows(n)[j]
        output = b.chain.output[b.chain.processes.at(row["process"])]
        at = b.row_index(np.array([output]), np.array([b.places.at(row["place"])]))
        price[j] = n.calibration.anchor[at[0]]
    item = np.repeat(bound, n.moments.stem.size)
    moment = np.tile(n.moments.stem, bound.size)
    most = figure(n, "size") * least * KT
    return [Block("idle", start, item, moment, most[item], price[item] * KT)]


def recourse(n: Network, start: int) -> list[Block]:
    """Lay out contracts that are agreed once a disruption is known: one a year of it.

    One with a lead of a year delivers from the second year on. It is paid for in the
    years in which it stands, by the instalments of its capital. The undisturbed year
    that others are compared with has them too, or a disruption might seem to help.
    """
    rows = project_rows(n)
    pairs = [
        (int(j), int(moment))
        for j in of_kind(n, "contract")
        for moment, branch in zip(n.moments.branches, n.branches, strict=True)
        if rows[j]["recourse"] and rows[j]["lead"] < branch.year
    ]
    item = np.array([j for j, _ in pairs], dtype=np.int64)
    moment = np.array([m for _, m in pairs], dtype=np.int64)
    return [
        Block("recourse", start, item, moment, np.ones(item.size), instalments(n)[item])
    ]


def instalments(n: Network) -> Floats:
    """Return what the capital of each project costs in a year, USD million (J,).

    K · (1+r)^(lead/2) · r / (1 - (1+r)^-life).

    Parameters
    ----------
    n : Network
        With its projects and discount rate.
    """
    r = n.case.settings.discount_rate
    life, lead = figure(n, "life"), figure(n, "lead")
    annuity = r / (1.0 - (1.0 + r) ** -life) if r > 0 else 1.0 / life
    sunk = figure(n, "capex") * figure(n, "size") * 1e-6
    return np.asarray(sunk * (1.0 + r) ** (lead / 2) * annuity, dtype=np.float64)


def starts(n: Network, start: int) -> list[Block]:
    """Lay out starts: one column a project and period it may start in."""
    first = n.moments.first[n.moments.stem]
    pairs = [
        (j, t)
        for j, row in enumerate(project_rows(n))
        for t, year in enumerate(first)
        if row["earliest"] <= year <= row["latest"] and n.running[j, t].any()
    ]
    item = np.array([j for j, _ in pairs], dtype=np.int64)
    moment = np.array([t for _, t in pairs], dtype=np.int64)
    # What a start costs is a cost line of its own, discounted there.
    return [
        Block("start", start, item, moment, np.ones(item.size), np.zeros(item.size))
    ]


def project_costs(case: Case) -> Floats:
    """Return a project's cost of a tonne besides traded inputs, USD/t (J,).

    Parameters
    ----------
    case : Case
        Projects, coefficients and power.
    """
    projects = case.table("projects")
    process = [name or "" for name in projects["process"].to_list()]
    place = projects["place"].to_list()
    power = coefficient(case, "power", process, place) * power_prices(case, place)
    return projects["opex"].to_numpy() + power


def _spread(n: Network, name: str, start: int, item: Index, cost: Floats) -> Block:
    """Lay one column an item and moment, limited by the item's size."""
    m: Moments = n.moments
    size = figure(n, "size") * KT
    who = np.repeat(item, len(m))
    when = np.tile(np.arange(len(m)), item.size)
    return Block(name, start, who, when, size[who], cost[who] * KT)


PROJECT_LAYERS: tuple[Layer, ...] = (run, haul, release, ease, idle, recourse)
