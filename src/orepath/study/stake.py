"""What is at stake in each project: the money that goes through it, good by good.

A figure can only change a plan through its projects. So the money that hangs on a
figure is counted project by project, built or not, at the prices of the base year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.explain import running_years
from orepath.plan.project import project_costs
from orepath.plan.result import Plan

Floats = NDArray[np.float64]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Hold one single change of a plan.

    Parameters
    ----------
    project : str
        What is added, shifted or dropped.
    year : int or None
        Its new start; None where it is dropped.
    lack : float
        What the change gives up as things stand, USD million.
    years : float
        Discounted years of running that it adds or takes away.
    """

    project: str
    year: int | None
    lack: float
    years: float


def changes_of(plan: Plan) -> tuple[Change, ...]:
    """Return every single change of a plan: all starts of all projects, and drops.

    Parameters
    ----------
    plan : Plan
        Whose search has tried them; what it has not is solved.
    """
    markets = plan.markets
    best = markets.worth(plan.search.best.starts)
    built = dict(best.starts)
    found = []
    for name, years in markets.options().items():
        n = markets.parts[markets.home(name)].program.network
        runs = running_years(n, name)
        rest = {k: v for k, v in built.items() if k != name}
        starts: list[int | None] = [year for year in years if built.get(name) != year]
        for year in [*starts, *([None] if name in built else [])]:
            plan_so = rest if year is None else {**rest, name: year}
            worth = markets.worth(tuple(sorted(plan_so.items())))
            had = runs[built[name]] if name in built else 0.0
            moved = abs((0.0 if year is None else runs[year]) - had)
            found.append(Change(name, year, best.focus - worth.focus, moved))
    return tuple(found)


