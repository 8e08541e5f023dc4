"""Whose trade is known: the trap of chance flows before 2022."""

import polars as pl
import pytest

from orepath.evidence.importer.comtrade import SOURCE
from orepath.evidence.library import Library, library
from orepath.evidence.scope import covered

ALL = covered()
CENTRAL = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


def _places(commodity, year):
    return set(ALL.filter(commodity=commodity, year=year)["place"])


def test_before_2022_only_india_and_central_asia_are_known():
    assert _places("copper ore", 2018) == {"IND", *CENTRAL}


def test_sixteen_codes_more_know_eight_places_more():
    more = {"AFG", "CHN", "IRN", "JPN", "KOR", "RUS", "TUR", "USA"}
    assert _places("titanium sponge", 2018) == {"IND", *CENTRAL, *more}


def test_from_2022_on_every_place_is_known():
    places = _places("copper ore", 2023)
    assert {"DEU", "BRA", "NZL"} <= places
    assert len(places) > 200


def test_a_flow_that_was_read_by_chance_does_not_cover_its_place():
    flows = library().trade(hs="810820", year=2018, importer="FRA")
    assert flows.height > 0
    assert "FRA" not in _places("titanium sponge", 2018)


def test_a_form_with_a_code_that_lacks_is_not_known():
    assert "refined nickel" not in set(ALL["commodity"])
    assert "potash" not in set(ALL["commodity"])


def test_the_published_convention_needs_only_the_codes_there_are():
    gross = covered("cobalt", 2023, gross=True)
    assert set(gross["commodity"]) == {"cobalt ore"}
    assert "IND" in set(gross["place"])
    assert covered("cobalt", 2023, stages="mine").is_empty()


@pytest.mark.parametrize(("source", "full"), [("baci-hs92-202601", True),
                                              (SOURCE.id, False)])  # fmt: skip
def test_an_import_covers_what_its_kind_covers(tmp_path, source, full):
    own = pl.DataFrame(
        {
            "year": [2016, 2016],
            "exporter": ["KAZ", "CHL"],
            "importer": ["JPN", "JPN"],
            "hs": ["260300", "260300"],
            "edition": ["HS92", "HS92"],
            "value_usd": [1000, 2000],
            "tonnes": [7.0, 9.0],
            "source": [source, source],
        },
        schema_overrides={"year": pl.Int16},
    )
    (tmp_path / "trade" / "own").mkdir(parents=True)
    own.write_parquet(tmp_path / "trade" / "own" / "0001.parquet")
    shelf = Library(library().folder, beside=tmp_path)
    places = set(covered("copper", 2016, stages="mine", shelf=shelf)["place"])
    # Japan stands in every flow of the file, so it is Japan's report.
    assert "JPN" in places
    assert ("DEU" in places) is full


def test_asking_for_less_gives_the_same_rows():
    few = covered("copper", [2018, 2023])
    same = ALL.filter(
        pl.col("year").is_in([2018, 2023]),
        pl.col("commodity").is_in(["copper ore", "refined copper"]),
    )
    assert few.equals(same)
