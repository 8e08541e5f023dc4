"""A workbook of live cells holds texts, numbers and formulas, each as what it is."""

import zipfile

from orepath.report.livebook import Cell, LiveSheet, write_livebook


def test_each_kind_of_cell_is_written_as_what_it_is(tmp_path):
    cells = {
        (0, 0): Cell("Sum", "title"),
        (1, 0): Cell(2.5, "input", "0.0"),
        (1, 1): Cell(3),
        (2, 0): Cell("=A2+B2", "total", value=5.5),
        (2, 1): Cell("=A3*2"),
        (3, 0): Cell("not =a formula"),
    }
    target = tmp_path / "book.xlsx"
    sheet = LiveSheet("sums", cells, (20,), (1, 1))
    write_livebook(target, [sheet, LiveSheet("none", {})], "Sums")
    with zipfile.ZipFile(target) as parts:
        text = parts.read("xl/worksheets/sheet1.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
        names = parts.read("xl/workbook.xml").decode()
    assert "<f>A2+B2</f><v>5.5</v>" in text
    assert "<f>A3*2</f><v>0</v>" in text
    assert "<v>2.5</v>" in text
    assert "not =a formula" in words
    assert 'name="sums"' in names
    assert not list(tmp_path.glob(".book*"))
