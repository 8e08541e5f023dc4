"""The cash of a venture: built, run, taxed, financed and shared, year by year.

All draws are worked out together; years are gone through one by one only where one
year rests on the last: losses set off, debt served, carry paid back.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.exchange import exchanged
from orepath.appraise.flow import INVESTED, LINES, Books, Owed, Part, added, total
from orepath.appraise.loan import repaid, terms_of
from orepath.appraise.party import Loan
from orepath.appraise.share import Stakes, shared, withheld
from orepath.appraise.tax import income_tax, written_off
from orepath.appraise.term import Venture
from orepath.appraise.trade import Trade

Floats = NDArray[np.float64]

DAYS = 365.0

_SALES = ("revenue", "offtake")

PROJECT, EQUITY, HOST, STATE = "project", "equity", "host", "state"
"""Those who are seen beside the partners; equity is all partners together."""


@dataclass(frozen=True)
class Debt:
    """Hold one loan's cash, all positive numbers, constant USD.

    Parameters
    ----------
    drawn, interest, principal, fees, balance : ndarray (D, T)
        Drawn in the year; interest paid; principal paid; fees paid; owed at its end.
        Capitalised interest is no payment: it stands in the balance.
    """

    drawn: Floats
    interest: Floats
    principal: Floats
    fees: Floats
    balance: Floats

    @property
    def service(self) -> Floats:
        """Return interest and principal paid, (D, T)."""
        return np.asarray(self.interest + self.principal)

    @property
    def lender(self) -> Floats:
        """Return the lender's cash, (D, T)."""
        return np.asarray(self.service + self.fees - self.drawn)


