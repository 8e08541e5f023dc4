"""The whole is the program of a case with every rule and policy the oracle knows."""

import math
from typing import Any

import numpy as np
from scipy import stats
from tests.plan.oracle.project import Projects
from tests.plan.oracle.sheet import Key, Row

from orepath.world.calibrate import Calibration
from orepath.world.case import Case


class Whole(Projects):
    """Write the program of a case with plain loops, in kt and USD million."""

    def __init__(self, case: Case, calibration: Calibration, *, budget: bool) -> None:
        super().__init__(case, calibration)
        self._requirements()
        self._reserves()
        self._cohorts()
        self._narrows()
        self._caps()
        if budget:
            self._budget()

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
