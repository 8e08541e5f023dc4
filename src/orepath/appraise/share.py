"""Who owns a venture shares its cash: dividends, calls, carry, fees, cheap tonnes."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.flow import Books
from orepath.appraise.term import Partner, Venture

Floats = NDArray[np.float64]
Parts = dict[str, Floats]


def shared(venture: Venture, draws: Draws, books: Books) -> dict[str, Parts]:
    """Return each partner's cash by part, years first.

    Parameters
    ----------
    venture : Venture
        Its partners.
    draws : Draws
        What its figures turned out to be.
    books : Books
        Its accounts.

    Returns
    -------
    dict of str to dict of str to ndarray (T, D) or (T, 1)
        By partner: ``equity`` and, where there is any, ``carry``, ``fee``,
        ``offtake`` and ``withheld`` (below 0).
    """
    equity = books.equity
    found: dict[str, Parts] = {
        each.name: {"equity": equity * each.share.value} for each in venture.partner
    }
    _carry(venture, draws, equity, found)
    for each in venture.partner:
        parts = found[each.name]
        if f"fee.{each.name}" in books.lines:
            parts["fee"] = -books.lines[f"fee.{each.name}"]
        if each.place != venture.place:
            _withhold(venture, draws, equity * each.share.value, parts)
    for offtake in venture.offtake:
        line = books.lines.get(f"offtake.{offtake.name}")
        if offtake.buyer in found and line is not None:
            parts = found[offtake.buyer]
            parts["offtake"] = parts.get("offtake", 0.0) - line
    return found


def withheld(found: Mapping[str, Mapping[str, Floats]]) -> Iterator[Floats]:
    """Yield what the state withholds from each partner, 0 or more.

    Parameters
    ----------
    found : mapping
        Of :func:`shared`.
    """
    for parts in found.values():
        if "withheld" in parts:
            yield -parts["withheld"]


def _withhold(venture: Venture, draws: Draws, equity: Floats, parts: Parts) -> None:
    """Take the state's part of what goes abroad: dividends of running years, fees."""
    terms = venture.fiscal.terms
    rate = draws.of(terms.dividend_tax)
    if rate.any():
        dividends = np.maximum(equity, 0.0)
        dividends[: venture.building] = 0.0
        parts["withheld"] = -dividends * rate
    rate = draws.of(terms.fee_tax)
    if "fee" in parts and rate.any():
        parts["withheld"] = parts.get("withheld", 0.0) - parts["fee"] * rate


def _carry(
    venture: Venture, draws: Draws, equity: Floats, found: dict[str, Parts]
) -> None:
    """Let partners pay for others while the plant is built, and be paid back."""
    for each in venture.partner:
        part = draws.of(each.carried)
        if not each.carried_by or not part.any():
            continue
        calls = np.maximum(-equity * each.share.value, 0.0)
        calls[venture.building :] = 0.0
        moved = calls * part
        if each.repaid:
            moved = moved - _paid_back(each, draws, moved, equity)
        found[each.name]["carry"] = moved
        carrier = found[each.carried_by]
        carrier["carry"] = carrier.get("carry", 0.0) - moved


def _paid_back(partner: Partner, drawn: Draws, paid: Floats, equity: Floats) -> Floats:
    """Return what a carried partner pays back out of its dividends, years first."""
    growth = 1.0 + drawn.of(partner.carry_rate)
    draws = max(paid.shape[1], len(growth))
    back = np.zeros((len(paid), draws))
    owed = np.zeros(draws)
    for t in range(len(back)):
        owed = owed * growth
        dividend = np.maximum(equity[t] * partner.share.value, 0.0)
        back[t] = np.minimum(owed, dividend)
        owed = owed - back[t] + paid[t]
    return back