@dataclass(frozen=True)
class Flows:
    """Hold all cash of a venture; every array is (D, T), constant USD a year.

    Arrays are made when asked for; some are read-only views of a single row. They are
    stored year by year, so that ``array[:, t]`` is contiguous.

    Parameters
    ----------
    venture : Venture
        Its terms.
    draws : Draws
        What its figures turned out to be.
    books : Books
        Its accounts, years first.
    """

    venture: Venture
    draws: Draws
    books: Books

    @property
    def years(self) -> tuple[int, ...]:
        """Return the calendar years, T of them."""
        return self.venture.years

    @property
    def opens(self) -> int:
        """Return the first year of running, counted from 0."""
        return self.venture.building

    @cached_property
    def lines(self) -> dict[str, Floats]:
        """Return all lines of the project, in the order of :data:`flow.LINES`."""
        order = [kind.name for kind in LINES]
        names = sorted(self.books.lines, key=lambda x: order.index(x.split(".")[0]))
        return {name: self._shown(self.books.lines[name]) for name in names}

    @cached_property
    def project(self) -> Floats:
        """Return the project's cash after tax, before finance: the sum of all lines."""
        return self._shown(self.books.project)

    @cached_property
    def pretax(self) -> Floats:
        """Return the project's cash before income tax, after royalty and duties."""
        return self._shown(self.books.project - self.books.of("tax"))

    @cached_property
    def surplus(self) -> Floats:
        """Return what the venture brings all of them together: lines with the market.

        Partners, lenders, the host and outside buyers share it without a rest.
        """
        market = (kind.name for kind in LINES if kind.to == "market")
        return self._shown(self.books.of(*market))

    @cached_property
    def equity(self) -> Floats:
        """Return the owners' cash after debt and tax; calls are below 0."""
        return self._shown(self.books.equity)

    @cached_property
    def debt(self) -> dict[str, Debt]:
        """Return the cash of each loan."""
        return {
            name: Debt(
                self._shown(each.lent * each.unit.drawn),
                self._shown(each.lent * each.unit.interest),
                self._shown(each.lent * each.unit.principal),
                self._shown(each.lent * each.fees),
                self._shown(each.balance),
            )
            for name, each in self.books.debt.items()
        }

    @cached_property
    def shield(self) -> Floats:
        """Return the income tax that interest and fees of loans save."""
        return self._shown(self.books.shield)

    @cached_property
    def partners(self) -> dict[str, Floats]:
        """Return each partner's cash: the sum of its parts."""
        return {
            name: self._shown(added(parts, len(self.years)))
            for name, parts in self._shared.items()
        }

    @cached_property
    def parts(self) -> dict[str, dict[str, Floats]]:
        """Return each partner's cash by part.

        ``equity`` (dividends, calls below 0), ``carry`` (paid for or by others),
        ``fee``, ``offtake`` (its gain against the market), ``withheld``.
        """
        return {
            name: {
                each: self._shown(
                    added([x for x in parts if x.name == each], len(self.years))
                )
                for each in dict.fromkeys(x.name for x in parts)
            }
            for name, parts in self._shared.items()
        }

    @cached_property
    def buyers(self) -> dict[str, Floats]:
        """Return the gain against the market of buyers who are no partners."""
        names = {each.name for each in self.venture.partner}
        gains: dict[str, list[Part]] = {}
        for each in self.venture.offtake:
            line = self.books.lines.get(f"offtake.{each.name}")
            if each.buyer not in names and line is not None:
                gains.setdefault(each.buyer, []).append(Part("offtake", line).less())
        return {
            name: self._shown(added(parts, len(self.years)))
            for name, parts in gains.items()
        }

    @cached_property
    def host(self) -> Floats:
        """Return what the state takes: royalty, levies, duties, taxes, withheld."""
        return self._shown(added(self.stake(HOST), len(self.years)))

    @cached_property
    def state(self) -> Floats:
        """Return the host's take and the cash of partners that its state owns."""
        return self._shown(added(self.stake(STATE), len(self.years)))

    def stake(self, actor: str) -> list[Part]:
        """Return the parts of an actor's cash, which sum to it.

        Parameters
        ----------
        actor : str
            One of :func:`orepath.appraise.worth.actors`.
        """
        if actor == PROJECT:
            return [Part(PROJECT, self.books.project)]
        if actor == EQUITY:
            return [Part(EQUITY, self.books.equity)]
        if actor not in {HOST, STATE}:
            return self._shared[actor]
        kinds = {kind.name for kind in LINES if kind.to == "host"}
        taken = [
            Part(name, line).less()
            for name, line in self.books.lines.items()
            if name.split(".", maxsplit=1)[0] in kinds
        ]
        taken += [Part("shield", self.books.shield).less(), *withheld(self._shared)]
        if actor == STATE:
            for each in self.venture.partner:
                if each.state and each.place == self.venture.place:
                    taken += self._shared[each.name]
        return taken

    @cached_property
    def foreign(self) -> dict[str, Floats]:
        """Return the net foreign exchange of each country; all of them sum to nil."""
        found = exchanged(self.venture, self.draws, self.books, self._shared)
        return {place: self._shown(array) for place, array in found.items()}

    @cached_property
    def tonnes(self) -> dict[str, Floats]:
        """Return the tonnes sold of each product."""
        return {
            name: self._shown(added([each], len(self.years)))
            for name, each in self.books.tonnes.items()
        }

    @cached_property
    def _shared(self) -> Stakes:
        """Return the parts of each partner's cash."""
        return shared(self.venture, self.draws, self.books)

    def _shown(self, array: Floats) -> Floats:
        """Return an array with draws first and all of them there."""
        return np.broadcast_to(array, (len(self.years), self.draws.size)).T


