"""A case goes to Excel and comes back the same, or every fault is told by its cell."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.world.calibrate import calibrate
from orepath.world.case import Case
from orepath.world.catalogue import BY_NAME
from orepath.world.excel.exchange import from_excel, to_excel
from orepath.world.load import load_case
from orepath.world.scenario import scenarios_of

SMALL = Path(__file__).parents[2] / "cases" / "small"
SCENARIOS = """# Power of India, 'twice'.

[dear]  # a remark
title = "Power costs = twice"
[[dear.changes]]
table = "power"
where = { place = "*" }
column = "price"
factor = 2.0
"""


def _same(one: Case, two: Case) -> None:
    assert one.settings == two.settings
    assert scenarios_of(one) == scenarios_of(two)
    for name, frame in one.tables.items():
        assert frame.equals(two.tables[name], null_equal=True), name


@pytest.mark.parametrize("name", [str(SMALL), "india-titanium"])
def test_a_round_trip_changes_no_cell_setting_or_scenario(
    name: str, tmp_path: Path
) -> None:
    out = to_excel(name, tmp_path / "case.xlsx")
    back = from_excel(tmp_path / "case.xlsx", tmp_path / "back")
    _same(out.case, back.case)
    _same(out.case, load_case(tmp_path / "back"))
    assert back.case.folder == tmp_path / "back"
    assert back.notes == ()


def test_a_round_trip_changes_no_figure_of_the_calibration(
    workbook: Path, tmp_path: Path
) -> None:
    there = calibrate(load_case(SMALL))
    back = calibrate(from_excel(workbook, tmp_path / "back").case)
    assert there.overlap == back.overlap
    assert there.adjustments.equals(back.adjustments)


def test_a_second_trip_gives_the_same_bytes(workbook: Path, tmp_path: Path) -> None:
    from_excel(workbook, tmp_path / "once")
    to_excel(tmp_path / "once", tmp_path / "twice.xlsx")
    assert (tmp_path / "twice.xlsx").read_bytes() == workbook.read_bytes()
    from_excel(tmp_path / "twice.xlsx", tmp_path / "again")
    for path in (tmp_path / "once").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_scenarios_and_comments_above_settings_go_along(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "in")
    (tmp_path / "in" / "scenarios.toml").write_text(SCENARIOS, encoding="utf8")
    (tmp_path / "in" / "README.md").write_text("Read me.", encoding="utf8")
    toml = (SMALL / "case.toml").read_text(encoding="utf8")
    notes = 'notes = """\nOne "quoted",\n# no comment: C:\\\\x\n"""'
    remarked = toml.replace("seed", "# why seven\n#  and so\nseed").splitlines()[:-1]
    body = "\n".join([*remarked, notes]) + "\n"
    (tmp_path / "in" / "case.toml").write_text(body, encoding="utf8")
    out = to_excel(tmp_path / "in", tmp_path / "case.xlsx")
    back = from_excel(tmp_path / "case.xlsx", tmp_path / "back")
    assert out.notes == ("README.md is not carried",)
    _same(out.case, back.case)
    text = (tmp_path / "back" / "scenarios.toml").read_text(encoding="utf8")
    assert text == SCENARIOS
    told = (tmp_path / "back" / "case.toml").read_text(encoding="utf8")
    assert "# why seven\n#  and so\nseed = 7\n" in told
    assert out.case.settings.notes == 'One "quoted",\n# no comment: C:\\x\n'


WORDS = st.one_of(
    st.sampled_from(
        ["007", "=1+1", "+1", "-", "@x", "1,5", "TRUE", "#REF!", "_x0041_", "'a", '"']
    ),
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n\r\x01"
        ),
        max_size=40,
    ),
    st.integers(1, 5).map(lambda n: "long words, " * 500 * n),
)
NUMBERS = st.floats(0, 1e300, allow_subnormal=False) | st.sampled_from(
    [1e-9, 0.1 + 0.2, 1 / 3, 2**53 + 2.0, 123456789.123456789]
)


