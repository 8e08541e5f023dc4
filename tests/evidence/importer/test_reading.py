"""Text files as they come: encodings, separators, headings, lines."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.importer.reading import LINE, opened, required


@pytest.fixture
def written(tmp_path):
    """Return a function that writes bytes to a file."""

    def write(content):
        file = tmp_path / "x.csv"
        file.write_bytes(content)
        return file

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_its_publisher_uses_is_found(written, encoding):
    file = written("a;b\nCôte;1\n".encode(encoding))
    table = opened(file, ("utf-8-sig", "cp1252")).table()
    assert table.rows() == [(2, "Côte", "1")]


def test_a_row_keeps_the_line_on_which_it_begins(written):
    sheet = opened(written(b'a,b\n"two\nlines",1\n\n x ,\n'))
    assert sheet.table().rows() == [(2, "two\nlines", "1"), (5, "x", None)]


def test_a_separator_at_the_end_of_a_row_is_no_cell(written):
    assert opened(written(b"a,b\n1,2,\n")).table().rows() == [(2, "1", "2")]
    with pytest.raises(InputError, match="csv:2 — 3 cells under 2 headings"):
        opened(written(b"a,b\n1,2,5\n")).table()


def test_batches_keep_lines_and_leave_out_what_nobody_asked_for(written, monkeypatch):
    monkeypatch.setattr("orepath.evidence.importer.textfile.CHUNK", 8)
    sheet = opened(written(b"a,b,c\n" + b"".join(b"%d,x,y\n" % n for n in range(20))))
    frame = pl.concat(sheet.batches({"a": pl.Int64()}, print))
    assert frame.columns == [LINE, "a"]
    assert frame[LINE].to_list() == list(range(2, 22))
    assert frame["a"].to_list() == list(range(20))


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "no headings"),
        (b"a,a\n1,2\n", "the heading stands twice"),
        (b"a,,c\n1,2,3\n", "the heading is empty"),
        (b"a,b\r1,2\r", "none of headings"),
        (b"a" * 200_000 + b",b\n", "none of headings"),
        (b"a,b\n1,\xe9\n", "csv:2 — the line is not utf-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused(written, content, match):
    with pytest.raises(InputError, match=match):
        opened(written(content))


def test_all_missing_columns_are_told_at_once(written):
    with pytest.raises(InputError) as caught:
        required(opened(written(b"a,b\n1,2\n")), ("a", "c", "d"))
    assert [problem.where for problem in caught.value.problems] == [
        "x.csv:1:c",
        "x.csv:1:d",
    ]


def test_the_number_of_a_row_that_programs_write_first_needs_no_heading(written):
    table = opened(written(b",RefYear,x\n0,2024,y\n"), known=("refYear",)).table()
    assert table.columns == [LINE, "row", "refYear", "x"]


def test_a_very_long_line_is_told_like_any_other(written):
    sheet = opened(written(b"a,b\n" + b"x" * 300_000 + b"\n1,2\n"))
    spoilt = []
    (batch,) = sheet.texts(("a", "b"), spoilt.append)
    assert batch.rows() == [(3, "1", "2")]
    assert [each.line for each in spoilt] == [2]
    assert [len(cells) for _, cells in sheet.cells([2])] == [1]
