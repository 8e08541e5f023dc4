"""Events of history: what struck, what was seen, and where each number stands."""

import importlib.util
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepath.errors import InputError
from orepath.evidence.library import library
from orepath.stress.historyevent import (
    WHATS,
    chosen,
    events,
    months_in,
    outcomes,
)
from orepath.world.recipe import chains

HOME = Path(__file__).parents[2]


def _tool() -> ModuleType:
    """Load the script that writes the table; it is no part of the package."""
    path = HOME / "tools" / "make_history.py"
    spec = importlib.util.spec_from_file_location("make_history", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


TOOL = _tool()


def test_the_table_of_outcomes_is_what_the_library_says(tmp_path, monkeypatch):
    made = TOOL.table()
    assert TOOL.TABLE.read_text(encoding="utf-8") == made, "run tools/make_history.py"
    monkeypatch.setattr(TOOL, "table", lambda: made)
    monkeypatch.setattr(TOOL, "TABLE", tmp_path / "history.csv")
    (tmp_path / "history.csv").write_text("old", encoding="utf-8")
    assert TOOL.main(["--check"]) == 1
    assert TOOL.main([]) == 0
    assert TOOL.main(["--check"]) == 0


def test_every_source_of_event_and_outcome_stands_in_the_library():
    held = library()
    cited = {key for one in events() for key in one.source}
    for column in ("source_before", "source_after"):
        cited |= {key for cell in outcomes()[column] for key in cell.split()}
    assert len(cited) > 100
    for key in cited:
        assert held.cite(key)


def test_numbers_of_the_survey_are_those_of_the_rows_they_name():
    held = library()
    rows = outcomes().filter(pl.col("source_before").str.starts_with("usgs"))
    assert rows.height > 50
    for row in rows.iter_rows(named=True):
        for side in ("before", "after"):
            named = [held.row(key) for key in row[f"source_{side}"].split()]
            assert row[side] == pytest.approx(sum(one["value"] for one in named))
            years = {one["year"] for one in named}
            event = next(one for one in events() if one.event == row["event"])
            assert years == {event.before if side == "before" else event.struck}


def test_an_event_is_tried_or_says_why_not():
    names = [one.event for one in events()]
    assert len(set(names)) == len(names) >= 20
    for one in events():
        assert bool(one.why_not) != bool(one.unseen)
        assert one.source
        if one.why_not:
            continue
        assert one.mineral in chains()
        assert bool(one.commodity) != bool(one.process)
        assert one.before == one.struck - 1
        assert 2022 <= one.base_year <= 2024
        assert bool(one.near) == (one.base_year != one.before)
        low, value, high = one.severity
        assert 0.0 <= low <= value <= high <= 1.0
        assert one.struck_months[0] <= one.struck_months[1] <= one.struck_months[2]
        assert one.struck_months[1] > 0.0


def test_outcomes_belong_to_events_that_are_tried_and_stand_once():
    able = {one.event for one in events() if not one.why_not}
    seen = outcomes()
    assert set(seen["event"]) == able
    assert set(seen["what"]) <= set(WHATS)
    assert seen.select("event", "what", "commodity", "place").is_unique().all()


@pytest.mark.parametrize(
    ("start", "months", "year", "until", "lasts"),
    [
        (date(2023, 8, 1), 12.0, 2023, 12, 5.0),
        (date(2023, 8, 1), 3.0, 2023, 12, 3.0),
        (date(2023, 8, 1), 12.0, 2024, 12, 7.0),
        (date(2023, 8, 1), 12.0, 2025, 12, 0.0),
        (date(2023, 8, 1), 12.0, 2022, 12, 0.0),
        (date(2023, 8, 1), 12.0, 2023, 8, 1.0),
        (date(2024, 9, 16), 12.0, 2024, 12, 3.5),
        (date(2023, 12, 1), 4.0, 2024, 2, 2.0),
    ],
)
def test_months_of_a_calendar_year_are_counted(start, months, year, until, lasts):
    assert months_in(start, months, year, until) == pytest.approx(lasts)


@given(st.dates(date(2020, 1, 1), date(2024, 12, 31)), st.floats(0.0, 60.0))
def test_the_months_of_all_years_are_the_whole(start, months):
    each = [months_in(start, months, year) for year in range(2020, 2031)]
    assert sum(each) == pytest.approx(months)


def test_the_months_compared_lie_within_the_year():
    one = replace(
        next(one for one in events() if one.event == "gallium_2023"),
        start="2023-08-01",
        months=(2.0, 12.0, 24.0),
    )
    assert one.struck_months == (2.0, 5.0, 5.0)


def test_events_are_chosen_by_name_in_the_order_asked():
    names = ["cobalt_2025", "antimony_2024"]
    assert [one.event for one in chosen(names, events())] == names
    assert chosen((), events()) == events()


def test_names_that_are_no_event_are_refused_together():
    with pytest.raises(InputError) as caught:
        chosen(["cobalt_202", "cobalt_2025", "galium_2023"], events())
    assert [problem.fix for problem in caught.value.problems] == [
        "did you mean 'cobalt_2026'?",
        "did you mean 'gallium_2023'?",
    ]
