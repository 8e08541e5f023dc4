"""The survey's release files, a few lines of each typed from the originals."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orepath.errors import InputError
from orepath.evidence.importer.aside import kept_aside
from orepath.evidence.importer.usgs import take_usgs
from orepath.evidence.library import Library, library

HEAD_2026 = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,"
    "Value,Notes,Is critical mineral 2025,Other notes"
)
HEAD_2025 = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,"
    "CAP_2023,CAP_EST_ 2024,CAP_NOTES,RESERVES_2024,RESERVE_NOTES"
)
SECTION = "World Sponge Metal Production and Sponge and Pigment Capacity"
EXCLUDED = "Estimated. -- Excludes U.S. production."
TITANIUM = "TITANIUM AND TITANIUM DIOXIDE"


def sponge(place, year, value, note="", more=""):
    head = f"{TITANIUM},{SECTION},Titanium Sponge Metal,{place},Production"
    tail = "Yes,(Data in metric tons unless otherwise specified)"
    detail = f"Titanium sponge metal production{more}"
    return f'{head},{detail},metric tons,{year},"{value}",{note},{tail}'


def concentrate(place, value, note=""):
    head = "TITANIUM MINERAL CONCENTRATES,World Mine Production and Reserves"
    rest = f"Titanium Mineral Concentrates,{place},Production,Mine production: Ilmenite"
    return f'{head},{rest},thousand metric tons,2024,"{value}",{note},Yes,'


@pytest.fixture
def released(tmp_path):
    """Return a function that imports lines and gives back what came of it."""

    def take(head, *lines, encoding="cp1252"):
        file = tmp_path / "release.csv"
        file.write_bytes(("\r\n".join([head, *lines]) + "\r\n").encode(encoding))
        folder = tmp_path / "own"
        told = take_usgs(file, folder)
        return told, Library(folder).observations(), kept_aside(folder)

    return take


def test_lines_of_2026_give_the_embedded_rows(released):
    _, frame, _ = released(
        HEAD_2026,
        sponge("Kazakhstan", 2024, "19,000", "Estimated."),
        sponge("United States", 2024, "W"),
        sponge("World total", 2024, "380,000", EXCLUDED, ": rounded"),
        concentrate("Mozambique", "1,930", "Estimated."),
    )
    held = library().observations().filter(pl.col("id").is_in(frame["id"].to_list()))
    assert frame.height == 4
    assert_frame_equal(frame, held)


def test_lines_of_2025_give_the_embedded_rows(released):
    kind = '"Mine production, ilmentite, titanium dioxide (TiO2) content"'
    _, frame, _ = released(
        HEAD_2025,
        "MCS2025,Titanium & titanium dioxide,Kazakhstan,Sponge Metal Production,"
        "metric tons,14000,14000,,,26000,,,",
        f"MCS2025,Titanium Mineral Concentrates,India,{kind},metric tons,210,210,,,,,"
        "15000,",
        encoding="utf-8-sig",
    )
    held = library().observations().filter(pl.col("id").is_in(frame["id"].to_list()))
    assert frame.height == 6
    assert_frame_equal(frame, held)
    assert frame["note"].str.starts_with("corrected: titanium").sum() == 3


def test_withheld_and_unknown_numbers_stay_absent_and_a_dash_is_zero(released):
    _, frame, _ = released(
        HEAD_2026,
        sponge("United States", 2024, "W"),
        sponge("China", 2024, "NA"),
        sponge("Other countries", 2024, "—"),
    )
    found = dict(zip(frame["place"], frame["value"], strict=True))
    assert found == {"USA": None, "CHN": None, "OTH": 0.0}


def test_a_doubtful_tonne_keeps_its_number_and_names_the_doubt(released):
    _, frame, _ = released(HEAD_2026, concentrate("Mozambique", "1,930", "Estimated."))
    row = frame.row(0, named=True)
    assert row["value"] == 1_930_000
    assert row["note"].startswith("doubt:")
    assert row["flag"] == "estimated"


def test_two_bases_of_one_commodity_get_identifiers_that_tell_them_apart(released):
    head = "CHROMIUM,World Mine Production and Reserves,Chromium,Kazakhstan,Reserves"
    tail = "thousand metric tons,2025"
    _, frame, _ = released(
        HEAD_2026,
        f'{head},Reserves: Ore,{tail},"230,000",,Yes,',
        f'{head},Reserves: Cr2O3 content,{tail},"97,000",,Yes,',
    )
    assert frame["id"].to_list() == [
        "usgs-2026/chromite/reserves/KAZ/2025/cr2o3",
        "usgs-2026/chromite/reserves/KAZ/2025/gross",
    ]


def test_rows_nobody_can_place_are_kept_aside_with_their_line(released):
    told, frame, aside = released(
        HEAD_2026,
        sponge("Kazakhstan", 2024, "19,000"),
        sponge("Kazakstan", 2024, "19,000"),
        sponge("Japan", "2021–24", "77"),
        sponge("Japan", 2024, "57,000").replace("Titanium Sponge Metal", "Unobtainium"),
        sponge("India", 2024, "300"),
        sponge("India", 2024, "300"),
    )
    assert (told.rows, told.kept_aside, frame.height) == (2, 4, 2)
    assert aside["line"].to_list() == [3, 4, 5, 7]
    assert aside["fix"][0] == "did you mean 'kazakhstan'?"
    assert "Unobtainium" in aside["row"][2]
    assert told.problems[0].where == "release.csv:3:Country"


def test_statistics_that_no_method_asks_for_are_kept_aside_by_name(released):
    salient = f"{TITANIUM},Salient Statistics—United States,Titanium Sponge Metal"
    told, frame, _ = released(
        HEAD_2026,
        f"{salient},United States,Employment,Employment,number,2024,150,,Yes,",
        f"{salient},United States,Import,Imports for consumption,metric tons,2024,"
        '"41,000",,Yes,',
    )
    assert frame["measure"].to_list() == ["imports"]
    assert told.problems[0].what.startswith("no method asks for it")


def test_a_file_of_another_layout_is_refused_and_leaves_nothing(released, tmp_path):
    with pytest.raises(InputError, match="the column is missing"):
        released("a,b", "1,2")
    assert not (tmp_path / "own").exists()