@pytest.mark.slow
@given(
    rows=st.lists(
        st.tuples(WORDS, NUMBERS, NUMBERS | st.none(), WORDS), min_size=1, max_size=30
    )
)
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_stands_in_a_cell_comes_back(
    rows: list[tuple[str, float, float | None, str]], tmp_path: Path
) -> None:
    home = Path(str(tmp_path)) / str(len(list(tmp_path.iterdir())))
    shutil.copytree(SMALL, home / "in")
    stops = pl.DataFrame(
        {
            "stop": [f"{row} {words[0]}" for row, words in enumerate(rows)],
            "lat": [row[1] % 90 for row in rows],
            "lon": [-(row[1] % 180) for row in rows],
            "place": "IND",
            "source": [f"s{row[3]}" for row in rows],
            "grade": "C",
            "note": [row[0] for row in rows],
        }
    )
    stops.write_csv(home / "in" / "stops.csv")
    rates = pl.DataFrame(
        {
            "mode": [str(row) for row in range(len(rows))],
            "figure": "cost",
            "value": [row[1] for row in rows],
            "value_low": [row[1] if row[2] is None else None for row in rows],
            "value_high": [max(row[1], row[2] or 0) for row in rows],
            "unit": [f"u{row[0]}" for row in rows],
            "source": "s",
            "grade": "B",
        }
    )
    rates.write_csv(home / "in" / "rates.csv")
    out = to_excel(home / "in", home / "case.xlsx")
    back = from_excel(home / "case.xlsx", home / "back")
    _same(out.case, back.case)


def test_texts_that_look_like_numbers_or_formulas_stay_texts(
    book: Any, tmp_path: Path
) -> None:
    note = book.column("sites", "note")
    for row, text in enumerate(["007", "=1+1", "TRUE", "1e5"], start=3):
        book.put("sites", f"{note}{row}", text)
    back = from_excel(book.save(), tmp_path / "back").case
    assert back.tables["sites"]["note"].to_list()[:4] == ["007", "=1+1", "TRUE", "1e5"]


def test_a_sheet_without_rows_is_no_table(book: Any, tmp_path: Path) -> None:
    book.sheets["tariffs"] = {
        at: word for at, word in book.sheets["tariffs"].items() if at[0] < 3
    }
    back = from_excel(book.save(), tmp_path / "back")
    assert not (tmp_path / "back" / "tariffs.csv").exists()
    assert not (tmp_path / "back" / "legs.csv").exists()
    assert back.case.tables["tariffs"].is_empty()


def test_what_a_user_may_do_freely_changes_nothing(book: Any, tmp_path: Path) -> None:
    first = book.column("sites", "site")
    book.put("sites", f"{first}3", "  ind_mine ")
    book.put("sites", "B1", " Place ")
    book.move("sites", lambda row, column: (row + (row > 4), column))
    book.move("trade", lambda row, column: (row - (row > 1), column))
    book.sheets["trade"] = {
        at: word for at, word in book.sheets["trade"].items() if at[0] > 1
    } | {(1, at): word for at, word in enumerate(BY_NAME["trade"].schema(), start=1)}
    book.rename("sites", "SITES")
    book.sheets["my sums"] = {(1, 1): "kept by the user"}
    back = from_excel(book.save("edited.xlsm"), tmp_path / "back")
    _same(load_case(SMALL), back.case)
    assert back.notes == ("sheet 'my sums' is left aside",)


def test_a_formula_counts_by_its_value(book: Any, tmp_path: Path) -> None:
    book.put_formula("sites", f"{book.column('sites', 'output')}3", "=200*1", 200)
    back = from_excel(book.save(), tmp_path / "back")
    _same(load_case(SMALL), back.case)
    assert back.notes == ("1 formulas on sites count by their values",)


