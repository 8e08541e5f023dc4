"""A grid is a sheet as its file holds it: each cell with its place and its kind.

The file's own text is read, since readers that hand over columns drop what must be told
here: the place of a cell behind empty ones, an error such as #REF!, a merged span, a
formula that nobody has calculated.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from orepath.errors import InputError, Problem
from orepath.world.excel.address import Place, place_of
from orepath.world.excel.content import spelled

Kind = Literal["text", "number", "flag", "date", "error", "uncalculated"]

# A workbook unpacks to a few dozen times its size; one past this is no honest case.
_MOST_BYTES = 1_000_000_000
_SAVE = "save it as .xlsx (Excel workbook)"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_OF_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_CODED = re.compile("_x([0-9a-fA-F]{4})_")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold a filled cell.

    Parameters
    ----------
    kind : str
        A date is a number shown as one; an error is Excel's own, such as ``#REF!``; a
        formula without a value is uncalculated.
    text : str
        What stands there; a number in the fewest digits that keep it.
    formula : bool
        Whether the value comes from a formula.
    """

    kind: Kind
    text: str
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold the filled cells of a sheet, by row and column from 1.

    Parameters
    ----------
    name : str
        Of the sheet.
    cells : mapping of Place to Cell
        Filled cells only.
    merged : tuple of str
        Spans of merged cells, as ``B4:B6``.
    """

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[str, ...] = ()


def read_grids(path: Path) -> tuple[Grid, ...]:
    """Read all sheets of a workbook, in its order.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file; macros are not looked at.

    Returns
    -------
    tuple of Grid
        Sheets of charts are left out.

    Raises
    ------
    InputError
        The file is missing, locked by a password, damaged or no such workbook.

    Notes
    -----
    O(size of the unpacked file).
    """
    reason = _no_workbook(path)
    if reason is not None:
        raise InputError(Problem(path.name, *reason))
    try:
        with zipfile.ZipFile(path) as parts:
            return tuple(_grids(parts))
    except (
        zipfile.BadZipFile,
        zlib.error,
        ET.ParseError,
        RuntimeError,  # a part is locked by a password
        KeyError,  # a part that another one names is missing
        ValueError,  # a number or the name of a cell is none
        IndexError,  # a cell names a text that is not there
    ) as fault:
        what = f"the workbook is damaged: {fault}"
        fix = "open it in a spreadsheet program and save it anew as .xlsx"
        raise InputError(Problem(path.name, what, fix)) from fault


def _no_workbook(path: Path) -> tuple[str, str] | None:
    """Tell why a file is no workbook that can be read, or None if it looks like one."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "no such file"
        return what, "give the path of an .xlsx file"
    with path.open("rb") as stream:
        head = stream.read(len(_OLD_OR_LOCKED))
    if head == _OLD_OR_LOCKED:
        what = "locked by a password, or a workbook of before 2007"
        return what, "take the password off and save it as .xlsx"
    if not zipfile.is_zipfile(path):
        return "not an .xlsx workbook", _SAVE
    with zipfile.ZipFile(path) as parts:
        return _strange_parts(parts)


def _strange_parts(parts: zipfile.ZipFile) -> tuple[str, str] | None:
    """Tell why the parts of a file make no workbook, or None if they seem to."""
    names = set(parts.namelist())
    if "xl/workbook.bin" in names:
        return "a binary .xlsb workbook", _SAVE
    if "xl/workbook.xml" not in names:
        return "not an .xlsx workbook", _SAVE
    size = sum(part.file_size for part in parts.infolist())
    if size > _MOST_BYTES:
        return f"unpacks to {size / 1e9:.1f} GB", "take out what is no table of a case"
    return None


