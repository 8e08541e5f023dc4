"""History as a whole: events tried side by side, counted, and told in words."""

from dataclasses import replace

import polars as pl
import pytest

from orepath.errors import InputError
from orepath.report.pages import rendered
from orepath.stress.historycheck import Check
from orepath.stress.historyevent import Event, events
from orepath.study.history import (
    Tried,
    check_table,
    history_of,
    month_table,
    reading_table,
    score,
)
from orepath.study.historypage import history_page, price_rows, write_history
from orepath.study.historysheet import (
    checks_sheet,
    event_words,
    history_words,
    months_sheet,
    numbers_sheet,
    overview_sheet,
    source_words,
    untried_words,
)

NAMES = ("magnets_2025", "sponge_2025", "bismuth_2025")


@pytest.fixture(scope="module")
def found() -> tuple[Tried, ...]:
    return history_of(NAMES)


def _check(aspect: str, verdict: str, guess: float) -> Check:
    return Check(aspect, "price", "slag", "×1", "×1", verdict, guess, "")  # type: ignore[arg-type]


def test_hits_are_counted_of_what_is_known():
    event: Event = events()[0]
    tried = Tried(
        event,
        None,
        (
            _check("direction", "hit", 1.0),
            _check("direction", "miss", 0.0),
            _check("size", "unknown", 1.0),
            _check("rank", "hit", 0.25),
        ),
    )
    assert score([tried]) == (2, 3, 1.25)
    assert score([tried, tried], "direction") == (2, 4, 2.0)
    assert score([tried], "size") == (0, 0, 0.0)


def test_events_come_in_the_order_asked_and_the_untried_among_them(found):
    assert [one.event.event for one in found] == list(NAMES)
    assert found[2].replay is None
    assert not found[2].checks


def test_every_check_is_a_row_and_the_untried_one_row_with_the_reason(found):
    table = check_table(found)
    assert table.height == sum(len(one.checks) for one in found) + 1
    assert set(table["verdict"]) <= {"hit", "miss", "unknown", "not tried"}
    last = table.row(-1, named=True)
    assert last["verdict"] == "not tried"
    assert "no chain" in last["note"]
    assert last["aspect"] is None


def test_words_told_stand_beside_words_seen(found):
    made = check_table(found).filter(
        event="sponge_2025", what="output of the place hit", aspect="size"
    )
    # 16,000 of 19,000 t, and three months of twelve lost.
    assert made["seen"].to_list() == ["×0.84"]
    assert made["told"][0].startswith("×0.75 ")
    assert made["verdict"].to_list() == ["hit"]


def test_numbers_told_stand_beside_numbers_seen(found):
    table = reading_table(found[1])
    kaz = table.filter(what="made", place="KAZ").row(0, named=True)
    assert kaz["ratio"] == pytest.approx(16 / 19)
    assert kaz["told"] == pytest.approx(0.75)
    assert kaz["low"] <= kaz["told"] <= kaz["high"]
    assert reading_table(found[2]).is_empty()


def test_months_are_a_table(found):
    replay = found[1].replay
    assert replay is not None
    table = month_table(replay)
    assert table["month"].to_list() == list(range(1, 13))
    assert table["missing"][-1] == pytest.approx(table["lost"].sum())


def test_an_event_nobody_knows_is_refused():
    with pytest.raises(InputError, match="sponge_2025"):
        history_of(["sponge_2052"])


def test_progress_is_told_after_each_event():
    said: list[str] = []
    history_of(["magnets_2025", "bismuth_2025"], said.append)
    assert said == ["Trying history: 1 of 1 events done"]


def test_the_overview_counts_and_sums(found):
    frame = overview_sheet(found).frame
    assert frame["Event"].to_list() == [*NAMES[:2], "all", "by guessing"]
    assert frame["Seen"].to_list() == ["×1.25", "×0.90", "", ""]
    assert frame["Price told"][0].endswith("†")
    assert frame["Case"].to_list() == ["2024", "2024", "", ""]
    hits, known, _ = score(found, "direction")
    assert frame["Direction"][2] == f"{hits}/{known}"


def test_words_tell_hits_guesses_and_which_way_prices_missed(found):
    first, second = history_words(found)
    hits, known, guess = score(found)
    assert first.startswith(f"{hits} of {known} checks are hits")
    assert f"would hit {guess:.1f}." in first
    assert "Events tried: 2; not tried: 1." in first
    assert second == "The price abroad was told too dear in 1 (sponge_2025)."
    assert len(history_words(found[2:])) == 1


def test_what_was_not_tried_says_why(found):
    assert untried_words(found) == [
        f"bismuth_2025 (Chinese licences on bismuth): {found[2].event.why_not}."
    ]
    assert event_words(found[2])[0].startswith("Not tried: ")


def test_an_event_tells_severity_base_and_what_is_unseen(found):
    struck, base, unseen = event_words(found[1])
    assert struck.startswith("100 % is lost while it lasts (100–100 %, recorded), for")
    assert "25 % of the year" in struck
    assert base == "Told from the case of 2024, the year before."
    assert unseen.startswith("Not seen by the model: ")
    assert source_words(found[1]).startswith("Said by Argus")


def test_an_event_tried_on_another_year_says_so():
    tried = history_of(["sponge_2022"])[0]
    assert tried.event.base_year != tried.event.before
    assert "2023, the first year" in event_words(tried)[1]
    assert overview_sheet([tried]).frame["Case"][0] == "2023*"


def test_sheets_of_an_event_hold_all_that_was_compared(found):
    one = found[1]
    frame = checks_sheet(one).frame
    assert set(frame.columns) == {"What", "Told", "Seen", "Direction", "Rank", "Size"}
    assert frame.height == len({(c.what, c.commodity) for c in one.checks})
    assert numbers_sheet(one).frame.height == reading_table(one).height
    assert one.replay is not None
    assert months_sheet(one.replay).frame.height == 12


def test_the_page_shows_each_event_with_its_picture(found, tmp_path):
    page = history_page(found)
    text = rendered(page)
    assert text.count('<figure class="figure">') == 3
    for words in ("What was not tried, and why?", "Chlorine leak at the Kazakh plant",
                  "Does the model tell what comes?", "Argus"):  # fmt: skip
        assert words in text
    write_history(found[2:], tmp_path / "page.html")
    assert "no chain of the package" in (tmp_path / "page.html").read_text("utf8")


def test_prices_without_an_outcome_are_not_drawn(found):
    rows = price_rows(found)
    assert rows["event"].to_list() == ["sponge_2025"]
    assert rows.schema["told"] == pl.Float64


def test_an_event_whose_price_nobody_knows_shows_a_dash(found):
    bare = replace(found[1], checks=found[1].checks[-1:])
    assert overview_sheet([bare]).frame.row(0)[-2:] == ("–", "–")


def test_a_price_that_the_case_does_not_know_is_drawn_as_seen_alone(found):
    replay = found[1].replay
    assert replay is not None
    bare = replace(found[1], replay=replace(replay, readings={}))
    text = rendered(history_page([bare]))
    assert "seen, mean of the year" in text
    assert "told, mean of the year" not in text
    assert "What was not tried" not in text
