"""Workbooks: sheets, headings, and what is none."""

import pytest
import xlsxwriter

from orepath.errors import InputError
from orepath.evidence.importer.workbook import paged


@pytest.fixture
def book(tmp_path):
    """Return a function that writes rows to a sheet."""

    def write(*rows):
        file = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(file) as made:
            sheet = made.add_worksheet("Ores")
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        return file

    return write


def test_rows_keep_their_line_and_bear_the_name_of_the_sheet(book):
    file = book(["Title"], ["a", "b"], ["x", 2], [], ["y", 2.5])
    page = paged(file, (), heading=2)
    (frame,) = page.texts(page.headings, print)
    assert frame.rows() == [(3, "x", "2", "Ores"), (5, "y", "2.5", "Ores")]


@pytest.mark.parametrize(
    ("rows", "match"),
    [([["a", "a"]], "the heading stands twice"), ([], "no headings")],
)
def test_a_sheet_that_is_no_table_is_refused(book, rows, match):
    with pytest.raises(InputError, match=match):
        paged(book(*rows), ())


def test_a_workbook_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        paged(tmp_path / "no.xlsx", ())


def test_a_workbook_that_would_fill_the_memory_is_refused(book, monkeypatch):
    monkeypatch.setattr("orepath.evidence.importer.workbook.UNPACKED", 10)
    with pytest.raises(InputError, match="such a file is read whole"):
        paged(book(["a", "b"], ["x", 2]), ())


def test_a_text_file_has_no_sheets(tmp_path):
    with pytest.raises(InputError, match="a text file has no sheets"):
        paged(tmp_path / "x.csv", (), sheet="Ores")
