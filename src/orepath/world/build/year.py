"""The base year is laid out good by good, from the last of the chain to the first.

What a place makes is published, or follows from capacity, from what its plants must
have taken in, or from what feeds are left over; what remains is used. Every step says
which.
"""

import numpy as np
import polars as pl

from orepath.evidence.importer.country import OTHERS
from orepath.world.build.grid import Floats, Grid
from orepath.world.build.ledger import (
    BESIDE,
    FEED,
    IN_PART,
    NEEDS,
    PUBLISHED,
    SELLERS,
    SHARES,
    TOLD,
    Ground,
    Year,
    by_process,
)
from orepath.world.build.leftover import settle
from orepath.world.build.place import REST
from orepath.world.build.told import told_output, told_world

UTILISATION = (0.8, 0.5, 1.0)
"""Part of a published capacity that is supposed to be in use: value, low, high."""
_DERIVED = (0.5, 1.6)
_SMALL = 0.002
"""A way of making a good has at least this share of it where its rivals make it."""
_HOME = 0.35
"""Part of their output that sellers keep, where nothing says how much they make."""


def laid_out(ground: Ground) -> Year:
    """Lay out the base year.

    Parameters
    ----------
    ground : Ground
        Chains, evidence and keys.

    Returns
    -------
    Year
        Nearly balanced; the rest is for the reconciliation. O(G·K·P).
    """
    grid, survey = ground.grid, ground.survey
    year = _observed(ground)
    whole = set(survey.made.filter("whole")["commodity"])
    part = set(survey.made["commodity"]) | set(survey.able["commodity"])
    for g in grid.order:
        name = grid.commodities[g]
        if ground.head(g)["outside"]:
            continue
        year.need[g] = grid.taken[g] @ by_process(grid, year)
        if not (grid.output == g).any():
            year.how[name] = BESIDE
        elif name in whole:
            year.how[name] = PUBLISHED
        elif name in part and not _is_minor(year, g):
            year.how[name] = IN_PART
        else:
            _derive(ground, year, g)
        _tell(ground, year, g)
        settle(ground, year, g)
    return year


def _observed(ground: Ground) -> Year:
    """Return a year with what is published of output and trade."""
    grid, survey, flows = ground.grid, ground.survey, ground.flows
    at = ground.places.at("place")
    made = survey.made.with_columns(
        place=pl.when(pl.col("place") == OTHERS)
        .then(pl.lit(REST))
        .otherwise(pl.col("place"))
    )
    # Capacity stands in for the places of which no output is known.
    able = survey.able.with_columns(
        place=pl.when(pl.col("place") == OTHERS)
        .then(pl.lit(REST))
        .otherwise(pl.col("place"))
    ).join(
        made.filter("whole").select("commodity").unique(), on="commodity", how="anti"
    )
    able = able.join(made, on=["commodity", "place"], how="anti").with_columns(
        *(
            (pl.col("value") * part).alias(end)
            for part, end in zip(UTILISATION, ("value", "low", "high"), strict=True)
        )
    )
    columns = ["commodity", "place", "value", "low", "high", "year", "grade", "source"]
    rows = pl.concat([made.select(columns), able.select(columns)]).with_columns(at)
    best = rows.sort("value", descending=True).unique(
        ["commodity", "place"], keep="first", maintain_order=True
    )
    shape = (len(grid.commodities), len(grid.places))
    sources = best.select("commodity", "place", "source", "grade", "year").iter_rows()
    return Year(
        made=grid.spread(rows, "value"),
        low=grid.spread(rows, "low"),
        high=grid.spread(rows, "high"),
        latent=np.zeros(shape),
        used=np.zeros(shape),
        used_high=np.zeros(shape),
        need=np.zeros(shape),
        imported=grid.spread(flows, "quantity", "destination"),
        exported=grid.spread(flows, "quantity", "origin"),
        how={},
        source={
            (good, place): (row, grade, said)
            for good, place, row, grade, said in sources
        },
    )


def _is_minor(year: Year, g: int) -> bool:
    """Return whether the few makers known of cannot feed a tenth of the users."""
    return bool(year.made[g].sum() < 0.1 * year.need[g].sum())


