"""A hold is a policy in a program: its rows, what they are a share of, its words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orepath.plan.network import Network
from orepath.plan.policy.bound import Bound
from orepath.plan.policy.budget import purses
from orepath.plan.policy.excess import bounds_of
from orepath.plan.policy.supply import Columns, arrivals, filled, intake, supply
from orepath.plan.program import Program
from orepath.world.tables.policy import LIMITED, SHARES

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

_DAYS = 365.0
_NOUGHT = 1e-2
"""A share or a day of nought gives way as if it were a hundredth."""
_EMPTY = 1e-9
_TIE = 1e-6
_UNIT = {"budget": 1e6, "emission_limit": 1e3, "energy_limit": 1e3}
"""How much of its own unit makes one of the program's: USD million, kt, GWh."""


@dataclass(frozen=True)
class Hold:
    """Hold one policy and its rows in a program.

    Parameters
    ----------
    row : mapping
        Of the table of policies.
    rows : ndarray of int (r,)
        Rows of the program.
    members, moments : tuple of str
        Reader's names of the member and the moment of every row.
    stem : ndarray of int (s,)
        Undisturbed moments in force.
    base : scipy.sparse.csr_array (r, columns) or None
        Of what a share or a day is taken, per unit of the policy's value; None where
        the value is a limit by itself.
    """

    row: Mapping[str, Any]
    rows: Index
    members: tuple[str, ...]
    moments: tuple[str, ...]
    stem: Index
    base: sparse.csr_array | None

    @property
    def kind(self) -> str:
        """Return the kind of policy."""
        return str(self.row["kind"])

    @property
    def policy(self) -> str:
        """Return the policy's short name."""
        return str(self.row["policy"])

    @property
    def name(self) -> str:
        """Return the policy's name for readers."""
        return str(self.row["name"])

    @property
    def least(self) -> bool:
        """Return whether the policy asks for a least."""
        return self.kind in {*SHARES, "reserve_days"}

    @property
    def soft(self) -> bool:
        """Return whether the policy may be exceeded at a price."""
        return self.row["excess"] is not None

    def reached(self, activity: Floats, values: Floats) -> Floats:
        """Return what an answer makes of every row, in the policy's own unit (r,).

        Parameters
        ----------
        activity : ndarray (r,)
            Of the policy's rows, without what exceeds them.
        values : ndarray (columns,)
            The answer.
        """
        if self.base is None:
            return activity * _UNIT[self.kind]
        base = self.base @ values
        value = float(self.row["value"])
        part = np.divide(activity, base, out=np.zeros(base.size), where=base > _EMPTY)
        return np.asarray(value + part, dtype=np.float64)

    def scale(self, limit: Floats, free: Floats) -> Floats:
        """Return by how much each row gives if the policy gives all its value (r,).

        Parameters
        ----------
        limit : ndarray (r,)
            Right-hand sides.
        free : ndarray (columns,)
            Values without policies, to size the base.
        """
        if self.base is None:
            return np.maximum(np.abs(limit), _NOUGHT)
        value = max(float(self.row["value"]), _NOUGHT)
        return np.asarray(np.maximum(self.base @ free, _NOUGHT) * value)

    def needed(
        self, activity: Floats, limit: Floats, values: Floats
    ) -> tuple[float, str]:
        """Return the value under which an answer would be allowed, and the worst time.

        Parameters
        ----------
        activity, limit : ndarray (r,)
            Of the policy's rows.
        values : ndarray (columns,)
            The answer.
        """
        beyond = limit - activity if self.least else activity - limit
        value = float(self.row["value"])
        base = np.abs(limit) if self.base is None else self.base @ values
        part = beyond / np.maximum(base, _EMPTY)
        at = int(np.argmax(part >= part.max() - _TIE))
        if self.base is not None:
            more = float(part[at]) * (-1.0 if self.least else 1.0)
        elif value > 0.0:
            more = float(part[at]) * value
        else:
            more = float(beyond[at]) * _UNIT[self.kind]
        return value + more, self.moments[at]

    def words(self, value: float) -> str:
        """Return how to change the policy to another value, in words."""
        verb = "lower" if self.least else "raise"
        what, tell = _TOLD[self.kind]
        whom = self.row["members"] or f"one {self.row['by']}"
        subject = what.format(**{**self.row, "whom": whom})
        return f"{verb} {subject} from {tell(self.row['value'], 0)} to " + tell(
            value, -1 if self.least else 1
        )


