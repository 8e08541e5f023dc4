"""Yearly trade files: what is read, what is kept aside, what is refused."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.baci import take_baci
from orepath.evidence.library import Library, library

COUNTRIES = (
    "country_code,country_name,country_iso2,country_iso3\n"
    "398,Kazakhstan,KZ,KAZ\n410,Rep. of Korea,KR,KOR\n699,India,IN,IND\n"
    '490,"Other Asia, not elsewhere specified",N/A,S19\n384,Côte d\'Ivoire,CI,CIV\n'
)
PRODUCTS = "code,description\n261400,Titanium ores\n810820,Titanium\n010111,Horses\n"
HEAD = "t,i,j,k,v,q"
SOUND = ("2024,398,410,810820,55000.5,5290", "2024,398,699,810820,7000,572")


@pytest.fixture
def take(tmp_path):
    """Return a function that imports lines as a file of a release."""
    (tmp_path / "country_codes_V202601.csv").write_text(COUNTRIES, encoding="cp1252")
    (tmp_path / "product_codes_HS92_V202601.csv").write_text(PRODUCTS)

    def taken(*lines, name="BACI_HS92_Y2024_V202601.csv", **options):
        file = tmp_path / name
        file.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        return take_baci(file, tmp_path / "own", **options)

    return taken


def test_value_is_in_dollars_and_an_unknown_quantity_is_empty(take, tmp_path):
    told = take(*SOUND, "2024,490,699,010111, 0.5 ,        NA")
    flows = Library(tmp_path / "own").trade()
    assert (told.rows, told.kept_aside, told.problems) == (3, 0, ())
    assert flows.row(0, named=True) == {
        "id": "baci/810820/KAZ-KOR/2024",
        "year": 2024,
        "exporter": "KAZ",
        "importer": "KOR",
        "hs": "810820",
        "edition": "HS92",
        "value_usd": 55_000_500,
        "tonnes": 5290.0,
        "source": "baci-hs92-202601",
    }
    assert flows.row(2)[2:8] == ("TWN", "IND", "010111", "HS92", 500, None)
    assert flows.schema == library().trade(year=2024).schema


def test_faulty_rows_are_kept_aside_with_line_cell_and_reason(take, tmp_path):
    told = take(
        *SOUND * 4,
        "2024,389,699,810820,1,1",
        "2024,398,699,261400,1,-2",
        "2024,398,699,261400,abc,2",
        "2024,398,699,261400,1,2;5",
        "45292,398,699,261400,1,2",
        "",
        "2024,398,699,999999,1,2",
        "2024,398,398,261400,1,2",
        "2024,410,699,810820",
    )
    aside = kept_aside(tmp_path / "own").filter(pl.col("line") > 9)
    assert told.rows == 2
    assert aside.select("line", "column", "found").rows() == [
        (10, "i", "389"),
        (11, "q", "-2"),
        (12, "v", "abc"),
        (13, "q", "2;5"),
        (14, "t", "45292"),
        (16, "k", "999999"),
        (17, "j", "398"),
        (18, "", ""),
    ]
    assert aside["fix"][0] == "did you mean '398'?"
    assert aside["row"][0] == "2024,389,699,810820,1,1"


def test_a_flow_that_stands_twice_is_written_once(take, tmp_path):
    told = take(*SOUND, SOUND[0])
    assert (told.rows, told.kept_aside) == (2, 1)
    assert told.problems[0].where == "BACI_HS92_Y2024_V202601.csv:4:k"
    assert Library(tmp_path / "own").trade().height == 2


def test_swapped_columns_are_a_fault_of_the_file_and_leave_nothing(take, tmp_path):
    with pytest.raises(InputError, match="columns are swapped"):
        take("810820,398,410,2024,5,5", "810820,398,699,2024,5,5", *SOUND[:1])
    assert not list((tmp_path / "own").glob("*"))


def test_a_line_with_too_many_or_too_few_cells_is_kept_aside(take, tmp_path):
    told = take(*SOUND, "2024,398,699,261400,7,5,572", "2024,699,410,261400,3", "")
    aside = kept_aside(tmp_path / "own")
    assert (told.rows, told.kept_aside) == (2, 2)
    assert aside.select("line", "why", "row").rows() == [
        (4, "7 cells under 6 headings", "2024,398,699,261400,7,5,572"),
        (5, "5 cells under 6 headings", "2024,699,410,261400,3"),
    ]
    assert "decimal comma" in aside["fix"][0]


def test_decimal_commas_all_over_are_a_fault_of_the_file(take, tmp_path):
    lines = ["2024,398,410,810820,7,5,572"] * 3
    with pytest.raises(InputError, match="3 of 4 rows: 7 cells under 6 headings"):
        take(SOUND[0], *lines)
    assert not list((tmp_path / "own").glob("*"))


def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path):
    file = tmp_path / "BACI_HS92_Y2024_V202601.csv"
    file.write_bytes(b"t,i,j,k,v,q\n2024,398,410,810820,1,\xe9\n")
    with pytest.raises(InputError, match=r"csv:2 — the line is not utf-8"):
        take_baci(file, tmp_path / "own")


def test_importing_again_replaces_the_rows_and_what_was_kept_aside(take, tmp_path):
    take(*SOUND, "2024,389,699,810820,1,1")
    told = take(SOUND[0])
    assert told.rows == 1
    assert Library(tmp_path / "own").trade().height == 1
    assert kept_aside(tmp_path / "own").is_empty()


def test_one_flow_of_two_releases_is_refused(take):
    take(*SOUND)
    with pytest.raises(InputError, match="stands already in the import"):
        take(SOUND[0], name="BACI_HS92_Y2024_V202501.csv")


def test_a_users_flow_takes_the_place_of_the_embedded_one(take, tmp_path):
    take("2024,398,410,810820,1,1")
    both = library(tmp_path / "own")
    wanted = {"hs": "810820", "year": 2024, "exporter": "KAZ"}
    held = library().trade(**wanted)
    found = both.trade(**wanted)
    assert found.height == held.height
    assert found.filter(importer="KOR")["tonnes"].to_list() == [1.0]
    assert both.cite("baci/810820/KAZ-KOR/2024").startswith("CEPII from UN Comtrade")


@pytest.mark.parametrize(
    ("name", "options", "match"),
    [
        ("trade.csv", {}, "the name tells no release"),
        ("trade.csv", {"release": "HS92 202601"}, None),
    ],
)
def test_a_renamed_file_needs_its_release(take, name, options, match):
    if match is None:
        assert take(*SOUND, name=name, **options).rows == 2
    else:
        with pytest.raises(InputError, match=match):
            take(*SOUND, name=name, **options)


def test_the_files_of_codes_may_be_named(take, tmp_path):
    (tmp_path / "c.csv").write_text(
        "country_code,country_name_full,iso_3digit_alpha\n398,Kazakhstan,KAZ\n"
        "410,Korea,KOR\n699,India,IND\n"
    )
    (tmp_path / "p.csv").write_text("code,description\n810820,Titanium\n")
    codes = {"countries": str(tmp_path / "c.csv"), "products": str(tmp_path / "p.csv")}
    assert take(*SOUND, **codes).rows == 2


def test_without_files_of_codes_countries_are_asked_for_and_products_are_not(tmp_path):
    file = tmp_path / "BACI_HS92_Y2024_V202601.csv"
    file.write_text("\n".join([HEAD, *SOUND, "2024,699,410,999,1,1"]) + "\n")
    with pytest.raises(InputError, match="no country_codes file lies beside it"):
        take_baci(file, tmp_path / "own")
    (tmp_path / "country_codes_V202601.csv").write_text(COUNTRIES, encoding="cp1252")
    told = take_baci(file, tmp_path / "own")
    assert (told.rows, told.kept_aside) == (2, 1)
