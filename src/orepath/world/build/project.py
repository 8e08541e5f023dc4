"""Projects are what the focus place could build, agree or store, sized by its use."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orepath.core.gazetteer import name_of
from orepath.evidence.library import library
from orepath.world.build.grid import Grid
from orepath.world.build.ledger import Year
from orepath.world.build.order import Order
from orepath.world.build.royalty import royalty
from orepath.world.build.sheet import judged, laid
from orepath.world.bundle import Bundle

ANYWHERE = "*"
_OF_USE = 0.5
"""A plant makes at most this part of what the place uses of its output by the end."""
_OF_FEED = 0.3
"""Without such use: at most this part of the feed that the place has."""
_SMALLEST = 0.05
"""Parts of a usual plant's size below this are no plant."""
_OF_ORE = 0.5
_WORKED = "concentrate"
_DAYS = 60.0
_STORE = (0.03, 0.005)
"""Capital and yearly cost of a tonne in store, as parts of its price."""
_AGREED = 0.15
_WAIT = 9
_CONTRACTS = 3
MOST = 30
"""Projects beyond these, by the worth of what they make, are left out."""
_TEXTS = (
    "project", "name", "kind", "place", "process", "commodity", "destination", "unit",
    "capex_unit", "source", "note",
)  # fmt: skip
_NUMBERS = (
    "size", "size_low", "size_high", "capex", "capex_low", "capex_high", "opex",
    "opex_low", "opex_high", "lead", "life", "worth",
)  # fmt: skip
_SCHEMA: dict[str, pl.DataType] = {
    **{name: pl.String() for name in _TEXTS},
    **{name: pl.Float64() for name in _NUMBERS},
}


@dataclass(frozen=True)
class Site:
    """Hold what projects need of the case so far.

    Parameters
    ----------
    order, grid, bundle, year : Order, Grid, Bundle, Year
        As the rooms before give them.
    flows : polars.DataFrame
        Trade, known and supposed.
    price : dict of str to float
        Price that holds everywhere, USD/t.
    """

    order: Order
    grid: Grid
    bundle: Bundle
    year: Year
    flows: pl.DataFrame
    price: dict[str, float]

    @property
    def home(self) -> int:
        """Return the position of the focus place."""
        return self.grid.places.index(self.order.focus)

    def asked(self, g: int) -> bool:
        """Return whether a good is of a mineral that was asked for, not of a host."""
        return self.bundle.commodities["mineral"][g] in self.order.asked


def projects(site: Site) -> pl.DataFrame:
    """Return the table of projects.

    Parameters
    ----------
    site : Site
        The case so far.

    Returns
    -------
    polars.DataFrame
        A plant a process that fits the place's use or feed, a mine where the place
        mines or has reserves, contracts with partners that make what it buys, and a
        store of each good it buys from abroad.
    """
    rows = [*_plants(site), *_contracts(site), *_stores(site)]
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    largest = frame.sort("worth", descending=True).head(MOST)["project"].to_list()
    kept = frame.filter(pl.col("project").is_in(largest))
    return laid("projects", _timed(kept, site.order))


def _timed(frame: pl.DataFrame, order: Order) -> pl.DataFrame:
    """Add what all projects share: when they may start and for whom they are."""
    start = order.start + 1 if order.end > order.start else order.start
    return frame.with_columns(
        earliest=pl.lit(start),
        latest=pl.lit(min(start + _WAIT, order.end)),
        **{
            f"{w}{e}": pl.lit(1.0)
            for w in ("share", "paid")
            for e in ("", "_low", "_high")
        },
        grade=pl.lit("C"),
    )


def _plants(site: Site) -> list[dict[str, object]]:
    """Return plants, mines and recycling, from the last of the chain to the first."""
    grid, year, home = site.grid, site.year, site.home
    stages = dict(site.bundle.processes.select("process", "stage").iter_rows())
    wanted = year.need[:, home] + year.used[:, home]
    sizes: dict[int, float] = {}
    for g in grid.order:
        for k in np.flatnonzero(grid.output == g):
            name = grid.processes[k]
            if not site.asked(int(g)):
                continue
            if not _can_stand(site, int(k), stages, ()):
                continue
            if not _is_usual(grid, int(k)) and stages[name] != "recycle":
                continue
            scale = _scale(site.bundle, name)
            most = _OF_USE * wanted[g]
            feeds = np.flatnonzero(grid.taken[:, k])
            if most <= 0 and feeds.size:
                most = _OF_FEED * float(_feed(site, int(k), feeds))
            if stages[name] == "mine":
                most = max(most, _OF_ORE * year.made[g, home])
            size = min(scale, most)
            if size >= _SMALLEST * scale:
                sizes[int(k)] = size
                wanted[feeds] += grid.taken[feeds, k] * size
    return [_plant(site, k, size, stages) for k, size in sizes.items()]


