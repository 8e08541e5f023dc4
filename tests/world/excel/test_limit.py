"""What a workbook cannot hold is told before one is written."""

import polars as pl

from orepath.world.catalogue import BY_NAME
from orepath.world.excel.content import Content
from orepath.world.excel.limit import LONGEST_TEXT, too_much


def _told(**cells: str) -> dict[str, str]:
    names = BY_NAME["stops"].schema()
    frame = pl.DataFrame(
        {n: [cells.get(n)] for n in names}, dict.fromkeys(names, pl.String)
    )
    return {p.where: p.what for p in too_much(Content({}, {}, {"stops": frame}))}


def test_a_text_is_held_to_its_last_letter_and_no_further() -> None:
    assert _told(note="x" * LONGEST_TEXT) == {}
    assert _told(note="x" * (LONGEST_TEXT + 1)) == {
        "stops.csv:2:note": "32,768 characters, a cell holds 32,767"
    }


def test_a_letter_beyond_16_bits_counts_twice() -> None:
    assert _told(note="𝛼" * (LONGEST_TEXT // 2)) == {}
    assert "stops.csv:2:note" in _told(note="𝛼" * (LONGEST_TEXT // 2 + 1))


def test_a_number_too_near_to_zero_or_too_far_is_told() -> None:
    assert _told(lat="0", lon="-1e-300") == {}
    assert set(_told(lat="1e-310", lon="-1e308")) == {
        "stops.csv:2:lat",
        "stops.csv:2:lon",
    }


def test_a_table_longer_than_a_sheet_is_told() -> None:
    names = BY_NAME["stops"].schema()
    frame = pl.DataFrame(schema=dict.fromkeys(names, pl.String)).clear(1_048_575)
    told = list(too_much(Content({}, {}, {"stops": frame})))
    assert [problem.where for problem in told] == ["stops.csv"]


def test_long_settings_remarks_and_scenarios_are_told() -> None:
    long = "x" * (LONGEST_TEXT + 1)
    content = Content({"notes": long}, {"seed": long}, {}, f"\n{long}\n")
    assert [problem.where for problem in too_much(content)] == [
        "case.toml:notes",
        "case.toml:seed",
        "scenarios.toml:2",
    ]
