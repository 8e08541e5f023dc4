"""The workbook itself: drop-downs, notes, formats and digits, seen in its own text."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.world.case import declared
from orepath.world.catalogue import TABLES
from orepath.world.excel.address import letters
from orepath.world.excel.book import Exact
from orepath.world.excel.grid import read_grids
from orepath.world.excel.layout import explanation

COLUMNS = [
    pytest.param(spec, at, column, id=f"{spec.name}.{column.name}")
    for spec in TABLES
    for at, column in enumerate(spec.columns, start=1)
]
SHEETS = ["case", *(spec.name for spec in TABLES), "scenarios", "lists"]


@pytest.fixture(scope="module")
def parts(workbook: Path) -> dict[str, ET.Element]:
    """Return each part of the workbook that is XML, parsed."""
    with zipfile.ZipFile(workbook) as book:
        return {
            name: ET.fromstring(book.read(name))
            for name in book.namelist()
            if name.endswith(".xml")
        }


@pytest.fixture(scope="module")
def rules(parts: dict[str, ET.Element]) -> dict[tuple[str, str], ET.Element]:
    """Return what is allowed from row 3 down, by sheet and letter of the column."""
    found = {}
    for number, sheet in enumerate(SHEETS, start=1):
        page = parts[f"xl/worksheets/sheet{number}.xml"]
        for rule in page.iterfind(".//{*}dataValidation"):
            first = re.match(r"([A-Z]+)3:", rule.get("sqref", ""))
            assert first, rule.get("sqref")
            found[sheet, first[1]] = rule
    return found


@pytest.fixture(scope="module")
def names(parts: dict[str, ET.Element]) -> dict[str, str]:
    """Return the lists of words by their name."""
    return {
        name.get("name", ""): name.text or ""
        for name in parts["xl/workbook.xml"].iterfind(".//{*}definedName")
    }


def _words(rule: ET.Element) -> str:
    found = rule.find("{*}formula1")
    assert found is not None
    return found.text or ""


def test_each_table_has_a_sheet_and_the_lists_are_hidden(
    parts: dict[str, ET.Element],
) -> None:
    sheets = list(parts["xl/workbook.xml"].iterfind(".//{*}sheet"))
    assert [sheet.get("name") for sheet in sheets] == SHEETS
    assert [s.get("name") for s in sheets if s.get("state") == "hidden"] == ["lists"]


@pytest.mark.parametrize(("spec", "at", "column"), COLUMNS)
def test_a_column_offers_or_allows_what_it_declares(
    spec: TableSpec,
    at: int,
    column: Column,
    rules: dict[tuple[str, str], ET.Element],
    names: dict[str, str],
) -> None:
    rule = rules.get((spec.name, letters(at)))
    if rule is None:
        assert column.kind == "text"
        assert not column.choices
        assert not column.refers
    elif column.kind == "flag":
        assert _words(rule) == '"yes,no"'
    elif column.choices:
        assert _words(rule) == f'"{",".join(column.choices)}"'
    elif column.refers:
        assert rule.get("type") == "list"
        assert rule.get("errorStyle") == "warning"
        table = column.refers.partition(".")[0]
        home = "lists" if column.wildcard else table
        assert names[_words(rule)].startswith(f"{home}!$")
        assert f"{table}!$" in names[_words(rule)]
    else:
        assert (
            rule.get("type") == {"number": "decimal", "integer": "whole"}[column.kind]
        )
        assert column.least is None or float(_words(rule)) == column.least


def test_words_for_all_stand_before_the_places(workbook: Path) -> None:
    lists = next(grid for grid in read_grids(workbook) if grid.name == "lists")
    columns = {at: [] for _, at in lists.cells}
    for (_, at), cell in sorted(lists.cells.items()):
        columns[at].append(cell.text)
    assert ["*", "IND", "KAZ", "CHN"] in [words[:4] for words in columns.values()]


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_headings_and_meanings_stand_still_and_bear_a_note(
    spec: TableSpec, workbook: Path, parts: dict[str, ET.Element]
) -> None:
    grid = next(grid for grid in read_grids(workbook) if grid.name == spec.name)
    for at, column in enumerate(spec.columns, start=1):
        assert grid.cells[1, at].text == column.name
        assert grid.cells[2, at].text == explanation(column)
    number = SHEETS.index(spec.name) + 1
    pane = next(parts[f"xl/worksheets/sheet{number}.xml"].iterfind(".//{*}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("2", "frozen")
    notes = parts[f"xl/comments{TABLES.index(spec) + 1}.xml"].iterfind(".//{*}comment")
    assert [note.get("ref") for note in notes] == [
        f"{letters(at)}1" for at in range(1, len(spec.columns) + 1)
    ]


def test_the_ends_of_ranges_fold_away_beside_their_values(
    parts: dict[str, ET.Element],
) -> None:
    page = parts[f"xl/worksheets/sheet{SHEETS.index('recipes') + 1}.xml"]
    folded = {
        column
        for one in page.iterfind(".//{*}col")
        if one.get("outlineLevel") == "1"
        for column in range(int(one.get("min", 0)), int(one.get("max", 0)) + 1)
    }
    names = [column.name for column in TABLES[SHEETS.index("recipes") - 1].columns]
    assert {names[at - 1] for at in folded} == {"quantity_low", "quantity_high"}


def test_the_first_sheet_explains_every_setting(workbook: Path) -> None:
    cells = read_grids(workbook)[0].cells
    assert cells[1, 1].text == "How to use this workbook"
    rows = {cell.text: row for (row, at), cell in cells.items() if at == 1}
    for name, told in declared().items():
        assert cells[rows[name], 3].text.startswith(told.description or "?")
    assert cells[rows["periods"], 2].text == "2025, 2027, 2030"
    assert cells[rows["discount_rate"], 2].kind == "number"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.30000000000000004"), (1e-9, "1e-09"), (2**53 + 2.0, None)],
)
def test_a_number_is_written_in_the_digits_it_needs(
    number: float, text: str | None
) -> None:
    written = f"{Exact(number):.16G}"
    assert float(written) == number
    assert text is None or written == text