class Stake:
    """Measure what each of the J projects turns over, USD a year at its size.

    Parameters
    ----------
    plan : Plan
        For its case, base year, horizon, and what its search says of every project.
    """

    def __init__(self, plan: Plan) -> None:
        self.case = plan.case
        self.focus = plan.case.settings.focus
        self.projects = plan.case.table("projects")
        self.names = self.projects["project"].to_list()
        self.changes = changes_of(plan)
        b = plan.calibration.balance
        quantity = plan.calibration.year.quantity
        labels = b.chain.commodities.labels
        places = b.places.labels
        self._price = {
            (labels[g], places[p]): float(price)
            for g, p, price in zip(
                b.row_commodity, b.row_place, plan.calibration.price, strict=True
            )
        }
        self.sites, self.trade = quantity[b.sites], quantity[b.pairs]
        offset = plan.parts[0].network.moments
        self.ahead = float(offset.offset[offset.stem].mean())

    @cached_property
    def _mean(self) -> dict[str, float]:
        """Return the mean price of every commodity over the places, USD/t."""
        found: dict[str, list[float]] = {}
        for (name, _), price in self._price.items():
            found.setdefault(name, []).append(price)
        return {name: float(np.mean(prices)) for name, prices in found.items()}

    def price(self, commodity: str, place: str) -> float:
        """Return a price of the base year, USD/t: of the place, else the mean."""
        known = self._price.get((commodity, place))
        return self._mean.get(commodity, 0.0) if known is None else known

    @cached_property
    def world(self) -> dict[str, float]:
        """Return what the world makes of every commodity, t/a."""
        made: dict[str, float] = dict.fromkeys(
            self.case.table("commodities")["commodity"], 0.0
        )
        table = self.case.table("sites").select("process")
        for (process,), tonnes in zip(table.iter_rows(), self.sites, strict=True):
            for name, each in self.lines[process]:
                made[name] += max(each, 0.0) * float(tonnes)
        return made

    @cached_property
    def home(self) -> dict[str, float]:
        """Return what the focus place makes and buys of every commodity, t/a."""
        found = dict.fromkeys(self.world, 0.0)
        table = self.case.table("sites").select("process", "place")
        for (process, place), tonnes in zip(table.iter_rows(), self.sites, strict=True):
            for name, each in self.lines[process] if place == self.focus else []:
                found[name] += max(each, 0.0) * float(tonnes)
        pairs = self.case.table("trade").select("commodity", "destination")
        for (name, place), tonnes in zip(pairs.iter_rows(), self.trade, strict=True):
            found[name] += float(tonnes) * (place == self.focus)
        return found

    @cached_property
    def lines(self) -> dict[str, list[tuple[str, float]]]:
        """Return commodity and t per tonne of every process; inputs are less than 0."""
        found = {
            process: [(output, 1.0)]
            for process, output in self.case.table("processes")
            .select("process", "output")
            .iter_rows()
        }
        for row in self.case.table("recipes").iter_rows(named=True):
            sign = 1.0 if row["direction"] == "out" else -1.0
            found[row["process"]].append((row["commodity"], sign * row["quantity"]))
        return found

    @cached_property
    def goods(self) -> dict[str, Floats]:
        """Return the turnover of every project (J,) in each commodity, USD a year.

        Sold is more than 0, bought less. A contract or a stock buys and sells the same
        goods and lives on the difference: a quarter stands for both, and of a stock a
        year's part of its life.
        """
        found = {name: np.zeros(len(self.names)) for name in self.world}
        for j, row in enumerate(self.projects.iter_rows(named=True)):
            place, size = row["place"], row["size"]
            if row["process"]:
                for name, each in self.lines[row["process"]]:
                    found[name][j] += each * size * self.price(name, place)
            elif row["commodity"]:
                held = max(row["life"], 1.0) if row["kind"] == "stock" else 1.0
                worth = size * self.price(row["commodity"], place) / held
                found[row["commodity"]][j] += worth / 4
        return found

    @cached_property
    def turnover(self) -> Floats:
        """Return what every project sells in a year, USD (J,)."""
        return np.asarray(sum(np.maximum(g, 0.0) for g in self.goods.values()))

    def swings(self, rate: Floats) -> Floats:
        """Return what yearly amounts come to in each change, over the years it moves.

        Parameters
        ----------
        rate : ndarray (J,)
            Of each project, a year.

        Returns
        -------
        ndarray (changes,)
        """
        at = {name: j for j, name in enumerate(self.names)}
        return np.array([rate[at[c.project]] * c.years for c in self.changes])

    @cached_property
    def capital(self) -> Floats:
        """Return the yearly charge on a unit of capital cost, USD a year (J,)."""
        r = self.case.settings.discount_rate
        life = self.projects["life"].to_numpy()
        annuity = r / (1.0 - (1.0 + r) ** -life) if r > 0 else 1.0 / life
        return np.asarray(self.projects["size"].to_numpy() * annuity)

    @cached_property
    def size(self) -> Floats:
        """Return the size of every project (J,)."""
        return np.asarray(self.projects["size"].to_numpy(), dtype=np.float64)

    @cached_property
    def running(self) -> Floats:
        """Return what running costs every project in a year, USD (J,)."""
        return project_costs(self.case) * self.size

    def only(self, project: str) -> Floats:
        """Return 1 for one project and 0 for all others (J,)."""
        return np.array([float(name == project) for name in self.names])

    def where(self, **words: str) -> Floats:
        """Return 1 for projects whose cells hold these words, ``*`` any (J,)."""
        hit = np.ones(len(self.names))
        for column, word in words.items():
            if word != "*":
                same = (self.projects[column] == word).fill_null(value=False)
                hit *= same.to_numpy()
        return hit

    def market(self, commodity: str, tonnes: float, *places: str) -> Floats:
        """Return the turnover that some tonnes somewhere put in doubt, USD a year (J,).

        At the focus place they count as the part of its market that they are, elsewhere
        as the part of the world's.
        """
        held = self.home if self.focus in places else self.world
        whole = held.get(commodity, 0.0)
        part = min(tonnes / whole, 1.0) if whole > 0 else 0.0
        return self.goods.get(commodity, np.zeros(len(self.names))) * part


def columns_with_range(frame: pl.DataFrame) -> list[str]:
    """Return the columns of a table that have a low and a high end."""
    return [c for c in frame.columns if {f"{c}_low", f"{c}_high"} <= set(frame.columns)]
