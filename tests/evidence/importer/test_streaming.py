"""A file in many batches becomes what it becomes in one."""

import json

import pytest

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.catalogue import import_file
from orepath.evidence.library import Library

LAYOUT = """
[source]
id = "made-up"
title = "Made-up numbers"
[columns]
commodity = "Product"
place = "Country"
year = "Year"
value = "Amount"
basis = "Basis"
[constants]
mineral = "chromium"
measure = "production"
unit = "kt"
"""
HEAD = "Country,Product,Year,Amount,Basis"
ROWS = [f"KAZ,ore,{year},{year},gross" for year in range(1990, 2020)]
TRADE = (
    "freqCode,refYear,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,"
    "netWgt,primaryValue"
)


@pytest.fixture(params=[1 << 23, 40], ids=["one batch", "many"])
def batches(request, monkeypatch):
    """Read files in one batch, or a line or two at a time."""
    monkeypatch.setattr("orepath.evidence.importer.textfile.CHUNK", request.param)


@pytest.fixture
def layout(tmp_path):
    """Return a declaration."""
    file = tmp_path / "layout.toml"
    file.write_text(LAYOUT, encoding="utf-8")
    return file


@pytest.mark.usefixtures("batches")
def test_lines_are_kept_and_a_thing_stated_far_apart_is_written_once(
    taken, own, layout
):
    told = taken(
        "mapping", HEAD, "KAZ,ore,2019,7,gross", *ROWS, "Ruritania,ore,2000,1,gross",
        "KAZ,ore", "KAZ,ore,1990,1,gross", mapping=layout,
    )  # fmt: skip
    assert kept_aside(own).select("line", "why").rows() == [
        (32, "an earlier line states the same thing"),
        (33, "unknown country"),
        (34, "2 cells under 5 headings"),
        (35, "an earlier line states the same thing"),
    ]
    frame = Library(own).observations(year=2019)
    assert (told.rows, frame["value"].to_list()) == (30, [7_000.0])
    assert "line" not in frame.columns


@pytest.mark.usefixtures("batches")
def test_a_second_basis_far_below_ends_the_identifiers_of_all_rows(taken, own, layout):
    taken("mapping", HEAD, *ROWS, "KAZ,ore,2019,5,contained", mapping=layout)
    names = Library(own).observations()["id"]
    assert names.str.ends_with("/gross").sum() == 30
    assert names.str.ends_with("/contained").sum() == 1


@pytest.mark.usefixtures("batches")
def test_the_importers_report_stands_wherever_it_is_in_the_file(taken, own):
    mirror = "A,2024,398,X,699,H6,810820,600000,1"
    others = [f"A,{year},699,M,398,H6,810820,5,1" for year in range(2000, 2024)]
    told = taken("comtrade", TRADE, mirror, *others, "A,2024,699,M,398,H6,810820,5,1")
    assert (told.rows, told.kept_aside) == (25, 1)
    assert kept_aside(own)["line"].to_list() == [2]
    assert Library(own).trade(year=2024)["tonnes"].to_list() == [0.005]


def test_numbers_of_countries_are_those_of_trade_statistics(taken, own):
    rows = [(699, 842), (757, 490), (579, 251), ("699.0", "0156")]
    lines = [f"A,2024,{one},M,{two},H6,10121,5,1" for one, two in rows]
    assert taken("comtrade", TRADE, *lines).kept_aside == 0
    found = Library(own).trade()
    assert set(zip(found["importer"], found["exporter"], strict=True)) == {
        ("IND", "USA"), ("CHE", "TWN"), ("NOR", "FRA"), ("IND", "CHN")
    }  # fmt: skip
    assert found["hs"].unique().to_list() == ["010121"]


def test_rows_that_every_export_holds_do_not_speak_against_it(taken):
    sound = "A,2024,699,M,398,H6,810820,5,1"
    parts = [
        "A,2024,699,M,0,H6,810820,5,1",
        "A,2024,699,M,899,H6,810820,5,1",
        "A,2024,699,M,398,H6,8108,5,1",
        "A,2024,699,M,398,H6,TOTAL,5,1",
        "M,2024,699,M,398,H6,810820,5,1",
    ]
    told = taken("comtrade", TRADE, sound, *parts, *parts, *parts)
    assert (told.rows, told.kept_aside) == (1, 15)


