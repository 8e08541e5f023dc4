"""A row of a case table is a dictionary of text cells with a source and a grade."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orepath.world.catalogue import BY_NAME

Row = dict[str, str]
Range = tuple[float, float, float]
"""Value, 10th and 90th percentile."""

ESTIMATE = "assumption"
"""The source of a row that rests on judgement alone."""


def number(value: float) -> str:
    """Return four significant digits without an exponent.

    Examples
    --------
    >>> number(1234567.0), number(0.123456), number(330.0)
    ('1235000', '0.1235', '330')
    """
    if value == 0:
        return "0"
    digits = 3 - math.floor(math.log10(abs(value)))
    text = f"{round(value, digits):.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Amount:
    """Hold a yearly tonnage with its range and where it comes from.

    Parameters
    ----------
    value, low, high : float
        In ``unit`` and ``basis``.
    cells : Row
        Source, grade and note.
    unit, basis : str
        As written in the table.
    content : float
        Tonnes of the basis in a gross tonne; 1 for gross.
    """

    value: float
    low: float
    high: float
    cells: Row
    unit: str = "kt/a"
    basis: str = "gross"
    content: float = 1.0

    @property
    def gross(self) -> float:
        """Return gross kt a year."""
        kilo = 1.0 if self.unit == "kt/a" else 1e-3
        return self.value * kilo / self.content

    def row(self, name: str) -> Row:
        """Return the cells of a table that calls the tonnage ``name``."""
        return {
            **span(name, self.value, self.low, self.high),
            "unit": self.unit,
            "basis": self.basis,
            **self.cells,
        }


def spread(value: float, low: float, high: float, note: str) -> Amount:
    """Return an assumed tonnage in kt/a whose ends are factors of the value."""
    return Amount(value, low * value, high * value, judged(note))


def span(name: str, value: float, low: float, high: float) -> Row:
    """Return the three cells of a number with its range.

    Examples
    --------
    >>> span("price", 330.0, 300.0, 365.0)
    {'price': '330', 'price_low': '300', 'price_high': '365'}
    """
    cells = (number(value), number(low), number(high))
    return dict(zip((name, f"{name}_low", f"{name}_high"), cells, strict=True))


def cited(source: str, grade: str, note: str = "") -> Row:
    """Return the cells that say where a row comes from; a fact may go by its number.

    Examples
    --------
    >>> cited("F0630", "B")["source"]
    'fact/F0630'
    """
    if len(source) == len("F0000") and source[0] == "F" and source[1:].isdigit():
        source = f"fact/{source}"
    return {"source": source, "grade": grade, "note": note}


def judged(note: str) -> Row:
    """Return the source cells of an assumption; the note must say why that range."""
    return cited(ESTIMATE, "C", note)


def write_table(
    name: str, rows: Iterable[Mapping[str, str]], folder: Path, *, ordered: bool = False
) -> int:
    """Write one table with the columns of the catalogue.

    Parameters
    ----------
    name : str
        Table of the catalogue.
    rows : iterable of Row
        Cells by column; a column left out is empty.
    folder : Path
        Where the CSV goes.
    ordered : bool
        Keep the order given; otherwise rows are sorted by key.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    ValueError
        A row has a cell the catalogue does not declare.
    """
    spec = BY_NAME[name]
    columns = [column.name for column in spec.columns]
    lines = list(rows)
    for line in lines:
        unknown = set(line) - set(columns)
        if unknown:
            raise ValueError(f"{name}: no column {sorted(unknown)} in the catalogue")
    if not ordered:
        lines.sort(key=lambda line: tuple(line[key] for key in spec.key))
    with (folder / f"{name}.csv").open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)
