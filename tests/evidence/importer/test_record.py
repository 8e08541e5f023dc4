"""Rows of several lines, lines that are none, and quotes that are never closed."""

import pytest

from orepath.evidence.importer.record import MOST_LINES, Records


def cut(text, *, last=True):
    records = Records(text, 2, 2, ",", last=last)
    rows = [(row.line, row.spoilt.what if row.spoilt else row.cells) for row in records]
    return rows, records.left


def test_a_cell_may_hold_line_ends_and_the_row_bears_its_first_line():
    rows, _ = cut('a,"x\ny"\n\nb,z\n')
    assert rows == [(2, ["a", "x\ny"]), (5, ["b", "z"])]


@pytest.mark.parametrize("quote", ['a,"x\n', '"a,x\n', 'a,"x"y\n'])
def test_a_quote_that_is_not_closed_spoils_its_own_line_only(quote):
    rows, left = cut(f'{quote}b,z\n"c",w\nd,v\n')
    assert left == ""
    assert rows[0][0] == 2
    assert "a quote is not closed" in rows[0][1]
    assert rows[1:] == [(3, ["b", "z"]), (4, ["c", "w"]), (5, ["d", "v"])]


def test_a_row_cut_by_the_end_of_a_text_is_left_for_the_next():
    rows, left = cut('a,x\nb,"y\n', last=False)
    assert rows == [(2, ["a", "x"])]
    assert left == 'b,"y\n'


def test_an_open_quote_waits_for_a_limited_number_of_lines():
    text = 'a,"x\n' + "b,y\n" * (MOST_LINES + 5)
    rows, left = cut(text, last=False)
    assert "not closed" in rows[0][1]
    assert len(rows) == MOST_LINES + 6
    assert left == ""


def test_too_many_too_few_and_null_bytes_are_told():
    rows, _ = cut("a\na,b,c\na,b,\na,\0\n")
    assert rows == [
        (2, "1 cells under 2 headings"),
        (3, "3 cells under 2 headings"),
        (4, ["a", "b"]),
        (5, "a cell holds a null byte"),
    ]
