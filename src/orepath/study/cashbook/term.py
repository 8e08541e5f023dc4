"""Every term of a venture in a cell of its own, in rows that a venture is read from."""

from collections.abc import Iterator
from dataclasses import dataclass

from orepath.appraise.book import COLUMNS, TERMS
from orepath.appraise.figure import Figure, In, Section, Told
from orepath.appraise.term import Venture
from orepath.report.livebook import Cell, LiveSheet

_VALUE = COLUMNS.index("value")
_SEVERAL = ("product", "input", "loan", "partner", "offtake")
_HEAD = ("name", "title", "place", "price_year", "first_year", "note")
_WIDTHS = (11, 16, 14, 16, 13, 13, 12, 7, 34, 60)

Content = Figure | str | int | bool | tuple[float, ...]


@dataclass(frozen=True)
class Term:
    """Hold one row of the sheet of terms.

    Parameters
    ----------
    section, name, field : str
        Where it belongs, as :mod:`orepath.appraise.book` reads it.
    content : Figure, str, int, bool or tuple of float
        What it is.
    """

    section: str
    name: str
    field: str
    content: Content

    @property
    def key(self) -> str:
        """Return its dotted name."""
        return ".".join(part for part in (self.section, self.name, self.field) if part)


def terms_of(venture: Venture) -> list[Term]:
    """Return the terms of a venture, a row each.

    Parameters
    ----------
    venture : Venture
        As read. Rates of royalty by mineral have no row: they are the regime's.

    Returns
    -------
    list of Term
        In the order of the file's sections.
    """
    rows = [Term("venture", "", name, getattr(venture, name)) for name in _HEAD]
    rows += [Term("discount", "", key, each) for key, each in venture.discount.items()]
    rows += _section(venture.capital, "capital")
    rows += _section(venture.operation, "operation")
    for kind in _SEVERAL:
        for part in getattr(venture, kind):
            rows += _section(part, kind, part.name)
    rows += [
        Term("fiscal", "", "regime", venture.fiscal.regime),
        Term("fiscal", "", "premium", venture.fiscal.premium),
        *_section(venture.fiscal.terms, "fiscal", "terms"),
    ]
    for code, each in venture.rates.items():
        # The dollar, of which the file says nothing, has no name to call it by.
        if each.inflation.name:
            rows += _section(each, "rates", code)
    return [row for row in rows if row.content not in ("", ())]


def _section(part: Section, section: str, name: str = "") -> Iterator[Term]:
    """Yield the rows of a section; what is absent or said by its name has none."""
    for field, spec in type(part).model_fields.items():
        held = getattr(part, field)
        told = any(isinstance(mark, In | Told) for mark in spec.metadata)
        if not told or held is None or isinstance(held, dict):
            continue
        if field == "name" and section in _SEVERAL:
            continue
        yield Term(section, name, field, held)


def addresses(terms: list[Term]) -> dict[str, str]:
    """Return the cell of each term's value, by dotted name, for use in formulas.

    Parameters
    ----------
    terms : list of Term
        In the order of the sheet.
    """
    letter = "ABCDEFGHIJ"[_VALUE]
    return {each.key: f"{TERMS}!${letter}${row}" for row, each in enumerate(terms, 2)}


def terms_sheet(terms: list[Term]) -> LiveSheet:
    """Return the sheet of terms.

    Parameters
    ----------
    terms : list of Term
        In the order shown.
    """
    cells = {(0, at): Cell(word, "head") for at, word in enumerate(COLUMNS)}
    for row, each in enumerate(terms, 1):
        for at, word in enumerate((each.section, each.name, each.field)):
            if word:
                cells[row, at] = Cell(word)
        cells |= _cells(row, each.content)
    return LiveSheet(TERMS, cells, _WIDTHS, (1, 3))


def _cells(row: int, content: Content) -> dict[tuple[int, int], Cell]:
    """Return the cells of what a term is."""
    if isinstance(content, Figure):
        told = (
            content.low, content.high, content.unit, content.grade, content.source,
            content.note,
        )  # fmt: skip
        rest = {
            (row, at): Cell(each)
            for at, each in enumerate(told, _VALUE + 1)
            if each != ""
        }
        return {(row, _VALUE): Cell(content.value, "input"), **rest}
    if isinstance(content, tuple):
        content = " ".join(repr(part) for part in content)
    elif isinstance(content, bool):
        content = "true" if content else "false"
    return {(row, _VALUE): Cell(content, "input")}
