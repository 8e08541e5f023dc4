"""The year is read as figures, and laid out over moments and their growth by loops."""

import itertools
import math
from collections import defaultdict
from typing import Any

import numpy as np
from tests.plan.oracle.sheet import Key, Row, Sheet

from orepath.stress.shocks import CONTROL_CHANCE
from orepath.world.balance import uses_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.route import route_of


class Year:
    """Hold a calibrated case and its moments, in kt and USD million."""

    def __init__(self, case: Case, calibration: Calibration) -> None:
        self.case, self.cal, self.sheet = case, calibration, Sheet()
        self.s = case.settings
        self._read()
        self._moments()
        self._growth()

    def _read(self) -> None:
        b, x = self.cal.balance, self.cal.year.quantity
        self.sites = list(self.case.table("sites").iter_rows(named=True))
        trade = self.case.table("trade")
        self.pairs = list(trade.iter_rows(named=True))
        self.uses = list(uses_of(self.case).iter_rows(named=True))
        self.projects = list(self.case.table("projects").iter_rows(named=True))
        self.by_name = {row["project"]: row for row in self.projects}
        for row in self.projects:
            for name in self._sought(row):
                for what in ("size", "reserves"):
                    if row[what] is not None:
                        row[what] *= self.by_name[name]["chance"]
        k, f = len(self.sites), len(self.pairs)
        self.x_site, self.x_pair, self.x_use = x[:k], x[k : k + f], x[k + f :]
        self.price, self.anchor = {}, {}
        for r in range(b.row_place.size):
            commodity, _, place = b.row_label(r).partition(" at ")
            self.price[commodity, place] = self.cal.price[r]
            self.anchor[commodity, place] = self.cal.anchor[r]
        self.output = dict(
            self.case.table("processes").select("process", "output").iter_rows()
        )
        self.recipe: dict[str, dict[str, float]] = {}
        for process, output in self.output.items():
            self.recipe[process] = {output: 1.0}
        for row in self.case.table("recipes").iter_rows(named=True):
            sign = 1.0 if row["direction"] == "out" else -1.0
            self.recipe[row["process"]][row["commodity"]] = sign * row["quantity"]
        routes = route_of(self.case, trade)
        self.loss, self.via = routes["loss"].to_list(), routes["via"].to_list()
        self.relation = {
            row["commodity"]: row
            for row in self.case.table("relations").iter_rows(named=True)
        }

    def _sought(self, row: Row) -> set[str]:
        """Return the explorations a project hangs on, however far up."""
        found = set()
        for name in row["requires"].split():
            if self.by_name[name]["kind"] == "exploration":
                found.add(name)
            found |= self._sought(self.by_name[name])
        return found

    def _figure(self, what: str, process: str | None) -> float:
        for row in self.case.table("coefficients").iter_rows(named=True):
            if (row["process"], row["figure"]) == (process, what):
                assert row["place"] == "*", "the oracle knows figures for * only"
                return float(row["value"])
        return 0.0

    def _moments(self) -> None:
        s, r = self.s, self.s.discount_rate
        first = [*s.periods, s.end + 1]
        self.trunk: list[Row] = []
        for a, b in itertools.pairwise(first):
            offset = a + (b - a - 1) / 2 - s.base_year
            self.trunk.append(
                {"first": a, "years": b - a, "offset": offset, "shock": None}
            )
        # The control: a single year like a disrupted one, in which nothing happens.
        quiet = {"kind": "outage", "place": "", "process": "", "severity": 0.0}
        quiet |= {"months": 0.0, "probability": CONTROL_CHANCE}
        shocks = [quiet, *self.case.table("shocks").iter_rows(named=True)]
        years = [max(1, min(3, math.ceil(shock["months"] / 12))) for shock in shocks]
        chance = sum(s["probability"] * n for s, n in zip(shocks, years, strict=True))
        whole = sum(t["years"] * (1 + r) ** -t["offset"] for t in self.trunk)
        for i, t in enumerate(self.trunk):
            t["weight"] = t["years"] * (1 + r) ** -t["offset"] * (1 - chance)
            t["trunk"] = i
        struck = max(i for i, t in enumerate(self.trunk) if t["first"] <= s.shock_year)
        self.moments = list(self.trunk)
        for shock, last in zip(shocks, years, strict=True):
            for year in range(1, last + 1):
                branch = dict(self.trunk[struck])
                branch.update(shock=shock, trunk=struck, year=year)
                branch["weight"] = whole * shock["probability"]
                self.moments.append(branch)

    def _left(self, moment: Row, what: str, row: Row, via: str | None = None) -> float:
        """Return what a disruption leaves of a site, pair or project."""
        shock = moment["shock"]
        if shock is None:
            return 1.0
        months = min(max(shock["months"] - 12 * (moment["year"] - 1), 0), 12)
        left = 1.0 - shock["severity"] * months / 12
        contract = what == "project" and row["kind"] == "contract"
        trade = what == "pair" or contract
        if shock["kind"] == "outage":
            hit = what != "pair" and all(
                row[word] == shock[word] for word in ("place", "process")
            )
        elif shock["kind"] == "export_ban":
            origin = row["origin"] if what == "pair" else row["place"]
            hit = (
                trade
                and origin == shock["place"]
                and shock["commodity"] in (None, row["commodity"])
            )
        else:
            hit = trade and shock["stop"] in (via or "").split()
        return left if hit else 1.0

    def _growth(self) -> None:
        """Follow demand up the chain by repetition until nothing moves."""
        rate: dict[str, float] = defaultdict(float)
        for _ in range(100):
            top: dict[str, float] = defaultdict(float)
            bottom: dict[str, float] = defaultdict(float)
            for use, x in zip(self.uses, self.x_use, strict=True):
                top[use["commodity"]] += x * use["growth"]
                bottom[use["commodity"]] += x
            for site, x in zip(self.sites, self.x_site, strict=True):
                for g, amount in self.recipe[site["process"]].items():
                    if amount < 0:
                        top[g] -= amount * x * rate[self.output[site["process"]]]
                        bottom[g] -= amount * x
            rate = defaultdict(float, {g: top[g] / bottom[g] for g in bottom})
        self.follow = []
        for site in self.sites:
            limit = self._figure("expansion", site["process"])
            own = min(limit, rate[self.output[site["process"]]])
            self.follow.append(0.0 if site["place"] == self.s.focus else own)

    def _pull(self, g: str, place: str) -> float:
        top = bottom = 0.0
        for use, x in zip(self.uses, self.x_use, strict=True):
            if (use["commodity"], use["place"]) == (g, place):
                top, bottom = top + x * use["growth"], bottom + x
        for site, x, own in zip(self.sites, self.x_site, self.follow, strict=True):
            taken = -min(self.recipe[site["process"]].get(g, 0.0), 0.0) * x
            if site["place"] == place:
                top, bottom = top + taken * own, bottom + taken
        return top / bottom if bottom else 0.0

    def _intake(self, g: str, place: str) -> float:
        total = 0.0
        for site, x in zip(self.sites, self.x_site, strict=True):
            if site["place"] == place:
                total += max(self.recipe[site["process"]].get(g, 0.0), 0.0) * x
        for pair, x, loss in zip(self.pairs, self.x_pair, self.loss, strict=True):
            if (pair["commodity"], pair["destination"]) == (g, place):
                total += (1 - loss) * x
        return total

    def _stair(self, key: Key, m: int, corners: Any, shape: Row) -> list[Key]:
        """Add the steps of one stair in one moment; return their keys."""
        keys = []
        for i, (low, high) in enumerate(itertools.pairwise(corners)):
            top = min(high * shape["base"], shape.get("limit", np.inf))
            bottom = min(low * shape["base"], shape.get("limit", np.inf))
            scale = shape["growth"] * 1e-3
            cut = min(top * scale, shape.get("cut", np.inf) * 1e-3)
            width = max(cut - bottom * scale, 0.0)
            price = shape["cost"]((low + high) / 2) * 1e-3
            step = (*key, m, i)
            self.sheet.column(step, price * self.moments[m]["weight"], width)
            keys.append(step)
        return keys

    def _balance(self, g: str, place: str, m: int, key: Key, amount: float) -> None:
        self.sheet.put(("balance", g, place, m), key, -amount)