def cash(venture: Venture, draws: Draws | None = None) -> Flows:
    """Work out the cash of a venture.

    Parameters
    ----------
    venture : Venture
        Its terms.
    draws : Draws, optional
        What its figures turned out to be; without it, one draw of the middles.

    Returns
    -------
    Flows
        All of it, D draws by T years.

    Raises
    ------
    AxisError
        The draws do not fit the venture.
    """
    drawn = draws or Draws()
    drawn.check(venture)
    trade = Trade(venture, drawn)
    trade.sell()
    trade.buy()
    lines = trade.lines
    sales = _charge(venture, drawn, trade)
    worn = _build(venture, drawn, trade)
    counted = {*_SALES, *INVESTED}
    rest = (x for name, x in lines.items() if name.split(".")[0] not in counted)
    earned = total((sales, *rest))
    terms = venture.fiscal.terms
    rate = drawn.of(terms.income_tax)
    profit = earned - worn
    # Taxed below nil, since the venture pays it.
    lines["tax"] = income_tax(profit, -rate, terms)
    debt = {each.name: _lent(each, venture, drawn) for each in venture.loan}
    shield = np.zeros((len(venture.years), 1))
    if debt:
        costs = total(each.cost for each in debt.values())
        shield = income_tax(profit - costs, -rate, terms) - lines["tax"]
    books = Books(lines, earned, debt, shield, trade.value, trade.taken, trade.tonnes)
    return Flows(venture, drawn, books)


def _charge(venture: Venture, draws: Draws, trade: Trade) -> Floats:
    """Add what rests on all sales, fees and working capital; return the sales."""
    of, first = draws.of, trade.tonnes[venture.product[0].name]
    sales = total(x for n, x in trade.lines.items() if n.split(".")[0] in _SALES)
    for each in venture.partner:
        part, tonne = of(each.fee), of(each.fee_tonne)
        if part.any():
            trade.add(f"fee.{each.name}", sales * -part)
        if tonne.any():
            trade.add(f"fee.{each.name}", first.base * (first.weight * -tonne))
    days = of(venture.capital.working)
    if days.any():
        tied = sales * (days / DAYS)
        moved = np.empty_like(tied)
        moved[0] = -tied[0]
        np.subtract(tied[:-2], tied[1:-1], out=moved[1:-1])
        moved[-1] = tied[-2]
        trade.lines["working"] = moved
    return sales


def _build(venture: Venture, draws: Draws, trade: Trade) -> Floats:
    """Add the lines of capital; return what is written off, years first."""
    of, capital = draws.of, venture.capital
    years = len(venture.years)
    profile = np.zeros((years, 1))
    profile[: venture.building, 0] = capital.profile
    closing = np.zeros((years, 1))
    closing[-1] = 1.0
    spent = of(capital.total)
    upkeep = spent * of(capital.sustaining)
    off = written_off(venture.fiscal.terms, years, venture.building)
    worn = off @ profile
    trade.lines["capital"] = profile * -spent
    if upkeep.any():
        kept = trade.level("sustaining")
        trade.lines["sustaining"] = kept * -upkeep
        worn = worn + (off @ kept) * of(capital.sustaining)
    imported = of(capital.abroad) * of(capital.duty)
    if imported.any():
        trade.add("duty", profile * (-spent * imported))
    ends = {
        "closure": -of(capital.closure),
        "salvage": of(capital.salvage) * spent,
    }
    trade.lines.update({n: closing * each for n, each in ends.items() if each.any()})
    return worn * spent


def _lent(loan: Loan, venture: Venture, draws: Draws) -> Owed:
    """Return the cash of one loan."""
    of = draws.of
    profile = np.zeros(len(venture.years))
    profile[: venture.building] = venture.capital.profile
    lent = of(loan.share) * of(venture.capital.total) + of(loan.amount)
    inflation = of(venture.rates[loan.currency].inflation)
    unit = repaid(terms_of(loan), profile, of(loan.rate), inflation)
    undrawn = np.maximum(1.0 - np.cumsum(profile), 0.0)[:, None]
    first = np.zeros_like(undrawn)
    first[0] = 1.0
    fees = of(loan.commitment) * undrawn + of(loan.fee) * first
    return Owed(lent, unit, fees)
