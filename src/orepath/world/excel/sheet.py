"""The sheets of a workbook are read back into the content of a case, faults told.

What a cell means is for the reader of cases to judge; here is told what only a workbook
can get wrong. Each cell read keeps its address, so that later faults can be told there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from orepath.core.column import Column
from orepath.core.table import TableSpec
from orepath.errors import Problem, suggest
from orepath.world.case import declared
from orepath.world.catalogue import BY_NAME, TABLES
from orepath.world.excel.address import address
from orepath.world.excel.content import Content
from orepath.world.excel.grid import Cell, Grid
from orepath.world.excel.layout import (
    CASE,
    LISTS,
    REMARK,
    SCENARIOS,
    SETTING,
    VALUE,
    explanation,
)

Fault = tuple[str, str]
LOST_HEADING = "?"
"""Heading of a table that could not be read: its reader then keeps quiet about it."""


@dataclass(slots=True)
class Reading:
    """Gather what the sheets of one workbook hold, and where.

    Parameters
    ----------
    book : str
        Name of the file.
    problems, notes : list
        What is wrong, and what a user may want to know.
    sheets : dict of str to str
        Sheets by the name of what they hold, as the user spells them.
    rows : dict of str to list of int
        Row of each row of a table; of a setting under ``case``, in their order.
    columns : dict of str to dict of str to int
        Column of each heading of a table.
    lost : set of str
        Sheets that could not be read at all.
    """

    book: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def where(self, name: str, cell: str = "") -> str:
        """Return where a cell is, as ``book.xlsx:sites!C14``."""
        sheet = self.sheets.get(name, name)
        return f"{self.book}:{sheet}!{cell}" if cell else f"{self.book}:{sheet}"

    def tell(self, name: str, cell: str, what: str, fix: str) -> None:
        """Add a problem of a cell, or of a sheet if ``cell`` is empty."""
        self.problems.append(Problem(self.where(name, cell), what, fix))


def content_in(grids: Iterable[Grid], reading: Reading) -> Content:
    """Read the sheets of a workbook into the content of a case.

    Parameters
    ----------
    grids : iterable of Grid
        All sheets.
    reading : Reading
        Problems, notes and addresses are added.

    Returns
    -------
    Content
        Faulty cells are empty. A table that could not be read has the one heading
        ``LOST_HEADING``, so that the reader of cases does not take it for left out.
    """
    found = _sheets(tuple(grids), reading)
    for name, grid in found.items():
        formulas = sum(cell.formula for cell in grid.cells.values())
        if formulas and name != LISTS:
            reading.notes.append(f"{formulas} formulas on {name} count by their values")
    settings, remarks = _settings(found.get(CASE), reading)
    tables: dict[str, pl.DataFrame] = {}
    for spec in TABLES:
        frame = _table(found.get(spec.name), spec, reading)
        if frame.height or not spec.optional or spec.name in reading.lost:
            tables[spec.name] = frame
    return Content(settings, remarks, tables, _scenarios(found.get(SCENARIOS), reading))


def _sheets(grids: tuple[Grid, ...], reading: Reading) -> dict[str, Grid]:
    """Return the sheets of the case by name; tell those missing or left aside."""
    known = (CASE, *BY_NAME, SCENARIOS, LISTS)
    found: dict[str, Grid] = {}
    strangers: list[str] = []
    for grid in grids:
        name = grid.name.strip().lower()
        if name in known and name not in found:
            found[name] = grid
            reading.sheets[name] = grid.name
        else:
            strangers.append(grid.name)
    for name in known[:-1]:
        if name in found:
            continue
        near = [s for s in strangers if suggest(s.lower(), [name]).startswith("did")]
        needed = name == CASE or (name in BY_NAME and not BY_NAME[name].optional)
        if near or needed:
            reading.lost.add(name)
            fix = f"rename the sheet '{near[0]}'" if near else "put the sheet back"
            reading.tell(name, "", "the sheet is missing", f"{fix}: '{name}'")
        else:
            reading.notes.append(f"no sheet {name}: the case does without")
    reading.notes.extend(f"sheet '{name}' is left aside" for name in strangers)
    return found


def _settings(
    grid: Grid | None, reading: Reading
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings and the remarks on them."""
    values: dict[str, str] = {}
    remarks: dict[str, str] = {}
    if grid is None:
        return values, remarks
    head = _head_of_settings(grid)
    if head is None:
        reading.lost.add(CASE)
        fix = f"put back the row with '{SETTING}' and '{VALUE}'"
        reading.tell(CASE, "A1", "no headings of the settings", fix)
        return values, remarks
    top, columns = head
    reading.columns[CASE] = columns
    reading.rows[CASE] = []
    for row in sorted({row for row, _ in grid.cells if row > top}):
        cells = {word: grid.cells.get((row, at)) for word, at in columns.items()}
        name = _plain(cells[SETTING]).strip()
        fault = _fault_of_setting(name, cells[VALUE], values)
        if fault:
            at = columns[VALUE if name in declared() else SETTING]
            reading.tell(CASE, address(row, at), *fault)
        if name not in declared() or name in values:
            continue
        reading.rows[CASE].append(row)
        text = "" if fault else _plain(cells[VALUE])
        values[name] = text if text.strip() else ""
        remarks[name] = _plain(cells.get(REMARK))
    return values, remarks


