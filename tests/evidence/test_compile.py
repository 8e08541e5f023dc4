"""The compiling script on made-up files: what publishers' copies become."""

import sys
from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture
def tool(monkeypatch):
    """Return a function that imports a compiling script by its name."""
    monkeypatch.syspath_prepend(str(TOOLS))

    def load(name):
        monkeypatch.delitem(sys.modules, name, raising=False)
        return __import__(name)

    return load


def test_other_asia_of_baci_is_taiwan(tool, tmp_path):
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    head = "year,exporter_iso3,importer_iso3"
    (evidence / "baci_full_2022_2024.csv").write_text(
        f"{head},hs92,value_kusd,quantity_t\n2024,S19,IND,261400,1.5,2\n"
    )
    (evidence / "baci_trade_focus.csv").write_text(
        f"source,{head},hs92,value_kusd,quantity_t\nx,2024,S19,IND,261400,1.5,2\n"
        "x,2015,KAZ,IND,261400,2.0,\n"
    )
    (evidence / "baci_more_codes.csv").write_text(
        f"{head},hs,hs_version,value_kusd,quantity_t\n2024,KAZ,IND,810820,HS2017,7.2,5\n"
    )
    flows = tool("evidence_trade").trade(tmp_path)
    assert flows.select("exporter", "value_usd").rows() == [
        ("KAZ", 2_000),
        ("TWN", 1_500),
        ("KAZ", 7_200),
    ]
    assert flows.schema["tonnes"] == pl.Float64


IEA_HEAD = "source,table,mineral,series,item,scenario,year,value,unit\n"


def _supply(item, value):
    return f"x,supply,Copper,refining,{item},base,2024,{value},kt\n"


def test_supply_of_the_energy_agency_gets_its_places_back_by_their_order(
    tool, tmp_path
):
    (tmp_path / "evidence").mkdir()
    countries = "".join(_supply("countries", n) for n in (6, 5, 4, 3, 2, 1))
    (tmp_path / "evidence" / "iea_demand_long.csv").write_text(
        IEA_HEAD + countries + _supply("total", 21) + _supply("top3Share", 0.7)
    )
    shelf = tool("evidence_sources").Shelf()
    rows = tool("evidence_series").demand(tmp_path, shelf)
    assert rows["place"].to_list() == [
        "CHN", "RUS", "CHL", "JPN", "IND", "OTH", "WLD", None,
    ]  # fmt: skip
    assert rows["value"].to_list()[-2:] == [21_000, 0.7]
    assert rows["unit"].to_list()[-2:] == ["t/a", "fraction"]


def test_a_place_of_supply_without_a_name_stops_the_compilation(tool, tmp_path):
    (tmp_path / "evidence").mkdir()
    countries = "".join(_supply("countries", n) for n in range(7))
    (tmp_path / "evidence" / "iea_demand_long.csv").write_text(IEA_HEAD + countries)
    shelf = tool("evidence_sources").Shelf()
    with pytest.raises(InputError, match="a place has no name"):
        tool("evidence_series").demand(tmp_path, shelf)
