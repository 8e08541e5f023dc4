"""A target is whom a disruption means: by place, bloc, owner, stage, good, site or way.

Everything a row names must hold together: slag of China to India is all three. A cell
that is empty leaves it open.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepath.world.balance import uses_of
from orepath.world.case import Case

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Row = Mapping[str, Any]
"""A row of the table of shocks; what it lacks is empty."""


def sites_meant(case: Case, row: Row) -> Floats:
    """Return the part of each site that a row means (K,): all, none, or an owner's.

    Parameters
    ----------
    case : Case
        Sites, processes, owners and blocs.
    row : mapping
        Its place, bloc, process, stage, commodity, site and owner.
    """
    sites = case.table("sites")
    hit = _at(case, row, sites["place"]) & _made(case, row, sites["process"])
    if row.get("site"):
        hit &= same(sites["site"], row["site"])
    if not row.get("owner"):
        return hit.astype(np.float64)
    owners = case.table("owners").filter(pl.col("owner") == row["owner"])
    held = dict(owners.select("site", "share").iter_rows())
    return np.where(hit, [held.get(site, 0.0) for site in sites["site"]], 0.0)


def projects_meant(case: Case, row: Row) -> Flags:
    """Return the projects that make what a row means, where it means (J,).

    Parameters
    ----------
    case : Case
        Projects, processes and blocs.
    row : mapping
        As for sites; one that names a site or an owner means no project.
    """
    projects = case.table("projects")
    if row.get("site") or row.get("owner"):
        return np.zeros(projects.height, dtype=bool)
    makes = projects["process"].is_not_null().to_numpy()
    made = _made(case, row, projects["process"])
    return makes & made & _at(case, row, projects["place"])


def pairs_meant(case: Case, row: Row, pairs: pl.DataFrame) -> Flags:
    """Return the trade pairs that a row means (F,).

    Parameters
    ----------
    case : Case
        For blocs.
    row : mapping
        Its place or bloc as the origin, destination and commodity.
    pairs : polars.DataFrame
        ``commodity``, ``origin``, ``destination``.
    """
    hit = _at(case, row, pairs["origin"])
    for name in ("commodity", "destination"):
        if row.get(name):
            hit &= same(pairs[name], row[name])
    return hit


def uses_meant(case: Case, row: Row) -> Flags:
    """Return the uses that a row means (D,); sales outside the chain are none.

    Parameters
    ----------
    case : Case
        Uses and blocs.
    row : mapping
        Its place or bloc, and commodity.
    """
    uses = uses_of(case)
    hit = _at(case, row, uses["place"]) & ~uses["outside"].to_numpy()
    if row.get("commodity"):
        hit &= same(uses["commodity"], row["commodity"])
    return np.asarray(hit)


def contracts_of(case: Case) -> tuple[NDArray[np.int64], pl.DataFrame]:
    """Return which projects are contracts, and between whom each ships.

    Parameters
    ----------
    case : Case
        With its projects.

    Returns
    -------
    tuple of ndarray of int (C,) and polars.DataFrame
        Positions, and ``commodity``, ``origin``, ``destination``.
    """
    projects = case.table("projects")
    bound = np.flatnonzero((projects["kind"] == "contract").to_numpy())
    ends = pl.col("place").alias("origin")
    return bound, projects[bound].select("commodity", ends, "destination")


def same(words: pl.Series, word: str) -> Flags:
    """Return where a column holds a word.

    Parameters
    ----------
    words : polars.Series
        Text; an empty cell is no word.
    word : str
        What is looked for.
    """
    return np.array((words == word).fill_null(value=False).to_numpy())


def _at(case: Case, row: Row, places: pl.Series) -> Flags:
    """Return which places lie where a row means."""
    hit = np.ones(places.len(), dtype=bool)
    if row.get("place"):
        hit &= same(places, row["place"])
    if row.get("bloc"):
        blocs = case.table("places").filter(pl.col("bloc") == row["bloc"])["place"]
        hit &= places.is_in(blocs.to_list()).fill_null(value=False).to_numpy()
    return hit


def _made(case: Case, row: Row, made: pl.Series) -> Flags:
    """Return which processes are those that a row means, by name, stage or product."""
    processes = case.table("processes")
    for name, column in (("process", "process"), ("stage", "stage"),
                         ("commodity", "output")):  # fmt: skip
        if row.get(name):
            processes = processes.filter(pl.col(column) == row[name])
    known = processes["process"].to_list()
    return np.array(made.is_in(known).fill_null(value=False).to_numpy())
