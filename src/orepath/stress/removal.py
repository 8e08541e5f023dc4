"""A removal takes a supplier, owner, stage, stop or leg away for a year, or two.

It is the N-1 question answered by the market instead of by shares: who else sells, at
which price, and what is still used.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.errors import InputError, Problem, suggest
from orepath.plan.branch import Branch, Pressure
from orepath.stress.chain import SIDES, Chain
from orepath.stress.cut import left_of
from orepath.stress.detour import SEPARATOR, legs_of
from orepath.stress.effect import together
from orepath.stress.kind import closure
from orepath.stress.operation import Operation
from orepath.stress.shocks import branch_from
from orepath.stress.toll import TIERS, Toll
from orepath.stress.trial import suppliers
from orepath.world.calibrate import Calibration
from orepath.world.case import Case
from orepath.world.route import route_of

Floats = NDArray[np.float64]
Removal = Callable[[Case, Calibration], list[Branch]]

UNKNOWN = "unknown"
_SEEN = 0.01  # t
_TOGETHER = 200


def owners(case: Case, calibration: Calibration) -> list[Branch]:
    """Return one removal for every foreign owner: its parts of all sites stand still.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods; a site counts from ``Balance.least``, and owners that are
        not known cannot withdraw.
    """
    sites = case.table("sites")["site"].to_list()
    b = calibration.balance
    active = pl.Series(sites).filter(
        calibration.year.quantity[b.sites] > b.least[b.sites]
    )
    rows = case.table("owners").filter(
        ~pl.col("owner").is_in([case.settings.focus, UNKNOWN]),
        pl.col("site").is_in(active.to_list()),
    )
    found = []
    for owner in rows["owner"].unique(maintain_order=True):
        held = dict(
            rows.filter(pl.col("owner") == owner).select("site", "share").rows()
        )
        left = np.array([1.0 - held.get(site, 0.0) for site in sites])
        found.append(_removed(case, f"sites owned by {owner}", site=left))
    return found


def stages(case: Case, calibration: Calibration) -> list[Branch]:
    """Return one removal for every stage at every place where it is active.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods; a stage counts from ``Balance.least``.
    """
    b = calibration.balance
    stage = dict(case.table("processes").select("process", "stage").rows())
    active = calibration.year.quantity[b.sites] > b.least[b.sites]
    at_site = _keys(case.table("sites"), stage)
    at_project = _keys(case.table("projects"), stage)
    found = []
    for place, what in dict.fromkeys(
        key for key, runs in zip(at_site, active, strict=True) if runs
    ):
        here = (place, what)
        found.append(
            _removed(
                case,
                f"{what} in {case.name_of('places', place)}",
                site=np.array([float(key != here) for key in at_site]),
                project=np.array([float(key != here) for key in at_project]),
            )
        )
    return found


def _keys(table: pl.DataFrame, stage: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return place and stage of every row; a project may have no stage."""
    rows = table.select("place", pl.col("process").fill_null("")).iter_rows()
    return [(place, stage.get(process, "")) for place, process in rows]


def stops(case: Case, calibration: Calibration) -> list[Branch]:
    """Return one removal for every strait or stop that trade passes.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods; a stop counts from ``Balance.least``.
    """
    b = calibration.balance
    trade = case.table("trade").filter(
        pl.Series(calibration.year.quantity[b.pairs] > b.least[b.pairs])
    )
    via = route_of(case, trade)["via"].fill_null("").str.split(" ").explode()
    return [
        _closed(case, f"passage by {stop}", {"stop": stop})
        for stop in via.filter(via != "").unique(maintain_order=True)
    ]


def legs(case: Case, calibration: Calibration) -> list[Branch]:
    """Return one removal for every leg over land or inland water that trade goes along.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods; a leg counts from ``Balance.least``.
    """
    b = calibration.balance
    shipped = calibration.year.quantity[b.pairs] > b.least[b.pairs]
    along = legs_of(case, case.table("trade").filter(pl.Series(shipped)))
    return [
        _closed(case, f"leg {leg.replace(SEPARATOR, ' to ')}", {"leg": leg})
        for leg in sorted(frozenset[str]().union(*along))
    ]


def _closed(case: Case, name: str, row: Mapping[str, str]) -> Branch:
    """Return a removal after which nothing passes a stop or leg for a year."""
    effect = together(case, [closure(case, row)])
    return branch_from(name, 0.0, effect.struck(np.ones((1, 1))))


def _removed(case: Case, name: str, **left: Floats) -> Branch:
    """Return a removal that leaves all that is not given."""
    site, pair, project = (
        left.get(what, np.ones(case.table(table).height))
        for what, table in (
            ("site", "sites"),
            ("pair", "trade"),
            ("project", "projects"),
        )
    )
    return Branch(name, 0.0, site, pair, project)


