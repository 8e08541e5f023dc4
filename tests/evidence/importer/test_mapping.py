"""Any table by a declaration: words, units, decimal marks, and what is refused."""

import pytest
import xlsxwriter

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.catalogue import import_file
from orepath.evidence.library import Library, library

LAYOUT = """
names = [
  { said = "Chrome ore", mineral = "chromium", commodity = "chromite", stage = "mine" },
  { said = "Rutile", mineral = "titanium", commodity = "rutile", stage = "mine" },
]
[source]
id = "ministry-2025"
title = "Minerals in figures"
publisher = "Ministry"
year = 2025
[columns]
said = "Product"
place = "Country"
year = "Year"
value = "Amount"
[constants]
measure = "production"
unit = "thousand metric tons"
basis = "gross"
grade = "A"
"""
HEAD = "Country,Product,Year,Amount"


@pytest.fixture
def layout(tmp_path):
    """Return a function that writes a declaration."""

    def written(text=LAYOUT):
        file = tmp_path / "layout.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def test_a_declared_table_becomes_observations_beside_the_embedded_ones(
    taken, own, layout
):
    told = taken("mapping", HEAD, "Kazakhstan,Chrome ore,2023,6.5", mapping=layout())
    key = "ministry-2025/chromite/production/KAZ/2023"
    assert told.rows == 1
    row = library(own).row(key)
    assert (row["value"], row["unit"], row["stage"]) == (6_500.0, "t/a", "mine")
    assert library(own).cite(key).startswith("Ministry (2025): Minerals in figures")
    held = library().observations(commodity="chromite", year=2023).height
    both = library(own).observations(commodity="chromite", year=2023).height
    assert both == held + 1


def test_decimal_commas_are_read_where_they_are_declared(taken, own, layout):
    text = LAYOUT.replace("names = [", "decimal = ','\nnames = [", 1)
    head = HEAD.replace(",", ";")
    taken("mapping", head, "KAZ;Rutile;2023;1.006,5", mapping=layout(text))
    assert Library(own).observations()["value"].to_list() == [1_006_500.0]


def test_faulty_rows_are_kept_aside_with_advice(taken, own, layout):
    told = taken(
        "mapping",
        HEAD,
        *(f"KAZ,Rutile,{year},1" for year in range(2010, 2020)),
        "Kazakstan,Rutile,2023,1",
        "KAZ,Rutil,2023,1",
        "KAZ,Rutile,45292,1",
        'KAZ,Rutile,2023,"6,5"',
        "KAZ,Rutile,2023,-1",
        "KAZ,Rutile,2023,",
        "KAZ,Rutile,2019,2",
        mapping=layout(),
    )
    aside = kept_aside(own)
    assert (told.rows, told.kept_aside) == (10, 7)
    assert aside["line"].to_list() == list(range(12, 19))
    assert aside["fix"][0] == "did you mean 'kazakhstan'?"
    assert aside["fix"][1] == "did you mean 'rutile'?"
    assert "decimal = ','" in aside["fix"][3]
    assert aside["why"][6] == "an earlier line states the same thing"


def test_years_may_stand_side_by_side_in_a_sheet(tmp_path, own):
    file = tmp_path / "yearbook.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Chromium (Cr2O3)")
        sheet.write_row(0, 0, ["Chromium (Cr2O3)"])
        sheet.write_row(1, 0, ["Country", "unit", "2022", "2023", "data source"])
        sheet.write_row(2, 0, ["Kazakhstan", "metr. t", 1_900_000, 1_995_000, "r"])
        sheet.write_row(3, 0, ["India", "metr. t", "", 1_000_000, "r"])
    told = import_file("wmd", file, own, edition="2025")
    frame = Library(own).observations(place="KAZ")
    assert told.rows == 3
    assert frame.select("id", "value", "content_of").row(1) == (
        "wmd-2025/chromite/production/KAZ/2023",
        1_995_000.0,
        "Cr2O3",
    )