def _derive(ground: Ground, year: Year, g: int) -> None:
    """Find the output of a form of which none is published."""
    grid, survey, skill = ground.grid, ground.survey, ground.key.skill
    is_open = ground.is_open(g)
    name = grid.commodities[g]
    able = grid.able[g]
    net = year.imported[g] - year.exported[g]
    if year.need[g].any() and (is_open or not ground.head(g)["traded"]):
        made, how = np.maximum(year.need[g] - net, 0.0), NEEDS
    elif year.need[g].any():
        made, how = _from_feed(grid, year, g, float(year.need[g].sum()), skill), FEED
    elif name in set(survey.parts["commodity"]) and _world(grid, year, g) > 0:
        rows = survey.parts.filter(commodity=name).with_columns(
            ground.places.at("place")
        )
        how = TOLD if name in told_world() else SHARES
        made = grid.spread(rows, "value")[g] * _world(grid, year, g)
    elif is_open:
        sold = np.maximum(-net, 0.0) / (1.0 - _HOME)
        made, how = np.maximum(sold, skill * _spare(grid, year, g)), SELLERS
    else:
        made, how = _from_feed(grid, year, g, _fed(grid, year, g), skill), FEED
    year.made[g] = np.where(able, made, 0.0)
    year.low[g] = year.made[g] * _DERIVED[0]
    year.high[g] = year.made[g] * _DERIVED[1]
    year.how[name] = how
    for place in grid.places:
        year.source.pop((name, place), None)


def _tell(ground: Ground, year: Year, g: int) -> None:
    """Put what is told of single places, the world's output staying as it was.

    Of a published form it is a part of what the survey calls other countries; of a
    derived one the others make the less.
    """
    grid, name = ground.grid, ground.grid.commodities[g]
    rows = told_output().filter(
        pl.col("commodity") == name, pl.col("place").is_in(grid.places)
    )
    told = {grid.places.index(str(r["place"])): r for r in rows.to_dicts()}
    if not told:
        return
    rest = np.array([p not in told for p in range(len(grid.places))])
    if year.how[name] == PUBLISHED:
        rest &= np.array([place == REST for place in grid.places])
    others = float(year.made[g, rest].sum())
    here = float(year.made[g, list(told)].sum())
    left = others + here - sum(float(r["value"]) for r in told.values())
    for end in (year.made, year.low, year.high):
        end[g, rest] *= max(left, 0.0) / max(others, 1e-12)
    for p, row in told.items():
        year.made[g, p], year.low[g, p] = row["value"], row["low"]
        year.high[g, p] = row["high"]
        year.source[name, grid.places[p]] = (row["source"], row["grade"], None)


def _spare(grid: Grid, year: Year, g: int) -> Floats:
    """Return how much of a good each place could make of the feed it has left (P,).

    By the main way of making it from ore or residue, over that way's share, and by the
    scarcest of what it takes in. A feed of which no output is known counts by what
    could be made of its own feeds.
    """
    best = _main_way(grid, year, g)
    if best is None:
        return np.zeros(len(grid.places))
    feeds = np.flatnonzero(grid.taken[:, best])
    process = by_process(grid, year)
    left = []
    for feed in feeds:
        have = year.made[feed] + grid.given[feed] @ process
        if not have.any():
            have = _spare(grid, year, int(feed))
        have = have + year.imported[feed] - year.exported[feed]
        free = np.maximum(have - grid.taken[feed] @ process, 0.0)
        left.append(free / grid.taken[feed, best])
    return np.asarray(np.min(left, axis=0) / _part(grid, best))


def _part(grid: Grid, k: int) -> float:
    """Return the usual share of a way of making a good."""
    rivals = grid.share[grid.output == grid.output[k]].sum(axis=0) > 0
    return max(float(grid.share[k, rivals].mean()), _SMALL)


def _main_way(
    grid: Grid, year: Year, g: int, above: tuple[int, ...] = ()
) -> int | None:
    """Return the process that makes most of a good from a feed that somebody has."""
    ways = [
        int(k)
        for k in np.flatnonzero(grid.output == g)
        if grid.taken[:, k].any()
        and grid.share[k].any()
        and all(
            _is_had(grid, year, int(feed), (*above, g))
            for feed in np.flatnonzero(grid.taken[:, k])
        )
    ]
    return max(ways, key=lambda k: _part(grid, k)) if ways else None


def _is_had(grid: Grid, year: Year, g: int, above: tuple[int, ...]) -> bool:
    """Return whether output of a feed is known, or could be made of one that is."""
    if g in above:
        return False
    if year.made[g].any() or grid.given[g].any():
        return True
    return _main_way(grid, year, g, above) is not None


def _world(grid: Grid, year: Year, g: int) -> float:
    """Return the world's output of a good that is published in shares only, t/a.

    What is told goes before what the feed would give: most of a residue is not worked.
    """
    told = told_world().get(grid.commodities[g])
    return _fed(grid, year, g) if told is None else told


def _fed(grid: Grid, year: Year, g: int) -> float:
    """Return how much of a good the world could make of the feed that is left, t/a."""
    return float(np.where(grid.able[g], _spare(grid, year, g), 0.0).sum())


def _from_feed(grid: Grid, year: Year, g: int, total: float, skill: Floats) -> Floats:
    """Spread the world's output of a good by the feed left at skilled places (P,)."""
    spare = np.where(grid.able[g], skill * _spare(grid, year, g), 0.0)
    if spare.sum() <= 0:
        spare = np.where(grid.able[g], year.need[g], 0.0)
    return np.asarray(total * spare / max(float(spare.sum()), 1e-12))