def _grids(parts: zipfile.ZipFile) -> Iterator[Grid]:
    """Yield every sheet of cells."""
    shared = _shared(parts)
    dates = _date_styles(parts)
    targets = {
        relation.get("Id", ""): relation
        for relation in _part(parts, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _part(parts, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        relation = targets[sheet.get(_RELATION) or sheet.get(_STRICT) or ""]
        if relation.get("Type", "").endswith("/worksheet"):
            path = posixpath.join("/xl", relation.get("Target", "")).lstrip("/")
            cells, merged = _cells(parts, path, shared, dates)
            yield Grid(sheet.get("name", ""), cells, merged)


def _part(parts: zipfile.ZipFile, name: str) -> ET.Element:
    """Return the root of a part of the file."""
    return ET.fromstring(parts.read(name))


def _shared(parts: zipfile.ZipFile) -> list[str]:
    """Return the texts that cells point to."""
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    return [
        _text(one) for one in _part(parts, "xl/sharedStrings.xml").iterfind("{*}si")
    ]


def _text(words: ET.Element | None) -> str:
    """Return a text without its fonts and without hints on how to read it aloud."""
    if words is None:
        return ""
    runs = [*words.iterfind("{*}t"), *words.iterfind("{*}r/{*}t")]
    return _decoded("".join(run.text or "" for run in runs))


def _decoded(text: str) -> str:
    """Return a text with its coded characters put back, as ``_x000D_``."""

    def character(code: re.Match[str]) -> str:
        at = int(code[1], 16)
        return code[0] if 0xD800 <= at <= 0xDFFF else chr(at)

    return _CODED.sub(character, text)


def _date_styles(parts: zipfile.ZipFile) -> set[str]:
    """Return the styles that show a number as a date or a time."""
    if "xl/styles.xml" not in parts.namelist():
        return set()
    styles = _part(parts, "xl/styles.xml")
    codes = {
        form.get("numFmtId"): _NOT_OF_A_DATE.sub("", form.get("formatCode", ""))
        for form in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    dated = {form for form, code in codes.items() if re.search("[dmyhs]", code.lower())}
    dated |= {str(form) for form in _DATE_FORMATS} - set(codes)
    return {
        str(at)
        for at, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if style.get("numFmtId") in dated
    }


def _cells(
    parts: zipfile.ZipFile, path: str, shared: list[str], dates: set[str]
) -> tuple[dict[Place, Cell], tuple[str, ...]]:
    """Return the filled cells of a sheet and its merged spans."""
    cells: dict[Place, Cell] = {}
    merged: list[str] = []
    row = 0
    with parts.open(path) as stream:
        for _, element in ET.iterparse(stream):
            kind = element.tag.rpartition("}")[2]
            if kind == "mergeCell":
                merged.append(element.get("ref", ""))
            if kind != "row":
                continue
            row = int(element.get("r", row + 1))
            column = 0
            for one in element:
                word = one.get("r")
                column = place_of(word)[1] if word else column + 1
                cell = _cell(one, shared, dates)
                if cell is not None:
                    cells[row, column] = cell
            element.clear()
    return cells, tuple(merged)


def _cell(element: ET.Element, shared: list[str], dates: set[str]) -> Cell | None:
    """Return a cell, or None if nothing stands in it."""
    kind = element.get("t", "n")
    # A search by name costs more than all else here, and a cell has few children.
    held = {child.tag.rpartition("}")[2]: child for child in element}
    value = held.get("v")
    formula = "f" in held
    if kind == "inlineStr":
        text = _text(held.get("is"))
    else:
        text = (value.text if value is not None else "") or ""
    if formula and not text and kind != "str":  # an empty text is a value, too
        return Cell("uncalculated", "", formula)
    if kind == "s":
        text = shared[int(text)]
    elif kind == "str":
        text = _decoded(text)
    if not text:
        return None
    if kind == "n":
        dated = element.get("s", "0") in dates
        return Cell("date" if dated else "number", spelled(float(text)), formula)
    if kind == "b":
        return Cell("flag", "true" if text == "1" else "false", formula)
    kinds: dict[str, Kind] = {"e": "error", "d": "date"}
    return Cell(kinds.get(kind, "text"), text, formula)
