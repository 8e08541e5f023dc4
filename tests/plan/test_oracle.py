"""The program against an independent one, written row by row with its own numbering.

The oracle uses nothing of ``rules``, ``policy``, ``costs`` and ``unfold``: it takes the
calibrated quantities, prices and wedges and the corners of the stairs as figures; all
else (moments, growth, chances, timing of projects) is worked out anew.
"""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from scipy import sparse, stats
from scipy.optimize import linprog

from orepath.plan.assemble import program_of
from orepath.plan.program import Program
from orepath.plan.solve import Solver
from orepath.plan.steps import (
    OPENING_CORNERS,
    PAIR_CORNERS,
    SITE_CORNERS,
    SMALL_PAIR_CORNERS,
    USE_CORNERS,
)
from orepath.stress.shocks import CONTROL_CHANCE, branches_of
from orepath.world.balance import uses_of
from orepath.world.calibrate import Calibration, calibrate
from orepath.world.case import Case
from orepath.world.route import route_of

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Sheet:
    """Hold a linear program in words: columns by key, rows ≤ a limit."""

    cost: dict[Key, float] = field(default_factory=dict)
    upper: dict[Key, float] = field(default_factory=dict)
    rows: dict[Key, dict[Key, float]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(float))
    )
    limit: dict[Key, float] = field(default_factory=lambda: defaultdict(float))

    def column(self, key: Key, cost: float, upper: float) -> None:
        self.cost[key], self.upper[key] = cost, upper

    def put(self, row: Key, key: Key, value: float) -> None:
        self.rows[row][key] += value

    def least(self, fixed: dict[Key, float]) -> float:
        """Solve with some columns fixed; return the objective."""
        keys = list(self.cost)
        number = {key: i for i, key in enumerate(keys)}
        at, column, value = [], [], []
        for i, terms in enumerate(self.rows.values()):
            for key, amount in terms.items():
                at.append(i)
                column.append(number[key])
                value.append(amount)
        shape = (len(self.rows), len(keys))
        answer = linprog(
            [self.cost[k] for k in keys],
            A_ub=sparse.csr_array((value, (at, column)), shape=shape),
            b_ub=[self.limit[row] for row in self.rows],
            bounds=[(fixed.get(k, 0.0), fixed.get(k, self.upper[k])) for k in keys],
            method="highs-ipm",
        )
        assert answer.status == 0, answer.message
        return float(answer.fun)


