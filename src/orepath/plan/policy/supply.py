"""Supply is what reaches a place: imports by their origin, output at home by process.

Policies on shares, reserves and limits all read the same columns, found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.project import contract_pair, figure, project_rows

Index = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Columns:
    """Hold columns of the program, and what a unit of each brings.

    Parameters
    ----------
    column, moment : ndarray of int (c,)
        Column of the program, and its moment.
    tonnes : ndarray (c,)
        What a unit of the column brings, or takes in.
    origin : ndarray of int (c,)
        Place an import comes from; -1 at home.
    process, site : ndarray of int (c,)
        What makes it, and at which site; -1 for imports, projects and uses.
    recycled : ndarray of bool (c,)
        Whether it is made of scrap.
    """

    column: Index
    moment: Index
    tonnes: Floats
    origin: Index
    process: Index
    site: Index
    recycled: Flags

    def at(self, where: Index, tonnes: Floats | None = None) -> "Columns":
        """Return some of the columns, with other tonnes if they are given (c,)."""
        old = [getattr(self, one.name) for one in fields(self)]
        old[2] = self.tonnes if tonnes is None else tonnes
        return Columns(*(values[where] for values in old))

    def plus(self, other: "Columns") -> "Columns":
        """Return the columns of both, in order."""
        return Columns(
            *(
                np.concatenate([getattr(self, one.name), getattr(other, one.name)])
                for one in fields(self)
            )
        )


def _columns(
    where: tuple[Index, Index],
    tonnes: Floats,
    *,
    origin: Index | None = None,
    maker: tuple[Index, Index] | None = None,
    recycled: Flags | None = None,
) -> Columns:
    """Return columns with what does not apply left at -1."""
    none = np.full(tonnes.size, -1)
    column, moment = where
    process, site = (none, none) if maker is None else maker
    return Columns(
        column,
        moment,
        tonnes,
        none if origin is None else origin,
        process,
        site,
        np.zeros(tonnes.size, dtype=bool) if recycled is None else recycled,
    )


def arrivals(n: Network, commodity: str, place: str) -> Columns:
    """Return the imports of a commodity, contracts included.

    Parameters
    ----------
    n : Network
        With its trade pairs and projects.
    commodity, place : str
        What arrives where.

    Returns
    -------
    Columns
        ``tonnes`` is what is left of a shipment when it arrives.
    """
    b = n.calibration.balance
    into = (b.pair_commodity == b.chain.commodities.at(commodity)) & (
        b.pair_destination == b.places.at(place)
    )
    found = _columns((_NONE, _NONE), np.zeros(0))
    for name in ("ship", "open", "haul"):
        block = n.blocks[name]
        pair = pairs_of(n, name)
        mine = np.flatnonzero(into[pair])
        pair = pair[mine]
        part = _columns(
            (block.index[mine], block.moment[mine]),
            1.0 - b.pair_loss[pair],
            origin=b.pair_origin[pair],
        )
        found = found.plus(part)
    return found


def pairs_of(n: Network, name: str) -> Index:
    """Return the trade pair of every column of a block of shipments (C,).

    Parameters
    ----------
    n : Network
        With its shipments.
    name : {"ship", "open", "haul"}
        The block.
    """
    item = n.blocks[name].item
    if name != "haul":
        return item
    hauled = np.zeros(n.projects.height, dtype=np.int64)
    for j in np.unique(item):
        hauled[j] = contract_pair(n, int(j))
    return np.asarray(hauled[item], dtype=np.int64)


def made(n: Network, place: str) -> Columns:
    """Return everything that sites and projects make at a place.

    Parameters
    ----------
    n : Network
        With its sites and projects.
    place : str
        Where.

    Returns
    -------
    Columns
        One unit is a tonne of a process's main output.
    """
    b = n.calibration.balance
    at = b.places.at(place)
    scrap = n.case.table("processes")["stage"].to_numpy() == "recycle"
    make, run = n.blocks["make"], n.blocks["run"]
    mine = np.flatnonzero(b.site_place[make.item] == at)
    process = b.site_process[make.item[mine]]
    sites = _columns(
        (make.index[mine], make.moment[mine]),
        np.ones(mine.size),
        maker=(process, make.item[mine]),
        recycled=scrap[process],
    )
    of, there, recycling = _projects(n, at)
    own = np.flatnonzero(there[run.item])
    process = of[run.item[own]]
    projects = _columns(
        (run.index[own], run.moment[own]),
        np.ones(own.size),
        maker=(process, np.full(own.size, -1)),
        recycled=scrap[process] | recycling[run.item[own]],
    )
    return sites.plus(projects)


def _projects(n: Network, place: int) -> tuple[Index, Flags, Flags]:
    """Return process, whether it stands at a place, whether it recycles (J,)."""
    b = n.calibration.balance
    rows = list(n.projects.iter_rows(named=True))
    of = [b.chain.processes.at(r["process"]) if r["process"] else 0 for r in rows]
    there = [b.places.at(r["place"]) == place for r in rows]
    recycling = [r["kind"] == "recycling" for r in rows]
    return (
        np.array(of, dtype=np.int64),
        np.array(there, dtype=bool),
        np.array(recycling, dtype=bool),
    )


def output(n: Network, commodity: str, place: str) -> Columns:
    """Return what makes a commodity at a place, by-products included.

    Parameters
    ----------
    n : Network
        With its sites and projects.
    commodity, place : str
        What is made where.
    """
    every = made(n, place)
    tonnes = _net(n, commodity)[every.process]
    return every.at(np.flatnonzero(tonnes > 0), tonnes)


def intake(n: Network, commodity: str, place: str) -> Columns:
    """Return what takes in a commodity at a place: processes and users.

    Parameters
    ----------
    n : Network
        With its sites, projects and uses.
    commodity, place : str
        What is taken in where.
    """
    b = n.calibration.balance
    every = made(n, place)
    tonnes = -_net(n, commodity)[every.process]
    wanted = (b.use_commodity == b.chain.commodities.at(commodity)) & (
        b.use_place == b.places.at(place)
    )
    use = n.blocks["use"]
    mine = np.flatnonzero(wanted[use.item])
    used = _columns((use.index[mine], use.moment[mine]), np.ones(mine.size))
    return every.at(np.flatnonzero(tonnes > 0), tonnes).plus(used)


def filled(n: Network, commodity: str, place: str) -> Columns:
    """Return the starts of stocks, with the purchases that fill them as tonnes, kt/a.

    Parameters
    ----------
    n : Network
        With its projects.
    commodity, place : str
        What is kept where.
    """
    start = n.blocks["start"]
    mine = np.flatnonzero(stocks(n, commodity, place)[start.item])
    size = figure(n, "size")[start.item[mine]] * KT
    moment = start.moment[mine]
    return _columns((start.index[mine], moment), size / n.moments.years[moment])


def stocks(n: Network, commodity: str, place: str) -> Flags:
    """Return which projects keep a commodity at a place (J,).

    Parameters
    ----------
    n : Network
        With its projects.
    commodity, place : str
        What is kept where.
    """
    kept = ("stock", commodity, place)
    rows = project_rows(n)
    return np.array(
        [(row["kind"], row["commodity"], row["place"]) == kept for row in rows],
        dtype=bool,
    )


def _net(n: Network, commodity: str) -> Floats:
    """Return what every process gives off of a commodity less what it takes in (K,)."""
    chain = n.calibration.balance.chain
    return np.asarray(chain.net[chain.commodities.at(commodity)], dtype=np.float64)


def supply(n: Network, row: Mapping[str, Any]) -> Columns:
    """Return all supply of a policy's commodity at its place: made and arrived.

    Parameters
    ----------
    n : Network
        With its columns.
    row : mapping
        A policy with commodity and place.
    """
    at = (row["commodity"], row["place"])
    return output(n, *at).plus(arrivals(n, *at))


def words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the members a policy names, in order."""
    return tuple(str(row["members"] or "").split())
