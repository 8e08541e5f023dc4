"""The small case as a workbook whose cells a test may change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from orepath.errors import InputError, Problem
from orepath.world.excel.address import place_of
from orepath.world.excel.exchange import from_excel, to_excel
from orepath.world.excel.grid import read_grids

SMALL = Path(__file__).parents[2] / "cases" / "small"


@dataclass(frozen=True)
class Formula:
    """A formula and the value it was last given."""

    text: str
    value: Any


class Book:
    """A workbook laid open: sheets by name, cells by place."""

    def __init__(self, path: Path) -> None:
        self.home = path.parent
        self.sheets: dict[str, dict[tuple[int, int], Any]] = {
            grid.name: {
                place: float(cell.text) if cell.kind == "number" else cell.text
                for place, cell in grid.cells.items()
                if not cell.formula
            }
            for grid in read_grids(path)
        }
        self.merged: list[tuple[str, str]] = []

    def put(self, sheet: str, cell: str, value: Any) -> None:
        """Write a cell; None empties it."""
        self.sheets[sheet][place_of(cell)] = value

    def put_formula(self, sheet: str, cell: str, text: str, value: Any) -> None:
        """Write a formula and its value, none if that is empty."""
        self.put(sheet, cell, Formula(text, value))

    def column(self, sheet: str, heading: str) -> str:
        """Return the letter under which a heading stands."""
        cells = self.sheets[sheet].items()
        at = next(c for (row, c), word in cells if row == 1 and word == heading)
        return chr(ord("A") + at - 1)

    def move(self, sheet: str, place: Callable[[int, int], tuple[int, int]]) -> None:
        """Put each cell of a sheet elsewhere."""
        cells = self.sheets[sheet]
        self.sheets[sheet] = {place(*old): value for old, value in cells.items()}

    def rename(self, old: str, new: str) -> None:
        """Rename a sheet, which keeps its place."""
        self.sheets = {new if n == old else n: s for n, s in self.sheets.items()}

    def save(self, name: str = "edited.xlsx") -> Path:
        """Write the workbook anew."""
        path = self.home / name
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for sheet, cells in self.sheets.items():
            page = book.add_worksheet(sheet)
            for span in (span for name, span in self.merged if name == sheet):
                page.merge_range(span, "")
            for (row, column), value in cells.items():
                at = row - 1, column - 1
                if isinstance(value, Formula):
                    page.write_formula(*at, value.text, None, value.value)
                elif isinstance(value, datetime):
                    page.write_datetime(*at, value, day)
                elif isinstance(value, str):
                    page.write_string(*at, value)
                elif value is not None:
                    page.write(*at, value)
        book.close()
        return path

    def problems(self) -> dict[str, Problem]:
        """Return what is told of the workbook, by where; nothing may be written."""
        path, target = self.save(), self.home / "never"
        with pytest.raises(InputError) as caught:
            from_excel(path, target)
        assert not target.exists()
        told = caught.value.problems
        assert len({problem.where for problem in told}) == len(told)
        return {p.where.removeprefix("edited.xlsx:"): p for p in told}


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("excel") / "small.xlsx"
    to_excel(SMALL, path)
    return path


@pytest.fixture
def book(workbook: Path, tmp_path: Path) -> Book:
    copy = tmp_path / "small.xlsx"
    copy.write_bytes(workbook.read_bytes())
    return Book(copy)
