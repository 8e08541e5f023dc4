"""Rows of who gets what: each partner, the state, and the state with its companies."""

from orepath.appraise.cash import HOST, STATE
from orepath.appraise.flow import LINES
from orepath.appraise.party import Partner
from orepath.appraise.worth import worth
from orepath.study.cashbook.ledger import Ledger, total
from orepath.study.cashbook.trade import lines_of


def share_rows(book: Ledger) -> None:
    """Add the cash of each partner and of the state.

    Parameters
    ----------
    book : Ledger
        With the owners' cash.
    """
    for each in book.venture.partner:
        _carried(book, each)
    for each in book.venture.partner:
        _partner(book, each)
    _state(book)


def _carried(book: Ledger, each: Partner) -> None:
    """Add what another pays for a partner, and what it pays back."""
    if not each.carried_by:
        return
    name, key = each.name, f"partner.{each.name}"
    share = book.term(f"{key}.share")
    opens = book.venture.building
    book.part(f"Carried: {name}, by {each.carried_by}")
    book.row(
        f"called.{name}",
        f"Paid by {each.carried_by}",
        lambda t: (
            f"MAX(-{book.at('equity', t)},0)*{share}*{book.term(f'{key}.carried')}"
            if t < opens
            else "0"
        ),
    )
    if not each.repaid:
        book.row(f"carry.{name}", "Carry", lambda t: book.at(f"called.{name}", t))
        return
    book.rows |= {f"grown.{name}": book.next, f"back.{name}": book.next + 1,
                  f"left.{name}": book.next + 2}  # fmt: skip
    growth = f"(1+{book.term(f'{key}.carry_rate')})"
    book.row(
        f"grown.{name}",
        "Owed with interest",
        lambda t: "0" if t == 0 else f"{book.at(f'left.{name}', t - 1)}*{growth}",
    )
    book.row(
        f"back.{name}",
        "Paid back out of dividends",
        lambda t: (
            f"MIN({book.at(f'grown.{name}', t)},MAX({book.at('equity', t)}*{share},0))"
        ),
    )
    book.row(
        f"left.{name}",
        "Owed at the end of the year",
        lambda t: (
            f"{book.at(f'grown.{name}', t)}-{book.at(f'back.{name}', t)}"
            f"+{book.at(f'called.{name}', t)}"
        ),
    )
    book.row(
        f"carry.{name}",
        "Carry less what is paid back",
        lambda t: f"{book.at(f'called.{name}', t)}-{book.at(f'back.{name}', t)}",
    )


def _partner(book: Ledger, each: Partner) -> None:
    """Add the cash of one partner."""
    name, venture = each.name, book.venture
    abroad = each.place != venture.place
    book.part(each.title)
    share = book.term(f"partner.{name}.share")
    book.row(f"dividend.{name}", "Its part of the owners' cash",
             lambda t: f"{book.at('equity', t)}*{share}")  # fmt: skip
    parts = {f"dividend.{name}": ""}
    for other in venture.partner:
        if other.carried_by and name in {other.name, other.carried_by}:
            parts[f"carry.{other.name}"] = "" if other.name == name else "-"
    parts[f"line.fee.{name}"] = "-"
    parts |= {f"line.offtake.{x.name}": "-" for x in venture.offtake if x.buyer == name}
    if abroad:
        dividend, fee = (
            book.term(f"fiscal.terms.{x}_tax") for x in ("dividend", "fee")
        )
        book.row(
            f"withheld.{name}",
            "Withheld by the state",
            lambda t: (
                (
                    f"-MAX({book.at(f'dividend.{name}', t)},0)*{dividend}"
                    if t >= venture.building
                    else "0"
                )
                + f"+{book.at(f'line.fee.{name}', t)}*{fee}"
            ),
        )
        parts[f"withheld.{name}"] = ""
    book.row(
        f"actor.{name}",
        f"Cash of {name}",
        lambda t: total([f"{sign}{book.at(key, t)}" for key, sign in parts.items()]),
        values=worth(book.flows, name).cash[0],
        style="total",
    )


def _state(book: Ledger) -> None:
    """Add what the state takes, and the same with what its companies earn."""
    venture = book.venture
    kinds = [kind.name for kind in LINES if kind.to == "host"]
    taken = [*lines_of(book, *kinds), "shield"]
    taken += [f"withheld.{x.name}" for x in venture.partner
              if x.place != venture.place]  # fmt: skip
    book.part("The state")
    book.row(
        f"actor.{HOST}",
        "What the state takes",
        lambda t: total([f"-{book.at(key, t)}" for key in taken]),
        values=book.flows.host[0],
        style="total",
    )
    owned = [
        f"actor.{x.name}" for x in venture.partner
        if x.state and x.place == venture.place
    ]  # fmt: skip
    book.row(
        f"actor.{STATE}",
        "The same with what its companies earn",
        lambda t: total([book.at(key, t) for key in (f"actor.{HOST}", *owned)]),
        values=book.flows.state[0],
        style="total",
    )
