"""A measure is one thing that may be done besides the plan, and what it costs a year.

It is a project of the case that the plan has not, or has too late, or a reserve of a
good that runs short: a stock that no row of the case names, as large as is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from orepath.plan.network import Network
from orepath.plan.project import figure, instalments, project_rows, stock_row
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

RESERVE = "reserve"
"""Kind of a stock that is no project of the case; all others are kinds of projects."""

KEEPING = 0.03
"""Part of a good's price that storing it costs a year where the case has no stock of
it: supposed, grade C; stores of metals and powders cost some per cent of their worth.
"""

# A reserve may be laid in for many times the base year's use, so that none is too long.
_MOST = 10.0
_MARK = "reserve of "


@dataclass(frozen=True)
class Measure:
    """Hold one thing that may be done besides the plan.

    Parameters
    ----------
    key : str
        The project, or the good of a reserve.
    kind : str
        Of the project; :data:`RESERVE` for a reserve.
    starts : dict of str to int
        What is started for it: the project and what it requires, with their years.
    sooner : bool
        Whether the plan has it too, but too late for the disruption.
    grade : str
        Evidence of its costs.
    """

    key: str
    kind: str
    starts: dict[str, int] = field(default_factory=dict)
    sooner: bool = False
    grade: str = "C"


def projects_beside(n: Network, plan: Mapping[str, int], moment: int) -> list[Measure]:
    """Return the projects that would stand when disruptions strike and do not yet.

    Parameters
    ----------
    n : Network
        With its projects; reserves are left out.
    plan : mapping of str to int
        Project to the first year of the period in which it starts.
    moment : int
        The disrupted one.

    Returns
    -------
    list of Measure
        In the order of the table, each as early as lets it give most by then. An
        exploration helps nobody by itself; it is started with what requires it.
    """
    struck = int(n.moments.trunk[moment])
    found = []
    for j, row in enumerate(project_rows(n)):
        name = str(row["project"])
        if row["kind"] == "exploration" or is_reserve(name):
            continue
        if _standing(n, j, plan.get(name), struck) > 0.0:
            continue
        starts = _begun(n, j, plan, struck)
        if starts:
            sooner = name in plan
            found.append(Measure(name, row["kind"], starts, sooner, str(row["grade"])))
    return found


def _standing(n: Network, j: int, year: int | None, struck: int) -> float:
    """Return which part of a project stands in a period if it starts in a year."""
    begun = np.flatnonzero(n.moments.first[n.moments.stem] == year)
    if not begun.size:
        return 0.0
    if project_rows(n)[j]["kind"] == "stock":
        # As in the rule of the plan: filled before the period in which it is needed.
        return float(begun[0] < struck)
    return float(n.running[j, begun[0], struck])


def _begun(n: Network, j: int, plan: Mapping[str, int], struck: int) -> dict[str, int]:
    """Return the starts of a project and all it requires; none where it is too late."""
    rows = project_rows(n)
    at = {str(row["project"]): i for i, row in enumerate(rows)}
    block = n.blocks["start"]
    best: dict[str, int] = {}
    most = 0.0
    for t in block.moment[block.item == j]:
        year = int(n.moments.first[t])
        stands = _standing(n, j, year, struck)
        if stands <= most:
            continue
        needed = _ready(n, [at[w] for w in (rows[j]["requires"] or "").split()],
                        plan, year)  # fmt: skip
        if needed is not None:
            best, most = {**needed, str(rows[j]["project"]): year}, stands
    return best


def _ready(
    n: Network, needed: list[int], plan: Mapping[str, int], year: int
) -> dict[str, int] | None:
    """Return what is to be started so that requirements are ready in a year."""
    rows = project_rows(n)
    found: dict[str, int] = {}
    for i in needed:
        name, lead = str(rows[i]["project"]), rows[i]["lead"]
        if name in plan:
            if plan[name] + lead > year:
                return None
            continue
        before = _first(n, i, plan, year - lead)
        if not before:
            return None
        found |= before
    return found


def _first(
    n: Network, j: int, plan: Mapping[str, int], latest: float
) -> dict[str, int]:
    """Return the first starts of a project and what it requires, none if too late."""
    rows = project_rows(n)
    words = (rows[j]["requires"] or "").split()
    deeper = [k for k, row in enumerate(rows) if row["project"] in words]
    block = n.blocks["start"]
    for year in n.moments.first[block.moment[block.item == j]].astype(int).tolist():
        before = _ready(n, deeper, plan, year) if year <= latest else None
        if before is not None:
            return {**before, str(rows[j]["project"]): year}
    return {}


def with_reserves(case: Case, calibration: Calibration) -> Case:
    """Return a case with a stock of every good that the focus place uses, not started.

    Parameters
    ----------
    case, calibration : Case, Calibration
        One cluster of goods.

    Returns
    -------
    Case
        Storing costs what the case's own stock of the good does; where it has none,
        :data:`KEEPING` times the price, grade C. Interest on the goods comes on top.
    """
    b = calibration.balance
    focus = case.settings.focus
    used = calibration.year.quantity[b.uses]
    mine = (b.use_place == b.places.at(focus)) & ~b.outside & (used > b.least[b.uses])
    projects = case.table("projects")
    rows = []
    for g in np.unique(b.use_commodity[mine]):
        good = b.chain.commodities.labels[g]
        size = _MOST * float(used[mine & (b.use_commodity == g)].sum())
        price = float(calibration.anchor[b.row(good, focus)])
        rows.append(_like(projects, good, focus, price) | _sized(case, good, size))
    if not rows:
        return case
    more = pl.DataFrame(rows, schema=projects.schema)
    return case.replace(projects=pl.concat([projects, more]))


def _like(
    projects: pl.DataFrame, good: str, focus: str, price: float
) -> dict[str, object]:
    """Return the cells of a stock like the case's own of a good, or as supposed."""
    own = projects.filter(kind="stock", commodity=good, place=focus)
    if own.height:
        return own.row(0, named=True)
    cells: dict[str, object] = dict.fromkeys(projects.columns)
    cells |= {"kind": "stock", "place": focus, "commodity": good, "capex": 0.0}
    cells |= {"opex": KEEPING * price, "release": 1.25, "lead": 1.0, "life": 20.0}
    return cells | {"share": 1.0, "paid": 1.0, "grade": "C", "source": "assumption"}


