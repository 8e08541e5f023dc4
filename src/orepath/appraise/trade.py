"""What a venture makes, sells and buys each year, and what contracts change of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.flow import total
from orepath.appraise.term import Input, Offtake, Product, Venture

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
    tonnes: dict[str, Floats] = field(default_factory=dict)

    def sell(self) -> None:
        """Add what is sold: revenue, contracts, charges, freight, royalty, duty."""
        made = self._made()
        for each in self.venture.product:
            self._sell(each, made)

    def buy(self) -> None:
        """Add what is bought and what running costs at any output."""
        made = self._made()
        for each in self.venture.input:
            cost = self._cost(each, made)
            self.lines[f"input.{each.name}"] = -cost
            duty = self.draws.of(each.duty)
            if each.origin != self.venture.place and duty.any():
                self.add("duty", -cost * duty)
        fixed = self.draws.of(self.venture.operation.fixed)
        self.lines["fixed"] = -fixed * self.level("fixed")

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

    def _made(self) -> Floats:
        """Return what the plant makes, t/a."""
        of, plant = self.draws.of, self.venture.operation
        return np.asarray(of(plant.capacity) * of(plant.use) * self.level())

    def _cost(self, each: Input, made: Floats) -> Floats:
        """Return what an input costs before duty."""
        per = self.draws.of(each.quantity) * self.price(each)
        return np.asarray(made * per)

    def price(self, each: Product | Input) -> Floats:
        """Return the market price of a product or an input, (T, D) or (1, D).

        Parameters
        ----------
        each : Product or Input
            Of the venture.
        """
        price = self.draws.of(each.price)[None, :]
        path = self.draws.path(each.follows)
        if path is not None:
            price = path * price
        given = self.venture.schedule.get(f"price.{each.name}")
        return price if given is None else price * np.array(given)[:, None]

    def _sell(self, each: Product, made: Floats) -> None:
        """Add the lines of one product."""
        of = self.draws.of
        tonnes = made * (of(each.quantity) * of(each.recovery))
        paid = of(each.content) * of(each.payable)
        price = self.price(each)
        value = tonnes * (paid * price)
        offtakes = [o for o in self.venture.offtake if o.product == each.name]
        for offtake in offtakes:
            self.taken[offtake.name] = of(offtake.share) * of(offtake.taken)
            line = contracted(offtake, self.draws, price, tonnes * paid)
            if line is not None:
                self.lines[f"offtake.{offtake.name}"] = line
        sold = 1.0 - sum(of(o.share) * (1.0 - of(o.taken)) for o in offtakes)
        self.value[each.name] = value
        self.tonnes[each.name] = tonnes * sold
        self.lines[f"revenue.{each.name}"] = value * sold
        charge = of(each.treatment) + of(each.refining) * paid
        if charge.any():
            self.lines[f"treatment.{each.name}"] = -tonnes * sold * charge
        freight = of(each.freight)
        if freight.any():
            gone = [self.taken[o.name] for o in offtakes if o.collects]
            self.lines[f"freight.{each.name}"] = -tonnes * (
                (sold - sum(gone)) * freight
            )
        self._dig(each)
        duty = of(each.duty)
        abroad = sum(part for place, part in self.parts(each) if self._foreign(place))
        if duty.any():
            self.add("duty", -value * (abroad * duty))

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

    def _foreign(self, place: str) -> bool:
        """Return whether a place is abroad."""
        return place != self.venture.place

    def _dig(self, each: Product) -> None:
        """Add what the state takes from a product that was dug."""
        if not each.mineral:
            return
        of, fiscal = self.draws.of, self.venture.fiscal
        base = self.lines[f"revenue.{each.name}"]
        premium = of(fiscal.premium)
        if premium.any():
            self.add("premium", -base * premium)
        if fiscal.terms.royalty_base == "netback":
            names = (f"{kind}.{each.name}" for kind in ("treatment", "freight"))
            costs = [self.lines[name] for name in names if name in self.lines]
            base = np.maximum(total((base, *costs)), 0.0)
        due = base * of(fiscal.terms.royalty[each.mineral])
        self.lines[f"royalty.{each.name}"] = -due
        levy = of(fiscal.terms.royalty_levy)
        if levy.any():
            self.add("levy", -due * levy)


def contracted(
    offtake: Offtake, draws: Draws, price: Floats, content: Floats
) -> Floats | None:
    """Return what a contract pays above the market, or below it; None if nothing.

    Parameters
    ----------
    offtake : Offtake
        Its share, price formula and duty to take or pay.
    draws : Draws
        What its figures turned out to be.
    price : ndarray (T, D) or (1, D)
        Market price of what is paid for, USD/t.
    content : ndarray (T, D) or (T, 1)
        Tonnes of what is paid for, of the whole product.

    Notes
    -----
    p = min(max(market·(1 − discount), floor), cap). Of the agreed tonnes a part k is
    taken and at least a part m is paid for: content·share·[k(p − market) +
    max(m − k, 0)·p]. What the buyer leaves finds no other buyer in that year.
    """
    of = draws.of
    left = np.maximum(of(offtake.pay) - of(offtake.taken), 0.0)
    floor = of(offtake.floor)
    plain = offtake.cap is None and not floor.any()
    agreed = price * (1.0 - of(offtake.discount))
    if plain and not left.any() and not of(offtake.discount).any():
        return None
    if floor.any():
        agreed = np.maximum(agreed, floor)
    if offtake.cap is not None:
        agreed = np.minimum(agreed, of(offtake.cap))
    unit = of(offtake.taken) * (agreed - price) + left * agreed
    return np.asarray(content * of(offtake.share) * unit)
