"""Governance indicators as the World Bank lays them out."""

import pytest
import xlsxwriter

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.catalogue import import_file
from orepath.evidence.library import Library, library

HEAD = "codeindyr,code,countryname,year,indicator,estimate,stddev,nsource,pctrank"
ROWS = (
    "KAZpv2023,KAZ,Kazakhstan,2023,pv,-0.25,0.21,7,38.4",
    "ROMpv2023,ROM,Romania,2023,pv,0.5,0.2,7,60",
    "KAZva2023,KAZ,Kazakhstan,2023,va,-1.1,0.13,9,16.9",
)


def test_rows_become_governance_in_iso_codes(taken, own):
    told = taken("wgi", HEAD, *ROWS, edition="2025")
    frame = Library(own).governance(indicator="PV")
    assert (told.rows, told.kept_aside) == (3, 0)
    assert frame["place"].to_list() == ["KAZ", "ROU"]
    assert frame["source"].unique().to_list() == ["wgi-2025"]
    assert frame.schema == library().governance(place="KAZ").schema


def test_the_users_year_takes_the_place_of_the_embedded_one(taken, own):
    taken("wgi", HEAD, ROWS[0])
    found = library(own).governance(indicator="PV", place="KAZ", year=2023)
    assert found["estimate"].round(2).to_list() == [-0.25]


def test_faulty_rows_are_kept_aside(taken, own):
    taken(
        "wgi",
        HEAD,
        *ROWS,
        "x,KZA,Kazakhstan,2023,pv,0,0,0,0",
        "x,IND,India,45292,pv,0,0,0,0",
        "x,IND,India,2023,px,0,0,0,0",
        "x,IND,India,2023,pv,..,..,0,..",
        "x,IND,India,2022,pv,38.4,0,0,0",
        "x,KAZ,Kazakhstan,2023,pv,-0.3,0.2,7,38",
    )
    assert kept_aside(own)["column"].to_list() == [
        "code", "year", "indicator", "estimate", "estimate", "code"
    ]  # fmt: skip


def test_a_workbook_is_read_like_text(tmp_path, own):
    file = tmp_path / "wgidataset.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Sheet1")
        for at, line in enumerate([HEAD, *ROWS]):
            sheet.write_row(at, 0, line.split(","))
        sheet.write_number(1, 3, 2023)
        sheet.write_number(1, 5, -0.25)
    assert import_file("wgi", file, own).rows == 3
    with pytest.raises(InputError, match="did you mean 'Sheet1'"):
        import_file("wgi", file, own, sheet="Sheet2")


def test_a_file_that_is_no_workbook_is_refused(tmp_path, own):
    file = tmp_path / "wgidataset.xlsx"
    file.write_text("code,year", encoding="utf-8")
    with pytest.raises(InputError, match="the file is no workbook"):
        import_file("wgi", file, own)


def test_a_missing_column_is_told_with_a_near_one(taken):
    with pytest.raises(InputError, match="did you mean 'estimat'"):
        taken("wgi", HEAD.replace("estimate", "estimat"), *ROWS)


def test_the_layout_since_2025_has_a_sheet_an_indicator_and_no_rank(tmp_path, own):
    file = tmp_path / "wgidataset.xlsx"
    head = ("Economy (code)", "Year", "Governance dimension",
            "Governance estimate (approx. -2.5 to +2.5)",
            "Standard error (estimate)")  # fmt: skip
    with xlsxwriter.Workbook(file) as book:
        for name in ("va", "pv"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head)
            sheet.write_row(1, 0, ["KAZ", 2023, name, -0.5, 0.2])
            sheet.write_row(2, 0, ["KAZ", 2022, name, "..", ".."])
    with pytest.raises(InputError, match="a sheet an indicator: va, pv"):
        import_file("wgi", file, own)
    for name in ("va", "pv"):
        assert import_file("wgi", file, own, sheet=name, edition="2025").rows == 1
    frame = Library(own).governance(place="KAZ").sort("indicator")
    assert frame.select("indicator", "estimate", "rank").rows() == [
        ("PV", -0.5, None), ("VA", -0.5, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "KAZ,2023,pv,0,abc,1",
        "KAZ,2023,pv,0,-1,1",
        "KAZ,2023,pv,0,1,101",
        "KAZ,2023,pv,0,1,x",
        "KAZ,2023,pv,inf,1,1",
    ],
)
def test_an_impossible_error_or_rank_is_kept_aside(taken, own, row):
    sound = [f"KAZ,{year},pv,0,0.1,50" for year in range(2000, 2010)]
    told = taken("wgi", "code,year,indicator,estimate,stddev,pctrank", *sound, row)
    assert (told.rows, told.kept_aside) == (10, 1)
    assert kept_aside(own)["line"].to_list() == [12]


def test_an_edition_is_a_word(taken):
    with pytest.raises(InputError, match="is no edition"):
        taken("wgi", HEAD, *ROWS, edition="../x")
