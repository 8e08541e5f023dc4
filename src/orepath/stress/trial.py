"""A trial fixes what is built and lets the market answer a disruption.

The disruption strikes in one year; shipments may grow no faster than trade relations
do, stocks filled before may be released, nobody has foreseen it. The same disruptions
strike with and without the plan, so the difference is what the plan protects from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.plan.assemble import program_of
from orepath.plan.branch import Branch
from orepath.plan.network import KT
from orepath.plan.prices import market_prices
from orepath.plan.program import Program
from orepath.plan.solve import Answer, Solver
from orepath.plan.surplus import focus_by_moment, shares_of
from orepath.plan.table import Part
from orepath.stress.shocks import CONTROL, control_of
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Strike:
    """Hold what one disruption does to one place in the year it strikes.

    Parameters
    ----------
    short : ndarray (D,)
        Use given up against the undisturbed course, t/a.
    loss : float
        What users at the place lose, USD million in that year.
    country : float
        What the focus actor as a whole loses: users, owners and treasury, with the
        rents of trade left to exporters, USD million in that year.
    price : ndarray (D,)
        Price of each use against the undisturbed course, as a ratio.
    """

    short: Floats
    loss: float
    country: float
    price: Floats


def strike(
    program: Program, outcome: tuple[Answer, Floats], branch: int, place: int
) -> Strike:
    """Read one disruption out of a solved program.

    Parameters
    ----------
    program : Program
        With the disruption as a branch.
    outcome : tuple of Answer and ndarray (R, M)
        Its answer and market prices, USD/t.
    branch : int
        Position of the branch.
    place : int
        Position of the place whose users are asked.

    Returns
    -------
    Strike
        O(columns).

    Notes
    -----
    Users' loss is the fall of their surplus, Σ (w - p) u, between the undisturbed and
    the disrupted year; it counts dearer purchases as well as use given up. Where the
    price reaches the choke price users keep nothing, whatever a plan protects; then the
    country's loss tells more, since dearer goods from its own plants stay at home.
    """
    n = program.network
    b = n.calibration.balance
    block = n.blocks["use"]
    answer, prices = outcome
    value = answer.value[block.columns] / KT
    price = prices[b.row_index(b.use_commodity, b.use_place)]
    moment = int(n.moments.branches[branch])
    trunk = _undisturbed(program, moment)
    used = np.zeros((b.use_place.size, len(n.moments)))
    np.add.at(used, (block.item, block.moment), value)
    worth = np.zeros_like(used)
    np.add.at(worth, (block.item, block.moment), -block.cost / KT * value)
    surplus = worth - price * used
    mine = b.use_place == place
    whole = focus_by_moment(program, answer, prices, shares_of(n))
    # Who wants more or less is compared with that, at undisturbed prices.
    pressure = n.branches[branch].pressure
    wants = np.ones(mine.size) if pressure is None else pressure.wants
    more = float(((wants - 1.0) * surplus[:, trunk])[mine].sum()) * 1e-6
    fall = float((surplus[mine, trunk] - surplus[mine, moment]).sum()) * 1e-6
    return Strike(
        np.where(mine, np.maximum(wants * used[:, trunk] - used[:, moment], 0.0), 0.0),
        fall + more,
        float(whole[trunk] - whole[moment]) + more,
        price[:, moment] / np.maximum(price[:, trunk], 1e-9),
    )


def _undisturbed(program: Program, moment: int) -> int:
    """Return the moment a disruption is compared with: the control, else the trunk."""
    n = program.network
    for at, branch in zip(n.moments.branches, n.branches, strict=True):
        if branch.name == CONTROL:
            return int(at)
    return int(n.moments.trunk[moment])


def strikes(case: Case, parts: Sequence[Part]) -> pl.DataFrame:
    """Tell what every disruption does to the focus place, without and with the plan.

    Parameters
    ----------
    case : Case
        For names, and the order of the disruptions.
    parts : sequence of Part
        The plan in each market, with the disruptions that hit it as branches.

    Returns
    -------
    polars.DataFrame
        shock, name, side (``without``, ``with``), commodity, short (t), price (ratio to
        the undisturbed year), loss (users' loss over all goods), country (the focus
        actor's loss; both USD million in the year), probability (1/a). A disruption
        that hits several markets is their sum.
    """
    order = case.table("shocks").select("shock", "name", "probability")
    frames = [pl.DataFrame(schema=_STRUCK), *(_struck(part) for part in parts)]
    found = pl.concat(frames)
    whole = (
        found.select("shock", "side", "market", "loss", "country")
        .unique(maintain_order=True)
        .group_by("shock", "side", maintain_order=True)
        .agg(pl.col("loss", "country").sum())
    )
    return (
        found.drop_nulls("commodity")
        .drop("loss", "country", "market")
        .join(whole, on=["shock", "side"], maintain_order="left")
        .join(order.with_row_index("_at"), on="shock", maintain_order="left")
        .sort("_at", maintain_order=True)
        .select(
            "shock",
            "name",
            "side",
            "commodity",
            "short",
            "price",
            "loss",
            "country",
            "probability",
        )
    )


_STRUCK = {
    "shock": pl.String,
    "side": pl.String,
    "market": pl.String,
    "commodity": pl.String,
    "short": pl.Float64,
    "price": pl.Float64,
    "loss": pl.Float64,
    "country": pl.Float64,
}


def _struck(part: Part) -> pl.DataFrame:
    """Tell what every disruption does in one market; a row without use has no good."""
    n = part.network
    b = n.calibration.balance
    focus = b.places.at(n.case.settings.focus)
    labels = b.chain.commodities.labels
    mine = [(int(use), labels[b.use_commodity[use]])
            for use in np.flatnonzero(b.use_place == focus)]  # fmt: skip
    rows: list[tuple[object, ...]] = []
    recorded = set(n.case.table("shocks")["shock"])
    for slot, branch in enumerate(n.branches):
        if branch.name not in recorded:
            continue
        for side, outcome in (("without", part.without), ("with", part.best)):
            hit = strike(part.program, (outcome.answer, outcome.price), slot, focus)
            head = (branch.name, side, labels[0])
            tail = (hit.loss, hit.country)
            rows.extend(
                (*head, name, float(hit.short[use]), float(hit.price[use]), *tail)
                for use, name in mine
            )
            if not mine:
                rows.append((*head, None, 0.0, 1.0, *tail))
    return pl.DataFrame(rows, schema=_STRUCK, orient="row")


def suppliers(case: Case, calibration: Calibration) -> list[Branch]:
    """Return one branch for every foreign origin of the focus place's imports.

    Each loses all its exports of one commodity for a year: the N-1 question, answered
    by the market instead of by shares.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs; an origin counts from ``Balance.least``.

    Returns
    -------
    list of Branch
        In order of commodity and origin, chance 0.
    """
    b = calibration.balance
    focus = b.places.at(case.settings.focus)
    imported = calibration.year.quantity[b.pairs]
    into = (b.pair_destination == focus) & (imported > b.least[b.pairs])
    projects = case.table("projects")
    found = []
    for g in np.unique(b.pair_commodity[into]):
        mine = into & (b.pair_commodity == g)
        for origin in np.unique(b.pair_origin[mine]):
            barred = (b.pair_origin == origin) & (b.pair_commodity == g)
            # A contract with the lost supplier is lost as well.
            bound = projects.select(
                (pl.col("kind") == "contract")
                & (pl.col("place") == b.places.labels[origin])
                & (pl.col("commodity") == b.chain.commodities.labels[g]).fill_null(
                    value=False
                )
            ).to_series()
            found.append(
                Branch(
                    supplier_name(
                        case, b.chain.commodities.labels[g], b.places.labels[origin]
                    ),
                    0.0,
                    np.ones(b.site_place.size),
                    np.where(barred, 0.0, 1.0),
                    np.where(bound.to_numpy(), 0.0, 1.0),
                )
            )
    return found


def supplier_name(case: Case, commodity: str, origin: str) -> str:
    """Name a supplier for readers.

    Parameters
    ----------
    case : Case
        For names.
    commodity, origin : str
        What is lost, and where it came from.
    """
    goods = case.name_of("commodities", commodity)
    return f"{goods} from {case.name_of('places', origin)}"


def trial(
    case: Case,
    calibration: Calibration,
    starts: dict[str, int],
    what: Sequence[Branch],
) -> pl.DataFrame:
    """Try disruptions one at a time against a fixed plan.

    Parameters
    ----------
    case, calibration : Case, Calibration
        Inputs.
    starts : dict of str to int
        The plan: project to year.
    what : sequence of Branch
        Disruptions; each is tried alone, with a small chance so that nothing is
        foreseen.

    Returns
    -------
    polars.DataFrame
        shock, short_worst (t, largest of the uses), loss (USD million), sorted by loss.

    Notes
    -----
    One program for all: every disruption is a branch of its own, O(branches · columns
    of one moment).
    """
    chance = min(1e-3, 0.5 / max(len(what), 1))
    tried = (
        *(
            replace(b, probability=chance, weighs=True, year=1)
            for b in what
            if b.name != CONTROL
        ),
        control_of(case, calibration),
    )
    program = program_of(case, calibration, tried)
    answer = Solver(program).solve(program.network.starts(starts))
    price = market_prices(program, answer)
    focus = calibration.balance.places.at(case.settings.focus)
    rows = []
    for slot, branch in enumerate(tried[:-1]):
        hit = strike(program, (answer, price), slot, focus)
        rows.append((branch.name, float(hit.short.max(initial=0.0)), hit.loss))
    frame = pl.DataFrame(
        rows,
        schema={"shock": pl.String, "short_worst": pl.Float64, "loss": pl.Float64},
        orient="row",
    )
    return frame.sort("loss", descending=True)
