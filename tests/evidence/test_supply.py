"""Supply by form: hand values of several publishers, laws, and what is not known."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.importer.wmd import take_wmd
from orepath.evidence.library import Library, library
from orepath.evidence.supply import preferred, stated, supply, untold

ALL = supply()


def _row(commodity, place, year=2024):
    found = ALL.filter(commodity=commodity, place=place, year=year)
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("commodity", "place", "value"),
    [
        # USGS Mineral Commodity Summaries 2026, data release.
        ("copper ore", "CHL", 5_510_000),
        ("refined copper", "CHN", 12_400_000),
        ("cobalt ore", "COD", 226_000),
        ("tungsten ore", "CHN", 67_000),
        ("titanium sponge", "KAZ", 19_000),
        # Ilmenite 230,000 and rutile 12,000 t of TiO2.
        ("titanium concentrates", "IND", 242_000),
        # IEA Critical Minerals Data Explorer 2025, base year 2024.
        ("refined cobalt", "CHN", 196_143.4),
        ("lithium chemicals", "CHL", 49_274.2),
        ("battery-grade graphite", "JPN", 44_965.3),
        ("magnet rare earths, refined", "MYS", 3_625.2),
    ],
)
def test_a_place_makes_what_its_publisher_prints(commodity, place, value):
    assert _row(commodity, place)["value"] == pytest.approx(value, rel=1e-5)


def test_the_spread_between_sources_widens_the_range():
    # Kazakh sponge 2024: 19,000 t in the newer edition, 14,000 t in the older one.
    row = _row("titanium sponge", "KAZ")
    assert row["least"] == 14_000
    assert row["low"] <= 14_000
    assert row["others"] == 2
    # Mined cobalt of the Congo: 226 kt at the survey, 182 kt at the energy agency.
    assert _row("cobalt ore", "COD")["low"] <= 181_797


def test_the_range_holds_the_value_and_every_source():
    assert (ALL["low"] >= 0).all()
    assert (ALL["low"] <= ALL["value"]).all()
    assert (ALL["value"] <= ALL["high"]).all()
    assert (ALL["low"] <= ALL["least"]).all()
    assert (ALL["high"] >= ALL["most"]).all()
    assert ALL["high"].is_finite().all()


def test_a_key_stands_once_and_has_one_stage():
    key = ["commodity", "stage", "place", "year"]
    assert ALL.select(pl.struct(key).is_unique().all()).item()
    stages = ALL.group_by("commodity").agg(pl.col("stage").n_unique())
    assert (stages["stage"] == 1).all()


def test_the_world_is_no_place():
    assert "WLD" not in set(ALL["place"])


def test_a_whole_is_not_added_to_its_parts():
    # The survey's world total of titanium concentrates is 9.68 Mt of TiO2 in 2024.
    world = ALL.filter(commodity="titanium concentrates", year=2024)["value"].sum()
    assert world == pytest.approx(9_680_000, rel=0.01)


@pytest.mark.parametrize(
    ("commodity", "world"),
    [
        ("copper ore", 23_000_000),
        ("refined copper", 27_600_000),
        ("iron ore", 1_600_000_000),
        ("lithium minerals", 222_000),
        ("rare-earth minerals", 380_000),
        ("nickel ore", 3_710_000),
        ("selenium", 3_670),
    ],
)
def test_places_and_remainder_make_the_published_world(commodity, world):
    made = ALL.filter(commodity=commodity, year=2024)["value"].sum()
    assert made == pytest.approx(world, rel=0.02)


def test_slimes_are_no_selenium_and_gross_ore_is_no_iron():
    said = stated(["selenium", "iron"], 2024)
    assert set(said.filter(commodity="selenium")["said"]) == {"selenium"}
    assert set(said.filter(commodity="iron ore")["basis"]) == {"contained"}


def test_only_the_base_year_of_a_projection_is_history():
    assert set(ALL.filter(source="iea-2025")["year"]) == {2024}


def test_forms_of_which_only_chance_places_are_known_are_left_out_and_told():
    chance = supply(partial=True).filter(~pl.col("whole"))
    assert ("TiO2 pigment", 2024) in set(chance.select("commodity", "year").rows())
    assert "TiO2 pigment" not in set(ALL["commodity"])


def test_what_is_withheld_is_told_and_is_no_zero():
    rows = untold("titanium", 2024, stages="refine")
    assert rows.select("place", "flag").rows() == [("USA", "withheld")]
    sponge = ALL.filter(commodity="titanium sponge", year=2024)
    assert "USA" not in set(sponge["place"])


def test_a_named_excess_over_the_world_is_told():
    note = ALL.filter(commodity="mercury", year=2024, place="CHN")["note"].item()
    assert "named places make 1.14 times the world's total" in note


def test_years_and_stages_narrow_the_table():
    few = supply("copper", [2023, 2024], stages="mine")
    assert set(few["year"]) == {2023, 2024}
    assert set(few["commodity"]) == {"copper ore"}
    wide = ALL.filter(commodity="copper ore").filter(pl.col("year").is_in([2023, 2024]))
    assert few.equals(wide)


def test_an_unknown_mineral_is_refused_with_a_suggestion():
    with pytest.raises(InputError, match="did you mean 'titanium'"):
        supply("titanum")


def test_one_publisher_can_be_heard_alone():
    rows = stated("cobalt", 2024, stages="mine").filter(source="iea-2025")
    alone = preferred(rows).filter(place="COD")
    assert alone["value"].item() == pytest.approx(181_796.3, abs=0.1)
    assert alone["others"].item() == 0


@pytest.fixture
def beside(tmp_path):
    """A library with a few rows of World Mining Data as a user imports them."""
    file = tmp_path / "wmd.csv"
    file.write_text(
        "commodity,country_iso3,year,value,unit\n"
        "Chromium (Cr2O3),KAZ,2022,2100000,metr. t\n"
        "Chromium (Cr2O3),ZAF,2022,8400000,metr. t\n"
        "Chromium (Cr2O3),TUR,2022,840000,metr. t\n"
        "Lithium (Li2O),AUS,2022,100000,metr. t\n"
        "Lithium (Li2O),CHL,2022,50000,metr. t\n"
        "Lithium (Li2O),CHN,2022,50000,metr. t\n"
        "Titanium (TiO2),IND,2024,150000,metr. t\n",
        encoding="utf-8",
    )
    folder = tmp_path / "own"
    take_wmd(file, folder, edition="2026")
    return Library(library().folder, beside=folder)


def test_imported_production_flows_in_on_the_form_s_basis(beside):
    made = supply(["chromium", "lithium"], 2022, stages="mine", shelf=beside)
    values = dict(made.select("place", "value").filter(place="KAZ").rows())
    # 2.1 Mt of Cr2O3 at 42 % are 5 Mt of ore.
    assert values["KAZ"] == pytest.approx(5_000_000)
    assert made.filter(place="KAZ")["grade"].item() == "C"
    # Li2O holds 46.45 % Li.
    aus = made.filter(commodity="lithium minerals", place="AUS")["value"].item()
    assert aus == pytest.approx(46_454, abs=1)
    assert made["whole"].all()


def test_an_import_that_disagrees_widens_the_range(beside):
    whole = "titanium concentrates"
    found = supply(years=2024, commodities=whole, shelf=beside)
    row = found.filter(place="IND")
    assert row["value"].item() == 242_000
    assert row["least"].item() == 150_000
    assert row["low"].item() <= 150_000


def test_evidence_of_one_s_own_under_a_form_s_name_flows_in(tmp_path):
    rows = library().observations(commodity="refined copper", year=2024).head(3)
    made = rows.with_columns(
        id=pl.format("own/{}", pl.int_range(pl.len())),
        mineral=pl.lit("lead"),
        commodity=pl.lit("refined lead"),
        measure=pl.lit("production"),
        place=pl.Series(["IND", "CHN", "USA"]),
        value=pl.lit(1000.0),
        flag=pl.lit("reported"),
        unit=pl.lit("t/a"),
    )
    (tmp_path / "observations" / "own").mkdir(parents=True)
    made.write_parquet(tmp_path / "observations" / "own" / "0001.parquet")
    shelf = Library(library().folder, beside=tmp_path)
    rows = supply("lead", 2024, stages="refine", shelf=shelf)
    assert rows.select("place", "value").rows() == [
        ("CHN", 1000.0), ("IND", 1000.0), ("USA", 1000.0),
    ]  # fmt: skip
