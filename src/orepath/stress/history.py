"""History replays a recorded event in the case of the year before, and predicts.

Severity and months are those recorded; nothing is fitted to what happened. What was
seen stands in :mod:`orepath.stress.historyevent`, the rules by which the two are
compared in :mod:`orepath.stress.historyrule`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepath.core.sampling import draw, stream
from orepath.stress.historyevent import Event, Range, months_in
from orepath.stress.historymarket import Lived, Market, market_of
from orepath.stress.shocks import branch_of
from orepath.world.build.case import built
from orepath.world.build.order import Order
from orepath.world.bundle import with_hosts
from orepath.world.case import Case
from orepath.world.tables.shock import SHOCKS

Floats = NDArray[np.float64]
Asked = tuple[str, str, str]
"""What is asked, a word of ``historyevent.WHATS``; of which good; at which place."""

DRAWS = 100
"""Severities and months drawn for the range of a prediction."""
SEED = 7
PLACES = 20
"""Most places of a case besides the rest of the world."""
_YEAR = 12.0


@dataclass(frozen=True)
class Reading:
    """Hold one predicted number.

    Parameters
    ----------
    before, after : float
        Undisturbed and disrupted year; t/a, or for prices USD/t.
    ratio : float
        After over before.
    low, high : float
        10th and 90th percentile of the ratio over the ranges of severity and months.
    """

    before: float
    after: float
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class Month:
    """Hold one month of a replay.

    Parameters
    ----------
    month : int
        1 to 12.
    sent : float
        What the place that is hit sends or makes of the good, t in the month.
    lost : float
        What it would have sent or made besides, t in the month.
    missing : float
        All that was lost by the end of the month, t: the stock that would have bridged
        it.
    price : float
        Price abroad as a multiple of the undisturbed: that of a year as bad as the
        month.
    """

    month: int
    sent: float
    lost: float
    missing: float
    price: float


@dataclass(frozen=True)
class Replay:
    """Hold what the model says of an event.

    Parameters
    ----------
    event : Event
        The event.
    readings : mapping of Asked to Reading
        What was asked and can be told; what lies in the rest of the world is missing.
    months : tuple of Month
        The year compared, month by month.
    lost : float
        Part of the year's quantity that is lost, 0 to 1.
    abroad : float
        The same as a part of all that others have of the good: what is made elsewhere,
        and what the place that is hit sells.
    good, priced : str
        The good that is hit, and the one whose price the months tell.
    """

    event: Event
    readings: Mapping[Asked, Reading]
    months: tuple[Month, ...]
    lost: float
    abroad: float
    good: str
    priced: str


def case_of(event: Event) -> Case:
    """Build the case in which an event is tried: its only period is the year after.

    Parameters
    ----------
    event : Event
        One that can be tried.

    Raises
    ------
    InputError
        The library knows no maker of anything in the chain.
    """
    year = event.base_year + 1
    partners = () if event.place == event.focus else (event.place,)
    asked = (event.mineral,)
    order = Order(
        event.focus, asked, with_hosts(asked), partners, year, year,
        event.base_year, PLACES,
    )  # fmt: skip
    return built(order).case


def replay(event: Event, asked: Iterable[Asked]) -> Replay:
    """Build the case of the year before, let the event strike and read what comes.

    Parameters
    ----------
    event : Event
        One that can be tried.
    asked : iterable of Asked
        What to read.

    Returns
    -------
    Replay
        The same on every machine.

    Raises
    ------
    InputError
        The event hits nothing in the case.
    PlanError
        No flows keep the rules.
    """
    case = case_of(event)
    return replayed(event, market_of(case, good_of(event, case)), asked)


def good_of(event: Event, case: Case) -> str:
    """Return the good that an event takes: what is barred, or what a process makes.

    Parameters
    ----------
    event : Event
        With a commodity or a process.
    case : Case
        With the process.
    """
    if event.commodity:
        return event.commodity
    made = dict(case.table("processes").select("process", "output").rows())
    return str(made[event.process])


def replayed(event: Event, market: Market, asked: Iterable[Asked]) -> Replay:
    """Let an event strike a market and read what comes.

    Parameters
    ----------
    event : Event
        Its shock must hit the market.
    market : Market
        Of the good it takes.
    asked : iterable of Asked
        What to read.

    Notes
    -----
    The part of the year that is lost is severity · months / 12, with the months that
    fall into the year compared; the range comes of drawing both from theirs. Prices
    while the event lasts are those of a year in which the severity is lost throughout.
    """
    keys = list(asked)
    lost = _lost(event, event.struck_months)
    steady = _lived(event, market, _lost(event, (_YEAR, _YEAR, _YEAR)))
    told = _Reader(event, market, _lived(event, market, lost), steady)
    readings = {
        key: reading for key in keys if (reading := told.reading(key)) is not None
    }
    good = good_of(event, market.case)
    priced = next((one for what, one, _ in keys if what == "price"), good)
    part = float(lost[0])
    abroad = part * _part_abroad(event, market, good)
    months = told.months(good, priced)
    return Replay(event, readings, months, part, abroad, good, priced)


def _part_abroad(event: Event, market: Market, good: str) -> float:
    """Return how much of what others have of a good comes from the place hit."""
    b, base = market.balance, market.base
    g, here = b.chain.commodities.at(good), b.places.at(event.place)
    mine = b.chain.output[b.site_process] == g
    elsewhere = float(base.made[0, mine & (b.site_place != here)].sum())
    sent = (b.pair_commodity == g) & (b.pair_origin == here)
    sold = float(base.shipped[0, sent].sum())
    return sold / max(elsewhere + sold, 1e-12)


def _lost(event: Event, months: Range) -> Floats:
    """Return parts of a year that are lost: as recorded, then drawn (1 + DRAWS,)."""
    spans = (event.severity, months)
    drawn = [
        draw(*span, DRAWS, stream(SEED, "history", event.event, what))
        for span, what in zip(spans, ("severity", "months"), strict=True)
    ]
    value = spans[0][1] * spans[1][1]
    return np.append(value, drawn[0] * drawn[1]) / _YEAR


def _lived(event: Event, market: Market, lost: Floats) -> Lived:
    """Live one year for each part lost."""
    # What an event does not name is open, as an empty cell of the table is.
    row: dict[str, Any] = {column.name: column.default for column in SHOCKS.columns}
    row |= {
        "shock": event.event, "name": event.name, "kind": event.kind,
        "place": event.place, "process": event.process or None,
        "commodity": event.commodity or None, "probability": 0.0, "months": _YEAR,
    }  # fmt: skip
    return market.lived(
        [branch_of(market.case, row | {"severity": part}) for part in lost]
    )


class _Reader:
    """Read numbers out of years that were lived."""

    def __init__(
        self, event: Event, market: Market, struck: Lived, steady: Lived
    ) -> None:
        self._event, self._market = event, market
        self._struck, self._steady = struck, steady

    def reading(self, asked: Asked) -> Reading | None:
        """Return a number, or None where the case does not know it."""
        what, _, place = asked
        if what in ("price", "spot", "home price"):
            ratio = self._price(*asked)
            if ratio is None:
                return None
            before = 1.0
        else:
            base, after = (
                self._quantity(lived, asked)
                for lived in (self._market.base, self._struck)
            )
            before = float(base[0])
            if before <= 0.0 or place not in self._market.balance.places.labels:
                return None
            ratio = after / before
        low, high = np.quantile(ratio[1:], (0.1, 0.9))
        value = float(ratio[0])
        return Reading(before, before * value, value, float(low), float(high))

    def _price(self, what: str, good: str, place: str) -> Floats | None:
        """Return the multiple of a price in every year lived (T,)."""
        b = self._market.balance
        lived = self._steady if what == "spot" else self._struck
        rows = b.row_commodity == b.chain.commodities.at(good)
        here = b.places.at(place if what == "home price" else self._event.place)
        rows &= (b.row_place == here) == (what == "home price")
        base = self._market.base.price[0]
        rows &= base > 0.0
        weight = self._bought(good)[b.row_place[rows]]
        if what == "home price":
            weight = np.ones(weight.size)
        if not weight.any():
            return None
        return np.asarray((lived.price[:, rows] / base[rows]) @ weight / weight.sum())

    def _bought(self, good: str) -> Floats:
        """Return what each place buys of a good in the undisturbed year (P,)."""
        b = self._market.balance
        mine = b.pair_commodity == b.chain.commodities.at(good)
        return np.bincount(
            b.pair_destination[mine],
            self._market.base.shipped[0, mine],
            minlength=len(b.places),
        ).astype(np.float64)

    def _quantity(self, lived: Lived, asked: Asked) -> Floats:
        """Return what a place makes, buys or sells in the years of a life (T,)."""
        what, good, place = asked
        b = self._market.balance
        if place not in b.places.labels:
            return np.zeros(1)
        g, p = b.chain.commodities.at(good), b.places.at(place)
        if what == "made":
            at = (b.chain.output[b.site_process] == g) & (b.site_place == p)
            return np.asarray(lived.made[:, at].sum(axis=1))
        ends = b.pair_origin if what == "sold" else b.pair_destination
        at = (b.pair_commodity == g) & (ends == p)
        return np.asarray(lived.shipped[:, at].sum(axis=1))

    def months(self, good: str, priced: str) -> tuple[Month, ...]:
        """Return the year compared, month by month, at the recorded severity."""
        event = self._event
        what = "made" if event.process else "sold"
        key = (what, good, event.place)
        whole = float(self._quantity(self._market.base, key)[0]) / _YEAR
        start = date.fromisoformat(event.start)
        price = self._price("spot", priced, event.place)
        dearer = 0.0 if price is None else float(price[0]) - 1.0
        found, missing = [], 0.0
        ends = [months_in(start, event.months[1], event.struck, m) for m in range(13)]
        for month, part in enumerate(np.diff(ends), start=1):
            lost = float(part) * event.severity[1] * whole
            missing += lost
            found.append(
                Month(month, whole - lost, lost, missing, 1.0 + float(part) * dearer)
            )
        return tuple(found)
