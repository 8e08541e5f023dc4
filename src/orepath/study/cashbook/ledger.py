"""Rows of formulas, one column a year: each row is named, and rows speak of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orepath.appraise.cash import Flows
from orepath.appraise.term import Venture
from orepath.report.livebook import Cell, LiveSheet, column_name

Formula = Callable[[int], str]
"""Makes the formula, without its ``=``, of a year counted from 0."""

SHEET = "cash flow"
FIRST = 4
"""Column of the first year."""
_SCALAR = "D"
_MONEY = "#,##0;[Red]-#,##0"
_TOP = 4


@dataclass
class Ledger:
    """Gather the rows of the sheet of cash.

    Parameters
    ----------
    flows : Flows
        Of the venture, with all figures in the middle: for values shown.
    address : mapping of str to str
        The cell of each term, by dotted name.
    """

    flows: Flows
    address: Mapping[str, str]
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    next: int = _TOP

    @property
    def venture(self) -> Venture:
        """Return the venture."""
        return self.flows.venture

    @property
    def count(self) -> int:
        """Return the number of years, T."""
        return len(self.flows.years)

    def part(self, title: str) -> None:
        """Begin a part of the sheet under a heading.

        Parameters
        ----------
        title : str
            The heading.
        """
        self.next += 1
        self.cells[self.next, 0] = Cell(title, "part")
        self.next += 1

    def row(
        self,
        key: str,
        label: str,
        formula: Formula,
        *,
        values: NDArray[np.float64] | None = None,
        style: str = "",
        form: str = _MONEY,
    ) -> None:
        """Add a row of formulas.

        Parameters
        ----------
        key : str
            Its name for other rows.
        label : str
            Its name for readers.
        formula : callable
            Makes each year's.
        values : ndarray (T,), optional
            What they come to.
        style, form : str
            As :class:`orepath.report.livebook.Cell` has them.
        """
        at = self._begin(key, label)
        for t in range(self.count):
            value = None if values is None else float(values[t])
            self.cells[at, FIRST + t] = Cell(f"={formula(t)}", style, form, value)

    def given(self, key: str, label: str, numbers: Sequence[float]) -> None:
        """Add a row of numbers for the reader to change.

        Parameters
        ----------
        key, label : str
            Its names.
        numbers : sequence of float
            One a year.
        """
        at = self._begin(key, label)
        for t, number in enumerate(numbers):
            self.cells[at, FIRST + t] = Cell(float(number), "input", "0.0###")

    def scalar(self, key: str, label: str, content: str | float) -> None:
        """Add a row of one number or formula.

        Parameters
        ----------
        key, label : str
            Its names.
        content : str or float
            A formula without its ``=``, or a number for the reader to change.
        """
        at = self._begin(key, label)
        number = isinstance(content, float)
        self.cells[at, FIRST - 1] = Cell(
            content if number else f"={content}",
            "input" if number else "",
            "#,##0.0###",
        )

    def at(self, key: str, t: int) -> str:
        """Return the cell of a row in a year.

        Parameters
        ----------
        key : str
            Of the row.
        t : int
            Year, counted from 0.
        """
        return f"{column_name(FIRST + t)}{self.rows[key] + 1}"

    def one(self, key: str) -> str:
        """Return the cell of a row of one number.

        Parameters
        ----------
        key : str
            Of the row.
        """
        return f"${_SCALAR}${self.rows[key] + 1}"

    def span(self, key: str, first: int = 0) -> str:
        """Return all years of a row, from one on.

        Parameters
        ----------
        key : str
            Of the row.
        first : int
            Year, counted from 0.
        """
        row = self.rows[key] + 1
        return (
            f"${column_name(FIRST + first)}${row}:"
            f"${column_name(FIRST + self.count - 1)}${row}"
        )

    def term(self, key: str) -> str:
        """Return the cell of a term.

        Parameters
        ----------
        key : str
            Dotted name.
        """
        return self.address[key]

    def worth(self, key: str, discount: str) -> str:
        """Return the formula of the net present value of a row.

        Parameters
        ----------
        key : str
            Of the row.
        discount : str
            The cell of the rate.
        """
        first = f"'{SHEET}'!${column_name(FIRST)}${self.rows[key] + 1}"
        return f"{first}+NPV({discount},'{SHEET}'!{self.span(key, 1)})"

    def sheet(self) -> LiveSheet:
        """Return the sheet, with the years on top."""
        cells = dict(self.cells)
        cells[0, 0] = Cell(f"{self.venture.title}: cash by year", "title")
        cells[1, 0] = Cell(
            f"Constant USD of {self.venture.price_year}. Every cell reckons from the "
            "sheet of terms and from the blue cells here: change them, and all "
            "follows. What comes in is positive.",
            "note",
        )
        cells[_TOP - 1, 0] = Cell("Year", "head")
        for t, year in enumerate(self.flows.years):
            cells[_TOP - 1, FIRST + t] = Cell(float(year), "year")
        widths = (44, 4, 4, 16, *([13] * self.count))
        return LiveSheet(SHEET, cells, widths, (_TOP, FIRST))

    def _begin(self, key: str, label: str) -> int:
        """Begin a row and return it."""
        at = self.next
        self.rows[key] = at
        self.cells[at, 0] = Cell(label)
        self.next += 1
        return at


def total(parts: Sequence[str]) -> str:
    """Return the formula of a sum; nil where there is nothing.

    Parameters
    ----------
    parts : sequence of str
        Formulas.

    Examples
    --------
    >>> total(["E5", "-E6"]), total([])
    ('E5-E6', '0')
    """
    return "+".join(parts).replace("+-", "-") or "0"
