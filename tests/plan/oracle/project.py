"""Projects are starts, and what they then make, ship, keep and ease."""

from collections import defaultdict

from tests.plan.oracle.sheet import Key, Row
from tests.plan.oracle.trade import Trade

from orepath.world.calibrate import Calibration
from orepath.world.case import Case


class Projects(Trade):
    """Write the columns of projects and the rows that bind them to their starts."""

    def __init__(self, case: Case, calibration: Calibration) -> None:
        super().__init__(case, calibration)
        self._projects()

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
