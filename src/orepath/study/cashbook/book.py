"""The workbook of a venture: results with Orepath's own beside them, terms, cash."""

from pathlib import Path

from orepath.appraise.cash import EQUITY, HOST, PROJECT, STATE, Flows, cash
from orepath.appraise.figure import Figure
from orepath.appraise.term import Venture
from orepath.appraise.worth import actors, worth
from orepath.report.livebook import Cell, LiveSheet, write_livebook
from orepath.report.markup import sources_in
from orepath.study.cashbook.debt import debt_rows
from orepath.study.cashbook.ledger import SHEET, Ledger
from orepath.study.cashbook.project import project_rows, written_sheet
from orepath.study.cashbook.share import share_rows
from orepath.study.cashbook.term import Term, addresses, terms_of, terms_sheet
from orepath.study.cashbook.trade import trade_rows
from orepath.study.citing import cited
from orepath.study.target import book_target

RESULT = "result"
_MONEY = "#,##0;[Red]-#,##0"
_NEAR = 1e-6


def write_cashbook(venture: Venture, target: Path) -> None:
    """Write a venture as a workbook that reckons for itself.

    Parameters
    ----------
    venture : Venture
        Its terms.
    target : pathlib.Path
        An .xlsx file.

    Raises
    ------
    InputError
        As :func:`book_target`.
    """
    sheets = cashbook(venture)
    write_livebook(book_target(target), sheets, venture.title)


def cashbook(venture: Venture) -> list[LiveSheet]:
    """Return the sheets of a venture's workbook.

    Parameters
    ----------
    venture : Venture
        Its terms.

    Returns
    -------
    list of LiveSheet
        ``result``, ``terms`` (of which a venture can be read again), ``cash flow``,
        ``write-off``, ``schedule`` where the venture has one, and ``sources``.
    """
    flows, terms = cash(venture), terms_of(venture)
    book = Ledger(flows, addresses(terms))
    trade_rows(book)
    project_rows(book)
    debt_rows(book)
    share_rows(book)
    sheets = [
        _result(book, terms),
        terms_sheet(terms),
        book.sheet(),
        written_sheet(book),
    ]
    if venture.schedule:
        sheets.append(_schedule(flows))
    return [*sheets, _sources(terms)]


def _result(book: Ledger, terms: list[Term]) -> LiveSheet:
    """Return the sheet of results: each one's worth and rate, Orepath's own beside."""
    venture, flows = book.venture, book.flows
    cells = {
        (0, 0): Cell(venture.title, "title"),
        (1, 0): Cell(
            f"Constant USD of {venture.price_year}. Change a blue cell of the sheet "
            f"'terms' or of '{SHEET}', and all here follows. The last columns hold "
            "what Orepath found for the terms as written: they stay as they are. "
            "Words (places, repayment, regime) and the years of building and running "
            "do not reckon: change them, save, and read the workbook with orepath.",
            "note",
        ),
    }
    heads = ("Who", "Discount", "Net present value", "Rate of return",
             "Orepath's own", "Difference", "The same?")  # fmt: skip
    cells |= {(3, at): Cell(word, "head") for at, word in enumerate(heads)}
    rates = {EQUITY: PROJECT, STATE: HOST}
    rows = {PROJECT: "project", EQUITY: "equity"}
    for row, actor in enumerate(actors(flows), 4):
        key = rows.get(actor, f"actor.{actor}")
        rate = book.term(f"discount.{rates.get(actor, actor)}")
        own = worth(flows, actor)
        found = float(own.npv[0])
        one = own.irr.count[0] == 1
        here = row + 1
        same = f'=IF(ABS(F{here})<={_NEAR}*MAX(1,ABS(E{here})),"yes","terms changed")'
        line = f"IRR('{SHEET}'!{book.span(key)})"
        cells |= {
            (row, 0): Cell(actor),
            (row, 1): Cell(f"={rate}", "", "0.0%", float(own.discount[0])),
            (row, 2): Cell(f"={book.worth(key, rate)}", "total", _MONEY, found),
            (row, 3): Cell(
                f'=IFERROR({line},"none")',
                "",
                "0.0%",
                float(own.irr.rate[0]) if one else None,
            ),
            (row, 4): Cell(found, "note", _MONEY),
            (row, 5): Cell(f"=C{here}-E{here}", "", "0.00", 0.0),
            (row, 6): Cell(same),
        }
    at = 5 + len(actors(flows))
    shares = [book.term(f"partner.{each.name}.share") for each in venture.partner]
    cells[at, 0] = Cell("Partners' shares add up to")
    cells[at, 2] = Cell(f"={'+'.join(shares)}", "", "0.0%", 1.0)
    cells[at + 1, 0] = Cell("Capital spent adds up to")
    profile = f"SUM('{SHEET}'!{book.span('profile')})"
    cells[at + 1, 2] = Cell(f"={profile}", "", "0.0%", 1.0)
    guessed = sum(getattr(each.content, "grade", "") == "C" for each in terms)
    cells[at + 3, 0] = Cell(
        f"{guessed} terms are estimates (grade C): see the sheet of terms.", "note"
    )
    return LiveSheet(RESULT, cells, (26, 10, 20, 14, 20, 14, 16), (4, 1))


def _sources(terms: list[Term]) -> LiveSheet:
    """Return the sources that the terms cite."""
    best: dict[str, str] = {}
    for each in terms:
        if isinstance(each.content, Figure):
            for name in sources_in(each.content.source):
                best[name] = min(best.get(name, "C"), each.content.grade)
    frame = cited(sorted(best), best).select(
        "id", "grade", "citation", "licence", "url"
    )
    cells = {(0, at): Cell(name, "head") for at, name in enumerate(frame.columns)}
    cells |= {
        (row, at): Cell(word)
        for row, told in enumerate(frame.iter_rows(), 1)
        for at, word in enumerate(told)
        if word
    }
    return LiveSheet("sources", cells, (38, 7, 90, 24, 60), (1, 1))


def _schedule(flows: Flows) -> LiveSheet:
    """Return the schedule, as a venture is read from it."""
    venture = flows.venture
    plant, capital = venture.operation, venture.capital
    middles = {
        "output": plant.capacity.value * plant.use.value,
        "fixed": plant.fixed.value,
        "sustaining": capital.sustaining.value * capital.total.value,
    }
    middles |= {f"price.{x.name}": x.price.value for x in venture.product}
    middles |= {f"price.{x.name}": x.price.value for x in venture.input}
    cells = {(0, 0): Cell("year", "head")}
    for t, year in enumerate(flows.years, 1):
        cells[t, 0] = Cell(float(year), "year")
    for at, (name, parts) in enumerate(venture.schedule.items(), 1):
        cells[0, at] = Cell(name, "head")
        for t, part in enumerate(parts, 1):
            cells[t, at] = Cell(part * middles[name])
    return LiveSheet("schedule", cells, (8,), (1, 1))
