"""Budgets count commitments: what a project takes when it starts, whenever it is paid.

A budget has no last day. What starts after its last year counts against it all the
same, so that nothing is planned by waiting for the first year outside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.plan.network import Moments, Network
from orepath.plan.policy.bound import rows_of
from orepath.plan.program import Draft, stacked
from orepath.plan.project import figure, of_kind, project_rows

Floats = NDArray[np.float64]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Purse:
    """Hold what may be committed in some years, and what each project would take.

    Parameters
    ----------
    policy : str
        Short name of the budget.
    name, period : str
        Names for readers; a purse for all years has no period.
    first, last : float
        Years whose starts count, both included; ``last`` may be without end.
    value : float
        USD million.
    bill : dict of str to float
        What each project takes when it starts, USD million.
    """

    policy: str
    name: str
    period: str
    first: float
    last: float
    value: float
    bill: dict[str, float]

    @property
    def label(self) -> str:
        """Return the purse's name for readers."""
        return f"{self.name}: {self.period}" if self.period else self.name

    def taken(self, plan: Iterable[tuple[str, int]]) -> float:
        """Return what a plan commits of this purse, USD million.

        Parameters
        ----------
        plan : iterable of (project, year)
            Starts.
        """
        return sum(
            self.bill[name] for name, year in plan if self.first <= year <= self.last
        )

    def kept(self, plan: Iterable[tuple[str, int]]) -> bool:
        """Return whether a plan commits no more than there is."""
        return self.taken(plan) <= self.value + _ROUNDING


def purses(networks: Iterable[Network]) -> tuple[Purse, ...]:
    """Return every purse of a case: one a budget, or one a period of a yearly budget.

    Parameters
    ----------
    networks : iterable of Network
        The markets of the case; each holds its own projects and all budgets.

    Notes
    -----
    A yearly budget gives its value times the years of a period in which it runs. Its
    last purse counts all later starts as well.
    """
    held = tuple(networks)
    found: list[Purse] = []
    for _, row in rows_of(held[0], "budget"):
        bill: dict[str, float] = {}
        for n in held:
            takes = part_of(n, row["payer"], row["place"]) * capital_of(n)
            names = (project["project"] for project in project_rows(n))
            bill |= dict(zip(names, takes.tolist(), strict=True))
        found += [
            Purse(row["policy"], row["name"], period, first, last, value, bill)
            for period, first, last, value in _spans(held[0].moments, row)
        ]
    return tuple(found)


def _spans(
    moments: Moments, row: Mapping[str, Any]
) -> list[tuple[str, float, float, float]]:
    """Return period, first and last year, and USD million of a budget's purses."""
    value = float(row["value"]) * 1e-6
    if not row["yearly"]:
        return [("", row["start"], np.inf, value)]
    first = moments.first[moments.stem]
    after = first + moments.years[moments.stem]
    mine = np.flatnonzero((first >= row["start"]) & (first <= row["end"]))
    begins = [*first[mine].tolist(), np.inf]
    return [
        (
            moments.label[t],
            begin,
            follows - 1.0,
            value * (min(float(after[t]), row["end"] + 1.0) - begin),
        )
        for (begin, follows), t in zip(pairwise(begins), mine, strict=True)
    ]


def commitments(n: Network) -> Floats:
    """Return what each project takes from the focus actor's budget, USD million (J,).

    Capital times the part that falls on the budget; for a stock also the goods, at the
    published price.

    Parameters
    ----------
    n : Network
        With its projects and anchor prices.
    """
    return capital_of(n) * part_of(n, "focus", n.case.settings.focus)


def capital_of(n: Network) -> Floats:
    """Return what each project takes when it starts, whoever pays, USD million (J,).

    Parameters
    ----------
    n : Network
        With its projects and anchor prices; a stock takes its goods as well.
    """
    size = figure(n, "size")
    capital = figure(n, "capex") * size
    rows = project_rows(n)
    for j in of_kind(n, "stock"):
        at = n.calibration.balance.row(rows[j]["commodity"], rows[j]["place"])
        capital[j] += n.calibration.anchor[at] * size[j]
    return np.asarray(capital * 1e-6, dtype=np.float64)


def part_of(n: Network, payer: str, place: str) -> Floats:
    """Return which part of each project's capital falls on a payer (J,).

    Parameters
    ----------
    n : Network
        With its projects.
    payer : {"focus", "host", "partner"}
        The focus actor pays ``paid``; the rest is the host's where the project stands,
        or the partner's wherever it stands.
    place : str
        The host.
    """
    paid = figure(n, "paid")
    if payer == "focus":
        return paid
    if payer == "partner":
        return 1.0 - paid
    there = [row["place"] == place for row in project_rows(n)]
    return np.asarray((1.0 - paid) * there, dtype=np.float64)


def budget(draft: Draft) -> None:
    """Keep what is committed within each budget, by payer, in all or in each period.

    Σ bill[j] start[j,t] ≤ value over the starts that count against a purse. Counted in
    the period in which a project starts, and without an end, so that nothing escapes by
    waiting.
    """
    n = draft.network
    held = purses([n])
    if not held:
        return
    start = n.blocks["start"]
    year = n.moments.first[start.moment]
    names = [row["project"] for row in project_rows(n)]
    parts = []
    for slot, purse in enumerate(held):
        bill = np.array([purse.bill[name] for name in names])
        counts = np.flatnonzero(
            (year >= purse.first) & (year <= purse.last) & (bill[start.item] != 0.0)
        )
        parts.append(
            (
                np.full(counts.size, slot),
                start.index[counts],
                bill[start.item[counts]],
            )
        )
    upper = np.array([purse.value for purse in held])
    labels = [purse.label for purse in held]
    draft.add(
        "budget",
        stacked(parts),
        (np.full(upper.size, -np.inf), upper),
        labels.__getitem__,
    )
