"""What a project earns and spends, line by line, at the prices of the market.

Its columns bring goods to the balances and take goods from them; valued at market
prices these are its receipts and inputs. Its cost lines are those of the program. What
it passes on to others, or is given, is the rest of its profit.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.program import Program
from orepath.plan.worth import Outcome

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

WORKING = ("run", "haul", "release")
"""Blocks whose columns count the tonnes a project turns over."""
OWN = (*WORKING, "ease", "idle", "recourse", "start")
"""Blocks whose columns belong to projects."""


@dataclass(frozen=True)
class Margin:
    """Hold what a project earns and spends over the horizon.

    Parameters
    ----------
    lines : polars.DataFrame
        line, kind (``goods``, ``cost``, ``other``), commodity, place, tonnes (t per
        tonne turned over, + given off, - taken in; null for costs), price and
        price_without (USD/t, of goods), worth and worth_without (USD per tonne turned
        over), total (discounted USD million).
    tonnes : float
        Turned over, discounted kt; of an idle project what it could turn over.
    idle : bool
        Whether it turns over next to nothing once it is there. Then the lines tell what
        full output would bring, and sum to a loss it does not make.
    """

    lines: pl.DataFrame
    tonnes: float
    idle: bool

    @property
    def per_tonne(self) -> float:
        """Return what is left of a tonne turned over, USD/t."""
        return float(self.lines["worth"].sum())

    @property
    def per_tonne_without(self) -> float:
        """Return what would be left at the prices of the market without it, USD/t."""
        return float(self.lines["worth_without"].sum())


def margin_of(
    program: Program, outcome: Outcome, price: Floats, project: int
) -> Margin:
    """Take a project's profit apart.

    Parameters
    ----------
    program : Program
        The project's market.
    outcome : Outcome
        The market with the project started.
    price : ndarray (R, M)
        Prices of the market without it, USD/t.
    project : int
        Position of the project.

    Returns
    -------
    Margin
        Unless the project is idle its totals sum to its surplus in ``outcome.parts``.

    Notes
    -----
    The quantities are those with the project under both prices. Prices are means over
    all years and disruptions, weighted as the quantities are. A stock turns over its
    own size.
    """
    n = program.network
    columns = columns_of(n, project, OWN)
    value = outcome.answer.value
    working = columns_of(n, project, WORKING)
    tonnes = _turnover(n, working, value)
    full = _at_full(n, project, value)
    could = _turnover(n, working, full)
    idle = tonnes <= _IDLE * could
    if idle:
        value = full
        tonnes = could or float(n.projects["size"][project]) * KT
    goods = _goods(program, columns, value, (outcome.price, price))
    rows: list[tuple[object, ...]] = []
    for name, place, kt, worth, other in goods:
        prices = (worth / kt / KT, other / kt / KT)
        each = (worth / tonnes / KT, other / tonnes / KT)
        label = f"{name}, {place}"
        rows.append((label, "goods", name, place, kt / tonnes, *prices, *each, worth))
    spent = {
        n: -float(line[columns] @ value[columns]) for n, line in program.lines.items()
    }
    profit = float(outcome.parts.projects[project])
    rest = profit - sum(spent.values()) - sum(worth for *_, worth, _ in goods)
    rest = 0.0 if idle else rest
    for kind, amounts in (("cost", spent), ("other", {"passed on or given": rest})):
        for name, total in amounts.items():
            per = total / tonnes / KT
            if abs(total) > _NOTHING:
                rows.append((name, kind, "", "", None, None, None, per, per, total))
    return Margin(pl.DataFrame(rows, _LINES, orient="row"), tonnes, idle)


_NOTHING = 1e-6  # USD million
# A project is idle that turns over less than this part of what it could.
_IDLE = 0.02

_LINES = {
    "line": pl.String,
    "kind": pl.String,
    "commodity": pl.String,
    "place": pl.String,
    "tonnes": pl.Float64,
    "price": pl.Float64,
    "price_without": pl.Float64,
    "worth": pl.Float64,
    "worth_without": pl.Float64,
    "total": pl.Float64,
}


def columns_of(n: Network, project: int, names: tuple[str, ...]) -> Index:
    """Return the columns of a project in some blocks.

    Parameters
    ----------
    n : Network
        With its blocks.
    project : int
        Position of the project.
    names : tuple of str
        Blocks; one the network lacks has none.
    """
    found = [
        n.blocks[name].index[n.blocks[name].item == project]
        for name in names
        if name in n.blocks
    ]
    return np.concatenate(found)


def _turnover(n: Network, columns: Index, value: Floats) -> float:
    """Return what columns carry over the horizon, discounted kt."""
    moment = np.zeros(n.columns, dtype=np.int64)
    for name in WORKING:
        block = n.blocks[name]
        moment[block.columns] = block.moment
    return float(value[columns] @ n.moments.weight[moment[columns]])


def _at_full(n: Network, project: int, value: Floats) -> Floats:
    """Return the answer with a started project at all the output it could give."""
    full = value.copy()
    start = n.blocks["start"]
    begun = np.flatnonzero((start.item == project) & (value[start.columns] > 0.5))
    if not begun.size:
        return full
    running = n.running[project, start.moment[begun[0]]]
    size = float(n.projects["size"][project]) * KT
    for name in ("run", "haul"):
        block = n.blocks[name]
        mine = block.item == project
        period = n.moments.trunk[block.moment[mine]]
        full[block.index[mine]] = size * running[period]
    return full


def _goods(
    program: Program, columns: Index, value: Floats, prices: tuple[Floats, Floats]
) -> list[tuple[str, str, float, float, float]]:
    """Return commodity, place, discounted kt and worth under two prices of goods."""
    n = program.network
    b = n.calibration.balance
    count = b.row_place.size
    balance = program.matrix[:, columns].tocsr()[program.group("balance").rows]
    net = np.asarray(balance @ value[columns]).reshape(-1, count)
    weighed = net * n.moments.weight[:, None]
    found = []
    # What a stock buys and what it releases are two things, not one small one.
    for side in (np.maximum(weighed, 0.0), np.minimum(weighed, 0.0)):
        for row in np.flatnonzero(np.abs(side.sum(axis=0)) > _NOTHING):
            worth, other = (float(side[:, row] @ p[row]) * KT for p in prices)
            name = b.chain.commodities.labels[b.row_commodity[row]]
            place = b.places.labels[b.row_place[row]]
            found.append((name, place, float(side[:, row].sum()), worth, other))
    return sorted(found, key=lambda goods: -goods[3])