def test_every_fault_of_the_cells_is_told_at_once(book: Any) -> None:
    at = {name: book.column("sites", name) for name in ("output", "note", "place")}
    high = book.column("sites", "output_high")
    book.put("sites", f"{at['output']}3", "1,5")
    book.put("sites", f"{at['output']}4", datetime(2024, 5, 1))
    book.put("sites", f"{high}5", "1 000")
    book.put("sites", f"{at['output']}6", None)
    book.put("sites", f"{at['place']}6", "IDN")
    book.put("sites", f"{at['note']}4", "#REF!")
    book.put("trade", f"{book.column('trade', 'quantity')}3", -4)
    told = book.problems()
    assert told[f"sites!{at['output']}3"].what == (
        "a text where a number belongs: '1,5'"
    )
    assert told[f"sites!{at['output']}4"].what.startswith("a date, expected a number")
    assert "1 000" in told[f"sites!{high}5"].what
    assert told[f"sites!{at['output']}6"].what == "cell is empty"
    assert told[f"sites!{at['place']}6"].what == "unknown place 'IDN'"
    assert "the sheet places" in told[f"sites!{at['place']}6"].fix
    assert f"trade!{book.column('trade', 'quantity')}3" in told
    assert len(told) == 6


def test_faults_below_a_blank_row_are_told_at_their_own_row(book: Any) -> None:
    place = book.column("sites", "place")
    book.move("sites", lambda row, column: (row + 2 * (row > 3), column))
    book.put("sites", f"{place}6", "XXX")
    book.put("sites", "A8", "chn_mine")
    told = book.problems()
    assert told[f"sites!{place}6"].what == "unknown place 'XXX'"
    assert told["sites!A8"].what == "chn_mine stands already in row 6"


def test_errors_and_formulas_without_a_value_are_told(book: Any) -> None:
    output = book.column("sites", "output")
    book.put_formula("sites", f"{output}3", "=1/0", "#DIV/0!")
    book.put_formula("sites", f"{output}4", "=A1", "")
    book.merged.append(("sites", "M5:M6"))
    told = book.problems()
    assert told[f"sites!{output}3"].what == "Excel's error #DIV/0!"
    assert "sites!M5:M6" in told
    assert told["sites!M5:M6"].fix == "unmerge them and fill each cell"


def test_missing_strange_and_doubled_columns_are_told(book: Any) -> None:
    book.put("sites", f"{book.column('sites', 'output')}1", "outptu")
    book.put("sites", "R1", "site")
    book.put("trade", f"{book.column('trade', 'origin')}1", None)
    told = book.problems()
    assert told["sites!E1"].what == "unknown column 'outptu'"
    assert "did you mean 'output'?" in told["sites!E1"].fix
    assert told["sites!R1"].what == "the heading site stands twice"
    assert told["sites!S1"].what == "the column output is missing"
    assert told["trade!B2"].what == "a cell below no heading"
    assert any("origin is missing" in problem.what for problem in told.values())


def test_missing_and_renamed_sheets_are_told_and_nothing_that_follows(
    book: Any,
) -> None:
    book.rename("places", "place")
    book.rename("projects", "project")
    del book.sheets["sites"]
    told = book.problems()
    assert told["places"].fix == "rename the sheet 'place': 'places'"
    assert told["projects"].fix == "rename the sheet 'project': 'projects'"
    assert told["sites"].what == "the sheet is missing"
    assert set(told) == {"places", "projects", "sites"}


def test_optional_sheets_and_columns_may_be_missing_and_are_noted(
    book: Any, tmp_path: Path
) -> None:
    del book.sheets["legs"]
    del book.sheets["scenarios"]
    at = ord(book.column("sites", "note")) - ord("A") + 1
    book.sheets["sites"] = {
        place: word for place, word in book.sheets["sites"].items() if place[1] != at
    }
    back = from_excel(book.save(), tmp_path / "back")
    assert back.notes == (
        "no sheet legs: the case does without",
        "no sheet scenarios: the case does without",
        "no column note on sites: its cells count as empty",
    )


def test_settings_without_headings_or_sheet_are_told_once(book: Any) -> None:
    book.sheets["case"] = {(1, 1): "Notes of mine"}
    assert list(book.problems()) == ["case!A1"]
    del book.sheets["case"]
    assert list(book.problems()) == ["case"]


