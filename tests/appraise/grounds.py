"""Blocks plain enough to reckon by hand."""

import numpy as np

from orepath.appraise.bidding import Ground

PLAIN = {
    "base": 100.0,
    "earned": 1.0,
    "cost": 50.0,
    "take": 0.05,
    "left": 0.0,
    "chance": 1.0,
    "error": 0.0,
    "reserve": 0.0,
    "faith": 1.0,
}


def ground(count=1, **changes):
    """Return blocks, all alike; a change may be one number or one a block."""
    given = PLAIN | changes
    return Ground(
        **{
            k: np.broadcast_to(float(1) * np.asarray(v, float), (count,))
            for k, v in given.items()
        }
    )
