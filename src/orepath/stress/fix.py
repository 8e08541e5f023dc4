"""A fix is a measure lived through: what is left of each disruption's harm with it.

Each project is built into the undisturbed year beside the plan, one warm solve of its
market, and every disruption that still hurts is answered from there. Reserves need no
solve of their own: they lie still until they are released.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InfeasiblePlan
from orepath.plan.policy.budget import purses
from orepath.stress.hurt import SHOCK, UNSEEN, Hurt, Struck, struck_of
from orepath.stress.market import Market
from orepath.stress.measure import (
    RESERVE,
    Measure,
    dues_of,
    keep_of,
    projects_beside,
    reserved,
)
from orepath.stress.toll import TIERS
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

Index = NDArray[np.int64]
Row = dict[str, Any]

HARMS: Mapping[str, pl.DataType] = {
    "what": pl.String(),
    "name": pl.String(),
    "chance": pl.Float64(),
    "country": pl.Float64(),
    "users": pl.Float64(),
    "good": pl.String(),
    **dict.fromkeys(TIERS, pl.Float64()),
}
"""One row a disruption that still hurts with the plan: the loss of the year, USD
million, and the good that is short most, with what is given up of each tier, t."""

TRIED: Mapping[str, pl.DataType] = {
    "what": pl.String(),
    "name": pl.String(),
    "fix": pl.String(),
    "kind": pl.String(),
    "starts": pl.List(pl.String()),
    "sooner": pl.Boolean(),
    "size": pl.Float64(),
    "fitted": pl.Boolean(),
    "grade": pl.String(),
    "cost": pl.Float64(),
    "country": pl.Float64(),
    "users": pl.Float64(),
    "essential": pl.Float64(),
    "short": pl.Float64(),
}
"""One row a disruption and a measure: what it costs, USD million a year, and what is
left: losses, and what is given up of the same good, essential (vital and firm) and in
all, t. ``fitted`` reserves are sized to the one disruption, others to the worst."""

BILLS: Mapping[str, pl.DataType] = {
    "purse": pl.String(),
    "value": pl.Float64(),
    "taken": pl.Float64(),
    "fix": pl.String(),
    "more": pl.Float64(),
}
"""One row a budget and a project: what the budget holds, what the plan takes of it in
this cluster, and what the project would take more, USD million; the first row of each
budget is the plan alone, without a project."""


@dataclass(frozen=True)
class Found:
    """Hold what measures do for one cluster of goods.

    Parameters
    ----------
    harms, tried, bills : polars.DataFrame
        As :data:`HARMS`, :data:`TRIED` and :data:`BILLS` say.
    """

    harms: pl.DataFrame
    tried: pl.DataFrame
    bills: pl.DataFrame


def fixes_of(
    case: Case, calibration: Calibration, plan: Mapping[str, int], n1: Sequence[str]
) -> Found:
    """Try every measure against every disruption that still hurts with the plan.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods.
    plan : mapping of str to int
        The plan of the whole case: project to year.
    n1 : sequence of str
        What is taken away beside the shocks: words of ``removal.REMOVALS``.

    Returns
    -------
    Found
        The harm of a measure counts against the undisturbed year with it.

    Raises
    ------
    InputError
        A word is not known.
    PlanError
        No flows keep all rules.

    Notes
    -----
    With F projects beside the plan, D disruptions and G goods used: F + 1 solves of
    the program, warm, and about D (F + 7 G) of the one year, warm; nothing but the
    rows of the tables is kept of them.
    """
    market = Market(case, calibration, plan)
    struck = struck_of(market.case, calibration, n1)
    size = len(struck.names)
    now = market.lived(market.side, struck.left(range(size))) if size else None
    hurting = np.zeros(0, np.int64) if now is None else now.hurting
    if now is None or not hurting.size:
        bills = pl.DataFrame(_bills(market, []), BILLS, orient="row")
        return Found(pl.DataFrame(schema=HARMS), pl.DataFrame(schema=TRIED), bills)
    measures = projects_beside(market.network, market.plan, market.moment)
    part = Hurt(*(each[hurting] for each in vars(now).values()))
    tried = [*_built(market, struck, (hurting, part), measures),
             *_held(market, struck, (hurting, part))]  # fmt: skip
    return Found(
        pl.DataFrame(_harms(market, struck, (hurting, part)), HARMS, orient="row"),
        pl.DataFrame(tried, TRIED, orient="row"),
        pl.DataFrame(_bills(market, measures), BILLS, orient="row"),
    )


Known = tuple[Index, Hurt]


def _harms(market: Market, struck: Struck, known: Known) -> list[Row]:
    """Return what each disruption does with the plan alone."""
    rows, now = known
    return [
        {
            "what": struck.what[d],
            "name": struck.names[d],
            "chance": struck.chance[d],
            "country": now.country[t],
            "users": now.users[t],
            "good": None if g < 0 else market.goods[g],
        }
        | dict(zip(TIERS, now.short[t, g] if g >= 0 else np.zeros(3), strict=True))
        for t, (d, g) in enumerate(zip(rows, now.worst, strict=True))
    ]


def _told(struck: Struck, d: int, left: Hurt, t: int, g: int) -> Row:
    """Return the cells that tell what is left of a disruption, of one good of it."""
    return {
        "what": struck.what[d],
        "name": struck.names[d],
        "country": left.country[t],
        "users": left.users[t],
        "essential": left.essential[t, g] if g >= 0 else 0.0,
        "short": left.whole[t, g] if g >= 0 else 0.0,
    }


def _built(
    market: Market, struck: Struck, known: Known, measures: Sequence[Measure]
) -> Iterator[Row]:
    """Yield what is left of every disruption with each project that keeps the rules."""
    rows, now = known
    left = struck.left(rows.tolist())
    for measure in measures:
        try:
            side, gain = market.built(measure.starts)
            hurt = market.lived(side, left)
        except InfeasiblePlan:
            # Where no flows keep the rules beside it, it is no measure.
            continue
        # What lies in store moves nothing in an undisturbed year.
        earned = 0.0 if measure.kind == "stock" else gain - market.gain
        cells = {
            "fix": measure.key,
            "kind": measure.kind,
            "starts": [f"{name} {year}" for name, year in measure.starts.items()],
            "sooner": measure.sooner,
            "size": None,
            "fitted": False,
            "grade": measure.grade,
            "cost": dues_of(market.network, measure) - earned,
        }
        for t, (d, g) in enumerate(zip(rows, now.worst, strict=True)):
            yield _told(struck, int(d), hurt, t, int(g)) | cells


def _held(market: Market, struck: Struck, known: Known) -> Iterator[Row]:
    """Yield what is left of disruptions with reserves of what each is short of.

    One covers what is missed most, one all, one twice as much, since who sells less
    where goods become cheaper must be made up for too, and one is a month's use: it is
    all there is to try where goods only become dearer. Of each size there is one for
    all shocks, as large as the worst asks.
    """
    rows, now = known
    meant = (now.worst[:, None] < 0) | (now.whole > UNSEEN)
    month = np.where(meant, market.used / 12.0, 0.0)
    covers = (now.essential, now.whole, 2.0 * now.whole, month)
    asked: list[tuple[int, int, float, bool]] = []
    shocks = [t for t, d in enumerate(rows) if struck.what[d] == SHOCK]
    for g in range(len(market.goods)):
        for cover in covers:
            some = np.flatnonzero(cover[:, g] > UNSEEN)
            asked += [(int(t), g, float(cover[t, g]), True) for t in some]
            most = float(cover[shocks, g].max(initial=0.0))
            asked += [(t, g, most, False) for t in shocks if most > UNSEEN]
    asked = list(dict.fromkeys(asked))
    if not asked:
        return
    at = np.array([t for t, *_ in asked], dtype=np.int64)
    good = np.array([g for _, g, *_ in asked], dtype=np.int64)
    size = np.array([s for *_, s, _ in asked])
    hurt = market.relieved(struck.left(rows[at].tolist()), good, size)
    project = reserved(market.network)
    grade = market.network.projects["grade"]
    for q, (t, g, tonnes, fitted) in enumerate(asked):
        j = project[market.goods[g]]
        yield _told(struck, int(rows[t]), hurt, q, int(now.worst[t])) | {
            "fix": market.goods[g],
            "kind": RESERVE,
            "starts": [],
            "sooner": False,
            "size": tonnes,
            "fitted": fitted,
            "grade": grade[j],
            "cost": keep_of(market.network, j) * tonnes * 1e-6,
        }


def _bills(market: Market, measures: Sequence[Measure]) -> list[Row]:
    """Return what the plan and each project beside it take of every budget."""
    found: list[tuple[str, float, float, str | None, float]] = []
    for purse in purses([market.network]):
        taken = purse.taken(market.plan.items())
        found.append((purse.label, purse.value, taken, None, 0.0))
        for measure in measures:
            after = market.plan | measure.starts
            more = purse.taken(after.items()) - taken
            found.append((purse.label, purse.value, taken, measure.key, more))
    return [dict(zip(BILLS, row, strict=True)) for row in found]
