"""Tables: what a declaration accepts, and where it says a fault lies."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.core.column import Column, ranged
from orepath.core.table import TableSpec, empty, read_table

SPEC = TableSpec(
    "heaps",
    "Heaps of ore beside a road.",
    (
        Column("heap", "text", "Short name."),
        Column("kind", "text", "What lies there.", choices=("ore", "slag")),
        *ranged("amount", "t", "How much."),
        Column("share", "number", "Part owned.", "fraction", least=0, most=1),
        Column("year", "integer", "When seen.", "year"),
        Column("wet", "flag", "Rained on.", required=False, default=False),
        Column("note", "text", "Remark.", required=False, default=""),
    ),
    ("heap", "year"),
)
HEAD = "heap,kind,amount,amount_low,amount_high,share,year,wet,note"


@pytest.fixture
def told(tmp_path):
    """Return a reader of lines that gives the table and the faults as pairs."""

    def read(*lines, head=HEAD, spec=SPEC):
        path = tmp_path / f"{spec.name}.csv"
        path.write_text("\n".join((head, *lines)) + "\n", encoding="utf8")
        problems = []
        frame = read_table(path, spec, problems)
        return frame, [(p.where, p.what, p.fix) for p in problems]

    return read


def test_a_sound_table_is_read_as_declared(told):
    frame, faults = told(
        "a,ore,1.5,,2,0.25,2024,yes,by the gate", "b,slag,2,1,3,1,2024,,"
    )
    assert faults == []
    assert frame.schema == SPEC.schema()
    assert frame.rows() == [
        ("a", "ore", 1.5, None, 2.0, 0.25, 2024, True, "by the gate"),
        ("b", "slag", 2.0, 1.0, 3.0, 1.0, 2024, False, ""),
    ]


def test_columns_may_stand_in_any_order_and_blanks_do_not_count(told):
    frame, faults = told(
        "2024 , a,ore, 1 ,1",
        head="year,heap,kind,amount,share",
    )
    assert faults == []
    assert frame.columns == list(SPEC.schema())
    assert frame.row(0)[:3] == ("a", "ore", 1.0)


@pytest.mark.parametrize("word", ["yes", "TRUE", "1", "True", "Yes"])
def test_words_for_yes_are_understood(told, word):
    assert told(f"a,ore,1,,,1,2024,{word},")[0]["wet"].to_list() == [True]


@pytest.mark.parametrize(
    ("line", "column", "what", "fix"),
    [
        (",ore,1,,,1,2024,,", "heap", "cell is empty", "fill it: Short name."),
        ("a,or,1,,,1,2024,,", "kind", "unknown word 'or'", "did you mean 'ore'?"),
        ("a,ore,x,,,1,2024,,", "amount", "not a number: 'x'", "give a number [t]"),
        (
            'a,ore,"1,5",,,1,2024,,',
            "amount",
            "not a number: '1,5'",
            "give a number with a decimal point and no thousands mark [t]",
        ),
        ("a,ore,nan,,,1,2024,,", "amount", "not a finite number", "leave empty"),
        ("a,ore,inf,,,1,2024,,", "amount", "not a finite number", "leave empty"),
        (
            "a,ore,-3,,,1,2024,,",
            "amount",
            "negative amount -3, expected 0 or more",
            "correct the number or its sign",
        ),
        (
            "a,ore,1,-1,,1,2024,,",
            "amount_low",
            "negative amount_low -1",
            "correct the number or its sign",
        ),
        (
            "a,ore,1,,,1.2,2024,,",
            "share",
            "share 1.2, expected 1 or less",
            "correct the number or its unit",
        ),
        ("a,ore,1,,,1,1e20,,", "year", "not a whole number", "give a whole number"),
        ("a,ore,1,,,1,2024.5,,", "year", "not a whole number", "give a whole number"),
        ("a,ore,1,,,1,2024,perhaps,", "wet", "neither yes nor no", "write yes or no"),
    ],
)
def test_a_faulty_cell_is_told_with_row_column_and_remedy(
    told, line, column, what, fix
):
    frame, faults = told("z,ore,1,,,1,2020,no,", line)
    ((where, found, remedy),) = faults
    assert where == f"heaps.csv:3:{column}"
    assert found.startswith(what)
    assert remedy.startswith(fix)
    assert frame[column].to_list()[1] is None


def test_every_faulty_cell_of_a_file_is_told_in_one_reading(told):
    _, faults = told("a,or,x,,,2,2024,,", "b,ore,-1,,,1,x,maybe,")
    assert [where for where, _, _ in faults] == [
        "heaps.csv:2:kind",
        "heaps.csv:2:amount",
        "heaps.csv:3:amount",
        "heaps.csv:2:share",
        "heaps.csv:3:year",
        "heaps.csv:3:wet",
    ]


def test_a_missing_column_and_an_unknown_one_stand_at_the_heading(told):
    _, faults = told("a,1,1,2024,x", head="heap,amount,share,year,kindd")
    assert [(where, what.split(";")[0]) for where, what, _ in faults] == [
        ("heaps.csv:1:kind", "column is missing"),
        ("heaps.csv:1:kindd", "unknown column"),
    ]
    assert faults[1][2] == "did you mean 'kind'?"


def test_the_same_key_twice_names_the_first_row(told):
    _, faults = told("a,ore,1,,,1,2024,,", "a,ore,1,,,1,2025,,", "a,slag,2,,,1,2024,,")
    assert faults == [
        (
            "heaps.csv:4:heap",
            "a · 2024 stands already in row 2",
            "keep one of the two rows",
        )
    ]


def test_two_rows_whose_key_could_not_be_read_are_not_called_the_same(told):
    _, faults = told("a,ore,1,,,1,x,,", "a,ore,1,,,1,y,,")
    assert [where for where, _, _ in faults] == ["heaps.csv:2:year", "heaps.csv:3:year"]


def test_a_missing_file_says_what_it_would_hold(tmp_path):
    problems = []
    frame = read_table(tmp_path / "heaps.csv", SPEC, problems)
    (problem,) = problems
    assert problem.where == "heaps.csv"
    assert problem.what == "file is missing; it holds heaps of ore beside a road"
    assert problem.fix == "add heaps.csv with columns heap, kind, amount, share, year"
    assert frame.equals(empty(SPEC))


def test_an_optional_file_may_be_missing(tmp_path):
    spec = TableSpec("heaps", "Heaps.", SPEC.columns, SPEC.key, optional=True)
    problems = []
    assert read_table(tmp_path / "heaps.csv", spec, problems).is_empty()
    assert problems == []


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n", b",,\na,b,c\n", b"heap,kind\n\xff\xfe,ore\n"),
        b'heap,kind\n"a"b,ore\n',
    ],
)
def test_a_file_that_is_no_table_is_told_as_a_whole(tmp_path, content):
    path = tmp_path / "heaps.csv"
    path.write_bytes(content)
    problems = []
    assert read_table(path, SPEC, problems).is_empty()
    (problem,) = problems
    assert problem.where == "heaps.csv"
    assert problem.what.startswith("not a readable CSV file")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEAD.encode() + b"\na,ore,1,,,1,2024,,\n",
        HEAD.encode() + b"\r\na,ore,1,,,1,2024,,\r\n",
        HEAD.replace(",", " , ").encode() + b"\na,ore,1,,,1,2024,,\n",
        HEAD.encode() + b"\na,ore,1,,,1,2024,,\n,,,,,,,,\n\n",
        HEAD.encode() + b"\na,ore,1,,,1,2024",
    ],
)
def test_what_spreadsheets_leave_in_a_file_is_no_fault(tmp_path, content):
    path = tmp_path / "heaps.csv"
    path.write_bytes(content)
    problems = []
    frame = read_table(path, SPEC, problems)
    assert problems == []
    assert frame.rows() == [("a", "ore", 1.0, None, None, 1.0, 2024, False, "")]


def test_an_empty_row_between_others_is_told(told):
    _, faults = told(",,,,,,,,", "a,ore,1,,,1,2024,,")
    assert {where for where, _, _ in faults} == {
        f"heaps.csv:2:{c.name}" for c in SPEC.columns if c.required
    }


def test_a_decimal_comma_that_splits_a_cell_is_told_with_its_row(told):
    frame, faults = told("a,ore,1,,,1,2024,,", "b,ore,1,5,,,1,2024,,")
    ((where, what, fix),) = faults
    assert where == "heaps.csv:3"
    assert what == "10 cells under 9 headings"
    assert fix.startswith("write decimals with a point")
    assert frame.is_empty()


def test_two_columns_of_one_heading_are_told(told):
    frame, faults = told("a,ore,1,,,1,2024,,", head=HEAD.replace("share", "amount"))
    assert [(where, what) for where, what, _ in faults] == [
        ("heaps.csv:1", "two columns are headed 'amount'")
    ]
    assert frame.is_empty()


def test_where_every_row_is_short_the_last_cells_are_empty(told):
    frame, faults = told("a,ore,1", head="heap,kind,amount,share,year,wet")
    assert frame.height == 1
    assert {where for where, _, _ in faults} == {
        "heaps.csv:2:share",
        "heaps.csv:2:year",
    }


def test_cells_parted_by_semicolons_are_told_once(told):
    _, faults = told("a;ore;1;;;1;2024;;", head=HEAD.replace(",", ";"))
    assert [(where, what) for where, what, _ in faults] == [
        ("heaps.csv", "not a readable CSV file: its cells are parted by semicolons")
    ]


def test_a_quote_left_open_is_told(told):
    _, faults = told('"a,ore,1,,,1,2024,,', *["b,ore,1,,,1,2024,,"] * 10_000)
    assert [where for where, _, _ in faults] == ["heaps.csv"]


def test_a_table_without_a_key_may_repeat_its_rows(told):
    spec = TableSpec("heaps", "Heaps.", SPEC.columns, ())
    assert told(*["a,ore,1,,,1,2024,,"] * 2, spec=spec)[1] == []


def test_a_range_is_three_columns_of_which_only_the_middle_must_be_filled():
    value, low, high = ranged("price", "USD/t", "What a tonne costs.", most=9.0)
    assert [c.name for c in (value, low, high)] == ["price", "price_low", "price_high"]
    assert [c.required for c in (value, low, high)] == [True, False, False]
    assert {c.unit for c in (value, low, high)} == {"USD/t"}
    assert {c.most for c in (value, low, high)} == {9.0}
    assert low.meaning == "What a tonne costs. Low end."


def test_a_column_is_found_by_name_and_a_wrong_name_is_the_callers_fault():
    assert SPEC.column("year").kind == "integer"
    with pytest.raises(KeyError, match="heaps has no column yaer"):
        SPEC.column("yaer")


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e15),
            st.floats(0, 1),
            st.integers(0, 3000),
            st.booleans(),
            st.text("abc ,;\"'é\n", max_size=6),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(tmp_path_factory, rows):
    frame = pl.DataFrame(
        [
            (f"h{i}", "ore", amount, None, None, share, year, wet, note.strip())
            for i, (amount, share, year, wet, note) in enumerate(rows)
        ],
        schema=SPEC.schema(),
        orient="row",
    )
    path = tmp_path_factory.mktemp("round") / "heaps.csv"
    frame.write_csv(path)
    problems = []
    assert read_table(path, SPEC, problems).equals(frame)
    assert problems == []
