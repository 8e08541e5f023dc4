"""The quick way of reading gives what the careful one gives."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.evidence.importer.block import is_tidy, quick_rows
from orepath.evidence.importer.reading import opened

CELLS = st.text(st.sampled_from('ab1,;" \n'), max_size=4)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_every_table_is_read_as_it_was_written(tmp_path_factory, rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("x", "y", "z"), *rows])
    file = tmp_path_factory.getbasetemp() / "law.csv"
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    spoilt = []
    sheet = opened(file)
    found = pl.concat(
        [
            pl.DataFrame(schema=dict.fromkeys("xyz", pl.String())),
            *(part.drop("line") for part in sheet.texts("xyz", spoilt.append)),
        ]
    )
    wanted = [tuple(cell.strip() or None for cell in row) for row in rows]
    assert spoilt == []
    assert found.rows() == [row for row in wanted if any(row)]


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (b'1,"a,b"\n', True),
        (b'1,"a ""b"""\r\n', True),
        (b'1,a"b"\n', False),
        (b'1,"a\nb"\n', False),
        (b"1,\0\n", False),
        (b"1,2\r3,4\n", False),
    ],
)
def test_only_quotes_around_whole_cells_are_tidy(text, tidy):
    assert is_tidy(text, ",") is tidy


def test_uneven_lines_are_set_apart_and_the_others_keep_their_numbers():
    text = b'1,2\n1\n\n"1,5",2\n1,2,3\n5,6\n'
    quick = quick_rows(text, 2, ("a", "b"), ",", {"a": pl.String(), "b": pl.Int8()})
    assert quick is not None
    frame, spoilt = quick
    assert frame.rows() == [(2, "1", 2), (5, "1,5", 2), (7, "5", 6)]
    assert [each.line for each in spoilt] == [3, 6]


def test_a_row_that_ends_with_a_separator_is_left_to_the_careful_way():
    assert quick_rows(b"1,2,\n", 2, ("a", "b"), ",", {"a": pl.String()}) is None
