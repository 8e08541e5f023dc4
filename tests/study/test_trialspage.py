"""The page of trials, of a small case tried in every way."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from orepath.report.pages import rendered
from orepath.study.drawing.trials import curve_rows, supplier_rows
from orepath.study.fixes import cheapest
from orepath.study.sheet.trials import shortages_sheet
from orepath.study.trials import (
    REMOVALS,
    Losing,
    chains_of,
    drawn,
    job_of,
    struck_only,
    taken_away,
)
from orepath.study.trialspage import (
    Stressed,
    stress_page,
    stress_sheets,
    stress_words,
    write_stress,
)
from orepath.world.calibrate import Calibration
from orepath.world.case import Case

PLAN = {"smelter": 2025, "contract": 2025, "stock": 2025}


@pytest.fixture(scope="module")
def found(
    small: Case, calibration: Calibration, tmp_path_factory: pytest.TempPathFactory
) -> Stressed:
    chains = chains_of(small, calibration, PLAN)
    folder = tmp_path_factory.mktemp("trials")
    parts = [(small, calibration, chains[0])]
    one, two = taken_away(parts, Losing(tuple(REMOVALS), two=True))
    return Stressed(drawn(job_of(small, chains, folder, (600, 7))), one, two)


def test_the_page_answers_each_question_with_figures(
    small: Case, found: Stressed
) -> None:
    text = rendered(stress_page(small, found))
    for words in (
        "How bad can a year get?",
        "What runs short, and for how long?",
        "Which disruption costs most?",
        "Whose loss costs most?",
        "What if two are lost at once?",
        "600 years drawn",
    ):
        assert words in text
    assert text.count("<svg") == 2


def test_what_was_not_tried_has_no_section(small: Case, found: Stressed) -> None:
    page = stress_page(small, Stressed(one=found.one))
    assert [section.id for section in page.sections] == ["removals"]
    assert page.lead.startswith("The costliest single loss")


def test_the_page_is_written(small: Case, found: Stressed, tmp_path: Path) -> None:
    write_stress(small, found, tmp_path / "page.html")
    assert "<svg" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_sheets_stand_in_reading_order(small: Case, found: Stressed) -> None:
    names = [sheet.name for sheet in stress_sheets(small, found)]
    assert names == ["losses", "shortages", "culprits", "removals", "pairs"]


def test_the_sheet_of_losses_puts_the_plan_beside_no_plan(
    small: Case, found: Stressed
) -> None:
    frame = stress_sheets(small, found)[0].frame
    assert frame["Year"].to_list() == [
        *("Mean", "1 in 10", "1 in 100", "Worst tenth", "Worst 1 %", "Worst drawn"),
        "Years after",
    ]
    told = found.drawn
    assert told is not None
    mean = told.losses.row(0, named=True)["mean"]
    assert frame["Users without"][0] == pytest.approx(mean * 1e6)
    worst = frame.filter(frame["Year"] == "Worst tenth").row(0, named=True)
    assert worst["Users with"] < worst["Users without"]


def test_a_good_has_a_row_without_and_one_with_the_plan(
    small: Case, found: Stressed
) -> None:
    assert found.drawn is not None
    frame = shortages_sheet(small, found.drawn, 1).frame
    assert frame["Plan"].to_list() == ["no", "yes"]
    assert frame["Survive"][0] == "0 d"
    assert frame["Survive"][1].endswith(" d")
    assert frame["Recover"][0].endswith(" mo")


def test_sentences_tell_means_culprits_and_stocks(small: Case, found: Stressed) -> None:
    words = stress_words(small, found)
    assert words[0].startswith("In the mean year users in India lose USD ")
    told = "\n".join(words)
    for part in (
        "In one year of a hundred they lose at least",
        "Most is lost to this: China stops slag exports.",
        "Slag: stocks of the plan replace what would be short for",
        "Only 600 years were drawn",
        "cost users more with the plan than without, the most: mine in India",
    ):
        assert part in told


def test_without_disruptions_nothing_is_blamed(
    small: Case, calibration: Calibration, tmp_path: Path
) -> None:
    calm = small.replace(shocks=small.table("shocks").clear())
    chains = chains_of(calm, calibration, PLAN)
    told = drawn(job_of(calm, chains, tmp_path, (1200, 7)))
    words = stress_words(calm, Stressed(told))
    assert "No disruption struck in any year drawn." in words
    assert rendered(stress_page(calm, Stressed(told)))


def test_rows_of_the_figures_are_in_dollars(small: Case, found: Stressed) -> None:
    assert found.drawn is not None
    assert found.one is not None
    curve = curve_rows(found.drawn)
    assert curve["without"].max() == pytest.approx(
        found.drawn.curve["without"].max() * 1e6  # type: ignore[operator]
    )
    cells = supplier_rows(small, found.one)
    assert cells["supplier"].to_list() == ["China"]
    assert cells["good"].to_list() == ["Slag"]


def test_one_disruption_alone_strikes_more_seldom(
    small: Case, calibration: Calibration, found: Stressed, tmp_path: Path
) -> None:
    few = struck_only(small, ("hormuz",))
    told = drawn(job_of(few, chains_of(few, calibration, PLAN), tmp_path, (600, 7)))
    assert told.culprits["shock"].to_list() == ["hormuz"]
    assert found.drawn is not None
    assert told.losses["mean"][0] < found.drawn.losses["mean"][0]


def test_fixes_have_a_section_of_their_own(
    small: Case, calibration: Calibration
) -> None:
    fixes = Stressed(fixes=cheapest(small, calibration, {"smelter": 2025}))
    assert [sheet.name for sheet in stress_sheets(small, fixes)] == [
        "fixes",
        "fix_ranking",
    ]
    page = stress_page(small, fixes)
    assert [section.id for section in page.sections] == ["fixes"]
    assert "still hurt with the plan" in page.lead


def test_what_years_after_cost_is_told(small: Case, found: Stressed) -> None:
    told = found.drawn
    assert told is not None
    later = told.losses.row(0, named=True)["later"]
    frame = stress_sheets(small, found)[0].frame
    after = frame.filter(frame["Year"] == "Years after")
    assert after["Users without"][0] == pytest.approx(later * 1e6)
    line = "Disruptions that last cost them in the years after, in the mean, USD "
    assert any(one.startswith(line) for one in stress_words(small, found))
    none = told.losses.with_columns(pl.lit(0.0).alias("later"))
    calm = replace(found, drawn=replace(told, losses=none))
    assert not any(one.startswith(line) for one in stress_words(small, calm))


def test_where_nothing_hurts_no_empty_table_is_shown(
    small: Case, calibration: Calibration
) -> None:
    calm = small.replace(shocks=small.table("shocks").clear())
    fixes = Stressed(fixes=cheapest(calm, calibration, {"smelter": 2025}))
    assert stress_sheets(calm, fixes) == []
    page = stress_page(calm, fixes)
    assert page.sections[0].tables == ()
    assert page.lead.startswith("No disruption tried still hurts")
