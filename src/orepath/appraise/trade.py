"""What a venture makes, sells and buys each year, and what contracts change of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.flow import Part, total
from orepath.appraise.party import Offtake
from orepath.appraise.term import Input, Product, Venture

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trade:
    """Gather the lines that buyers and suppliers are at the other end of.

    Parameters
    ----------
    venture : Venture
        Its terms.
    draws : Draws
        What its figures turned out to be.
    lines, value, taken, tonnes : dict
        Grow; see :class:`orepath.appraise.flow.Books`.
    """

    venture: Venture
    draws: Draws
    lines: dict[str, Floats] = field(default_factory=dict)
    value: dict[str, Floats] = field(default_factory=dict)
    taken: dict[str, Floats] = field(default_factory=dict)
    tonnes: dict[str, Part] = field(default_factory=dict)

    def sell(self) -> None:
        """Add what is sold: revenue, contracts, charges, freight, royalty, duty."""
        for each in self.venture.product:
            self._sell(each)

    def buy(self) -> None:
        """Add what is bought and what running costs at any output."""
        of, made = self.draws.of, self._made()
        for each in self.venture.input:
            unit = of(each.quantity) * of(each.price)
            line = self._priced(each, -made * unit)
            self.lines[f"input.{each.name}"] = line
            duty = of(each.duty)
            if each.origin != self.venture.place and duty.any():
                self.add("duty", line * duty)
        fixed = of(self.venture.operation.fixed)
        self.lines["fixed"] = self.level("fixed") * -fixed

    def add(self, name: str, line: Floats) -> None:
        """Add to a line, which others may have begun.

        Parameters
        ----------
        name : str
            Of the line.
        line : ndarray
            Signed as the venture sees it.
        """
        begun = self.lines.get(name)
        self.lines[name] = line if begun is None else begun + line

    def level(self, scheduled: str = "output") -> Floats:
        """Return a multiple of its middle in each year of running, (T, 1).

        Parameters
        ----------
        scheduled : {"output", "fixed", "sustaining"}
            Output grows over the ramp; the rest is level. A schedule goes before.
        """
        given = self.venture.schedule.get(scheduled)
        if given is not None:
            return np.array(given)[:, None]
        level = np.zeros((len(self.venture.years), 1))
        opens, closes = self.venture.building, self.venture.closing
        level[opens:closes] = 1.0
        if scheduled == "output":
            ramp = self.venture.operation.ramp
            level[opens : opens + len(ramp), 0] = ramp
        return level

    @cached_property
    def _output(self) -> Floats:
        """Return the level of output, (T, 1)."""
        return self.level()

    def _made(self) -> Floats:
        """Return what the plant makes in full running, t/a (D,)."""
        plant = self.venture.operation
        return self.draws.of(plant.capacity) * self.draws.of(plant.use)

    def _priced(self, each: Product | Input, factor: Floats) -> Floats:
        """Return a factor (D,) that moves with output and the price, (T, D)."""
        level = self._output * self._given(each)
        path = self.draws.path(each.follows)
        if path is None:
            return np.asarray(level * factor)
        return self._scaled(path * factor, level)

    @staticmethod
    def _scaled(line: Floats, level: Floats) -> Floats:
        """Return a new line times a level (T, 1)."""
        if len(line) < len(level):
            return np.asarray(line * level)
        # Most years run at the full level: only the others need a multiplication.
        for t in np.flatnonzero(level[:, 0] != 1.0):
            line[t] *= level[t]
        return line

    def _given(self, each: Product | Input) -> Floats:
        """Return the schedule of a price as multiples of its middle, (T, 1)."""
        given = self.venture.schedule.get(f"price.{each.name}", (1.0,))
        return np.array(given)[:, None]

    def _price(self, each: Product) -> Floats:
        """Return the market price of a product, (T, D) or narrower."""
        price = self._given(each) * self.draws.of(each.price)
        path = self.draws.path(each.follows)
        return np.asarray(price if path is None else path * price)

    def _sell(self, each: Product) -> None:
        """Add the lines of one product."""
        of = self.draws.of
        full = self._made() * of(each.quantity) * of(each.recovery)
        paid = of(each.content) * of(each.payable)
        value = self._priced(each, full * paid * of(each.price))
        self.value[each.name] = value
        offtakes = [o for o in self.venture.offtake if o.product == each.name]
        for offtake in offtakes:
            self.taken[offtake.name] = of(offtake.share) * of(offtake.taken)
            line = contracted(offtake, self.draws, self._price(each), full * paid)
            if line is not None:
                line = self._scaled(line, self._output)
                self.lines[f"offtake.{offtake.name}"] = line
        left = sum(of(o.share) * (1.0 - of(o.taken)) for o in offtakes)
        sold = full * (1.0 - left)
        self.tonnes[each.name] = Part("tonnes", self._output, sold)
        revenue = value * (1.0 - left) if np.any(left) else value
        self.lines[f"revenue.{each.name}"] = revenue
        charge = of(each.treatment) + of(each.refining) * paid
        if charge.any():
            self.lines[f"treatment.{each.name}"] = self._output * (-sold * charge)
        freight = of(each.freight)
        if freight.any():
            gone = sum(self.taken[o.name] for o in offtakes if o.collects)
            line = self._output * ((full * gone - sold) * freight)
            self.lines[f"freight.{each.name}"] = line
        self._dig(each)
        self._leave(each, value)

    def _leave(self, each: Product, value: Floats) -> None:
        """Add the duty on what leaves the country."""
        home, duty = self.venture.place, self.draws.of(each.duty)
        abroad = sum(part for place, part in self.parts(each) if place != home)
        if np.any(abroad * duty):
            self.add("duty", value * (-abroad * duty))

    def parts(self, each: Product) -> Iterator[tuple[str, Floats]]:
        """Yield where a product goes: place and part of it, contracts one by one.

        Parameters
        ----------
        each : Product
            Of the venture; its lines must have been added.
        """
        free = np.ones(1)
        for offtake in self.venture.offtake:
            if offtake.product == each.name:
                free = free - self.draws.of(offtake.share)
                yield offtake.place, self.taken[offtake.name]
        yield each.destination, free

    def _dig(self, each: Product) -> None:
        """Add what the state takes from a product that was dug."""
        if not each.mineral:
            return
        of, fiscal = self.draws.of, self.venture.fiscal
        base = self.lines[f"revenue.{each.name}"]
        premium = of(fiscal.premium)
        if premium.any():
            self.add("premium", base * -premium)
        if fiscal.terms.royalty_base == "netback":
            names = (f"{kind}.{each.name}" for kind in ("treatment", "freight"))
            costs = (self.lines[name] for name in names if name in self.lines)
            base = np.maximum(total((base, *costs)), 0.0)
        due = base * -of(fiscal.terms.royalty[each.mineral])
        self.lines[f"royalty.{each.name}"] = due
        levy = of(fiscal.terms.royalty_levy)
        if levy.any():
            self.add("levy", due * levy)


def contracted(
    offtake: Offtake, draws: Draws, price: Floats, tonnes: Floats
) -> Floats | None:
    """Return what a contract pays above the market in a year of full output.

    Parameters
    ----------
    offtake : Offtake
        Its share, price formula and duty to take or pay.
    draws : Draws
        What its figures turned out to be.
    price : ndarray (T, D) or narrower
        Market price of what is paid for, USD/t.
    tonnes : ndarray (D,) or (1,)
        Of the whole product, as far as it is paid for, t/a.

    Returns
    -------
    ndarray or None
        USD/a, a new array; None where the contract changes nothing.

    Notes
    -----
    p = min(max(market·(1 − discount), floor), cap). Of the agreed tonnes a part k is
    taken and at least a part m is paid for: a tonne of the product brings
    share·[k(p − market) + max(m − k, 0)·p].
    What the buyer leaves finds no other buyer in that year.
    """
    of = draws.of
    taken, floor, discount = of(offtake.taken), of(offtake.floor), of(offtake.discount)
    left = np.maximum(of(offtake.pay) - taken, 0.0)
    if offtake.cap is None and not (floor.any() or left.any() or discount.any()):
        return None
    agreed = price * (1.0 - discount)
    if floor.any():
        agreed = np.maximum(agreed, floor)
    if offtake.cap is not None:
        agreed = np.minimum(agreed, of(offtake.cap))
    if not left.any():
        return np.asarray((agreed - price) * (of(offtake.share) * taken * tonnes))
    unit = taken * (agreed - price) + left * agreed
    return np.asarray(unit * (of(offtake.share) * tonnes))
