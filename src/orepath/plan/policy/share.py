"""Shares are a most from one origin, bloc or owner, or a least from home or scrap."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Network
from orepath.plan.policy.bound import Bound, bound, rows_of, write
from orepath.plan.policy.member import members_of, owners_of
from orepath.plan.policy.supply import Columns, arrivals, filled, supply, words
from orepath.plan.program import Draft, Triplets

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counted = Callable[[Network, Bound, Columns], Flags]


def cap_bounds(n: Network) -> list[Bound]:
    """Return the share caps with their members.

    Parameters
    ----------
    n : Network
        With its policies and trade pairs.
    """
    return [
        bound(n, at, row, members_of(n, row)[0]) for at, row in rows_of(n, "share_cap")
    ]


def share_cap(draft: Draft) -> None:
    """Hold the share of one origin, bloc or owner in a place's imports under a cap.

    Σ part[a] f - κ Σ f - excess[a] ≤ 0 for each member a and moment in force. The base
    is imports, contracts included, or with ``supply`` all that arrives and is made at
    home. Breaking it costs ``excess`` times the price a tonne.
    """
    n = draft.network
    write(draft, "share cap", cap_bounds(n), lambda one: _capped(n, one))


def _capped(n: Network, one: Bound) -> Iterator[Triplets]:
    """Yield the coefficients of a cap: every member's part less the cap's."""
    _, part = members_of(n, one.row)
    yield from _into_reserves(n, one, 1.0 - one.row["value"])
    if one.row["base"] == "imports":
        come = arrivals(n, one.row["commodity"], one.row["place"])
        yield from spread(one, come, part[:, come.origin] - one.row["value"])
        return
    columns = supply(n, one.row)
    own = part[:, columns.origin] * (columns.origin >= 0)
    if one.row["by"] == "owner":
        own += _owned_at_home(n, one, columns)
    yield from spread(one, columns, (own - one.row["value"]) * columns.tonnes)


def _into_reserves(n: Network, one: Bound, part: float) -> Iterator[Triplets]:
    """Leave out of a hard share what fills reserves.

    That is bought whatever the market does, so a hard share of it could make a plan
    impossible. A soft share is paid for as ever.
    """
    if not one.soft:
        stocks = filled(n, one.row["commodity"], one.row["place"])
        value = np.tile(-part * stocks.tonnes, (len(one.members), 1))
        yield from spread(one, stocks, value)


def _owned_at_home(n: Network, one: Bound, columns: Columns) -> Floats:
    """Return the owners' parts of what sites make at home (L, c)."""
    owned = owners_of(n)
    part = np.zeros((len(one.members), columns.column.size))
    for c in np.flatnonzero(columns.site >= 0):
        held = owned[columns.site[c]]
        part[:, c] = [held.get(who, 0.0) for who in one.members]
    return part


def spread(one: Bound, columns: Columns, value: Floats) -> Iterator[Triplets]:
    """Yield coefficients of all members in the moments in force.

    Parameters
    ----------
    one : Bound
        Whose rows they stand in.
    columns : Columns
        Columns of the program.
    value : ndarray (L, c)
        Coefficient by member and column.
    """
    slot = one.slots(columns.moment)
    kept = np.flatnonzero(slot >= 0)
    row = np.arange(len(one.members))[:, None] * one.moments.size + slot[kept]
    each = np.asarray(value[:, kept], dtype=np.float64)
    yield row.ravel(), np.tile(columns.column[kept], len(one.members)), each.ravel()


def domestic_share(draft: Draft) -> None:
    """Ask that a least share of a place's supply be made at home.

    Σ made - κ (Σ made + Σ arrived) + excess ≥ 0 for each moment in force.
    """
    _least(draft, "domestic_share", _home)


def recycled_share(draft: Draft) -> None:
    """Ask that a least share of a place's supply be made at home of scrap.

    Σ recycled - κ (Σ made + Σ arrived) + excess ≥ 0 for each moment in force. What is
    recycled abroad is nowhere told, and counts as any other import.
    """
    _least(draft, "recycled_share", _recycled)


def partner_share(draft: Draft) -> None:
    """Ask that a least share of a place's supply come from partners.

    Σ arrived from partners - κ (Σ made + Σ arrived) + excess ≥ 0 for each moment in
    force. Partners are places, or blocs of them.
    """
    _least(draft, "partner_share", _from_partners)


def _home(_: Network, __: Bound, columns: Columns) -> Flags:
    """Return which supply comes from nobody else."""
    return columns.origin < 0


def _recycled(_: Network, __: Bound, columns: Columns) -> Flags:
    """Return which supply is made of scrap."""
    return columns.recycled


def _from_partners(n: Network, one: Bound, columns: Columns) -> Flags:
    """Return which supply comes from the partners a policy names."""
    named = set(words(one.row))
    places = n.case.table("places").select("place", "bloc").iter_rows()
    friend = np.array([bool({place, bloc} & named) for place, bloc in places])
    return np.asarray(friend[columns.origin] & (columns.origin >= 0))


def _least(draft: Draft, kind: str, counted: Counted) -> None:
    """Add the rows of one kind of least share."""
    n = draft.network

    def terms(one: Bound) -> Iterator[Triplets]:
        columns = supply(n, one.row)
        own = counted(n, one, columns).astype(float)
        value = (own - one.row["value"]) * columns.tonnes
        yield from spread(one, columns, value[None, :])
        yield from _into_reserves(n, one, -one.row["value"])

    bounds = [bound(n, at, row) for at, row in rows_of(n, kind)]
    write(draft, kind.replace("_", " "), bounds, terms, least=True)
