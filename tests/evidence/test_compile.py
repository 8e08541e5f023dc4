"""The compiling script on made-up files: cells, corrections, names, refusals."""

import sys
from pathlib import Path

import polars as pl
import pytest

from orepath.errors import InputError

TOOLS = Path(__file__).parents[2] / "tools"
HEAD = (
    "source,year,country_iso3,country,commodity,stage,measure,unit,value,estimated,note"
)
SPONGE = "Titanium Sponge Metal,refining,production: Sponge,metric tons"


@pytest.fixture
def tool(monkeypatch):
    """Return a function that imports a compiling script by its name."""
    monkeypatch.syspath_prepend(str(TOOLS))

    def load(name):
        monkeypatch.delitem(sys.modules, name, raising=False)
        return __import__(name)

    return load


@pytest.fixture
def world(tool, tmp_path):
    """Return a function that compiles lines of a made-up world table."""

    def compiled(*lines):
        (tmp_path / "evidence").mkdir(exist_ok=True)
        text = "\n".join([HEAD, *lines]) + "\n"
        (tmp_path / "evidence/usgs_world.csv").write_text(text, encoding="utf-8")
        usgs = tool("evidence_usgs")
        return usgs.joined([usgs.world(tmp_path)])

    return compiled


@pytest.mark.parametrize(
    ("said", "note", "cell"),
    [
        ("19,000", "", (19_000.0, None, None, "reported")),
        ("—", "", (0.0, None, None, "zero")),
        ("W", "", (None, None, None, "withheld")),
        ("NA", "", (None, None, None, "unknown")),
        ("E", "", (None, None, None, "net exporter")),
        ("s", "Less than ½ unit.", (None, 0.0, 0.5, "under half a unit")),
        ("s", "Included with ilmenite.", (None, None, None, "elsewhere")),
        ("50–300", "", (175.0, 50.0, 300.0, "range")),
        (">95", "", (95.0, 95.0, None, "at least")),
        ("<1,000", "", (None, 0.0, 1_000.0, "at most")),
        ("Large", "", (None, None, None, "in words")),
    ],
)
def test_a_printed_cell_is_read_for_what_it_says(tool, said, note, cell):
    found = tool("evidence_cells").printed(said, note, estimated=False)
    assert (found.value, found.low, found.high, found.flag) == cell


def test_withheld_and_unknown_numbers_stay_absent_and_a_dash_is_zero(world):
    frame = world(
        f"USGS MCS 2026,2024,USA,United States,{SPONGE},,0,W;",
        f"USGS MCS 2026,2024,CHN,China,{SPONGE},,0,NA;",
        f"USGS MCS 2026,2024,OTH,Other countries,{SPONGE},0,0,zero (em dash);",
    )
    found = dict(zip(frame["place"], frame["value"], strict=True))
    assert found == {"USA": None, "CHN": None, "OTH": 0.0}


def test_titanium_concentrates_of_2025_are_thousand_tonnes_and_say_so(world):
    detail = '"production: Mine production, ilmentite, titanium dioxide content"'
    frame = world(
        "USGS MCS 2025,2024,IND,India,Titanium Mineral Concentrates,mining,"
        f"{detail},metric tons,210,0,"
    )
    row = frame.row(0, named=True)
    assert row["value"] == 210_000
    assert row["note"].startswith("corrected: titanium-concentrates-thousand")


def test_a_doubtful_tonne_keeps_its_number_and_names_the_doubt(world):
    frame = world(
        "USGS MCS 2026,2024,MOZ,Mozambique,Titanium Mineral Concentrates,mining,"
        "production: Mine production: Ilmenite,thousand metric tons,1930,1,Estimated."
    )
    row = frame.row(0, named=True)
    assert row["value"] == 1_930_000
    assert row["note"].startswith("doubt:")
    assert row["flag"] == "estimated"


def test_two_bases_of_one_commodity_get_identifiers_that_tell_them_apart(world):
    head = "USGS MCS 2026,2025,KAZ,Kazakhstan,Chromium,reserves,reserves: Reserves: "
    frame = world(
        f"{head}Ore,thousand metric tons,230000,0,",
        f"{head}Cr2O3 content,thousand metric tons,97000,0,",
    )
    assert frame["id"].to_list() == [
        "usgs-2026/chromite/reserves/KAZ/2025/cr2o3",
        "usgs-2026/chromite/reserves/KAZ/2025/gross",
    ]


def test_a_commodity_nobody_named_is_refused(world):
    with pytest.raises(InputError, match="no name for 'Unobtainium'"):
        world(
            "USGS MCS 2026,2024,IND,India,Unobtainium,mining,"
            "production: Mine,metric tons,1,0,"
        )


def test_every_correction_bears_a_name_of_its_own_and_a_reason(tool):
    corrections = tool("evidence_corrections").CORRECTIONS
    names = [correction.name for correction in corrections]
    assert len(set(names)) == len(names)
    assert all(correction.why for correction in corrections)


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
