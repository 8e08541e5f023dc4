"""Who gains what: the objective taken apart by actor, at the prices of the market.

Every column's margin at the prices of its place is somebody's: users, owners of sites,
traders, project partners. Balances pay out exactly what they take in, so the parts sum
to the whole; duties are a cost to trade and income to the treasury that levies them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.network import KT, Network
from orepath.plan.policy.hold import bound_places
from orepath.plan.policy.tariff import duty_change
from orepath.plan.program import Program
from orepath.plan.project import contract_pair, of_kind
from orepath.plan.rule.ease import eased
from orepath.plan.solve import Answer

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

_OF_PROJECTS = ("run", "haul", "release", "ease", "idle", "recourse", "start")
"""Blocks whose gain is that of the owners of projects."""


@dataclass(frozen=True)
class Surplus:
    """Hold discounted surpluses, USD million, by place or project.

    Parameters
    ----------
    users, makers, importers : ndarray (P,)
        Of users, of owners of sites (by place of the site), and of trade relations (by
        the place that imports).
    sites : ndarray (K,)
        The makers' surplus site by site.
    exporters : ndarray (P,)
        The same rents of trade relations by the place that exports: the other way to
        assign them, not a further part of the total.
    duties : ndarray (P,)
        Income of the treasury that levies them.
    projects : ndarray (J,)
        Of project owners, after capital and what the focus actor gives to it.
    penalties : float
        Paid for exceeding policies; negative or zero.
    fined : ndarray (P,)
        The same by the place that each policy binds.
    grants : float
        Given by the focus actor for plants of partners; negative or zero.
    total : float
        Sum of all; equals minus the objective plus duties.
    """

    users: Floats
    makers: Floats
    sites: Floats
    importers: Floats
    exporters: Floats
    duties: Floats
    projects: Floats
    penalties: float
    fined: Floats
    grants: float
    total: float


def margins(program: Program, answer: Answer, price: Floats) -> Floats:
    """Return every column's gain at market prices, discounted USD million (columns,).

    What an upgrade or a training saves is the gain of those it serves, each in
    proportion to its tonnes in the same moment; the project bears its cost alone.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.
    price : ndarray (R, M)
        Market prices, USD/t.
    """
    rows = program.group("balance").rows
    weight = program.network.moments.weight
    # Nothing is paid for on the rows of other rules; cutting them out costs more.
    paid = np.zeros(program.matrix.shape[0])
    paid[rows] = (price * KT * weight[None, :]).T.ravel()
    worth = program.matrix.T @ paid
    gain = np.asarray((worth - program.cost) * answer.value, dtype=np.float64)
    return gain + _passed_on(program.network, answer, gain)


def _passed_on(n: Network, answer: Answer, gain: Floats) -> Floats:
    """Return what moves from the columns that save to those that are served."""
    moved = np.zeros(gain.size)
    block = n.blocks["ease"]
    if not block.size:
        return moved
    at, column, _ = eased(n)
    tonnes = answer.value[column]
    total = np.bincount(at, tonnes, minlength=block.size)
    saved = np.where(total > 0.0, gain[block.columns], 0.0)
    rate = np.divide(saved, total, out=np.zeros(block.size), where=total > 0.0)
    np.add.at(moved, column, tonnes * rate[at])
    moved[block.columns] -= saved
    return moved


def surplus_of(program: Program, answer: Answer, price: Floats) -> Surplus:
    """Take the objective apart by actor.

    Whatever the prices, the parts sum to the whole: the balances pay out exactly what
    they take in, and what is thrown away has price 0.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.
    price : ndarray (R, M)
        Market prices, USD/t.

    Returns
    -------
    Surplus
        O(non-zeros).
    """
    n = program.network
    b = n.calibration.balance
    gain = margins(program, answer, price)
    places, projects = len(b.places), n.projects.height

    def gathered(name: str, owner: NDArray[np.int64], size: int) -> Floats:
        block = n.blocks[name]
        return np.bincount(
            owner[block.item], gain[block.columns], minlength=size
        ).astype(np.float64)

    own = np.arange(projects)
    duty = _duties(n, answer)
    partners = sum(
        (gathered(name, own, projects) for name in _OF_PROJECTS), np.zeros(projects)
    )
    given = _given(program, answer)
    return Surplus(
        gathered("use", b.use_place, places),
        gathered("make", b.site_place, places),
        gathered("make", np.arange(b.site_place.size), b.site_place.size),
        gathered("ship", b.pair_destination, places)
        + gathered("open", b.pair_destination, places),
        gathered("ship", b.pair_origin, places)
        + gathered("open", b.pair_origin, places),
        duty,
        partners + given,
        float(gain[n.blocks["excess"].columns].sum()),
        gathered("excess", bound_places(n), places),
        -float(given.sum()),
        float(gain.sum() + duty.sum()),
    )


def _given(program: Program, answer: Answer) -> Floats:
    """Return what the focus actor gives to partners' plants, USD million (J,).

    The grant element of a concessional line: its part of the capital, paid as the
    capital is.
    """
    n = program.network
    block = n.blocks["start"]
    part = np.zeros(n.projects.height)
    lent = of_kind(n, "credit")
    part[lent] = n.projects["paid"].to_numpy()[lent]
    capital = program.lines["capital"][block.columns] * answer.value[block.columns]
    total = np.bincount(block.item, capital, minlength=part.size)
    return np.asarray(part * total, dtype=np.float64)


def _duty_payments(n: Network, answer: Answer) -> Iterator[tuple[Index, Index, Floats]]:
    """Yield moment, pair and duty paid (discounted USD million) of all shipments."""
    hauled = np.zeros(n.projects.height, dtype=np.int64)
    for j in np.unique(n.blocks["haul"].item):
        hauled[j] = contract_pair(n, int(j))
    for name in ("ship", "open", "haul"):
        block = n.blocks[name]
        pair = hauled[block.item] if name == "haul" else block.item
        tonnes = answer.value[block.columns] * n.moments.weight[block.moment]
        rate = n.calibration.pair_duty[pair] + duty_change(n)[pair, block.moment]
        yield block.moment, pair, rate * KT * tonnes


def _duties(n: Network, answer: Answer) -> Floats:
    """Return the duty income of every place, discounted USD million (P,)."""
    b = n.calibration.balance
    income = np.zeros(len(b.places))
    for _, pair, paid in _duty_payments(n, answer):
        income += np.bincount(b.pair_destination[pair], paid, minlength=income.size)
    return income


@dataclass(frozen=True)
class Shares:
    """State what part of each surplus belongs to the focus actor.

    Parameters
    ----------
    sites : ndarray (K,)
        Part of each site's surplus.
    projects : ndarray (J,)
        Part of each project's profit.
    """

    sites: Floats
    projects: Floats


def shares_of(n: Network) -> Shares:
    """Return the focus actor's shares: owners of sites, partners of projects.

    A site without owners' rows belongs to its place. Shares of unknown owners belong to
    nobody known and are not the focus actor's.

    Parameters
    ----------
    n : Network
        For its base year, owners and projects.
    """
    focus = n.case.settings.focus
    sites = n.case.table("sites").select("site", "place")
    owners = n.case.table("owners")
    held = owners.filter(pl.col("owner") == focus).select("site", "share")
    known = pl.col("site").is_in(owners["site"].to_list())
    parts = sites.join(held, on="site", how="left", maintain_order="left").select(
        pl.when(known)
        .then(pl.col("share").fill_null(0.0))
        .otherwise((pl.col("place") == focus).cast(pl.Float64))
    )
    return Shares(parts.to_series().to_numpy(), n.projects["share"].to_numpy())


def focus_gain(
    n: Network, parts: Surplus, shares: Shares, *, to_exporters: bool = False
) -> float:
    """Return the focus actor's surplus, discounted USD million.

    Users at home, the owned part of sites anywhere, the part of projects, duties, the
    rents of trade relations, less what is paid for exceeding caps and given to plants
    of partners.

    Parameters
    ----------
    n : Network
        For the focus place.
    parts : Surplus
        Surplus by actor.
    shares : Shares
        What the focus actor owns.
    to_exporters : bool
        Whether the rents of trade relations go to exporters rather than importers.
        Nobody publishes who pockets them, so the plan is tried under both.
    """
    focus = n.calibration.balance.places.at(n.case.settings.focus)
    rents = parts.exporters if to_exporters else parts.importers
    return float(
        parts.users[focus]
        + shares.sites @ parts.sites
        + shares.projects @ parts.projects
        + parts.duties[focus]
        + rents[focus]
        + float(parts.fined[focus])
        + parts.grants
    )


def owned_parts(n: Network, shares: Shares) -> dict[str, Floats]:
    """Return the focus actor's part of what each item of a block gains in a year.

    Parameters
    ----------
    n : Network
        For the focus place.
    shares : Shares
        What the focus actor owns.

    Returns
    -------
    dict of str to ndarray
        By block, then by its items; a block that is missing gains nobody at home
        anything. Rents of trade relations stay with exporters.
    """
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    sold = (b.pair_origin == focus).astype(np.float64)
    return {
        "use": (b.use_place == focus).astype(np.float64),
        "make": shares.sites,
        "ship": sold,
        "open": sold,
        **dict.fromkeys(_OF_PROJECTS[:-1], shares.projects),
    }


def focus_by_moment(
    program: Program,
    answer: Answer,
    price: Floats,
    shares: Shares,
    *,
    to_exporters: bool = True,
) -> Floats:
    """Return the focus actor's surplus in every moment, USD million a year (M,).

    Users at home, owned parts of sites and projects (capital apart), duties, less fines
    for exceeded caps. Rents of trade relations stay with exporters unless said
    otherwise: in a shortage nobody can say that a buyer keeps them.

    Parameters
    ----------
    program, answer : Program, Answer
        A solved program.
    price : ndarray (R, M)
        Market prices, USD/t.
    shares : Shares
        What the focus actor owns.
    to_exporters : bool
        Whether the rents of trade relations go to exporters rather than importers.
    """
    n = program.network
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    gain = margins(program, answer, price)
    owned = owned_parts(n, shares)
    if not to_exporters:
        owned["ship"] = owned["open"] = (b.pair_destination == focus).astype(float)
    total = np.zeros(len(n.moments))
    for name, part in owned.items():
        block = n.blocks[name]
        np.add.at(total, block.moment, part[block.item] * gain[block.columns])
    fines = n.blocks["excess"]
    own = bound_places(n)[fines.item] == focus
    np.add.at(total, fines.moment[own], gain[fines.columns][own])
    for moment, pair, paid in _duty_payments(n, answer):
        mine = b.pair_destination[pair] == focus
        np.add.at(total, moment[mine], paid[mine])
    return np.asarray(total / n.moments.weight)
