"""Measure how fast a venture is appraised a million times, beside two other ways.

Run ``python bench/bench_appraise.py [--draws N] [--workers N]``. A slag plant of thirty
years with debt, royalty, tax, two partners, an offtake, seventeen uncertain figures and
six moving prices is sampled for all its actors. Beside it the same plant is worked
out draw by draw in plain numpy with numpy-financial, the project alone, on a few
thousand draws; and pyxirr is called draw by draw on cash that is already there. Time is
processor and wall time of this run; what is asserted is that all find the same worth.
"""

import argparse
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import cash
from orepath.appraise.chance import Chance, chance_of
from orepath.appraise.drawn import Draws
from orepath.appraise.file import venture_from
from orepath.appraise.process import returning, walking
from orepath.appraise.sample import sample
from orepath.appraise.term import Venture
from orepath.appraise.worth import worth
from orepath.core.workers import processors

Floats = NDArray[np.float64]

SEED = 7
LOOPED = 2_000
LIFE = 27
BUILDING = (0.3, 0.4, 0.3)


def ranged(value: float, width: float = 0.2) -> dict[str, float]:
    """Return a figure with a range of a width on either side."""
    return {
        "value": value,
        "low": round(value * (1 - width), 6),
        "high": round(value * (1 + width), 6),
    }


def plant() -> dict[str, Any]:
    """Return the terms of the plant, as its file would have them."""
    told: dict[str, Any] = {"source": "assumption", "grade": "C"}
    rates = {"project": 0.1, "host": 0.08, "ORE": 0.1, "METAL": 0.12}
    head = {"name": "bench", "title": "A slag plant", "place": "IND"}
    sold = [
        {
            "name": "slag", "price": ranged(900.0), "recovery": ranged(0.9, 0.05),
            "freight": ranged(40.0), "mineral": "titanium", **told,
        },
        {"name": "iron", "price": ranged(400.0), "quantity": ranged(0.55), **told},
    ]  # fmt: skip
    bought = [
        {"name": "ilmenite", "quantity": ranged(1.9, 0.1), "price": ranged(180.0)},
        {"name": "power", "measure": "MWh", "quantity": ranged(2.3), "price": 70.0},
        {"name": "coal", "quantity": ranged(0.25), "price": ranged(150.0)},
        {"name": "electrode", "quantity": ranged(0.02), "price": ranged(3000.0)},
    ]
    capital = {
        "total": ranged(200e6, 0.3), "profile": list(BUILDING), "sustaining": 0.02,
        "working": 60.0, "closure": ranged(10e6, 0.5), **told,
    }  # fmt: skip
    terms = {
        "title": "Plain", "place": "*", "income_tax": 0.25, "depreciated_in": 10,
        "royalty": {"titanium": 0.03},
    }  # fmt: skip
    loan = {
        "name": "bank", "share": 0.5, "rate": ranged(0.07), "tenor": 13, "grace": 2,
        "fee": 0.01, **told,
    }  # fmt: skip
    offtake = {
        "name": "metal", "buyer": "METAL", "product": "slag", "share": 0.5,
        "discount": 0.03, "floor": 600.0, **told,
    }  # fmt: skip
    return {
        "venture": head | {"price_year": 2024, "first_year": 2027},
        "discount": rates | told,
        "capital": capital,
        "operation": {
            "capacity": 100e3, "life": LIFE, "ramp": [0.5, 0.8],
            "use": ranged(0.9, 0.05), "fixed": ranged(8e6), **told,
        },
        "product": sold,
        "input": [each | told for each in bought],
        "fiscal": {"regime": "own", "terms": terms | told, **told},
        "loan": [loan],
        "partner": [
            {"name": "ORE", "place": "IND", "share": 0.6, **told},
            {"name": "METAL", "place": "KAZ", "share": 0.4, "fee": 0.01, **told},
        ],
        "offtake": [offtake],
    }  # fmt: skip


def chances(venture: Venture) -> Chance:
    """Return what chance decides: six prices move, two of them as one."""
    own = {
        "slag": returning("slag", 4.0, 0.2),
        "iron": walking("iron", 0.2),
        "ilmenite": returning("slag", 4.0, 0.2),
        "power": walking("power", 0.1),
        "coal": walking("coal", 0.25),
        "electrode": walking("electrode", 0.2),
    }
    return chance_of(venture, own, SEED)


def by_hand(figures: dict[str, float], prices: dict[str, Floats]) -> Floats:
    """Work out the project's cash of one draw, as a script for one draw would."""
    years = len(BUILDING) + LIFE + 1
    opens, closes = len(BUILDING), len(BUILDING) + LIFE
    made = np.zeros(years)
    made[opens:closes] = 100e3 * figures["operation.use"]
    made[opens : opens + 2] *= (0.5, 0.8)
    runs = made > 0
    sales, cost = traded(figures, prices, made)
    cost = cost + figures["operation.fixed"] * runs
    cost[-1] += figures["capital.closure"]
    spent = figures["capital.total"]
    profile = np.zeros(years)
    profile[:opens] = BUILDING
    upkeep = 0.02 * spent * runs
    profit = sales - cost
    for t in range(years):
        paid = spent * profile[t] + upkeep[t]
        first = max(t, opens)
        span = min(10, years - first)
        profit[first : first + span] -= paid / 10
        if span < 10:
            profit[-1] -= paid * (10 - span) / 10
    tax, lost = np.zeros(years), 0.0
    for t in range(years):
        left = profit[t] - lost
        tax[t], lost = 0.25 * max(left, 0.0), max(-left, 0.0)
    tied = sales * 60.0 / 365.0
    tied[-1] = 0.0
    moved = np.diff(tied, prepend=0.0)
    return sales - cost - spent * profile - upkeep - moved - tax


