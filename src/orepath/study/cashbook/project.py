"""Rows of fees, capital, depreciation and tax, down to the project's cash."""

from collections.abc import Callable

from orepath.appraise.party import Partner
from orepath.report.livebook import Cell, LiveSheet, column_name
from orepath.study.cashbook.ledger import FIRST, Ledger, total
from orepath.study.cashbook.trade import line_row, lines_of

WRITTEN = "write-off"
"""The sheet of what part of spending is written off when."""
_INVESTED = ("capital", "sustaining", "working")


def project_rows(book: Ledger) -> None:
    """Add all from fees to the project's cash.

    Parameters
    ----------
    book : Ledger
        With what is sold and bought.
    """
    _fees(book)
    _capital(book)
    book.part("Income tax as if there were no debt")
    _profit(book)
    tax_rows(book, "plain", "profit")
    line_row(book, "tax", "Income tax", lambda t: f"-{book.at('plain.tax', t)}")
    book.part("The project")
    lines = [key for key in book.rows if key.startswith("line.")]
    book.row(
        "project",
        "The project's cash, before finance",
        lambda t: total([book.at(key, t) for key in lines]),
        values=book.flows.project[0],
        style="total",
    )


def tax_rows(book: Ledger, name: str, profit: str) -> None:
    """Add the rows of an income tax with losses set off, the oldest first.

    Parameters
    ----------
    book : Ledger
        Grows.
    name : str
        Of the tax: its rows begin with it.
    profit : str
        The row of taxable profit, constant money.
    """
    kept = book.venture.fiscal.terms.losses_kept
    rise = book.term("fiscal.terms.inflation")
    rate = book.term("fiscal.terms.income_tax")

    def row(part: str, label: str, formula: Callable[[int], str]) -> None:
        book.row(f"{name}.{part}", label, formula)

    row("nominal", "Profit in the state's money",
        lambda t: f"{book.at(profit, t)}*(1+{rise})^{t}")  # fmt: skip
    row("lost", "Losses of all years before", lambda t: (
        "0" if t == 0 else
        f"{book.at(f'{name}.lost', t - 1)}+MAX(-{book.at(f'{name}.nominal', t - 1)},0)"
    ))  # fmt: skip
    # What is used up stands below its mark, which itself stands in a later row: rows
    # are made with their places known.
    at = book.next
    places = {part: at + i for i, part in enumerate(("mark", "used"))}
    book.rows |= {f"{name}.{part}": place for part, place in places.items()}

    def mark(t: int) -> str:
        before = "0" if t == 0 else (
            f"{book.at(f'{name}.mark', t - 1)}+{book.at(f'{name}.used', t - 1)}"
        )  # fmt: skip
        if kept is None or t <= kept:
            return before
        return f"MAX({before},{book.at(f'{name}.lost', t - kept)})"

    row("mark", "Of them set off or lapsed before", mark)
    row("used", "Set off now", lambda t: (
        f"MIN({book.at(f'{name}.lost', t)}-{book.at(f'{name}.mark', t)},"
        f"MAX({book.at(f'{name}.nominal', t)},0))"
    ))  # fmt: skip
    row("tax", "Tax, constant money", lambda t: (
        f"(MAX({book.at(f'{name}.nominal', t)},0)-{book.at(f'{name}.used', t)})"
        f"*{rate}/(1+{rise})^{t}"
    ))  # fmt: skip