def _percent(value: float, way: int) -> str:
    """Return a share in whole percent, rounded to the side that helps."""
    return f"{_rounded(value * 100.0, way):.3g} %"


def _amount(value: float, way: int) -> str:
    """Return an amount with three digits, rounded to the side that helps."""
    if value <= 0.0:
        return "0"
    unit = 10.0 ** (floor(np.log10(value)) - 2)
    return f"{_rounded(value / unit, way) * unit:,.12g}"


def _rounded(value: float, way: int) -> float:
    """Round up, down or not at all, a rounding error apart."""
    if way == 0:
        return value
    return float(ceil(value - 1e-6) if way > 0 else max(floor(value + 1e-6), 0))


def _days(value: float, way: int) -> str:
    """Return days."""
    return f"{_rounded(value, way):.4g} days"


_TOLD: Mapping[str, tuple[str, Callable[[float, int], str]]] = {
    "budget": ("the budget “{name}”", lambda v, w: f"USD {_amount(v * 1e-6, w)} m"),
    "share_cap": ("the cap on {commodity} {base} from {whom}", _percent),
    "domestic_share": ("the domestic share of {commodity}", _percent),
    "recycled_share": ("the recycled share of {commodity}", _percent),
    "partner_share": ("the share of {commodity} from {members}", _percent),
    "reserve_days": ("the reserve of {commodity}", _days),
    "emission_limit": (
        "the limit on carbon dioxide at {place}",
        lambda v, w: f"{_amount(v, w)} t a year",
    ),
    "energy_limit": (
        "the limit on power at {place}",
        lambda v, w: f"{_amount(v, w)} MWh a year",
    ),
}


def bound_places(n: Network) -> NDArray[np.int64]:
    """Return the place that each policy binds, by row of the table of policies.

    Parameters
    ----------
    n : Network
        With its policies.
    """
    return n.calibration.balance.places.index(n.case.table("policies")["place"])


def holds_of(program: Program) -> list[Hold]:
    """Return every policy with its rows in a program: flows first, then budgets.

    Parameters
    ----------
    program : Program
        Of one market.
    """
    n = program.network
    first = {group.rule: group.start for group in program.groups}
    found = []
    for one in bounds_of(n):
        if one.size:
            rule = one.row["kind"].replace("_", " ")
            found.append(_hold(n, one, first[rule] + np.arange(one.size)))
            first[rule] += one.size
    if "budget" in first:
        found += _budgets(n, first["budget"])
    return found


def _hold(n: Network, one: Bound, rows: Index) -> Hold:
    """Return one policy on flows."""
    times = np.tile(one.moments, len(one.members))
    base = None
    if one.row["kind"] not in LIMITED:
        whole = matrix_of(n, _base(n, one))[times, :]
        days = one.row["kind"] == "reserve_days"
        base = sparse.csr_array(whole / _DAYS if days else whole)
    who = tuple(member for member in one.members for _ in one.moments)
    when = tuple(n.moments.label[moment] for moment in times)
    stem = np.intersect1d(one.moments, n.moments.stem)
    return Hold(one.row, rows, who, when, stem, base)


def _base(n: Network, one: Bound) -> Columns:
    """Return of what a policy takes its share."""
    at = (one.row["commodity"], one.row["place"])
    if one.row["kind"] == "reserve_days":
        return intake(n, *at)
    if one.row["kind"] == "share_cap" and one.row["base"] == "imports":
        found = arrivals(n, *at)
        found = found.at(np.arange(found.column.size), np.ones(found.column.size))
    else:
        found = supply(n, one.row)
    if one.soft:
        return found
    # A hard share leaves out what fills reserves.
    stocks = filled(n, *at)
    return found.plus(stocks.at(np.arange(stocks.column.size), -stocks.tonnes))


def matrix_of(n: Network, columns: Columns) -> sparse.csr_array:
    """Return what columns bring in every moment as a matrix (M, columns)."""
    return sparse.csr_array(
        sparse.coo_array(
            (columns.tonnes, (columns.moment, columns.column)),
            shape=(len(n.moments), n.columns),
        )
    )


def _budgets(n: Network, start: int) -> Iterator[Hold]:
    """Yield every budget with the rows of its purses."""
    held = purses([n])
    for row in n.case.table("policies").iter_rows(named=True):
        at = [i for i, purse in enumerate(held) if purse.policy == row["policy"]]
        if at:
            yield Hold(
                row,
                start + np.array(at, dtype=np.int64),
                ("",) * len(at),
                tuple(held[i].period for i in at),
                np.zeros(0, dtype=np.int64),
                None,
            )
