"""The compiling script on made-up files: what publishers' copies become."""

import sys
from pathlib import Path

import polars as pl
import pytest

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
