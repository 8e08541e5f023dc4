"""A grid is what the file itself holds, whichever program wrote it."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from orepath.errors import InputError
from orepath.world.excel.grid import Cell, read_grids

RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://x/officeDocument/2006/relationships/worksheet" Target="{target}"/>
</Relationships>"""  # noqa: E501
BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="one" sheetId="1" r:id="rId1"/></sheets></workbook>"""
SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""


def _by_hand(path: Path, rows: str, target: str = "worksheets/sheet1.xml") -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", BOOK)
        book.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(target=target))
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows))
    return path


def test_each_kind_of_cell_is_known_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "kinds.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("kinds")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": '"USD" #,##0.00_);[Red]\\d0'})
    page.write_string("C2", "_x0041_\r\n &<")
    page.write_number("C3", 0.25, money)
    page.write_datetime("C4", datetime(2024, 5, 1), day)
    page.write_datetime("C5", datetime(2024, 5, 1), book.add_format({"num_format": 14}))
    page.write("C6", True)
    page.write_formula("C7", "=1/0", None, "#DIV/0!")
    page.write_formula("C8", '="a"&"b"', None, "ab")
    page.write_rich_string("D9", "a ", book.add_format({"bold": True}), "b")
    page.merge_range("E2:E4", "once")
    book.add_chartsheet("chart")
    book.close()
    (grid,) = read_grids(path)
    assert grid.cells == {
        (2, 3): Cell("text", "_x0041_\r\n &<"),
        (3, 3): Cell("number", "0.25"),
        (4, 3): Cell("date", "45413"),
        (5, 3): Cell("date", "45413"),
        (6, 3): Cell("flag", "true"),
        (7, 3): Cell("error", "#DIV/0!", formula=True),
        (8, 3): Cell("text", "ab", formula=True),
        (9, 4): Cell("text", "a b"),
        (2, 5): Cell("text", "once"),
    }
    assert grid.merged == ("E2:E4",)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<c><v>7.0</v></c>", Cell("number", "7")),
        ('<c t="inlineStr"><is><t>in</t></is></c>', Cell("text", "in")),
        ('<c t="d"><v>2024-05-01</v></c>', Cell("date", "2024-05-01")),
        ("<c><f>A2</f></c>", Cell("uncalculated", "", formula=True)),
        ("<c><f>A2</f><v></v></c>", Cell("uncalculated", "", formula=True)),
        ('<c t="str"><f>A2</f><v></v></c>', None),
        ('<c s="3"/>', None),
    ],
)
@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"]
)
def test_other_programs_write_the_same_differently(
    cell: str, read: Cell | None, target: str, tmp_path: Path
) -> None:
    path = _by_hand(tmp_path / "x.xlsx", f"<row>{cell}</row>", target)
    (grid,) = read_grids(path)
    assert grid.cells == ({(1, 1): read} if read else {})


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>seven</v></c></row>",
        '<row><c t="s"><v>9</v></c></row>',
        '<row><c r="7C"><v>1</v></c></row>',
        "<row><c></row>",
    ],
)
def test_a_damaged_workbook_is_refused(rows: str, tmp_path: Path) -> None:
    path = _by_hand(tmp_path / "x.xlsx", rows)
    with pytest.raises(InputError, match="damaged") as caught:
        read_grids(path)
    assert caught.value.problems[0].where == "x.xlsx"


def test_a_workbook_without_its_sheet_is_refused(tmp_path: Path) -> None:
    path = _by_hand(tmp_path / "x.xlsx", "", "worksheets/sheet2.xml")
    with pytest.raises(InputError, match="damaged"):
        read_grids(path)


@pytest.mark.parametrize(
    ("part", "what"),
    [("xl/workbook.bin", "binary .xlsb"), ("content.xml", "not an .xlsx")],
)
def test_other_zipped_workbooks_are_refused(
    part: str, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(part, "")
    with pytest.raises(InputError, match=what):
        read_grids(path)


def test_a_workbook_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orepath.world.excel.grid._MOST_BYTES", 100)
    with pytest.raises(InputError, match="unpacks to"):
        read_grids(_by_hand(tmp_path / "x.xlsx", ""))