def test_impossible_amounts_are_kept_aside(taken, own):
    told = taken(
        "comtrade", TRADE,
        *(f"A,{year},699,M,398,H6,810820,5,1" for year in range(2000, 2010)),
        "A,2010,699,M,398,H6,810820,5,inf", "A,2011,699,M,398,H6,810820,5,1e300",
        "A,2012,699,M,398,H6,810820,1e99,5", "A,2013,699,M,398,H6,810820,-1,5",
    )  # fmt: skip
    assert (told.rows, told.kept_aside) == (10, 4)
    assert Library(own).trade()["value_usd"].max() == 1


def test_a_recorded_answer_without_letters_is_read_by_its_numbers(tmp_path, own):
    said = "A,2024,699,M,398,H6,810820,5,1".split(",")  # noqa: SIM905
    cells: dict[str, str | None] = dict(zip(TRADE.split(","), said, strict=True))
    cells |= {"reporterISO": None, "partnerISO": None, "netWgt": None}
    file = tmp_path / "answer.json"
    file.write_text(json.dumps([cells]), encoding="utf-8")
    assert import_file("comtrade", file, own).rows == 1
    flows = Library(own).trade()
    assert flows.select("exporter", "importer", "tonnes").rows() == [
        ("KAZ", "IND", None)
    ]


@pytest.mark.parametrize(
    ("cells", "column", "advice"),
    [
        ("NA,ore,2020,1,gross", "Country", "write NAM if Namibia is meant"),
        ("SUN,ore,2020,1,gross", "Country", "is no more"),
        ("KAZ,ore,45292,1,gross", "Year", "serial number of the day 2024-01-01"),
        ("KAZ,ore,2020,12 %,gross", "Amount", "without a percent sign"),
        ("KAZ,ore,2020,1500e,gross", "Amount", "leave only the number"),
        ("KAZ,ore,2020,1e300,gross", "Amount", "look at the number and its unit"),
        ("KAZ,ore,2020,W,gross", "Amount", "nothing to do"),
        ("KAZ,ore,2020,—,gross", "Amount", "nothing to do"),
        ("KAZ,ore,2020,inf,gross", "Amount", "write a number"),
        ("KAZ,ore,2020,1,grosss", "Basis", "did you mean 'gross'?"),
        ('KAZ,"ore,2020,1,gross', "", "close the quote"),
    ],
)
def test_a_hostile_cell_is_told_with_a_remedy(
    taken, own, layout, cells, column, advice
):
    told = taken("mapping", HEAD, *ROWS, cells, mapping=layout)
    aside = kept_aside(own).row(0, named=True)
    assert (told.rows, told.kept_aside, aside["line"]) == (30, 1, 32)
    assert aside["column"] == column
    assert advice in aside["fix"]


def test_old_letters_years_with_a_point_and_other_cases_are_read(taken, own, layout):
    told = taken(
        "mapping", HEAD, "ZAR,ore,2020.0,1,GROSS", "uk,ore,2020,1 000,gross",
        mapping=layout,
    )  # fmt: skip
    frame = Library(own).observations().sort("place")
    assert told.kept_aside == 0
    assert frame.select("place", "year", "value").rows() == [
        ("COD", 2020, 1_000.0), ("GBR", 2020, 1_000_000.0)
    ]  # fmt: skip


def test_a_country_printed_in_parts_is_added_up(taken, own, layout):
    told = taken(
        "mapping", HEAD, '"Russia, Asia",ore,2020,3,gross',
        '"Russia, Europe",ore,2020,4,gross', "KAZ,ore,2020,1,gross", mapping=layout,
    )  # fmt: skip
    frame = Library(own).observations(place="RUS")
    assert (told.rows, frame["value"].to_list()) == (2, [7_000.0])
    assert frame["note"].to_list() == ["printed as Russia, Asia and Russia, Europe"]


def test_a_name_of_an_import_cannot_lead_out_of_the_folder(taken, own):
    told = taken("wgi", "code,year,indicator,estimate,stddev", "KAZ,2020,pv,0,0.1",
                 name="..odd name.csv")  # fmt: skip
    assert [path.parent.parent.parent for path in told.written[:1]] == [own]
    assert Library(own).governance().height == 1


def test_a_file_in_the_place_of_the_folder_is_told(taken, own):
    own.write_text("x")
    with pytest.raises(InputError, match="no folder"):
        taken("wgi", "code,year,indicator,estimate,stddev", "KAZ,2020,pv,0,0.1")