class Small:
    """Write the program of a case with plain loops, in kt and USD million."""

    def __init__(self, case: Case, calibration: Calibration, *, budget: bool) -> None:
        self.case, self.cal, self.sheet = case, calibration, Sheet()
        self.s = case.settings
        self._read()
        self._moments()
        self._growth()
        self._sites()
        self._pairs()
        self._uses()
        self._projects()
        self._requirements()
        self._reserves()
        self._cohorts()
        self._narrows()
        self._caps()
        if budget:
            self._budget()

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

    def _sites(self) -> None:
        self.made: dict[tuple[int, int], list[Key]] = {}
        for k, site in enumerate(self.sites):
            x, process, place = self.x_site[k], site["process"], site["place"]
            assert x > 1.0, "the oracle knows running sites only"
            base = self.cal.site_cost[k] + self.cal.site_wedge[k]
            eta = self._figure("elasticity", process)
            rise = self.price[self.output[process], place] / eta
            capacity = np.inf if site["capacity"] is None else site["capacity"]
            for m, moment in enumerate(self.moments):
                growth = (1 + self.follow[k]) ** moment["offset"]
                left = self._left(moment, "site", site)
                shape = {
                    "base": x,
                    "limit": max(capacity, x),
                    "growth": growth,
                    "cut": left * x * growth if left < 1 else np.inf,
                    "cost": lambda mid, base=base, rise=rise: max(
                        base + rise * (mid - 1), min(0.25 * base, base)
                    ),
                }
                self.made[k, m] = self._stair(("make", k), m, SITE_CORNERS, shape)
                for key in self.made[k, m]:
                    for g, amount in self.recipe[process].items():
                        self._balance(g, place, m, key, amount)

    def _pairs(self) -> None:
        world: dict[str, float] = defaultdict(float)
        for pair, x in zip(self.pairs, self.x_pair, strict=True):
            world[pair["commodity"]] += x
        self.flows: dict[tuple[int, int], list[Key]] = {}
        for f, pair in enumerate(self.pairs):
            g, origin, target = (
                pair[c] for c in ("commodity", "origin", "destination")
            )
            x, relation = self.x_pair[f], self.relation[g]
            room = relation["opening"] * self._intake(g, target)
            base = self.cal.pair_cost[f] + self.cal.pair_wedge[f]
            rise = self.price[g, target] / relation["elasticity"]
            near = self.s.focus in (origin, target)
            small = x < 0.004 * world[g] and not near
            for m, moment in enumerate(self.moments):
                growth = (1 + self._pull(g, target)) ** moment["offset"]
                left = self._left(moment, "pair", pair, self.via[f])
                if x > 1.0:
                    most = x * (1 + relation["ramp"]) ** moment["offset"]
                    shape = {
                        "base": x,
                        "growth": growth,
                        "cut": min(most, left * x * growth if left < 1 else np.inf),
                        "cost": lambda mid, base=base, rise=rise: (
                            base + rise * (mid - 1)
                        ),
                    }
                    corners = SMALL_PAIR_CORNERS if small else PAIR_CORNERS
                else:
                    shape = {
                        "base": room,
                        "growth": growth * moment["offset"] * left,
                        "cost": lambda mid, base=base, rise=rise: base + rise * mid,
                    }
                    corners = OPENING_CORNERS
                self.flows[f, m] = self._stair(("ship", f), m, corners, shape)
                for key in self.flows[f, m]:
                    self._balance(g, origin, m, key, -1.0)
                    self._balance(g, target, m, key, 1.0 - self.loss[f])
                if moment["shock"] is not None:
                    row, year = ("ramp", f, m), moment["year"]
                    won = sum((1 + relation["ramp"]) ** i for i in range(year))
                    self.sheet.limit[row] = room * growth * won * 1e-3
                    for key in self.flows[f, m]:
                        self.sheet.put(row, key, 1.0)
                    for key in self.flows[f, moment["trunk"]]:
                        self.sheet.put(row, key, -((1 + relation["ramp"]) ** year))

    def _uses(self) -> None:
        self.used: dict[tuple[int, int], list[Key]] = {}
        for d, use in enumerate(self.uses):
            g, place, x = use["commodity"], use["place"], self.x_use[d]
            price = self.price[g, place]
            for m, moment in enumerate(self.moments):
                growth = (1 + use["growth"]) ** moment["offset"]
                if use["outside"]:
                    corners: Any = [0.0, 1.0]
                    shape: Row = {"base": 1e8, "growth": growth}
                    shape["cost"] = lambda mid, price=price: -price  # noqa: ARG005
                else:
                    patience = self._patience(use)
                    corners = sorted({*USE_CORNERS, *(left for left, _ in patience)})
                    shape = {"base": x, "growth": growth}
                    shape["cost"] = lambda mid, price=price, use=use: (
                        -price
                        * min(mid ** (-1 / use["elasticity"]), self._most(use, mid))
                    )
                self.used[d, m] = self._stair(("use", d), m, corners, shape)
                for key in self.used[d, m]:
                    self._balance(g, place, m, key, -1.0)

    def _patience(self, use: Row) -> list[tuple[float, float]]:
        """Return what is left of a use below each tier, and the tier's price."""
        rows = list(self.case.table("tiers").iter_rows(named=True))
        rows = [row for row in rows if row["commodity"] == use["commodity"]]
        own = [row for row in rows if row["place"] == use["place"]]
        left, found = 1.0, []
        mine = own or [row for row in rows if row["place"] == "*"]
        for row in sorted(mine, key=lambda row: row["multiple"]):
            left -= row["share"]
            found.append((left, row["multiple"]))
        return found

    def _most(self, use: Row, mid: float) -> float:
        """Return the price at which a unit of a use is given up."""
        patience = self._patience(use)
        for left, multiple in patience:
            if mid > left:
                return float(multiple)
        return max([use["choke"], *(multiple for _, multiple in patience)])

    def _shares_of_year(self, project: Row, first: int, period: Row) -> float:
        """Return the part of a period in which a project started in a year runs."""
        ramp = self._figure("ramp_up", project["process"])
        total = 0.0
        for year in range(period["first"], period["first"] + period["years"]):
            age = year - first - project["lead"]
            if 0 <= age < project["life"]:
                total += 0.5 if age < ramp else 1.0
        return total / period["years"]

    def _projects(self) -> None:
        self.starts: dict[tuple[str, int], Key] = {}
        self.hauls: dict[tuple[int, int], list[Key]] = defaultdict(list)
        self.eases: list[tuple[Key, Row, int]] = []
        for j, project in enumerate(self.projects):
            for t, period in enumerate(self.trunk):
                runs = any(
                    self._shares_of_year(project, period["first"], later)
                    for later in self.trunk[t:]
                )
                inside = project["earliest"] <= period["first"] <= project["latest"]
                if inside and runs:
                    key = ("start", j, t)
                    self.starts[project["project"], period["first"]] = key
                    self.sheet.column(key, self._start_cost(project, period), 1.0)
                    self.sheet.put(("once", j), key, 1.0)
                    self.sheet.limit["once", j] = 1.0
            for m, moment in enumerate(self.moments):
                self._operate(j, project, m, moment)
        self._serve()

    def _start_cost(self, project: Row, period: Row) -> float:
        """Return annuities and holding of a start, discounted USD million."""
        r, s = self.s.discount_rate, self.s
        ready = period["first"] + project["lead"]
        years = sum(
            (1 + r) ** -t["offset"]
            for t in self.trunk
            for year in range(t["first"], t["first"] + t["years"])
            if ready <= year < ready + project["life"]
        )
        annuity = r / (1 - (1 + r) ** -project["life"])
        kt = project["size"] * 1e-3
        cost = project["capex"] * kt * 1e-3 * annuity * years
        cost *= (1 + r) ** (project["lead"] / 2)
        if project["kind"] == "stock":
            anchor = self.anchor[project["commodity"], project["place"]]
            last = (1 + r) ** -(s.end - s.base_year)
            cost += kt * 1e-3 * (project["opex"] * years - anchor * last)
        return cost

    def _operate(self, j: int, project: Row, m: int, moment: Row) -> None:
        kind = project["kind"]
        if kind in ("plant", "mine", "recycling", "credit"):
            self._make(j, project, m)
        elif kind in ("upgrade", "training"):
            self._ease(j, project, m)
        elif kind == "contract":
            g, place = project["commodity"], project["place"]
            f = self._pair(g, place, project["destination"])
            self._haul(("run", j, m), f, m, project["size"] * 1e-3)
            left = self._left(moment, "project", project, self.via[f])
            self._bounded(("run", j, m), project, m, left)
            struck = project["recourse"] and moment["shock"] is not None
            if struck and project["lead"] < moment["year"]:
                self._call(j, project, m, left)
        elif kind == "stock":
            self._store(j, project, m)

    def _call(self, j: int, project: Row, m: int, left: float) -> None:
        """Let a contract be agreed within a disruption, unless it stands already."""
        key, r, kt = ("call", j, m), self.s.discount_rate, project["size"] * 1e-3
        annuity = r / (1 - (1 + r) ** -project["life"])
        yearly = (
            project["capex"] * kt * 1e-3 * annuity * (1 + r) ** (project["lead"] / 2)
        )
        self.sheet.column(key, yearly * self.moments[m]["weight"], 1.0)
        self.sheet.put(("running", "run", j, m), key, -kt * left)
        self.sheet.put(("call", j, m), key, 1.0)
        self.sheet.limit["call", j, m] = 1.0
        for start, share in self._standing(project, m):
            if share > 0:
                self.sheet.put(("call", j, m), start, 1.0)

    def _bounded(self, key: Key, project: Row, m: int, left: float) -> None:
        """Hold a column under what starts of its project give in a moment."""
        row = ("running", *key)
        self.sheet.put(row, key, 1.0)
        for start, share in self._standing(project, m):
            self.sheet.put(row, start, -project["size"] * 1e-3 * share * left)

    def _standing(self, project: Row, m: int) -> list[tuple[Key, float]]:
        """Return each start of a project with the part of a moment it then runs."""
        period = self.trunk[self.moments[m]["trunk"]]
        found = []
        for (name, first), start in self.starts.items():
            if name == project["project"]:
                share = self._shares_of_year(project, first, period)
                if project["kind"] == "stock":
                    share = float(first < period["first"])
                found.append((start, share))
        return found

    def _pair(self, g: str, origin: str, destination: str) -> int:
        return next(
            i
            for i, p in enumerate(self.pairs)
            if (p["commodity"], p["origin"], p["destination"])
            == (g, origin, destination)
        )

    def _haul(self, key: Key, f: int, m: int, upper: float) -> None:
        pair = self.pairs[f]
        cost = self.cal.pair_cost[f] * 1e-3 * self.moments[m]["weight"]
        self.sheet.column(key, cost, upper)
        self.hauls[f, m].append(key)
        self._balance(pair["commodity"], pair["origin"], m, key, -1.0)
        arrived = 1.0 - self.loss[f]
        self._balance(pair["commodity"], pair["destination"], m, key, arrived)

    def _make(self, j: int, project: Row, m: int) -> None:
        moment, process, place = self.moments[m], project["process"], project["place"]
        weight, key, size = moment["weight"], ("run", j, m), project["size"] * 1e-3
        power = self._figure("power", process) * float(
            self.case.table("power")["price"][0]
        )
        self.sheet.column(key, (project["opex"] + power) * 1e-3 * weight, size)
        for good, amount in self.recipe[process].items():
            self._balance(good, place, m, key, amount)
        self._bounded(key, project, m, self._left(moment, "project", project))
        good = self.output[process]
        if project["least"] and moment["shock"] is None:
            idle, row = ("idle", j, m), ("least", j, m)
            price = self.anchor[good, place] * 1e-3
            self.sheet.column(idle, price * weight, project["least"] * size)
            self.sheet.put(row, key, -1.0)
            self.sheet.put(row, idle, -1.0)
            for start, share in self._standing(project, m):
                self.sheet.put(row, start, project["least"] * size * share)
        if project["offtake"]:
            f = self._pair(good, place, project["destination"])
            owed = ("owed", j, m)
            self._haul(owed, f, m, size)
            pair = self.pairs[f]
            left = self._left(moment, "pair", pair, self.via[f])
            share = project["offtake"] * left
            self._balance(good, place, m, key, -project["offtake"] * (1.0 - left))
            for side, sign in (("most", 1.0), ("least", -1.0)):
                self.sheet.put((side, *owed), owed, sign)
                self.sheet.put((side, *owed), key, -sign * share)

    def _ease(self, j: int, project: Row, m: int) -> None:
        key, weight = ("ease", j, m), self.moments[m]["weight"]
        size = project["size"] * 1e-3
        self.sheet.column(key, -project["saving"] * 1e-3 * weight, size)
        left = self._left(self.moments[m], "project", project)
        self._bounded(key, project, m, left)
        self.eases.append((key, project, m))

    def _serve(self) -> None:
        """Hold what is eased under what is there to be eased."""
        for key, project, m in self.eases:
            self.sheet.put(("ease", *key), key, 1.0)
            for served in self._served_by(project, m):
                self.sheet.put(("ease", *key), served, -1.0)

    def _served_by(self, project: Row, m: int) -> list[Key]:
        if project["kind"] == "training":
            return [
                key
                for k, site in enumerate(self.sites)
                if all(site[word] == project[word] for word in ("place", "process"))
                for key in self.made[k, m]
            ]
        return [
            key
            for f, pair in enumerate(self.pairs)
            if project["stop"] in (self.via[f] or "").split()
            and project["commodity"] in (None, pair["commodity"])
            for key in [*self.flows[f, m], *self.hauls[f, m]]
        ]

    def _store(self, j: int, project: Row, m: int) -> None:
        size, key, moment = project["size"] * 1e-3, ("run", j, m), self.moments[m]
        place, g = project["place"], project["commodity"]
        if moment["shock"] is None:
            if (project["project"], moment["first"]) in self.starts:
                start = self.starts[project["project"], moment["first"]]
                self._balance(g, place, m, start, -size / moment["years"])
            return
        worth = self.anchor[g, place] * project["release"] * 1e-3
        self.sheet.column(key, worth * moment["weight"], size)
        self._balance(g, place, m, key, 1.0)
        self._bounded(key, project, m, self._left(moment, "project", project))
        for before in range(1, moment["year"]):
            self.sheet.put(("running", *key), ("run", j, m - before), 1.0)

    def _requirements(self) -> None:
        """Start nothing before what it needs has been ready for its lead time."""
        for project in self.projects:
            for needed in project["requires"].split():
                lead = self.by_name[needed]["lead"]
                for (name, first), _ in list(self.starts.items()):
                    if name != project["project"]:
                        continue
                    row = ("after", name, needed, first)
                    for (other, year), start in self.starts.items():
                        if other == name and year <= first:
                            self.sheet.put(row, start, 1.0)
                        if other == needed and year + lead <= first:
                            self.sheet.put(row, start, -1.0)

    def _reserves(self) -> None:
        """Count down what is left in the ground, along the trunk and into branches."""
        for kind, rows in (("site", self.sites), ("project", self.projects)):
            for i, row in enumerate(rows):
                if row["reserves"] is not None:
                    self._dig(kind, i, row)

    def _dig(self, kind: str, i: int, row: Row) -> None:
        for end, last in enumerate(self.moments):
            tag = ("reserves", kind, i, end)
            if last["shock"] is None and end + 1 < len(self.trunk):
                continue
            for m, moment in enumerate(self.moments):
                before = moment["shock"] is None and m < last["trunk"]
                years = moment["years"] if before or last["shock"] is None else 0
                if last["shock"] is not None and end - last["year"] < m <= end:
                    years = 1
                elif moment["shock"] is not None:
                    years = 0
                keys = self.made[i, m] if kind == "site" else [("run", i, m)]
                for key in keys:
                    self.sheet.put(tag, key, years)
            if kind == "site":
                self.sheet.limit[tag] = row["reserves"] * 1e-3
                continue
            for (name, _), start in self.starts.items():
                if name == row["project"]:
                    self.sheet.put(tag, start, -row["reserves"] * 1e-3)

    def _cohorts(self) -> None:
        """Let each year's use come back age by age, in every year one by one."""
        rows = list(self.case.table("lifetimes").iter_rows(named=True))
        own = {(r["process"], r["commodity"], r["place"]) for r in rows}
        for d, use in enumerate(self.uses):
            for row in rows:
                key = (row["process"], use["commodity"], use["place"])
                exact = row["place"] == use["place"]
                if use["commodity"] != row["commodity"] or use["outside"]:
                    continue
                if exact or (row["place"] == "*" and key not in own):
                    self._come_back(d, use, row)

    def _ages(self, row: Row) -> list[float]:
        """Return the part of a year's use that comes back at each age."""
        if row["distribution"] == "weibull":
            scale = row["mean"] / math.gamma(1 + 1 / row["shape"])
            spread: Any = stats.weibull_min(row["shape"], scale=scale)
        else:
            middle = math.log(row["mean"]) - row["shape"] ** 2 / 2
            spread = stats.lognorm(row["shape"], scale=math.exp(middle))
        later = [
            float(spread.cdf(a + 0.5) - spread.cdf(a - 0.5)) for a in range(2, 201)
        ]
        return [0.0, float(spread.cdf(1.5)), *later]

    def _legacy(self, d: int, part: list[float], year: int) -> float:
        growth = 1 + self.uses[d]["growth"]
        return sum(
            self.x_use[d] * 1e-3 * growth ** (year - age - self.s.base_year) * part[age]
            for age in range(1, 201)
            if year - age < self.trunk[0]["first"]
        )

    def _come_back(self, d: int, use: Row, row: Row) -> None:
        here = {"process": row["process"], "place": use["place"]}
        sites = [k for k, s in enumerate(self.sites) if here.items() <= s.items()]
        yards = [
            j
            for j, p in enumerate(self.projects)
            if here.items() <= p.items() and p["kind"] != "training"
        ]
        part, yields = self._ages(row), row["collected"] * row["recovered"]
        seen = sum(self.x_site[k] for k in sites) * 1e-3
        more = max(1.0, seen / (yields * self._legacy(d, part, self.s.base_year)))
        for m, moment in enumerate(self.moments):
            length = moment["years"] if moment["shock"] is None else 1
            begun = moment["first"] + moment.get("year", 1) - 1
            years = range(begun, begun + length)
            tag = ("cohort", row["process"], use["place"], m)
            left = sum(self._legacy(d, part, year) for year in years) / length
            self.sheet.limit[tag] = more * yields * left
            for key in [key for k in sites for key in self.made[k, m]]:
                self.sheet.put(tag, key, 1.0)
            for j in yards:
                self.sheet.put(tag, ("run", j, m), 1.0)
            for t, past in enumerate(self.trunk):
                then = range(past["first"], past["first"] + past["years"])
                back = sum(part[a - b] for a in years for b in then if b < a)
                for key in self.used[d, t]:
                    self.sheet.put(tag, key, -yields * back / length)

    def _narrows(self) -> None:
        """Hold all that passes a stop under what it carries, upgrades added."""
        for row in self.case.table("capacities").iter_rows(named=True):
            for m in range(len(self.moments)):
                tag = ("narrow", row["stop"], m)
                over = [
                    f
                    for f, via in enumerate(self.via)
                    if row["stop"] in (via or "").split()
                ]
                seen = sum(self.x_pair[f] for f in over)
                self.sheet.limit[tag] = max(row["capacity"], seen) * 1e-3
                for f in over:
                    for key in [*self.flows[f, m], *self.hauls[f, m]]:
                        self.sheet.put(tag, key, 1.0)
                for project in self.projects:
                    if project["stop"] == row["stop"]:
                        for start, share in self._standing(project, m):
                            self.sheet.put(tag, start, -project["size"] * 1e-3 * share)

    def _caps(self) -> None:
        for i, policy in enumerate(self.case.table("policies").iter_rows(named=True)):
            if policy["kind"] != "share_cap":
                continue
            g, place = policy["commodity"], policy["place"]
            into = [
                f
                for f, p in enumerate(self.pairs)
                if (p["commodity"], p["destination"]) == (g, place)
            ]
            for origin in {self.pairs[f]["origin"] for f in into}:
                for m, moment in enumerate(self.moments):
                    row, over = ("cap", i, origin, m), ("excess", i, origin, m)
                    fine = self.anchor[g, place] * policy["excess"] * 1e-3
                    self.sheet.column(over, fine * moment["weight"], np.inf)
                    self.sheet.put(row, over, -1.0)
                    if not policy["start"] <= moment["first"] <= policy["end"]:
                        continue
                    for key, source in self._arriving(g, place, into, m):
                        own = 1.0 if source == origin else 0.0
                        self.sheet.put(row, key, own - policy["value"])

    def _arriving(
        self, g: str, place: str, into: list[int], m: int
    ) -> list[tuple[Key, str]]:
        assert all(self.pairs[f]["commodity"] == g for f in into), place
        return [
            (key, self.pairs[f]["origin"])
            for f in into
            for key in [*self.flows[f, m], *self.hauls[f, m]]
        ]

    def _budget(self) -> None:
        for i, policy in enumerate(self.case.table("policies").iter_rows(named=True)):
            if policy["kind"] != "budget":
                continue
            self.sheet.limit["budget", i] = policy["value"] * 1e-6
            for (name, first), key in self.starts.items():
                row = next(p for p in self.projects if p["project"] == name)
                bill = row["capex"]
                if row["kind"] == "stock":
                    bill += self.anchor[row["commodity"], row["place"]]
                if first >= policy["start"]:
                    amount = bill * row["size"] * row["paid"] * 1e-6
                    self.sheet.put(("budget", i), key, amount)


