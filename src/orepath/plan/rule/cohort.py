"""Cohorts: what is used in one year comes back as scrap in later ones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepath.plan.lifetime import LONGEST, returning
from orepath.plan.network import KT, Network
from orepath.plan.program import Draft, Triplets, stacked
from orepath.plan.project import of_kind, project_rows
from orepath.world.balance import uses_of
from orepath.world.tables.project import MAKERS

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Cohort:
    """State what comes back of one use, in output of the process that collects it.

    Parameters
    ----------
    use : int
        Position of the use.
    returning : ndarray (LONGEST + 1,)
        Part of a year's use that comes back at each age.
    part : float
        Output of the collecting process per tonne that comes back.
    legacy : ndarray (M,)
        What comes back in a year of each moment of all that was used before the first
        period, kt/a of use.
    """

    use: int
    returning: Floats
    part: float
    legacy: Floats


def cohort(draft: Draft) -> None:
    """Let no more be collected at a place than comes back there of what was used.

    Σ make + Σ run - Σ_u part_u Σ_t W[t,m] use_u[t] ≤ Σ_u part_u legacy_u[m], with W the
    part of a year's use in period t that comes back in a year of moment m.

    What was used before the first period grew as the case says use grows. Where more
    was collected in the base year than this leaves, the legacy is raised until it gives
    what was collected. Rows are written only where the most that could be collected
    exceeds what the legacy alone gives.
    """
    n = draft.network
    parts: list[Triplets] = []
    limits: list[Floats] = []
    names: list[str] = []
    m = len(n.moments)
    for (process, place), cohorts in _cohorts(n).items():
        columns, moment, most = _collecting(n, process, place)
        legacy = np.sum([one.part * one.legacy for one in cohorts], axis=0)
        possible = np.bincount(moment, most, minlength=m)
        if (possible <= legacy).all():
            continue
        first = len(limits) * m
        parts.append((first + moment, columns, np.ones(columns.size)))
        parts.extend(_coming_back(n, one, first) for one in cohorts)
        limits.append(legacy)
        names.append(f"{process} at {place}")
    if limits:
        draft.add(
            "cohort",
            stacked(parts),
            (np.full(len(limits) * m, -np.inf), np.concatenate(limits)),
            lambda i: f"{names[i // m]}, {n.moments.label[i % m]}",
        )


def _collecting(n: Network, process: str, place: str) -> tuple[Index, Index, Floats]:
    """Return columns, moments and upper limits of what collects at a place."""
    b = n.calibration.balance
    sites = (b.site_process == b.chain.processes.at(process)) & (
        b.site_place == b.places.at(place)
    )
    projects = np.zeros(n.projects.height, dtype=bool)
    for j in of_kind(n, *MAKERS):
        row = project_rows(n)[j]
        projects[j] = (row["process"], row["place"]) == (process, place)
    found = []
    for name, mine in (("make", sites), ("run", projects)):
        block = n.blocks[name]
        hit = np.flatnonzero(mine[block.item])
        found.append((block.index[hit], block.moment[hit], block.upper[hit]))
    columns, moment, most = (
        np.concatenate(arrays) for arrays in zip(*found, strict=True)
    )
    return columns, moment, most


def _cohorts(n: Network) -> Mapping[tuple[str, str], list[Cohort]]:
    """Return the cohorts that each process can collect at each place."""
    uses = uses_of(n.case)
    table = n.case.table("lifetimes")
    rows = list(table.iter_rows(named=True))
    own = {(row["process"], row["commodity"], row["place"]) for row in rows}
    found: dict[tuple[str, str], list[Cohort]] = {}
    for row in rows:
        for use, (good, place, outside) in enumerate(
            uses.select("commodity", "place", "outside").iter_rows()
        ):
            general = row["place"] == "*"
            here = row["place"] == place or (
                general and (row["process"], good, place) not in own
            )
            if outside or good != row["commodity"] or not here:
                continue
            found.setdefault((row["process"], place), []).append(_cohort(n, use, row))
    return {key: _raised(n, *key, cohorts) for key, cohorts in found.items()}


def _cohort(n: Network, use: int, row: Mapping[str, float | str]) -> Cohort:
    """Return the cohort of one use under one lifetime."""
    part = returning(
        str(row["distribution"]), float(row["mean"]), float(row["shape"] or 0.0)
    )
    return Cohort(
        use,
        part,
        float(row["collected"]) * float(row["recovered"]),
        np.array([_legacy(n, use, part, years).mean() for years in _years(n)]),
    )


def _legacy(n: Network, use: int, part: Floats, years: Floats) -> Floats:
    """Return what comes back in each of some years of use before the first period."""
    s = n.case.settings
    growth = float(uses_of(n.case)["growth"][use])
    base = n.calibration.year.quantity[n.calibration.balance.uses][use] * KT
    ages = np.arange(1, LONGEST + 1)
    used = years[:, None] - ages
    before = used < n.moments.first[0]
    cohorts = np.where(before, base * (1.0 + growth) ** (used - s.base_year), 0.0)
    return np.asarray(cohorts @ part[1:], dtype=np.float64)


def _years(n: Network) -> list[Floats]:
    """Return the calendar years of each moment."""
    m = n.moments
    return [
        first + np.arange(years) for first, years in zip(m.first, m.years, strict=True)
    ]


def _raised(
    n: Network, process: str, place: str, cohorts: list[Cohort]
) -> list[Cohort]:
    """Raise the legacy to what was collected in the base year, where it gives less."""
    b = n.calibration.balance
    sites = (b.site_process == b.chain.processes.at(process)) & (
        b.site_place == b.places.at(place)
    )
    collected = float(n.calibration.year.quantity[b.sites][sites].sum()) * KT
    base = np.array([n.case.settings.base_year], dtype=np.float64)
    given = sum(
        one.part * float(_legacy(n, one.use, one.returning, base)[0]) for one in cohorts
    )
    if not 0.0 < given < collected:
        return cohorts
    more = collected / given
    return [
        Cohort(one.use, one.returning, one.part, one.legacy * more) for one in cohorts
    ]


def _coming_back(n: Network, one: Cohort, first: int) -> Triplets:
    """Return what each column of a use gives back in later moments."""
    block = n.blocks["use"]
    years = _years(n)
    stem = n.moments.stem
    weight = np.zeros((stem.size, len(n.moments)))
    for m, later in enumerate(years):
        for t in stem:
            age = (later[:, None] - years[t][None, :]).astype(np.int64)
            valid = np.clip(age, 0, LONGEST)
            weight[t, m] = one.returning[valid].sum() / later.size
    mine = np.flatnonzero((block.item == one.use) & np.isin(block.moment, stem))
    at, later_moment = np.nonzero(weight[block.moment[mine]])
    return (
        first + later_moment,
        block.index[mine[at]],
        -one.part * weight[block.moment[mine[at]], later_moment],
    )