def traded(
    figures: dict[str, float], prices: dict[str, Floats], made: Floats
) -> tuple[Floats, Floats]:
    """Return what is sold and what is bought, carried and due to others."""
    slag = made * figures["product.slag.recovery"]
    market = figures["product.slag.price"] * prices["slag"]
    agreed = np.maximum(market * 0.97, 600.0)
    iron = figures["product.iron.price"] * prices["iron"]
    sales = slag * (0.5 * market + 0.5 * agreed)
    sales = sales + made * figures["product.iron.quantity"] * iron
    per_tonne = figures["input.power.quantity"] * 70.0 * prices["power"]
    for name in ("ilmenite", "coal", "electrode"):
        price = figures[f"input.{name}.price"] * prices[name]
        per_tonne = per_tonne + figures[f"input.{name}.quantity"] * price
    taken = slag * market * 0.03 + sales * 0.01
    return sales, made * per_tonne + slag * figures["product.slag.freight"] + taken


def main() -> None:
    """Measure all ways and print a table."""
    parser = argparse.ArgumentParser(description="Measure the appraisal.")
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=processors())
    asked = parser.parse_args()
    venture = venture_from(plant())
    chance = chances(venture)
    sample(venture, chance, 8_000)
    print(
        f"{asked.draws:,} draws of {len(venture.years)} years, "
        f"{len(chance.figures)} figures and {len(chance.moving)} moving series"
    )
    lines = {}
    for words, seen_by in (("all six actors", None), ("project alone", ["project"])):
        lines[f"sampled, {words}"] = timed(
            lambda who=seen_by: sample(
                venture, chance, asked.draws, seen_by=who, workers=asked.workers
            ),
            asked.draws,
        )
    drawn = chance.drawn(LOOPED)
    flows = cash(venture, drawn)
    ours = worth(flows, "project")
    lines["npv of cash at hand"] = timed(lambda: worth(flows, "project").npv, LOOPED)
    lines["irr of cash at hand"] = timed(lambda: worth(flows, "project").irr, LOOPED)
    if find_spec("numpy_financial"):
        looped(drawn, ours.npv, lines)
    if find_spec("pyxirr"):
        called(np.ascontiguousarray(flows.project), ours.npv, lines)
    for words, (processor, wall) in lines.items():
        print(f"  {words:<34}{processor:>10.2f} µs{wall:>10.2f} µs wall  a draw")
    told(lines, asked.draws)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  most memory{most:>29,.0f} MB")


def timed(work: Callable[[], object], draws: int) -> tuple[float, float]:
    """Return processor and wall time of a piece of work, µs a draw."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    spent = time.process_time() - processor, time.perf_counter() - wall
    return spent[0] / draws * 1e6, spent[1] / draws * 1e6


def looped(drawn: Draws, ours: Floats, lines: dict[str, tuple[float, float]]) -> None:
    """Work out every draw alone with numpy-financial, and compare."""
    import numpy_financial

    theirs = np.zeros(len(ours))

    def loop() -> None:
        for i in range(len(ours)):
            figures = {name: float(each[i]) for name, each in drawn.figures.items()}
            prices = {name: each[i] for name, each in drawn.prices.items()}
            flow = by_hand(figures, prices)
            theirs[i] = numpy_financial.npv(0.1, flow)
            numpy_financial.irr(flow)

    lines["numpy-financial, draw by draw"] = timed(loop, len(ours))
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1.0)


def called(flows: Floats, ours: Floats, lines: dict[str, tuple[float, float]]) -> None:
    """Call pyxirr for every draw of cash that is there, and compare."""
    import pyxirr

    rows = list(flows)
    lines["pyxirr npv, draw by draw"] = timed(
        lambda: [pyxirr.npv(0.1, row) for row in rows], len(rows)
    )
    lines["pyxirr irr, draw by draw"] = timed(
        lambda: [pyxirr.irr(row, silent=True) for row in rows], len(rows)
    )
    theirs = np.array([pyxirr.npv(0.1, row) for row in rows])
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1.0)


def told(lines: dict[str, tuple[float, float]], draws: int) -> None:
    """Print the ratios of processor times."""
    pairs = {
        "numpy-financial : sampled, project": (
            "numpy-financial, draw by draw",
            "sampled, project alone",
        ),
        "pyxirr npv : ours": ("pyxirr npv, draw by draw", "npv of cash at hand"),
        "pyxirr irr : ours": ("pyxirr irr, draw by draw", "irr of cash at hand"),
    }
    for words, (theirs, ours) in pairs.items():
        if theirs in lines:
            print(f"  {words:<34}{lines[theirs][0] / lines[ours][0]:>10.1f}")
    whole = lines["sampled, all six actors"]
    print(f"  {draws:,} draws, all six actors: {whole[0] * draws / 1e6:.2f} s of "
          f"processors, {whole[1] * draws / 1e6:.2f} s wall")  # fmt: skip


if __name__ == "__main__":
    main()
