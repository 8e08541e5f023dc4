"""A kind of shock is what it does to those a row means: to sites, trade, use, projects.

``SHOCKS`` lists the kinds; each is a function of one signature.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.core.memory import remembered
from orepath.stress.detour import Detour, around, passes
from orepath.stress.effect import Effect, nothing, together
from orepath.stress.target import (
    Row,
    contracts_of,
    pairs_meant,
    projects_meant,
    sites_meant,
    uses_meant,
)
from orepath.world.case import Case

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Index = NDArray[np.int64]
Shock = Callable[[Case, Row], Effect]

_YEAR = 365.0  # d


def outage(case: Case, row: Row) -> Effect:
    """Take sites away, an owner's part of them, and projects of the same kind there."""
    return replace(
        nothing(case),
        site=sites_meant(case, row),
        project=projects_meant(case, row).astype(np.float64),
    )


def export_ban(case: Case, row: Row) -> Effect:
    """Take away what leaves a place, pair by pair, and contracts with it."""
    bound, ends = contracts_of(case)
    return replace(
        nothing(case),
        pair=pairs_meant(case, row, case.table("trade")).astype(np.float64),
        project=_of_contracts(case, bound, pairs_meant(case, row, ends)),
    )


def quota(case: Case, row: Row) -> Effect:
    """Cap what leaves a place in all: it may go to whoever pays most."""
    return replace(nothing(case), capped=pairs_meant(case, row, case.table("trade")))


def closure(case: Case, row: Row) -> Effect:
    """Send trade round a closed strait, stop or leg; what has no other way is lost.

    Going round costs more freight, and interest on goods that are longer under way.
    """
    closed = row.get("stop") or row.get("leg") or ""
    bound, ends = contracts_of(case)
    trade = case.table("trade").select(ends.columns)
    lost, way = _barred(case, row, pl.concat([trade, ends]), closed)
    return replace(
        nothing(case),
        pair=lost[: trade.height],
        pair_cost=way.cost[: trade.height],
        pair_rate=case.settings.discount_rate * way.days[: trade.height] / _YEAR,
        project=_of_contracts(case, bound, lost[trade.height :]),
    )


def tariff(case: Case, row: Row) -> Effect:
    """Lay a duty on trade, which the destination levies."""
    pairs = pairs_meant(case, row, case.table("trade"))
    return replace(nothing(case), duty_rate=_rated(pairs, row))


def price(case: Case, row: Row) -> Effect:
    """Make it dearer to make a good: of a process, or of all that make it abroad.

    One that names a process or a place means its plants wherever they stand, projects
    too; one that names a good alone is a step of the world's price, and plants at home
    go on as before.
    """
    sites, projects = sites_meant(case, row), projects_meant(case, row)
    if not any(row.get(name) for name in ("process", "stage", "place", "bloc", "site")):
        focus = case.settings.focus
        sites = np.where((case.table("sites")["place"] != focus).to_numpy(), sites, 0.0)
        abroad = (case.table("projects")["place"] != focus).fill_null(value=False)
        projects = projects & abroad.to_numpy()
    return replace(
        nothing(case),
        site_rate=_rated(sites, row),
        project_rate=_rated(projects, row),
    )


def demand(case: Case, row: Row) -> Effect:
    """Let users want more or less at every price."""
    return replace(nothing(case), wants=_rated(uses_meant(case, row), row))


def _rated(part: Floats | Flags, row: Row) -> Floats:
    """Return the rate of a row on all that it means."""
    return part.astype(np.float64) * float(row.get("rate") or 0.0)


def _of_contracts(case: Case, bound: Index, hit: Floats | Flags) -> Floats:
    """Return the part of each project that is lost, being a contract that is hit."""
    found = np.zeros(case.table("projects").height)
    found[bound] = hit
    return found


def _barred(
    case: Case, row: Row, pairs: pl.DataFrame, closed: str
) -> tuple[Floats, Detour]:
    """Return the part of each pair that a closure takes, and what going round takes."""
    hit = np.flatnonzero(passes(case, pairs, closed))
    lost, cost, days = np.zeros((3, pairs.height))
    lost[hit] = 1.0
    if hit.size and row.get("around") is not False:
        way = around(case, pairs[hit], closed)
        none = np.isinf(way.cost)
        lost[hit] = none
        cost[hit] = np.where(none, 0.0, way.cost)
        days[hit] = np.where(none, 0.0, way.days)
    return lost, Detour(cost, days)


SHOCKS: Mapping[str, Shock] = {
    "outage": outage,
    "export_ban": export_ban,
    "quota": quota,
    "closure": closure,
    "tariff": tariff,
    "price": price,
    "demand": demand,
}


@remembered
def effects_of(case: Case) -> Effect:
    """Return what every shock of a case does, in their order (N on a first axis).

    Parameters
    ----------
    case : Case
        One cluster of goods; shocks that hit others do nothing here.
    """
    rows = case.table("shocks").iter_rows(named=True)
    return together(case, [SHOCKS[row["kind"]](case, row) for row in rows])