def written_sheet(book: Ledger) -> LiveSheet:
    """Return the sheet of what part of a year's spending is written off when.

    Parameters
    ----------
    book : Ledger
        For its terms and years.
    """
    terms, count = book.venture.fiscal.terms, book.count
    opens = book.venture.building
    rise = book.term("fiscal.terms.inflation")
    straight = terms.depreciation == "straight"
    unit = book.term(f"fiscal.terms.depreciated_{'in' if straight else 'by'}")
    cells = {
        (0, 0): Cell("Part of what is spent in the column's year that is written off "
                     "in the row's, constant money", "title"),
    }  # fmt: skip
    for t, year in enumerate(book.flows.years):
        cells[1, FIRST + t] = Cell(float(year), "year")
        cells[2 + t, 0] = Cell(float(year), "year")
        for s in range(count):
            since, run = t - max(s, opens), count - 1 - max(s, opens)
            if t == count - 1:
                gone = (
                    f"MIN({run},{unit})/{unit}" if straight else f"1-(1-{unit})^{run}"
                )
                part = f"1-({gone})" if run > 0 else "1"
            elif since < 0:
                part = "0"
            elif straight:
                part = f"IF({since}<{unit},1/{unit},0)"
            else:
                part = f"{unit}*(1-{unit})^{since}"
            age = max(t - s, 0)
            cells[2 + t, FIRST + s] = Cell(f"=({part})/(1+{rise})^{age}", "", "0.0000")
    return LiveSheet(WRITTEN, cells, (8, 2, 2, 2), (2, FIRST))


def _fees(book: Ledger) -> None:
    """Add the sum of sales, technology fees and working capital."""
    book.part("Fees and stock")
    sold = lines_of(book, "revenue", "offtake")
    book.row("sales", "All sales", lambda t: total([book.at(key, t) for key in sold]))
    for each in book.venture.partner:
        _fee(book, each)
    days = book.term("capital.working")

    def tied(t: int) -> str:
        now = "0" if t == book.count - 1 else book.at("sales", t)
        before = "0" if t == 0 else book.at("sales", t - 1)
        return f"({before}-{now})*{days}/365"

    line_row(book, "working", "Working capital", tied)


def _fee(book: Ledger, each: Partner) -> None:
    """Add the technology fee to a partner."""
    first = book.venture.product[0].name
    part = book.term(f"partner.{each.name}.fee")
    tonne = book.term(f"partner.{each.name}.fee_tonne")
    line_row(
        book,
        f"fee.{each.name}",
        f"Technology fee to {each.name}",
        lambda t: (
            f"-{book.at('sales', t)}*{part}-{book.at(f'tonnes.{first}', t)}*{tonne}"
        ),
    )


def _capital(book: Ledger) -> None:
    """Add what is spent to build, to keep up and to close."""
    book.part("Capital")
    spent = book.term("capital.total")
    last = book.count - 1
    line_row(book, "capital", "Capital",
             lambda t: f"-{book.at('profile', t)}*{spent}")  # fmt: skip
    upkeep = book.term("capital.sustaining")
    line_row(
        book,
        "sustaining",
        "Sustaining capital",
        lambda t: f"-{book.at('level.sustaining', t)}*{spent}*{upkeep}",
    )
    imported = f"{book.term('capital.abroad')}*{book.term('capital.duty')}"
    line_row(book, "duty.equipment", "Duty on equipment",
             lambda t: f"-{book.at('profile', t)}*{spent}*{imported}")  # fmt: skip
    closure, salvage = book.term("capital.closure"), book.term("capital.salvage")
    line_row(book, "closure", "Closing cost",
             lambda t: f"-{closure}" if t == last else "0")  # fmt: skip
    line_row(book, "salvage", "Salvage",
             lambda t: f"{salvage}*{spent}" if t == last else "0")  # fmt: skip


def _profit(book: Ledger) -> None:
    """Add depreciation and profit before tax."""
    book.row(
        "spending",
        "Written off over years",
        lambda t: f"-{book.at('line.capital', t)}-{book.at('line.sustaining', t)}",
    )
    ends = column_name(FIRST), column_name(FIRST + book.count - 1)
    book.row(
        "worn",
        "Depreciation",
        lambda t: (
            f"SUMPRODUCT('{WRITTEN}'!${ends[0]}${t + 3}:${ends[1]}${t + 3},"
            f"{book.span('spending')})"
        ),
    )
    lines = [
        key
        for key in book.rows
        if key.startswith("line.") and key.split(".")[1] not in _INVESTED
    ]
    book.row(
        "earned",
        "Income less costs of the year",
        lambda t: total([book.at(key, t) for key in lines]),
    )
    book.row(
        "profit",
        "Profit before tax",
        lambda t: f"{book.at('earned', t)}-{book.at('worn', t)}",
    )
