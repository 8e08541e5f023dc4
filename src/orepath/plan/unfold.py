"""Unfolding lays out every block of columns of a case, in one visible order."""

import numpy as np
from numpy.typing import NDArray

from orepath.errors import InputError, Problem
from orepath.plan.branch import Branch
from orepath.plan.flight import laid
from orepath.plan.growth import growth_of
from orepath.plan.network import (
    KT,
    Block,
    Moments,
    Network,
    moments_of,
    running_of,
)
from orepath.plan.policy.excess import excess
from orepath.plan.policy.tariff import taxed
from orepath.plan.pressure import pressed
from orepath.plan.project import PROJECT_LAYERS, starts
from orepath.plan.steps import (
    Stair,
    pair_stairs,
    relation,
    site_stair,
    use_stair,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]


def unfold(
    case: Case, calibration: Calibration, branches: tuple[Branch, ...] = ()
) -> Network:
    """Lay out the columns of a case over its periods and branches.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    branches : tuple of Branch
        Disruptions that may strike in ``shock_year``; their chances must sum to less
        than one.

    Returns
    -------
    Network
        O(steps · moments) columns.

    Raises
    ------
    InputError
        The chances of the branches sum to one or more.
    """
    total = sum(branch.probability for branch in branches)
    if total >= 1.0:
        raise InputError(
            Problem(
                "shocks.csv:probability",
                f"the yearly chances sum to {total:.2f}; a year holds one at most",
                "lower them or leave rare ones out",
            )
        )
    moments = moments_of(case, branches)
    sites, pairs, uses = growth_of(case, calibration, moments.offset)
    blocks: dict[str, Block] = {}
    draft = Network(
        case,
        calibration,
        moments,
        branches,
        blocks,
        sites,
        pairs,
        _wanted(uses, moments, branches),
        running_of(case, moments),
    )
    for lay in LAYERS:
        for block in lay(draft, draft.columns):
            blocks[block.name] = block
    blocks |= taxed(draft)
    blocks |= pressed(draft)
    return draft


def _wanted(growth: Floats, moments: Moments, branches: tuple[Branch, ...]) -> Floats:
    """Return the growth of uses with what disruptions want more or less (D, M)."""
    for moment, branch in zip(moments.branches, branches, strict=True):
        if branch.pressure is not None:
            growth[:, moment] *= branch.pressure.wants
    return growth


def _make(n: Network, start: int) -> list[Block]:
    """Lay out what sites make."""
    left = _left(
        n, "site_left", n.calibration.year.quantity[n.calibration.balance.sites]
    )
    stair = site_stair(n.case, n.calibration)
    return [laid("make", start, stair, n.site_growth, left, n.moments)]


def _left(n: Network, what: str, base: Floats) -> Floats:
    """Return the most of each item and moment: free, or what a disruption leaves."""
    left = np.full((base.size, len(n.moments)), np.inf)
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        part = getattr(branch, what)
        hit = part < 1.0
        left[hit, moment] = part[hit] * base[hit] * KT
    return left


def _ship(n: Network, start: int) -> list[Block]:
    """Lay out shipments between places with a relation, and new relations."""
    b = n.calibration.balance
    known, opening = pair_stairs(n.case, n.calibration)
    base = n.calibration.year.quantity[b.pairs]
    ramp = relation(n.case, n.calibration, "ramp")[:, None]
    offset = n.moments.offset[None, :]
    left = np.minimum(
        _left(n, "pair_left", base),
        base[:, None] * KT * (1.0 + ramp) ** offset / n.pair_growth,
    )
    ship = laid("ship", start, known, n.pair_growth, left, n.moments)
    # The allowance of a new relation grows by the year; a barred pair opens nothing.
    barred = np.ones((b.pair_origin.size, len(n.moments)))
    for moment, branch in zip(n.moments.branches, n.branches, strict=True):
        barred[:, moment] = branch.pair_left
    years = n.pair_growth * offset * barred
    free = np.full_like(years, np.inf)
    return [ship, laid("open", start + ship.size, opening, years, free, n.moments)]


def _use(n: Network, start: int) -> list[Block]:
    """Lay out use."""
    stair: Stair = use_stair(n.case, n.calibration)
    free = np.full(n.use_growth.shape, np.inf)
    return [laid("use", start, stair, n.use_growth, free, n.moments)]


LAYERS = (_make, _ship, _use, *PROJECT_LAYERS, excess, starts)
