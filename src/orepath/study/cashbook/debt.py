"""Rows of each loan, of the tax it saves, and of what is left for the owners."""

from orepath.appraise.party import Loan
from orepath.study.cashbook.ledger import Ledger, total
from orepath.study.cashbook.project import tax_rows


def debt_rows(book: Ledger) -> None:
    """Add loans, the tax they save, and the owners' cash.

    Parameters
    ----------
    book : Ledger
        With the project's cash.
    """
    loans = book.venture.loan
    book.row("years", "Years from the first", str, form="0")
    for each in loans:
        _loan(book, each)
    book.part("Tax saved by debt")
    costs = [f"cost.{each.name}" for each in loans]
    book.row(
        "profit.after",
        "Profit after interest and fees",
        lambda t: "-".join([book.at("profit", t), *(book.at(x, t) for x in costs)]),
    )
    tax_rows(book, "debt", "profit.after")
    book.row(
        "shield",
        "Tax saved by debt",
        lambda t: f"{book.at('plain.tax', t)}-{book.at('debt.tax', t)}",
    )
    book.part("The owners together")
    book.row(
        "equity",
        "The owners' cash, after debt and tax",
        lambda t: "-".join(
            [
                f"{book.at('project', t)}+{book.at('shield', t)}",
                *(book.at(f"lender.{each.name}", t) for each in loans),
            ]
        ),
        values=book.flows.books.equity[:, 0],
        style="total",
    )


def _loan(book: Ledger, each: Loan) -> None:
    """Add the rows of one loan."""
    name, key = each.name, f"loan.{each.name}"
    term = book.term
    book.part(f"Lent: {each.lender}")
    amount = f"{term(f'{key}.share')}*{term('capital.total')}+{term(f'{key}.amount')}"
    book.scalar(f"lent.{name}", "Lent in all, USD", amount)
    rate, tenor, grace = (term(f"{key}.{x}") for x in ("rate", "tenor", "grace"))
    count = f"({tenor}-{grace})"
    book.scalar(
        f"annuity.{name}",
        "Level payment on one unit",
        f"IF({rate}>0,{rate}/(1-(1+{rate})^(-{count})),1/{count})"
        if each.repayment == "level"
        else f"1/{count}",
    )
    rise = book.address.get(f"rates.{each.currency}.inflation", "0")
    owed, base = f"owed.{name}", f"base.{name}"
    book.row(
        f"drawn.{name}",
        "Drawn",
        lambda t: f"{book.one(f'lent.{name}')}*{book.at('profile', t)}",
        values=book.flows.debt[name].drawn[0],
    )
    # The rows speak of each other's last year: their places are laid down first.
    places = ("due", owed, base)
    book.rows |= {
        (f"due.{name}" if part == "due" else part): book.next + i
        for i, part in enumerate(places)
    }

    def before(row: str, t: int) -> str:
        return "0" if t == 0 else book.at(row, t - 1)

    def left(t: int) -> str:
        old, due = before(owed, t), book.at(f"due.{name}", t)
        more = f"{book.at(f'drawn.{name}', t)}*(1+{rise})^{t}"
        grown = f"{old}+{more}" + (f"+{due}" if each.interest == "capitalised" else "")
        part = f"{before(base, t)}*{book.one(f'annuity.{name}')}"
        paid = f"{part}-{due}" if each.repayment == "level" else part
        return (
            f"IF({book.at('years', t)}<={grace},{grown},"
            f"IF({book.at('years', t)}<={tenor},{old}-({paid}),0))"
        )

    book.row(f"due.{name}", f"Interest due, in {each.currency} terms",
             lambda t: f"{rate}*{before(owed, t)}")  # fmt: skip
    book.row(owed, "Owed at the end of the year, the same", left)
    book.row(
        base,
        "Owed when repayment begins",
        lambda t: (
            f"IF({book.at('years', t)}<={grace},{book.at(owed, t)},{before(base, t)})"
        ),
    )
    _paid(book, each, rise)


def _paid(book: Ledger, each: Loan, rise: str) -> None:
    """Add what is paid on a loan, in constant money."""
    name, key = each.name, f"loan.{each.name}"
    grace, tenor = book.term(f"{key}.grace"), book.term(f"{key}.tenor")
    year = book.at
    debt = book.flows.debt[name]

    def interest(t: int) -> str:
        due = f"{year(f'due.{name}', t)}/(1+{rise})^{t}"
        if each.interest == "paid":
            return f"IF({year('years', t)}<={tenor},{due},0)"
        return (
            f"IF(AND({year('years', t)}>{grace},{year('years', t)}<={tenor}),{due},0)"
        )

    def principal(t: int) -> str:
        if t == 0:
            return "0"
        gone = f"{year(f'owed.{name}', t - 1)}-{year(f'owed.{name}', t)}"
        return (
            f"IF(AND({year('years', t)}>{grace},{year('years', t)}<={tenor}),"
            f"({gone})/(1+{rise})^{t},0)"
        )

    book.row(f"interest.{name}", "Interest paid", interest, values=debt.interest[0])
    book.row(f"principal.{name}", "Paid back", principal, values=debt.principal[0])
    fee, hold = book.term(f"{key}.fee"), book.term(f"{key}.commitment")

    def fees(t: int) -> str:
        drawn = f"SUM({book.span('profile').split(':')[0]}:{year('profile', t)})"
        cost = f"{hold}*MAX(1-{drawn},0)"
        return f"{book.one(f'lent.{name}')}*({cost}{f'+{fee}' if t == 0 else ''})"

    book.row(f"fees.{name}", "Fees", fees, values=debt.fees[0])
    book.row(f"cost.{name}", "Interest and fees", lambda t: (
        f"{year(f'interest.{name}', t)}+{year(f'fees.{name}', t)}"))  # fmt: skip
    parts = (f"cost.{name}", f"principal.{name}")
    book.row(
        f"lender.{name}",
        f"Cash of {each.lender}",
        lambda t: f"{total([year(x, t) for x in parts])}-{year(f'drawn.{name}', t)}",
        values=debt.lender[0],
        style="total",
    )
