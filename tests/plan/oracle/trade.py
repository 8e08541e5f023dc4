"""Trade is what sites make, pairs ship and users take, step by step of every stair."""

from collections import defaultdict
from typing import Any

import numpy as np
from tests.plan.oracle.sheet import Key, Row
from tests.plan.oracle.year import Year

from orepath.plan.steps import (
    OPENING_CORNERS,
    PAIR_CORNERS,
    SITE_CORNERS,
    SMALL_PAIR_CORNERS,
    USE_CORNERS,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case


class Trade(Year):
    """Write the columns of the market and its balances."""

    def __init__(self, case: Case, calibration: Calibration) -> None:
        super().__init__(case, calibration)
        self._sites()
        self._pairs()
        self._uses()

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