PLANS: list[dict[str, int]] = [
    {},
    {"smelter": 2025},
    {"smelter": 2027, "contract": 2025},
    {"contract": 2030, "stock": 2027},
    {"smelter": 2025, "contract": 2025, "stock": 2027},
    {"smelter": 2030, "stock": 2030},
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: "+".join(p) or "nothing")
def test_the_independent_program_agrees_on_every_fixed_plan(
    small: Case, calibration: Calibration, program: Program, plan: dict[str, int]
) -> None:
    other = Small(small, calibration, budget=False)
    fixed = {key: float(plan.get(k[0]) == k[1]) for k, key in other.starts.items()}
    ours = Solver(program).solve(program.network.starts(plan)).objective
    assert ours == pytest.approx(other.sheet.least(fixed), rel=1e-8)


def test_the_independent_program_agrees_when_starts_are_free(
    small: Case, calibration: Calibration, program: Program
) -> None:
    other = Small(small, calibration, budget=True)
    ours = Solver(program).solve().objective
    assert ours == pytest.approx(other.sheet.least({}), rel=1e-8)


@pytest.mark.parametrize("crore", [0.0, 10.0, 100.0])
def test_the_independent_program_agrees_under_a_budget_that_binds(
    small: Case, calibration: Calibration, edited: Callable[..., Case], crore: float
) -> None:
    usd = float(small.table("policies")["value"][0]) / 300.0 * crore
    case = edited(small, "policies", {"kind": "budget"}, value=usd)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Small(case, calibration, budget=True)
    bound = Solver(program).solve().objective
    assert bound == pytest.approx(other.sheet.least({}), rel=1e-8)
    free = Small(case, calibration, budget=False).sheet.least({})
    assert bound > free + 1e-3