def _head_of_settings(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings of the settings, and the column of each."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), cell in grid.cells.items():
        rows.setdefault(row, {}).setdefault(cell.text.strip().lower(), column)
    heads = ((r, words) for r, words in sorted(rows.items()) if SETTING in words)
    return next(((r, words) for r, words in heads if VALUE in words), None)


def _fault_of_setting(
    name: str, value: Cell | None, given: Mapping[str, str]
) -> Fault | None:
    """Return what is wrong with a setting's name or its cell."""
    if not name:
        beside = "a value beside no setting"
        return (beside, "name the setting or delete the value") if value else None
    if name not in declared():
        return f"unknown setting {name!r}", suggest(name, declared())
    if name in given:
        return f"{name} stands twice", "keep one of the two rows"
    return _unusable(value, "a number or a text") if value else None


def _plain(cell: Cell | None) -> str:
    """Return the text of a cell, empty if it has none."""
    return cell.text if cell else ""


def _unusable(cell: Cell, expected: str) -> Fault | None:
    """Return what only a spreadsheet can get wrong with a cell, or None."""
    if cell.kind == "error":
        return (
            f"Excel's error {cell.text}",
            "mend the formula or type what it stands for",
        )
    if cell.kind == "uncalculated":
        fix = "open the file in a spreadsheet program and save it, or type the value"
        return "a formula without a value", fix
    if cell.kind == "date":
        fix = "set the cell's number format to General and type it again"
        return f"a date, expected {expected}", fix
    return None


def _table(grid: Grid | None, spec: TableSpec, reading: Reading) -> pl.DataFrame:
    """Return the cells of a table as text, without its blank rows."""
    lost = pl.DataFrame(schema={LOST_HEADING: pl.String})
    if grid is None:
        return lost if spec.name in reading.lost else pl.DataFrame()
    top = min((row for row, _ in grid.cells), default=1)
    columns = _headings(grid, top, spec, reading)
    if not columns:
        reading.lost.add(spec.name)
        words = ", ".join(column.name for column in spec.columns)
        what = f"row {top} holds no heading of this table"
        reading.tell(spec.name, address(top, 1), what, f"put back the row: {words}")
        return lost
    for span in grid.merged:
        what = "merged cells hold one value only"
        reading.tell(spec.name, span, what, "unmerge them and fill each cell")
    # The row of meanings may have been deleted; it is known by its words.
    first = top + 1 + _explains(grid, top + 1, spec, columns)
    at = {column: name for name, column in columns.items()}
    rows: dict[int, dict[str, Cell]] = {}
    for (row, column), cell in sorted(grid.cells.items()):
        if row >= first and column in at and (cell.text.strip() or cell.formula):
            rows.setdefault(row, {})[at[column]] = cell
    reading.rows[spec.name] = list(rows)
    texts = {
        name: [_text(spec, name, row, cells, reading) for row, cells in rows.items()]
        for name in columns
    }
    return pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String))


