"""Fit who bids for India's blocks to past tranches; prints lines for auction.toml.

Run: python tools/fit_auction.py [STEPS]. Nothing is written: read what it finds, and
take it over by hand with the distance in the CHANGELOG.
"""

import sys
from typing import Any

import numpy as np
from scipy.optimize import minimize

from orepath.appraise.tender import tender
from orepath.appraise.tranche import FITTED, distance, moments, settled

# What is believed before any tranche is looked at: middle and spread, of the log except
# where a figure may be below nil or is a part.
BELIEFS = {
    "crowd.firms": (4.0, 0.7),
    "crowd.uneven": (0.7, 0.5),
    "crowd.spread": (0.35, 0.5),
    "crowd.again": (0.5, 0.8),
    "offered.base": (300e6, 1.0),
    "offered.margin": (0.5, 0.5),
    "offered.margin_spread": (0.8, 0.5),
    "offered.cost": (0.5, 0.7),
    "offered.cost_spread": (1.0, 0.6),
}


def inward(name: str, value: float) -> float:
    """Return a figure on the line on which it may be anything."""
    if name == "offered.margin":
        return value
    return float(
        np.log(value / (1 - value)) if name == "crowd.again" else np.log(value)
    )


def outward(name: str, point: float) -> float:
    """Undo :func:`inward`."""
    if name == "offered.margin":
        return point
    return float(1 / (1 + np.exp(-point)) if name == "crowd.again" else np.exp(point))


def cost(point: Any) -> float:
    """Return distance and disbelief."""
    values = {n: outward(n, x) for n, x in zip(FITTED, point, strict=True)}
    if values["crowd.firms"] > 15 or values["crowd.uneven"] > 2.5:
        return 1e6
    doubt = sum(
        ((x - inward(n, BELIEFS[n][0])) / BELIEFS[n][1]) ** 2
        for n, x in zip(FITTED, point, strict=True)
    )
    return float(distance(moments(tender(), values)) + doubt)


def main() -> None:
    """Start from the beliefs and from what stands, and begin again from the better."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    standing = [inward(n, v) for n, v in settled(tender()).items()]
    believed = [inward(n, BELIEFS[n][0]) for n in FITTED]
    options: Any = {"maxfev": steps, "xatol": 1e-3, "fatol": 1e-3}
    found = min(
        (
            minimize(cost, start, method="Nelder-Mead", options=options)
            for start in (standing, believed)
        ),
        key=lambda one: one.fun,
    )
    found = minimize(cost, found.x, method="Nelder-Mead", options=options)
    values = {n: outward(n, x) for n, x in zip(FITTED, found.x, strict=True)}
    for name, value in values.items():
        print(f"{name} = {value:.4g}")
    table = moments(tender(), values)
    for one in table:
        print(f"{one.name:45s} {one.seen:6.2f} {one.told:6.2f} {one.off:+5.1f}")
    print(f"distance {distance(table):.1f}, with disbelief {found.fun:.1f}")


if __name__ == "__main__":
    main()
