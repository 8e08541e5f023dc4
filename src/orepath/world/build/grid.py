"""A grid holds the chains as matrices and the evidence as one number a good and place.

Rows are commodities, columns places of the case; tonnes are gross a year.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.world.build.place import REST, Places
from orepath.world.bundle import Bundle

Floats = NDArray[np.float64]
ANYWHERE = "*"


@dataclass(frozen=True)
class Grid:
    """Hold the chains of a case over its places.

    Parameters
    ----------
    commodities, processes, places : tuple of str
        Labels, lengths G, K, P.
    taken, given : ndarray (G, K)
        Gross tonnes taken in and given off beside a tonne of output.
    output : ndarray of int (K,)
        Commodity made.
    share : ndarray (K, P)
        Part of the output made this way at the place; a place where the shares of a
        commodity are all nought makes none of it.
    order : tuple of int
        Commodities from the last of the chain to the first; what is won from a residue
        after the host that gives it off.
    """

    commodities: tuple[str, ...]
    processes: tuple[str, ...]
    places: tuple[str, ...]
    taken: Floats
    given: Floats
    output: NDArray[np.int64]
    share: Floats
    order: tuple[int, ...]

    @property
    def able(self) -> NDArray[np.bool_]:
        """Return which commodities a process makes at which place (G, P)."""
        made = np.zeros((len(self.commodities), len(self.places)))
        np.add.at(made, self.output, self.share)
        return made > 0

    def spread(self, frame: pl.DataFrame, column: str, side: str = "place") -> Floats:
        """Return a column of a frame summed by commodity and place (G, P).

        Parameters
        ----------
        frame : polars.DataFrame
            ``commodity``, a column of places of the case, and ``column``.
        column, side : str
            What is summed, and the column of places.
        """
        found = np.zeros((len(self.commodities), len(self.places)))
        g = {name: i for i, name in enumerate(self.commodities)}
        p = {name: i for i, name in enumerate(self.places)}
        at = [
            (g[c], p[q], v)
            for c, q, v in frame.select("commodity", side, column).iter_rows()
            if v is not None
        ]
        for i, j, value in at:
            found[i, j] += value
        return found


def gridded(bundle: Bundle, places: Places) -> Grid:
    """Lay the chains of a bundle over the places of a case.

    Parameters
    ----------
    bundle : Bundle
        Chains.
    places : Places
        Places of the case.

    Returns
    -------
    Grid
        O(G·K + K·P).
    """
    goods = tuple(bundle.commodities["commodity"])
    heads = bundle.processes
    processes = tuple(heads["process"])
    g = {name: i for i, name in enumerate(goods)}
    k = {name: i for i, name in enumerate(processes)}
    taken = np.zeros((len(goods), len(processes)))
    given = np.zeros_like(taken)
    for process, good, way, amount in bundle.recipes.select(
        "process", "commodity", "direction", "quantity"
    ).iter_rows():
        (taken if way == "in" else given)[g[good], k[process]] += amount
    output = np.array([g[name] for name in heads["output"]], dtype=np.int64)
    recycles = (heads["stage"] == "recycle").to_numpy()
    share = _shares(bundle, k, output, places.codes)
    order = _order(taken[:, ~recycles], given[:, ~recycles], output[~recycles])
    return Grid(goods, processes, places.codes, taken, given, output, share, order)


def _shares(
    bundle: Bundle,
    k: dict[str, int],
    output: NDArray[np.int64],
    places: tuple[str, ...],
) -> Floats:
    """Return shares (K, P) that add up to one or nought a commodity and place.

    Processes without a row share equally what the others leave. What stands in few
    places only, and in some that are folded into the rest, stands in the rest, too.
    """
    told = bundle.shares.select("process", "place", "value").iter_rows()
    stated = {(process, place): value for process, place, value in told}
    folded = {
        process: value
        for (process, place), value in stated.items()
        if value > 0 and place not in (*places, ANYWHERE)
        if stated.get((process, ANYWHERE)) == 0
    }
    said = np.array(
        [[stated.get((p, q), folded.get(p, nan) if q == REST else nan)
          for q in places]
         for p, nan in ((p, stated.get((p, ANYWHERE), np.nan)) for p in k)]
    )  # fmt: skip
    share = np.zeros_like(said)
    for good in np.unique(output):
        mine = np.flatnonzero(output == good)
        rows = said[mine]
        silent = np.isnan(rows)
        left = np.clip(1.0 - np.nansum(rows, axis=0), 0.0, 1.0)
        each = left / np.maximum(silent.sum(axis=0), 1)
        rows = np.where(silent, each, rows)
        total = rows.sum(axis=0)
        share[mine] = np.divide(rows, total, out=np.zeros_like(rows), where=total > 0)
    return share


def _order(taken: Floats, given: Floats, output: NDArray[np.int64]) -> tuple[int, ...]:
    """Return commodities so that each comes after all that is made of it.

    What is made of a residue comes after the good beside which the residue falls: until
    the host is laid out nobody knows how much of the residue there is. Where recipes go
    in a circle the one with the fewest open users goes first.
    """
    users: list[set[int]] = [set() for _ in range(len(taken))]
    for process, made in enumerate(output):
        for good in np.flatnonzero(taken[:, process]):
            hosts = output[given[good] > 0]
            users[int(made)] |= {int(host) for host in hosts} - {int(made)}
            if good != made:
                users[int(good)].add(int(made))
    found: list[int] = []
    left = set(range(len(taken)))
    while left:
        best = min(left, key=lambda good: (len(users[good] & left), good))
        found.append(best)
        left.remove(best)
    return tuple(found)