def _sized(case: Case, good: str, size: float) -> dict[str, object]:
    """Return the cells in which a reserve differs from a stock of the case."""
    s = case.settings
    ends = {"earliest": s.periods[0], "latest": s.periods[-1], "requires": ""}
    unit = {"unit": "t", "capex_unit": "USD/t", "whole": True, "recourse": False}
    return {
        "project": f"{_MARK}{good}",
        "name": f"Reserve of {case.name_of('commodities', good)}",
        "stop": "",
        **dict.fromkeys(("size", "size_low", "size_high"), size),
        **ends,
        **unit,
    }


def is_reserve(project: str) -> bool:
    """Return whether a project is a reserve of :func:`with_reserves`."""
    # Keys of a case have no blanks where anything refers to them.
    return project.startswith(_MARK)


def reserved(n: Network) -> dict[str, int]:
    """Return the reserves of a network: good to position among the projects."""
    return {
        str(row["commodity"]): j
        for j, row in enumerate(project_rows(n))
        if is_reserve(str(row["project"]))
    }


def keep_of(n: Network, j: int) -> float:
    """Return what the focus actor pays a year to keep a tonne in store, USD/t.

    c = a + o + r p: the instalment of the store, its running, and interest on the
    goods, which fetch their price when the reserve is sold again.

    Parameters
    ----------
    n : Network
        With its projects and prices.
    j : int
        Position of a stock.
    """
    store = float(instalments(n)[j]) * 1e6 / float(figure(n, "size")[j])
    price = float(n.calibration.anchor[stock_row(n, j)])
    keep = store + float(figure(n, "opex")[j]) + n.case.settings.discount_rate * price
    return float(figure(n, "share")[j]) * keep


def dues_of(n: Network, measure: Measure) -> float:
    """Return what the focus actor pays a year for what is started, USD million.

    Its part of the instalments of capital, and of keeping stocks; what plants earn or
    lose in running is not counted here.

    Parameters
    ----------
    n : Network
        With its projects.
    measure : Measure
        Projects of the case; not a reserve.
    """
    total = 0.0
    due, share = instalments(n), figure(n, "share")
    for j, row in enumerate(project_rows(n)):
        if row["project"] not in measure.starts:
            continue
        if row["kind"] == "stock":
            total += keep_of(n, j) * float(figure(n, "size")[j]) * 1e-6
            continue
        # A credit's grant element is given, and no longer the partners' to bear.
        given = float(row["paid"]) if row["kind"] == "credit" else 0.0
        total += float(due[j]) * (given + (1.0 - given) * float(share[j]))
    return total
