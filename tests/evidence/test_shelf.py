"""Two shelves read as one: what goes before what, and what is seen of an import."""

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.evidence import shelf
from orepath.evidence.library import library


def laid(folder, table, name, rows):
    place = folder / table / name
    place.mkdir(parents=True)
    pl.DataFrame(rows).write_parquet(place / "0001.parquet")
    return folder


def flow(tonnes, importer="IND", **more):
    ends = {"year": 2024, "exporter": "KAZ", "importer": importer, "hs": "810820"}
    return ends | {"tonnes": tonnes} | more


@pytest.fixture
def shelves(tmp_path):
    own = laid(tmp_path / "own", "trade", "mine", [flow(1.0)])
    held = laid(tmp_path / "held", "trade", "all", [flow(2.0), flow(3.0, "FRA")])
    return own, held


def test_a_row_of_the_first_shelf_takes_the_place_of_the_same_thing(shelves):
    frame = shelf.scan(shelves, "trade").sort("importer").collect()
    assert frame.select("importer", "tonnes").rows() == [("FRA", 3.0), ("IND", 1.0)]
    assert frame["id"].to_list()[1] == "baci/810820/KAZ-IND/2024"


def test_what_is_kept_is_asked_of_every_shelf(shelves):
    keep = [pl.col("importer") == "FRA"]
    assert shelf.scan(shelves, "trade", keep).collect()["tonnes"].to_list() == [3.0]


def test_identifiers_that_are_stored_go_before_those_that_are_made(tmp_path):
    own = laid(tmp_path, "trade", "reported", [flow(1.0, id="comtrade/x")])
    laid(own, "trade", "zz", [flow(2.0, "FRA")])
    frame = shelf.scan((own,), "trade").collect()
    assert sorted(frame["id"]) == ["baci/810820/KAZ-FRA/2024", "comtrade/x"]
    assert shelf.table_of((own,), "comtrade/x") == "trade"
    assert shelf.table_of((own,), "comtrade/y") is None


def test_an_import_that_was_broken_off_is_not_seen(tmp_path):
    own = laid(tmp_path, "trade", ".importing-x", [flow(1.0)])
    assert shelf.imports(own, "trade") == {}
    with pytest.raises(InputError, match="no table 'trade' lies there"):
        shelf.scan((own,), "trade")


def test_words_follow_the_files_as_they_change(shelves, tmp_path):
    assert shelf.words(shelves, "trade", "importer") == ("FRA", "IND")
    laid(tmp_path / "own", "trade", "more", [flow(1.0, "KOR")])
    assert shelf.words(shelves, "trade", "importer") == ("FRA", "IND", "KOR")
    assert shelf.words(shelves, "trade", "nothing") == ()


def test_years_of_a_table_stand_once_and_in_order():
    known = shelf.years(library().shelves, "governance")
    assert known[0] == 2005
    assert list(known) == sorted(set(known))