def _can_stand(
    site: Site, k: int, stages: dict[str, str], above: tuple[int, ...]
) -> bool:
    """Return whether the focus place can have what a process works on.

    Mines and the first working of ore stand where ore is; other plants where each feed
    is traded, made at home, or could be.
    """
    grid = site.grid
    made = int(grid.output[k])
    if stages[grid.processes[k]] == "mine":
        return _has_ore(site, made, digs=False)
    if _WORKED in {stages[grid.processes[k]], site.bundle.commodities["stage"][made]}:
        return _has_ore(site, made, digs=True)
    return all(
        _can_have(site, int(g), stages, (*above, int(grid.output[k])))
        for g in np.flatnonzero(grid.taken[:, k])
    )


def _can_have(
    site: Site, g: int, stages: dict[str, str], above: tuple[int, ...]
) -> bool:
    """Return whether the focus place has a good, can buy it or could make it."""
    head = site.bundle.commodities.row(g, named=True)
    if head["traded"] or site.year.made[g, site.home] > 0:
        return True
    if site.grid.given[g].any() or g in above:
        return _given(site, g) > 0
    return any(
        _can_stand(site, int(k), stages, above)
        for k in np.flatnonzero(site.grid.output == g)
    )


def _given(site: Site, g: int) -> float:
    """Return what plants at home give off of a good, t/a."""
    grid, home = site.grid, site.home
    process = grid.share[:, home] * site.year.made[grid.output, home]
    return float(grid.given[g] @ process)


def _is_usual(grid: Grid, k: int) -> bool:
    """Return whether a process makes a tenth of its output where that is made."""
    makes = grid.share[grid.output == grid.output[k]].sum(axis=0) > 0
    return bool(makes.any() and grid.share[k, makes].mean() >= 0.1)


def _feed(site: Site, k: int, feeds: np.ndarray) -> float:
    """Return how much of a process's output the feed at home would make, t/a."""
    grid, year, home = site.grid, site.year, site.home
    process = grid.share * year.made[grid.output]
    have = (
        year.made[feeds, home]
        + grid.given[feeds] @ process[:, home]
        + year.imported[feeds, home]
    )
    return float(np.min(have / grid.taken[feeds, k]))


def _has_ore(site: Site, g: int, *, digs: bool) -> bool:
    """Return whether the focus place mines a form or has published reserves of it.

    With ``digs`` any ore of the same mineral counts as well as the form itself, and
    the form alone does not: what is worked up may come from scrap.
    """
    heads = site.bundle.commodities
    mineral = heads["mineral"][g]
    ores = (heads["mineral"] == mineral) & (heads["stage"] == "mine")
    dug = np.flatnonzero(ores.to_numpy()) if digs else np.array([g])
    if (site.year.made[dug, site.home] > 0).any():
        return True
    held = (
        library()
        .observations(measure="reserves")
        .filter(
            pl.col("place").is_in(site.order.own),
            pl.col("mineral") == mineral,
            pl.col("value") > 0,
        )
    )
    return not held.is_empty()


def _scale(bundle: Bundle, process: str) -> float:
    """Return the size of a typical new plant, t/a."""
    row = bundle.scales.filter(process=process).sort(pl.col("place") != ANYWHERE)
    return float(row["value"][0])


def _figure(site: Site, process: str, figure: str) -> dict[str, object]:
    """Return a figure of a process at the focus place, else everywhere."""
    rows = site.bundle.coefficients.filter(process=process, figure=figure)
    own = rows.filter(place=site.order.focus)
    return (own if own.height else rows.filter(place=ANYWHERE)).row(0, named=True)


def _plant(
    site: Site, k: int, size: float, stages: dict[str, str]
) -> dict[str, object]:
    """Return the row of a plant."""
    process = site.grid.processes[k]
    kind = {"mine": "mine", "recycle": "recycling"}.get(stages[process], "plant")
    head = site.bundle.processes.filter(process=process).row(0, named=True)
    capex = _figure(site, process, "capex")
    opex, levy = _running(site, k, process, kind)
    scale = _scale(site.bundle, process)
    return {
        "project": f"new_{process}", "name": f"New: {head['name']}", "kind": kind,
        "place": site.order.focus, "process": process,
        "size": size, "size_low": 0.5 * size, "size_high": 2.0 * size, "unit": "t/a",
        "capex": capex["value"], "capex_low": capex["value_low"],
        "capex_high": capex["value_high"], "capex_unit": "USD/(t/a)",
        "opex": opex[0], "opex_low": opex[1], "opex_high": opex[2],
        "lead": _figure(site, process, "lead")["value"],
        "life": _figure(site, process, "life")["value"],
        "source": capex["source"],
        "worth": size * site.price[site.grid.commodities[int(site.grid.output[k])]],
        "note": f"supposed: a plant of usual size ({scale:,.0f} t/a) or half of what "
        "the place uses, whichever is less; cost as everywhere in the chain" + levy,
    }  # fmt: skip


