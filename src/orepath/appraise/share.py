"""Who owns a venture shares its cash: dividends, calls, carry, fees, cheap tonnes."""

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.drawn import Draws
from orepath.appraise.flow import Books, Part
from orepath.appraise.party import Partner
from orepath.appraise.term import Venture

Floats = NDArray[np.float64]
Stakes = dict[str, list[Part]]
"""Parts of each partner's cash."""


def shared(venture: Venture, draws: Draws, books: Books) -> Stakes:
    """Return the parts of each partner's cash.

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
    dict of str to list of Part
        By partner: ``equity`` and, where there is any, ``carry``, ``fee``,
        ``offtake`` and ``withheld`` (below 0).
    """
    held = holdings(venture, draws)
    found: Stakes = {
        name: [Part("equity", books.equity, weight)] for name, weight in held.items()
    }
    for each in venture.partner:
        _carry(each, venture, draws, books, found)
        fee = books.lines.get(f"fee.{each.name}")
        if fee is not None:
            found[each.name].append(Part("fee", fee, np.array([-1.0])))
    _withhold(venture, draws, books, found)
    for offtake in venture.offtake:
        line = books.lines.get(f"offtake.{offtake.name}")
        if offtake.buyer in found and line is not None:
            found[offtake.buyer].append(Part("offtake", line, np.array([-1.0])))
    return found


def holdings(venture: Venture, draws: Draws) -> dict[str, Floats]:
    """Return each partner's part of the equity; they add up to 1 in every draw.

    Parameters
    ----------
    venture : Venture
        Its partners.
    draws : Draws
        Where some shares are drawn, the others make room in proportion; where all
        are, all do.

    Returns
    -------
    dict of str to ndarray (D,) or (1,)
        By partner.
    """
    shares = {each.name: draws.of(each.share) for each in venture.partner}
    moved = {e.name for e in venture.partner if e.share.name in draws.figures}
    still = sum(share for name, share in shares.items() if name not in moved)
    taken = sum(shares[name] for name in moved)
    if not np.any(still):
        # Where all come out nil, nobody knows who owns it: as the file has it.
        middle = {each.name: each.share.value for each in venture.partner}
        some = np.where(taken > 0.0, taken, 1.0)
        return {
            name: np.where(taken > 0.0, share / some, middle[name])
            for name, share in shares.items()
        }
    room = np.maximum(1.0 - taken, 0.0) / still
    over = np.maximum(taken, 1.0)
    return {
        name: share / over if name in moved else share * room
        for name, share in shares.items()
    }


def withheld(found: Stakes) -> list[Part]:
    """Return what the state withholds from partners, 0 or more.

    Parameters
    ----------
    found : dict of str to list of Part
        Of :func:`shared`.
    """
    return [
        part.less()
        for parts in found.values()
        for part in parts
        if part.name == "withheld"
    ]


def _withhold(venture: Venture, draws: Draws, books: Books, found: Stakes) -> None:
    """Take the state's part of what goes abroad: dividends of running years, fees."""
    terms = venture.fiscal.terms
    dividend, fee = draws.of(terms.dividend_tax), draws.of(terms.fee_tax)
    abroad = [each for each in venture.partner if each.place != venture.place]
    if abroad and dividend.any():
        paid = np.maximum(books.equity, 0.0)
        paid[: venture.building] = 0.0
        for each in abroad:
            weight = -dividend * found[each.name][0].weight
            found[each.name].append(Part("withheld", paid, weight))
    for each in abroad:
        line = books.lines.get(f"fee.{each.name}")
        if line is not None and fee.any():
            found[each.name].append(Part("withheld", line, fee))


def _carry(
    partner: Partner, venture: Venture, draws: Draws, books: Books, found: Stakes
) -> None:
    """Let another pay a partner's calls while the plant is built, and be paid back."""
    part = draws.of(partner.carried)
    if not partner.carried_by or not part.any():
        return
    share = found[partner.name][0].weight
    calls = np.maximum(-books.equity[: venture.building], 0.0)
    paid = Part("carry", calls, share * part)
    if partner.repaid:
        dividends = np.maximum(books.equity, 0.0) * share
        growth = 1.0 + draws.of(partner.carry_rate)
        paid = Part("carry", _paid_back(calls * paid.weight, dividends, growth))
    found[partner.name].append(paid)
    found[partner.carried_by].append(paid.less())


def _paid_back(paid: Floats, dividends: Floats, growth: Floats) -> Floats:
    """Return what is paid for a carried partner less what it pays back, years first.

    It pays back out of its dividends, all of them until nothing is owed.
    """
    width = max(paid.shape[1], dividends.shape[1], len(growth))
    net = np.zeros((len(dividends), width))
    net[: len(paid)] = paid
    owed = np.zeros(width)
    for t, dividend in enumerate(dividends):
        owed = owed * growth
        back = np.minimum(owed, dividend)
        owed = owed - back + net[t]
        net[t] -= back
    return net