def _headings(
    grid: Grid, top: int, spec: TableSpec, reading: Reading
) -> dict[str, int]:
    """Return the column of each known heading; tell strange and missing ones."""
    known = {column.name.lower(): column.name for column in spec.columns}
    columns: dict[str, int] = {}
    strange: list[tuple[str, str, str]] = []
    words = {at: c.text.strip() for (row, at), c in grid.cells.items() if row == top}
    for at, word in sorted(words.items()):
        name = known.get(word.lower())
        if word and name is None:
            fix = suggest(word, known.values())
            strange.append((address(top, at), f"unknown column {word!r}", fix))
        elif name in columns:
            fix = "delete one of the two"
            strange.append((address(top, at), f"the heading {name} stands twice", fix))
        elif name is not None:
            columns[name] = at
    if not columns:
        return {}
    strange += _unheaded(grid, top, {at for at, word in words.items() if word})
    for cell, what, fix in strange:
        reading.tell(spec.name, cell, what, fix)
    free = address(top, max(words) + 1)
    for column in spec.columns:
        if column.name in columns:
            continue
        if column.required:
            fix = f"add a column '{column.name}': {explanation(column)}"
            what = f"the column {column.name} is missing"
            reading.tell(spec.name, free, what, fix)
        else:
            told = f"no column {column.name} on {spec.name}: its cells count as empty"
            reading.notes.append(told)
    reading.columns[spec.name] = columns
    return columns


def _unheaded(grid: Grid, top: int, headed: set[int]) -> Iterator[tuple[str, str, str]]:
    """Yield the first filled cell of each column without a heading."""
    seen = set(headed)
    for row, at in sorted(grid.cells):
        if row > top and at not in seen and grid.cells[row, at].text.strip():
            seen.add(at)
            fix = "delete the cells, or move them to a sheet of your own"
            yield address(row, at), "a cell below no heading", fix


def _explains(
    grid: Grid, row: int, spec: TableSpec, columns: Mapping[str, int]
) -> bool:
    """Return whether a row tells the columns' meanings rather than holding cells."""
    return any(
        _plain(grid.cells.get((row, at))) == explanation(spec.column(name))
        for name, at in columns.items()
    )


def _text(
    spec: TableSpec, name: str, row: int, cells: Mapping[str, Cell], reading: Reading
) -> str | None:
    """Return a cell as text, or None if it is empty or its fault was told."""
    cell = cells.get(name)
    if cell is None:
        return None
    column = spec.column(name)
    fault = _unusable(cell, _expected(column)) or _no_number(cell, column)
    if fault is not None:
        reading.tell(spec.name, address(row, reading.columns[spec.name][name]), *fault)
        return None
    return cell.text


def _expected(column: Column) -> str:
    """Return what a column's cells hold, in words."""
    kinds = {"text": "a text", "flag": "yes or no"}
    unit = f"in the row's {column.unit_from}" if column.unit_from else column.unit
    number = "a number" if unit == "-" else f"a number [{unit}]"
    return kinds.get(column.kind, number)


def _no_number(cell: Cell, column: Column) -> Fault | None:
    """Return the fault of a text where a number belongs, or None."""
    if column.kind in ("text", "flag") or cell.kind != "text":
        return None
    try:
        float(cell.text)
    except ValueError:
        fix = f"type {_expected(column)} without a thousands mark or a unit"
        return f"a text where a number belongs: {cell.text!r}", fix
    return None


def _scenarios(grid: Grid | None, reading: Reading) -> str:
    """Return the text of the scenarios, a row a line."""
    if grid is None or not grid.cells:
        return ""
    lines = [""] * max(row for row, _ in grid.cells)
    for (row, column), cell in sorted(grid.cells.items()):
        fault = _unusable(cell, "a text")
        if column > 1:
            fault = "a cell beside the text", "delete it, or move it to another sheet"
        if fault:
            reading.tell(SCENARIOS, address(row, column), *fault)
        else:
            lines[row - 1] = cell.text
    return "\n".join(lines).rstrip("\n") + "\n"