def _running(
    site: Site, k: int, process: str, kind: str
) -> tuple[tuple[float, ...], str]:
    """Return the running cost with its ends, of a mine with its royalty, and a word."""
    row = _figure(site, process, "opex")
    cost = tuple(float(str(row[end])) for end in ("value", "value_low", "value_high"))
    if kind != "mine":
        return cost, ""
    head = site.bundle.commodities.row(int(site.grid.output[k]), named=True)
    rate = royalty(site.order.own[0], head["mineral"])
    levy = rate.on(site.price[head["commodity"]])
    both = tuple(a + b for a, b in zip(cost, levy, strict=True))
    return both, f"; {rate.told}"


def _contracts(site: Site) -> list[dict[str, object]]:
    """Return contracts with partners, the most valuable goods of each first.

    Only for what the place buys net: nobody ties himself to what he sells.
    """
    grid, year, home = site.grid, site.year, site.home
    rows = []
    traded = set(site.bundle.commodities.filter("traded")["commodity"])
    out = grid.spread(site.flows, "quantity", "origin")
    into = grid.spread(site.flows, "quantity", "destination")
    buys = into[:, home] > out[:, home]
    for partner in site.order.partners:
        if partner not in grid.places:
            continue
        p = grid.places.index(partner)
        worth = []
        for g, good in enumerate(grid.commodities):
            use = float(year.need[g, home] + year.used[g, home])
            makes = float(year.made[g, p] + year.latent[g, p])
            size = min(_AGREED * use, 0.25 * makes)
            sold = good in traded and out[g, p] > 0
            if buys[g] and sold and size > 0 and site.asked(g):
                worth.append((size * site.price[good], good, size))
        for _, good, size in sorted(worth, reverse=True)[:_CONTRACTS]:
            rows.append(_contract(site, partner, good, size))
    return rows


def _contract(site: Site, partner: str, good: str, size: float) -> dict[str, object]:
    """Return the row of a contract."""
    return {
        "project": f"contract_{partner}_{good.replace(' ', '_')}",
        "name": f"{good[0].upper()}{good[1:]} from {name_of(partner)} under contract",
        "kind": "contract", "place": partner, "commodity": good,
        "destination": site.order.focus,
        "size": size, "size_low": 0.5 * size, "size_high": 2.0 * size, "unit": "t/a",
        "capex": 0.0, "capex_low": 0.0, "capex_high": 0.0, "capex_unit": "USD/(t/a)",
        "opex": 0.0, "opex_low": 0.0, "opex_high": 0.02 * site.price[good],
        "lead": 1.0, "life": 10.0, "source": "assumption",
        "worth": size * site.price[good],
        "note": "supposed: 15 % of the place's use, at most a quarter of what the "
        "partner makes; its price is the market's",
    }  # fmt: skip


def _stores(site: Site) -> list[dict[str, object]]:
    """Return a store of each traded good of which the place buys half abroad, net."""
    grid, year, home = site.grid, site.year, site.home
    bought = grid.spread(site.flows, "quantity", "destination")[:, home]
    bought = bought - grid.spread(site.flows, "quantity", "origin")[:, home]
    rows = []
    for g, good in enumerate(grid.commodities):
        use = float(year.need[g, home] + year.used[g, home])
        if use <= 0 or bought[g] < 0.5 * use or not site.asked(g):
            continue
        size = use * _DAYS / 365.0
        price = site.price[good]
        row: dict[str, object] = {
            "project": f"store_{good.replace(' ', '_')}",
            "name": f"Reserve of {good}", "kind": "stock",
            "place": site.order.focus, "commodity": good,
            "size": size, "size_low": 0.5 * size, "size_high": 1.5 * size, "unit": "t",
            "capex": _STORE[0] * price, "capex_low": 0.5 * _STORE[0] * price,
            "capex_high": 2 * _STORE[0] * price, "capex_unit": "USD/t",
            "opex": _STORE[1] * price, "opex_low": 0.5 * _STORE[1] * price,
            "opex_high": 2 * _STORE[1] * price,
            "lead": 1.0, "life": 30.0, "source": "assumption",
            "worth": size * price,
            "note": "supposed: 60 days of the place's use; a shed and handling at 3 % "
            "of the price, 0.5 % a year",
        }  # fmt: skip
        rows.append(row)
    return rows


def openings(site: Site, table: pl.DataFrame) -> pl.DataFrame:
    """Return flows of nought for contracts between places that do not trade yet.

    Parameters
    ----------
    site : Site
        With the flows so far.
    table : polars.DataFrame
        The projects.

    Returns
    -------
    polars.DataFrame
        Rows as :func:`orepath.world.build.flow.known` gives them.
    """
    ends = ["commodity", "origin", "destination"]
    wanted = table.filter(kind="contract").select(
        "commodity", pl.col("place").alias("origin"), "destination"
    )
    return wanted.join(site.flows.select(ends), on=ends, how="anti").with_columns(
        *judged(pl.lit(0.0), 1.0, 1.0, "quantity"),
        source=pl.lit("assumption"), grade=pl.lit("C"),
        note=pl.lit("no trade is published: the row lets the contract ship"),
    )  # fmt: skip