def test_the_surveys_long_tables_are_read_by_their_words(taken, own):
    told = taken(
        "bgs",
        "year,country_iso3,commodity,form,unit,value",
        '2023,TJK,"Antimony (mine production, metal production)",'
        "Ores and concentrates (metal content),tonnes (metal content),31721",
        "2023-01-01,KAZ,Gallium,,tonnes (metric),1",
    )
    frame = Library(own).observations()
    assert told.rows == 2
    assert frame["id"].to_list() == [
        "bgs/antimony-ore/production/TJK/2023",
        "bgs/primary-gallium/production/KAZ/2023",
    ]


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (
            'measure = "production"',
            'measure = "prodution"',
            "did you mean 'production'",
        ),
        ('place = "Country"', 'plase = "Country"', "no column 'plase'"),
        ('value = "Amount"', "", "value — nothing says what it is"),
        ('title = "Minerals in figures"', "", "Field required"),
        ("[columns]", "[colums]", "did you mean 'columns'"),
        ("[source]", "[source", "mend the file"),
        ('value = "Amount"', 'value = "Ammount"', "did you mean 'Amount'"),
    ],
)
def test_a_faulty_declaration_is_refused(taken, own, layout, old, new, match):
    file = layout(LAYOUT.replace(old, new, 1))
    with pytest.raises(InputError, match=match):
        taken("mapping", HEAD, "KAZ,Rutile,2023,1", mapping=file)
    assert not own.exists()


def test_a_sheet_without_years_is_refused(tmp_path, own):
    file = tmp_path / "yearbook.xlsx"
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Cobalt").write_row(1, 0, ["Country", "unit", "total"])
    with pytest.raises(InputError, match="no column is a year"):
        import_file("wmd", file, own)


def test_an_unknown_unit_is_kept_aside_with_an_example(taken, own, layout):
    text = LAYOUT.replace('unit = "thousand metric tons"\n', "").replace(
        'value = "Amount"', 'value = "Amount"\nunit = "Unit"'
    )
    told = taken(
        "mapping",
        f"{HEAD},Unit",
        "KAZ,Rutile,2022,1,kt",
        "KAZ,Rutile,2023,1,kt",
        "KAZ,Rutile,2024,1,bushels",
        mapping=layout(text),
    )
    assert (told.rows, told.kept_aside) == (2, 1)
    assert kept_aside(own)["why"].to_list() == ["unknown unit"]


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('id = "ministry-2025"', 'id = "../x"', "is no name"),
        ("names = [", 'encodings = ["utf8x"]\nnames = [', "unknown encoding"),
        ("names = [", "heading = 0\nnames = [", "greater than or equal to 1"),
        ('said = "Rutile", ', "", "the words are missing"),
        ('said = "Rutile"', 'said = "Chrome ore"', "stands twice"),
        ('stage = "mine" },', 'stage = "mining" },', "did you mean 'mine'"),
        ('year = "Year"\n', "", "nothing says what it is"),
        ("[constants]", '[constants]\nlow = "1"', "cannot be a constant"),
        ("[constants]", '[units]\nx = "bushels"\n[constants]', "unknown unit"),
        ("[constants]", '[constants]\nyear = "20x3"', "is no calendar year"),
    ],
)
def test_a_declaration_that_would_fail_later_is_refused_at_once(
    taken, own, layout, old, new, match
):
    file = layout(LAYOUT.replace(old, new, 1))
    with pytest.raises(InputError, match=match):
        taken("mapping", HEAD, "KAZ,Rutile,2023,1", mapping=file)
    assert not own.exists()


def test_the_surveys_imports_are_no_production(taken, own):
    told = taken(
        "bgs",
        "year,country_iso3_code,bgs_commodity_trans,bgs_sub_commodity_trans,"
        "bgs_statistic_type_trans,quantity,units",
        "2022-01-01T00:00:00Z,AUS,Lithium minerals,Spodumene,Production,6,"
        "Tonnes (metric)",
        "2022-01-01T00:00:00Z,AUS,Lithium minerals,Spodumene,Imports,2,Tonnes (metric)",
    )
    frame = Library(own).observations().sort("measure")
    assert told.rows == 2
    assert frame["measure"].to_list() == ["imports", "production"]
