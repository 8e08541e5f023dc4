"""Foreign exchange is what crosses a border: what one country gains another pays."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.flow import Books, added
from orepath.appraise.party import ANYWHERE
from orepath.appraise.share import Stakes
from orepath.appraise.term import Product, Venture

Floats = NDArray[np.float64]

Transfer = tuple[str, Floats]
"""A place abroad, and what it pays the host's country (below 0: is paid)."""


def exchanged(
    venture: Venture,
    draws: Draws,
    books: Books,
    shared: Stakes,
) -> dict[str, Floats]:
    """Return the net foreign exchange of each country, years first.

    Parameters
    ----------
    venture : Venture
        Where goods, capital and loans come from, and where they go.
    draws : Draws
        What its figures turned out to be.
    books : Books
        Its accounts.
    shared : dict of str to list of Part
        Partners' cash.

    Returns
    -------
    dict of str to ndarray (T, D) or (T, 1)
        The host's country first; they sum to nil. What is sold at home instead of
        being imported saves foreign exchange that is not counted here.
    """
    net: dict[str, Floats] = {venture.place: np.zeros((len(venture.years), 1))}
    for place, paid in _transfers(venture, draws, books, shared):
        if place != venture.place:
            net[venture.place] = net[venture.place] + paid
            net[place] = net.get(place, 0.0) - paid
    return net


def _transfers(
    venture: Venture,
    draws: Draws,
    books: Books,
    shared: Stakes,
) -> Iterator[Transfer]:
    """Yield all that is paid between the venture and places, home ones included."""
    for product in venture.product:
        yield from _sold(product, venture, draws, books)
    for each in venture.input:
        yield each.origin, books.lines[f"input.{each.name}"]
    capital = venture.capital
    spent = books.of("capital", "sustaining")
    yield capital.origin, spent * draws.of(capital.abroad)
    for loan in venture.loan:
        yield loan.place, -books.debt[loan.name].lender
    for partner in venture.partner:
        # Its gain on cheap tonnes stands already in what the buyer pays for them.
        parts = [x for x in shared[partner.name] if x.name != "offtake"]
        yield partner.place, -added(parts, len(venture.years))


def _sold(
    product: Product, venture: Venture, draws: Draws, books: Books
) -> Iterator[Transfer]:
    """Yield what the buyers of a product pay, net of smelters' charges, and freight."""
    name = product.name
    charge = books.lines.get(f"treatment.{name}")
    revenue = books.lines[f"revenue.{name}"]
    bought = revenue if charge is None else revenue + charge
    free = np.ones(1)
    given = np.zeros(1)
    for offtake in venture.offtake:
        if offtake.product != name:
            continue
        free = free - draws.of(offtake.share)
        given = given + books.taken[offtake.name]
    sold = np.where(free + given > 0, free + given, 1.0)
    for offtake in venture.offtake:
        if offtake.product == name:
            paid = bought * (books.taken[offtake.name] / sold)
            line = books.lines.get(f"offtake.{offtake.name}")
            yield offtake.place, paid if line is None else paid + line
    yield product.destination, bought * (free / sold)
    freight = books.lines.get(f"freight.{name}")
    if freight is not None and product.destination != venture.place:
        yield ANYWHERE, freight