REMOVALS: Mapping[str, Removal] = {
    "suppliers": suppliers,
    "owners": owners,
    "stages": stages,
    "stops": stops,
    "legs": legs,
}
"""What may be taken away, one at a time."""


def removals(
    case: Case, calibration: Calibration, what: Sequence[str]
) -> list[tuple[str, Branch]]:
    """Return the removals of one cluster of goods.

    Parameters
    ----------
    case, calibration : Case, Calibration
        The cluster.
    what : sequence of str
        Words of :data:`REMOVALS`.

    Returns
    -------
    list of (str, Branch)
        With the word each belongs to.

    Raises
    ------
    InputError
        A word is not known.
    """
    problems = [
        Problem("n1", f"nothing is called {word!r}", suggest(word, list(REMOVALS)))
        for word in what
        if word not in REMOVALS
    ]
    if problems:
        raise InputError(problems)
    return [
        (word, branch) for word in what for branch in REMOVALS[word](case, calibration)
    ]


def couples(single: Sequence[tuple[str, Branch]]) -> list[tuple[str, Branch]]:
    """Return all pairs of removals: what both leave is the product.

    Parameters
    ----------
    single : sequence of (str, Branch)
        K removals; K (K - 1) / 2 come out.
    """
    return [
        (
            one if one == other else f"{one} and {other}",
            Branch(
                f"{first.name}; {second.name}",
                0.0,
                first.site_left * second.site_left,
                first.pair_left * second.pair_left,
                first.project_left * second.project_left,
                pressure=_both(first.pressure, second.pressure),
            ),
        )
        for (one, first), (other, second) in itertools.combinations(single, 2)
    ]


def _both(one: Pressure | None, other: Pressure | None) -> Pressure | None:
    """Return what two removals make dearer together: the costs add up."""
    if one is None or other is None:
        return one or other
    return replace(
        one,
        pair_rate=one.pair_rate + other.pair_rate,
        pair_cost=one.pair_cost + other.pair_cost,
    )


def removed(
    chain: Chain,
    what: Sequence[tuple[str, Branch]],
    known: Sequence[tuple[str, Branch]] = (),
) -> pl.DataFrame:
    """Return what removals take, without and with the plan.

    Parameters
    ----------
    chain : Chain
        One cluster of goods.
    what : sequence of (str, Branch)
        Its removals.
    known : sequence of (str, Branch)
        Removals to be solved beforehand, from which others are near: for couples, the
        single ones. They change how fast the answer comes, and not the answer.

    Returns
    -------
    polars.DataFrame
        what, name, and for each side, its word at the end: good (which is short most,
        or dearest where none is), short and vital (t of it), price (multiple), users
        and country (losses, USD million). The costliest without the plan first.
    """
    columns: dict[str, object] = {
        "what": [word for word, _ in what],
        "name": [branch.name for _, branch in what],
    }
    for name, side in zip(SIDES, chain.sides, strict=True):
        operation = Operation(side.dispatch)
        if known:
            operation.guide(side.dispatch.cut(left_of([one for _, one in known])))
        parts = []
        for first in range(0, len(what), _TOGETHER):
            some = [branch for _, branch in what[first : first + _TOGETHER]]
            cuts = side.dispatch.cut(left_of(some))
            answers = operation.answers(cuts)
            toll = side.assessor.tolls(cuts, answers, operation.base)
            parts.append(_told(toll, side.assessor.goods, name))
        columns |= pl.concat([pl.DataFrame(schema=_schema(name)), *parts]).to_dict()
    return pl.DataFrame(columns).sort(
        "users_without", "name", descending=[True, False], maintain_order=True
    )


def _schema(side: str) -> dict[str, pl.DataType]:
    """Return the columns of one side."""
    numbers = ("short", "vital", "price", "users", "country")
    return {f"good_{side}": pl.String()} | {
        f"{n}_{side}": pl.Float64() for n in numbers
    }


def _told(toll: Toll, goods: tuple[str, ...], side: str) -> pl.DataFrame:
    """Return what removals take under one plan, of the good that is hit hardest."""
    years = np.arange(toll.users.size)
    short = toll.short.sum(axis=2)
    none = short.max(axis=1, initial=0.0) < _SEEN
    if goods:
        at = np.where(none, toll.price.argmax(axis=1), short.argmax(axis=1))
        good = [goods[i] for i in at]
        vital = toll.short[years, at, TIERS.index("vital")]
        hit = (short[years, at], vital, toll.price[years, at])
    else:
        nothing = np.zeros(years.size)
        good, hit = [None] * years.size, (nothing, nothing, nothing + 1.0)
    values = (good, *hit, toll.users, toll.country)
    return pl.DataFrame(
        dict(zip(_schema(side), values, strict=True)), schema=_schema(side)
    )
