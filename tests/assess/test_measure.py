"""Every indicator against plain loops over the rows, written for this test alone."""

import math

import numpy as np
import polars as pl
import pytest

from orepath.assess.exposure import exposure
from orepath.assess.indicator import INDICATORS

PLACES = ("AAA", "BBB", "CCC", "DDD", "EEE", "OTH")
KEYS = [("ore", "mine", year) for year in (2021, 2022)] + [("slag", "smelt", 2022)]
BLOC = ("BBB", "CCC")


class World:
    """Random rows as plain dictionaries."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)

        def some(part):
            return rng.random() < part

        self.supply = {
            (*key, place): float(rng.integers(0, 100))
            for key in KEYS
            for place in PLACES
            if some(0.7)
        }
        self.use = {
            (*key, place): float(rng.integers(0, 100))
            for key in KEYS[:2]
            for place in PLACES
            if some(0.8)
        }
        self.trade = {
            (*key, origin, destination): (
                float(rng.integers(1, 50)),
                float(rng.integers(1, 9000)) if some(0.8) else None,
                float(rng.integers(1, 80)) if some(0.8) else None,
            )
            for key in KEYS
            for origin in PLACES
            for destination in PLACES
            if origin != destination and some(0.5)
        }
        self.covered = {(*key, place) for key in KEYS for place in PLACES if some(0.8)}
        self.rating = {
            (place, year): (float(rng.uniform(-2.5, 2.5)), float(rng.uniform(-3, 3)))
            for place in PLACES[:4]
            for year in (2020, 2022, 2023)
            if some(0.8)
        }
        self.barrier = {("ore", "BBB"): 1.1, ("slag", "AAA"): 0.8}
        self.relief = {"ore": (0.25, 0.9), "slag": (None, 0.8)}

    def frames(self):
        """Write the rows as tables."""

        def ranged(rows, labels):
            frame = pl.DataFrame(
                [(*key, number) for key, number in rows.items()],
                schema=[*labels, "value"],
                orient="row",
            )
            return frame.with_columns(low=pl.col("value"), high=pl.col("value"))

        first = ("commodity", "stage", "year")
        trade = ranged(
            {key: cell[0] for key, cell in self.trade.items()},
            (*first, "origin", "destination"),
        ).with_columns(
            pl.Series("usd", [cell[1] for cell in self.trade.values()]),
            pl.Series("gross", [cell[2] for cell in self.trade.values()]),
        )
        rating = pl.DataFrame(
            [(*key, *pair) for key, pair in self.rating.items()],
            schema=["place", "year", "value", "stability"],
            orient="row",
        )
        return (
            ranged(self.supply, (*first, "place")),
            ranged(self.use, (*first, "place")),
            trade,
            rating,
        )

    def extras(self):
        """Write what else is asked."""
        return {
            "covered": pl.DataFrame(
                sorted(self.covered),
                schema=["commodity", "stage", "year", "place"],
                orient="row",
            ),
            "barrier": pl.DataFrame(
                [(*key, number) for key, number in self.barrier.items()],
                schema=["commodity", "place", "value"],
                orient="row",
            ),
            "relief": pl.DataFrame(
                [(key, *pair) for key, pair in self.relief.items()],
                schema=["commodity", "recycling", "substitution"],
                orient="row",
            ),
        }

    def rated(self, place, year, which):
        """Take the estimate of the nearest year, the later of two."""
        best = None
        for (other, when), pair in sorted(self.rating.items()):
            near = best is None or abs(when - year) <= abs(best[0] - year)
            if other == place and near:
                best = (when, pair[which])
        return None if best is None else best[1]

    def weight(self, place, year):
        """Governance from 0 to 10."""
        estimate = self.rated(place, year, 0)
        return 5.0 if estimate is None else min(max(5 - 2 * estimate, 0), 10)

    def unrest(self, place, year):
        """Instability from 0 to 1."""
        estimate = self.rated(place, year, 1)
        return 0.5 if estimate is None else min(max(0.5 - estimate / 5, 0), 1)


def over(part, whole):
    return part / whole if whole > 0 else math.nan


def plain(world, key, focus):
    """Compute every indicator of a key and a place, row by row."""
    name, _, year = key
    made = {p: world.supply.get((*key, p), 0.0) for p in PLACES}
    used = {p: world.use.get((*key, p), 0.0) for p in PLACES}
    rows = [(k[3], *cell) for k, cell in world.trade.items() if k[:3] == key
            and k[4] == focus]  # fmt: skip
    sold = sum(cell[0] for k, cell in world.trade.items()
               if k[:3] == key and k[3] == focus)  # fmt: skip
    named = {p: t for p, t in made.items() if p != "OTH"}
    total, bought, own = sum(made.values()), sum(r[1] for r in rows), made[focus]
    burden = {
        p: world.weight(p, year) * world.barrier.get((name, p), 1.0) for p in PLACES
    }
    ranked = sorted(named, key=lambda p: (-named[p], p))
    hhi = over(sum(t**2 for t in named.values()), total**2)
    risk = over(sum(t * world.unrest(p, year) for p, t, _, _ in rows), own + bought)
    price = over(
        sum(u for _, _, u, _ in rows if u is not None),
        sum(t for _, t, u, _ in rows if u is not None),
    )
    gross = sum(g or 0.0 for *_, g in rows)
    published = hhi * over(
        sum((g or 0.0) * world.unrest(p, year) for p, _, _, g in rows), own + gross
    )
    dear = over(sum(u or 0.0 for _, _, u, _ in rows), gross)
    reliance = over(bought - sold, own + bought - sold)
    governed = over(sum(t**2 * burden[p] for p, t in named.items()), total**2)
    square = sum(t**2 * burden[p] for p, t, _, _ in rows if p != "OTH")
    sourced = over(square + own**2 * burden[focus], (own + bought) ** 2)
    recycled, replaced = world.relief[name]
    half = min(max(reliance, 0.0), 1.0) / 2
    eased = math.nan if recycled is None else (1 - recycled) * replaced

    def cover(gone, *, greedy):
        lost = [p for p in gone if made[p] > 0 or not greedy]
        left = total - sum(made[p] for p in lost)
        wants = sum(used.values()) - sum(used[p] for p in lost)
        return over(left - (sum(used[p] for p in lost) if greedy else 0.0), wants)

    largest = [p for p in ranked[:1] if named[p] > 0]
    return {
        "supply": total,
        "hhi": hhi,
        "hhi_as_one": hhi + over(made["OTH"] ** 2, total**2),
        "top_share": over(sum(named[p] for p in ranked[:1]), total),
        "top3_share": over(sum(named[p] for p in ranked[:3]), total),
        "focus_share": over(own, total),
        "governance_hhi": governed,
        "imports": bought,
        "reliance": reliance,
        "import_hhi": over(sum(r[1] ** 2 for r in rows if r[0] != "OTH"), bought**2),
        "import_top_share": over(max([0.0, *(r[1] for r in rows)]), bought),
        "import_risk": risk,
        "geopolrisk": hhi * risk,
        "n1": cover(ranked[:1], greedy=True),
        "n1_embargo": cover(largest, greedy=False),
        "n2": cover(ranked[:2], greedy=True),
        "against_share": over(sum(made[p] for p in BLOC), total),
        "against_imports": over(sum(r[1] for r in rows if r[0] in BLOC), bought),
        "bloc_out": cover(BLOC, greedy=False),
        "price": price,
        "geopolrisk_cf": hhi * risk * price / 1000 / 0.409412948,
        "geopolrisk_published": published,
        "geopolrisk_cf_published": published * dear / 1000 / 0.409412948,
        "supply_risk": (governed * half + sourced * (1 - half)) * eased,
    }


def missing(world, key, focus):
    """Name the indicators that lack what they stand on."""
    supplied = any(k[:3] == key for k in world.supply)
    used = any(k[:3] == key for k in world.use)
    has = {
        "supply": supplied,
        "tonnes": supplied,
        "trade": (*key, focus) in world.covered,
        "use": used,
    }
    return {one.name for one in INDICATORS if not all(has[n] for n in one.needs)}


@pytest.mark.parametrize("seed", range(12))
def test_every_indicator_is_what_plain_loops_give(seed):
    world = World(seed)
    keys = pl.DataFrame(KEYS, schema=["commodity", "stage", "year"], orient="row")
    found = exposure(
        *world.frames(),
        PLACES[:-1],
        **world.extras(),
        keys=keys,
        against=BLOC,
        draws=0,
    )
    assert found.height == len(KEYS) * (len(PLACES) - 1)
    for row in found.iter_rows(named=True):
        key = (row["commodity"], row["stage"], row["year"])
        expected = plain(world, key, row["focus"])
        assert expected.keys() == {one.name for one in INDICATORS}
        for name in missing(world, key, row["focus"]):
            expected[name] = math.nan
        got = {name: math.nan if row[name] is None else row[name] for name in expected}
        assert got == pytest.approx(expected, nan_ok=True), (key, row["focus"])
