"""The workbook and the plain tables."""

import zipfile

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orepath.errors import InputError
from orepath.report.workbook import Sheet, write_tables, write_workbook

SOURCES = pl.DataFrame({"id": ["own"], "citation": ["invented"]})


@pytest.fixture
def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "project": ["Slag", "=1+1", None],
            "year": [2026, 2027, 2028],
            "capacity": [85_000.5, None, 0.25],
            "share": [0.5, 0.25, 0.25],
            "built": [True, False, True],
        }
    )


def written(path, frame, **extra):
    units = {"capacity": "t/a", "share": "fraction", "year": "year"}
    sheet = Sheet("Projects", frame, units, "What is built", **extra)
    write_workbook(path, [sheet], title="T", meaning="Invented", sources=SOURCES)


def test_a_sheet_read_again_is_the_table_written(tmp_path, frame):
    written(tmp_path / "book.xlsx", frame, widths={"project": 30})
    again = pl.read_excel(tmp_path / "book.xlsx", sheet_name="Projects")
    assert_frame_equal(again, frame)


def test_the_first_sheet_tells_units_and_the_last_the_sources(tmp_path, frame):
    written(tmp_path / "book.xlsx", frame)
    options = {"header_row": None}
    book = tmp_path / "book.xlsx"
    readme = pl.read_excel(book, sheet_name="Read me", read_options=options)
    words = {word for row in readme.rows() for word in row if word}
    assert {"T", "Invented", "Projects", "capacity", "t/a", "What is built"} <= words
    assert_frame_equal(pl.read_excel(book, sheet_name="Sources"), SOURCES)


def test_the_same_workbook_has_the_same_bytes(tmp_path, frame):
    written(tmp_path / "a.xlsx", frame)
    written(tmp_path / "b.xlsx", frame)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_limit_is_written_in_words(tmp_path):
    frame = pl.DataFrame({"cap": [float("inf"), 1.0]})
    written_sheet = Sheet("Caps", frame)
    book = tmp_path / "book.xlsx"
    write_workbook(book, [written_sheet], title="T", meaning="", sources=SOURCES)
    again = pl.read_excel(book, sheet_name="Caps", schema_overrides={"cap": pl.String})
    assert again["cap"].to_list() == ["no limit", "1"]


def test_all_faults_of_sheets_are_told_at_once_and_nothing_is_written(tmp_path):
    bad = pl.DataFrame({"x": [float("nan")]})
    sheets = [
        Sheet("a/b", bad, {"y": "t"}, rests=("gone",)),
        Sheet("sources", SOURCES),
    ]
    with pytest.raises(InputError) as caught:
        write_workbook(
            tmp_path / "b.xlsx", sheets, title="T", meaning="", sources=SOURCES
        )
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == [
        "workbook:a/b",
        "workbook:a/b:rests",
        "workbook:a/b:y",
        "workbook:a/b:x",
        "workbook:sources",
    ]
    assert list(tmp_path.iterdir()) == []


def test_plain_tables_round_trip_and_join_lists(tmp_path, frame):
    lists = pl.DataFrame({"x": [1], "source": [["a", "b"]]})
    write_tables(tmp_path / "tables", {"projects": frame, "lists": lists})
    assert_frame_equal(pl.read_csv(tmp_path / "tables" / "projects.csv"), frame)
    again = pl.read_csv(tmp_path / "tables" / "lists.csv")
    assert again["source"].to_list() == ["a; b"]


def test_the_first_sheet_links_to_what_a_sheet_rests_on(tmp_path, frame):
    cited = frame.with_columns(source=pl.lit("own; other"))
    sheets = [Sheet("Projects", frame, rests=("inputs",)), Sheet("inputs", cited)]
    book = tmp_path / "b.xlsx"
    write_workbook(book, sheets, title="T", meaning="", sources=SOURCES)
    with zipfile.ZipFile(book) as parts:
        first = parts.read("xl/worksheets/sheet1.xml").decode()
        inputs = parts.read("xl/worksheets/sheet3.xml").decode()
    assert first.count("location=\"'inputs'!A1\"") == 2
    assert inputs.count("location=\"'Sources'!A2\"") == frame.height
