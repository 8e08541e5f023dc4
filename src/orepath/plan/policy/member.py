"""Members are whose share a cap holds down: origins, blocs of them, or owners of sites.

A cap lower than the least share to which imports can be spread would bar all of them
and make the very shortage it is meant to prevent, so it is refused before any solve.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from orepath.errors import InputError, Problem
from orepath.plan.network import Network
from orepath.plan.policy.supply import output, words

Index = NDArray[np.int64]
Floats = NDArray[np.float64]

_SLACK = 1e-9


def members_of(n: Network, row: Mapping[str, Any]) -> tuple[tuple[str, ...], Floats]:
    """Return the members of a cap and which part of a place's exports is theirs.

    Parameters
    ----------
    n : Network
        With its trade pairs, sites and owners.
    row : mapping
        A share cap.

    Returns
    -------
    tuple of (tuple of str, ndarray (L, P))
        Labels in a fixed order; 0 to 1 by place of origin. What belongs to no bloc or
        to nobody known is no member's.

    """
    labels, part = _SPLITS[row["by"]](n, row, _origins(n, row))
    named = words(row)
    if not named:
        return labels, part
    kept = [at for at, label in enumerate(labels) if label in named]
    return tuple(labels[at] for at in kept), part[kept]


def _origins(n: Network, row: Mapping[str, Any]) -> Index:
    """Return the places from which a policy's commodity may come."""
    b = n.calibration.balance
    into = (b.pair_commodity == b.chain.commodities.at(row["commodity"])) & (
        b.pair_destination == b.places.at(row["place"])
    )
    return np.unique(b.pair_origin[into]).astype(np.int64)


def _by_origin(
    n: Network, _: Mapping[str, Any], origins: Index
) -> tuple[tuple[str, ...], Floats]:
    """Let every origin be a member."""
    places = n.calibration.balance.places
    part = np.zeros((origins.size, len(places)))
    part[np.arange(origins.size), origins] = 1.0
    return tuple(places.labels[p] for p in origins), part


def _by_bloc(
    n: Network, _: Mapping[str, Any], origins: Index
) -> tuple[tuple[str, ...], Floats]:
    """Let every bloc with an origin in it be a member."""
    bloc = np.array(n.case.table("places")["bloc"].fill_null("").to_list())
    labels = tuple(sorted({str(word) for word in bloc[origins]} - {""}))
    return labels, np.array([bloc == label for label in labels], dtype=float).reshape(
        len(labels), bloc.size
    )


def _by_owner(
    n: Network, row: Mapping[str, Any], origins: Index
) -> tuple[tuple[str, ...], Floats]:
    """Let every known owner of sites at the origins be a member.

    An owner's part of what a place exports is his part of its output in the base year.
    A site without owners' rows, and a place without a site, belongs to the place.
    """
    b = n.calibration.balance
    places = b.places.labels
    net = b.chain.net[b.chain.commodities.at(row["commodity"])]
    given = np.maximum(net[b.site_process], 0.0)
    weight = given * n.calibration.year.quantity[b.sites]
    owned = owners_of(n)
    labels = tuple(sorted({who for site in owned for who in site} | set(places)))
    part = np.zeros((len(labels), len(places)))
    at = {label: i for i, label in enumerate(labels)}
    total = np.bincount(b.site_place, weight, minlength=len(places))
    for p in range(len(places)):
        if total[p] <= 0:
            part[at[places[p]], p] = 1.0
    for k in np.flatnonzero(weight > 0):
        for who, share in owned[k].items():
            part[at[who], b.site_place[k]] += share * weight[k] / total[b.site_place[k]]
    held = np.flatnonzero(part[:, origins].sum(axis=1) > 0)
    return tuple(labels[i] for i in held), part[held]


def owners_of(n: Network) -> list[dict[str, float]]:
    """Return who owns which part of every site, in the order of the sites.

    Parameters
    ----------
    n : Network
        With its sites and owners.

    Returns
    -------
    list of dict of str to float
        A site without owners' rows is its place's; unknown owners are left out.
    """
    owners = n.case.table("owners").select("site", "owner", "share")
    rows: dict[str, dict[str, float]] = {}
    for site, owner, share in owners.iter_rows():
        rows.setdefault(site, {})[owner] = share
    sites = n.case.table("sites").select("site", "place").iter_rows()
    found = [rows.get(site, {place: 1.0}) for site, place in sites]
    return [{who: s for who, s in one.items() if who != "unknown"} for one in found]


_SPLITS = {"origin": _by_origin, "bloc": _by_bloc, "owner": _by_owner}


def least_share(part: Floats) -> float:
    """Return to how small a share the greatest member's can be brought.

    least τ with part · f ≤ τ, Σ f = 1, f ≥ 0: 1/N where every origin is a member.

    Parameters
    ----------
    part : ndarray (L, O)
        Each member's part of what each origin sends.

    Returns
    -------
    float
        0 to 1; 1 where there is no origin, 0 where some origin is no member's.

    Examples
    --------
    >>> least_share(np.eye(4))
    0.25
    """
    members, origins = part.shape
    if not origins:
        return 1.0
    if not part.any(axis=0).all():
        return 0.0
    if np.isin(part, (0.0, 1.0)).all():
        return float(1.0 / members)
    found = optimize.linprog(
        np.append(np.zeros(origins), 1.0),
        A_ub=np.column_stack([part, -np.ones(members)]),
        b_ub=np.zeros(members),
        A_eq=np.append(np.ones(origins), 0.0)[None, :],
        b_eq=[1.0],
    )
    return float(np.asarray(found.x)[-1])


def refuse_barring(n: Network, row: Mapping[str, Any]) -> None:
    """Refuse a cap below the least share to which imports can be spread.

    Parameters
    ----------
    n : Network
        With its trade pairs, sites and owners.
    row : mapping
        A share cap.

    Raises
    ------
    InputError
        Under this cap nothing may be imported at all.
    """
    at = (row["commodity"], row["place"])
    if row["base"] == "supply" and output(n, *at).column.size:
        return
    _, part = members_of(n, row)
    origins = _origins(n, row)
    least = least_share(part[:, origins])
    if origins.size and row["value"] >= least - _SLACK:
        return
    what = (
        f"a cap of {row['value']:.0%} with {origins.size} possible "
        f"origin{'' if origins.size == 1 else 's'} bars all imports"
    )
    raise InputError(
        Problem(
            f"policies.csv:{row['policy']}:value",
            what,
            f"give at least {least:.0%} or open more origins",
        )
    )
