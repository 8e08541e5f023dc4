"""Limits on what making takes and gives off at a place: power, and carbon dioxide."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from orepath.plan.network import KT, Network
from orepath.plan.policy.bound import Bound, bound, rows_of, write
from orepath.plan.policy.share import spread
from orepath.plan.policy.supply import Columns, made
from orepath.plan.program import Draft, Triplets
from orepath.world.figure import coefficient
from orepath.world.tables.policy import LIMITED


def emission_limit(draft: Draft) -> None:
    """Hold what sites and projects at a place give off of CO2 under a yearly limit.

    Σ emission[k] x[k] - excess ≤ limit for each moment in force, kt CO2 a year.
    """
    _limited(draft, "emission_limit")


def energy_limit(draft: Draft) -> None:
    """Hold the power that sites and projects at a place take under a yearly limit.

    Σ power[k] x[k] - excess ≤ limit for each moment in force, GWh a year.
    """
    _limited(draft, "energy_limit")


def _limited(draft: Draft, kind: str) -> None:
    """Add the rows of one kind of limit."""
    n = draft.network
    rule = kind.replace("_", " ")
    write(
        draft,
        rule,
        limit_bounds(n, kind),
        lambda one: _terms(n, one),
        limit=lambda one: float(one.row["value"]) * KT,
    )


def limit_bounds(n: Network, kind: str) -> list[Bound]:
    """Return the limits of one kind that hold in this market.

    A limit on all goods holds in the one market that all its processes share, for they
    are kept in one cluster; in the others there is nothing to limit.

    Parameters
    ----------
    n : Network
        With its policies, sites and projects.
    kind : str
        ``emission_limit`` or ``energy_limit``.
    """
    return [
        bound(n, at, row) for at, row in rows_of(n, kind) if weighed(n, row).column.size
    ]


def weighed(n: Network, row: Mapping[str, Any]) -> Columns:
    """Return what is limited at a place, with its figure as the tonnes of a unit.

    Parameters
    ----------
    n : Network
        With its sites and projects.
    row : mapping
        A limit; its commodity, if any, keeps to what makes that one.
    """
    chain = n.calibration.balance.chain
    every = made(n, row["place"])
    names = chain.processes.labels
    figure = coefficient(
        n.case, LIMITED[row["kind"]], list(names), [row["place"]] * len(names)
    )
    if row["commodity"] is not None:
        figure = figure * (chain.output == chain.commodities.at(row["commodity"]))
    value = figure[every.process]
    return every.at(np.flatnonzero(value), value)


def _terms(n: Network, one: Bound) -> Iterator[Triplets]:
    """Yield what each column takes or gives off."""
    columns = weighed(n, one.row)
    yield from spread(one, columns, columns.tonnes[None, :])
