"""The atlas: its own tables, a user's, and the words people write."""

from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.world.atlas import NAMES, read_atlas, write_atlas

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def atlas():
    return read_atlas()


def test_the_package_carries_a_network_that_connects(atlas):
    assert len(atlas.network.legs) == atlas.tables["legs"].height > 120
    assert set(atlas.network.stops) == set(atlas.tables["stops"]["stop"])


def test_lengths_are_those_of_the_library(atlas):
    known = {row["id"]: row for row in library().table("legs").to_dicts()}
    estimated = 0
    for leg in atlas.tables["legs"].to_dicts():
        row = known.get(leg["source"])
        if row is None or {row["from"], row["to"]} != {leg["from"], leg["to"]}:
            estimated += 1
            assert leg["grade"] == "C"
            assert "estimated" in leg["note"]
        else:
            assert leg["km"] == pytest.approx(row["km"], abs=0.06)
    assert estimated == 3


def test_every_source_of_the_rates_is_in_the_library(atlas):
    keys = {*atlas.tables["rates"]["source"], *atlas.tables["corridors"]["source"]}
    for key in keys - {"assumption"}:
        assert library().cite(key)


@pytest.mark.parametrize("name", ["legs", "stops", "rates"])
def test_a_study_that_compares_corridors_carries_the_same_rows(name):
    home = ROOT / "src" / "orepath" / "data" / "corridors" / f"{name}.csv"
    copy = ROOT / "studies" / "india-titanium" / f"{name}.csv"
    assert copy.read_bytes() == home.read_bytes()


@pytest.mark.parametrize(
    ("word", "stop"),
    [
        ("Mumbai", "Mumbai(JNPT)"),
        ("nhava  sheva", "Mumbai(JNPT)"),
        ("Ust-Kam", "Ust-Kamenogorsk"),
        ("OSKEMEN", "Ust-Kamenogorsk"),
        ("Xian", "Xi'an"),
    ],
)
def test_a_stop_is_known_by_any_of_its_names(atlas, word, stop):
    assert atlas.stop(word) == stop


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Strait of Hormuz", "Hormuz"),
        ("suez canal", "Suez"),
        ("Caspian Sea", "Caspian"),
        ("Iran", "IRN"),
        ("rus", "RUS"),
        ("Japan", "JPN"),
        ("bandar abbas", "Bandar Abbas"),
        ("Mumbai - Bandar Abbas", "Mumbai(JNPT) > Bandar Abbas"),
        ("Sarakhs – Mashhad (road)", "Sarakhs > Mashhad (road)"),
    ],
)
def test_what_is_closed_is_understood(atlas, word, meant):
    assert atlas.closed(word) == meant


@pytest.mark.parametrize(
    ("ask", "word", "told"),
    [
        ("stop", "Mumbay", "did you mean 'Mumbai'.*corridor tables DIR"),
        ("stop", "Ak", "may be .*Aktau.* — say which"),
        ("stop", "", "unknown stop"),
        ("closed", "Hormus", "did you mean 'Hormuz'"),
        ("closed", "Mumbai - Astana", r"no leg.*legs from there: Mumbai\(JNPT\) >"),
        ("closed", "Sarakhs - Mashhad (sea)", "no leg"),
        ("corridor", "instc-sarak", "did you mean 'instc-sarakhs'"),
    ],
)
def test_unknown_words_are_answered_with_near_ones(atlas, ask, word, told):
    with pytest.raises(InputError, match=told):
        getattr(atlas, ask)(word)


def test_a_corridor_is_known_by_name_or_title(atlas):
    assert atlas.corridor("Chabahar and Mashhad") == atlas.corridor("CHABAHAR")


def test_a_folder_of_ones_own_goes_before_the_package(tmp_path, atlas):
    written = write_atlas(tmp_path / "mine")
    assert [path.stem for path in written] == list(NAMES)
    legs = pl.read_csv(tmp_path / "mine" / "legs.csv")
    more = legs.head(1).with_columns(
        pl.lit("Chabahar").alias("from"),
        pl.lit("Zahedan").alias("to"),
        km=pl.lit(500.0),
        km_low=pl.lit(None),
        km_high=pl.lit(None),
        region=pl.lit("iran"),
        grade=pl.lit("C"),
    )
    pl.concat([legs, more], how="vertical_relaxed").write_csv(
        tmp_path / "mine" / "legs.csv"
    )
    (tmp_path / "mine" / "rates.csv").unlink()
    own = read_atlas(tmp_path / "mine")
    assert own.tables["legs"].height == atlas.tables["legs"].height + 1
    assert own.tables["rates"].equals(atlas.tables["rates"])
    by_road = atlas.network.cheapest("Chabahar", "Zahedan")
    by_rail = own.network.cheapest("Chabahar", "Zahedan")
    assert (by_road.legs["mode"][0], by_rail.legs["mode"][0]) == ("road", "rail")


def test_faults_of_a_folder_are_told_together(tmp_path):
    with pytest.raises(InputError, match=r"holds neither stops\.csv"):
        read_atlas(tmp_path)
    stops = "stop,lat,lon,place,source,grade\nHere,1,1,IND,assumption,C\n"
    (tmp_path / "stops.csv").write_text(stops)
    with pytest.raises(InputError) as caught:
        read_atlas(tmp_path)
    places = {problem.where for problem in caught.value.problems}
    assert {"legs.csv:2", "corridors.csv:2"} <= places
    with pytest.raises(InputError, match="there already"):
        write_atlas(tmp_path)
    with pytest.raises(InputError, match="no parent"):
        write_atlas(tmp_path / "a" / "b")
