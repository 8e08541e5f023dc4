"""Cost lines are defined once and sum to the objective; the report reads the same ones.

Each line is a function from a network to discounted USD million per unit of every
column.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT, Block, Network
from orepath.plan.policy.tariff import duty_change

Floats = NDArray[np.float64]
CostLine = Callable[[Network], Floats]


def _weighed(n: Network, *names: str) -> Floats:
    """Return the blocks' own costs times the weights of their moments."""
    line = np.zeros(n.columns)
    for name in names:
        block: Block = n.blocks[name]
        line[block.columns] = block.cost * n.moments.weight[block.moment]
    return line


def worth_of_use(n: Network) -> Floats:
    """Return what users would pay at most, as a negative cost."""
    return _weighed(n, "use")


def operation(n: Network) -> Floats:
    """Return the known cost of making: operating cost and power, besides inputs."""
    line = _weighed(n, "run")
    make = n.blocks["make"]
    known = n.calibration.site_cost[make.item] * KT
    line[make.columns] = known * n.moments.weight[make.moment]
    return line


def transport(n: Network) -> Floats:
    """Return freight and duty."""
    line = _weighed(n, "haul")
    for name in ("ship", "open"):
        block = n.blocks[name]
        line[block.columns] = _known(n, block) * n.moments.weight[block.moment]
    return line


def _known(n: Network, block: Block) -> Floats:
    """Return freight and the duty of the moment, USD million per kt (C,)."""
    change = duty_change(n)[block.item, block.moment]
    return np.asarray((n.calibration.pair_cost[block.item] + change) * KT)


def margins_of_sites(n: Network) -> Floats:
    """Return what calibration lays on known costs of making, and its rise with output.

    Negative where published prices leave a site less than its estimated cost.
    """
    line = np.zeros(n.columns)
    make = n.blocks["make"]
    rest = make.cost - n.calibration.site_cost[make.item] * KT
    line[make.columns] = rest * n.moments.weight[make.moment]
    return line


def margins_of_trade(n: Network) -> Floats:
    """Return what calibration lays on freight and duty, and its rise with shipments.

    Negative where prices at the two ends lie closer than freight and duty.
    """
    line = np.zeros(n.columns)
    for name in ("ship", "open"):
        block = n.blocks[name]
        rest = block.cost - _known(n, block)
        line[block.columns] = rest * n.moments.weight[block.moment]
    return line


def savings(n: Network) -> Floats:
    """Return what upgrades and trainings save, as a negative cost."""
    return _weighed(n, "ease")


def idle_capacity(n: Network) -> Floats:
    """Return what projects pay for falling short of their least use."""
    return _weighed(n, "idle")


def refilling(n: Network) -> Floats:
    """Return the cost of replacing what stocks release."""
    return _weighed(n, "release")


def excess_shares(n: Network) -> Floats:
    """Return the price of exceeding share caps."""
    return _weighed(n, "excess")


def capital(n: Network) -> Floats:
    """Return the annuities of projects, charged in the years in which they run.

    K · (1+r)^(lead/2) · r / (1 - (1+r)^-life) a year; what is left of the life beyond
    the horizon is not charged, so that no building waits for the last year.
    """
    line = np.zeros(n.columns)
    start = n.blocks["start"]
    projects = n.projects
    r = n.case.settings.discount_rate
    life, lead = projects["life"].to_numpy(), projects["lead"].to_numpy()
    annuity = r / (1.0 - (1.0 + r) ** -life) if r > 0 else 1.0 / life
    sunk = projects["capex"].to_numpy() * projects["size"].to_numpy() * 1e-6
    yearly = sunk * (1.0 + r) ** (lead / 2) * annuity
    line[start.columns] = yearly[start.item] * _running_years(n)
    return line


def holding(n: Network) -> Floats:
    """Return the cost of keeping stocks, less what they fetch at the end.

    ``opex`` per tonne and year while the stock stands, less the published price of the
    goods discounted from the last year.
    """
    line = np.zeros(n.columns)
    start = n.blocks["start"]
    projects = n.projects
    stock = (projects["kind"] == "stock").to_numpy()[start.item]
    size = projects["size"].to_numpy()[start.item] * KT
    keep = projects["opex"].to_numpy()[start.item] * KT * _running_years(n)
    s = n.case.settings
    last = (1.0 + s.discount_rate) ** -(s.end - s.base_year)
    b = n.calibration.balance
    price = np.array(
        [
            n.calibration.anchor[b.row(row["commodity"], row["place"])]
            if row["kind"] == "stock"
            else 0.0
            for row in projects.iter_rows(named=True)
        ]
    )
    sold = price[start.item] * KT * last if start.size else np.zeros(0)
    line[start.columns] = np.where(stock, size * (keep - sold), 0.0)
    return line


def _running_years(n: Network) -> Floats:
    """Return discounted years in which a project started in a column stands ready.

    Full years count whether or not output still ramps up: capital is bound all the
    same.
    """
    start = n.blocks["start"]
    stem = n.moments.stem
    s = n.case.settings
    projects = n.projects
    begun = n.moments.first[start.moment] + projects["lead"].to_numpy()[start.item]
    ended = np.minimum(begun + projects["life"].to_numpy()[start.item], s.end + 1)
    total = np.zeros(start.size)
    for t in stem:
        first, years = n.moments.first[t], n.moments.years[t]
        for year in first + np.arange(years):
            ready = np.clip(np.minimum(ended, year + 1) - np.maximum(begun, year), 0, 1)
            total += ready * (1.0 + s.discount_rate) ** -n.moments.offset[t]
    return total


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
