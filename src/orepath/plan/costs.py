"""Cost lines are defined once and sum to the objective; the report reads the same ones.

Each line is a function from a network to discounted USD million per unit of every
column of the blocks it touches.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.plan.flight import Stairs
from orepath.plan.network import KT, Block, Network
from orepath.plan.policy.tariff import duty_change
from orepath.plan.pressure import added_costs
from orepath.plan.program import CostLine
from orepath.plan.project import figure, instalments, of_kind, stock_row

Floats = NDArray[np.float64]


def _weighed(n: Network, *names: str) -> dict[str, Floats]:
    """Return the blocks' own costs times the weights of their moments."""
    found = {}
    for name in names:
        found[name] = n.moments.weight[n.blocks[name].moment]
        found[name] *= n.blocks[name].cost
    return found


def _known(
    n: Network, block: Block, cost: Callable[[Block], Floats], *, rest: bool = False
) -> Floats:
    """Return the part of a block's costs that is known, or the rest, weighed (C,).

    What is known depends on item and moment alone, so it is read once a stair.
    """
    weight = n.moments.weight
    if not isinstance(block, Stairs):
        known = cost(block)
        return (block.cost - known if rest else known) * weight[block.moment]
    if not rest:
        return (cost(block.whole) * weight[block.whole.moment])[block.step_of]
    left = cost(block.whole)[block.step_of]
    np.subtract(block.cost, left, out=left)
    left *= weight[block.moment]
    return left


def _making(n: Network) -> Callable[[Block], Floats]:
    """Return what reads the known cost of making, USD million per kt."""
    added = added_costs(n).get("make")

    def cost(block: Block) -> Floats:
        known = n.calibration.site_cost[block.item]
        if added is not None:
            known = known + added[block.item, block.moment]
        return np.asarray(known * KT)

    return cost


def _shipping(n: Network) -> Callable[[Block], Floats]:
    """Return what reads freight and the duty of the moment, USD million per kt."""
    added = added_costs(n).get("ship")
    change = duty_change(n) if added is None else duty_change(n) + added

    def cost(block: Block) -> Floats:
        more = change[block.item, block.moment]
        return np.asarray((n.calibration.pair_cost[block.item] + more) * KT)

    return cost


def worth_of_use(n: Network) -> dict[str, Floats]:
    """Return what users would pay at most, as a negative cost."""
    return _weighed(n, "use")


def operation(n: Network) -> dict[str, Floats]:
    """Return the known cost of making: operating cost and power, besides inputs."""
    return {
        **_weighed(n, "run"),
        "make": _known(n, n.blocks["make"], _making(n)),
    }


def transport(n: Network) -> dict[str, Floats]:
    """Return freight and duty."""
    cost = _shipping(n)
    return {
        **_weighed(n, "haul"),
        **{name: _known(n, n.blocks[name], cost) for name in ("ship", "open")},
    }


def margins_of_sites(n: Network) -> dict[str, Floats]:
    """Return what calibration lays on known costs of making, and its rise with output.

    Negative where published prices leave a site less than its estimated cost.
    """
    return {"make": _known(n, n.blocks["make"], _making(n), rest=True)}


def margins_of_trade(n: Network) -> dict[str, Floats]:
    """Return what calibration lays on freight and duty, and its rise with shipments.

    Negative where prices at the two ends lie closer than freight and duty.
    """
    cost = _shipping(n)
    return {
        name: _known(n, n.blocks[name], cost, rest=True) for name in ("ship", "open")
    }


def savings(n: Network) -> dict[str, Floats]:
    """Return what upgrades and trainings save, as a negative cost."""
    return _weighed(n, "ease")


def idle_capacity(n: Network) -> dict[str, Floats]:
    """Return what projects pay for falling short of their least use."""
    return _weighed(n, "idle")


def refilling(n: Network) -> dict[str, Floats]:
    """Return the cost of replacing what stocks release."""
    return _weighed(n, "release")


def excess_shares(n: Network) -> dict[str, Floats]:
    """Return the price of exceeding share caps."""
    return _weighed(n, "excess")


def capital(n: Network) -> dict[str, Floats]:
    """Return the annuities of projects, charged in the years in which they run.

    K · (1+r)^(lead/2) · r / (1 - (1+r)^-life) a year; what is left of the life beyond
    the horizon is not charged, so that no building waits for the last year.
    """
    start = n.blocks["start"]
    line = {"start": instalments(n)[start.item] * _running_years(n)}
    return line | _weighed(n, "recourse")


def holding(n: Network) -> dict[str, Floats]:
    """Return the cost of keeping stocks, less what they fetch at the end.

    ``opex`` per tonne and year while the stock stands, less the published price of the
    goods discounted from the last year.
    """
    start = n.blocks["start"]
    kept = of_kind(n, "stock")
    if not kept.size:
        return {}
    stock = np.isin(start.item, kept)
    size = figure(n, "size")[start.item] * KT
    keep = figure(n, "opex")[start.item] * KT * _running_years(n)
    s = n.case.settings
    last = (1.0 + s.discount_rate) ** -(s.end - s.base_year)
    price = np.zeros(n.projects.height)
    price[kept] = n.calibration.anchor[[stock_row(n, int(j)) for j in kept]]
    sold = price[start.item] * KT * last
    return {"start": np.where(stock, size * (keep - sold), 0.0)}


@remembered
def _running_years(n: Network) -> Floats:
    """Return discounted years in which a project started in a column stands ready.

    Full years count whether or not output still ramps up: capital is bound all the
    same.
    """
    start = n.blocks["start"]
    stem, s = n.moments.stem, n.case.settings
    begun = n.moments.first[start.moment] + figure(n, "lead")[start.item]
    ended = np.minimum(begun + figure(n, "life")[start.item], s.end + 1)
    year = np.arange(n.moments.first[0], s.end + 1)
    discount = (1.0 + s.discount_rate) ** -n.moments.offset[stem]
    weight = np.repeat(discount, n.moments.years[stem].astype(np.int64))
    until = np.minimum(ended[:, None], year + 1)
    ready = np.clip(until - np.maximum(begun[:, None], year), 0, 1)
    return np.asarray((ready * weight).sum(axis=1), dtype=np.float64)


def total(n: Network) -> Floats:
    """Return what a unit of every column costs: the sum of all lines (columns,).

    Parameters
    ----------
    n : Network
        With its blocks.

    Notes
    -----
    The lines of a block part what its columns cost by themselves, so that is read here
    once. A start by itself costs nothing: it is paid for by the lines of its own.
    """
    weight = n.moments.weight
    cost = np.concatenate([weight[b.moment] * b.cost for b in n.blocks.values()])
    start = n.blocks["start"].columns
    for line in (capital(n), holding(n)):
        cost[start] += line.get("start", 0.0)
    return cost


COST_LINES: tuple[tuple[str, CostLine], ...] = (
    ("worth of use", worth_of_use),
    ("operation", operation),
    ("margins of sites", margins_of_sites),
    ("freight and duty", transport),
    ("margins of trade", margins_of_trade),
    ("savings", savings),
    ("idle capacity", idle_capacity),
    ("capital", capital),
    ("stock holding", holding),
    ("stock refilling", refilling),
    ("excess shares", excess_shares),
)