ALL = {
    "seek": 2025, "pit": 2027, "loan": 2025, "berth": 2027, "skill": 2025,
    "smelter": 2025, "contract": 2025, "stock": 2027,
}  # fmt: skip
RICH_PLANS: list[dict[str, int]] = [
    {name: ALL[name] for name in names}
    for names in (
        ("seek",), ("seek", "pit"), ("loan",), ("berth",), ("skill",),
        ("smelter", "loan"), ("contract", "berth"), tuple(ALL),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def rich_program(rich: Case) -> Program:
    calibration = calibrate(rich)
    return program_of(rich, calibration, branches_of(rich, calibration))


@pytest.mark.parametrize("plan", RICH_PLANS, ids="+".join)
def test_the_independent_program_agrees_on_projects_of_every_kind(
    rich: Case, rich_program: Program, plan: dict[str, int]
) -> None:
    other = Small(rich, rich_program.network.calibration, budget=False)
    fixed = {key: float(plan.get(k[0]) == k[1]) for k, key in other.starts.items()}
    ours = Solver(rich_program).solve(rich_program.network.starts(plan)).objective
    assert ours == pytest.approx(other.sheet.least(fixed), rel=1e-8)


@pytest.mark.parametrize("months", [18.0, 30.0, 60.0])
def test_the_independent_program_agrees_on_disruptions_of_several_years(
    rich: Case, edited: Callable[..., Case], months: float
) -> None:
    case = edited(rich, "shocks", {"shock": "chn_stop"}, months=months, severity=0.7)
    case = edited(case, "sites", {"site": "ind_mine"}, reserves=1.1e6)
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Small(case, calibration, budget=True)
    assert Solver(program).solve().objective == pytest.approx(
        other.sheet.least({}), rel=1e-8
    )


RICH_VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("pit", {}),
    ("seek", {"chance": 0.95}),
    ("loan", {"offtake": 1.0, "opex": 20.0}),
    ("smelter", {"least": 1.0, "opex": 400.0}),
    ("berth", {"commodity": "slag", "saving": 30.0}),
    ("berth", {"requires": "skill loan"}),
    ("skill", {"size": 1e6, "capex": 1.0}),
    ("pit", {"reserves": 1e5}),
    ("yard", {"size": 2e5, "opex": 10.0}),
    ("berth", {"size": 3e3}),
    ("contract", {"size": 4e4}),
    ("contract", {"recourse": True, "capex": 10.0}),
]


@pytest.mark.parametrize("variant", RICH_VARIANTS, ids=lambda v: v[0] + "".join(v[1]))
def test_the_independent_program_agrees_when_starts_of_every_kind_are_free(
    rich: Case, edited: Callable[..., Case], variant: tuple[str, dict[str, Any]]
) -> None:
    name, cells = variant
    case = edited(rich, "projects", {"project": name}, **cells) if cells else rich
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Small(case, calibration, budget=True)
    assert Solver(program).solve().objective == pytest.approx(
        other.sheet.least({}), rel=1e-8
    )


VARIANTS: list[tuple[str, dict[str, str], dict[str, float]]] = [
    ("projects", {"project": "smelter"}, {"life": 4.0, "lead": 1.0, "share": 0.1}),
    ("projects", {"project": "contract"}, {"earliest": 2027, "latest": 2027}),
    ("projects", {"project": "stock"}, {"size": 20_000.0, "release": 2.0}),
    ("routes", {"origin": "CHN"}, {"loss": 0.04, "cost": 75.0}),
    ("shocks", {"shock": "hormuz"}, {"severity": 0.3, "months": 3.0}),
    ("relations", {}, {"ramp": 0.02, "opening": 0.2, "elasticity": 1.5}),
    ("demand", {"place": "IND"}, {"growth": -0.03, "choke": 8.0, "elasticity": 0.2}),
    ("sites", {"site": "kaz_smelt"}, {"capacity": 21_000.0}),
    ("sites", {"site": "ind_mine"}, {"reserves": 7e5}),
    ("policies", {"policy": "cap"}, {"value": 0.5, "start": 2027, "end": 2029}),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v[0] + "".join(v[2]))
def test_the_independent_program_agrees_on_varied_cases(
    small: Case,
    edited: Callable[..., Case],
    variant: tuple[str, dict[str, str], dict[str, float]],
) -> None:
    table, where, cells = variant
    case = edited(small, table, where, **cells)
    calibration = calibrate(case)
    program = program_of(case, calibration, branches_of(case, calibration))
    other = Small(case, calibration, budget=True)
    ours = Solver(program).solve().objective
    assert ours == pytest.approx(other.sheet.least({}), rel=1e-8)
