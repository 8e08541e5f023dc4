"""What output and trade leave over is used, and what they lack an unlisted maker makes.

A use that a publisher states goes before either.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepath.world.build.grid import Floats, Grid
from orepath.world.build.ledger import Ground, Stated, Year, by_process
from orepath.world.build.told import resellers

Bools = NDArray[np.bool_]

_SMALL = 0.002
"""Gaps below this part of the world's total are left to the reconciliation."""
_FAINT = 1e-6
_UNLISTED = 0.2
"""Part of its listed output that a maker may make besides to meet its own need."""


def settle(ground: Ground, year: Year, g: int) -> None:
    """Say what is used besides, and who must make what no source lists.

    Parameters
    ----------
    ground : Ground
        Chains, evidence and keys.
    year : Year
        Output and need of the good are known; its use is written here, and what
        unlisted makers add.
    g : int
        The good.
    """
    grid = ground.grid
    beside = grid.given[g] @ by_process(grid, year)
    made = year.made[g] + beside
    if ground.is_open(g) or not ground.head(g)["traded"]:
        gap = made + year.imported[g] - year.exported[g] - year.need[g]
        _use_or_list(grid, year, (g, _makers(ground, g)), gap)
        over = np.maximum(gap, 0.0)
        _put(year, g, _stated(ground, year, g), (over, over))
        return
    # Nobody knows who ships it to whom: use follows industry, trade is for later.
    left = float(made.sum() - year.need[g].sum())
    if is_last(grid, g):
        _spread_use(ground, year, (g, made), max(left, 0.0))
    elif left > 0:
        year.used[g] = 0.25 * left * year.need[g] / max(float(year.need[g].sum()), 1e-9)
        year.used_high[g] = 4.0 * year.used[g]
    else:
        year.latent[g] += -left * year.made[g] / max(float(year.made[g].sum()), 1e-9)


def _spread_use(
    ground: Ground, year: Year, what: tuple[int, Floats], total: float
) -> None:
    """Spread the world's use of a good by industry, but for what is stated of places.

    Nowhere is more used than a place makes and buys under the customs code, if known.
    """
    g, made = what
    grid, name = ground.grid, ground.grid.commodities[what[0]]
    basket = ground.survey.basket.with_columns(ground.places.at("place"))
    bounded = name in set(basket["commodity"])
    room = made + grid.spread(basket, "value")[g] if bounded else None
    stated, key = _stated(ground, year, g), ground.key.of(name)
    year.used[g] = spread_by(total, key, room)
    if stated:
        some = np.isin(np.arange(len(key)), list(stated))
        told = sum(one.value for one in stated.values())
        others = np.where(some, 0.0, key)
        rest = spread_by(
            max(total - told, 0.0),
            others / max(float(others.sum()), 1e-12),
            None if room is None else np.where(some, 0.0, room),
        )
        year.used[g] = np.where(some, year.used[g], rest)
    year.used_high[g] = 2.0 * year.used[g]
    _put(year, g, stated, (year.used[g], None))


def spread_by(total: float, key: Floats, room: Floats | None) -> Floats:
    """Spread a use by a key (P,), nowhere above what the place can have.

    Where all have too little room the rest goes by the key.
    """
    if room is None or room.sum() <= total:
        return total * key
    used, left = np.zeros_like(key), total
    for _ in range(len(key)):
        open_to = np.where(used < room * (1 - 1e-9), key, 0.0)
        if left <= 1e-9 * total or not open_to.any():
            break
        used = np.minimum(used + left * open_to / open_to.sum(), room)
        left = total - float(used.sum())
    return used + max(left, 0.0) * key


def _stated(ground: Ground, year: Year, g: int) -> dict[int, Stated]:
    """Return by place of the case the stated consumption less what plants take in."""
    grid, name = ground.grid, ground.grid.commodities[g]
    found = {}
    for row in ground.survey.consumed.filter(commodity=name).to_dicts():
        # Of a country that is joined to others nothing is stated of the whole.
        if row["place"] not in grid.places:
            continue
        p = grid.places.index(str(row["place"]))
        taken = float(year.need[g, p])
        value, low, high = (
            max(float(row[end]) - taken, 0.0) for end in ("value", "low", "high")
        )
        found[p] = Stated(
            value, low, high, int(row["year"]), str(row["source"]), str(row["grade"])
        )
    return found


def _put(
    year: Year,
    g: int,
    stated: dict[int, Stated],
    left: tuple[Floats, Floats | None],
) -> None:
    """Put stated use in the place of what is left over, and keep both.

    ``left`` is what would be used otherwise (P,) and, where trade is known, what the
    range must hold besides.
    """
    other, known = left
    for p, one in stated.items():
        ends = (one.low, one.high)
        if known is not None:
            ends = (min(one.low, float(known[p])), max(one.high, float(known[p])))
        year.stated[g, p] = replace(
            one, low=ends[0], high=ends[1], left=float(other[p])
        )
        year.used[g, p], year.used_high[g, p] = one.value, ends[1]


def _makers(ground: Ground, g: int) -> Bools:
    """Return which places may make a good unlisted: no ore where none is mined."""
    able: Bools = ground.grid.able[g]
    if ground.head(g)["stage"] != "mine":
        return able
    known = set(resellers())
    mines: Bools = np.array([place not in known for place in ground.grid.places])
    return np.logical_and(able, mines)


def _use_or_list(grid: Grid, year: Year, who: tuple[int, Bools], gap: Floats) -> None:
    """Turn what is left at places into use, and what lacks into unlisted makers."""
    g, able = who
    world = max(float(year.made[g].sum()), float(year.need[g].sum()), 1e-9)
    over = np.where(gap > (0.0 if is_last(grid, g) else _SMALL * world), gap, 0.0)
    if is_last(grid, g):
        year.used[g] = over
        year.used_high[g] = 1.6 * over
    else:
        # A surplus of feed may be use, or an output that is overstated.
        year.used[g] = 0.25 * over
        year.used_high[g] = over
        year.low[g] = np.minimum(year.low[g], np.maximum(year.made[g] - over, 0.0))
    lacking = np.where(able & (gap < -_FAINT * world), -gap, 0.0)
    # What is sold must come from somewhere, however little it is; what is needed may
    # have come unrecorded, but for what a known maker may make besides.
    sold = np.clip(year.exported[g] - year.imported[g] - year.made[g], 0.0, lacking)
    beside = np.minimum(lacking - sold, _UNLISTED * year.made[g])
    year.latent[g] += sold + beside
    wanting = float((lacking - sold - beside).sum())
    more = max(wanting - float((over - year.used[g]).sum()), 0.0)
    year.latent[g] += more * year.made[g] / max(float(year.made[g].sum()), 1e-9)


def is_last(grid: Grid, g: int) -> bool:
    """Return whether no process takes a good in."""
    return not bool(grid.taken[g].any())