def test_a_setting_that_stands_twice_is_told(book: Any) -> None:
    book.put("case", "A40", "seed")
    book.put("case", "B40", 8)
    assert book.problems()["case!B40"].what == "seed stands twice"


def test_a_sheet_whose_headings_are_gone_is_told_once(book: Any) -> None:
    book.sheets["sites"] = {(2, 3): "Notes of mine"}
    told = book.problems()
    assert [where for where in told if where.startswith("sites")] == ["sites!A2"]


def test_faulty_settings_are_told_at_their_cells(book: Any) -> None:
    rows = {word: row for (row, at), word in book.sheets["case"].items() if at == 1}
    book.put("case", f"B{rows['discount_rate']}", "0,08")
    book.put("case", f"B{rows['periods']}", "2030, 2025")
    book.put("case", f"B{rows['focus']}", "INDIA")
    book.put("case", f"B{rows['seed']}", None)
    book.put("case", "A40", "currencies")
    book.put("case", "B41", 4)
    told = book.problems()
    assert "valid number" in told[f"case!B{rows['discount_rate']}"].what
    assert f"case!B{rows['seed']}" in told
    assert told["case!A40"].fix == "did you mean 'currency'?"
    assert told["case!A41"].what == "a value beside no setting"
    book.put("case", f"B{rows['discount_rate']}", 0.08)
    book.put("case", f"B{rows['seed']}", 7)
    book.put("case", "A40", None)
    book.put("case", "B41", None)
    again = book.problems()
    assert "years do not rise" in again[f"case!B{rows['periods']}"].what
    assert again[f"case!B{rows['focus']}"].what == "unknown place 'INDIA'"


def test_faulty_scenarios_are_told_at_their_line(book: Any) -> None:
    lines = ["", "[dear]", 'title = "Dear"', "changes = [", "nonsense"]
    for row, line in enumerate(lines, start=1):
        book.put("scenarios", f"A{row}", line)
    assert "not valid TOML" in book.problems()["scenarios!A5"].what
    lines = ["", "[dear]", 'title = "Dear"', "[[dear.changes]]", 'table = "prices"']
    lines += ['column = "prise"', "factor = 2.0"]
    for row, line in enumerate(lines, start=1):
        book.put("scenarios", f"A{row}", line)
    told = book.problems()["scenarios!A2"]
    assert told.what == "dear.changes[0]: no column 'prise' in prices"
    book.put("scenarios", "B3", "beside")
    assert "scenarios!B3" in book.problems()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"site,place\n", "not an .xlsx workbook"),
        (b"", "not an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked by a password, or a workbook of"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(
    content: bytes, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=what):
        from_excel(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        from_excel(tmp_path / "x.xlsx", tmp_path / "out")
    with pytest.raises(InputError, match="is a folder"):
        from_excel(tmp_path, tmp_path / "out")


def test_a_folder_with_files_is_refused_and_an_empty_one_filled(
    workbook: Path, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf8")
    with pytest.raises(InputError, match="stands there already"):
        from_excel(workbook, tmp_path / "full")
    (tmp_path / "empty").mkdir()
    from_excel(workbook, tmp_path / "empty")
    assert (tmp_path / "empty" / "case.toml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "full"]


def test_a_workbook_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    path.write_bytes(b"somebody's work")
    with pytest.raises(InputError, match="stands there already"):
        to_excel(SMALL, path)
    assert path.read_bytes() == b"somebody's work"
    to_excel(SMALL, path, replacing=True)
    assert path.read_bytes().startswith(b"PK")
    with pytest.raises(InputError, match="name ends in"):
        to_excel(SMALL, tmp_path / "case.xls")


def test_a_place_that_cannot_be_written_is_told(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf8")
    with pytest.raises(InputError, match="cannot be written"):
        from_excel(workbook, tmp_path / "file" / "case")
    with pytest.raises(InputError, match="cannot be written"):
        to_excel(SMALL, tmp_path / "file" / "case.xlsx")
