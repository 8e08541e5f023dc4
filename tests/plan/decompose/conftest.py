"""Small programs of blocks, drawn from a seed, for tests of the decomposition."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.arrays import Arrays

Drawn = tuple[Arrays, NDArray[np.int64]]


def blocks(seed: int, *, alike: bool = False) -> Drawn:
    """Return a program of blocks under a few linking columns, and these columns.

    ``alike`` gives all blocks the same coefficients, with costs in proportion.
    """
    rng = np.random.default_rng(seed)
    links, parts = rng.integers(1, 5), rng.integers(1, 6)
    matrix, link, low, cost = [], [], [], []
    for part in range(parts):
        if part == 0 or not alike:
            shape = rng.integers(1, 4), rng.integers(2, 6)
            own = rng.integers(-3, 4, shape).astype(float)
            met = rng.integers(-2, 4, (shape[0], links)) * (
                rng.random((shape[0], links)) < 0.7
            )
            price = rng.integers(-2, 5, shape[1]).astype(float)
        matrix.append(own)
        link.append(met.astype(float))
        low.append(rng.integers(-6, 4, shape[0]).astype(float))
        cost.append(price * (rng.integers(1, 4) if alike else 1.0))
    below = np.hstack([np.vstack(link), sparse.block_diag(matrix).toarray()])
    shared = np.zeros(below.shape[1])
    shared[:links] = 1.0
    rows = np.vstack([shared, below])
    row_upper = np.full(len(rows), np.inf)
    row_upper[0] = links / 2 + 0.5
    costs = np.concatenate([rng.integers(0, 6, links).astype(float), *cost])
    lp = Arrays(
        costs,
        sparse.csc_array(rows),
        np.concatenate([[-np.inf], *low]),
        row_upper,
        np.zeros(costs.size),
        np.append(np.ones(links), np.full(costs.size - links, 4.0)),
    )
    return lp, np.arange(links)


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Drawn]:
    return blocks
