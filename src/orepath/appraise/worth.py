"""What a venture's cash is worth to each who has a part in it, by the usual measures.

Every measure is an array over draws. Years count from the first year of capital, whose
cash is not discounted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import EQUITY, HOST, PROJECT, STATE, Flows
from orepath.appraise.flow import Part, added, total
from orepath.appraise.root import Rates, irr, mirr, npv, roots
from orepath.errors import InputError, Problem, suggest

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """Hold one actor's cash and what it is worth to it.

    Parameters
    ----------
    actor : str
        A partner, ``project``, ``equity`` (all partners together), ``host`` (what the
        state takes) or ``state`` (the same with what its companies earn).
    parts : sequence of Part
        They sum to its cash, USD a year.
    discount : ndarray (D,) or (1,)
        Real rate a year.
    opens : int
        First year of running.
    shape : tuple of int
        Years and draws, T and D.
    """

    actor: str
    parts: Sequence[Part]
    discount: Floats
    opens: int
    shape: tuple[int, int]

    @cached_property
    def cash(self) -> Floats:
        """Return its cash, USD a year (D, T)."""
        return np.broadcast_to(added(self.parts, self.shape[0]), self.shape).T

    @cached_property
    def npv(self) -> Floats:
        """Return the net present value, USD (D,)."""
        worth = np.zeros(self.shape[1])
        for part in self.parts:
            worth += part.npv(self.discount)
        return worth

    @cached_property
    def irr(self) -> Rates:
        """Return the internal rate of return of each draw, and how many there are."""
        return irr(self.cash)

    @cached_property
    def mirr(self) -> Floats:
        """Return the modified rate: borrowed and laid out again at the discount."""
        return mirr(self.cash, self.discount, self.discount)

    @cached_property
    def payback(self) -> Floats:
        """Return the years until what was put in is back, (D,); inf for never."""
        return _payback(self.cash.T)

    @cached_property
    def discounted_payback(self) -> Floats:
        """Return the years until it is back with the discount, (D,); inf for never."""
        years = np.arange(self.cash.shape[1])[:, None]
        return _payback(self.cash.T * (1.0 + self.discount) ** -years.astype(float))

    @cached_property
    def index(self) -> Floats:
        """Return the profitability index, (D,); inf where nothing is put in.

        Present value of the running years for each dollar of the years of building.
        """
        put_in = -npv(self.cash[:, : self.opens], self.discount)
        back = self.npv + put_in
        return np.divide(back, put_in, out=np.full_like(back, inf), where=put_in > 0)

    def told(self) -> str:
        """Return what the first draw's rate of return is, in words.

        Several rates and none are said, with the modified rate where it helps.
        """
        row = self.cash[0]
        found = roots(row)
        if not (row < 0).any():
            return "no rate of return: nothing is put in"
        if not (row > 0).any():
            return "no rate of return: nothing ever comes back"
        above = [rate for rate in found if rate > 0]
        modified = f"modified rate {100 * self.mirr[0]:.1f} %"
        if len(above) > 1:
            listed = " and ".join(f"{100 * rate:.1f} %" for rate in above)
            return (
                f"several rates of return, {listed}: cash changes sign more than "
                f"once, so none of them is the rate; {modified}"
            )
        if not found:
            return f"no rate of return: worth never passes nil; {modified}"
        return f"rate of return {100 * (above or found)[-1]:.1f} %"


def _payback(years: Floats) -> Floats:
    """Return when the running sum first is nil or more, on a line within the year."""
    running = np.cumsum(years, axis=0)
    back = running >= 0.0
    at = np.argmax(back, axis=0)
    draws = np.arange(years.shape[1])
    before = -running[np.maximum(at - 1, 0), draws]
    gained = years[at, draws]
    part = np.divide(before, gained, out=np.zeros_like(before), where=gained > 0.0)
    return np.where(back.any(axis=0), np.where(at > 0, at - 1 + part, 0.0), inf)


def actors(flows: Flows) -> tuple[str, ...]:
    """Return all to whom a venture's worth can be told.

    Parameters
    ----------
    flows : Flows
        Of the venture.
    """
    partners = (each.name for each in flows.venture.partner)
    return (PROJECT, EQUITY, *partners, HOST, STATE)


def worth(flows: Flows, actor: str = PROJECT) -> Worth:
    """Return what a venture is worth to one actor.

    Parameters
    ----------
    flows : Flows
        Of the venture.
    actor : str
        One of :func:`actors`.

    Raises
    ------
    InputError
        Nobody of this name.
    """
    known = actors(flows)
    if actor not in known:
        raise InputError(
            Problem(actor, "has no part in the venture", suggest(actor, known))
        )
    shape = (len(flows.years), flows.draws.size)
    return Worth(
        actor, flows.stake(actor), discount_of(flows, actor), flows.opens, shape
    )


def discount_of(flows: Flows, actor: str) -> Floats:
    """Return the real rate at which an actor discounts, (D,) or (1,).

    Parameters
    ----------
    flows : Flows
        Of the venture.
    actor : str
        One of :func:`actors`; equity discounts as the project, the state as the host.
    """
    name = {EQUITY: PROJECT, STATE: HOST}.get(actor, actor)
    return flows.draws.of(flows.venture.discount[name])


def levelised_cost(flows: Flows) -> Floats:
    """Return what a tonne of the first product costs over its life, USD/t (D,).

    All costs before income tax, royalty included, less what by-products bring, divided
    by the tonnes, both discounted at the project's rate.

    Parameters
    ----------
    flows : Flows
        Of the venture.

    Returns
    -------
    ndarray (D,)
        inf where no tonne is sold.
    """
    first = flows.venture.product[0].name
    left_out = {f"revenue.{first}", "tax"}
    left_out |= {
        f"offtake.{each.name}"
        for each in flows.venture.offtake
        if each.product == first
    }
    rate = discount_of(flows, PROJECT)
    kept = (line for name, line in flows.books.lines.items() if name not in left_out)
    tonnes = npv(flows.tonnes[first], rate)
    spent = np.broadcast_to(-npv(total(kept).T, rate), tonnes.shape)
    return np.divide(spent, tonnes, out=np.full_like(tonnes, inf), where=tonnes > 0)
