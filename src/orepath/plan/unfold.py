"""Unfolding lays out every block of columns of a case, in one visible order."""

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem
from orepath.plan.growth import growth_of
from orepath.plan.network import (
    KT,
    Block,
    Branch,
    Moments,
    Network,
    moments_of,
    running_of,
)
from orepath.plan.policy.excess import excess
from orepath.plan.steps import (
    Stair,
    laid,
    pair_stairs,
    relation,
    site_stair,
    use_stair,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.figure import coefficient, power_prices

Floats = NDArray[np.float64]


def unfold(
    case: Case, calibration: Calibration, branches: tuple[Branch, ...] = ()
) -> Network:
    """Lay out the columns of a case over its periods and branches.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    branches : tuple of Branch
        Disruptions that may strike in ``shock_year``; their chances must sum to less
        than one.

    Returns
    -------
    Network
        O(steps · moments) columns.

    Raises
    ------
    InputError
        The chances of the branches sum to one or more.
    """
    total = sum(branch.probability for branch in branches)
    if total >= 1.0:
        raise InputError(
            Problem(
                "shocks.csv:probability",
                f"the yearly chances sum to {total:.2f}; a year holds one at most",
                "lower them or leave rare ones out",
            )
        )
    moments = moments_of(case, branches)
    growth = growth_of(case, calibration, moments.offset)
    blocks: dict[str, Block] = {}
    draft = Network(
        case,
        calibration,
        moments,
        branches,
        blocks,
        *growth,
        running_of(case, moments),
    )
    for lay in LAYERS:
        for block in lay(draft, draft.columns):
            blocks[block.name] = block
    return draft


def _make(n: Network, start: int) -> list[Block]:
    """Lay out what sites make."""
    left = _left(
        n, "site_left", n.calibration.year.quantity[n.calibration.balance.sites]
    )
    stair = site_stair(n.case, n.calibration)
    return [laid("make", start, stair, n.site_growth, left, n.moments)]


def _left(n: Network, what: str, base: Floats) -> Floats:
    """Return the most of each item and moment: free, or what a disruption leaves."""
    left = np.full((base.size, len(n.moments)), np.inf)
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        part = getattr(branch, what)
        hit = part < 1.0
        left[hit, moment] = part[hit] * base[hit] * KT
    return left


def _ship(n: Network, start: int) -> list[Block]:
    """Lay out shipments between places with a relation, and new relations."""
    b = n.calibration.balance
    known, opening = pair_stairs(n.case, n.calibration)
    base = n.calibration.year.quantity[b.pairs]
    ramp = relation(n.case, n.calibration, "ramp")[:, None]
    offset = n.moments.offset[None, :]
    left = np.minimum(
        _left(n, "pair_left", base),
        base[:, None] * KT * (1.0 + ramp) ** offset / n.pair_growth,
    )
    ship = laid("ship", start, known, n.pair_growth, left, n.moments)
    # The allowance of a new relation grows by the year; a barred pair opens nothing.
    barred = np.ones((b.pair_origin.size, len(n.moments)))
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        barred[:, moment] = branch.pair_left
    years = n.pair_growth * offset * barred
    free = np.full_like(years, np.inf)
    return [ship, laid("open", start + ship.size, opening, years, free, n.moments)]


def _use(n: Network, start: int) -> list[Block]:
    """Lay out use."""
    stair: Stair = use_stair(n.case, n.calibration)
    free = np.full(n.use_growth.shape, np.inf)
    return [laid("use", start, stair, n.use_growth, free, n.moments)]


def _run(n: Network, start: int) -> list[Block]:
    """Lay out what projects make: one column a project and moment."""
    projects = n.projects
    made = np.flatnonzero(projects["process"].is_not_null().to_numpy())
    cost = project_costs(n.case)
    return [_spread(n, "run", start, made, cost)]


def _haul(n: Network, start: int) -> list[Block]:
    """Lay out shipments under contracts: freight and duty, no other wedge."""
    projects = n.projects
    bound = np.flatnonzero((projects["kind"] == "contract").to_numpy())
    cost = np.zeros(projects.height)
    for j in bound:
        cost[j] = n.calibration.pair_cost[contract_pair(n, int(j))]
    return [_spread(n, "haul", start, bound, cost)]


def contract_pair(n: Network, project: int) -> int:
    """Return the trade pair of a contract.

    Parameters
    ----------
    n : Network
        With its projects.
    project : int
        Position of a contract.

    Raises
    ------
    InputError
        The trade table has no such pair.
    """
    b = n.calibration.balance
    row = n.projects.row(project, named=True)
    hit = np.flatnonzero(
        (b.pair_commodity == b.chain.commodities.at(row["commodity"]))
        & (b.pair_origin == b.places.at(row["place"]))
        & (b.pair_destination == b.places.at(row["destination"]))
    )
    if not hit.size:
        raise InputError(
            Problem(
                f"projects.csv:{project + 2}:destination",
                f"no trade row for {row['commodity']} from {row['place']} to "
                f"{row['destination']}",
                "add one to trade.csv with quantity 0",
            )
        )
    return int(hit[0])


def _release(n: Network, start: int) -> list[Block]:
    """Lay out releases from stocks in branches.

    A stock is for emergencies: it is released at ``release`` times the published price,
    which also pays for refilling it afterwards.
    """
    projects = n.projects
    stock = np.flatnonzero((projects["kind"] == "stock").to_numpy())
    item = np.repeat(stock, n.moments.branches.size)
    moment = np.tile(n.moments.branches, stock.size)
    size = projects["size"].to_numpy() * KT
    refill = np.zeros(projects.height)
    for j in stock:
        multiple = float(projects["release"][int(j)])
        refill[j] = n.calibration.anchor[stock_row(n, int(j))] * multiple
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
    row = n.projects.row(project, named=True)
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


def _start(n: Network, start: int) -> list[Block]:
    """Lay out starts: one column a project and period it may start in."""
    projects = n.projects
    first = n.moments.first[n.moments.stem]
    pairs = [
        (j, t)
        for j, row in enumerate(projects.iter_rows(named=True))
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
    process = projects["process"].fill_null("").to_list()
    place = projects["place"].to_list()
    power = coefficient(case, "power", process, place) * power_prices(case, place)
    return projects["opex"].to_numpy() + power


def _spread(
    n: Network, name: str, start: int, item: NDArray[np.int64], cost: Floats
) -> Block:
    """Lay one column an item and moment, limited by the item's size."""
    m: Moments = n.moments
    size = n.projects["size"].to_numpy() * KT
    who = np.repeat(item, len(m))
    when = np.tile(np.arange(len(m)), item.size)
    return Block(name, start, who, when, size[who], cost[who] * KT)


LAYERS = (_make, _ship, _use, _run, _haul, _release, excess, _start)
