"""A case falls into clusters: goods that nothing links share no market.

Titanium and cobalt meet in no balance, so each has a base year and a market of its own;
zinc and cadmium do meet, in the smelter that makes both. Goods meet as well in a
project that serves both: a berth, or a mine and the search it needs; in a limit on all
that a place gives off; and in a rule of the user's own. What the clusters share is the
actor's budget. Solving them apart gives the same answer as solving them together, and
the work grows with their number instead of with its square.
"""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from orepath.core.memory import remembered
from orepath.world.case import Case
from orepath.world.crowd import crowded, goods_over
from orepath.world.tables.policy import LIMITED

# Tables whose rows belong to a commodity or a process; all others every cluster keeps.
_BY_COMMODITY = ("commodities", "trade", "prices", "demand", "tiers", "relations")
_BY_PROCESS = ("recipes", "coefficients", "sites", "lifetimes")
_ANY_COMMODITY = ("routes", "tariffs")


def clusters(case: Case) -> tuple[Case, ...]:
    """Split a case into the cases of its clusters.

    Parameters
    ----------
    case : Case
        Checked tables.

    Returns
    -------
    tuple of Case
        In the order in which their first commodities stand; the case itself where all
        goods hang together. Every table keeps the order of its rows. Places, power,
        legs and shocks stay whole, and so do budgets, which are shared.

    Notes
    -----
    Connected parts of the graph of commodities and processes, O(recipes + rows). A
    case is split once; the same parts are returned to all who ask.
    """
    return _parts(case) or (case,)


@remembered
def _parts(case: Case) -> tuple[Case, ...]:
    """Return the cases of the clusters; none where all goods hang together."""
    parts = cluster_of(case)
    count = int(parts.max(initial=0)) + 1
    if count <= 1:
        return ()
    names = case.table("commodities")["commodity"]
    return tuple(
        _restricted(case, set(names.filter(pl.Series(parts == part))))
        for part in range(count)
    )


@remembered
def cluster_of(case: Case) -> NDArray[np.int64]:
    """Return the cluster of every commodity, counted as they first appear (G,)."""
    names = case.table("commodities")["commodity"].to_list()
    at = {name: i for i, name in enumerate(names)}
    heads = case.table("processes").select("process", commodity="output")
    lines = case.table("recipes").select("process", "commodity")
    linked = heads.join(lines, on="process", suffix="_line").rows()
    groups = [{head, line} for _, head, line in linked]
    groups += [*_joined_by_projects(case), *_joined_by_policies(case)]
    groups += [set(one.joins) for one in case.own if one.joins]
    output = dict(heads.iter_rows())
    lifetimes = case.table("lifetimes").select("process", "commodity")
    groups += [{output[process], used} for process, used in lifetimes.iter_rows()]
    groups += crowded(case).values()
    # A group hangs together if each of its goods hangs on the first.
    ends = np.array(
        [(at[min(group)], at[good]) for group in groups for good in group],
        dtype=np.int64,
    ).reshape(-1, 2)
    graph = sparse.coo_array(
        (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(names),) * 2
    )
    _, found = csgraph.connected_components(graph, directed=False)
    _, first = np.unique(found, return_index=True)
    order = np.argsort(np.argsort(first))
    return np.asarray(order[found], dtype=np.int64)


def _joined_by_projects(case: Case) -> list[set[str]]:
    """Return groups of goods that share a project, or projects that need each other."""
    projects = case.table("projects")
    goods = served(case)
    of = dict(zip(projects["project"], goods, strict=True))
    needed = [
        goods[j] | of[word]
        for j, words in enumerate(projects["requires"])
        for word in (words or "").split()
    ]
    return [group for group in (*goods, *needed) if group]


def _joined_by_policies(case: Case) -> list[set[str]]:
    """Return groups of goods whose making one limit holds down together.

    A limit on all that a place makes is one row over all of it; with a commodity it
    keeps to what makes that one.
    """
    figures = case.table("coefficients")
    output = dict(case.table("processes").select("process", "output").iter_rows())
    makers = pl.concat(
        case.table(name).select("process", "place") for name in ("sites", "projects")
    )
    limits = case.table("policies").filter(
        pl.col("kind").is_in(list(LIMITED)) & pl.col("commodity").is_null()
    )
    groups = []
    for kind, place in limits.select("kind", "place").iter_rows():
        weighed = figures.filter(
            (pl.col("figure") == LIMITED[kind]) & pl.col("place").is_in([place, "*"])
        )
        there = makers.filter(
            (pl.col("place") == place)
            & pl.col("process").is_in(weighed["process"].to_list())
        )
        groups.append({output[process] for process in there["process"]})
    return [group for group in groups if group]


@remembered
def served(case: Case) -> list[set[str]]:
    """Return the goods of every project: what it makes, ships, keeps, seeks or eases.

    Parameters
    ----------
    case : Case
        Projects, processes, trade and routes.

    Returns
    -------
    list of set of str
        One a project. An upgrade without a commodity serves all goods traded over its
        stop, which then share one market.
    """
    output = dict(case.table("processes").select("process", "output").iter_rows())
    projects = case.table("projects")
    over = goods_over(case) if projects["kind"].is_in(["upgrade"]).any() else {}
    found = []
    for row in projects.iter_rows(named=True):
        good = row["commodity"] or output.get(row["process"])
        found.append({good} if good else over.get(row["stop"], set()))
    return found


def _restricted(case: Case, commodities: set[str]) -> Case:
    """Return the case of some commodities alone."""
    mine = pl.col("commodity").is_in(commodities)
    processes = case.table("processes").filter(pl.col("output").is_in(commodities))
    known = processes["process"].to_list()
    made = pl.col("process").is_in(known)
    sites = case.table("sites").filter(made)
    tables = {"processes": processes, "sites": sites}
    tables |= {name: case.table(name).filter(mine) for name in _BY_COMMODITY}
    tables |= {name: case.table(name).filter(made) for name in _BY_PROCESS}
    tables |= {
        name: case.table(name).filter(mine | (pl.col("commodity") == "*"))
        for name in _ANY_COMMODITY
    }
    tables["owners"] = case.table("owners").filter(
        pl.col("site").is_in(sites["site"].to_list())
    )
    own = [bool(goods & commodities) for goods in served(case)]
    tables["projects"] = case.table("projects").filter(pl.Series(own, dtype=pl.Boolean))
    tables["policies"] = case.table("policies").filter(
        pl.col("commodity").is_null() | mine
    )
    kept = tuple(one for one in case.own if set(one.joins) <= commodities)
    return replace(case.replace(**tables), own=kept)
